"""Ops that can write into arrays which are already there: the same rules as in the registry, without new memory.

An op that has no row here, or whose inputs have other shapes, runs by its record.
"""

from __future__ import annotations

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
Room = tuple[Array, ...]
Inputs = tuple[Array, ...]

LARGE = 4_096
# For so few rows a call costs more than what it computes: looking along each of them is faster than turning them.
FEW = 16


@dataclass(frozen=True, slots=True)
class InPlace:
    """How one op runs into arrays that are there.

    fits      whether it can, for inputs of these shapes
    room      `room(dtype, *shapes)`, the arrays that forward and backward share
    forward   `forward(out, room, inputs)`, the output
    vjps      one per input: `vjp(into, room, g, out, inputs)`, upstream times local gradient in the input's own
              shape; None where only the record has the rule
    classes   position of the input that holds class numbers and stays integer
    """

    fits: Callable[..., bool]
    room: Callable[..., Room]
    forward: Callable[..., Any]
    vjps: tuple[Callable[..., Any] | None, ...]
    classes: int | None = None


def _no_room(dtype: Any, *shapes: Shape) -> Room:
    return ()


def _matrices(*shapes: Shape) -> bool:
    return all(len(shape) == 2 for shape in shapes)


def _row_added(a: Shape, b: Shape) -> bool:
    return len(a) == 2 and b == a[1:]


def _dot(out: Array, room: Room, inputs: Inputs) -> Array:
    a, b = inputs
    return a.dot(b, out)


