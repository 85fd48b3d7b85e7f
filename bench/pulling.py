"""Until the picture changes, in a real browser, where a number is pulled or typed; beside the smallest page's click."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from statistics import median, quantiles

from playwright.sync_api import Page

from bench.browser import WORDS, chromium, pages
from bench.table import Reading, ratios

FIGURES: Mapping[str, Mapping[str, str]] = {
    "5-17": {"figure": "5-17", "step": "9"},
    "5-20": {"figure": "5-20", "step": "9", "notation": "both"},
    "5-27": {"figure": "5-27", "step": "5", "notation": "numbers"},
}
MOVE, REST_MS = 8, 150
# The time from the next event of a kind to the frame of the screen that shows another picture.
CHANGED = """kind => {
  const root = [...document.querySelectorAll("*")]
    .map(one => one.shadowRoot?.querySelector(".instrument .sizer")).find(Boolean)
  let start
  addEventListener(kind, event => (start = event.timeStamp), { capture: true, once: true })
  window.changed = new Promise(done => {
    const changes = new MutationObserver(() => {
      changes.disconnect()
      requestAnimationFrame(now => done(now - start))
    })
    changes.observe(root.querySelector(".plot"), { childList: true })
  })
}"""


class Hand:
    """The hand that holds a number: one that stands in the picture, or that of a matrix in the tab of its cells."""

    def __init__(self, page: Page) -> None:
        self.page = page
        numbers = page.locator(".instrument .handle:visible")
        if not numbers.count():
            page.get_by_role("tab", name="Cells").click()
            numbers = page.locator(".st-key-matrices [data-pulls]")
        numbers.first.scroll_into_view_if_needed()
        box = numbers.first.bounding_box()
        assert box
        self.x, self.y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(self.x, self.y)
        page.mouse.down()

    def pull(self) -> float:
        """Move on, and return the ms until the picture has changed."""
        self.page.wait_for_timeout(REST_MS)
        self.page.evaluate(CHANGED, "pointermove")
        self.x += MOVE
        self.page.mouse.move(self.x, self.y)
        return float(self.page.evaluate("changed"))


def write(page: Page, text: str) -> float:
    """Type a text into the first field, and return the ms from Enter until the picture has changed."""
    field = page.locator(".instrument .fields input").first
    field.fill(text)
    page.wait_for_timeout(REST_MS)
    page.evaluate(CHANGED, "keydown")
    field.press("Enter")
    return float(page.evaluate("changed"))


@cache
def pulls(repeats: int) -> tuple[Mapping[str, Sequence[float]], Sequence[float]]:
    """Return the ms of pulls in each figure, and of clicks on the smallest page, all taking turns."""
    with chromium() as browser, pages(browser, **FIGURES) as (found, _, _):
        hands = {}
        for name in FIGURES:
            found[name].page.locator(WORDS).wait_for()
            hands[name] = Hand(found[name].page)
            hands[name].pull()
        times: dict[str, list[float]] = {name: [] for name in FIGURES}
        clicks = []
        for _ in range(repeats):
            for name, hand in hands.items():
                times[name].append(hand.pull())
            clicks.append(found["button"].click().words)
    return times, clicks


@cache
def texts(repeats: int) -> tuple[Sequence[float], Sequence[float]]:
    """Return the ms of typed numbers in figure 5-17, and of clicks on the smallest page, taking turns."""
    with chromium() as browser, pages(browser, typed=FIGURES["5-17"]) as (found, _, _):
        both = [(write(found["typed"].page, str(101 + i)), found["button"].click().words) for i in range(repeats + 1)]
    return [one for one, _ in both[1:]], [click for _, click in both[1:]]


def picture(name: str, repeats: int) -> Reading:
    """Return hand to picture changed, as a multiple of the smallest page's click."""
    times, clicks = pulls(repeats)
    return ratios(times[name], clicks)


def typed(repeats: int) -> Reading:
    """Return Enter to picture changed, as a multiple of the smallest page's click."""
    return ratios(*texts(repeats))


def main() -> None:
    """Print medians and 95 % in ms, for as many pulls as the argument says."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    times, clicks = pulls(repeats)
    for name, samples in {**times, "typed": texts(repeats)[0], "a click on the smallest page": clicks}.items():
        print(f"{name}: {median(samples):.0f} ms, 95 %: {quantiles(samples, n=20, method='inclusive')[-1]:.0f} ms")


if __name__ == "__main__":
    main()
