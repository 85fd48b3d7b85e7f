"""Numbers that are pulled, by mouse, finger and keys: everything follows, and what is let go of is kept."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

import graphlab as gl
from graphlab.ui.frame.subject import wanted
from graphlab.view.picture.picture_marks import picture
from tests.browser.driver import FRAMES, Explorer

# All texts of each picture that is seen, frame by frame of the screen.
WATCH = """() => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  window.seen = []
  const note = () => {
    const texts = [...root.querySelectorAll(".plot.shown text")].filter(one => one.getClientRects().length)
      .map(one => one.textContent)
    if (texts.join() !== window.seen.at(-1)?.join()) window.seen.push(texts)
    requestAnimationFrame(note)
  }
  note()
}"""
PLACES = """() => [...[...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  .querySelectorAll(".plot.shown svg .node")].map(one => one.getBoundingClientRect().x)"""
HOLD = """() => {
  const send = WebSocket.prototype.send
  window.waiting = []
  WebSocket.prototype.send = function (data) { window.waiting.push(() => send.call(this, data)) }
}"""
SEND = """() => {
  const send = () => {
    window.waiting.splice(0).forEach(one => one())
    requestAnimationFrame(send)
  }
  send()
}"""
# Figures whose inputs are all single numbers.
SINGLE = ("5-2", "5-3", "5-11", "5-13", "5-14", "5-18", "5-21", "5-29")
SCROLLED = """() => [document.querySelector(".stMain").scrollTop,
  [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
    .querySelector(".box").scrollLeft]"""
FINGER = "Input.dispatchTouchEvent"


def handle(explorer: Explorer, name: str) -> Locator:
    return explorer.instrument.get_by_role("spinbutton", name=name, exact=True).first


def field(explorer: Explorer, name: str) -> Locator:
    return explorer.fields.get_by_role("textbox", name=name, exact=True)


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, place: Locator, ways: Iterable[float]) -> None:
    """Press the mouse and move it, one way a frame of the screen, and hold it."""
    x, y = middle(place)
    page.mouse.move(x, y)
    page.mouse.down()
    for way in ways:
        page.mouse.move(x + way, y)
        page.evaluate(FRAMES)


def numbers_of(figure: str, **feed: float) -> set[str]:
    """The values and gradients in the last picture of a figure's run with some other numbers."""
    known = gl.FIGURES[figure]
    upstream = feed.pop("∂", known.upstream)
    look = replace(wanted(known), notation="numbers")
    made = picture(gl.run(known.graph, {**known.feed, **feed}, upstream), look=look)
    lines = [mark.words.lines for mark in made.at(made.last) if mark.words and mark.role in ("value", "gradient")]
    return {"".join(run.text for run in line) for label in lines for line in label}


def reads(explorer: Explorer, figure: str, **feed: float) -> None:
    """Wait until the picture, drawn anew, shows the run of a figure with some other numbers."""
    explorer.ready()
    shown = numbers_of(figure, **feed)
    for text in shown:
        explorer.shows(text)
    assert shown <= set(explorer.numbers())


def test_a_drag_with_thirty_moves(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    page.evaluate(WATCH)
    drag(page, handle(explorer, "apple"), range(4, 121, 4))
    drawing = explorer.instrument.locator(".plot.shown svg.marks")
    expect(drawing.get_by_text("1375", exact=True)).to_be_visible()
    assert "inputs" not in explorer.address()
    expect(field(explorer, "apple")).to_have_value("400")
    expect(explorer.instrument.locator(".handle.pulled")).to_have_text("100")
    page.mouse.up()
    explorer.address(inputs="apple=400", step="9")
    reads(explorer, "5-17", apple=400)
    expect(explorer.instrument.locator(".handle.pulled")).to_have_count(0)
    # Each picture on the way is the whole of one run, and they come in their order.
    known = {price: numbers_of("5-17", apple=price) for price in range(100, 401, 10)}
    prices = [[price for price, texts in known.items() if texts <= set(seen)] for seen in page.evaluate("window.seen")]
    assert prices == sorted(prices)
    assert prices[0] == [100]
    assert prices[-1] == [400]
    assert len(prices) > 4


@pytest.mark.parametrize("turn", range(3))
def test_any_number_of_any_figure_ends_where_the_hand_lets_go(explorer: Explorer, page: Page, turn: int) -> None:
    """Tried with other figures, numbers and ways of the hand in each run."""
    figure = random.choice(SINGLE)
    print(turn, figure)
    explorer.open(figure=figure, notation="numbers", step=99).ready()
    handles = explorer.instrument.locator(".handle:visible")
    one = handles.nth(random.randrange(handles.count()))
    one.scroll_into_view_if_needed()
    drag(page, one, [4 * random.randint(-40, 40) for _ in range(8)] + [4 * random.choice([-7, -3, 3, 11])])
    text = str(one.get_attribute("aria-valuetext"))
    page.mouse.up()
    label = str(one.get_attribute("aria-label"))
    expect(explorer.instrument.locator(".handle.pulled")).to_have_count(0)
    upstream = label.startswith("upstream")
    name = "∂" if upstream else re.sub(r".*\((.*)\)", r"\1", label)
    explorer.address(**({"upstream": text} if upstream else {"inputs": f"{name}={text}"}))
    reads(explorer, figure, **{name: float(text)})


def test_nothing_changes_its_place_while_a_number_is_pulled(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    drag(page, handle(explorer, "apple"), [4])
    drawing = explorer.instrument.locator(".plot.shown svg.marks")
    expect(drawing.get_by_text("737", exact=True)).to_be_visible()
    places = page.evaluate(PLACES)
    x, y = middle(handle(explorer, "apple"))
    page.mouse.move(x + 400, y)
    expect(drawing.get_by_text("2915", exact=True)).to_be_visible()
    assert page.evaluate(PLACES) == places
    page.keyboard.press("Escape")
    page.mouse.up()
    explorer.ready().shows("715")
    assert "inputs" not in explorer.address()
    expect(field(explorer, "apple")).to_have_value("100")


def test_the_explanation_follows(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=4).settled(4)
    drag(page, handle(explorer, "tax"), [8])
    explorer.explains("741")
    page.mouse.up()
    explorer.address(inputs="tax=1.14")
    explorer.explains("741")


def test_keys_pull_and_the_others_step(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=8).settled(8)
    apples = handle(explorer, "number of apples (n_apple)")
    apples.focus()
    explorer.keys("ArrowUp")
    explorer.address(inputs="n_apple=3")
    explorer.ready().shows("300")
    expect(apples).to_be_focused()
    expect(apples).to_have_attribute("aria-valuenow", "3")
    explorer.keys("Alt+ArrowDown").address(inputs="n_apple=2.9")
    explorer.keys("ArrowRight").at(9)
    explorer.keys("Shift+ArrowUp").address(inputs="n_apple=10")
    reads(explorer.settled(9), "5-17", n_apple=10)
    for before in ("n_apple=2.9", "n_apple=3"):
        explorer.keys("Control+z").address(inputs=before)
    explorer.keys("Control+z")
    page.wait_for_url(lambda url: "inputs" not in url)
    reads(explorer, "5-17")


def test_a_number_is_reached_by_the_tab_key_once(explorer: Explorer, page: Page) -> None:
    explorer.open(text="y = x * x + x", inputs="x=3", step=5).ready()
    expect(handle(explorer, "x")).to_have_attribute("tabindex", "0")
    others = explorer.instrument.get_by_role("spinbutton", name="x", exact=True)
    assert [one.get_attribute("tabindex") for one in others.all()] == ["0", "-1", "-1"]


def test_a_field_is_pulled_and_typed_in(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    tax = field(explorer, "tax")
    drag(page, tax, range(4, 21, 4))
    explorer.instrument.locator(".plot.shown svg.marks").get_by_text("780", exact=True).wait_for()
    page.mouse.up()
    explorer.address(inputs="tax=1.2")
    reads(explorer, "5-17", tax=1.2)
    tax.click()
    expect(tax).to_be_focused()
    explorer.keys("ArrowUp").address(inputs="tax=1.22")
    tax.fill("2")
    explorer.keys("Enter").address(inputs="tax=2")
    # The text of the field is the browser's until it has been taken over.
    tax.press_sequentially("5")
    explorer.keys("Control+z")
    expect(tax).to_have_value("2")
    explorer.address(inputs="tax=2")
    explorer.keys("Control+z").address(inputs="tax=1.22")


def test_the_upstream_gradient_is_pulled(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=5).settled(5)
    upstream = handle(explorer, "upstream ∂L/∂price")
    explorer.keys("ArrowLeft").at(4)
    expect(upstream).to_be_hidden()
    explorer.keys("ArrowRight").at(5)
    upstream.focus()
    explorer.keys("Shift+ArrowUp").address(upstream="1.1")
    explorer.ready().shows("1.1")


@pytest.mark.parametrize(
    ("figure", "name", "last", "inputs"), [("5-13", "x", 3, "x=12"), ("5-17", "tax", 9, "tax=1.5")]
)
def test_a_finger_pulls_and_neither_scrolls_nor_swipes(
    phone: Page, server: str, figure: str, name: str, last: int, inputs: str
) -> None:
    """The picture of 5-13 fits on the phone, so that a swipe would step; that of 5-17 would scroll."""
    explorer = Explorer(phone, server).open(figure=figure, notation="numbers", step=last).settled(last, last)
    place = handle(explorer, name)
    place.scroll_into_view_if_needed()
    scrolled = phone.evaluate(SCROLLED)
    x, y = middle(place)
    finger = phone.context.new_cdp_session(phone)
    finger.send(FINGER, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(8, 81, 8):
        finger.send(FINGER, {"type": "touchMove", "touchPoints": [{"x": x + way, "y": y + way / 4}]})
        phone.evaluate(FRAMES)
    assert phone.evaluate(SCROLLED) == scrolled
    finger.send(FINGER, {"type": "touchEnd", "touchPoints": []})
    explorer.address(inputs=inputs, step=str(last))
    explorer.ready().at(last, last)
    reads(explorer, figure, **{name: float(inputs.split("=")[1])})


@pytest.mark.parametrize("direction", [-1, 1])
def test_the_last_position_wins_though_answers_are_slow(explorer: Explorer, page: Page, direction: int) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    page.evaluate(HOLD)
    drag(page, handle(explorer, "apple"), [direction * way for way in (4, 12, 8, 20)])
    page.mouse.up()
    # One request is on its way, however often the hand has moved.
    assert page.evaluate("window.waiting.length") == 1
    page.evaluate(SEND)
    explorer.address(inputs=f"apple={100 + 50 * direction}")
    reads(explorer, "5-17", apple=100 + 50 * direction)


def test_what_is_no_single_number_is_not_pulled(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-27", notation="numbers", step=3).settled(3, 5)
    expect(explorer.instrument.get_by_role("spinbutton")).to_have_count(0)
    drag(page, field(explorer, "X"), [8, 16])
    page.mouse.up()
    page.evaluate(FRAMES)
    assert "inputs" not in explorer.address()


def test_a_refused_number_gives_its_sentence_and_the_last_good_one_stays(explorer: Explorer, page: Page) -> None:
    explorer.open(text="y = cross_entropy(p, t)", inputs="p=[0.2, 0.8];t=1", step=1).ready()
    before = Counter(explorer.numbers())
    drag(page, field(explorer, "t"), [4])
    expect(explorer.instrument.locator(".refused p")).to_be_visible()
    page.mouse.up()
    page.evaluate(FRAMES)
    explorer.reads(before)
    expect(field(explorer, "t")).to_have_value("1")


def test_a_cell_is_pulled_and_its_tables_follow(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-27", notation="numbers", step=5).settled(5, 5)
    page.get_by_role("tab", name="Cells").click()
    matrices = page.locator(".st-key-matrices")
    number = matrices.get_by_role("spinbutton", name="X[0, 1]", exact=True)
    number.scroll_into_view_if_needed()
    drag(page, number, range(4, 41, 4))
    # 2 · 1 % is the step: ten of them are 0.2.
    expect(number).to_have_text("2.2")
    expect(number).to_have_attribute("data-was", "2")
    expect(matrices.locator('td[data-matrix="out"][data-row="0"][data-column="0"]')).to_have_text("5.4")
    assert "inputs" not in explorer.address()
    page.mouse.up()
    explorer.address(inputs="X=[[1, 2.2], [3, 4]]")
    expect(field(explorer, "X")).to_have_value("[[1, 2.2], [3, 4]]")
    number.focus()
    explorer.keys("ArrowUp").address(inputs="X=[[1, 2.22], [3, 4]]")
    expect(number).to_be_focused()
    explorer.keys("ArrowRight", "Shift+ArrowDown").address(inputs="X=[[1, 2.22], [2.5, 4]]")
    explorer.keys("Control+z").address(inputs="X=[[1, 2.22], [3, 4]]")
    matrices.locator('td[data-matrix="out"][data-row="1"][data-column="1"]').click()
    expect(page.locator(".st-key-made")).to_contain_text("Row 2 of X meets column 2 of W")


def test_a_cell_that_is_let_go_with_escape_is_as_it_was(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-27", step=5).settled(5, 5)
    page.get_by_role("tab", name="Cells").click()
    number = page.locator(".st-key-matrices").get_by_role("spinbutton", name="W[0, 0]", exact=True)
    number.scroll_into_view_if_needed()
    drag(page, number, [40])
    expect(number).to_have_text("1.1")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(number).to_have_text("1")
    assert "inputs" not in explorer.address()


def test_the_change_of_a_nudge_is_pulled(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    page.get_by_role("tab", name="Nudge").click()
    delta = page.locator(".delta")
    expect(delta).to_contain_text("Δ = +")
    delta.scroll_into_view_if_needed()
    before = delta.inner_text()
    drag(page, delta, [-4, -12])
    expect(delta.locator("s")).to_have_text(before)
    moved = delta.locator("span").inner_text()
    assert moved != before
    page.mouse.up()
    expect(delta).to_have_text(moved)
    assert page.get_by_role("slider", name="How much the input is changed").get_attribute("aria-valuetext") == moved
