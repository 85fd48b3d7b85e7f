"""The instrument in full screen, and its targets under a finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import graphlab as gl
from tests.browser.driver import FRAMES, Explorer

# Whether the acting node lies in the picture's box once what scrolls has come to rest.
IN_SIGHT = """([place, box]) => place[0] > box.x && place[0] < box.x + box.width && place[1] > box.y
  && place[1] < box.y + box.height"""


def presenting(page: Page, server: str, size: tuple[int, int], figure: str, step: int) -> Explorer:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    explorer = Explorer(page, server).open(figure=figure, step=step)
    explorer.button("present").click()
    expect(explorer.instrument.locator(".instrument")).to_have_css("display", "flex")
    page.evaluate(FRAMES)
    return explorer


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
@pytest.mark.parametrize(("figure", "steps"), [("5-17", 9), ("5-29", 37), ("5-9", 3)])
def test_the_last_row_can_read_it(page: Page, server: str, size: tuple[int, int], figure: str, steps: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    explorer = presenting(page, server, size, figure, 1)
    assert explorer.scale() * 16 >= 21.99
    expect(explorer.instrument.get_by_role("heading", name=gl.FIGURES[figure].title)).to_be_in_viewport(ratio=1)
    whole = explorer.instrument.locator(".box").evaluate("box => !box.classList.contains('wide')")
    expect(explorer.instrument.locator(".map")).to_be_visible(visible=not whole)
    graph = gl.FIGURES[figure]
    run = gl.run(graph.graph, graph.feed, graph.upstream)
    for step in range(1, steps + 1, 4):
        explorer.keys(*["ArrowRight"] * (4 if step > 1 else 0)).at(step, steps)
        page.evaluate(FRAMES)
        box = explorer.instrument.locator(".box").bounding_box()
        assert page.evaluate(IN_SIGHT, [explorer.place(run.steps[step - 1].node), box])
        text = explorer.told.bounding_box()
        formula = explorer.instrument.locator(".words .formula").first.bounding_box()
        assert text
        assert formula
        assert formula["y"] + formula["height"] <= text["y"] + text["height"] + 1
    page.emulate_media(reduced_motion="no-preference")


def test_the_bar_fades_away_until_the_pointer_moves(page: Page, server: str) -> None:
    explorer = presenting(page, server, (1280, 720), "5-17", 0)
    bar = explorer.instrument.locator(".bar")
    expect(bar).to_have_css("opacity", "0")
    explorer.keys("ArrowRight").at(1)
    page.mouse.move(300, 300)
    expect(bar).to_have_css("opacity", "1")


def test_a_finger_finds_the_timeline(phone: Page, server: str) -> None:
    for figure, last in (("5-9", 3), ("5-17", 9), ("5-29", 37)):
        explorer = Explorer(phone, server).open(figure=figure, step=0).at(0, last)
        targets = explorer.instrument.locator(":is(.dots button, .range):visible, .bar button[data-act]:visible")
        for box in [one.bounding_box() for one in targets.all()]:
            assert box
            assert min(box["width"], box["height"]) >= 44
        assert explorer.scale() * 16 >= 11.99
