"""Twenty clicks, 50 ms apart, on every button of every page: nothing fails, and the last click counts.

`python -m bench.clicks [rounds]` tries all buttons in each of the rounds; the tests try some of them.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.browser import chromium, server

TIMES, EVERY_MS, PATIENCE = 20, 50, 30.0
PAGES = ("/", "/explorer?figure=5-17", "/builder", "/practice", "/gradient_check", "/break_it?broken=yes", "/mnist")
MORE = ("/explorer?figure=5-29&notation=both", "/break_it?fault=rate", "/gradient_check?check=net")
LEAVING = ("explore", "practise", "check", "build-on", "see", "save", "gallery", "menu-", "data-", "curved",
           "teach-try")  # fmt: skip
LANGUAGE = "[class*=st-key-language-] button"
SCRIPT = Path(__file__).with_suffix(".js")


class Burst(NamedTuple):
    """Twenty clicks on a group of buttons; of each click the label, the role, and whether it was chosen before."""

    group: str
    pressed: Sequence[tuple[str, str, bool]]


class Clicker:
    """A page of the app on which clicks are fast; made before the page is opened."""

    def __init__(self, page: Page, root: str) -> None:
        self.page, self.root = page, root
        self.asked = self.begun = self.answered = 0
        self.complaints: list[str] = []
        page.on("websocket", self._opened)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked += 1

    def _received(self, frame: bytes | str) -> None:
        kind = ForwardMsg.FromString(frame).WhichOneof("type") if isinstance(frame, bytes) else ""
        if kind == "new_session":
            self.begun = self.asked
        if kind == "script_finished":
            self.answered = self.begun

    def open(self, address: str) -> dict[str, int]:
        """Open a page in English, and return how many buttons each of its groups has."""
        self.asked = self.begun = self.answered = 0
        self.page.goto(f"{self.root}{address}{'&' if '?' in address else '?'}lang=en")
        self.page.locator(LANGUAGE).wait_for()
        self.rest()
        self.page.evaluate(f"(LEAVING => {{{SCRIPT.read_text(encoding='utf-8')}}})({json.dumps(LEAVING)})")
        return dict(self.page.evaluate("Object.entries(groupsOfButtons()).map(([name, ones]) => [name, ones.length])"))

    def rest(self) -> None:
        """Wait until the server has answered what it was asked, and the browser has drawn it."""
        end = time.monotonic() + PATIENCE
        while (not self.answered or self.answered < self.asked) and time.monotonic() < end:
            self.page.evaluate("new Promise(requestAnimationFrame)")
        self.page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")

    def burst(self, group: str, size: int) -> Burst:
        """Click on the buttons of a group at random."""
        places = [random.randrange(size) for _ in range(TIMES)]
        pressed = self.page.evaluate("one => press(...one)", [group, places, TIMES, EVERY_MS])
        self.rest()
        return Burst(group, [tuple(one) for one in pressed])

    def lost(self, burst: Burst) -> str:
        """Return what contradicts the last click; nothing where it counted."""
        if not burst.pressed:
            return ""
        label, role, before = burst.pressed[-1]
        now = dict(self.page.evaluate("standing", burst.group))
        counts = {
            "radio": before or now.get(label, True),
            "tab": now.get(label, True),
            "switch": now.get(label, not before) != before,
        }.get(role, burst.group != "language" or label not in now)
        return "" if counts else f"{burst.group}: {[one[0] for one in burst.pressed]} left {now}"

    def failures(self) -> list[str]:
        """Return what has failed on the page, or in the browser."""
        return [*self.complaints, *self.page.evaluate("failures")]

    def counted(self, burst: Burst) -> str:
        """Wait until the last click counts; return what contradicts it to the end."""
        end = time.monotonic() + PATIENCE
        while self.lost(burst) and time.monotonic() < end:
            self.page.evaluate("new Promise(requestAnimationFrame)")
        return self.lost(burst)


def every(page: Page, root: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield page, group and what went wrong, for all groups of buttons of all pages."""
    clicker = Clicker(page, root)
    for address in (*PAGES, *MORE):
        for group, size in clicker.open(address).items():
            clicker.open(address)
            clicker.complaints.clear()
            lost = clicker.counted(clicker.burst(group, size))
            yield address, group, [*clicker.failures(), *([lost] if lost else [])]


def main() -> None:
    """Try all buttons, as often as the argument says."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    wrong = tried = 0
    with server("app.py") as (root, _), chromium() as browser:
        for number in range(1, rounds + 1):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            for address, group, found in every(page, root):
                tried, wrong = tried + 1, wrong + bool(found)
                if found:
                    print(address, group, *found, sep="\n  ", flush=True)
            page.close()
            print(f"round {number}: {tried} groups of buttons so far, {wrong} failed", flush=True)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
