"""Numerical differentiation as one may choose it: the step, the method, the precision, and the error it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.graph.graph import Graph, Literal
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.walk import Value

PRECISIONS: Mapping[str, Any] = MappingProxyType({"float64": np.float64, "float32": np.float32})
_COMPLEX: Mapping[str, Any] = MappingProxyType({"float64": np.complex128, "float32": np.complex64})

# So often the distance is halved at which a kink is looked at; of a bend less than a tenth is left then.
CLOSER, LASTING = 6, 0.1
# A larger relative error may be that of too large a step.
COARSE = 1e-3

STEPS = tuple(float(h) for h in np.logspace(-1, -12, 45))


def evaluate(
    graph: Graph, leaves: Mapping[str, Value], ops: Mapping[str, Op] | None = None, kind: Any = np.float64
) -> list[Value]:
    """Return the value of every node, rounded to `kind` (a numpy type) after each of them.

    `leaves` holds the inputs by name; `ops` may stand in for the graph's own. Unlike `run` it takes float32 and
    complex numbers too, and it checks nothing.
    """
    ops = ops or graph.ops
    values: list[Value] = []
    for node in graph.nodes:
        if node.inputs:
            op = ops[node.op]
            forward = (op.complex_forward if _is_complex(kind) else None) or op.forward
            out = forward(*[values[i] for i in node.inputs], **dict(node.attrs))
        else:
            out = leaves[node.name] if node.op == "input" else _constant(node.value)
        values.append(_rounded(out, kind))
    return values


def _constant(value: Literal | None) -> Value:
    return np.asarray(value, np.float64)


def _is_complex(kind: Any) -> bool:
    return np.issubdtype(kind, np.complexfloating)


def _rounded(value: Value, kind: Any) -> Value:
    """Return a value in the type `kind`; what is real stays real where `kind` is complex."""
    if _is_complex(kind) and not np.iscomplexobj(value):
        kind = np.float64 if kind is np.complex128 else np.float32
    return np.asarray(value).astype(kind)[()]


@dataclass(frozen=True)
class Measure:
    """How a derivative is measured: its step h, "forward", "central" or "complex", and "float64" or "float32"."""

    h: float = 1e-4
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
class Point:
    """A graph at the numbers of a run, where derivatives are measured; `ops` are those it runs forward with."""

    trace: Trace
    ops: Mapping[str, Op]
    _unmoved: dict[Any, list[Value]] = field(default_factory=dict)

    @property
    def leaves(self) -> dict[str, Value]:
        """The inputs' values, by name."""
        return {name: self.trace.node_values[self.trace.graph.index[name]] for name in self.trace.graph.inputs}

    def nudged(self, name: str, i: int, nudge: Value, kind: Any) -> list[Value]:
        """Return every node's value with element `i` of an input nudged; without a nudge they are computed once."""
        if nudge == 0 and kind in self._unmoved:
            return self._unmoved[kind]
        leaves = {key: _rounded(value, kind) for key, value in self.leaves.items()}
        moved = np.array(leaves[name], dtype=kind)
        moved.reshape(-1)[i] += np.asarray(nudge, dtype=kind)
        values = evaluate(self.trace.graph, {**leaves, name: moved[()]}, self.ops, kind)
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
        start = self.nudged(name, i, np.float64(0), np.float64)[-1]

        @cache
        def change(nudge: float) -> float:
            return float(self.change(self.nudged(name, i, np.float64(nudge), np.float64)[-1], start))

        for w in h / 2 ** np.arange(1, CLOSER + 1):
            places = (middle - w, middle, middle + w)
            bend, middle = max((abs(change(x - w) - 2 * change(x) + change(x + w)) / w, x) for x in places)
            bends.append(bend)
        return bool(bends[-1] > LASTING * bends[0])

    def _kinks(self, values: Sequence[Value]) -> list[Value]:
        nodes = self.trace.graph.nodes
        return [kink(*[values[i] for i in n.inputs]) for n in nodes if n.inputs and (kink := self.ops[n.op].kink)]


def _two_points(ends: tuple[int, int], point: Point, name: str, i: int, measure: Measure) -> tuple[float, bool]:
    kind = PRECISIONS[measure.precision]
    h = kind(measure.h)
    above, below = (point.nudged(name, i, kind(end) * h, kind) for end in ends)
    slope = point.change(above[-1], below[-1]) / (float(h) * (ends[0] - ends[1]))
    return float(slope), point.straddles(above, below) and point.kinked(name, i, measure.h)


def _complex_step(point: Point, name: str, i: int, measure: Measure) -> tuple[float, bool]:
    kind = _COMPLEX[measure.precision]
    blocked = obstacles(point.trace.graph, name)
    if blocked or not np.all(np.isfinite(point.trace.node_values[-1])):
        return float("nan"), False
    values = point.nudged(name, i, 1j * measure.h, kind)
    return float(np.imag(np.sum(point.trace.upstream * values[-1])) / measure.h), False


