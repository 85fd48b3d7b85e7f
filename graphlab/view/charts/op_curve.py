"""An op and its derivative as functions of one input, sampled from the op's own rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from graphlab.engine.ops.op import Op

Array = npt.NDArray[np.float64]
Span = tuple[float, float]

SAMPLES = 161
HALF = 4.0
TINY = 1e-9
# Numbers beyond LARGE, and points nearer to 0 than SMALL, are not drawn: the scales would overflow.
LARGE, SMALL = 1e100, 1e-100


@dataclass(frozen=True, eq=False)
class OpCurve:
    """An op as a function of the input `slot`; the others keep their values. `at` has the values of that input."""

    op: Op
    slot: int
    inputs: tuple[Array, ...]

    @property
    def at(self) -> Array:
        """The values of the input that can be drawn."""
        found = np.ravel(self.inputs[self.slot])
        return found[drawable(found)]

    def value(self, x: Array) -> Array:
        """Return f(x)."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.op.forward(*self._fed(x)), dtype=np.float64), np.shape(x))

    def slope(self, x: Array) -> Array:
        """Return f′(x), by the op's own rule with the upstream gradient 1."""
        with np.errstate(all="ignore"):
            found = self.op.vjps[self.slot](np.ones_like(x), self.value(x), *self._fed(x))
            return np.broadcast_to(np.asarray(found, dtype=np.float64), np.shape(x))

    def _fed(self, x: Array) -> list[Array]:
        return [x if k == self.slot else given for k, given in enumerate(self.inputs)]

    @cached_property
    def span(self) -> Span:
        """The range of x: round 0 and the points, no farther than the op is defined."""
        largest = float(np.max(np.abs(self.at), initial=0.0))
        half = HALF if largest >= HALF / 20 or largest < SMALL else 20 * largest
        low, high = min(self.at.min(), 0.0), max(self.at.max(), 0.0)
        low, high = min(-half, low - 0.35 * (high - low)), max(half, high + 0.35 * (high - low))
        xs = np.linspace(low, high, SAMPLES)
        known = xs[drawable(self.value(xs))]
        if not len(known):
            return low, high
        air = 0.06 * (high - low)
        return max(low, min(known[0] - air, *self.at)), min(high, max(known[-1] + air, *self.at))

    @cached_property
    def kinks(self) -> Array:
        """The x at which the op has a kink: its slope jumps there."""
        xs = np.linspace(*self.span, SAMPLES)
        if self.op.kink is None:
            return np.empty(0)
        with np.errstate(all="ignore"):
            far = np.broadcast_to(self.op.kink(*self._fed(xs)), xs.shape)
        pairs = zip(pairwise(xs), pairwise(np.where(drawable(far), far, np.nan)), strict=True)
        return np.unique([a + (b - a) * p / (p - q) for (a, b), (p, q) in pairs if p * q <= 0 and p != q])

    @cached_property
    def xs(self) -> Array:
        """The sampled x; 0 and the two sides of every kink are among them."""
        width = TINY * (self.span[1] - self.span[0])
        special = np.concatenate([[0.0], self.at, self.kinks - width, self.kinks, self.kinks + width])
        inside = special[(special >= self.span[0]) & (special <= self.span[1])]
        return np.unique(np.concatenate([np.linspace(*self.span, SAMPLES), inside]))

    @cached_property
    def values(self) -> Array:
        """f at the sampled x."""
        return self.value(self.xs)

    @cached_property
    def slopes(self) -> Array:
        """f′ at the sampled x, NaN at a kink and where f has no value, even if the rule has one there."""
        near = np.min(np.abs(self.xs[:, np.newaxis] - self.kinks), axis=1, initial=np.inf)
        nowhere = (near < TINY / 2 * (self.span[1] - self.span[0])) | ~np.isfinite(self.values)
        return np.where(nowhere, np.nan, self.slope(self.xs))

    def reach(self, ys: Array, points: Array) -> Span:
        """Return the range of y: with 0 and the points, poles cut off."""
        known, marked = ys[drawable(ys)], points[drawable(points)]
        most = max(3 * np.max(np.abs(marked), initial=0.0), np.percentile(np.abs(known), 75) if len(known) else 1.0)
        seen = np.concatenate([np.clip(known, -most, most), marked, [0.0]])
        low, high = float(seen.min()), float(seen.max())
        air = 0.1 * (high - low) or 1.0
        return low - air, high + air


def drawable(xs: Array) -> npt.NDArray[np.bool_]:
    """Tell which numbers are finite and not so large that a scale would overflow."""
    return np.abs(xs) < LARGE


def curve_of(op: Op, inputs: tuple[Array, ...], free: Sequence[int]) -> OpCurve | None:
    """Return the curve of an op of which one input alone is free and the others are single numbers, else None."""
    if len(free) != 1 or any(np.ndim(given) for k, given in enumerate(inputs) if k != free[0]):
        return None
    curve = OpCurve(op, free[0], inputs)
    return curve if len(curve.at) else None
