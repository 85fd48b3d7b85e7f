"""Random addresses opened through Streamlit's test client: what raises, or fails in a guarded part, is a failure."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.random_graphs import sample
from bench.sweep import LANGUAGES, Failure
from bench.table import Reading
from graphlab.locale import translator
from graphlab.ui.explorer.tabs import TABS
from graphlab.ui.frame import shell
from graphlab.ui.frame.pages import BUILDER, CHECK, EXPLORER, PRACTICE
from graphlab.view.base.look import FORMS
from graphlab.view.notation.registry import NOTATIONS

APP = Path(__file__).parents[1] / "app.py"
ADDRESSES = 100
PAGES = (EXPLORER, EXPLORER, EXPLORER, CHECK, PRACTICE, BUILDER)


class _Log(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record with its trace."""
        self.lines.append(self.format(record))


def address(seed: int, page: str) -> Mapping[str, str]:
    """Return the variables of a random address of a page."""
    dice, one = random.Random(seed), sample(seed)
    if page == BUILDER:
        return {"draft": one.with_values, "lang": dice.choice(LANGUAGES)}
    operations = [one.trace.graph.nodes[i].name for i in one.trace.operations]
    ways = [f"{name}.{dice.randint(1, 2)}" for name in one.feed]
    return {
        **one.address,
        "step": str(dice.randint(0, len(one.trace.steps) + 1)),
        "notation": dice.choice(list(NOTATIONS)),
        "form": dice.choice(FORMS),
        "constants": dice.choice(("inside", "outside")),
        "local": dice.choice(("yes", "no")),
        "open": ",".join(dice.sample(operations, dice.randint(0, len(operations)))),
        "marked": dice.choice(operations),
        "way": dice.choice(["", *ways]),
        "lang": dice.choice(LANGUAGES),
        **(
            {"exercise": "own", "mode": "both", "answers": dice.choice(("numbers", "formulas"))}
            if page == PRACTICE
            else {}
        ),
    }


def opened(seeds: Iterable[int]) -> Iterator[Failure]:
    """Open an address for each seed, in the explorer with a tab, and yield what fails."""
    log = _Log()
    logger = logging.getLogger(shell.__name__)
    logger.addHandler(log)
    try:
        for seed in seeds:
            page = PAGES[seed % len(PAGES)]
            query = address(seed, page)
            app = AppTest.from_file(str(APP), default_timeout=120).switch_page(page)
            app.query_params.update(query)
            if page == EXPLORER:
                title = list(TABS)[seed // len(PAGES) % len(TABS)]
                app.session_state[f"tabs {query['lang']}"] = translator(query["lang"])(title)
            app.run()
            found = [*(error.message for error in app.exception), *log.lines]
            yield from (Failure(seed, page, sample(seed).text, error) for error in found)
            log.lines.clear()
    finally:
        logger.removeHandler(log)


def failed(_: int, addresses: int = ADDRESSES) -> Reading:
    """Return how many failures the first addresses have."""
    count = sum(1 for _ in opened(range(addresses)))
    return Reading(count, count, count)
