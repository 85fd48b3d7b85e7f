"""What the steps of a run ask for: the numbers of the trace, and what is said of wrong ones."""

import numpy as np
import pytest

from graphlab import parse, run
from graphlab.book import FIGURES
from graphlab.engine.graph.source_text import literal
from graphlab.practice.exercise import Exercise, part_of, solution_of
from graphlab.practice.grade import grade
from graphlab.practice.questions import WHEN, questions

CASES = [(number, k) for number, figure in FIGURES.items() for k in range(len(figure.cases))]


def exercise_of(number: str, k: int = 0) -> Exercise:
    figure = FIGURES[number]
    case = figure.cases[k]
    feed = tuple((name, literal(value)) for name, value in case.feed.items())
    return Exercise("", figure.graph_of(case).to_source(), feed, literal(case.upstream), "both")


def written(value) -> str:
    """Return a number, or a shape, as it may be typed."""
    return repr(float(value)) if not np.ndim(value) else str(tuple(map(int, value)))


@pytest.mark.parametrize(("number", "k"), CASES)
@pytest.mark.parametrize("shapes", [False, True])
def test_each_question_asks_for_what_its_step_brings(number: str, k: int, shapes: bool) -> None:
    exercise = exercise_of(number, k)
    trace, nodes = exercise.trace, exercise.graph.nodes
    asked = questions(trace, "every", shapes)
    # Every step asks but the one that brings the upstream gradient, which is given.
    assert [question.at for question in asked] == [step.index for step in trace.steps if not step.seed]
    for at, box in asked:
        step, name = trace.steps[at], nodes[box.node].name
        brings = {"value": step.values, "sum": step.grads}.get(box.kind)
        whole = np.asarray(brings[name] if brings else step.contributions[box.slot])
        assert (step.phase == "forward") == (box.kind == "value")
        assert box.part == "all" or whole.ndim
        assert box.part == "shape" or not shapes or not whole.ndim
        right = part_of(whole, box.part)
        assert np.array_equal(solution_of(trace, box), right)
        assert grade(exercise, box, written(right)).right
        wrong = written(1.5 * right + 1) if not np.ndim(right) else written([*right, 2])
        assert not grade(exercise, box, wrong).right


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize(("number", "k"), CASES)
def test_a_choice_of_questions_leaves_the_others_as_they_are(number: str, k: int, when) -> None:
    trace = exercise_of(number, k).trace
    every = questions(trace, "every")
    found = questions(trace, when)
    assert [one for one in every if one in found] == found
    if when == "backward":
        assert found == [one for one in every if one.at > trace.forward_count]


def test_what_is_new_is_each_op_in_each_direction_and_the_first_sum() -> None:
    trace = run(parse("a = x + y\nb = a * x\nc = b + y\nz = c * a"), {"x": 2, "y": 3})
    assert [(at, box.key) for at, box in questions(trace, "new")] == [
        (0, "a"),
        (1, "b"),
        (5, "∂c"),
        (6, "∂b"),
        (7, "∂a"),
    ]


def test_a_sum_is_asked_for_when_its_last_part_has_come() -> None:
    trace = run(parse("z = x * y + x"), {"x": 3, "y": 4})
    assert [(at, box.kind, box.key) for at, box in questions(trace)] == [(3, "gradient", "∂v1"), (4, "sum", "∂x")]


def test_what_is_not_finite_is_not_asked_for() -> None:
    trace = run(parse("y = log(x)"), {"x": 0.0})
    assert questions(trace, "every") == []


def test_inputs_that_are_not_drawn_are_not_asked_for() -> None:
    trace = exercise_of("5-28").trace
    hidden = FIGURES["5-28"].hidden
    names = {trace.graph.nodes[box.node].name for _at, box in questions(trace, "every", hidden=hidden)}
    assert len(names) > 0
    assert names.isdisjoint(hidden)


@pytest.mark.parametrize(
    ("number", "shapes", "key", "text", "slip"),
    [
        ("bias-backward", False, "∂B", "3", "one row"),
        ("bias-backward", False, "∂B", "4.5", "rows averaged"),
        ("bias-backward", False, "∂B", "21", "all summed"),
        ("5-27", True, "∂B", "(2, 3)", "not summed"),
        ("5-27", True, "∂B", "1 x 3", "shape"),
        ("5-24", True, "∂X", "5, 5", ""),
        ("5-17", False, "∂all_price", "650", "mul.unswapped"),
        ("5-17", False, "∂apple", "1.1", "local"),
    ],
)  # fmt: skip
def test_slips_are_named_as_in_practice(number: str, shapes: bool, key: str, text: str, slip: str) -> None:
    exercise = exercise_of(number)
    box = next(box for _at, box in questions(exercise.trace, "every", shapes) if box.key == key)
    found = grade(exercise, box, text)
    assert found.slips[:1] == ((slip,) if slip else ())
    assert found.outcome == ("slip" if slip else "unrecognised")


@pytest.mark.parametrize("text", ["(2, 3)", "2,3", "[2, 3]", "2 x 3", "2×3", "np.array([2, 3])", "2 3"])
def test_a_shape_may_be_written_in_any_way(text: str) -> None:
    exercise = Exercise("", "Y = dot(X, W)", (("X", "[[1, 2], [3, 4]]"), ("W", "[[1, 2, 3], [4, 5, 6]]")), "1", "both")
    box = questions(exercise.trace, "every", shapes=True)[0].box
    assert grade(exercise, box, text).right
    assert not grade(exercise, box, "(3, 2)").right


def test_a_shape_is_right_or_wrong_and_never_nearly_right() -> None:
    exercise = Exercise("", "y = x * 2", (("x", str([0.5] * 784)),), str([1] * 784), "both")
    box = questions(exercise.trace, "every")[0].box
    assert box.part == "shape"
    assert grade(exercise, box, "784").right
    assert grade(exercise, box, "(784,)").right
    assert not grade(exercise, box, "783").right


def test_a_cell_takes_one_number() -> None:
    exercise = exercise_of("bias-backward")
    box = questions(exercise.trace)[0].box
    assert grade(exercise, box, "9").right
    assert grade(exercise, box, "3 + 6").right
    assert grade(exercise, box, "[5, 7, 9]").outcome in ("unrecognised", "unreadable")
