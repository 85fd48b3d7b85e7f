"""The rows about a class: hundreds of sessions over the websocket, on one server of the app."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from statistics import quantiles

import psutil

from bench.browser import server, spent
from bench.jobs import IDLE, jain
from bench.scorecard.class_actions import (
    address_of,
    back,
    explanations,
    iterations,
    moved,
    opened,
    started,
    together,
    typed,
    visits,
    walk,
)
from bench.scorecard.learner import Learner
from bench.scorecard.row import MOST_SHOWN, Reading, at_most, joined

THINK, CLASS_SECONDS = 5.0, 40.0
WATCH_SECONDS = 20.0
STEPS, TYPISTS = 1_000, 20
# Streamlit keeps so many sessions whose connection is lost; the memory of a session shows when there are more.
PARKED = 128


def lesson(count: int) -> Reading:
    """Have so many learners step, each after thinking for five seconds or so: waiting, faults, processor time."""

    async def held(address: str, process: psutil.Process) -> Reading:
        known = await explanations(address)
        learners = await opened(address, count, known)
        before, end = spent(process), time.perf_counter() + CLASS_SECONDS
        waits: list[float] = []

        async def think_and_step(learner: Learner) -> int:
            wrong = 0
            while (pause := random.expovariate(1 / THINK)) + time.perf_counter() < end:
                await asyncio.sleep(pause)
                wrong += await moved(learner, known, waits)
            return wrong

        wrong = sum(await together(think_and_step(learner) for learner in learners))
        cpu = 1000 * (spent(process) - before) / len(waits)
        return joined(
            at_most(percentile(waits), 0.1, "s", digits=3), healthy(learners),
            none(wrong, "wrong states"), at_most(cpu, 10, "ms of CPU a step"))  # fmt: skip

    return on_a_server(held)


def crowd(count: int) -> Reading:
    """Have so many learners step every five seconds or so, while twenty others change inputs as often.

    A browser reports a step only where a tab follows it: one learner in ten has opened the table of values.
    """

    async def held(address: str, _: psutil.Process) -> Reading:
        known = await explanations(address)
        learners = await opened(address, count, known)
        typists = [await Learner(address, "explorer", "figure=5-17&lang=en").open() for _ in range(TYPISTS)]
        followers = learners[::10]
        for learner in followers:
            await learner.tab("Values")
        waits: list[float] = []
        end = time.perf_counter() + CLASS_SECONDS

        async def think(act: Callable[[], Coroutine[None, None, int]]) -> int:
            wrong = 0
            while (pause := random.expovariate(1 / THINK)) + time.perf_counter() < end:
                await asyncio.sleep(pause)
                wrong += await act()
            return wrong

        wrong = sum(await together(
            [*(think(partial(moved, one, known, [])) for one in followers),
             *(think(partial(typed, one, waits)) for one in typists)]))  # fmt: skip
        return joined(
            at_most(percentile(waits), 0.3, "s", digits=3), healthy([*learners, *typists]), none(wrong, "wrong states")
        )

    return on_a_server(held)


def burst(count: int) -> Reading:
    """Have so many learners step once within two seconds."""

    async def held(address: str, _: psutil.Process) -> Reading:
        known = await explanations(address)
        learners = await opened(address, count, known)
        waits: list[float] = []

        async def step_once(learner: Learner) -> int:
            await asyncio.sleep(random.uniform(0, 2))
            return await moved(learner, known, waits)

        wrong = sum(await together(map(step_once, learners)))
        return joined(at_most(percentile(waits), 0.5, "s", digits=3), none(wrong, "wrong"), healthy(learners))

    return on_a_server(held)


def openings(count: int) -> Reading:
    """Have so many learners open a figure within ten seconds."""

    async def held(address: str, _: psutil.Process) -> Reading:
        known = await explanations(address)
        waits: list[float] = []

        async def open_once(number: int) -> Learner:
            await asyncio.sleep(random.uniform(0, 10))
            start = time.perf_counter()
            learner = await Learner(address, *address_of(number, known)).open()
            waits.append(time.perf_counter() - start)
            return learner

        learners = await together(map(open_once, range(count)))
        return joined(at_most(percentile(waits), 1.0, "s", digits=2), healthy(learners))

    return on_a_server(held)


def trainings(count: int) -> Reading:
    """Have so many learners train a net each, watched, while twenty others step."""

    async def held(address: str, _: psutil.Process) -> Reading:
        known = await explanations(address)
        steppers = await opened(address, 20, known)
        trainers = await started(address, count)
        first, end = await iterations(trainers), time.perf_counter() + WATCH_SECONDS
        waits: list[float] = []

        async def step(learner: Learner) -> int:
            wrong = 0
            while time.perf_counter() < end:
                await asyncio.sleep(random.expovariate(1))
                wrong += await moved(learner, known, waits)
            return wrong

        wrong = sum(
            (await asyncio.gather(together(map(step, steppers)), together(one.watch(end) for one in trainers)))[0]
        )
        shares = [after - before for before, after in zip(first, await iterations(trainers), strict=True)]
        fairness = jain(shares)
        return joined(
            at_most(percentile(waits), 0.25, "s", digits=3), Reading(f"Jain {fairness:.3f}", fairness >= 0.98),
            none(wrong, "wrong"), healthy([*steppers, *trainers]))  # fmt: skip

    return on_a_server(held)


def drops(count: int) -> Reading:
    """Have learners lose the line: some of them three times, all at once, and by a restart of the server."""

    async def held(address: str, process: psutil.Process) -> Reading:
        known = await explanations(address)
        learners = await opened(address, count, known)
        wrong = sum(await together(moved(learner, known, []) for learner in learners))
        few = learners[:15]
        for _ in range(3):
            wrong += sum(await together(back(learner, known) for learner in few))
        wrong += sum(await together(back(learner, known) for learner in learners))
        await together(learner.drop() for learner in learners)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        with server("app.py", int(address.rsplit(":", 1)[1])):
            wrong += sum(await together(back(learner, known, dropped=True) for learner in learners))
        return joined(none(wrong, "lost"), healthy(learners))

    return on_a_server(held)


def cleared(count: int) -> Reading:
    """Have a stranger ask for empty caches while so many learners step and a few train."""

    async def held(address: str, _: psutil.Process) -> Reading:
        known = await explanations(address)
        learners, trainers = await opened(address, count, known), await started(address, 3)
        stranger, first = await Learner(address, "explorer", "").open(), await iterations(trainers)
        wrong = 0
        for _ in range(3):
            await stranger.clear_cache()
            wrong += sum(await together(moved(learner, known, []) for learner in learners))
        stopped = sum(after <= before for before, after in zip(first, await iterations(trainers), strict=True))
        return joined(none(wrong + stopped, "hurt"), healthy([*learners, *trainers]))

    return on_a_server(held)


def descriptors(count: int) -> Reading:
    """Return how many open files a session takes."""

    async def held(address: str, process: psutil.Process) -> Reading:
        known = await explanations(address)
        await opened(address, 5, known)
        before = process.num_fds()
        await opened(address, count, known)
        return at_most((process.num_fds() - before) / count, 4, "a session")

    return on_a_server(held)


def memory(count: int) -> Reading:
    """Return what the server keeps of a thousand steps, and of each of so many sessions that have ended."""

    async def held(address: str, process: psutil.Process) -> Reading:
        known = await explanations(address)
        (learner,) = await opened(address, 1, known)
        await walk(learner, known, STEPS)
        before = kept(process)
        await walk(learner, known, STEPS)
        steps = kept(process) - before
        await visits(address, known, PARKED + count // 2)
        before = kept(process)
        await visits(address, known, count)
        sessions = (kept(process) - before) / count
        return joined(
            at_most(steps / 1e6, 1, "MB in 1,000 steps", digits=2), at_most(sessions / 1e3, 20, "kB a session")
        )

    return on_a_server(held)


def left(count: int) -> Reading:
    """Have so many learners train and close their tabs: return what still computes ten seconds later."""

    async def held(address: str, process: psutil.Process) -> Reading:
        trainers = await started(address, count)
        await together(trainer.close() for trainer in trainers)
        await asyncio.sleep(10)
        share = sum(worker.cpu_percent(1.0) for worker in process.children(recursive=True)) / 100
        return at_most(share, IDLE, "of a processor", digits=2)

    return on_a_server(held)


def ready(count: int) -> Reading:
    """Return the seconds from the start of the server until the first learner has a figure, the longest of so many."""

    async def first(address: str) -> None:
        await Learner(address, "explorer", "figure=5-17&lang=en").open()

    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        with server("app.py") as (address, _):
            asyncio.run(first(address))
            seconds.append(time.perf_counter() - start)
    return at_most(max(seconds), 5, "s")


def on_a_server(held: Callable[[str, psutil.Process], Coroutine[None, None, Reading]]) -> Reading:
    """Return what is measured on a server of its own."""
    with server("app.py") as (address, process):
        return asyncio.run(held(address, process))


def percentile(waits: Sequence[float]) -> float:
    """Return what nineteen of twenty stay below."""
    return quantiles(waits, n=20)[-1] if len(waits) > 1 else waits[0]


def healthy(learners: Iterable[Learner]) -> Reading:
    """Return the reading of the exceptions that the pages have shown."""
    shown = [fault for learner in learners for fault in learner.faults]
    return none(len(shown), "errors")._replace(faults=tuple(shown[:MOST_SHOWN]))


def none(count: int, noun: str) -> Reading:
    """Return a reading of a number that must be 0."""
    return Reading(f"{count} {noun}", count == 0)


def kept(process: psutil.Process) -> float:
    """Return the bytes of memory that belong to a process alone."""
    return float(process.memory_full_info().uss)
