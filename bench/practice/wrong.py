"""Wrong answers as a teacher of beginners meets them: kinds of mistakes, each with the numbers it leads to.

Written from the teacher's side, without the list of mistakes that practice knows: that list is what is measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.practice.kind import Kind, Numbers
from bench.practice.place import Place
from bench.practice.wrong_gradients import GRADIENTS, SUMS
from bench.practice.wrong_rarer import RARER
from bench.practice.wrong_values import VALUES


def _moved_point(p: Place) -> Numbers:
    return [p.right * 10, p.right / 10]


def _elsewhere(p: Place, gradients: bool) -> Numbers:
    """The numbers that stand at other nodes of the picture."""
    for i, node in enumerate(p.trace.graph.nodes):
        if i != p.box.node and node.op != "const":
            found = p.trace.node_grads[i] if gradients else p.trace.node_values[i]
            if found is not None:
                yield found


ANYWHERE = (
    Kind("another node's value", "value gradient sum", "*", lambda p: _elsewhere(p, False)),
    Kind("another node's gradient", "gradient sum", "*", lambda p: _elsewhere(p, True)),
    Kind("decimal point", "value gradient sum", "*", _moved_point),
    Kind("sign lost", "value", "add sub mul div exp sigmoid tanh", lambda p: [-p.right]),
)

KINDS = (*VALUES, *GRADIENTS, *SUMS, *ANYWHERE, *RARER)


def wrong_numbers(place: Place) -> Iterator[tuple[Kind, Any]]:
    """Yield the wrong answers of a box that asks for numbers, with the kind of the mistake."""
    for kind in KINDS:
        if place.box.kind not in kind.box.split() or (kind.ops != "*" and place.op not in kind.ops.split()):
            continue
        with np.errstate(all="ignore"):
            for made in kind.make(place):
                value = np.asarray(made, dtype=float)
                if np.all(np.isfinite(value)) and not clearly_right(value, place.right):
                    yield kind, value


def clearly_right(value: Any, right: Any) -> bool:
    """Whether a number is so near to the right one that it would count as right, or as rounded."""
    return value.shape == right.shape and bool(np.all(np.abs(value - right) <= 0.06 * np.abs(right) + 1e-9))
