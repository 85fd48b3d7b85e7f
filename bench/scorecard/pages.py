"""Rows in a real browser: hostile texts at every entrance of every page, and uploads that are too large."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from playwright.sync_api import BrowserContext, Page

import graphlab as gl
from bench.browser import chromium, server
from bench.scorecard.row import Reading, faultless
from graphlab.engine.run.trace import Trace
from graphlab.export import graph_file, link, stepping_page, worksheet
from graphlab.export.export_subject import Show
from graphlab.practice import progress, sets
from graphlab.practice.exercise import Exercise
from tests.browser.hostile import EVIL, HOSTILE, LIVE
from tests.export.shows import hostile

AT_REST = "[data-test-script-state=notRunning]"
REST_MS = 200
ELSEWHERE = re.compile(r"(http|ws)s?://(?!(127\.0\.0\.1|localhost)[:/])")
SIZES_MB = (1.5, 2.5, 10.0, 20.0)
GRAPH = "y = x * w"
Sink = Callable[[str], dict[str, str]]
# What an address can hold, page by page; `p` is the hostile text.
ADDRESSES: tuple[tuple[str, Sink], ...] = (
    ("explorer", lambda p: {"text": p}),
    ("explorer", lambda p: {"text": f"{GRAPH}  # {p}", "inputs": "x=3;w=2"}),
    ("explorer", lambda p: {"text": f"{GRAPH} + {p}(x)"}),
    ("explorer", lambda p: {"figure": p}),
    ("explorer", lambda p: {"figure": "5-17", "inputs": f"apple={p}", "step": p, "notation": p, "open": p, "way": p}),
    ("explorer", lambda p: {"text": GRAPH, "inputs": f"{p}=3;x=1;w=1", "upstream": p, "case": p, "constants": p}),
    ("explorer", lambda p: {"z": link.pack({"text": f"{GRAPH} # {p}", "inputs": f"x={p}", "figure": p, "lang": p})}),
    ("explorer", lambda p: {"z": p, p[:40]: p}),
    ("builder", lambda p: {"draft": p}),
    ("builder", lambda p: {"draft": f"x = 3\ny = x * ?  # {p}"}),
    ("builder", lambda p: {"draft": f"f(x) = {p}\ny = f(3)"}),
    ("practice", lambda p: {"exercise": p, "mode": p, "progress": p, "boxes": p}),
    ("practice", lambda p: {"set": p}),
    ("practice", lambda p: {"set": sets.to_link(set_of(p))}),
    ("practice", lambda p: {"exercise": "own", "text": f"{GRAPH} # {p}", "inputs": f"x={p}"}),
    ("gradient_check", lambda p: {"text": p, "h": p, "method": p, "precision": p}),
    ("gradient_check", lambda p: {"text": f"{GRAPH} # {p}", "inputs": "x=3;w=2"}),
    ("break_it", lambda p: {"fault": p, "broken": p}),
    ("mnist", lambda p: {"job": p}),
    ("", lambda p: {"lang": p, "text": p}),
)
# Files that are opened: the page, the tab or the box that holds the field, the file's name and its bytes.
FILES: tuple[tuple[str, str, Callable[[str], tuple[str, str]]], ...] = (
    ("builder", "Keep and share", lambda p: ("a.txt", graph_file.encode(f"y = x * ? # {p}", {"step": p}))),
    ("practice", "For teachers: results", lambda p: ("a.json", result_of(p))),
    ("practice", "Open a set", lambda p: ("a.txt", set_of(p))),
    ("practice", "For teachers: results", lambda p: (f"{p.replace('/', ' ')[:60]}.json", p)),
)
EXPORTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("step.html", lambda p: stepping_page.page(hostile(p))),
    ("sheet.html", lambda p: worksheet.worksheet(hostile(p))),
    ("picture.svg", lambda p: hostile(p).svg(3)),
    ("names.html", lambda p: stepping_page.page(Show(named(p)))),
)  # fmt: skip


# All of them as one text; some places show its beginning alone.
ALL = "  ".join((EVIL, *HOSTILE))


class Entrance(NamedTuple):
    """A way into a page, and what it is called."""

    name: str
    act: Callable[[Page], None]

    def __repr__(self) -> str:
        return self.name


def set_of(text: str) -> str:
    """Return a set of exercises whose title, words and exercise are called like this."""
    line = " ".join(text.split())[:100]
    exercise = Exercise(line, GRAPH, (("x", "3"), ("w", "4")))
    return sets.set_to_text(sets.ExerciseSet(line, (exercise,), text[:900]))


def named(text: str) -> Trace:
    """Return a run of a graph whose nodes are called like this, as no text could call them."""
    graph = gl.parse(GRAPH)
    nodes = tuple(node._replace(name=f"{text}{i}") for i, node in enumerate(graph.nodes))
    return gl.run(gl.Graph(nodes), {node.name: 2 for node in nodes[:2]})


def result_of(text: str) -> str:
    """Return a result of a learner of this name."""
    return progress.result_to_text(progress.Result(progress.PracticeRecord(), text[:120], text[:120]))


def payloads(count: int) -> Reading:
    """Bring so many hostile texts through every entrance: no script runs, nothing is asked for, no link is live."""
    # Fewer than all: all of them as one text.
    texts = HOSTILE if count >= len(HOSTILE) else [ALL]
    with server("app.py") as (address, _), chromium() as browser, tempfile.TemporaryDirectory() as folder:
        cases = [case for text in texts for case in entrances(address, Path(folder), text)]
        context = browser.new_context(locale="en-US")
        return faultless("entrances let something through", cases, lambda case: harm(context, case.act))


def entrances(address: str, folder: Path, text: str) -> Iterator[Entrance]:
    """Yield every way in which a text can enter a page of the app at an address, or an exported page in a folder."""
    for page, sink in ADDRESSES:
        variables = sink(text)
        yield Entrance(f"{page}?{urlencode(variables)[:60]}", _opener(f"{address}/{page}", variables))
    for page, name, make in FILES:
        yield Entrance(f"{page}: {name}, {text[:40]}", _uploader(f"{address}/{page}", name, *make(text)))
    for name, write in EXPORTS:
        yield Entrance(f"{name}, {text[:40]}", _file(folder / name, write(text)))


def harm(context: BrowserContext, act: Callable[[Page], None]) -> str | None:
    """Return what a page has done that it should not, if anything."""
    with tab(context) as (page, seen):
        act(page)
        page.wait_for_timeout(REST_MS)
        hit = page.evaluate("window.__hit")
        return "; ".join([*seen, *(["a script ran"] if hit is not None else []), *page.evaluate(LIVE)]) or None


@contextmanager
def tab(context: BrowserContext) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page that can reach this machine alone, and what it has tried, or shown as a dialog."""
    page = context.new_page()
    page.set_default_timeout(30_000)
    seen: list[str] = []
    page.route(ELSEWHERE, lambda route: (seen.append(f"asked {route.request.url[:80]}"), route.abort()))
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message[:40]}"), dialog.dismiss()))
    try:
        yield page, seen
    finally:
        page.close()


