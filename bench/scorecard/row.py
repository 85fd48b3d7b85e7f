"""What a row of the score-card is, and how the faults among many cases are counted."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")
# Faults are all counted; so many are printed.
MOST_SHOWN = 5


class Reading(NamedTuple):
    """What was measured, whether it meets the goal, and the faults as sentences."""

    measured: str
    ok: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row: `measure` takes the number of cases (or of seconds, sessions, …), `full` with `--long`, else `short`.

    A row without a `short` form is measured with `--long` only.
    """

    name: str
    what: str
    goal: str
    measure: Callable[[int], Reading]
    full: int
    short: int = 0

    def reading(self, long: bool) -> Reading:
        """Measure; a row that fails to be measured is missed."""
        try:
            return self.measure(self.full if long else self.short)
        except Exception as error:
            return Reading(_named(error), False, tuple(traceback.format_exc().strip().splitlines()[-4:-1]))

    def verdict(self, reading: Reading, long: bool) -> str:
        """Return "ok", "missed", or "ok so far" for a short form."""
        return "missed" if not reading.ok else "ok" if long or self.short == self.full else "ok so far"


def faultless(noun: str, cases: Iterable[T], fault: Callable[[T], str | None]) -> Reading:
    """Return how many cases have a fault: `fault` returns its sentence, or None, or raises.

    >>> faultless("numbers", [1, 0, 2], lambda number: "zero" if 1 / number > 0.7 else None)
    Reading(measured='2 of 3 numbers', ok=False, faults=('1: zero', '0: ZeroDivisionError: division by zero'))
    """
    count, found = 0, []
    for case in cases:
        count += 1
        try:
            sentence = fault(case)
        except Exception as error:
            sentence = _named(error)
        if sentence is not None:
            found.append(f"{' '.join(repr(case).split()):.200}: {sentence}")
    return Reading(f"{len(found):,} of {count:,} {noun}", count > 0 and not found, tuple(found[:MOST_SHOWN]))


def joined(*readings: Reading) -> Reading:
    """Return several readings as one: good if each is good."""
    measured = "; ".join(one.measured for one in readings)
    return Reading(measured, all(one.ok for one in readings), sum((one.faults for one in readings), ()))


def at_most(value: float, most: float, unit: str, digits: int = 1) -> Reading:
    """Return a reading of a number that must not be larger than `most`.

    >>> at_most(3.14159, 10, "ms")
    Reading(measured='3.1 ms', ok=True, faults=())
    """
    return Reading(f"{value:.{digits}f} {unit}", value <= most)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
