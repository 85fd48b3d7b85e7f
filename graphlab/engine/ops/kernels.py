"""The numerics that need care: stable at the ends, right for scalars, vectors and batches.

Every function takes and returns float64 scalars or arrays. Broadcasting is not undone here:
the backward walk does that in one place.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.array_utils import normalize_axis_tuple

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.ops.size import Shape, Size

Value = Any
Array = npt.NDArray[np.float64]


def pick(condition: Value, yes: Value, no: Value) -> Value:
    """Return `yes` where the condition holds and `no` elsewhere, element by element."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, yes, no)
    return yes if condition else no


def relu(x: Value) -> Value:
    """Return max(0, x); NaN stays NaN."""
    return pick(x <= 0, np.float64(0.0), x)


def sigmoid(x: Value) -> Value:
    """Return 1 / (1 + exp(−x)) without overflow at either end."""
    small = np.exp(-np.abs(x))
    return pick(x >= 0, 1.0 / (1.0 + small), small / (1.0 + small))


def sigmoid_vjp(g: Value, out: Value, x: Value) -> Value:
    """Return g · y(1 − y), with 1 − y taken as sigmoid(−x): right at +40 as well as at −40."""
    return g * out * sigmoid(-x)


def tanh_vjp(g: Value, out: Value, x: Value) -> Value:
    """Return g · (1 − tanh²x), written as 4·sigmoid(2x)·sigmoid(−2x), which does not cancel."""
    return g * 4.0 * sigmoid(2.0 * x) * sigmoid(-2.0 * x)


def pow_base_vjp(g: Value, out: Value, a: Value, b: Value) -> Value:
    """Return g · b·a^(b−1), which is 0 for b = 0 whatever a is."""
    return g * pick(b == 0, np.float64(0.0), b * a ** (b - 1.0))


def pow_exponent_vjp(g: Value, out: Value, a: Value, b: Value) -> Value:
    """Return g · a^b·ln a, which is 0 at a = 0 with b > 0, the limit from the right."""
    return g * pick((a == 0) & (b > 0), np.float64(0.0), out * np.log(a))


def larger_vjp(g: Value, mine: Value, other: Value) -> Value:
    """Return g where mine > other, half of it where both are equal, 0 elsewhere."""
    return g * pick(mine == other, np.float64(0.5), pick(mine > other, np.float64(1.0), np.float64(0.0)))


def dot(a: Value, b: Value) -> Value:
    """Return the matrix product of vectors and matrices (at most two dimensions).

    Raises `GraphlabError` for scalars, for more dimensions, and where the inner dimensions disagree.
    """
    _refuse_product(np.shape(a), np.shape(b))
    return np.dot(a, b)


def _refuse_product(*shapes: Shape) -> None:
    if not all(1 <= len(shape) <= 2 for shape in shapes):
        raise GraphlabError(
            say("a matrix product takes vectors or matrices, not shapes {a} and {b}.", a=shapes[0], b=shapes[1])
        )
    if shapes[0][-1] != shapes[1][0]:
        raise GraphlabError(
            say(
                "shapes {a} and {b} do not fit together: the last dimension of the first ({m}) "
                "must equal the first dimension of the second ({n}).",
                a=shapes[0],
                b=shapes[1],
                m=shapes[0][-1],
                n=shapes[1][0],
            )
        )


def dot_size(a: Shape, b: Shape) -> Size:
    """Return the size of a matrix product: one multiply-add for each element and inner place, in each direction."""
    if not (1 <= len(a) <= 2 and 1 <= len(b) <= 2 and a[-1] == b[0]):
        raise ValueError
    shape = a[:-1] + b[1:]
    return Size(shape, 3 * math.prod(shape) * b[0])


def affine_size(x: Shape, w: Shape, b: Shape) -> Size:
    """Return the size of x · w + b."""
    product = dot_size(x, w)
    if len(b) > len(product.shape) or any(n not in (1, m) for n, m in zip(b[::-1], product.shape[::-1], strict=False)):
        raise ValueError
    return product


def summed_size(x: Shape, axis: Any = None, keepdims: Any = 0) -> Size:
    """Return the size of a sum over `axis`."""
    gone = range(len(x)) if axis is None or not x else normalize_axis_tuple(axis, len(x))
    if keepdims:
        return Size(tuple(1 if i in gone else n for i, n in enumerate(x)))
    return Size(tuple(n for i, n in enumerate(x) if i not in gone))


