"""What a learner waits for at a click on Next, in a real browser, beside a click on the smallest Streamlit page."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from bench.layout import tree
from bench.table import Reading, ratios, reading

ROOT = Path(__file__).parents[1]
REST_MS = 250
TOLD_MS = 1_300  # after so long a rest the server has heard of a step and has answered
WORDS = ".explanation .text"
BLOCKS = 8
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync")  # fmt: skip

# Times run from the click event to the frame that shows the change.
PROBE = """
const sent = []
const send = WebSocket.prototype.send
WebSocket.prototype.send = function (...args) {
  sent.push(performance.now())
  return send.apply(this, args)
}
const picture = () => [...document.querySelectorAll("*")]
  .map(element => element.shadowRoot?.querySelector(".instrument .sizer")).find(Boolean)
const shown = act => requestAnimationFrame(() => act(performance.now()))

const seen = sizer => sizer.querySelector(".plot.shown").textContent
const drawn = sizer => new Promise(done => {
  const before = seen(sizer)
  const changes = new MutationObserver(() => {
    if (seen(sizer) === before) return
    changes.disconnect()
    const changed = performance.now()
    shown(seen => done({ changed, seen }))
  })
  changes.observe(sizer, { subtree: true, childList: true, attributes: true, characterData: true })
})

const reworded = selector => new Promise(done => {
  const root = picture()?.getRootNode() ?? document.body
  const text = () => root.querySelector(selector)?.textContent
  const before = text()
  const changes = new MutationObserver(() => {
    if ([undefined, "", before].includes(text())) return
    changes.disconnect()
    shown(done)
  })
  changes.observe(root, { subtree: true, childList: true, characterData: true })
})

