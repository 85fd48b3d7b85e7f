"""Arrays as heat maps: numbers relative to the largest, and a sample of them if there are many."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def relative(values: npt.ArrayLike) -> Array:
    """Return every number divided by the largest absolute one, from −1 to 1; NaN becomes 0.

    >>> relative([1.0, -4.0, float("nan"), float("inf")]).tolist()
    [0.25, -1.0, 0.0, 1.0]
    """
    array = np.asarray(values, dtype=np.float64)
    sizes = np.abs(array)
    top = float(np.max(sizes, initial=0.0, where=np.isfinite(sizes))) or 1.0
    return np.clip(np.nan_to_num(array / top, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)


def sampled(values: Any, rows: int, columns: int) -> Array:
    """Return at most `rows` × `columns` of a matrix, evenly picked, the first and the last among them.

    >>> sampled(np.arange(10.0).reshape(1, 10), 4, 4).tolist()
    [[0.0, 3.0, 6.0, 9.0]]
    """
    array = np.asarray(values, dtype=np.float64)
    picked = [_picked(size, most) for size, most in zip(array.shape, (rows, columns), strict=True)]
    return array[np.ix_(*picked)]


def _picked(size: int, most: int) -> npt.NDArray[np.intp]:
    return np.linspace(0, size - 1, min(size, most)).round().astype(np.intp)


def needs_tile(value: Any) -> bool:
    """Tell whether an array is too large for a label and is drawn as a heat tile.

    >>> [needs_tile(np.zeros(shape)) for shape in ((3, 3), (3, 4), (16,), (64,), (0, 9), (2, 2, 9))]
    [False, True, False, True, False, False]
    """
    shape = np.shape(value)
    return (len(shape) == 2 and max(shape) > 3 and min(shape) > 0) or (len(shape) == 1 and shape[0] > 16)
