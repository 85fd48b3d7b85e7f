"""The part of a large matrix that is shown as numbers, and the whole of it as a small heat map."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from graphlab.view.base import heat, numbers
from graphlab.view.matrix.node_matrices import Matrix, NodeMatrices

# At most so many rows and columns are shown as numbers, and so many as colours in the heat map beside them.
WINDOW, TILE = 6, 40
LEVELS = 15
_DIGITS = "0123456789abcdefghijklmnopqrstu"

# Where a window begins along a dimension, and how many rows or columns it has, by the name of the dimension.
Windows = Mapping[str, tuple[int, int]]


def windows(of: NodeMatrices, starts: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the window of every dimension; a start that does not fit is moved inside."""
    for axis, size in of.sizes.items():
        count = min(size, WINDOW)
        yield axis, (index_within(starts.get(axis), size - count + 1), count)


def index_within(found: Any, size: int) -> int:
    """Return an index below `size`: the nearest to what was found, 0 for anything but a whole number."""
    return min(max(found, 0), size - 1) if isinstance(found, int) else 0


def windowed(matrix: Matrix, windows: Windows) -> dict[str, Any]:
    """Return the cells in the windows: texts and heat (−1 to 1); `whole` is the heat map if there are more cells."""
    (top, height), (left, width) = (windows.get(axis, (0, 1)) for axis in matrix.axes)
    part = np.s_[top : top + height, left : left + width]
    values, shares = numbers.without_rounding(matrix.values)[part], heat.relative(matrix.values)[part]
    return {
        "cells": [
            [[numbers.number(x, 3), round(float(share), 2)] for x, share in zip(*line, strict=True)]
            for line in zip(values, shares, strict=True)
        ],
        "whole": None if matrix.values.shape == values.shape else heat_map(matrix),
    }


def heat_map(matrix: Matrix) -> dict[str, Any]:
    """Return a whole matrix as levels of heat, one character a cell, sampled if it is large."""
    cells = heat.sampled(heat.relative(matrix.values), TILE, TILE)
    levels = np.round(cells * LEVELS).astype(int) + LEVELS
    return {"rows": len(cells), "columns": cells.shape[1], "levels": "".join(_DIGITS[level] for level in levels.flat)}
