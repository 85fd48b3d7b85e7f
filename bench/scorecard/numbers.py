"""Rows about what is computed: every op in fifty digits, and what is said where a value is not finite."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mpmath
import numpy as np

from bench.scorecard.row import Reading, faultless
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import Step, Trace, run
from tests.cases import BOTH_SIGNS, CASES, SIGNED, Case

DIGITS, NUDGE = 50, mpmath.mpf(10) ** -15
MOST_ERROR = 1e-12
ODD_NUMBERS = (0.0, 1.0, -1.0, 0.5, -2.5, 30.0, 1e-300, 1e-20, 800.0, -800.0, 1e200, -1e200, 1e308)
RISKY = ("exp", "log", "sqrt", "reciprocal", "abs", "neg", "relu", "sigmoid", "tanh", "div", "mul", "pow", "sub", "add",
         "maximum", "minimum", "sum", "mean", "softmax", "dot")  # fmt: skip
Exact = Callable[..., Any]


def _each(function: Callable[..., Any], inputs: int = 1) -> Exact:
    return np.frompyfunc(function, inputs, 1)


def _softmax(x: Any) -> Any:
    e = _each(mpmath.exp)(x)
    return e / np.sum(e, axis=-1, keepdims=True)


def _cross_entropy(y: Any, t: Any) -> Any:
    labels = t if np.shape(t) == np.shape(y) else np.eye(y.shape[-1])[t.astype(int)]
    return -np.sum(labels * _each(mpmath.log)(y)) / (len(y) if np.ndim(y) == 2 else 1)


# The rules of the ops once more, in mpmath's numbers of fifty digits, and apart from those of the engine.
EXACT: Mapping[str, Exact] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "neg": operator.neg,
    "pow": _each(operator.pow, 2), "reciprocal": lambda x: 1 / x, "exp": _each(mpmath.exp), "log": _each(mpmath.log),
    "sqrt": _each(mpmath.sqrt), "abs": _each(abs), "maximum": _each(max, 2), "minimum": _each(min, 2),
    "relu": _each(lambda x: max(x, mpmath.mpf(0))), "sigmoid": _each(lambda x: 1 / (1 + mpmath.exp(-x))),
    "tanh": _each(mpmath.tanh), "dot": np.dot, "affine": lambda x, w, b: np.dot(x, w) + b, "transpose": np.transpose,
    "sum": lambda x, axis, keepdims: np.sum(x, axis=axis, keepdims=bool(keepdims)),
    "mean": lambda x, axis, keepdims: np.sum(x, axis=axis, keepdims=bool(keepdims)) / np.mean(
        np.sum(np.ones_like(x, dtype=float), axis=axis)),
    "reshape": lambda x, shape: np.reshape(x, shape), "softmax": _softmax, "cross_entropy": _cross_entropy,
    "softmax_with_loss": lambda x, t: _cross_entropy(_softmax(x), t),
    "mean_squared_error": lambda y, t: np.sum((y - t) * (y - t)) / 2,
}  # fmt: skip


def ops(_count: int) -> Reading:
    """Compare values and gradients of every op, on every shape and sign, with those of fifty digits."""
    missing = tuple(f"{name}: no exact rule" for name in OPS if name not in EXACT)
    draws = [(case, (1,)) for case in CASES] + [(case, BOTH_SIGNS) for case in SIGNED]
    with mpmath.workdps(DIGITS):
        errors = [(*errors_of(case, signs), str(case)) for case, signs in draws]
    value, gradient = (max(errors, key=operator.itemgetter(i)) for i in (0, 1))
    faults = tuple(f"{one[2]}: {one[i]:.1e}" for i, one in enumerate((value, gradient)) if one[i] > MOST_ERROR)
    measured = f"{len(draws)} cases: {value[0]:.1e} forward, {gradient[1]:.1e} backward"
    return Reading(measured, not missing and not faults, missing + faults)


def errors_of(case: Case, signs: tuple[int, ...]) -> tuple[float, float]:
    """Return the largest relative error of the value, and of the gradients, of a case."""
    feed = case.feed(signs)
    upstream = case.upstream(run(case.graph, feed).output)
    trace = run(case.graph, feed, upstream)
    given = {name: exact(value) for name, value in feed.items()}

    def loss(**changed: Any) -> Any:
        return np.sum(exact(upstream) * EXACT[case.op.name](*{**given, **changed}.values(), **dict(case.attrs)))

    value = relative(trace.output, EXACT[case.op.name](*given.values(), **dict(case.attrs)))
    gradients = [relative(trace.grads[name], slopes(given[name], name, loss)) for name in feed if name in trace.grads]
    return value, max(gradients)


def exact(value: Any) -> Any:
    """Return an array of mpmath's numbers, or class numbers as they are."""
    array = np.asarray(value)
    return array if array.dtype.kind in "iu" else np.array(_each(mpmath.mpf)(array), dtype=object)


