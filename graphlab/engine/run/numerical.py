"""Numerical differentiation: derivatives measured with a step, a method and a precision of one's choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value, frozen
from graphlab.engine.run.walk import Ops, forward

# Small enough for the curve to look straight, large enough for rounding not to show: an error of about 1e-8.
H = 1e-4

PRECISIONS: Mapping[str, Any] = MappingProxyType({"float64": np.float64, "float32": np.float32})
_COMPLEX: Mapping[str, Any] = MappingProxyType({"float64": np.complex128, "float32": np.complex64})

# A kink is looked for by halving the distance this often; less than a tenth of a bend is then left.
_HALVINGS, _LASTING = 6, 0.1

STEPS = tuple(float(h) for h in np.logspace(-1, -12, 45))


@dataclass(frozen=True)
class Measure:
    """How a derivative is measured: its step h, "forward", "central" or "complex", and "float64" or "float32"."""

    h: float = H
    method: str = "central"
    precision: str = "float64"


def obstacles(graph: Graph, name: str) -> tuple[str, ...]:
    """Return the ops between an input and the output without a complex form: those with a kink, and the learner's own.

    >>> from graphlab.engine.language.parse import parse
    >>> obstacles(parse("y = relu(x) * exp(w)"), "x"), obstacles(parse("y = relu(x) * exp(w)"), "w")
    (('relu',), ())
    """
    reached = {graph.index[name]}
    found: dict[str, None] = {}
    for i, node in enumerate(graph.nodes):
        if reached.intersection(node.inputs):
            reached.add(i)
            if node.op not in OPS or OPS[node.op].kink:
                found[node.op] = None
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Slopes:
    """The derivatives of a run's final result, measured at the inputs of the run and with the ops it was run with."""

    trace: Trace
    _unmoved: dict[Any, list[Value]] = field(default_factory=dict)

    def nudged(self, name: str, i: int, nudge: Value, kind: Any = np.float64) -> list[Value]:
        """Return every node's value, as numpy type `kind`, with element `i` of an input changed by `nudge`."""
        if nudge == 0 and kind in self._unmoved:
            return self._unmoved[kind]
        graph, ops = self.trace.graph, self.trace.ops
        pairs = zip(graph.nodes, self.trace.node_values, strict=True)
        values = [None if node.inputs else frozen(value, kind) for node, value in pairs]
        moved = np.array(values[graph.index[name]], dtype=kind)
        moved.reshape(-1)[i] += np.asarray(nudge, dtype=kind)
        values[graph.index[name]] = frozen(moved, kind)
        forward(graph, values, _complex(ops) if kind in _COMPLEX.values() else ops, kind)
        if nudge == 0:
            self._unmoved[kind] = values
        return values

    def slope(self, name: str, i: int, measure: Measure) -> tuple[float, bool]:
        """Return the measured derivative by element `i`, and whether a kink lay between the points of measurement.

        NaN stands for a complex step through an op that has no complex form, and for outputs without a value.
        """
        with np.errstate(all="ignore"):
            return _METHODS[measure.method](self, name, i, measure)

    def change(self, last: Value, first: Value) -> Value:
        """Return the change of the final result from one value of the output to another."""
        return np.sum(self.trace.upstream * (last - first))

    def straddles(self, above: Sequence[Value], below: Sequence[Value]) -> bool:
        """Tell whether some node lies on the other side of its kink, or exactly at it."""
        pairs = zip(*map(self._kinks, (above, below)), strict=True)
        return any(bool(np.any(np.abs(np.sign(a) - np.sign(b)) > 0)) for a, b in pairs)

    def kinked(self, name: str, i: int, h: float) -> bool:
        """Tell whether within h of an element the slopes to the left and to the right of some place differ for good.

        The place where they differ most is looked at closer and closer: at a bend, such as that of relu(x)² at 0,
        the difference shrinks with the distance, at a kink it stays.
        """
        middle, bends = 0.0, []
        start = self.nudged(name, i, 0.0)[-1]

        @cache
        def change(nudge: float) -> float:
            return float(self.change(self.nudged(name, i, nudge)[-1], start))

        for w in h / 2 ** np.arange(1, _HALVINGS + 1):
            places = (middle - w, middle, middle + w)
            bend, middle = max((abs(change(x - w) - 2 * change(x) + change(x + w)) / w, x) for x in places)
            bends.append(bend)
        return bool(bends[-1] > _LASTING * bends[0])

    def rounding(self, measure: Measure) -> float:
        """Return about how large a derivative rounding alone can feign; a complex step feigns none."""
        if measure.method == "complex":
            return 0.0
        with np.errstate(all="ignore"):
            pairs = zip(self.trace.node_values, self.trace.node_grads, strict=True)
            scale = sum(float(np.sum(np.abs(value * grad))) for value, grad in pairs if _alike(value, grad))
        return scale * float(np.finfo(PRECISIONS[measure.precision]).eps) / measure.h

    def _kinks(self, values: Sequence[Value]) -> list[Value]:
        nodes, ops = self.trace.graph.nodes, self.trace.ops
        return [kink(*[values[i] for i in n.inputs]) for n in nodes if n.inputs and (kink := ops[n.op].kink)]


