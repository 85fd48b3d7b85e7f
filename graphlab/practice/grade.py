"""Grade an answer: right, a known slip, or a question that helps to go on; never only "wrong"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace, run
from graphlab.practice.answer_names import NO_LABELS, names_of
from graphlab.practice.answers import tolerance
from graphlab.practice.answers.answer import parse_answer
from graphlab.practice.answers.examples import LISTS
from graphlab.practice.answers.tolerance import agrees, as_typed, only_rounded
from graphlab.practice.exercise import Box, Exercise, parts, solution_of
from graphlab.practice.slips import KnownSlip, correction, is_certain, is_vague, known_slips

Outcome = Literal["right", "slip", "unrecognised", "unreadable"]

# How many random points a formula is compared at, how few are enough, and how many are tried.
RANDOM_POINTS, LEAST_POINTS, TRIES = 6, 3, 24

# Between the sizes of a shape.
_TIMES = re.compile(r"\s*[x×*·]\s*")

_RIGHT = _("Right.")
_TWO = _("Two mistakes lead to this. Either: {first} Or: {second}")


@dataclass(frozen=True)
class Grade:
    """The grade of an answer, with its message; `slips` names the slips that lead to it, the likeliest first."""

    outcome: Outcome
    message: Message
    slips: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.outcome == "right"


def grade(exercise: Exercise, box: Box, text: str, labels: Mapping[str, str] = NO_LABELS, solution: str = "") -> Grade:
    """Return the grade of the text in a box.

    `labels` are the reader's words for what inputs and result stand for, by name; `solution` is what the page writes
    into the box, which is right as it stands.

    >>> exercise = Exercise("", "z = x * y", (("x", "10"), ("y", "5")), "1.3")
    >>> grade(exercise, exercise.boxes[0], "1.3*5").outcome, grade(exercise, exercise.boxes[0], "13").slips
    ('right', ('mul.unswapped',))
    """
    if solution and "".join(text.split()) == "".join(solution.split()):
        return Grade("right", say(_RIGHT))
    if box.part == "shape":
        text = _TIMES.sub(",", text)
    try:
        names, shape = names_of(exercise, exercise.trace, box, labels), np.shape(solution_of(exercise.trace, box))
        answer = parse_answer(text, names, shape, _definitions(exercise))
        if exercise.symbols and answer.names:
            points = random_points(exercise)
            values = [answer.evaluate(names_of(exercise, point, box, labels).values) for point in points]
            return _formula(exercise, box, list(zip(points, values, strict=True)))
        value = answer.evaluate(names.values)
    except GraphlabError as error:
        return Grade("unreadable", _sentence(error))
    if not np.all(np.isfinite(value)):
        return Grade("unreadable", say("This has no finite value: somewhere it divides by zero, or grows too large."))
    if exercise.symbols:
        return _formula(exercise, box, [(trace, value) for trace in random_points(exercise)])
    return _number(exercise, box, value, answer.places)


def _definitions(exercise: Exercise) -> str:
    """Return the lines that define the learner's own functions."""
    return "".join(f"{one.to_source()}\n" for one in exercise.graph.definitions)


def _sentence(error: GraphlabError) -> Message:
    return say("{what} {hint}", what=error.message, hint=error.hint) if error.hint else error.message


def _number(exercise: Exercise, box: Box, value: Any, places: tuple[float, ...]) -> Grade:
    trace, right = exercise.trace, solution_of(exercise.trace, box)
    close, near = max(exercise.tolerance, tolerance.LEAST), tolerance.SLIP
    if box.part == "shape":
        # The shape of a vector is one number, written with a comma or without one.
        value, close, near = np.atleast_1d(value), tolerance.LEAST, tolerance.LEAST
    if agrees(value, right, close):
        return Grade("right", say(_RIGHT))
    found = [slip for slip in known_slips(trace, box, exercise.called) if agrees(value, slip.value, near)]
    if found:
        exact = [slip for slip in found if agrees(value, slip.value, tolerance.EXACT)]
        rounded = [slip for slip in found if places and as_typed(value, slip.value, places)]
        return _slipped(exact or rounded or found)
    if box.part != "shape" and only_rounded(value, right, places):
        return Grade("slip", say(correction("rounding")), ("rounding",))
    return Grade("unrecognised", question(exercise, box, value))


@bounded(APP.caches["examples"], lambda found, exercise, _examples: len(found) + 2 * len(exercise.source) + 1_000)
def unlike(exercise: Exercise, examples: Sequence[str]) -> str:
    """Return the first of several examples that is not the answer of any box; `{x}` in it is the first name."""
    x = next(iter(exercise.graph.inputs), exercise.graph.output)
    texts = [text.format(x=x) for text in examples]
    return next((text for text in texts if not any(grade(exercise, b, text).right for b in exercise.boxes)), texts[0])


def _formula(exercise: Exercise, box: Box, answers: list[tuple[Trace, Any]]) -> Grade:
    """Grade a formula by its values at random points: equal there means equal."""
    usable = [(trace, value) for trace, value in answers if np.all(np.isfinite(value))]
    if len(usable) < LEAST_POINTS:
        return Grade("unreadable", say("This has no finite value: somewhere it divides by zero, or grows too large."))
    if all(_equal(value, solution_of(trace, box)) for trace, value in usable):
        return Grade("right", say(_RIGHT))
    matching = [_matching(exercise, trace, box, value) for trace, value in usable]
    slips = [slip for key, slip in matching[0].items() if all(key in found for found in matching)]
    if slips:
        return _slipped(slips)
    return Grade("unrecognised", question(exercise, box, usable[0][1]))


