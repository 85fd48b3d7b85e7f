"""The chapter's functions: softmax, the cross entropy error, and the numerical gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.ops import OPS
from graphlab.engine.run.walk import Value, numbers

Array = npt.NDArray[np.float64]

# Small enough for the curve to look straight, large enough for rounding not to show: an error of about 1e-8.
STEP = 1e-4


def own(value: Any) -> Value:
    """Return a number as it is and anything else as a read-only copy in float64.

    Raises `GraphlabError` for what is not made of numbers.
    """
    if isinstance(value, int | float):
        return value
    return numbers(value, say("a number or an array of numbers is needed here."))


def softmax(x: Any) -> Array:
    """Return the shares exp(x) / Σ exp(x) of a vector of scores, or of each row of a batch.

    Raises `GraphlabError` for a single number, and for a score of +∞, which has no share.
    """
    scores = finite_scores(own(x))
    with np.errstate(all="ignore"):
        shares: Array = OPS["softmax"].forward(scores)
    return shares


def finite_scores(x: Value) -> Value:
    """Return the scores; raise `GraphlabError` if one of them is +∞."""
    if np.any(np.isposinf(x)):
        raise GraphlabError(say("An infinite score has no share: ∞ / ∞ has no value."))
    return x


def cross_entropy_error(y: Any, t: Any) -> float:
    """Return −Σ t log y, averaged over the batch; labels are one-hot, soft, or class numbers."""
    with np.errstate(all="ignore"):
        return float(OPS["cross_entropy"].forward(np.asarray(own(y)), np.asarray(own(t))))


def numerical_gradient(f: Callable[[Any], Any], x: Any) -> Any:
    """Return the gradient of f at x by central differences (f(x + h) − f(x − h)) / 2h, h = 1e-4, in x's shape.

    A float64 array is nudged in place, so that f may look at it wherever it lies, and is put back even if f
    raises. Integers are copied to float64 first, and f receives the copy. Raises `GraphlabError` for float32.
    """
    point = _nudgeable(x)
    slopes = np.zeros_like(point)
    for index, slope in central_differences(f, point):
        slopes[index] = slope
    return slopes if slopes.ndim else float(slopes)


def central_differences(f: Callable[[Any], Any], x: Array) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield the index and the derivative of one element after another, of a float64 array that f looks at."""
    for index in np.ndindex(x.shape):
        yield index, _slope(f, x, index)


def _slope(f: Callable[[Any], Any], x: Array, index: tuple[int, ...]) -> float:
    kept = x[index]
    try:
        x[index] = kept + STEP
        above = float(f(x))
        x[index] = kept - STEP
        return (above - float(f(x))) / (2 * STEP)
    finally:
        x[index] = kept


def _nudgeable(x: Any) -> Array:
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        if x.dtype != np.float64:
            raise GraphlabError(
                say("{dtype} has too few digits for numerical differentiation; use `x.astype(float)`.", dtype=x.dtype)
            )
        return x
    return np.array(own(x), dtype=np.float64)
