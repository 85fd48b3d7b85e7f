"""What the learners of a class do together: open figures, step, lose the line, train."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Iterable, Sequence
from typing import TypeVar

from bench.scorecard.learner import Learner

T = TypeVar("T")
FIGURES = ("5-15", "5-17", "5-20", "5-28")
TICK = 2.0
DONE = re.compile(r"Iteration ([\d,]+) (?:of|is)")


async def explanations(address: str) -> dict[str, list[str]]:
    """Return what one learner alone is told at each position, by the query of the figure."""
    known: dict[str, list[str]] = {}
    for figure in FIGURES:
        for language in ("en", "ko"):
            query = f"figure={figure}&step=0&lang={language}"
            learner = await Learner(address, "explorer", query).open()
            told = [learner.explanation]
            while len(told) < 2 or told[-1] != told[-2]:
                await learner.step(len(told))
                told.append(learner.explanation)
            known[query] = told[:-1]
            await learner.close()
    return known


def address_of(number: int, known: dict[str, list[str]]) -> tuple[str, str]:
    """Return the page and the query that the learner of this number opens."""
    return "explorer", list(known)[number % len(known)]


async def opened(address: str, count: int, known: dict[str, list[str]]) -> list[Learner]:
    """Return so many learners, each at the beginning of a figure; opened twenty at a time."""
    learners = [Learner(address, *address_of(number, known)) for number in range(count)]
    for at in range(0, count, 20):
        await together(learner.open() for learner in learners[at : at + 20])
    return learners


async def moved(learner: Learner, known: dict[str, list[str]], waits: list[float]) -> int:
    """Go to another position of the figure; return 1 if what is said of it is not what it should be."""
    told = known[learner.figure]
    learner.at = random.choice([at for at in range(len(told)) if at != learner.at])
    waits.append(await learner.step(learner.at))
    return int(learner.explanation != told[learner.at])


async def typed(learner: Learner, waits: list[float]) -> int:
    """Type another value into the first field; return 1 if the field does not hold it afterwards."""
    text = str(random.randint(1, 10_000))
    waits.append(await learner.type(text))
    return int(learner.data["instrument"]["fields"]["rows"][0]["text"] != text)


async def back(learner: Learner, known: dict[str, list[str]], dropped: bool = False) -> int:
    """Lose the line and come back; return 1 if something else is shown than before."""
    if not dropped:
        await learner.drop()
    learner.says = []
    await learner.open()
    return int(learner.explanation != known[learner.figure][learner.at])


async def walk(learner: Learner, known: dict[str, list[str]], count: int) -> None:
    """Have a learner step so many times."""
    for _ in range(count):
        await moved(learner, known, [])


async def visits(address: str, known: dict[str, list[str]], count: int) -> None:
    """Have so many learners come, step, and go."""
    for at in range(0, count, 20):
        learners = await opened(address, min(20, count - at), known)
        await together(moved(learner, known, []) for learner in learners)
        await together(learner.close() for learner in learners)


async def started(address: str, count: int) -> list[Learner]:
    """Return so many learners whose trainings run."""
    learners = [Learner(address, "mnist", f"lang=en&iterations=1000000&seed={number}") for number in range(count)]
    for learner in learners:
        await learner.open()
        await learner.press("act-0")
    while not all(await iterations(learners)):
        await asyncio.sleep(TICK)
    return learners


async def iterations(trainers: Sequence[Learner]) -> list[int]:
    """Return where each training stands, as its page says."""
    await together(trainer.tick() for trainer in trainers)
    told = [DONE.search(" ".join(trainer.words.values())) for trainer in trainers]
    return [int(found[1].replace(",", "")) if found else 0 for found in told]


async def together(tasks: Iterable[Awaitable[T]]) -> list[T]:
    """Wait for all."""
    return list(await asyncio.gather(*tasks))