def _dot_left(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    return g.dot(inputs[1].T, into)


def _dot_right(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    a = inputs[0]
    # Into a large array np.matmul is faster, for dot clears it first; for one row it is slower, without BLAS.
    if into.size > LARGE and len(a) > 1:
        return np.matmul(a.T, g, out=into)
    return a.T.dot(g, into)


def _affine(out: Array, room: Room, inputs: Inputs) -> Array:
    x, w, b = inputs
    return np.add(x.dot(w, out), b, out=out)


def _ones(dtype: Any, first: Shape, *_: Shape) -> Room:
    return (np.ones(first[0], dtype),)


def _column_sums(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    # A product with ones is a sum that the BLAS does four times faster.
    return room[0].dot(g, into)


def _add(out: Array, room: Room, inputs: Inputs) -> Array:
    a, b = inputs
    return np.add(a, b, out=out)


def _passed_on(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    return g


def _relu(out: Array, room: Room, inputs: Inputs) -> Array:
    return np.maximum(inputs[0], room[0], out=out)


def _relu_vjp(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    # As numbers in `into`, not as a mask, which the product would have to convert in pieces. The sign of what is 0 or
    # more says the same; of few rows it is found faster, of many it is not.
    few = len(into) <= FEW
    return np.multiply(g, np.sign(out, out=into) if few else np.greater(inputs[0], room[0], out=into), out=into)


def _zero(dtype: Any, shape: Shape) -> Room:
    # A zero of the right dtype spares numpy the conversion at every call.
    return (np.zeros((), dtype),)


def _sigmoid(out: Array, room: Room, inputs: Inputs) -> Array:
    """Return 1 / (1 + e) or e / (1 + e), whichever is right, with e = exp(−|x|); leave σ(x)·σ(−x) in the room."""
    x, (slope, small, positive) = inputs[0], room
    np.exp(np.negative(np.abs(x, out=small), out=small), out=small)
    np.reciprocal(np.add(small, 1, out=out), out=out)
    np.multiply(small, out, out=small)
    np.multiply(small, out, out=slope)
    np.greater_equal(x, 0, out=positive)
    # Small where x is negative; the difference is added back where it is not. Masked copies take five times as long.
    np.multiply(np.subtract(out, small, out=out), positive, out=out)
    return np.add(out, small, out=out)


def _slope_vjp(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    return np.multiply(g, room[0], out=into)


def _sigmoid_room(dtype: Any, shape: Shape) -> Room:
    return np.empty(shape, dtype), np.empty(shape, dtype), np.empty(shape, bool)


def _tanh(out: Array, room: Room, inputs: Inputs) -> Array:
    return np.tanh(inputs[0], out=out)


def _tanh_vjp(into: Array, room: Room, g: Array, out: Array, inputs: Inputs) -> Array:
    """Return g · 4e / (1 + e)² with e = exp(−2|x|), which does not cancel as 1 − y² does."""
    e, below = room
    np.exp(np.multiply(np.abs(inputs[0], out=e), -2, out=e), out=e)
    np.square(np.add(e, 1, out=below), out=below)
    np.divide(np.multiply(e, 4, out=e), below, out=e)
    return np.multiply(g, e, out=into)


def _two_like(dtype: Any, shape: Shape) -> Room:
    return np.empty(shape, dtype), np.empty(shape, dtype)


def _exponentials(room: Room, x: Array, into: Array) -> None:
    """Leave the scores less the largest of their row in `into`, and what is made of them in the room.

    The room begins with their exponentials, the sums of these (a product with ones is the fastest sum), the largest
    of each row, as a row and as a column, and arrays to work with.
    """
    shares, total, largest, column, turned, ones, *_ = room
    if len(x) > FEW:
        np.copyto(turned, x.T)
        np.maximum.reduce(turned, 0, out=largest)  # Along the memory.
    else:
        np.maximum.reduce(x, 1, out=largest)
    np.subtract(x, column, out=into)
    np.exp(into, out=shares)
    shares.dot(ones, total)


def _room_of_loss(dtype: Any, x: Shape, t: Shape) -> Room:
    n, classes = x
    largest = np.empty(n, dtype)
    room = np.empty(x, dtype), np.empty(n, dtype), largest, largest[:, np.newaxis]
    return *room, np.empty((classes, n), dtype), np.ones(classes, dtype)


def _loss_of_classes(out: Array, room: Room, inputs: Inputs) -> Any:
    """Return the mean of log Σ exp(scores) less the right score, both less the largest."""
    (x, t), (shares, total, losses, _, _, _, starts, place, each) = inputs, room
    _exponentials(room, x, shares)
    np.add(t, starts, out=place)
    np.subtract(losses, x.take(place), out=losses)
    np.add(losses, np.log(total), out=losses)
    return losses.dot(each) / len(x)


def _loss_of_classes_vjp(into: Array, room: Room, g: Any, out: Any, inputs: Inputs) -> Array:
    """Return g · (y − t) / N: the probabilities, less 1 at the right class."""
    shares, total, weight, column, *_, place, _ = room
    share = g / len(into)
    np.divide(share, total, out=weight)
    np.multiply(shares, column, out=into)
    into.reshape(-1)[place] -= share
    return into


def _room_of_classes(dtype: Any, x: Shape, t: Shape) -> Room:
    n, classes = x
    return *_room_of_loss(dtype, x, t), np.arange(n) * classes, np.empty(n, np.intp), np.ones(n, dtype)


def _loss_of_shares(out: Array, room: Room, inputs: Inputs) -> Any:
    (x, t), (_, total, logs, _, _, ones, work, weight) = inputs, room
    _exponentials(room, x, work)
    np.log(total, out=logs)
    loss = (t.dot(ones, weight).dot(logs) - np.vdot(work, t)) / len(x)
    # An infinite score needs the record's care: a label of 0 takes its part out of the sum.
    return loss if isfinite(loss) else OPS["softmax_with_loss"].forward(x, t)


def _loss_of_shares_vjp(into: Array, room: Room, g: Any, out: Any, inputs: Inputs) -> Array:
    """Return g · (y·Σt − t) / N."""
    shares, total, work, column, *_, weight = room
    np.divide(weight, total, out=work)
    np.multiply(shares, column, out=into)
    np.subtract(into, inputs[1], out=into)
    np.multiply(into, g / len(into), out=into)
    return into


def _room_of_shares(dtype: Any, x: Shape, t: Shape) -> Room:
    return *_room_of_loss(dtype, x, t), np.empty(x, dtype), np.empty(x[0], dtype)


def _array(*shapes: Shape) -> bool:
    return all(shapes)


IN_PLACE: Mapping[str, tuple[InPlace, ...]] = MappingProxyType(
    {
        "dot": (InPlace(_matrices, _no_room, _dot, (_dot_left, _dot_right)),),
        "affine": (
            InPlace(
                lambda x, w, b: _matrices(x, w) and b == w[1:],
                _ones,
                _affine,
                (_dot_left, _dot_right, _column_sums),
            ),
        ),
        "add": (
            InPlace(lambda a, b: a == b != (), _no_room, _add, (_passed_on, _passed_on)),
            InPlace(_row_added, _ones, _add, (_passed_on, _column_sums)),
        ),
        "relu": (InPlace(_array, _zero, _relu, (_relu_vjp,)),),
        "sigmoid": (InPlace(_array, _sigmoid_room, _sigmoid, (_slope_vjp,)),),
        "tanh": (InPlace(_array, _two_like, _tanh, (_tanh_vjp,)),),
        "softmax_with_loss": (
            InPlace(
                lambda x, t: len(x) == 2 and t == x[:1],
                _room_of_classes,
                _loss_of_classes,
                (_loss_of_classes_vjp, None),
                classes=1,
            ),
            InPlace(lambda x, t: len(x) == 2 and t == x, _room_of_shares, _loss_of_shares, (_loss_of_shares_vjp, None)),
        ),
    }
)
