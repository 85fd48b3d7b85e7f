"""The cache of expensive results: bounded in bytes, whatever is asked of it, by however many threads."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

from graphlab.engine.bounded_cache import bounded


def test_the_oldest_results_go_when_the_bytes_are_used_up() -> None:
    made: list[int] = []

    @bounded(100, lambda result, *_: len(result))
    def blank(length: int) -> str:
        made.append(length)
        return " " * length

    for length in (40, 50, 40, 30, 40, 50, 101, 101, 50):
        assert len(blank(length)) == length
    # What is too large for the whole cache takes nothing else out of it.
    assert made == [40, 50, 30, 50, 101, 101]


def test_what_two_threads_make_at_once_is_counted_once() -> None:
    both, made = Barrier(2), []

    @bounded(10, lambda result, *_: 4)
    def slow(key: str) -> str:
        made.append(key)
        if key == "shared":
            both.wait()
        return key

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(slow, ["shared", "shared"]))
    assert [slow(key) for key in ("other", "shared", "other")] == ["other", "shared", "other"]
    assert made == ["shared", "shared", "other"]


def test_a_full_cache_costs_no_more_than_an_empty_one() -> None:
    sizes: list[int] = []

    class Counted(int):
        def __add__(self, other: int) -> "Counted":
            sizes[-1] += 1
            return Counted(int(self) + other)

        __radd__ = __add__

    @bounded(10_000, lambda result, *_: Counted(1))
    def same(key: int) -> int:
        return key

    for key in range(300):
        sizes.append(0)
        same(key)
    assert max(b - a for a, b in pairwise(sizes[1:])) == 0
