"""Stepping through a figure: what the learner reads, and that the picture never waits for the server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import graphlab as gl
from graphlab.ui.components.instrument import WORDS
from graphlab.view.base.look import Look
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.words.explain import explain
from tests.browser.driver import FRAMES, WATCH_MESSAGES, Explorer, Seen, Wire

# The chapter's numbers, step by step, and the line of code that makes them.
STEPS = (
    (["200"], "apple_price = mul_apple_layer.forward"),
    (["450"], "orange_price = mul_orange_layer.forward"),
    (["650"], "all_price = add_layer.forward"),
    (["715"], "price = mul_tax_layer.forward"),
    (["1"], "dprice = 1"),
    (["1.1", "650"], "dall_price, dtax = mul_tax_layer.backward"),
    (["1.1", "1.1"], "dapple_price, dorange_price = add_layer.backward"),
    (["165", "3.3"], "dorange, dn_orange = mul_orange_layer.backward"),
    (["110", "2.2"], "dapple, dn_apple = mul_apple_layer.backward"),
)
SIGNS = ("×", "+")
# Eighteen steps on and back to the second, in four seconds.
TWENTY_STEPS = """async () => {
  const keys = [...Array(9).fill("ArrowRight"), ...Array(9).fill("ArrowLeft"), "ArrowRight", "ArrowRight"]
  for (const key of keys) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
    await new Promise(done => setTimeout(done, 200))
  }
}"""
# The step at which the timeline stands.
AT = """() => Number([...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot)
  .shadowRoot.querySelector(".range").value)"""


def news(explorer: Explorer, before: list) -> list[str]:
    """Return the numbers that the picture shows now and did not show before."""
    return sorted(text for text, *_ in (one for one in explorer.labels() if one not in before) if text not in SIGNS)


def test_every_step_shows_the_chapters_numbers_and_going_back_shows_the_same(explorer: Explorer) -> None:
    explorer.open(figure="5-17").at(0)
    shown = [explorer.settled(0).seen()]
    for step, (numbers, line) in enumerate(STEPS, start=1):
        explorer.button("next").click()
        explorer.at(step)
        expect(explorer.lit).to_contain_text(line)
        assert news(explorer, shown[-1].labels) == numbers
        for number in numbers:
            explorer.explains(number)
        shown.append(explorer.seen())
    expect(explorer.button("next")).to_be_disabled()
    for step in reversed(range(len(STEPS))):
        explorer.button("back").click()
        explorer.at(step)
        shows_again(explorer, shown[step])
    expect(explorer.button("back")).to_be_disabled()


def shows_again(explorer: Explorer, before: Seen) -> None:
    expect(explorer.told).to_have_text(before.told, use_inner_text=True)
    expect(explorer.lit).to_have_count(1 if before.lit else 0)
    assert explorer.seen() == before


# At every frame: what stands in the picture, in the formulas, and in the lit line.
WATCH_FRAMES = """() => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  const look = () => {
    const texts = [...root.querySelectorAll(".plot.shown .scatterlayer text")].map(one => one.textContent)
    const seen = [texts.join(" "), root.querySelector(".words").textContent, root.querySelector(".lit")?.textContent]
    if (JSON.stringify(seen) !== JSON.stringify(window.frames_.at(-1))) window.frames_.push(seen)
    requestAnimationFrame(look)
  }
  window.frames_ = []
  look()
}"""


def test_a_step_is_whole_in_one_frame(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17").settled(0)
    page.evaluate(WATCH_FRAMES)
    for step in range(1, 10):
        explorer.keys("ArrowRight").at(step)
        page.evaluate(FRAMES)
    seen = page.evaluate("window.frames_")
    assert len(seen) == 10
    for before, after in pairwise(seen):
        assert all(one != other for one, other in zip(before, after, strict=True))


def test_stepping_sends_nothing_where_nothing_follows(explorer: Explorer, page: Page) -> None:
    page.clock.install()
    explorer.open(figure="5-17").settled(0)
    page.evaluate(WATCH_MESSAGES)
    explorer.keys("ArrowRight", "ArrowRight").at(2).address(step="2")
    page.clock.fast_forward(10_000)
    assert page.evaluate("window.sent.length") == 0
    # Whatever is asked for next is asked for at this position.
    page.get_by_role("tab", name="Values").click()
    expect(page.locator(".st-key-values tr.current")).to_contain_text("orange_price")
    assert explorer.address()["step"] == "2"


def following(explorer: Explorer) -> Explorer:
    """Open a figure with the table of values, which follows the steps."""
    explorer.open(figure="5-17").page.get_by_role("tab", name="Values").click()
    expect(explorer.page.locator(".st-key-values table")).to_be_visible()
    return explorer.settled(0)


def test_stepping_sends_nothing_and_one_message_after_a_rest(explorer: Explorer, page: Page) -> None:
    following(explorer)
    page.evaluate(WATCH_MESSAGES)
    page.evaluate(TWENTY_STEPS)
    assert page.evaluate("window.sent.length") == 0
    explorer.at(2).address(step="2")
    page.wait_for_function("() => window.sent.length > 0")
    explorer.ready()
    assert page.evaluate("window.sent.length") == 1
    assert explorer.address()["step"] == "2"


def test_the_picture_steps_while_the_server_is_silent(explorer: Explorer, page: Page) -> None:
    following(explorer)
    page.evaluate(WATCH_MESSAGES)
    page.evaluate("() => { window.hold = true }")
    explorer.button("next").click()
    explorer.button("next").click()
    explorer.at(2).explains("450")
    expect(explorer.lit).to_contain_text(STEPS[1][1])
    page.wait_for_function("() => window.waiting.length > 0")
    explorer.keys("ArrowRight", "ArrowRight").at(4).address(step="4")
    # The server hears of the second step now, and its answer speaks of it.
    page.evaluate("window.letGo()")
    explorer.ready().at(4).address(step="4")
    assert explorer.address()["step"] == "4"


def test_keys(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17").settled(0)
    for key, step in (
        *(("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)),
        *(("End", 9), ("ArrowRight", 9), ("Home", 0), ("ArrowLeft", 0)),
    ):
        explorer.keys(key).at(step)
    explorer.keys("Control+ArrowRight", "Alt+ArrowRight", "Shift+ArrowRight").at(0)
    explorer.keys("Space")
    expect(explorer.button("pause")).to_be_visible()
    page.wait_for_function(AT)
    explorer.keys("Space")
    expect(explorer.button("play")).to_be_visible()
    step = page.evaluate(AT)
    explorer.keys("ArrowRight").at(step + 1)


def test_keys_belong_to_the_field_in_which_they_are_typed(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=3).settled(3)
    field = page.get_by_role("textbox", name="apple", exact=True)
    field.click()
    explorer.keys("ArrowLeft", "ArrowRight", "Home", "End", "Space", "PageDown", "PageUp").at(3)
    expect(explorer.button("play")).to_be_visible()
    expect(field).to_have_value("100 ")
    explorer.keys("Backspace")
    field.blur()
    explorer.keys("ArrowRight").at(4)


def test_the_slider_of_a_long_timeline_goes_where_it_is_drawn(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-29", step=3)
    slider = explorer.instrument.locator(".range")
    box = slider.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    explorer.at(19, 37)
    expect(slider).to_have_value("19")
    slider.press("ArrowRight")
    explorer.at(20, 37)
    explorer.button("play").click()
    slider.press("ArrowRight")
    expect(explorer.button("play")).to_be_visible()
    assert int(slider.input_value()) > 20


def test_space_on_a_button_presses_it_once(explorer: Explorer) -> None:
    explorer.open(figure="5-17").settled(0)
    explorer.button("next").focus()
    explorer.keys("Space").at(1)
    expect(explorer.button("play")).to_be_visible()
    explorer.keys("Enter").at(2)
    explorer.keys("ArrowRight").at(3)
    explorer.button("play").focus()
    explorer.keys("Space")
    expect(explorer.button("pause")).to_be_visible()


def test_a_click_on_a_node_goes_to_where_it_acts(explorer: Explorer) -> None:
    graph = gl.FIGURES["5-17"].graph
    explorer.open(figure="5-17").settled(0)
    output = len(graph.nodes) - 1
    explorer.click_on(output).settled(4)
    explorer.click_on(output).settled(6)
    explorer.click_on(graph.index["all_price"]).settled(7)
    explorer.click_on(graph.index["apple"]).settled(9)
    expect(explorer.lit).to_contain_text(STEPS[8][1])


def test_a_click_in_the_table_goes_to_where_the_node_acts(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17").settled(0)
    page.get_by_role("tab", name="Values").click()
    table = page.locator(".st-key-values")
    table.get_by_role("button", name="all_price", exact=True).click()
    explorer.settled(3)
    expect(explorer.lit).to_contain_text(STEPS[2][1])
    row = table.get_by_role("row").filter(has_text="all_price")
    expect(row.get_by_role("cell", name="650", exact=True)).to_be_visible()
    explorer.keys("End").settled(9)
    table.get_by_role("button", name="price", exact=True).click()
    explorer.settled(6)
    expect(table.get_by_role("row", name="tax").get_by_role("cell", name="650", exact=True)).to_be_visible()


def test_the_next_figure_opens_at_its_own_step_even_with_the_same_picture(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-19").settled(0, 9)
    page.locator(".st-key-following").get_by_role("button").click()
    assert explorer.settled(gl.FIGURES["5-19-1"].opens, 9).address(figure="5-19-1")
    page.locator(".st-key-previous").get_by_role("button").click()
    assert explorer.settled(0, 9).address(figure="5-19")


def test_a_late_step_does_not_hold_up_the_next_figure(explorer: Explorer, page: Page) -> None:
    wire = Wire(page)
    following(explorer).keys("ArrowRight", "ArrowRight").settled(2)
    page.evaluate(WATCH_MESSAGES)
    page.evaluate("() => { window.hold = true }")
    page.locator(".st-key-following").get_by_role("button").click()
    page.wait_for_function("() => window.waiting.length > 0")
    explorer.keys("ArrowRight").at(3)
    page.wait_for_function("() => window.waiting.length > 1")
    page.evaluate("window.letGo(1)")
    title = page.get_by_role("heading", level=2)
    expect(title).to_contain_text(gl.FIGURES["5-18"].title)
    # The server hears of a step of the last figure when it shows the next one already.
    with wire.answer():
        page.evaluate("window.letGo()")
    expect(title).to_contain_text(gl.FIGURES["5-18"].title)
    explorer.shows("y")
    explorer.address(figure="5-18")


@pytest.fixture
def spoken() -> Iterator[list[str]]:
    figure = gl.FIGURES["5-17"]
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    return [explain(trace, position, "en").spoken for position in range(len(trace.steps) + 1)]


def test_a_screen_reader_hears_each_step(explorer: Explorer, spoken: list[str]) -> None:
    explorer.open(figure="5-17").settled(0)
    expect(explorer.live).to_have_attribute("aria-live", "polite")
    expect(explorer.live).to_have_text(spoken[0])
    for step, text in enumerate(spoken[1:], start=1):
        explorer.keys("ArrowRight").at(step)
        expect(explorer.live).to_have_text(text)


def test_a_link_opens_the_same_view_elsewhere(explorer: Explorer, page: Page, new_context, watch) -> None:
    explorer.open(figure="5-17").settled(0)
    field = page.get_by_role("textbox", name="apple", exact=True)
    field.fill("120")
    field.press("Enter")
    explorer.address(inputs="apple=120")
    field.blur()
    explorer.button("next").click()
    for step in range(2, 8):
        explorer.button("next").click()
        explorer.at(step)
    explorer.settled(7)
    expect(explorer.lit).to_contain_text("add_layer.backward")
    context: BrowserContext = new_context(locale="ko-KR")
    other = Explorer(watch(context.new_page()), explorer.root)
    other.page.goto(page.url)
    other.ready().settled(7)
    expect(other.page.get_by_role("textbox", name="apple", exact=True)).to_have_value("120")
    expect(other.told).to_have_text(explorer.told.inner_text(), use_inner_text=True)
    assert "240" in other.numbers()
    assert other.labels() == explorer.labels()
    assert other.page.url == page.url


SCRIPT = """
import json, streamlit as st
st.components.v2.component = lambda name, js, css: print(json.dumps(js))
import graphlab.ui.components.instrument
"""
# Mounts the instrument as Streamlit does, and returns what is needed to feed it, to press Next and to end it.
MOUNT = """async js => {
  window.told = []
  const { default: component } = await import(URL.createObjectURL(new Blob([js], { type: "text/javascript" })))
  window.mount = data => {
    const parent = document.createElement("div")
    document.body.replaceChildren(parent)
    const root = parent.attachShadow({ mode: "open" })
    const setStateValue = (name, value) => window.told.push(value)
    return component({ parentElement: root, data, setStateValue, setTriggerValue() {} })
  }
}"""
SHOWN = "() => document.querySelector('div').shadowRoot.querySelector('.range').value"


def test_a_instrument_that_is_mounted_anew_with_older_data_stays_where_it_was(page: Page) -> None:
    """Streamlit does so while a page is still being drawn; a step that comes from Python counts all the same."""
    js = json.loads(subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True, text=True).stdout)
    trace = gl.run(gl.FIGURES["5-17"].graph, gl.FIGURES["5-17"].feed)
    drawn = picture(trace, "en", {}, Look())
    data = {
        "svg": stepping(drawn, 0, interactive=True), "explanation": None, "fields": None,
        "says": [""] * (drawn.last + 1), "words": dict(WORDS),
        "colours": {}, "swap": {}, "step": 0, "rev": "a", "mount": "instrument 1", "follows": True,
    }  # fmt: skip
    page.goto("about:blank")
    page.evaluate(MOUNT, js)
    page.evaluate("data => { window.end = mount(data) }", data)
    page.get_by_role("button", name="Next").click()
    page.wait_for_function("told.length")
    assert page.evaluate("told") == [{"value": 1, "rev": "a"}]
    page.evaluate("data => { end(); window.end = mount(data) }", data)
    assert page.evaluate(SHOWN) == "1"
    page.wait_for_function("told.length === 2")
    page.evaluate("data => { end(); window.end = mount(data) }", {**data, "step": 3})
    assert page.evaluate(SHOWN) == "3"
    page.evaluate("data => { end(); window.end = mount(data) }", {**data, "mount": "instrument 2"})
    assert page.evaluate(SHOWN) == "0"
