"""Numbers that travel to their place; code and picture that point at each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

import graphlab as gl
from tests.browser.driver import Explorer

# A key, and how many numbers are under way as soon as its step is drawn.
PRESSED = """key => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  return window.under()
}"""
UNDER = """() => { window.under = () => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  const every = root.querySelector(".travel").getAnimations({ subtree: true })
  return every.filter(one => one.playState === "running").length
} }"""
ARRIVED = """async () => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  await Promise.allSettled(root.querySelector(".travel").getAnimations({ subtree: true }).map(one => one.finished))
}"""


@pytest.fixture
def without_plotly(new_context, server: str) -> Explorer:
    """Figure 5-17 at its start, drawn as SVG for good."""
    page = new_context().new_page()
    page.route("**/plotly-*", lambda route: route.abort())
    page.goto(f"{server}/explorer?figure=5-17&step=0&lang=en")
    explorer = Explorer(page, server)
    expect(explorer.instrument.locator(".plot.shown svg.marks")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    return explorer


def travels(explorer: Explorer) -> None:
    page, travel = explorer.page, explorer.instrument.locator(".travel")
    page.evaluate(UNDER)
    # 200; then 450, 650, 715, the gradient 1, and both gradients of the product.
    for step, texts in enumerate((["200"], ["450"], ["650"], ["715"], ["1"], ["1.1", "650"]), start=1):
        assert page.evaluate(PRESSED, "ArrowRight") == len(texts)
        assert sorted(travel.locator("text").all_text_contents()) in (texts, [])
        explorer.at(step)
        page.evaluate(ARRIVED)
        expect(travel.locator("text")).to_have_count(0)


def test_what_has_come_travels_along_its_edge(explorer: Explorer) -> None:
    travels(explorer.open(figure="5-17", step=0).settled(0))


def test_what_has_come_travels_without_plotly(without_plotly: Explorer) -> None:
    travels(without_plotly)


def test_nothing_travels_back_or_after_a_jump(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=4).settled(4)
    page.evaluate(UNDER)
    for key, step in (("ArrowLeft", 3), ("End", 9), ("Home", 0)):
        assert page.evaluate(PRESSED, key) == 0
        explorer.at(step)


def test_nothing_travels_with_reduced_motion(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=0).settled(0)
    page.evaluate(UNDER)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(PRESSED, "ArrowRight") == 0
    page.emulate_media(reduced_motion="no-preference")
    explorer.at(1)


def test_ten_quick_presses_leave_nothing_behind(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-29", step=0).at(0, 37)
    page.evaluate(UNDER)
    under = [page.evaluate(PRESSED, "ArrowRight") for _ in range(10)]
    explorer.at(10, 37)
    assert under[0] > 0
    page.evaluate(ARRIVED)
    expect(explorer.instrument.locator(".travel > *")).to_have_count(0)


def line(explorer: Explorer, text: str) -> Locator:
    return explorer.instrument.locator(".listing").get_by_role("button").filter(has_text=text)


def centre(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def points_both_ways(explorer: Explorer, place: Callable[[int], tuple[float, float]]) -> None:
    page = explorer.page
    ring, pointed = explorer.instrument.locator(".ringed rect"), explorer.instrument.locator(".listing .pointed")
    for text, node in (("all_price    =", "all_price"), ("dorange, dn_orange", "orange_price")):
        number = [one.name for one in gl.FIGURES["5-17"].graph.nodes].index(node)
        line(explorer, text).hover()
        expect(ring).to_have_count(1)
        assert centre(ring) == pytest.approx(place(number), abs=1)
        page.mouse.move(5, 5)
        expect(ring).to_have_count(0)
        page.mouse.move(*place(number))
        # The way on and the way back.
        expect(pointed).to_have_count(2)
        expect(pointed.filter(has_text=text)).to_have_count(1)
        page.mouse.move(5, 5)
        expect(pointed).to_have_count(0)
    # What completes the gradient of an input.
    page.mouse.move(*place(0))
    expect(pointed).to_have_text(["dapple, dn_apple = mul_apple_layer.backward(dapple_price)"])
    page.mouse.move(5, 5)
    expect(pointed).to_have_count(0)


def test_code_and_picture_point_at_each_other(explorer: Explorer) -> None:
    points_both_ways(explorer.open(figure="5-17", step=9).settled(9), explorer.place)


def test_code_and_picture_point_at_each_other_without_plotly(without_plotly: Explorer) -> None:
    targets = without_plotly.instrument.locator(".plot.shown svg.marks")
    points_both_ways(without_plotly, lambda node: centre(targets.locator(f"[data-node='{node}'] rect").first))


def test_a_click_on_a_line_goes_to_its_step_and_leaves_the_keys(explorer: Explorer) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    line(explorer, "dall_price, dtax").click()
    explorer.at(6).shows("650")
    expect(explorer.lit).to_have_text("dall_price, dtax = mul_tax_layer.backward(dprice)")
    explorer.keys("ArrowRight").at(7).keys(" ")
    expect(explorer.button("pause")).to_be_visible()
    explorer.button("pause").click()


def test_who_marks_a_piece_of_the_code_stays_at_the_step(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    box = line(explorer, "dall_price, dtax").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 30, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, y)
    page.mouse.up()
    explorer.at(2)
    page.mouse.click(box["x"] + 30, y)
    explorer.at(6)


def test_the_keyboard_goes_along_the_lines(explorer: Explorer) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    ring = explorer.instrument.locator(".ringed rect")
    explorer.lit.focus()
    expect(ring).to_have_count(1)
    before = centre(ring)
    explorer.keys("ArrowDown").at(2)
    assert centre(ring) != before
    explorer.keys("ArrowDown", "Enter").at(4)
    explorer.keys("ArrowUp", " ").at(3)
    # One stop for the Tab key; arrow keys step as everywhere.
    explorer.keys("ArrowRight").at(4)
    expect(explorer.instrument.locator(".listing [tabindex='0']")).to_have_text(
        "price        = mul_tax_layer.forward(all_price, tax)"
    )
    expect(explorer.lit).to_be_focused()
    explorer.keys("Tab")
    expect(ring).to_have_count(0)
