"""One server, one browser and one page for a test run; the page is loaded anew for each test."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.browser import chromium
from tests.browser.driver import PHONE, Explorer, until
from tests.needs import lacking

ROOT = Path(__file__).parents[2]
WAIT_MS = 30_000
FAILED = pytest.StashKey[bool]()
# Streamlit looks for itself below the page's own address first.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


STREAMLIT = ("-m", "streamlit.web.cli")


@contextmanager
def served(
    log: Path,
    program: Sequence[str] = STREAMLIT,
    port: int = 0,
    *,
    before: Sequence[str] = (),
    root: Path = ROOT,
    **environment: str,
) -> Iterator[str]:
    """Start the app with its own configuration on a port, by default a free one; yield its address.

    `before` stands before the command, as `nice` does; `root` holds the app.
    """
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("localhost", port))
        port = place.getsockname()[1]
    app = [*program, "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*before, sys.executable, *app],
            cwd=root,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        ) as server,
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
    def answers() -> bool:
        assert server.poll() is None, f"the server did not start: {log.read_text(errors='replace')}"
        with suppress(URLError, OSError), urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    until(answers)


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
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(chromium())
        except FileNotFoundError as error:
            lacking(str(error))
        yield browser


@pytest.fixture(scope="session")
def usual(browser: Browser) -> Iterator[BrowserContext]:
    """The context of most tests: kept, because a new one would load plotly.js and Streamlit once more."""
    with _context(browser) as context:
        yield context


@pytest.fixture(scope="session")
def small(browser: Browser) -> Iterator[BrowserContext]:
    """The context of the tests on a phone, kept likewise."""
    with _context(browser, **PHONE) as context:
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
    watching: list[tuple[Page, str, Callable[..., Any]]] = []

    def asked(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "localhost":
            complaints.append(f"asked {address}")

    def said(message: Any) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            complaints.append(f"{message.text} {message.location['url']}")

    def watched(page: Page) -> Page:
        handlers = {
            "console": said,
            "pageerror": lambda error: complaints.append(f"{error}\n{error.stack}"),
            "dialog": lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()),
            "request": lambda request: asked(request.url),
            "websocket": lambda socket: asked(socket.url),
        }
        for event, handler in handlers.items():
            page.on(event, handler)  # type: ignore[call-overload]
            watching.append((page, event, handler))
        return page

    yield watched
    for page, event, handler in watching:
        page.remove_listener(event, handler)
    assert complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@contextmanager
def _tab(context: BrowserContext, server: str, item: pytest.Item) -> Iterator[Page]:
    """Yield the page of a context, as good as new: what the browser has compiled for the last test is still there.

    A test that fails may leave anything behind, so the next one gets another page.
    """
    page = context.pages[0] if context.pages else context.new_page()
    viewport = page.viewport_size
    item.stash[FAILED] = False
    yield page
    if item.stash[FAILED]:
        for one in context.pages:
            one.close()
    else:
        # A page of the same host, but not of the app: nothing goes on, and nothing is kept again.
        page.goto(f"{server}/_stcore/health")
        page.evaluate("sessionStorage.clear(), localStorage.clear()")
        page.mouse.move(0, 0)
        page.emulate_media(color_scheme="light")
        if page.viewport_size != viewport and viewport:
            page.set_viewport_size(viewport)


@pytest.fixture
def _page(usual: BrowserContext, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with _tab(usual, server, request.node) as page:
        yield page


@pytest.fixture
def _phone(small: BrowserContext, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with _tab(small, server, request.node) as page:
        yield page


# Watched by itself: how a page is left behind is not the test's affair.
@pytest.fixture
def page(_page: Page, watch: Callable[[Page], Page]) -> Page:
    return watch(_page)


@pytest.fixture
def phone(_phone: Page, watch: Callable[[Page], Page]) -> Page:
    return watch(_phone)


@pytest.fixture
def explorer(page: Page, server: str) -> Explorer:
    return Explorer(page, server)


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    expect.set_options(timeout=WAIT_MS)
