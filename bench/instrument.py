"""What the instrument is given at once: its size for the figure with the most steps, and the time it takes to make."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from time import process_time

from streamlit.testing.v1 import AppTest

from bench.table import Reading, reading
from graphlab.book import FIGURES
from graphlab.engine.run.trace import run
from graphlab.ui.frame.subject import wanted
from graphlab.view.words.position_text import positions

ROOT = Path(__file__).parents[1]
FIGURE, PATIENCE = "5-29", 60
KILOBYTE = 1000


@cache
def given(figure: str) -> bytes:
    """Return all data of the largest component of a figure's page, as the browser receives it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).switch_page("pages/explorer.py")
    app.query_params["figure"] = figure
    return max((str(element.proto.json).encode() for element in app.run().get("bidi_component")), key=len)


def size(repeats: int, figure: str = FIGURE) -> Reading:
    """Measure the data in kB."""
    return reading([len(given(figure)) / KILOBYTE] * max(2, repeats))


def packed(repeats: int, figure: str = FIGURE) -> Reading:
    """Measure the data in kB, compressed."""
    return reading([len(gzip.compress(given(figure))) / KILOBYTE] * max(2, repeats))


def making(repeats: int) -> Reading:
    """Measure the words, formulas and charts of all positions of the dearest figure, made anew, in seconds."""
    return max(reading([_seconds(number) for _ in range(max(2, repeats))]) for number in FIGURES)


def _seconds(number: str) -> float:
    figure = FIGURES[number]
    # A new run each time: what is kept of another would be found again.
    trace, look = run(figure.graph, figure.feed, figure.upstream), wanted(figure)
    start = process_time()
    positions(trace, look)
    return process_time() - start
