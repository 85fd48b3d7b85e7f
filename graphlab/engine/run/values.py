"""The value of a node: a float64 scalar, or a float64 array that cannot be written to; and values as text."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.graph.node import Node

Value = Any

# Rows of a table that a screen holds, its head left out.
MOST_ROWS = 17

_REAL = MappingProxyType({np.complex128: np.float64, np.complex64: np.float32})


def frozen(value: Any, kind: Any = np.float64) -> Value:
    """Return the value as a scalar of the numpy type `kind`, or as an array of it that cannot be written to.

    What is real stays real where `kind` is complex.
    """
    array = np.asarray(value)
    if kind in _REAL and not np.iscomplexobj(array):
        kind = _REAL[kind]
    array = array.astype(kind, copy=False)
    if array.ndim == 0:
        return array[()]
    if array.flags.writeable:
        array.flags.writeable = False
    return array


def unbroadcast(gradient: Value, x: Value) -> Value:
    """Return the gradient summed over the axes along which `x` was stretched: it gets the shape of `x`."""
    shape = np.shape(x)
    gradient = np.asarray(gradient, dtype=np.float64)
    if gradient.shape != shape:
        gradient = np.sum(gradient, axis=tuple(range(gradient.ndim - len(shape))))
        stretched = tuple(i for i, (n, m) in enumerate(zip(gradient.shape, shape, strict=True)) if m == 1 and n != 1)
        gradient = np.sum(gradient, axis=stretched, keepdims=True)
        # A constant output has the same upstream gradient for every element: one number is enough.
        gradient = np.broadcast_to(gradient, shape)
    return frozen(gradient)


def as_python(value: Value) -> Value:
    """Return a scalar as a Python float, and an array as it is."""
    return float(value) if type(value) is np.float64 else value


def brief(value: Value) -> str:
    """Return a number in a few digits, an array as its shape."""
    return f"{value:.6g}" if np.ndim(value) == 0 else f"array of shape {np.shape(value)}"


def table(nodes: Sequence[Node], values: Sequence[Value], grads: Sequence[Value | None]) -> list[str]:
    """Return the lines of a table of values and gradients: its head, and as many nodes as a screen holds.

    >>> table((Node("x", "input"), Node("double", "add", (0, 0))), (1.0, 2.0), (2.0, None))
    ['node    value  gradient', 'x       1      2', 'double  2']
    """
    rows = [(node.name, brief(value), "" if grad is None else brief(grad))
            for node, value, grad in zip(nodes, values, grads, strict=True) if node.op != "const"]  # fmt: skip
    shown = [("node", "value", "gradient"), *rows[:MOST_ROWS]]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    return [*lines, f"… and {len(rows) - MOST_ROWS} more nodes"] if len(rows) > MOST_ROWS else lines