def reshaped_size(x: Shape, shape: Any) -> Size:
    """Return the size of the same elements in another shape."""
    return Size(np.empty(x, dtype=[]).reshape(shape).shape)


def scalar_size(*_shapes: Shape) -> Size:
    """Return the size of one number."""
    return Size(())


def _row(a: Array) -> Array:
    return a if a.ndim == 2 else a[np.newaxis, :]


def _column(b: Array) -> Array:
    return b if b.ndim == 2 else b[:, np.newaxis]


def affine(x: Value, w: Value, b: Value) -> Value:
    """Return x · w + b. Raises as `dot` does, and ValueError where the bias is larger than the product."""
    _refuse_product(np.shape(x), np.shape(w))
    affine_size(np.shape(x), np.shape(w), np.shape(b))
    return np.dot(x, w) + b


def dot_left_vjp(g: Value, out: Value, a: Array, b: Array) -> Value:
    """Return g · bᵀ in the shape of a."""
    g2 = np.reshape(g, (_row(a).shape[0], _column(b).shape[1]))
    return np.dot(g2, _column(b).T).reshape(a.shape)


def dot_right_vjp(g: Value, out: Value, a: Array, b: Array) -> Value:
    """Return aᵀ · g in the shape of b."""
    g2 = np.reshape(g, (_row(a).shape[0], _column(b).shape[1]))
    return np.dot(_row(a).T, g2).reshape(b.shape)


def each_sample(g: Value, x: Array) -> tuple[Value, ...]:
    """Return xᵀ · g for each row of a batch by itself; nothing where there is no batch."""
    return tuple(np.outer(row, part) for row, part in zip(x, g, strict=True)) if x.ndim == np.ndim(g) == 2 else ()


def products(*pairs: tuple[Array, Array]) -> tuple[Value, ...]:
    """Return the matrix products of those pairs whose shapes fit."""
    return tuple(np.dot(a, b) for a, b in pairs if a.ndim and b.ndim and a.shape[-1] == b.shape[0])


def added_to_one_row(a: Array, b: Array) -> Value:
    """Return the matrix `a` with the row `b` added to its first row alone. Raises ValueError for other shapes."""
    if a.ndim != 2 or b.shape != a.shape[1:]:
        raise ValueError
    return np.vstack([a[:1] + b, a[1:]])


def other_axis(x: Value, axis: Any) -> int:
    """Return the axis of a matrix that is not `axis`. Raises ValueError where there is no such one."""
    if np.ndim(x) != 2 or axis not in (0, 1, -1, -2):
        raise ValueError
    return 1 - int(axis) % 2


def spread(g: Value, x: Value, axis: Any, keepdims: Any) -> Value:
    """Return g repeated along the axes that a sum over x has removed."""
    if axis is not None and not keepdims and np.ndim(x):
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


def summed(x: Value, axis: Any = None, keepdims: Any = 0) -> Value:
    """Return the sum over `axis` (None: over everything)."""
    return np.sum(x, axis=axis, keepdims=bool(keepdims))


def count(x: Value, axis: Any) -> int:
    """Return how many elements a sum over `axis` adds up."""
    shape = np.shape(x)
    if axis is None or not shape:
        return int(np.prod(shape, dtype=int))
    axes = axis if isinstance(axis, tuple) else (axis,)
    return int(np.prod([shape[i] for i in axes], dtype=int))


def log_softmax(x: Value) -> Value:
    """Return log softmax over the last axis, by log-sum-exp."""
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def softmax(x: Value) -> Value:
    """Return exp(x) / Σ exp(x) over the last axis: one sample a row.

    Raises `GraphlabError` for a scalar.
    """
    if np.ndim(x) == 0:
        raise GraphlabError(say("softmax takes a vector of scores, or a batch of them, not a single number."))
    shifted = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return shifted / np.sum(shifted, axis=-1, keepdims=True)


def softmax_vjp(g: Value, out: Array, x: Array) -> Value:
    """Return y · (g − Σ g·y) over the last axis."""
    return out * (g - np.sum(g * out, axis=-1, keepdims=True))


def batch_size(scores: Value) -> int:
    """Return N: the number of rows, 1 for a single sample."""
    return int(np.shape(scores)[0]) if np.ndim(scores) == 2 else 1


