"""Nudging one input: what the gradient predicts, what a new run gives, and the curve with its tangent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.book.quantities import Quantity
from graphlab.engine.errors import Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.numerical import Slopes
from graphlab.engine.run.trace import Trace
from graphlab.view.base.numbers import MINUS, number

Array = npt.NDArray[np.float64]
Point = tuple[float, float]

# Positions of the slider on either side of 0, and points of the curve for each of them.
HALF, FINER = 50, 4
# A graph of more numbers than LARGE is run less often: COARSE positions on either side.
LARGE, COARSE = 20_000, 20
LEAST_SPAN = 2.0
# How often a steep piece of the curve is halved before it counts as a jump.
HALVINGS = 40
# Differences smaller than this, relative to the numbers they are taken from, are rounding errors.
ROUNDING = 1e-9
# The farthest that a chart reaches: from one end to the other, with the air beside them, must be a number too.
FARTHEST = 7e307


class Nudged(NamedTuple):
    """What happens to the final result L when one number is changed by each of `deltas`.

    `predicted` is gradient × Δ, `actual` the change found by another run (NaN where there is no value), `value` the
    number itself, `result` L without a change, `slope` the gradient; `curve` holds Δ and the change in pieces, which
    end where the curve does: at poles, at jumps and at the border of the values that exist.
    """

    value: float
    result: float
    slope: float
    deltas: Array
    predicted: Array
    actual: Array
    curve: tuple[Array, ...]
    kink: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class _Change:
    """The change of the final result as a function of the change of one number."""

    slopes: Slopes
    name: str
    i: int

    def __call__(self, delta: float) -> float:
        with np.errstate(all="ignore"):
            output = self.slopes.nudged(self.name, self.i, delta)[-1]
            return float(self.slopes.change(output, self.slopes.trace.node_values[-1]))


def nudged(trace: Trace, name: str, i: int, span: float) -> Nudged:
    """Change element `i` of an input by −span … span, and run the graph for each change.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> found = nudged(run(parse("y = x * x"), {"x": 3}), "x", 0, 1.0)
    >>> found.deltas[[0, 50, 100]], found.predicted[[0, 50, 100]], found.actual[[0, 50, 100]]
    (array([-1.,  0.,  1.]), array([-6.,  0.,  6.]), array([-5.,  0.,  7.]))
    """
    change = _Change(Slopes(trace), name, i)
    half = HALF if sum(np.size(value) for value in trace.node_values) <= LARGE else COARSE
    at = np.arange(-half * FINER, half * FINER + 1) / (half * FINER) * span
    changes = np.array([change(delta) for delta in at])
    value, slope = (float(np.reshape(known[name], -1)[i]) for known in (trace.values, trace.grads))
    deltas, actual = at[::FINER], changes[::FINER]
    with np.errstate(all="ignore"):
        result = float(np.sum(trace.upstream * trace.node_values[-1]))
        predicted = slope * deltas
        pieces = tuple(_pieces(change, at, changes, _scale(slope, span, changes)))
        kink = _kink(change, span * 1e-6, result)
    return Nudged(value, result, slope, deltas, predicted, actual, pieces, kink)


def _scale(slope: float, span: float, changes: Array) -> float:
    """Return the scale of the changes, not dominated by a pole."""
    known = np.abs(changes[np.isfinite(changes)])
    usual = float(np.quantile(known, 0.8)) if known.size else 0.0
    return max(abs(slope) * span, usual) or 1.0


def _pieces(change: _Change, at: Array, changes: Array, scale: float) -> Iterator[Array]:
    begin = 0
    for k in range(len(at)):
        last = k + 1 == len(at)
        if last or not isfinite(changes[k]) or not isfinite(changes[k + 1]) or _jumps(change, at, changes, k, scale):
            if isfinite(changes[k]):
                yield np.column_stack([at[begin : k + 1], changes[begin : k + 1]])
            begin = k + 1


def _jumps(change: _Change, at: Array, changes: Array, k: int, scale: float) -> bool:
    """Tell whether the curve jumps between two points: halving the piece does not make the difference smaller."""
    low, high = (at[k], changes[k]), (at[k + 1], changes[k + 1])
    step = abs(high[1] - low[1])
    if step < scale / 10:
        return False
    for _halving in range(HALVINGS):
        x = (low[0] + high[0]) / 2
        middle = (x, change(x))
        if not isfinite(middle[1]):
            return True
        first = abs(middle[1] - low[1]) > abs(high[1] - middle[1])
        low, high = (low, middle) if first else (middle, high)
    return bool(abs(high[1] - low[1]) > step / 2)


def _kink(change: _Change, delta: float, result: float) -> tuple[float, float] | None:
    """Return the slopes on the left and on the right if they differ."""
    left, right = -change(-delta) / delta, change(delta) / delta
    noise = 1e-14 * max(abs(result), 1.0) / delta
    return (left, right) if abs(left - right) > max(1e-3 * max(abs(left), abs(right)), noise) else None


def spans(value: float) -> tuple[float, float, float]:
    """Return three choices of how far a number is changed at most: near, usual, far.

    >>> spans(100), spans(0.5), spans(-3500)
    ((1.0, 10.0, 100.0), (0.2, 2.0, 20.0), (20.0, 200.0, 2000.0))
    """
    size = abs(value) if isfinite(value) else 0.0
    power = 10.0 ** floor(log10(size)) if size else 1.0
    round_number = max(step for step in (1, 2, 5) if step * power <= max(size, power)) * power
    usual = max(LEAST_SPAN, round_number / 10)
    return usual / 10, usual, usual * 10


def first(span: float) -> float:
    """Return the change shown at first: 1 if that is within the span but not far less, else half of the span.

    >>> first(10.0), first(2.0), first(0.2), first(200.0)
    (1.0, 1.0, 0.1, 100.0)
    """
    return 1.0 if 1 < span <= 10 else span / 2


class Names(NamedTuple):
    """What the input and the result are called in sentences."""

    name: Quantity
    result: Quantity


def sentences(found: Nudged, k: int, names: Names) -> tuple[Message, ...]:
    """Return the sentences at position `k` of the slider: the prediction, and how a new run compares."""
    delta, predicted, actual = (float(numbers[k]) for numbers in (found.deltas, found.predicted, found.actual))
    if delta == 0:
        return (say("Nothing has been changed yet."),)
    if _same(predicted, 0, found.result):
        predicted = 0.0
    texts = {(1, 1): _("If {name} were {delta} higher, {result} would be {change} higher, says the gradient."),
             (1, -1): _("If {name} were {delta} higher, {result} would be {change} lower, says the gradient."),
             (-1, 1): _("If {name} were {delta} lower, {result} would be {change} higher, says the gradient."),
             (-1, -1): _("If {name} were {delta} lower, {result} would be {change} lower, says the gradient."),
             (1, 0): _("If {name} were {delta} higher, {result} would stay as it is, says the gradient."),
             (-1, 0): _("If {name} were {delta} lower, {result} would stay as it is, says the gradient.")}  # fmt: skip
    prediction = say(
        texts[_sign(delta), _sign(predicted)],
        name=names.name.name,
        delta=_amount(delta, names.name),
        result=names.result.name,
        change=_amount(predicted, names.result),
    )
    return prediction, _outcome(predicted, actual, found.result, names)


def _outcome(predicted: float, actual: float, result: float, names: Names) -> Message:
    if not isfinite(actual):
        return say("Run again, there is no such number: the curve ends before.")
    if _same(predicted, actual, result):
        return say("Run again, it is exactly that.")
    if _same(actual, 0, result):
        return say("Run again, it stays as it is.")
    text = _("Run again, it is {change} higher.") if actual > 0 else _("Run again, it is {change} lower.")
    return say(text, change=_amount(actual, names.result))


def _same(a: float, b: float, result: float) -> bool:
    return abs(a - b) <= ROUNDING * max(abs(a), abs(b)) or abs(a - b) <= 1e-14 * max(abs(result), 1.0)


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


def _amount(x: float, quantity: Quantity) -> Message:
    return say(quantity.unit, number=number(_rounded(abs(x))))


def _rounded(x: float) -> float:
    """Round away the last digits, which are rounding errors."""
    return float(f"{x:.12g}")


def signed(x: float) -> str:
    """Write a change with its sign.

    >>> signed(2.2), signed(-0.5), signed(0.0), signed(float("nan"))
    ('+2.2', '−0.5', '0', '–')
    """
    if not isfinite(x):
        return "–"
    text = number(_rounded(x))
    return text if text.startswith(MINUS) or text == "0" else f"+{text}"


def chart_data(found: Nudged, names: Names, translate: Translate) -> dict[str, Any]:
    """Return what the browser draws: points in a square of side 1, y downward, and texts.

    `positions` has one entry a position of the slider: the texts, the points on the tangent and on the curve (None: no
    such point), and the lengths of the two bars, from −1 to 1.
    """
    span, scale = float(found.deltas[-1]), _scale(found.slope, float(found.deltas[-1]), found.actual)
    low, high = _range(found, scale)
    longest = min(max(float(np.max(np.abs(found.predicted))), _within(found.actual, 2 * scale)), FARTHEST) or 1.0

    def point(delta: float, change: float) -> Point | None:
        return ((delta / span + 1) / 2, _clamped((high - change) / (high - low))) if isfinite(change) else None

    def position(k: int) -> dict[str, Any]:
        delta, predicted, actual = (float(numbers[k]) for numbers in (found.deltas, found.predicted, found.actual))
        return {
            "sentence": " ".join(one.translated(translate) for one in sentences(found, k, names)),
            "delta": f"Δ = {signed(delta)}",
            "texts": [signed(predicted), signed(actual)],
            "bars": [_bar(predicted, longest), _bar(actual, longest)],
            "points": [point(delta, predicted), point(delta, actual)],
        }

    return {
        "positions": [position(k) for k in range(len(found.deltas))],
        "first": int(np.argmin(np.abs(found.deltas - first(span)))),
        "curve": [[point(*pair) for pair in piece.tolist()] for piece in found.curve],
        "tangent": [point(delta, found.slope * delta) for delta in (-span, span)],
        "origin": point(0.0, 0.0),
        "x": [number(_rounded(found.value + by)) for by in (-span, 0.0, span)],
        "y": [[number(_rounded(found.result + by)), point(0.0, by)] for by in _heights(found, low, high)],
    }


def _range(found: Nudged, scale: float) -> tuple[float, float]:
    """Return the range of y: all of the tangent, and of the curve what is near."""
    ends: Sequence[float] = (float(found.predicted[0]), float(found.predicted[-1]), 0.0)
    near = found.actual[np.isfinite(found.actual) & (np.abs(found.actual) <= 2.5 * scale)]
    low, high = max(min([*ends, *near]), -FARTHEST), min(max([*ends, *near]), FARTHEST)
    air = 0.06 * (high - low) or 1.0
    return low - air, high + air


def _heights(found: Nudged, low: float, high: float) -> Iterator[float]:
    """Yield the labelled changes of the y axis: 0, and the least and the greatest end of tangent and curve."""
    ends = [float(change[k]) for change in (found.predicted, found.actual) for k in (0, -1)]
    seen = [end for end in ends if isfinite(end) and low <= end <= high]
    yield 0.0
    for end in {min(seen, default=0.0), max(seen, default=0.0)}:
        if abs(end) > 0.15 * (high - low):
            yield end


def _within(values: Array, most: float) -> float:
    near = np.abs(values[np.isfinite(values)])
    return float(np.max(near[near <= most], initial=0.0))


def _clamped(y: float) -> float:
    """Return y, at most 20 pictures away: a browser draws no lines to points much farther."""
    return round(min(max(y, -20.0), 20.0), 5)


def _bar(change: float, longest: float) -> float | None:
    return round(min(max(change / longest, -1.0), 1.0), 4) if isfinite(change) else None
