"""What a row of the report is, and how two things are measured side by side."""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import process_time
from typing import NamedTuple


class Reading(NamedTuple):
    """A median, with the first and the third quartile of what was measured."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bench:
    """One row: what is measured, in which unit, and the goal; `measure` takes the number of repetitions."""

    name: str
    what: str
    measure: Callable[[int], Reading]
    most: float
    unit: str
    repeats: int

    def row(self, quick: bool) -> tuple[str, str, str, str, str]:
        """Measure, and return the texts of the row."""
        found = self.measure(max(3, self.repeats // 10) if quick else self.repeats)
        spread = f"{shown(found.low)} to {shown(found.high)}"
        verdict = "ok" if found.value <= self.most else "missed"
        return self.what, f"{shown(found.value)} {self.unit}", spread, f"<= {self.most:g} {self.unit}", verdict


def shown(number: float) -> str:
    """Return a number with two decimals, or with three digits where it is large.

    >>> shown(0.3149), shown(1234.5), shown(0.0)
    ('0.31', '1234', '0')
    """
    return f"{number:.0f}" if number >= 100 or number == 0 else f"{number:.2f}"


def reading(samples: Sequence[float]) -> Reading:
    """Return the median and the quartiles of the samples.

    >>> reading([1.0, 2.0, 3.0, 4.0, 50.0])
    Reading(value=3.0, low=2.0, high=4.0)
    """
    low, _, high = quantiles(samples, n=4, method="inclusive")
    return Reading(median(samples), low, high)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Reading:
    """Return the ratio of the medians, and the quartiles of ours to theirs, sample by sample."""
    pairs = reading(list(map(operator.truediv, ours, theirs)))
    return Reading(median(ours) / median(theirs), pairs.low, pairs.high)


def interleaved(repeats: int, *actions: Callable[[], object], times: int = 1) -> Iterator[list[float]]:
    """Yield for each action the seconds of `times` calls in a row, all actions taking turns.

    So a busy machine is busy for all; and what takes microseconds is called often enough to be measured.
    """
    rounds = [[seconds(action, times) for action in actions] for _ in range(repeats)]
    yield from map(list, zip(*rounds, strict=True))


def seconds(action: Callable[[], object], times: int = 1) -> float:
    """Return the processor time of `times` calls: what others do on this machine must not count.

    The garbage collector works as it does for everybody; each action pays for its own garbage, not for what
    else this process has loaded.
    """
    gc.collect()
    gc.freeze()
    start = process_time()
    for _ in range(times):
        action()
    return process_time() - start
