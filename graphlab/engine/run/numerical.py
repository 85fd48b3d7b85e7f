"""Numerical differentiation: derivatives measured with a step, a method and a precision of one's choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from itertools import pairwise
from math import isnan, nan
from types import MappingProxyType
from typing import Any, NamedTuple

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
_HALVINGS, _LASTING = 12, 0.1
# Near a pole or the end of a domain finer steps are tried, each a part of the one before: so many parts of h, and so
# many parts of the distance to 0, where most ends and poles are.
_PART, _FINER, _TO_ZERO = 32.0, 8, 4
# Rounding errors of several nodes add up.
_ROUNDINGS = 4.0
# Estimates that differ by more than this part of them have not met.
_APART = 0.1

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


class Estimate(NamedTuple):
    """A derivative measured with one step h, the slopes to both sides, and what rounding alone may have added.

    In one that several steps agree on, `doubt` is how far they are from agreeing, `kink` that the slopes to both
    sides stay apart.
    """

    slope: float
    h: float
    left: float = float("nan")
    right: float = float("nan")
    noise: float = 0.0
    doubt: float = 0.0
    kink: bool = False


@dataclass(frozen=True, eq=False)
class Slopes:
    """The derivatives of a run's final result, measured at the inputs of the run and with the ops it was run with."""

    trace: Trace
    _unmoved: dict[Any, list[Value]] = field(default_factory=dict)
    _runs: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How often the graph has been run."""
        return len(self._runs)

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
        self._runs.append(name)
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
        return bool(bends[-1] > max(_LASTING * bends[0], 10 * self.noise(h / 2**_HALVINGS)))

    def estimate(self, name: str, i: int, h: float) -> Estimate:
        """Return the derivative by an element as two points at a distance of h give it.

        Where the result has no value on one side, two points on the other side are taken.
        """
        x, start = self._element(name, i), self.nudged(name, i, 0.0)[-1]

        def toward(nudge: float) -> float:
            step = (x + nudge) - x
            return float(self.change(self.nudged(name, i, nudge)[-1], start)) / step if step else float("nan")

        right, left = toward(h), toward(-h)
        if np.isfinite(right) and np.isfinite(left):
            up, down = (x + h) - x, x - (x - h)
            slope = (right * up + left * down) / (up + down)
        else:
            # The error of a one-sided slope grows with h, so that of twice the step tells how large it is.
            side = h if np.isfinite(right) else -h
            slope = 2.0 * toward(side) - toward(2.0 * side)
        size = max(abs(float(self.change(self.nudged(name, i, nudge)[-1], 0.0))) for nudge in (h, -h))
        values = size * float(np.finfo(np.float64).eps) / h if np.isfinite(size) else 0.0
        return Estimate(slope, h, left, right, _ROUNDINGS * self.noise(h) + values)

    def settled(self, name: str, i: int, h: float) -> Estimate:
        """Return the derivative by an element on which two neighbours among ever finer steps agree best.

        Its slope is NaN where no two of them meet.
        """
        x = abs(self._element(name, i))
        steps = [h / _PART**k for k in range(_FINER + 1)] + [x / _PART**k for k in range(1, _TO_ZERO + 1)]
        steps = [step for step in sorted(set(steps), reverse=True) if step >= 4.0 * np.spacing(x)]
        found = [self.estimate(name, i, step) for step in steps]
        pairs = [_agreed(a, b) for a, b in pairwise(found) if np.isfinite(a.slope) and np.isfinite(b.slope)]
        closest = min(pairs, key=_relative_doubt, default=Estimate(float("nan"), h))
        if not _relative_doubt(closest) > _APART:
            return closest
        # What goes to 0 never meets in its first digits.
        vanishing = [pair for pair in pairs if abs(pair.slope) <= max(pair.doubt, pair.noise)]
        return min(vanishing, key=lambda pair: pair.doubt + pair.noise, default=Estimate(float("nan"), h))

    def choice(self, name: str, i: int, h: float) -> float:
        """Return by how much a gradient may change with what a node takes as its slope exactly at its kink."""
        middle, above, below = (self.nudged(name, i, nudge) for nudge in (0.0, h, -h))
        nodes, ops, total = self.trace.graph.nodes, self.trace.ops, 0.0
        for k, (node, grad) in enumerate(zip(nodes, self.trace.node_grads, strict=True)):
            if node.inputs and ops[node.op].kink and grad is not None:
                total += float(np.sum(np.abs(grad * (above[k] - 2.0 * middle[k] + below[k])))) / h
        return total

    def noise(self, h: float, precision: str = "float64") -> float:
        """Return about how large a derivative rounding alone can feign with a step h."""
        kind = np.finfo(PRECISIONS[precision])
        return (self._scale * float(kind.eps) + float(kind.smallest_subnormal)) / h

    @cached_property
    def _scale(self) -> float:
        """The size of what is rounded: each value times its gradient."""
        with np.errstate(all="ignore"):
            pairs = zip(self.trace.node_values, self.trace.node_grads, strict=True)
            sizes = [float(np.sum(np.abs(value * grad))) for value, grad in pairs if _alike(value, grad)]
        return sum(size for size in sizes if np.isfinite(size))

    def _element(self, name: str, i: int) -> float:
        return float(np.reshape(self.trace.values[name], -1)[i])

    def rounding(self, measure: Measure) -> float:
        """Return about how large a derivative rounding alone can feign; a complex step feigns none."""
        return 0.0 if measure.method == "complex" else self.noise(measure.h, measure.precision)

    def _kinks(self, values: Sequence[Value]) -> list[Value]:
        nodes, ops = self.trace.graph.nodes, self.trace.ops
        return [kink(*[values[i] for i in n.inputs]) for n in nodes if n.inputs and (kink := ops[n.op].kink)]


def _complex(ops: Ops) -> Ops:
    """Return the records with their complex form in place of `forward`, where they have one."""
    return {**ops, **{name: replace(op, forward=form) for name, op in ops.items() if (form := op.complex_forward)}}


def _agreed(coarse: Estimate, fine: Estimate) -> Estimate:
    """Return the finer of two estimates with its doubt, and whether the slopes to both sides stay apart."""
    apart, closer = (abs(one.right - one.left) for one in (coarse, fine))
    lasting = closer > apart / 2 and closer > max(_LASTING * max(abs(fine.left), abs(fine.right)), 10 * fine.noise)
    return fine._replace(doubt=abs(coarse.slope - fine.slope), kink=bool(lasting))


def _relative_doubt(one: Estimate) -> float:
    doubt = one.doubt + one.noise
    return doubt / (abs(one.slope) + doubt) if doubt else 0.0


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
    """Return the relative error between two numbers: their distance over the larger of them; NaN where one is NaN.

    >>> relative(2.0, 2.2), relative(0.0, 0.0), relative(0.0, float("nan"))
    (0.09090909090909098, 0.0, nan)
    """
    if isnan(a) or isnan(b):
        return nan
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
