"""One server and one browser for a test run; one page for a test."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.driver import Explorer

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
START_SECONDS = 60
WAIT_MS = 30_000
# Streamlit looks for itself below the page's own address first.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


STREAMLIT = ("-m", "streamlit.web.cli")


@contextmanager
def served(log: Path, program: Sequence[str] = STREAMLIT) -> Iterator[str]:
    """Start the app with its own configuration on a free port; yield its address."""
    with socket.socket() as place:
        place.bind(("localhost", 0))
        port = place.getsockname()[1]
    command = [
        sys.executable,
        *program,
        "run",
        "app.py",
        "--server.headless=true",
        f"--server.port={port}",
    ]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT) as server,
    ):
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with suppress(URLError, OSError), urlopen(address, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[str]:
    """A server that nobody has asked for anything yet."""
    with served(tmp_path / "log") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(playwright), args=list(FLAGS))
        yield browser
        browser.close()


def _executable(playwright: Playwright) -> str:
    known = [os.environ.get("GRAPHLAB_CHROMIUM"), *map(shutil.which, NAMES), playwright.chromium.executable_path]
    found = next((path for path in known if path and Path(path).exists()), None)
    if found is None:
        reason = "no Chromium: set GRAPHLAB_CHROMIUM to one, or run `playwright install chromium`"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def usual(browser: Browser) -> Iterator[BrowserContext]:
    """The context of most tests: kept, because a new one would load plotly.js and Streamlit once more."""
    with _context(browser) as context:
        yield context


@contextmanager
def _context(browser: Browser, **settings: Any) -> Iterator[BrowserContext]:
    usual = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", "color_scheme": "light"}
    context = browser.new_context(**{**usual, **settings})
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a context of its own, with settings of its own."""
    opened = []

    def new(**settings: Any) -> BrowserContext:
        manager = _context(browser, **settings)
        opened.append(manager)
        return manager.__enter__()

    yield new
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture
def watch(server: str) -> Iterator[Callable[[Page], Page]]:
    """A function that has the test fail if the page complains, or asks any host but its own."""
    complaints: list[str] = []

    def asked(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "localhost":
            complaints.append(f"asked {address}")

    def said(message: Any) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            complaints.append(f"{message.text} {message.location['url']}")

    def watched(page: Page) -> Page:
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(f"{error}\n{error.stack}"))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked(request.url))
        page.on("websocket", lambda socket: asked(socket.url))
        return page

    yield watched
    assert complaints == []


@pytest.fixture
def page(usual: BrowserContext, watch: Callable[[Page], Page]) -> Iterator[Page]:
    page = watch(usual.new_page())
    yield page
    page.close()


@pytest.fixture
def explorer(page: Page, server: str) -> Explorer:
    return Explorer(page, server)


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    expect.set_options(timeout=WAIT_MS)
