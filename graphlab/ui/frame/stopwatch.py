"""Measuring time: one measurement at a time on the server, and a duration in the unit that suits it."""

from functools import cache
from threading import Lock

from graphlab.view.base.numbers import number


@cache
def turn() -> Lock:
    """Return the lock that lets one visitor measure at a time: two would slow each other down."""
    return Lock()


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{number(seconds / size, 3)} {unit}"
    return f"{number(seconds * 1e6, 3)} µs"
