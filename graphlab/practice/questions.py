"""What a run can be asked before each of its steps: the number that the step is about to show."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.practice.exercise import MOST_NUMBERS, Box, every_box, solution_of

When: TypeAlias = Literal["every", "backward", "new"]
WHEN: tuple[When, ...] = ("backward", "every", "new")


class Question(NamedTuple):
    """The box that is asked for at a position: the next step shows its number."""

    at: int
    box: Box


def questions(
    trace: Trace, when: When = "backward", shapes: bool = False, hidden: tuple[str, ...] = ()
) -> list[Question]:
    """Return at most one question for each step, in their order.

    Of several numbers the one is asked that needs most: a sum that is complete with the step, a gradient that is summed
    back to the shape of its input, one that goes on to further nodes, else the first. Of an array it is a cell, a
    different one from step to step; of one that is too large to be seen, or with `shapes` of any, its shape. What is
    not finite is not asked for, nor what goes to an input in `hidden`. With "new" only the first step of each rule is
    asked for: an op in a direction, or the sum where a value fans out.

    >>> from graphlab.book import FIGURES
    >>> from graphlab.engine.run.trace import run
    >>> trace = run(FIGURES["5-17"].graph, FIGURES["5-17"].feed)
    >>> [question.box.key for question in questions(trace)]
    ['∂all_price', '∂apple_price', '∂orange', '∂apple']
    >>> [question.at for question in questions(trace, "new")]
    [0, 2, 5, 6]
    """
    found, seen = [], set[tuple[str, str]]()
    for at, boxes in _by_step(trace):
        asked = [box for box in boxes if trace.graph.nodes[box.node].name not in hidden]
        rules = {_rule(trace, box) for box in asked}
        fresh = bool(rules - seen)
        seen |= rules
        if asked and (fresh if when == "new" else when == "every" or at > trace.forward_count):
            question = _asked(trace, at, min(asked, key=lambda box: _rank(trace, box)), shapes)
            found += [question] if np.all(np.isfinite(solution_of(trace, question.box))) else []
    return found


def _by_step(trace: Trace) -> Iterator[tuple[int, list[Box]]]:
    """Yield the boxes that each step fills, with the position before it."""
    forward = {i: at for at, i in enumerate(trace.operations)}
    backward = {i: at for at, i in enumerate(trace.order, start=trace.forward_count + 1)}
    steps: dict[int, list[Box]] = {}
    at = 0
    for box in every_box(trace):
        # A sum is complete with the gradient before it.
        at = at if box.kind == "sum" else forward[box.node] if box.kind == "value" else backward[box.target]
        steps.setdefault(at, []).append(box)
    return iter(steps.items())


def _rule(trace: Trace, box: Box) -> tuple[str, str]:
    return box.kind, "" if box.kind == "sum" else trace.graph.nodes[box.acting].op


def _rank(trace: Trace, box: Box) -> tuple[bool, bool, bool]:
    stretched = (box.target, box.slot) in trace.stretched
    return box.kind != "sum", not stretched, not trace.graph.nodes[box.node].inputs


def _asked(trace: Trace, at: int, box: Box, shapes: bool) -> Question:
    whole = solution_of(trace, box)
    if not np.ndim(whole):
        return Question(at, box)
    if shapes or not 0 < np.size(whole) <= MOST_NUMBERS:
        return Question(at, box._replace(part="shape"))
    cell = np.unravel_index(at % np.size(whole), np.shape(whole))
    return Question(at, box._replace(part=tuple(map(int, cell))))
