"""The learner's own text: mistakes while typing, and texts that mean harm."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import WATCH_MESSAGES, Explorer
from tests.browser.hostile import HOSTILE, LIVE

TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".stMain")]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => [one.className, one.scrollWidth])"""


def harmless(page: Page) -> None:
    assert page.evaluate("window.__hit") is None
    assert page.evaluate(LIVE) == []
    assert page.evaluate(TOO_WIDE) == []
    tallest = page.evaluate("Math.max(...[...document.querySelectorAll('.stMarkdown')].map(one => one.offsetHeight))")
    assert tallest < 800


def test_a_mistake_shows_while_typing_and_nothing_is_lost(explorer: Explorer, page: Page) -> None:
    explorer.open(text="y = x * x", inputs="x=3", step=2).settled(2, 3)
    for _ in range(2):
        explorer.button("zoom_in").click()
    expect(explorer.instrument.locator(".box.wide")).to_be_visible()
    explorer.write()
    explorer.keys("Control+End")
    page.keyboard.type("\nz = y * epx(x)")
    status = page.locator(".st-key-source").get_by_role("status")
    expect(status).to_contain_text("exp")
    # The line, and under it a caret at the ninth column.
    expect(status.locator("pre")).to_have_text("z = y * epx(x)\nz = y * ^")
    expect(explorer.source).to_be_focused()
    expect(explorer.source).to_have_value("y = x * x\nz = y * epx(x)")
    assert "exp" not in explorer.numbers()
    explorer.keys(*["Backspace"] * 6)
    page.keyboard.type("exp(x)")
    explorer.address(text="y = x * x\nz = y * exp(x)", step="2", inputs="x=3")
    explorer.shows("exp")
    expect(status.locator("pre")).to_have_count(0)
    expect(explorer.source).to_be_focused()
    assert "9" in explorer.numbers()
    # It stays enlarged, beyond its box.
    expect(explorer.instrument.locator(".box.wide")).to_be_visible()


def test_typing_into_a_figures_text_makes_it_the_learners_own(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-13").settled(0, 3)
    explorer.write()
    explorer.keys("Control+End")
    page.keyboard.type(" + 4 * 5 + 6 * 7")
    explorer.address(text="z = x * y + 4 * 5 + 6 * 7")
    expect(explorer.source).to_have_value("z = x * y + 4 * 5 + 6 * 7")
    expect(explorer.source).to_be_focused()
    explorer.shows("7")


def test_an_answer_never_puts_an_older_text_over_what_is_typed_meanwhile(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-13").settled(0, 3)
    page.evaluate(WATCH_MESSAGES)
    explorer.write()
    explorer.keys("Control+End")
    page.evaluate("() => { window.hold = true }")
    page.keyboard.type(" + 4 * 5")
    page.wait_for_function("() => window.waiting.length > 0")
    page.keyboard.type(" + 6")
    page.wait_for_function("() => window.waiting.length > 1")
    page.evaluate("window.letGo()")
    # The first answer speaks of a text that is two texts old by now.
    page.keyboard.type(" * 7")
    explorer.address(text="z = x * y + 4 * 5 + 6 * 7")
    expect(explorer.source).to_have_value("z = x * y + 4 * 5 + 6 * 7")
    expect(explorer.source).to_be_focused()


def test_hostile_texts_in_the_box_are_only_texts(explorer: Explorer, page: Page) -> None:
    explorer.open(text="y = x * 2")
    explorer.write()
    status = page.locator(".st-key-source").get_by_role("status")
    before = status.inner_text()
    for text in HOSTILE:
        explorer.source.fill(text)
        explorer.address(text=text)
        expect(explorer.source).to_have_value(text)
        harmless(page)
    assert status.inner_text() != before


# The sentence below the fields.
REFUSED = re.compile("^apple: .")


def test_hostile_numbers_and_formulas_are_only_texts(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-2")
    field = page.get_by_role("textbox", name="apple", exact=True)
    for text in HOSTILE[2:5]:
        field.fill(text)
        field.press("Enter")
        expect(page.get_by_text(REFUSED)).to_be_visible()
        harmless(page)
    page.goto(explorer.root)
    page.get_by_role("textbox").fill(HOSTILE[3])
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    harmless(page)


@pytest.mark.parametrize("name", ["text", "figure", "inputs", "lang"])
def test_hostile_addresses_are_only_texts(explorer: Explorer, page: Page, name: str) -> None:
    address = {"figure": "5-17"} if name in ("inputs", "lang") else {}
    text = " ".join(HOSTILE)
    address[name] = f"apple={text};{text}=1" if name == "inputs" else text
    query = "&".join(f"{key}={quote(value)}" for key, value in address.items())
    page.goto(f"{explorer.root}/explorer?{query}")
    expect(page.get_by_role("alert").or_(page.locator(".st-key-source [aria-invalid=true]")).first).to_be_visible()
    harmless(page)


def test_long_names_of_any_alphabet_fit(explorer: Explorer, page: Page) -> None:
    long = ["사과" * 20, "é" * 40, "W" * 40, "ぁ" * 40]
    explorer.open(text=f"{long[0]} = {long[1]} * {long[2]}\n{long[3]} = {long[0]} + {long[1]}")
    explorer.keys("End")
    explorer.settled(5, 5)
    harmless(page)
    page.get_by_role("tab", name="Values").click()
    expect(page.locator(".st-key-values").get_by_role("button", name=long[0])).to_be_visible()
    harmless(page)
    explorer.write().fill("W" * 41 + " = 1")
    expect(page.locator(".st-key-source").get_by_role("status")).to_contain_text("41")
    harmless(page)