def with_and_without_mean(total: Value, scores: Value) -> tuple[Value, Value]:
    """Return a sum over the batch divided by N, and the sum itself."""
    return total / batch_size(scores), total


def without_logarithm(p: Value, y: Value) -> tuple[Value, ...]:
    """Return what may stand for a loss where the logarithm of the probability is left out."""
    return tuple(loss for mean in with_and_without_mean(p, y) for loss in (1.0 - mean, mean, -mean))


def labels(scores: Value, t: Value) -> Value:
    """Return the labels as a distribution of the scores' shape.

    Labels of the scores' own shape are one-hot or soft and are taken as they are; labels with one
    dimension less are class numbers 0 … C−1. Raises `GraphlabError` for any other shape, for a class
    number that is negative, too large or no integer.
    """
    shape = np.shape(scores)
    if not 1 <= len(shape) <= 2:
        raise GraphlabError(say("a loss takes a vector of scores, or a batch of them, not shape {a}.", a=shape))
    if np.shape(t) == shape:
        return np.asarray(t)
    if np.shape(t) != shape[:-1]:
        raise GraphlabError(_label_shapes(shape, np.shape(t)))
    classes = np.asarray(t)
    wrong = (classes != np.floor(classes)) | (classes < 0) | (classes >= shape[-1])
    if np.any(wrong):
        raise GraphlabError(
            say(
                "label {label:g} is not one of the classes 0 to {last}.",
                label=float(classes[wrong].flat[0]),
                last=shape[-1] - 1,
            )
        )
    return (classes[..., np.newaxis] == np.arange(shape[-1])).astype(np.float64)


def _label_shapes(scores: tuple[int, ...], t: tuple[int, ...]) -> Message:
    return say(
        "labels of shape {t} do not fit scores of shape {scores}: "
        "give {scores} (one-hot or soft) or {classes} (class numbers).",
        t=t,
        scores=scores,
        classes=scores[:-1],
    )


def times_log(t: Array, y: Array) -> Value:
    """Return t · log y, which is 0 where t = 0 even at y = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(t == 0, 0.0, t * np.log(y))


def cross_entropy(y: Value, t: Value) -> Value:
    """Return −Σ t log y, averaged over the batch; never negative, never capped for probabilities y."""
    return 0.0 - np.sum(times_log(labels(y, t), y)) / batch_size(y)


def cross_entropy_vjp(g: Value, out: Value, y: Array, t: Value) -> Value:
    """Return −g · t / (N y), which is 0 where t = 0."""
    soft = labels(y, t)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(soft == 0, 0.0, -g * soft / (y * batch_size(y)))


def cross_entropy_label_vjp(g: Value, out: Value, y: Array, t: Value) -> Value | None:
    """Return −g · log y / N for soft labels; class numbers have no gradient."""
    return -g * np.log(y) / batch_size(y) if np.shape(t) == np.shape(y) else None


def softmax_with_loss(x: Value, t: Value) -> Value:
    """Return the cross entropy of softmax(x), by log-sum-exp, averaged over the batch."""
    soft = labels(x, t)
    return 0.0 - np.sum(np.where(soft == 0, 0.0, soft * log_softmax(x))) / batch_size(x)


def softmax_with_loss_vjp(g: Value, out: Value, x: Array, t: Value) -> Value:
    """Return g · (y·Σt − t) / N, which is g · (y − t) / N where the labels sum to 1."""
    soft = labels(x, t)
    return g * (softmax(x) * np.sum(soft, axis=-1, keepdims=True) - soft) / batch_size(x)


def softmax_with_loss_label_vjp(g: Value, out: Value, x: Array, t: Value) -> Value | None:
    """Return −g · log softmax(x) / N for soft labels; class numbers have no gradient."""
    return -g * log_softmax(x) / batch_size(x) if np.shape(t) == np.shape(x) else None


def mean_squared_error(y: Value, t: Value) -> Value:
    """Return ½ Σ (y − t)². Raises `GraphlabError` unless both have one shape: nothing is broadcast here."""
    if np.shape(y) != np.shape(t):
        raise GraphlabError(
            say("outputs of shape {y} and targets of shape {t} must have one shape.", y=np.shape(y), t=np.shape(t))
        )
    return np.sum((y - t) ** 2) * 0.5