def _equal(value: Any, right: Any) -> bool:
    """Tell whether a formula gives the right numbers; one number may stand for an array of it, as in the picture."""
    whole = np.broadcast_to(value, np.shape(right)) if not np.ndim(value) else value
    return agrees(whole, right, tolerance.FORMULA)


def _matching(exercise: Exercise, trace: Trace, box: Box, value: Any) -> dict[tuple[str, str], KnownSlip]:
    found: dict[tuple[str, str], KnownSlip] = {}
    for slip in known_slips(trace, box, exercise.called):
        if agrees(value, slip.value, tolerance.FORMULA):
            found.setdefault((slip.name, slip.variant), slip)
    return found


def _slipped(found: list[KnownSlip]) -> Grade:
    """Name the likeliest mistake, and a second one that gives the same number if it says anything new."""
    by_name: dict[str, KnownSlip] = {}
    for slip in found:
        by_name.setdefault(slip.name, slip)
    first, *others = by_name.values()
    second = next((other for other in others if not is_vague(other.name)), None)
    if second is None or is_certain(first.name):
        return Grade("slip", first.says, (first.name,))
    return Grade("slip", say(_TWO, first=first.says, second=second.says), (first.name, second.name))


def question(exercise: Exercise, box: Box, value: Any) -> Message:
    """Return the question for an answer that no known slip explains."""
    trace, nodes = exercise.trace, exercise.graph.nodes
    name, shape = exercise.called(nodes[box.node].name), np.shape(solution_of(trace, box))
    if box.part == "shape":
        return _size_question(exercise, box)
    if np.shape(value) != shape:
        return say("Not yet. One cell is asked for: a single number.") if box.part != "all" else _shape_question(shape)
    if box.kind == "sum":
        uses = len(parts(trace, box.node))
        return say("Not yet. `{name}` is used in {uses} places: what comes back from each of them, and what becomes of "
                   "these numbers where they meet?", name=name, uses=uses)  # fmt: skip
    symbol = trace.ops[nodes[box.acting].op].symbol
    if box.kind == "value":
        return say("Not yet. Which values enter the “{symbol}” node, and what does it do with them?", symbol=symbol)
    return say("Not yet. Which gradient arrives at the “{symbol}” node from the right, and by what does “{symbol}” "
               "multiply it for `{name}`?", symbol=symbol, name=name)  # fmt: skip


def _size_question(exercise: Exercise, box: Box) -> Message:
    """Return the question for a shape that no known slip explains."""
    nodes = exercise.graph.nodes
    if box.kind != "value":
        return say("Not yet. A gradient has the shape of its value: which shape has `{name}`?",
                   name=exercise.called(nodes[box.node].name))  # fmt: skip
    return say("Not yet. Which shapes enter the “{symbol}” node, and which of their dimensions are left?",
               symbol=exercise.trace.ops[nodes[box.node].op].symbol)  # fmt: skip


def _shape_question(shape: tuple[int, ...]) -> Message:
    if not shape:
        return say("Here a single number is asked for. What does the shape of the value above the edge say?")
    example = LISTS[len(shape) - 1]
    return say("A gradient has the shape of its value: here {shape}. Write it as a list, such as {example}. Which "
               "number belongs to which place?", shape=str(shape), example=example)  # fmt: skip


def random_points(exercise: Exercise) -> list[Trace]:
    """Return runs of the exercise's graph at random points: equal formulas agree at all of them.

    Signs are kept, and the sides of kinks, so that a formula may hold on this side of a kink; labels are kept too.
    """
    rng, found = np.random.default_rng(17), []
    for _try in range(TRIES):
        trace = next(_moved(exercise, rng), None)
        if trace is not None:
            found.append(trace)
        if len(found) == RANDOM_POINTS:
            break
    return found


def _moved(exercise: Exercise, rng: np.random.Generator) -> Iterator[Trace]:
    graph, trace = exercise.graph, exercise.trace
    feed = {}
    for name in graph.inputs:
        value = np.asarray(trace.node_values[graph.index[name]])
        feed[name] = value if _is_label(trace, graph.index[name]) else _near(value, rng)
    upstream = trace.upstream * rng.uniform(0.5, 2.0) if exercise.named_upstream else trace.upstream
    moved = run(graph, feed, upstream)
    finite = all(np.all(np.isfinite(value)) for value in moved.node_values)
    if finite and all(map(np.array_equal, _sides(trace), _sides(moved))):
        yield moved


def _sides(trace: Trace) -> list[Any]:
    """Return for each node with a kink, such as `maximum`, on which side of it its inputs stand."""
    found = []
    with np.errstate(all="ignore"):
        for i in trace.operations:
            node = trace.graph.nodes[i]
            if kink := trace.ops[node.op].kink:
                found.append(kink(*(trace.node_values[j] for j in node.inputs)) > 0)
    return found


def _near(value: Any, rng: np.random.Generator) -> Any:
    """Return another value of the same signs."""
    moved = value * rng.uniform(0.5, 1.6, np.shape(value))
    return np.where(value == 0, rng.uniform(0.3, 1.2, np.shape(value)), moved)


def _is_label(trace: Trace, i: int) -> bool:
    nodes = trace.graph.nodes
    used = [(nodes[c].op, nodes[c].inputs.index(i)) for c in trace.graph.consumers[i]]
    return any(trace.ops[op].inputs[slot] == "t" for op, slot in used)
