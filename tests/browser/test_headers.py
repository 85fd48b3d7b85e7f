"""The headers as the browser takes them: what is fetched ahead, and who may show the app in a frame."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from graphlab.ui import front_end
from graphlab.ui.server import FRAME_ANCESTORS
from tests.browser.conftest import served

INJECT = "() => document.body.append(Object.assign(document.createElement('script'), { textContent: 'hit = 1' }))"


def test_a_script_that_is_put_into_the_page_does_not_run(new_context: Callable, server: str) -> None:
    page = new_context().new_page()
    page.goto(server)
    expect(page.locator("svg.marks").first).to_be_visible()
    page.evaluate(INJECT)
    assert page.evaluate("() => 'hit' in window") is False


def test_what_is_fetched_ahead_is_fetched_once_and_needed(new_context: Callable, server: str) -> None:
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    expect(page.locator("svg.marks").first).to_be_visible()
    ahead = [url for url in asked if any(f"/{element}." in url for element in front_end.ELEMENTS)]
    assert len(ahead) == len(set(ahead)) == len(front_end.ELEMENTS)
    assert max(map(asked.index, ahead)) < next(i for i, url in enumerate(asked) if "_stcore/health" in url)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """The address of another site, which serves the files of `tmp_path`."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def test_another_site_may_show_the_app_only_where_it_is_allowed(
    new_context: Callable, server: str, other: str, tmp_path: Path
) -> None:
    page = new_context().new_page()
    frame = tmp_path / "index.html"
    frame.write_text(f"<iframe src='{server}'></iframe>")
    with page.expect_console_message(lambda message: "frame-ancestors 'self'" in message.text):
        page.goto(other)
    with served(tmp_path / "log", **{FRAME_ANCESTORS: f"'self' {other}"}) as address:
        frame.write_text(f"<iframe src='{address}' width=1200 height=800></iframe>")
        page.goto(other)
        link = page.frame_locator("iframe").get_by_role("link", name="Gradient check", exact=True)
        expect(link).to_be_visible()