_METHODS: Mapping[str, Callable[[Point, str, int, Measure], tuple[float, bool]]] = MappingProxyType({
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


@dataclass(frozen=True, eq=False)
class Comparison:
    """One input's gradient, as a run found it and as it was measured.

    `fits` says whether the run's gradient has the input's shape; without it nothing else can be compared, and
    `error` is infinite. `error` is the largest difference, relative to the largest gradient, over the `checked` of
    `size` elements; `kink` says whether a measurement straddled a kink, `lost` whether both gradients are smaller
    than the rounding errors of the measurement, and `coarse` whether they come together as the step gets smaller.
    """

    name: str
    analytic: Value
    numeric: npt.NDArray[np.float64]
    error: float
    kink: bool
    lost: bool
    coarse: bool
    fits: bool
    checked: int
    size: int


def compare(
    trace: Trace,
    measure: Measure | None = None,
    most: int | None = None,
    names: Sequence[str] | None = None,
    ops: Mapping[str, Op] | None = None,
) -> tuple[Comparison, ...]:
    """Compare the gradients of a run with measured ones, input by input, exactly with the step asked for.

    `most` bounds how many elements of an array are nudged (evenly spread; the rest of `numeric` is NaN), `names`
    which inputs are compared, and `ops` are those that the run went forward with, if not the graph's own.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> [f"{row.name} {row.error:.0e}" for row in compare(run(parse("y = exp(x)"), {"x": 1}), Measure(h=0.1))]
    ['x 2e-03']
    """
    point = Point(trace, ops or trace.graph.ops)
    wanted = [name for name in names or trace.graph.inputs if name in trace.grads]
    return tuple(_compared(point, name, measure or Measure(), most) for name in wanted)


def _compared(point: Point, name: str, measure: Measure, most: int | None) -> Comparison:
    shape = np.shape(point.leaves[name])
    analytic = point.trace.grads[name]
    numeric = np.full(shape, np.nan).reshape(-1)
    chosen = _spread(numeric.size, most)
    found = [point.slope(name, i, measure) for i in chosen]
    numeric[chosen] = [slope for slope, _kink in found]
    kink = any(kink for _slope, kink in found)
    fits = np.shape(analytic) == shape
    pair = np.stack([np.reshape(analytic, -1)[chosen], numeric[chosen]]) if fits else np.full((2, 1), np.inf)
    size = float(np.max(np.abs(pair), initial=0.0))
    lost = size <= _rounding(point, measure)
    error = _against(pair, size) if fits else float("inf")
    coarse = fits and error > COARSE and not kink and _shrinks(point, name, pair[0], chosen, measure, error * size)
    return Comparison(
        name, analytic, numeric.reshape(shape), error, kink, lost, coarse, fits, len(chosen), len(numeric)
    )


def _shrinks(point: Point, name: str, exact: Value, chosen: Sequence[int], measure: Measure, difference: float) -> bool:
    """Tell whether a difference from the exact gradient, if it is no rounding error, halves with a quarter of h."""
    finer = replace(measure, h=measure.h / 4)
    slopes = np.array([point.slope(name, i, finer)[0] for i in chosen])
    left = float(np.max(np.abs(exact - slopes), initial=0.0))
    return left < difference / 2 and difference > 10 * _rounding(point, finer)


def _spread(size: int, most: int | None) -> list[int]:
    return list(range(size)) if most is None or size <= most else sorted({*np.linspace(0, size - 1, most, dtype=int)})


def _against(pair: npt.NDArray[np.float64], size: float) -> float:
    """Return the largest difference over the largest gradient; NaN where there is nothing to compare with."""
    with np.errstate(all="ignore"):
        difference = float(np.max(np.abs(pair[0] - pair[1]), initial=0.0))
        return 0.0 if difference == 0 else difference / size


def _rounding(point: Point, measure: Measure) -> float:
    """Return about how large a derivative the rounding of the values alone can feign; a complex step feigns none."""
    if measure.method == "complex":
        return 0.0
    with np.errstate(all="ignore"):
        pairs = zip(point.trace.node_values, point.trace.node_grads, strict=True)
        scale = sum(float(np.sum(np.abs(value * grad))) for value, grad in pairs if _alike(value, grad))
    return scale * float(np.finfo(PRECISIONS[measure.precision]).eps) / measure.h


def _alike(value: Value, grad: Value) -> bool:
    return grad is not None and np.shape(value) == np.shape(grad)


def error_curve(
    trace: Trace,
    name: str,
    i: int,
    measure: Measure,
    steps: Sequence[float] = STEPS,
) -> list[float]:
    """Return the relative error of the derivative by one element for every step h; `measure` gives all but h."""
    point, exact = Point(trace, trace.graph.ops), float(np.reshape(trace.grads[name], -1)[i])
    slopes = [point.slope(name, i, Measure(h, measure.method, measure.precision))[0] for h in steps]
    return [relative(slope, exact) for slope in slopes]


def best(steps: Sequence[float], errors: Sequence[float]) -> float | None:
    """Return the step with the smallest error, the largest of several; None where no error is a number."""
    known = [(error, -h) for h, error in zip(steps, errors, strict=True) if np.isfinite(error)]
    return -min(known)[1] if known else None
