"""Figures in a real browser: the companion follows, the slider turns the switch, the way on keeps the numbers."""

from playwright.sync_api import Locator, expect

from tests.browser.driver import Explorer

# How far the arm of the lever rises, in px of the picture; 0 is a closed switch.
RISE = """gd => {
  const arm = gd.data.find(trace => trace.mode === "lines" && trace.line.width === 2.5)
  const ys = arm.y.filter(y => y !== null && y > 0)
  return Math.max(...ys) - Math.min(...ys)
}"""


TEXTS = """svg => [...svg.querySelectorAll("text")].filter(one => one.getClientRects().length)
  .map(one => one.textContent)"""


def companion(explorer: Explorer) -> Locator:
    return explorer.instrument.locator(".second")


def texts(place: Locator) -> set[str]:
    """The texts of the companion that are to be seen."""
    return set(place.locator("svg.marks").evaluate(TEXTS))


def test_the_companion_follows_every_step(explorer: Explorer) -> None:
    explorer.open(figure="5-18", notation="numbers", step="0").at(0, of=3)
    second = companion(explorer)
    expect(second).to_have_attribute("data-at", "0")
    assert "−2" in texts(companion(explorer))
    for step in (1, 2, 3):
        explorer.keys("ArrowRight").at(step, of=3)
        expect(second).to_have_attribute("data-at", str(step))
    assert {"−2", "0", "1"} <= texts(companion(explorer))
    explorer.keys("Home").at(0, of=3)
    expect(second).to_have_attribute("data-at", "0")
    assert "1" not in texts(companion(explorer))


def test_the_companion_stands_beside_on_a_wide_screen_and_below_on_a_narrow_one(explorer: Explorer) -> None:
    explorer.open(figure="5-30")
    expect(companion(explorer).locator("svg.marks text").first).to_be_attached()
    first, second = explorer.instrument.locator(".frame").bounding_box(), companion(explorer).bounding_box()
    assert first
    assert second
    assert second["x"] >= first["x"] + first["width"]
    assert abs(second["y"] - first["y"]) < 2
    explorer.page.set_viewport_size({"width": 390, "height": 844})
    explorer.page.wait_for_function(
        "second => { const [a, b] = [second.previousSibling, second].map(one => one.getBoundingClientRect());"
        " return b.top >= a.bottom && b.right <= innerWidth }",
        arg=companion(explorer).element_handle(),
    )
    assert explorer.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_slider_turns_the_switch(explorer: Explorer) -> None:
    explorer.open(figure="5-18", notation="numbers", step="3").at(3, of=3)
    assert explorer.graph.evaluate(RISE) == 0
    thumb = explorer.page.locator(".st-key-slide input")
    thumb.focus()
    for _ in range(20):
        explorer.keys("ArrowLeft")
    explorer.address(inputs="x=0")
    explorer.shows("0")
    assert explorer.graph.evaluate(RISE) > 5
    expect(explorer.told).to_contain_text("kink")
    explorer.keys("ArrowRight")
    explorer.address(inputs="x=0.1", step="3")
    explorer.shows("0.1")
    assert explorer.graph.evaluate(RISE) == 0


def test_the_way_on_keeps_the_learners_numbers_and_the_step(explorer: Explorer) -> None:
    explorer.open(figure="5-19", inputs="x=1", step="3", notation="numbers").at(3)
    onward = explorer.onward
    expect(onward).to_have_count(0)
    explorer.keys("ArrowRight").settled(4)
    onward.click()
    explorer.address(figure="5-19-1", inputs="x=1", step="4")
    explorer.at(4).keys("ArrowRight", "ArrowRight").settled(6)
    explorer.shows("−0.5344")
    expect(onward).to_contain_text("5-19 (2)")
