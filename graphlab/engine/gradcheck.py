"""Gradient check: the analytic gradient of every input against numerical differentiation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from graphlab.engine.graph import Graph
from graphlab.engine.trace import Trace, run
from graphlab.engine.walk import Value, forward, frozen, out

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

    >>> from graphlab.engine.parse import parse
    >>> [row.ok for row in check_gradients(parse("y = sigmoid(x) * w"), {"x": 0.5, "w": 2})]
    [True, True]
    """
    trace = run(graph, feed, upstream)
    given = {name: trace.node_values[graph.index[name]] for name in graph.inputs}
    with np.errstate(all="ignore"):
        return tuple(_row(trace, given, name, eps, most) for name in graph.inputs if name in trace.grads)


def _row(trace: Trace, given: Mapping[str, Value], name: str, eps: float, most: int | None) -> Row:
    analytic = np.asarray(trace.grads[name])
    numeric, near_kink = np.full(analytic.size, np.nan), np.zeros(analytic.size, dtype=bool)
    chosen = _spread_over(analytic.size, most)
    for i in chosen:
        numeric[i], near_kink[i] = _derivative(trace, given, name, i, eps)
    flat = analytic.reshape(-1)[chosen]
    difference = np.abs(flat - numeric[chosen])
    relative = difference / np.maximum(np.maximum(np.abs(flat), np.abs(numeric[chosen])), _noise(trace, eps))
    judged = relative[~near_kink[chosen]]
    return Row(
        name,
        out(frozen(analytic)),
        out(frozen(numeric.reshape(analytic.shape))),
        float(np.max(relative, initial=0.0)),
        float(np.max(difference, initial=0.0)),
        bool(near_kink.any()),
        bool(np.all(judged <= TOLERANCE)),
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


def _derivative(trace: Trace, given: Mapping[str, Value], name: str, i: int, eps: float) -> tuple[float, bool]:
    """Return the numerical derivative by one element, and whether a kink stands in the way.

    Where it disagrees with the analytic one, smaller steps are tried, and the two neighbours that agree best
    with each other decide: near a pole a step of eps is too coarse. The analytic value has no say in that.
    """
    x = float(np.asarray(given[name]).reshape(-1)[i])
    h = eps * max(1.0, abs(x)) ** 0.5
    first, kink = _central_difference(trace, given, name, i, x, h)
    expected = float(np.asarray(trace.grads[name]).reshape(-1)[i])
    size = max(abs(first), abs(expected), _noise(trace, eps))
    if kink or (np.isfinite(first) and abs(first - expected) <= TOLERANCE * size):
        return first, kink
    finer = [_central_difference(trace, given, name, i, x, h / 32**k)[0] for k in (1, 2, 3, 4)]
    pairs = [(a, b) for a, b in pairwise([first, *finer]) if np.isfinite(a - b)]
    return (min(pairs, key=lambda pair: abs(pair[0] - pair[1]))[1] if pairs else first), kink


def _central_difference(
    trace: Trace, given: Mapping[str, Value], name: str, i: int, x: float, h: float
) -> tuple[float, bool]:
    above, below = (_nudged(trace.graph, given, name, i, value) for value in (x + h, x - h))
    # The difference is taken before the sum: the sum over a large output would drown it.
    change = np.sum(trace.upstream * (above[-1] - below[-1])) / ((x + h) - (x - h))
    return float(change), _straddles_kink(trace.graph, above, below)


def _nudged(graph: Graph, given: Mapping[str, Value], name: str, i: int, value: float) -> list[Value]:
    nudged = np.array(given[name], dtype=np.float64)
    nudged.reshape(-1)[i] = value
    return forward(graph, {**given, name: nudged})


def _straddles_kink(graph: Graph, above: list[Value], below: list[Value]) -> bool:
    pairs = zip(_kinks(graph, above), _kinks(graph, below), strict=True)
    return any(bool(np.any(np.abs(np.sign(a) - np.sign(b)) > 0)) for a, b in pairs)


def _kinks(graph: Graph, values: list[Value]) -> Iterator[Value]:
    """Yield, for each node that has a kink, the signed distance of its inputs to it."""
    for node in graph.nodes:
        if node.inputs and (kink := graph.ops[node.op].kink):
            yield kink(*[values[i] for i in node.inputs])
