"""Make the picture of the README from the running app: `python -m bench.animation` writes docs/stepping.webp.

Two apples and three oranges, from the start through both directions to the end, a frame a position.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from bench.browser import ROOT, chromium, server

FILE = ROOT / "docs" / "stepping.webp"
FIGURE, POSITIONS = "5-17", 9
WIDTH = 1000
# Long enough to read what a step says; the ends rest.
FRAME_MS, REST_MS = 1_400, 2_600


def frames(page: Page, address: str) -> Iterator[Image.Image]:
    """Yield the instrument at each position, WIDTH pixels wide."""
    # A number that travels would stand half-way on its edge.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/explorer?figure={FIGURE}&step=0&lang=en")
    instrument = page.locator(".st-key-instrument")
    instrument.locator(".plot.shown svg.main-svg").first.wait_for()
    for position in range(POSITIONS + 1):
        if position:
            page.keyboard.press("ArrowRight")
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)
        image = Image.open(BytesIO(instrument.screenshot()))
        yield image.resize((WIDTH, round(WIDTH * image.height / image.width)), Image.Resampling.LANCZOS)


def write(file: Path = FILE) -> None:
    """Write the animation."""
    with server("app.py") as (address, _), chromium() as browser:
        first, *more = frames(browser.new_page(viewport={"width": 1280, "height": 900}), address)
    times = [REST_MS, *[FRAME_MS] * (POSITIONS - 1), REST_MS]
    first.save(file, save_all=True, append_images=more, duration=times, loop=0, quality=80, method=6)


if __name__ == "__main__":
    write()
