"""Gradient check: the analytic gradient of every input against numerical differentiation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.numerical import Measure, Point
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.walk import Value, frozen, out

# A central difference with eps = 1e-4 is good to about 1e-8; a derivative wrong by 0.1 % is off by 1e-3.
TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class Row:
    """One input's comparison: `analytic` and `numeric` have the input's shape.

    `error` is the largest relative error, `difference` the largest absolute one, over the `checked` of
    `size` elements; `kink` says that an element stands so close to a point without a derivative that
    numerical differentiation straddles it. `ok` is the verdict over the elements without a kink.
    """

    name: str
    analytic: Value
    numeric: Value
    error: float
    difference: float
    kink: bool
    ok: bool
    checked: int
    size: int


def check_gradients(
    graph: Graph,
    feed: Mapping[str, Any] | None = None,
    eps: float = 1e-4,
    upstream: Any = 1.0,
    most: int | None = None,
) -> tuple[Row, ...]:
    """Compare backpropagation with central differences (f(x + h) − f(x − h)) / 2h in float64, h = eps·√max(1, |x|).

    One row an input, in the graph's order; class numbers, which have no gradient, are left out. `most` bounds
    how many elements of an array are perturbed (evenly spread; the rest of `numeric` is NaN). Raises
    `GraphlabError` as `run` does.

    >>> from graphlab.engine.language.parse import parse
    >>> [row.ok for row in check_gradients(parse("y = sigmoid(x) * w"), {"x": 0.5, "w": 2})]
    [True, True]
    """
    point = Point(run(graph, feed, upstream), graph.ops)
    with np.errstate(all="ignore"):
        return tuple(_row(point, name, eps, most) for name in graph.inputs if name in point.trace.grads)


class _Measured(NamedTuple):
    """A measured derivative, whether a kink is in its way, and how far two steps are from agreeing on it."""

    slope: float
    kink: bool
    doubt: float = 0.0


def _row(point: Point, name: str, eps: float, most: int | None) -> Row:
    analytic = np.asarray(point.trace.grads[name])
    flat, chosen = analytic.reshape(-1), _spread_over(analytic.size, most)
    numeric = np.full(analytic.size, np.nan)
    found = [_derivative(point, name, i, eps) for i in chosen]
    numeric[chosen] = [one.slope for one in found]
    difference = np.abs(flat - numeric)[chosen]
    # What is smaller than the doubt about a measurement, or than its rounding, is no difference.
    doubt = np.array([max(one.doubt / TOLERANCE, _noise(point.trace, eps)) for one in found])
    relative = difference / np.maximum(np.maximum(np.abs(flat), np.abs(numeric))[chosen], doubt)
    judged = [error <= TOLERANCE for error, one in zip(relative, found, strict=True) if not one.kink]
    return Row(
        name,
        out(frozen(analytic)),
        out(frozen(numeric.reshape(analytic.shape))),
        float(np.max(relative, initial=0.0)),
        float(np.max(difference, initial=0.0)),
        any(one.kink for one in found),
        all(judged),
        len(chosen),
        analytic.size,
    )


def _spread_over(size: int, most: int | None) -> list[int]:
    if most is None or size <= most:
        return list(range(size))
    return sorted({int(i) for i in np.linspace(0, size - 1, most)})


def _noise(trace: Trace, eps: float) -> float:
    """Return the size of gradient below which rounding, in any node on the way, hides everything else."""
    pairs = zip(trace.node_values, trace.node_grads, strict=True)
    scale = sum(float(np.sum(np.abs(value * grad))) for value, grad in pairs if grad is not None)
    return max(scale, 1e-300) * float(np.finfo(np.float64).eps) / eps / TOLERANCE


def _derivative(point: Point, name: str, i: int, eps: float) -> _Measured:
    """Measure the derivative by one element.

    Where it disagrees with the analytic one, smaller steps are tried, and the two neighbours that agree best
    with each other decide: near a pole a step of eps is too coarse. The analytic value has no say in that.
    """
    x = float(np.asarray(point.leaves[name]).reshape(-1)[i])
    h = eps * max(1.0, abs(x)) ** 0.5
    first, kink = point.slope(name, i, Measure(h))
    expected = float(np.asarray(point.trace.grads[name]).reshape(-1)[i])
    size = max(abs(first), abs(expected), _noise(point.trace, eps))
    if kink or (np.isfinite(first) and abs(first - expected) <= TOLERANCE * size):
        return _Measured(first, kink)
    finer = [point.slope(name, i, Measure(h / 32**k))[0] for k in (1, 2, 3, 4)]
    pairs = [(abs(a - b), b) for a, b in pairwise([first, *finer]) if np.isfinite(a - b)]
    doubt, slope = min(pairs, key=itemgetter(0), default=(0.0, first))
    return _Measured(slope, kink, doubt)
