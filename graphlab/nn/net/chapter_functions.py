"""The chapter's functions: softmax, the cross entropy error, and the numerical gradient."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.ops import OPS
from graphlab.engine.run.feed import numbers
from graphlab.engine.run.numerical import H
from graphlab.engine.run.values import Value

Array = npt.NDArray[np.float64]


def as_value(value: Any) -> Value:
    """Return a number as it is and anything else as a read-only copy in float64.

    Raises `GraphlabError` for anything that does not consist of numbers.
    """
    if isinstance(value, int | float):
        return value
    return numbers(value, say("a number or an array of numbers is needed here."))


def softmax(x: Any) -> Array:
    """Return the probabilities exp(x) / Σ exp(x) of a vector of scores, or of each row of a batch.

    Raises `GraphlabError` for a single number, and for a score of +∞.
    """
    scores = finite_scores(as_value(x))
    with np.errstate(all="ignore"):
        probabilities: Array = OPS["softmax"].forward(scores)
    return probabilities


def finite_scores(x: Value) -> Value:
    """Return the scores; raise `GraphlabError` if one of them is +∞."""
    if np.any(np.isposinf(x)):
        raise GraphlabError(say("An infinite score has no share: ∞ / ∞ has no value."))
    return x


def cross_entropy_error(y: Any, t: Any) -> float:
    """Return −Σ t log y, averaged over the batch; labels are one-hot, soft, or class numbers."""
    with np.errstate(all="ignore"):
        return float(OPS["cross_entropy"].forward(np.asarray(as_value(y)), np.asarray(as_value(t))))


def numerical_gradient(f: Callable[[Any], Any], x: Any) -> Any:
    """Return the gradient of f at x by central differences (f(x + h) − f(x − h)) / 2h, h = 0.0001, in x's shape.

    A float64 array is changed in place, so that f may read it from anywhere, and restored even if f raises.
    Integers are copied to float64 first, and f receives the copy. Raises `GraphlabError` for float32.
    """
    point = _float64_array(x)
    slopes = np.zeros_like(point)
    for index, slope in central_differences(f, point):
        slopes[index] = slope
    return slopes if slopes.ndim else float(slopes)


def central_differences(f: Callable[[Any], Any], x: Array) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield the index and the derivative for one element after another of a float64 array that f reads."""
    for index in np.ndindex(x.shape):
        yield index, _slope(f, x, index)


def _slope(f: Callable[[Any], Any], x: Array, index: tuple[int, ...]) -> float:
    kept = x[index]
    try:
        x[index] = kept + H
        above = float(f(x))
        x[index] = kept - H
        return (above - float(f(x))) / (2 * H)
    finally:
        x[index] = kept


def _float64_array(x: Any) -> Array:
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        if x.dtype != np.float64:
            raise GraphlabError(
                say("{dtype} has too few digits for numerical differentiation; use `x.astype(float)`.", dtype=x.dtype)
            )
        return x
    return np.array(as_value(x), dtype=np.float64)
