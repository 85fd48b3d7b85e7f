"""Ops that write into allocated arrays: the same rules as in the registry, without new memory.

An op without a row here, or with inputs of other shapes, runs by its record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.ops import OPS

Array = npt.NDArray[Any]
Shape = tuple[int, ...]
Workspace = tuple[Array, ...]
Inputs = tuple[Array, ...]

LARGE = 4_096
# Up to this many rows a reduction along each row is faster than a transposed copy: calls cost more than arithmetic.
FEW = 16


@dataclass(frozen=True, slots=True)
class InPlace:
    """How one op runs in place.

    fits        `fits(*shapes)`, whether it can for inputs of these shapes
    workspace   `workspace(dtype, *shapes)`, the arrays that forward and backward share
    forward     `forward(out, workspace, inputs)`, the output
    vjps        one per input: `vjp(into, workspace, g, out, inputs)`, upstream times local gradient in the shape of
                the input; None where only the record has the rule
    classes     position of the input that holds class numbers and stays integer
    """

    fits: Callable[..., bool]
    workspace: Callable[..., Workspace]
    forward: Callable[..., Any]
    vjps: tuple[Callable[..., Any] | None, ...]
    classes: int | None = None


def _nothing(dtype: Any, *shapes: Shape) -> Workspace:
    return ()


def _matrices(*shapes: Shape) -> bool:
    return all(len(shape) == 2 for shape in shapes)


def _row_added(a: Shape, b: Shape) -> bool:
    return len(a) == 2 and b == a[1:]


def _dot(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    a, b = inputs
    return a.dot(b, out)


def _dot_left(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    return g.dot(inputs[1].T, into)


def _dot_right(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    a = inputs[0]
    # Into a large array np.matmul is faster, for dot clears it first; for one row it is slower, without BLAS.
    if into.size > LARGE and len(a) > 1:
        return np.matmul(a.T, g, out=into)
    return a.T.dot(g, into)


def _affine(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    x, w, b = inputs
    return np.add(x.dot(w, out), b, out=out)


def _ones(dtype: Any, first: Shape, *_: Shape) -> Workspace:
    return (np.ones(first[0], dtype),)


def _column_sums(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    # BLAS sums by a product with ones, four times faster than np.sum.
    return workspace[0].dot(g, into)


def _add(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    a, b = inputs
    return np.add(a, b, out=out)


def _passed_on(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    return g


def _relu(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    return np.maximum(inputs[0], workspace[0], out=out)


def _relu_vjp(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    # The mask as numbers in `into`: a boolean mask would be converted during the product. np.sign(out) equals it and is
    # faster for few rows.
    few = len(into) <= FEW
    return np.multiply(g, np.sign(out, out=into) if few else np.greater(inputs[0], workspace[0], out=into), out=into)


def _zero(dtype: Any, shape: Shape) -> Workspace:
    # A zero of the right dtype saves a conversion in every call.
    return (np.zeros((), dtype),)


def _sigmoid(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    """Return 1 / (1 + e) or e / (1 + e), whichever is right, with e = exp(−|x|); leave σ(x)·σ(−x) in the workspace."""
    x, (slope, small, positive) = inputs[0], workspace
    np.exp(np.negative(np.abs(x, out=small), out=small), out=small)
    np.reciprocal(np.add(small, 1, out=out), out=out)
    np.multiply(small, out, out=small)
    np.multiply(small, out, out=slope)
    np.greater_equal(x, 0, out=positive)
    # Small where x is negative; the difference is added back where it is not. Masked copies take five times as long.
    np.multiply(np.subtract(out, small, out=out), positive, out=out)
    return np.add(out, small, out=out)


def _slope_vjp(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    return np.multiply(g, workspace[0], out=into)


def _sigmoid_workspace(dtype: Any, shape: Shape) -> Workspace:
    return np.empty(shape, dtype), np.empty(shape, dtype), np.empty(shape, bool)


def _tanh(out: Array, workspace: Workspace, inputs: Inputs) -> Array:
    return np.tanh(inputs[0], out=out)


def _tanh_vjp(into: Array, workspace: Workspace, g: Array, out: Array, inputs: Inputs) -> Array:
    """Return g · 4e / (1 + e)² with e = exp(−2|x|), which does not cancel as 1 − y² does."""
    e, below = workspace
    np.exp(np.multiply(np.abs(inputs[0], out=e), -2, out=e), out=e)
    np.square(np.add(e, 1, out=below), out=below)
    np.divide(np.multiply(e, 4, out=e), below, out=e)
    return np.multiply(g, e, out=into)


def _two_like(dtype: Any, shape: Shape) -> Workspace:
    return np.empty(shape, dtype), np.empty(shape, dtype)


def _exponentials(workspace: Workspace, x: Array, into: Array) -> None:
    """Leave the scores less the largest of their row in `into`, and what is made of them in the workspace.

    The workspace begins with their exponentials, the sums of these (a product with ones is the fastest sum), the
    largest of each row, as a row and as a column, and scratch arrays.
    """
    shares, total, largest, column, turned, ones, *_ = workspace
    if len(x) > FEW:
        np.copyto(turned, x.T)
        np.maximum.reduce(turned, 0, out=largest)  # Along the memory.
    else:
        np.maximum.reduce(x, 1, out=largest)
    np.subtract(x, column, out=into)
    np.exp(into, out=shares)
    shares.dot(ones, total)


def _loss_workspace(dtype: Any, x: Shape, t: Shape) -> Workspace:
    n, classes = x
    largest = np.empty(n, dtype)
    workspace = np.empty(x, dtype), np.empty(n, dtype), largest, largest[:, np.newaxis]
    return *workspace, np.empty((classes, n), dtype), np.ones(classes, dtype)


def _loss_of_classes(out: Array, workspace: Workspace, inputs: Inputs) -> Any:
    """Return the mean of log Σ exp(scores) less the right score, both less the largest."""
    (x, t), (shares, total, losses, _, _, _, starts, place, each) = inputs, workspace
    _exponentials(workspace, x, shares)
    np.add(t, starts, out=place)
    np.subtract(losses, x.take(place), out=losses)
    np.add(losses, np.log(total), out=losses)
    return losses.dot(each) / len(x)


def _loss_of_classes_vjp(into: Array, workspace: Workspace, g: Any, out: Any, inputs: Inputs) -> Array:
    """Return g · (y − t) / N: the probabilities, less 1 at the right class."""
    shares, total, weight, column, *_, place, _ = workspace
    share = g / len(into)
    np.divide(share, total, out=weight)
    np.multiply(shares, column, out=into)
    into.reshape(-1)[place] -= share
    return into


def _classes_workspace(dtype: Any, x: Shape, t: Shape) -> Workspace:
    n, classes = x
    return *_loss_workspace(dtype, x, t), np.arange(n) * classes, np.empty(n, np.intp), np.ones(n, dtype)


def _loss_of_shares(out: Array, workspace: Workspace, inputs: Inputs) -> Any:
    (x, t), (_, total, logs, _, _, ones, work, weight) = inputs, workspace
    _exponentials(workspace, x, work)
    np.log(total, out=logs)
    loss = (t.dot(ones, weight).dot(logs) - np.vdot(work, t)) / len(x)
    # The record handles infinite scores: where a label is 0 the score does not count.
    return loss if isfinite(loss) else OPS["softmax_with_loss"].forward(x, t)


def _loss_of_shares_vjp(into: Array, workspace: Workspace, g: Any, out: Any, inputs: Inputs) -> Array:
    """Return g · (y·Σt − t) / N."""
    shares, total, work, column, *_, weight = workspace
    np.divide(weight, total, out=work)
    np.multiply(shares, column, out=into)
    np.subtract(into, inputs[1], out=into)
    np.multiply(into, g / len(into), out=into)
    return into


def _shares_workspace(dtype: Any, x: Shape, t: Shape) -> Workspace:
    return *_loss_workspace(dtype, x, t), np.empty(x, dtype), np.empty(x[0], dtype)


def _array(*shapes: Shape) -> bool:
    return all(shapes)


IN_PLACE: Mapping[str, tuple[InPlace, ...]] = MappingProxyType(
    {
        "dot": (InPlace(_matrices, _nothing, _dot, (_dot_left, _dot_right)),),
        "affine": (
            InPlace(
                lambda x, w, b: _matrices(x, w) and b == w[1:], _ones, _affine, (_dot_left, _dot_right, _column_sums)
            ),
        ),
        "add": (
            InPlace(lambda a, b: a == b != (), _nothing, _add, (_passed_on, _passed_on)),
            InPlace(_row_added, _ones, _add, (_passed_on, _column_sums)),
        ),
        "relu": (InPlace(_array, _zero, _relu, (_relu_vjp,)),),
        "sigmoid": (InPlace(_array, _sigmoid_workspace, _sigmoid, (_slope_vjp,)),),
        "tanh": (InPlace(_array, _two_like, _tanh, (_tanh_vjp,)),),
        "softmax_with_loss": (
            InPlace(
                lambda x, t: len(x) == 2 and t == x[:1],
                _classes_workspace,
                _loss_of_classes,
                (_loss_of_classes_vjp, None),
                classes=1,
            ),
            InPlace(
                lambda x, t: len(x) == 2 and t == x, _shares_workspace, _loss_of_shares, (_loss_of_shares_vjp, None)
            ),
        ),
    }
)
