"""The instrument as a whole: what lies inside the window, the first paint, the keys, and what is typed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

import graphlab as gl
from graphlab.locale import translator
from tests.browser.driver import FRAMES, WATCH_MESSAGES, Explorer
from tests.browser.test_every_figure import GO, TITLED

# What of the instrument lies below the window at each position, and where a part lies above another one.
FOLD = """async ([last, fields]) => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const faults = []
  const parts = [".frame", ".timeline", ".count", ".words p:first-child", ".words .formula:first-of-type", ".lit"]
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }))
  await frame()
  for (let step = 0; step <= last; step++) {
    for (const part of [...parts, ...(fields ? [".inputs"] : [])]) {
      const found = root.querySelector(part)
      const box = found?.getBoundingClientRect()
      if (!box) continue
      const holder = found.closest(".text, .listing")?.getBoundingClientRect()
      const most = Math.min(innerHeight, holder?.bottom ?? innerHeight)
      const inside = box.top >= 0 && box.bottom <= most + 1 && box.right <= innerWidth + 1
      if (!inside) faults.push([step, part, box.bottom, most])
    }
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }))
    await frame()
  }
  return faults
}"""
# Every width of the bar's parts, at each position.
WIDTHS = """() => [...[...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot)
  .shadowRoot.querySelectorAll(".bar .group, .bar button, .timeline")].map(one => one.getBoundingClientRect().width)"""
FOCUSED = """() => {
  let one = document.activeElement
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
  return one?.className ?? ""
}"""
SCROLLED = "() => document.querySelector('.stMain').scrollTop"
# Figures whose fields may stand below the smaller window; of the first, below the larger one too.
LARGE = ("5-28", "5-29", "5-30", "good-prediction")
# The height of the picture's box, and of the picture.
HEIGHTS = """() => {
  const root = [...document.querySelectorAll(".st-key-instrument *")].find(one => one.shadowRoot).shadowRoot
  return [".frame", ".sizer"].map(part => root.querySelector(part).getBoundingClientRect().height)
}"""
# Text is drawn 16 px large.
READABLE = 12 / 16


@pytest.mark.parametrize("language", ["en", "ko"])
def test_everything_lies_inside_the_window(page: Page, server: str, language: str) -> None:
    """Tried with other figures in each run, and always with the largest; every other one is resized the other way."""
    sizes = [(1440, 900), (1280, 720)]
    page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
    explorer = Explorer(page, server, language).open(figure="5-1", step=0)
    faults = {}
    for number in {"5-18", "5-20", "5-28", "5-29", "5-30", *random.sample(sorted(gl.FIGURES), 4)}:
        figure = gl.FIGURES[number]
        last = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
        page.evaluate(GO, f"figure={figure.number}&step=0&lang={language}")
        page.wait_for_function(TITLED, arg=translator(language)(figure.title))
        explorer.ready().at(0, last)
        for size in sizes:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.evaluate(FRAMES)
            found = page.evaluate(FOLD, [last, number not in (LARGE if size[1] == 720 else LARGE[:1])])
            box, picture = page.evaluate(HEIGHTS)
            least = 250 if size[1] == 900 else 70
            if found or box < min(picture, least) or explorer.scale() < READABLE - 1e-3:
                faults[figure.number, size] = found, box, picture, explorer.scale()
            explorer.at(last, last)
        sizes.reverse()
    assert faults == {}


def test_the_acting_node_is_in_sight_in_the_next_figure_too(phone: Page, server: str) -> None:
    """At the same step of a picture that is scaled alike."""
    phone.emulate_media(reduced_motion="reduce")
    explorer = Explorer(phone, server)
    for before, after in (("5-7", "5-8"), ("5-8", "5-7")):
        explorer.open(figure=before, step=3).at(3, 5)
        explorer.instrument.locator(".box").evaluate("box => box.scrollTo(0, 0)")
        phone.evaluate(GO, f"figure={after}&step=3&lang=en")
        phone.wait_for_function(TITLED, arg=gl.FIGURES[after].title)
        explorer.ready().at(3, 5)
        phone.evaluate(FRAMES)
        box = explorer.instrument.locator(".box").bounding_box()
        x, _ = explorer.place(gl.FIGURES[after].graph.index["z"])
        assert box
        assert box["x"] < x < box["x"] + box["width"]
    phone.emulate_media(reduced_motion="no-preference")


def test_nothing_in_the_bar_changes_its_width(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=0).settled(0)
    widths = page.evaluate(WIDTHS)
    for step in range(1, 10):
        explorer.keys("ArrowRight").at(step)
        assert page.evaluate(WIDTHS) == widths
    explorer.button("play").click()
    assert page.evaluate(WIDTHS) == widths
    explorer.button("pause").click()


@contextmanager
def without_plotly(page: Page) -> Iterator[list[Route]]:
    """Hold plotly.js back."""
    held: list[Route] = []
    page.route("**/plotly-*", lambda route: held.append(route))
    yield held
    page.unroute("**/plotly-*")


def texts(explorer: Explorer) -> set[str]:
    """The texts of the picture that are to be seen, as SVG."""
    seen = """svg => [...svg.querySelectorAll("text")].filter(one => one.getClientRects().length)
      .map(one => one.textContent)"""
    return set(explorer.instrument.locator(".plot.shown svg.marks").evaluate(seen))


def test_the_picture_is_there_before_plotly_and_steps_and_plotly_takes_over(new_context, watch, server: str) -> None:
    page = watch(new_context().new_page())
    explorer = Explorer(page, server)
    with without_plotly(page) as held:
        page.goto(f"{server}/explorer?figure=5-17&step=3&lang=en")
        expect(explorer.instrument.locator(".plot.shown svg.marks")).to_be_visible()
        explorer.at(3)
        assert "650" in texts(explorer)
        assert "715" not in texts(explorer)
        explorer.keys("ArrowRight").at(4)
        assert "715" in texts(explorer)
        before = explorer.instrument.locator(".plot.shown svg.marks").bounding_box()
        for route in held:
            route.continue_()
        explorer.ready().at(4).shows("715")
        assert explorer.graph.bounding_box() == pytest.approx(before, abs=0.1)


def test_without_plotly_the_picture_steps_all_the_same(new_context, server: str) -> None:
    page = new_context().new_page()
    explorer = Explorer(page, server)
    page.route("**/plotly-*", lambda route: route.abort())
    page.goto(f"{server}/explorer?figure=5-17&step=0&lang=en")
    expect(explorer.instrument.locator(".plot.shown svg.marks")).to_be_visible()
    for step in range(1, 10):
        explorer.keys("ArrowRight").at(step)
    assert {"715", "2.2", "110"} <= texts(explorer)


@pytest.mark.parametrize("pressed", ["tab", "radio", "switch", "button"])
def test_a_click_gives_the_keys_back(explorer: Explorer, page: Page, pressed: str) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    place = {
        "tab": page.get_by_role("tab", name="Nudge"),
        "radio": page.locator(".st-key-looks").get_by_text("symbols", exact=True),
        "switch": page.locator(".st-key-looks").get_by_text("only this node"),
        "button": page.locator(".st-key-language-ko").get_by_role("button"),
    }[pressed]
    place.click()
    if pressed == "button":
        explorer.language = "ko"
    page.evaluate(FRAMES)
    explorer.ready()
    explorer.keys("ArrowRight").at(3).keys("End").at(9).keys("Home").at(0)


def test_the_keyboard_keeps_its_place_on_a_tab(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    page.get_by_role("tab", name="Code").focus()
    explorer.keys("ArrowRight").at(2)
    expect(page.get_by_role("tab", name="Share and export")).to_have_attribute("aria-selected", "true")


def test_keys_that_scroll_do_so_unless_the_instrument_has_the_focus(explorer: Explorer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    explorer.open(figure="5-17", step=2).settled(2)
    page.locator(".stMain").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    page.locator(".stMain").focus()
    bottom = page.evaluate(SCROLLED)
    assert bottom > 100
    explorer.keys("PageUp")
    page.wait_for_function(f"bottom => ({SCROLLED})() < bottom", arg=bottom)
    explorer.at(2)
    explorer.button("next").click()
    explorer.at(3).keys("PageDown").at(4).keys("PageUp").at(0)


def test_a_question_mark_shows_the_keys(explorer: Explorer) -> None:
    for language, title in (("en", "Keys"), ("ko", "단축키")):
        explorer.language = language
        explorer.open(figure="5-17", step=2).settled(2).keys("?")
        dialog = explorer.instrument.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        explorer.keys("ArrowRight").at(2)
        explorer.keys("Escape")
        expect(dialog).to_be_hidden()
        explorer.keys("ArrowRight").at(3)


def test_two_values_typed_in_quick_succession_both_arrive(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=4).settled(4)
    page.evaluate(WATCH_MESSAGES)
    page.evaluate("() => { window.hold = true }")
    apple, tax = (explorer.fields.get_by_role("textbox", name=name, exact=True) for name in ("apple", "tax"))
    apple.fill("120")
    apple.press("Enter")
    page.wait_for_function("() => window.waiting.length > 0")
    tax.fill("1.")
    # The answer to the first comes while the second is being typed.
    page.evaluate("window.letGo()")
    explorer.address(inputs="apple=120")
    explorer.shows("240")
    expect(tax).to_have_value("1.")
    tax.press_sequentially("2")
    tax.press("Tab")
    explorer.address(inputs="apple=120;tax=1.2")
    explorer.ready().at(4).shows("828")
    expect(apple).to_have_value("120")
    expect(tax).to_have_value("1.2")


def test_what_is_typed_wrongly_stays_with_its_sentence_below_the_row(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=4).settled(4)
    field = explorer.fields.get_by_role("textbox", name="apple", exact=True)
    before = field.bounding_box()
    field.fill("1,2")
    field.press("Enter")
    said = explorer.instrument.locator(".refused")
    expect(said).to_contain_text("apple")
    expect(field).to_have_value("1,2")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.bounding_box() == before
    field.fill("12")
    field.press("Enter")
    explorer.address(inputs="apple=12")
    expect(said).to_be_empty()
    explorer.shows("24")


def test_a_step_is_kept_where_the_next_click_comes_before_the_rest(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    explorer.keys("ArrowRight")
    page.locator(".st-key-language-ko").get_by_role("button").click()
    explorer.language = "ko"
    explorer.at(3).settled(3).address(lang="ko", step="3")


def test_back_goes_to_the_last_figure_at_the_step_that_was_left(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=2).settled(2)
    explorer.keys("ArrowRight", "ArrowRight").settled(4)
    page.locator(".st-key-following").get_by_role("button").click()
    explorer.address(figure="5-18")
    explorer.ready()
    page.go_back()
    explorer.address(figure="5-17", step="4")
    explorer.ready().settled(4)
    assert json.dumps(explorer.labels()).count("715")