def _complex(ops: Ops) -> Ops:
    """Return the records with their complex form in place of `forward`, where they have one."""
    return {**ops, **{name: replace(op, forward=form) for name, op in ops.items() if (form := op.complex_forward)}}


def _alike(value: Value, grad: Value) -> bool:
    return grad is not None and np.shape(value) == np.shape(grad)


def _two_points(ends: tuple[int, int], slopes: Slopes, name: str, i: int, measure: Measure) -> tuple[float, bool]:
    kind = PRECISIONS[measure.precision]
    h = kind(measure.h)
    above, below = (slopes.nudged(name, i, kind(end) * h, kind) for end in ends)
    slope = slopes.change(above[-1], below[-1]) / (float(h) * (ends[0] - ends[1]))
    return float(slope), slopes.straddles(above, below) and slopes.kinked(name, i, measure.h)


def _complex_step(slopes: Slopes, name: str, i: int, measure: Measure) -> tuple[float, bool]:
    kind = _COMPLEX[measure.precision]
    blocked = obstacles(slopes.trace.graph, name)
    if blocked or not np.all(np.isfinite(slopes.trace.node_values[-1])):
        return float("nan"), False
    values = slopes.nudged(name, i, 1j * measure.h, kind)
    return float(np.imag(np.sum(slopes.trace.upstream * values[-1])) / measure.h), False


_METHODS: Mapping[str, Callable[[Slopes, str, int, Measure], tuple[float, bool]]] = MappingProxyType({
    "forward": partial(_two_points, (1, 0)),
    "central": partial(_two_points, (1, -1)),
    "complex": _complex_step,
})  # fmt: skip
METHODS = tuple(_METHODS)


def evaluations(method: str, inputs: int) -> int:
    """Return how often a graph is run forward for the derivatives by so many numbers.

    >>> [evaluations(method, 39760) for method in METHODS]
    [39761, 79520, 39760]
    """
    return {"forward": inputs + 1, "central": 2 * inputs, "complex": inputs}[method]


def relative(a: float, b: float) -> float:
    """Return the relative error between two numbers: their distance over the larger of them.

    >>> relative(2.0, 2.2), relative(0.0, 0.0)
    (0.09090909090909098, 0.0)
    """
    return 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))


def error_curve(trace: Trace, name: str, i: int, measure: Measure, steps: Sequence[float] = STEPS) -> list[float]:
    """Return the relative error of the derivative by one element for every step h; `measure` gives all but h."""
    slopes, exact = Slopes(trace), float(np.reshape(trace.grads[name], -1)[i])
    measured = (slopes.slope(name, i, replace(measure, h=h))[0] for h in steps)
    return [relative(slope, exact) for slope in measured]


def best(steps: Sequence[float], errors: Sequence[float]) -> float | None:
    """Return the step with the smallest error, the largest of several; None where no error is a number."""
    known = [(error, -h) for h, error in zip(steps, errors, strict=True) if np.isfinite(error)]
    return -min(known)[1] if known else None
