"""The training page in a real browser: what watching costs the training, and what the training costs everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import quantiles
from time import monotonic, sleep

from playwright.sync_api import Browser, Page, expect

from bench.browser import WORDS, Clicked, chromium, opened, server
from bench.table import Reading, ratios
from graphlab.nn import TrainConfig
from graphlab.nn.jobs.jobs import Jobs
from graphlab.nn.jobs.messages import Job

ITERATIONS = 1_000_000
# Seconds of each look at the speed.
WINDOW = 6.0
CLICKS = 10
TOLD = re.compile(r"iteration ([\d,]+) of", re.IGNORECASE)


class Watched:
    """A training of MNIST on the page, which draws its charts as long as it runs."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(f"{address}/mnist?lang=en")
        page.get_by_role("button", name=re.compile("Train on MNIST")).click()
        expect(page.get_by_text("Data: MNIST")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="More settings", exact=True).click()
        box = page.get_by_role("textbox", name="Iterations", exact=True)
        box.fill(str(ITERATIONS))
        box.press("Enter")
        page.keyboard.press("Escape")
        self.press("Start", "Pause")

    def press(self, name: str, then: str) -> None:
        """Press a button, and wait for the one that takes its place."""
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_role("button", name=then, exact=True)).to_be_visible()

    def iteration(self) -> int:
        """Return the iteration that the page shows."""
        found = TOLD.search(self.page.locator(".stProgress").inner_text())
        return int(found[1].replace(",", "")) if found else 0


@contextmanager
def watched() -> Iterator[tuple[Watched, Browser, str]]:
    """Yield a training that runs and is watched, the browser, and the address of the server."""
    with server("app.py") as (address, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(30_000)
        yield Watched(page, address), browser, address


def drawing(repeats: int) -> Reading:
    """Return the time of an iteration with the page open and drawing, as a multiple of that without any page."""
    alone, with_page = [], []
    jobs = Jobs()
    try:
        job = jobs.start(Job(TrainConfig(iterations=ITERATIONS), "mnist"), paused=True)
        with watched() as (training, _, _):
            for _ in range(repeats):
                with_page.append(_seconds(lambda: training.page.wait_for_timeout(100), training.iteration))
                training.press("Pause", "Resume")
                jobs.resume(job)
                alone.append(_seconds(lambda: sleep(0.1), lambda: _iteration(jobs, job)))
                jobs.pause(job)
                training.press("Resume", "Pause")
    finally:
        jobs.close()
    return ratios(with_page, alone)


def _seconds(wait: Callable[[], object], iteration: Callable[[], int]) -> float:
    """Return the seconds of an iteration, from the first to the last that is told within a window."""
    told: list[tuple[float, int]] = []
    start = monotonic()
    while monotonic() - start < WINDOW or len(told) < 3:
        wait()
        now = monotonic(), iteration()
        if now[1] and (not told or now[1] != told[-1][1]):
            told.append(now)
    # The first number is as old as it may be; the moment of the next ones is known.
    (begin, first), (end, last) = told[1], told[-1]
    return (end - begin) / (last - first)


def _iteration(jobs: Jobs, job: str) -> int:
    view = jobs.view(job)
    return view.iteration if view else 0


def elsewhere(repeats: int) -> Reading:
    """Return what nineteen of twenty clicks elsewhere stay below while a training runs, as a multiple of idle.

    In turn so many clicks while it runs and while it rests; the quartiles are those of all clicks.
    """
    with watched() as (training, browser, address):
        clicked = opened(browser, f"{address}/explorer?lang=en&figure=5-17&step=0", WORDS)
        busy: list[float] = []
        idle: list[float] = []
        for _ in range(max(repeats // CLICKS, 2)):
            busy += _clicks(clicked)
            training.press("Pause", "Resume")
            idle += _clicks(clicked)
            training.press("Resume", "Pause")
    found = [a / b for a, b in zip(_cuts(busy), _cuts(idle), strict=True)]
    return Reading(found[18], found[4], found[14])


def _clicks(clicked: Clicked) -> list[float]:
    clicked.page.bring_to_front()
    return [clicked.click().words for _ in range(CLICKS)]


def _cuts(times: Sequence[float]) -> list[float]:
    return quantiles(times, n=20, method="inclusive")
