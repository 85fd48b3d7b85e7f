"""The explorer as a test sees it: what its picture, its explanation and its code say, by hooks that do not change."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from graphlab.export import link
from graphlab.locale import translator
from graphlab.ui.components.instrument import WORDS as INSTRUMENT
from graphlab.view.base.theme import THEMES

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# What can be seen of the texts of a picture: points out of sight keep their place in the data.
LABELS = """gd => gd.data.filter(trace => (trace.mode ?? "").includes("text")).flatMap(({ text, x, y }) =>
  [...y].flatMap((at, i) => at !== null && at >= 0 && text[i] ? [[text[i], x[i], at]] : []))"""
DRAWN = """gd => [...gd.querySelectorAll(".scatterlayer path, .scatterlayer text")]
  .map(one => [one.getAttribute("d"), one.getAttribute("transform"), one.textContent].join(" "))"""

# The picture stands. Asked for with each frame, where `expect` looks again after up to a second.
STANDS = """() => [...document.querySelectorAll(".st-key-instrument *")]
  .some(one => one.shadowRoot?.querySelector(".plot.shown .scatterlayer text"))"""

# The server has ended its run, and the browser has drawn it. Asked for with each frame likewise.
AT_REST = "() => document.querySelector('[data-test-script-state=notRunning]')"

# A message has left, and its answer has begun.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Where on the screen what goes by a name (a node, a handle, a tile) lies: the picture may be scaled as a whole.
PLACE = """(gd, name) => {
  const trace = gd.data.find(one => one.customdata?.includes(name))
  const i = trace.customdata.lastIndexOf(name)
  const { left, top, width } = gd.getBoundingClientRect()
  const scale = width / gd.layout.width
  return [left + trace.x[i] * scale, top + trace.y[i] * scale]
}"""

# Every message to the server from now on, with what the picture showed then; held back while `hold` is set.
WATCH_MESSAGES = """() => {
  window.sent = []
  window.waiting = []
  const send = WebSocket.prototype.send
  const picture = () => {
    const host = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot)
    const texts = host?.shadowRoot.querySelectorAll(".plot.shown .scatterlayer text") ?? []
    return [...texts].map(one => one.textContent)
  }
  WebSocket.prototype.send = function (data) {
    window.sent.push(picture())
    window.hold ? window.waiting.push(() => send.call(this, data)) : send.call(this, data)
  }
  window.letGo = many => {
    window.hold = many !== undefined
    window.waiting.splice(0, many ?? Infinity).forEach(message => message())
  }
}"""
# Whether the texts of a picture are these.
READS = f"([gd, texts]) => JSON.stringify(({LABELS})(gd).map(([text]) => text).sort()) === JSON.stringify(texts.sort())"


def until(found: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something outside of the browser has come true."""
    end = monotonic() + seconds
    while not found():
        assert monotonic() < end, f"not within {seconds} seconds"
        sleep(0.1)