def slopes(x: Any, name: str, loss: Callable[..., Any]) -> Any:
    """Return the derivatives of the loss by one input: central differences, whose error is far below 1e-20."""
    found = np.empty(x.shape, dtype=object)
    for place in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            nudged = x.copy()
            nudged[place] += sign * NUDGE
            ends.append(loss(**{name: nudged}))
        found[place] = (ends[0] - ends[1]) / (2 * NUDGE)
    return found


def relative(found: Any, wanted: Any) -> float:
    """Return the largest error as a share of the largest element; infinite where the shapes differ."""
    if np.shape(found) != np.shape(wanted):
        return float("inf")
    off = np.max(np.abs(exact(found) - wanted))
    return float(off / (np.max(np.abs(wanted)) or 1))


def causes(count: int) -> Reading:
    """Run random graphs with values that are not finite: each step of such a value names where it began."""
    rng = random.Random(10)
    found = odd_traces(rng)
    return faultless("graphs without the cause", (next(found) for _ in range(count)), unexplained)


def odd_traces(rng: random.Random) -> Iterator[Trace]:
    """Yield runs of random graphs in which at least one value is not finite."""
    while True:
        graph, feed = odd_graph(rng)
        try:
            trace = run(graph, feed)
        except ValueError:
            continue
        if not all(map(_finite, trace.node_values)):
            yield trace


def odd_graph(rng: random.Random) -> tuple[Graph, dict[str, Any]]:
    """Return a random graph of ops that can overflow, and inputs that make them do so."""
    shape = rng.choice(((), (), (3,), (2, 2)))
    names = [f"x{i}" for i in range(rng.randint(1, 3))]
    nodes = [Node(name, "input") for name in names]
    for i in range(rng.randint(1, 9)):
        op = OPS[rng.choice(RISKY)]
        nodes.append(Node(f"n{i}", op.name, tuple(rng.randrange(len(nodes)) for _ in op.inputs), op.attrs))
    size = int(np.prod(shape, dtype=int))
    feed = {name: np.reshape([rng.choice(ODD_NUMBERS) for _ in range(size)], shape) for name in names}
    if rng.random() < 0.1:
        feed[names[0]] = np.full(shape, rng.choice((np.inf, -np.inf, np.nan)))
    return Graph(tuple(nodes)), feed


def unexplained(trace: Trace) -> str | None:
    """Return the first step that has a value or sends a gradient that is not finite, and does not say why."""
    for step in trace.steps:
        if step.seed:
            continue
        wrong = _wrong_value(step) if step.phase == "forward" else _wrong_gradient(step)
        if wrong:
            return f"step {step.index}: {wrong} in {trace.graph.to_source()!r}"
    return None


def _wrong_value(step: Step) -> str | None:
    trace, node = step.trace, step.trace.graph.nodes[step.node]
    if _finite(trace.node_values[step.node]):
        return None
    said = remarks(step)
    if all(_finite(trace.node_values[j]) for j in node.inputs):
        return None if said else "nothing is said"
    named = [dict(remark.values).get("name") for remark in said]
    return None if named and any(_began(trace, str(name)) for name in named if name) else f"the cause is not {named}"


def _began(trace: Trace, name: str) -> bool:
    """Whether a node is the first on its way that is not finite."""
    i = trace.graph.index[name]
    before = [trace.node_values[j] for j in trace.graph.nodes[i].inputs]
    return not _finite(trace.node_values[i]) and all(map(_finite, before))


def _wrong_gradient(step: Step) -> str | None:
    odd = any(part is not None and not _finite(part) for part in step.contributions)
    return "nothing is said" if odd and not remarks(step) else None


def _finite(value: Any) -> bool:
    return bool(np.all(np.isfinite(value)))