window.watch = selector => {
  let start
  addEventListener("click", () => (start = performance.now()), { capture: true, once: true })
  const plot = picture()
  const both = [plot ? drawn(plot) : null, reworded(selector)]
  window.watched = Promise.all(both).then(([picture, words]) => ({
    picture: picture && picture.seen - start,
    words: words - start,
    messages: sent.filter(at => at >= start && at < (picture?.changed ?? words)).length,
  }))
}
"""


# Looks with each frame for an element, inside components too, and notes when it was first there.
FIRST = """selector => {
  const found = root => root.querySelector(selector) ??
    [...root.querySelectorAll("*")].some(one => one.shadowRoot && found(one.shadowRoot))
  const look = () => found(document) ? (window.appeared = performance.now()) : requestAnimationFrame(look)
  look()
}"""


class Click(NamedTuple):
    """Milliseconds until the picture and until the words have changed; messages sent before the picture had."""

    picture: float | None
    words: float
    messages: int


class Clicked(NamedTuple):
    """A page, and the element whose words answer a click."""

    page: Page
    words: str

    def click(self) -> Click:
        """Click on Next, and wait until everything has changed."""
        button = self.page.get_by_role("button", name="Next", exact=True)
        if button.is_disabled():
            self.rewind()
        # What the click before has left to be drawn must not be taken for the answer to this one.
        self.page.wait_for_timeout(REST_MS)
        self.page.evaluate("watch", self.words)
        button.click()
        return Click(**self.page.evaluate("watched"))

    def rewind(self) -> None:
        """Go back to the start."""
        self.page.evaluate("watch", self.words)
        self.page.locator("button[data-act=first]").click()
        self.page.evaluate("watched")


@contextmanager
def server(script: str, port: int = 0) -> Iterator[tuple[str, psutil.Process]]:
    """Run a script with the repository's own settings on a port, by default a free one; yield address and process."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", f"--server.port={port}"]
    command.append("--server.address=127.0.0.1")
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def wait(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until an address answers; raise TimeoutError if it does not, or if the process ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium: the one that GRAPHLAB_CHROMIUM names, the system's, or Playwright's.

    Raises FileNotFoundError where there is none.
    """
    with sync_playwright() as playwright:
        known = [os.environ.get("GRAPHLAB_CHROMIUM"), *map(shutil.which, NAMES), playwright.chromium.executable_path]
        path = next((path for path in known if path and Path(path).exists()), None)
        if path is None:
            raise FileNotFoundError("no Chromium: set GRAPHLAB_CHROMIUM to one, or run `playwright install chromium`")
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def opened(browser: Browser, address: str, words: str) -> Clicked:
    """Open a page in a window of its own, ready to be clicked."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    page.add_init_script(PROBE)
    page.goto(address)
    page.locator(words).wait_for()
    if words == WORDS:
        page.locator(".instrument .main-svg").first.wait_for(state="attached")
    found = Clicked(page, words)
    for _ in range(3):
        found.click()
    return found


@contextmanager
def pages(
    browser: Browser, **texts: Mapping[str, str]
) -> Iterator[tuple[dict[str, Clicked], psutil.Process, psutil.Process]]:
    """Yield the smallest page and the explorer with each of the given addresses, and the two servers."""
    with ExitStack() as stack:
        app, ours = stack.enter_context(server("app.py"))
        button, theirs = stack.enter_context(server("bench/button.py"))
        found = {"button": opened(browser, button, "[data-testid=stText]")}
        for name, address in texts.items():
            query = urlencode({"lang": "en", "step": "0", **address})
            found[name] = opened(browser, f"{app}/explorer?{query}", WORDS)
        for clicked in found.values():
            stack.callback(clicked.page.close)
        yield found, ours, theirs


@cache
def clicks(repeats: int) -> Mapping[str, list[Click]]:
    """Return the clicks of every page, all pages taking turns."""
    addresses = {"5-17": {"figure": "5-17"}} | {str(n): {"text": tree(n).to_source()} for n in (30, 100)}
    with chromium() as browser, pages(browser, **addresses) as (found, _, _):
        rounds = [{name: clicked.click() for name, clicked in found.items()} for _ in range(repeats)]
    return {name: [clicked[name] for clicked in rounds] for name in rounds[0]}


def picture(name: str, repeats: int) -> Reading:
    """Return click to picture changed, as a multiple of the smallest page's click."""
    found = clicks(repeats)
    return ratios([click.picture or 0 for click in found[name]], [click.words for click in found["button"]])


def symbols(repeats: int) -> Reading:
    """Return click to picture and explanation changed in symbols, as a multiple of the same in numbers."""
    modes = {mode: {"figure": "5-29", "notation": mode} for mode in ("numbers", "symbols")}
    with chromium() as browser, pages(browser, **modes) as (found, _, _):
        rounds = [{mode: found[mode].click() for mode in modes} for _ in range(repeats)]
    times = {mode: [max(one[mode].picture or 0, one[mode].words) for one in rounds] for mode in modes}
    return ratios(times["symbols"], times["numbers"])


def explanation(repeats: int) -> Reading:
    """Return click to explanation changed, as a multiple of the smallest page's click."""
    found = clicks(repeats)
    return ratios([click.words for click in found["5-17"]], [click.words for click in found["button"]])


def messages(repeats: int) -> Reading:
    """Return how many messages went to the server before the picture had changed, over all clicks."""
    found = clicks(repeats)
    counts = [click.messages for name in found if name != "button" for click in found[name]]
    return Reading(sum(counts), min(counts), max(counts))


def processor(repeats: int) -> Reading:
    """Return the server's processor time for one step, as a multiple of that for the smallest page's click."""
    used: dict[str, list[float]] = {"ours": [], "theirs": []}
    with chromium() as browser, pages(browser, figure={"figure": "5-17"}) as (found, ours, theirs):
        for _ in range(BLOCKS):
            before = spent(ours), spent(theirs)
            for _ in range(max(repeats // BLOCKS, 1)):
                for clicked in found.values():
                    clicked.click()
                    clicked.page.wait_for_timeout(TOLD_MS)
            used["ours"].append(spent(ours) - before[0])
            used["theirs"].append(spent(theirs) - before[1])
    blocks = reading([a / max(b, 0.01) for a, b in zip(used["ours"], used["theirs"], strict=True)])
    return Reading(sum(used["ours"]) / max(sum(used["theirs"]), 0.01), blocks.low, blocks.high)


def first_card(repeats: int) -> Reading:
    """Return the time until the first card of the home page is drawn, as a multiple of the smallest page's button."""
    return first("", "svg.marks text", repeats)


def first_picture(repeats: int) -> Reading:
    """Return the time until the explorer's picture is drawn, as a multiple of the smallest page's button."""
    return first("/explorer?figure=5-17", ".plot.shown svg.marks text", repeats)


def first(page: str, selector: str, repeats: int) -> Reading:
    """Return the time until an element of a page is drawn, as a multiple of the smallest page's button."""
    with ExitStack() as stack:
        ours, theirs = [stack.enter_context(server(script))[0] for script in ("app.py", "bench/button.py")]
        browser = stack.enter_context(chromium())
        waits = ((ours + page, selector), (theirs, "[data-testid=stText]"))
        rounds = [[appeared(browser, *one) for one in waits] for _ in range(repeats + 1)][1:]
    return ratios([one for one, _ in rounds], [button for _, button in rounds])


def appeared(browser: Browser, address: str, selector: str) -> float:
    """Open a page in a browser that knows nothing of it, and return the ms until an element is on the screen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"({FIRST})('{selector}')")
    page.goto(address, wait_until="commit")
    found = page.wait_for_function("() => window.appeared").json_value()
    page.context.close()
    return float(found)


def spent(process: psutil.Process) -> float:
    """Return the seconds of processor time that a process has used."""
    times: Any = process.cpu_times()
    return float(times.user + times.system)
