"""What moves in the picture, and what is pointed at: numbers that travel to their place."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.driver import Explorer

# A key, and how many numbers are under way in the frame in which its step is seen.
PRESSED = """key => new Promise(done => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  requestAnimationFrame(() => done(window.under()))
})"""
UNDER = """() => { window.under = () => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  const every = root.querySelector(".travel").getAnimations({ subtree: true })
  return every.filter(one => one.playState === "running").length
} }"""
ARRIVED = """async () => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  await Promise.allSettled(root.querySelector(".travel").getAnimations({ subtree: true }).map(one => one.finished))
}"""


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


def test_what_has_come_travels_without_plotly(new_context, server: str) -> None:
    page = new_context().new_page()
    page.route("**/plotly-*", lambda route: route.abort())
    page.goto(f"{server}/explorer?figure=5-17&step=0&lang=en")
    explorer = Explorer(page, server)
    expect(explorer.instrument.locator(".plot.shown svg.marks")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    travels(explorer)


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
