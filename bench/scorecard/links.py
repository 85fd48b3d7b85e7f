"""Rows about what comes from outside as bytes: packed addresses."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from functools import partial

from bench.scorecard.row import Reading, at_most, faultless, joined
from graphlab.engine.errors import GraphlabError
from graphlab.export import link
from graphlab.practice import sets
from tests.export.broken import GARBAGE

MOST_MS, MOST_MB = 10.0, 1.0


def bombs(_count: int) -> Reading:
    """Open each packed text that nobody could have packed: refused soon, and without taking memory."""
    ways = [partial(open_, text) for text in GARBAGE.values() for open_ in (link.unpack, sets.from_link)]
    refused = faultless("accepted", ways, lambda act: None if refuses(act) else "was accepted")
    return joined(
        refused,
        at_most(max(map(taken, ways)) / 1e6, MOST_MB, "MB at most", digits=2),
        at_most(max(map(spent, ways)), MOST_MS, "ms at most"),
    )


def refuses(act: Callable[[], object]) -> bool:
    """Whether an action ends with a sentence for the learner."""
    try:
        act()
    except GraphlabError:
        return True
    return False


def taken(act: Callable[[], object]) -> int:
    """Return the most bytes that an action takes while it runs."""
    tracemalloc.start()
    try:
        refuses(act)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def spent(act: Callable[[], object]) -> float:
    """Return the milliseconds of processor time of an action, the best of three."""
    times = []
    for _ in range(3):
        start = time.thread_time()
        refuses(act)
        times.append(1000 * (time.thread_time() - start))
    return min(times)
