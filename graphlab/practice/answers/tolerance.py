"""The tolerance of an answer: how far a number may be from the right one, or from that of a slip."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Relative, of an exercise that does not say another one; and the least, so that 0 means "up to rounding in float64".
TOLERANCE, LEAST = 0.01, 1e-9
# A slip's number written with three digits is still recognised; where slips agree exactly, only those count.
SLIP, EXACT = 0.006, 1e-6
# Formulas are compared at random points: far above rounding in float64, far below a changed digit.
FORMULA = 1e-7
# Between the two sides of an equation that is typed.
EQUAL = 0.01
# For a number that is not typed in decimals, and so has no place to which it could be rounded.
ROUGH = 0.05


def agrees(value: Any, right: Any, tolerance: float) -> bool:
    """Return whether two arrays have one shape and agree within a relative tolerance.

    Of an array, a number a million times smaller than its largest one counts as 0.
    """
    value, right = np.asarray(value), np.asarray(right)
    if value.shape != right.shape:
        return False
    zero = 1e-6 * np.max(np.abs(right), initial=0.0) if right.ndim else 0.0
    return bool(np.all(np.abs(value - right) <= tolerance * np.abs(right) + zero + 1e-12))


def as_typed(value: Any, other: Any, places: Sequence[float]) -> bool:
    """Return whether another number is this one, rounded; `places` is what the last digit of each is worth."""
    if np.shape(value) != np.shape(other) or np.size(value) != len(places):
        return False
    return bool(np.all(np.abs(np.ravel(value - other)) <= 0.5000001 * np.asarray(places)))


def only_rounded(value: Any, right: Any, places: Sequence[float]) -> bool:
    """Return whether a number is the right one, rounded too far: to its last digit, or roughly where it has none."""
    if np.shape(value) != np.shape(right):
        return False
    if not places:
        return agrees(value, right, ROUGH)
    error = float(np.max(np.abs(value - right)))
    return as_typed(value, right, places) and error <= 0.25 * float(np.max(np.abs(right)))