class Wire:
    """What the server says to a page; made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        self.socket = socket

    @contextmanager
    def answer(self) -> Iterator[None]:
        """Wait until the server has run the page because of what is done inside, and the browser has drawn it."""
        self.page.wait_for_function(AT_REST)
        with self.socket.expect_event("framereceived", _ends_a_run):
            yield
        self.page.wait_for_function(AT_REST)


def _ends_a_run(frame: bytes | str) -> bool:
    message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    )


class Seen(NamedTuple):
    """Everything that a step shows."""

    labels: list[list[Any]]
    drawn: list[str]
    told: str
    lit: str


class Explorer:
    """A page of the explorer in one language."""

    def __init__(self, page: Page, root: str, language: str = "en") -> None:
        self.page, self.root, self.language = page, root, language

    def open(self, **address: Any) -> Explorer:
        query = urlencode({"lang": self.language, **address}, quote_via=quote)
        self.page.goto(f"{self.root}/explorer?{query}")
        return self.ready()

    def ready(self) -> Explorer:
        """Wait until the picture stands and the server has ended its run: until then Streamlit may mount it anew."""
        self.page.wait_for_function(STANDS)
        self.page.wait_for_function(AT_REST)
        return self

    def word(self, name: str, **values: Any) -> str:
        return translator(self.language)(INSTRUMENT[name]).format(**values)

    @property
    def instrument(self) -> Locator:
        return self.page.locator(".st-key-instrument")

    @property
    def graph(self) -> Locator:
        """Plotly's own element."""
        return self.instrument.locator(".plot.shown.js-plotly-plot")

    @property
    def told(self) -> Locator:
        return self.instrument.locator(".explanation .text")

    @property
    def lit(self) -> Locator:
        return self.instrument.locator(".listing .lit")

    @property
    def fields(self) -> Locator:
        return self.instrument.locator(".fields")

    @property
    def onward(self) -> Locator:
        return self.instrument.locator(".onward:visible")

    @property
    def live(self) -> Locator:
        return self.instrument.locator(".says")

    @property
    def source(self) -> Locator:
        return self.page.locator(".st-key-source").get_by_role("textbox")

    def write(self) -> Locator:
        """Open the text of the graph, and put the cursor into it."""
        self.page.locator("details", has=self.page.locator(".st-key-source")).locator("summary").click()
        self.source.click()
        return self.source

    def button(self, name: str) -> Locator:
        return self.instrument.get_by_role("button", name=self.word(name), exact=True)

    def at(self, step: int, of: int = 9) -> Explorer:
        """Wait until the page says that it is at a step."""
        text = self.word("step", step=step, steps=of) if step else self.word("start")
        self.instrument.get_by_text(text, exact=True).wait_for()
        return self

    def settled(self, step: int, of: int = 9) -> Explorer:
        """Wait until the address holds a step, and where something follows it, until that stands on the page."""
        self.at(step, of)
        self.address(step=str(step))
        heard = f".instrument[data-reported='{step}'], .instrument:not(.followed)"
        self.instrument.locator(heard).wait_for()
        self.page.evaluate(FRAMES)
        return self.ready()

    def address(self, **wanted: str) -> dict[str, str]:
        """Wait until the address holds what is wanted, and return all that it holds."""
        self.page.wait_for_url(lambda url: wanted.items() <= held(url).items())
        return held(self.page.url)

    def labels(self) -> list[list[Any]]:
        return sorted(self.graph.evaluate(LABELS), key=json.dumps)

    def coloured(self, theme: str) -> None:
        """Wait until every colour of the picture is one of a theme's."""
        ours, others = THEMES[theme], THEMES["light" if theme == "dark" else "dark"]
        self.page.wait_for_function(
            "([gd, ours, others]) => { const text = JSON.stringify([gd.data, gd.layout.font]);"
            " return text.includes(ours.ink) && text.includes(ours.value) &&"
            " !Object.values(others).some(colour => text.includes(colour)) }",
            arg=[self.graph.element_handle(), ours._asdict(), others._asdict()],
        )

    def numbers(self) -> Counter[str]:
        """Return the texts in the picture."""
        return Counter(text for text, _, _ in self.labels())

    def reads(self, texts: Counter[str]) -> None:
        """Wait until these texts, and no others, stand in the picture."""
        with suppress(TimeoutError):
            self.page.wait_for_function(READS, arg=[self.graph.element_handle(), list(texts.elements())])
        assert self.numbers() == texts

    def shows(self, text: str) -> None:
        """Wait until a text stands in the picture."""
        expect(self.graph.locator(".scatterlayer text").get_by_text(text, exact=True).first).to_be_attached()

    def scale(self) -> float:
        """Return how much larger than drawn the picture is."""
        return float(self.graph.evaluate("gd => gd.getBoundingClientRect().width / gd.layout.width"))

    def seen(self) -> Seen:
        lit = " ".join(self.lit.all_inner_texts())
        return Seen(self.labels(), self.graph.evaluate(DRAWN), self.told.inner_text(), lit)

    def explains(self, number: str) -> None:
        """Wait until a number stands by itself in a formula as it is drawn: 1.1 is not in 11.1."""
        alone = re.compile(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)")
        expect(self.told.locator("math").filter(has_text=alone).first).to_be_attached()

    def click_on(self, name: int | str) -> Explorer:
        """Bring the mouse to a node or a handle, wait until the picture takes notice, and click."""
        place = self.place(name)
        self.page.mouse.move(0, 0)
        expect(self.graph.locator(".hoverlayer .hovertext")).to_have_count(0)
        self.page.mouse.move(*place)
        expect(self.graph.locator(".hoverlayer .hovertext")).to_be_visible()
        self.page.mouse.click(*place)
        return self

    def place(self, name: int | str) -> tuple[float, float]:
        """Return where on the screen a node, a handle or a tile lies."""
        x, y = self.graph.evaluate(PLACE, name)
        return x, y

    def keys(self, *names: str) -> Explorer:
        for name in names:
            self.page.keyboard.press(name)
        return self


def held(url: str) -> dict[str, str]:
    """Return what an address holds, openly or packed."""
    return link.variables(dict(parse_qsl(urlsplit(url).query)))
