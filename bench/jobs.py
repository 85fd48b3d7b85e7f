"""Twenty trainings at once in the worker: who gets how much, and what is left when nobody looks any more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil

from bench.table import Reading, reading
from graphlab.nn import TrainConfig
from graphlab.nn.jobs.jobs import Jobs
from graphlab.nn.jobs.messages import Job

MANY = 20
ITERATIONS = 10_000
AFTER = 10.0
# The share of a processor that a worker at rest may use.
IDLE = 0.02


def unfairness(repeats: int) -> Reading:
    """Return by how many percent the fairness (Jain) of twenty equal trainings of MNIST stays below 1."""
    with trainings() as (jobs, ids):
        return reading([100 * (1 - jain(done(jobs, ids))) for _ in range(repeats)])


def left_over(repeats: int) -> Reading:
    """Return how many of twenty jobs are still computing ten seconds after their pages have gone."""
    return reading([_left_over() for _ in range(repeats)])


def _left_over() -> float:
    with trainings() as (jobs, ids):
        for job in ids:
            jobs.release(job)
        time.sleep(AFTER)
        found = jobs.computing()
        # The worker's word is checked against what it does.
        assert found or psutil.Process(jobs.pid).cpu_percent(1.0) <= 100 * IDLE
        return float(found)


@contextmanager
def trainings() -> Iterator[tuple[Jobs, Sequence[str]]]:
    """Yield twenty trainings that have all begun."""
    jobs = Jobs()
    try:
        ids = [jobs.start(Job(TrainConfig(iterations=1_000_000, seed=seed), "mnist")) for seed in range(MANY)]
        while not all(iterations(jobs, ids)):
            time.sleep(0.1)
        yield jobs, ids
    finally:
        jobs.close()


def done(jobs: Jobs, ids: Sequence[str]) -> list[int]:
    """Return how many iterations each does while all together do some thousands: a busy machine takes longer."""
    before = now = iterations(jobs, ids)
    while sum(now) - sum(before) < ITERATIONS:
        time.sleep(0.2)
        now = iterations(jobs, ids)
    return [after - start for start, after in zip(before, now, strict=True)]


def iterations(jobs: Jobs, ids: Sequence[str]) -> list[int]:
    """Return where each stands."""
    views = [jobs.view(job) for job in ids]
    return [view.iteration if view else 0 for view in views]


def jain(shares: Sequence[float]) -> float:
    """Return Jain's index of fairness: 1 if all have the same, 1/n if one has everything.

    >>> jain([3, 3, 3]), jain([1, 0])
    (1.0, 0.5)
    """
    return sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares))