def _opener(address: str, variables: dict[str, str]) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.goto(f"{address}?{urlencode({'lang': 'en', **variables}, quote_via=quote)}")
        page.locator(AT_REST).wait_for(state="attached")

    return act


def _uploader(address: str, name: str, file: str, content: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.goto(f"{address}?lang=en")
        page.locator(AT_REST).wait_for(state="attached")
        page.get_by_text(name, exact=True).first.click()
        field = page.locator("input[type=file]").last
        field.wait_for(state="attached")
        field.set_input_files({"name": file, "mimeType": "text/plain", "buffer": content.encode()})
        page.wait_for_timeout(5 * REST_MS)
        page.locator(AT_REST).wait_for(state="attached")

    return act


def _file(path: Path, content: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        path.write_text(content, encoding="utf-8", errors="replace")
        page.goto(path.as_uri())

    return act


def uploads(count: int) -> Reading:
    """Send files of 1.5 to 20 MB where a small one is taken: each is refused."""
    with server("app.py") as (address, _), chromium() as browser:
        return too_large(browser.new_context(), address, SIZES_MB[:count])


def too_large(context: BrowserContext, address: str, megabytes: Sequence[float]) -> Reading:
    """Send files of these sizes to the app at an address, as its page sends the small one that is put into a field."""
    with tab(context) as (page, _):
        page.goto(f"{address}/practice?lang=en")
        page.locator(AT_REST).wait_for(state="attached")
        page.get_by_text("For teachers: results", exact=True).first.click()
        field = page.locator(".st-key-results input[type=file]")
        field.wait_for(state="attached")
        with page.expect_request(lambda request: request.method == "PUT") as waiting:
            field.set_input_files(_file_of(0.001))
        headers = {key: value for key, value in waiting.value.headers.items() if key.startswith("x-")}

        def status(size: float) -> int:
            file: Any = {"file": _file_of(size)}
            return page.request.put(waiting.value.url, headers=headers, multipart=file).status

        if status(0.001) >= 300:
            return Reading("a small file is refused, too", False)
        return faultless(
            "sizes taken", megabytes, lambda size: None if (got := status(size)) == 413 else f"status {got}"
        )


def _file_of(megabytes: float) -> Any:
    return {"name": "a.json", "mimeType": "application/json", "buffer": b"x" * int(megabytes * 2**20)}
