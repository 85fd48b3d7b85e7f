"""Hints for a box in three stages: which rule, the rule with this node's symbols, the numbers put in."""

from typing import NamedTuple

from graphlab.engine.errors import say
from graphlab.engine.run.definitions import ops_of
from graphlab.locale import translator
from graphlab.practice.exercise import Box, Exercise, parts, reached
from graphlab.view.words.formulas import Formula, NodeLatex, completed, formulas

STAGES = 3


class Hint(NamedTuple):
    """One stage: a sentence, or a formula in LaTeX."""

    sentence: str = ""
    latex: str = ""


def hints(exercise: Exercise, box: Box, language: str = "en") -> tuple[Hint, Hint, Hint]:
    """Return the three hints for a box; none of them says the result."""
    formula = _formula(exercise, box)
    figures = formula.numbers or formula.symbols
    return (
        Hint(sentence=_rule(exercise, box, language)),
        Hint(latex=f"{formula.left} = {formula.symbols if box.kind != 'sum' else _terms(exercise, box)}"),
        Hint(latex=f"{formula.left} = {figures} = \\;?"),
    )


def solution(exercise: Exercise, box: Box) -> str:
    """Return the formula that gives a box's number, with the number, in LaTeX."""
    return _formula(exercise, box).latex


def _rule(exercise: Exercise, box: Box, language: str) -> str:
    translate = translator(language)
    if box.kind == "sum":
        name = exercise.called(exercise.graph.nodes[box.node].name)
        uses = len(parts(exercise.trace, box.node))
        says = say("`{name}` is used in {uses} places: the gradients that come back from all of them are added up.",
                   name=name, uses=uses)  # fmt: skip
        return says.translated(translate)
    op = ops_of(exercise.graph)[exercise.graph.nodes[box.acting].op]
    return translate(op.forward_says if box.kind == "value" else op.backward_says)


def _terms(exercise: Exercise, box: Box) -> str:
    """Return the sum over the places in which a value is used, without its numbers."""
    count = len(parts(exercise.trace, box.node))
    return " + ".join(rf"\boxed{{{k}}}" for k in range(1, count + 1))


def _formula(exercise: Exercise, box: Box) -> Formula:
    """Return the equation that the explorer shows for a box."""
    trace = exercise.trace
    node_latex = NodeLatex(trace, "light")
    if box.kind == "value":
        return next(formulas(trace.steps[trace.operations.index(box.node)], node_latex))
    acting = box.target if box.kind == "gradient" else _last(exercise, box)
    step = trace.steps[trace.forward_count + 1 + trace.order.index(acting)]
    found = list(formulas(step, node_latex))
    if box.kind == "gradient":
        before = [part for part in trace.contributions[acting][: box.slot] if part is not None]
        return found[len(before)]
    return found[len(reached(trace, acting)) + completed(step).index(box.node)]


def _last(exercise: Exercise, box: Box) -> int:
    """Return the node whose step brings the last of several gradients."""
    order = exercise.trace.order
    return next(i for i in reversed(order) if box.node in reached(exercise.trace, i))
