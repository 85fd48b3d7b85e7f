"""Ask me: the step waits for its number, and goes on by itself when that is right."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from graphlab.book import FIGURES
from graphlab.locale import translator
from tests.browser.driver import WATCH_MESSAGES, Explorer

EXAMPLE = FIGURES["5-17"]
ANSWERS = ("1.1", "1.1", "3.3", "2.2")
NAMES = ("all_price", "apple_price", "orange", "apple")
FOCUSED = """() => {
  let one = document.activeElement
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
  return one?.closest(".asked-field, .instrument")?.className ?? ""
}"""


class Asking:
    """The question of an explorer's page."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer, self.page = explorer, explorer.page

    def part(self, selector: str) -> Locator:
        return self.explorer.instrument.locator(selector)

    @property
    def field(self) -> Locator:
        return self.part(".asked-field input")

    @property
    def panel(self) -> Locator:
        return self.part(".asked")

    def asks(self, name: str, step: int = 0, of: int = 9) -> None:
        """Wait until a number is asked for; the step has not been taken yet."""
        expect(self.panel.locator(".asked-text")).to_contain_text(f"{name} = ?")
        expect(self.field).to_be_focused()
        expect(self.field).to_have_attribute("aria-label", re.compile(rf"{re.escape(name)} = \?$"))
        if step:
            self.explorer.at(step, of)

    def answer(self, text: str) -> None:
        self.field.fill(text)
        self.page.keyboard.press("Enter")

    def score(self, right: int, asked: int) -> None:
        expect(self.panel).to_contain_text(self.explorer.word("score", right=right, asked=asked))


@pytest.fixture
def asking(explorer: Explorer) -> Asking:
    return Asking(explorer.open(figure="5-17", step=5, asking="backward"))


def test_all_right_goes_on_by_itself_and_is_counted_at_the_end(asking: Asking) -> None:
    explorer = asking.explorer
    for step, (name, answer) in enumerate(zip(NAMES, ANSWERS, strict=True), start=5):
        explorer.keys("ArrowRight")
        asking.asks(f"∂L/∂{name}", step)
        asking.answer(answer)
        explorer.at(step + 1)
        expect(asking.field).to_be_hidden()
        expect(asking.part(".heard")).to_have_text("Right. 4 of 4 without help" if step == 8 else "Right.")
    asking.score(4, 4)
    # Back and on again: what has been answered is not asked again.
    explorer.keys("ArrowLeft", "ArrowLeft").at(7).keys("ArrowRight", "ArrowRight").at(9)
    asking.score(4, 4)
    asking.panel.get_by_role("button", name="Once more").click()
    explorer.at(5).keys("ArrowRight")
    asking.asks("∂L/∂all_price")


def test_each_slip_is_told_as_in_practice_and_a_second_try_is_taken(asking: Asking) -> None:
    explorer, says = asking.explorer, asking.part(".asked-says")
    slips = {
        "all_price": ("650", "The “×” node swaps its inputs"),
        "apple_price": ("200", "which stands above the edge"),
        "orange": ("1.1", "You passed the gradient on as it arrived"),
    }
    for step, (name, answer) in enumerate(zip(NAMES, ANSWERS, strict=True), start=5):
        explorer.keys("ArrowRight")
        asking.asks(f"∂L/∂{name}", step)
        if name in slips:
            wrong, sentence = slips[name]
            asking.answer(wrong)
            expect(says).to_contain_text(sentence)
            expect(asking.part(".heard")).to_contain_text(sentence)
            expect(asking.field).to_have_attribute("aria-invalid", "true")
            asking.asks(f"∂L/∂{name}", step)
        asking.answer(answer)
        explorer.at(step + 1)
    asking.score(1, 4)


def test_the_arrow_shows_the_number_and_counts_as_help(asking: Asking) -> None:
    explorer = asking.explorer
    for step, name in enumerate(NAMES, start=5):
        explorer.keys("ArrowRight")
        asking.asks(f"∂L/∂{name}", step)
        explorer.keys("ArrowRight").at(step + 1)
    asking.score(0, 4)
    explorer.shows("2.2")


def test_the_keys_of_the_field(asking: Asking) -> None:
    explorer, page = asking.explorer, asking.page
    explorer.keys("ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    # In the middle of the text the arrow moves the cursor, and Enter without a text does nothing.
    explorer.keys("Enter")
    page.keyboard.type("12")
    explorer.keys("ArrowLeft", "ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    explorer.keys("Escape")
    expect(asking.field).to_be_hidden()
    assert "instrument" in page.evaluate(FOCUSED)
    explorer.keys("ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    expect(asking.field).to_have_value("")
    explorer.keys("ArrowLeft").at(4).keys("ArrowRight").at(5)
    explorer.button("next").click()
    asking.asks("∂L/∂all_price", 5)
    # Pressed again, the button shows the number.
    explorer.button("next").click()
    explorer.at(6)
    expect(asking.field).to_be_hidden()


JUMPS: dict[str, Callable[[Explorer], object]] = {
    "the last step": lambda explorer: explorer.keys("End"),
    "its button": lambda explorer: explorer.button("last").click(),
    "a dot": lambda explorer: explorer.instrument.locator(".dots button").last.click(),
    "a node": lambda explorer: explorer.click_on(EXAMPLE.graph.index["apple_price"]),
    "a line": lambda explorer: explorer.instrument.locator(".listing div").last.click(),
}


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_goes_as_far_as_the_first_number_that_is_asked_for(asking: Asking, jump: str) -> None:
    explorer, act = asking.explorer, JUMPS[jump]
    explorer.keys("ArrowLeft", "ArrowLeft", "ArrowLeft").at(2)
    act(explorer)
    if jump == "a node":  # It acts on the way forth at step 1, and next on the way back.
        explorer.at(1)
        act(explorer)
    asking.asks("∂L/∂all_price", 5)
    asking.answer("650")
    expect(asking.part(".asked-says")).to_contain_text("Two mistakes")
    if jump != "a node":
        # The question stays open, with what has been said of it.
        act(explorer)
        asking.asks("∂L/∂all_price", 5)
        expect(asking.part(".asked-says")).to_contain_text("Two mistakes")
    asking.answer("1.1")
    explorer.at(6)
    act(explorer)
    asking.asks("∂L/∂apple_price", 6)


def test_what_has_been_answered_can_be_jumped_over(asking: Asking) -> None:
    explorer = asking.explorer
    for _ in NAMES:
        explorer.keys("ArrowRight", "ArrowRight")
    explorer.at(9).keys("Home").at(0).keys("End").at(9)
    asking.score(0, 4)


def test_in_full_screen_the_other_direction_begins_with_its_question(asking: Asking) -> None:
    explorer = asking.explorer
    explorer.button("present").click()
    expect(explorer.button("leave")).to_be_visible()
    explorer.keys("Home", "PageDown", "PageDown")
    asking.asks("∂L/∂all_price")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_switches_stay_in_one_row(page: Page, server: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    for figure in ("5-8", "5-19", "5-27", "5-29"):
        Explorer(page, server, language).open(figure=figure, asking="new")
        row = page.locator(".st-key-looks").bounding_box()
        assert row
        assert row["height"] < 60


def test_playing_waits_for_the_answer_and_then_goes_on(asking: Asking) -> None:
    explorer = asking.explorer
    explorer.instrument.locator(".speed").select_option("4")
    explorer.button("play").click()
    for step, (name, answer) in enumerate(zip(NAMES, ANSWERS, strict=True), start=5):
        asking.asks(f"∂L/∂{name}", step)
        expect(explorer.button("play")).to_be_visible()
        asking.answer(answer)
    explorer.at(9)
    asking.score(4, 4)


def test_nothing_is_sent_but_the_answer(asking: Asking) -> None:
    explorer, page = asking.explorer, asking.page
    explorer.settled(5)
    page.evaluate(WATCH_MESSAGES)
    explorer.keys("ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    assert page.evaluate("window.sent.length") == 0
    asking.answer("1.1")
    explorer.at(6)
    assert page.evaluate("window.sent.length") == 1


@pytest.mark.parametrize(
    ("when", "asked"), [("every", [0, 1, 2, 3, 5, 6, 7, 8]), ("backward", [5, 6, 7, 8]), ("new", [0, 2, 5, 6])]
)
def test_the_choice_of_steps(explorer: Explorer, when: str, asked: list[int]) -> None:
    asking = Asking(explorer.open(figure="5-17", step=0, asking=when))
    for step in range(9):
        explorer.at(step).keys("ArrowRight")
        if step in asked:
            expect(asking.field).to_be_focused()
            explorer.keys("ArrowRight")
        explorer.at(step + 1)
    asking.score(0, len(asked))


def test_the_switch_holds_in_the_address_and_what_was_answered_in_the_tab(explorer: Explorer, page: Page) -> None:
    asking = Asking(explorer.open(figure="5-17", step=5))
    page.get_by_text("ask me", exact=True).click()
    explorer.address(asking="backward")
    explorer.ready().keys("ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    asking.answer("1.1")
    explorer.at(6).settled(6)
    page.reload()
    explorer.ready().at(6).keys("ArrowLeft").at(5).keys("ArrowRight").at(6).keys("ArrowRight")
    asking.asks("∂L/∂apple_price", 6)


def test_in_full_screen_the_question_stands_large_and_one_key_shows_the_number(asking: Asking) -> None:
    explorer = asking.explorer
    explorer.button("present").click()
    expect(explorer.button("leave")).to_be_visible()
    explorer.keys("ArrowRight")
    asking.asks("∂L/∂all_price")
    size = asking.panel.locator("strong").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 22
    assert asking.panel.evaluate("one => one.getBoundingClientRect().bottom <= innerHeight")
    explorer.keys("ArrowRight")
    explorer.shows("650")
    expect(asking.field).to_be_hidden()
    explorer.keys("ArrowRight")
    asking.asks("∂L/∂apple_price")
    explorer.button("leave").click()
    asking.asks("∂L/∂apple_price", 6)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_on_a_phone_the_question_stands_below_the_picture(phone: Page, server: str, language: str) -> None:
    explorer = Explorer(phone, server, language).open(figure="5-17", step=5, asking="backward")
    asking = Asking(explorer)
    explorer.button("next").tap()
    asking.asks("∂L/∂all_price")
    asking.field.fill("650")
    asking.panel.get_by_role("button", name=explorer.word("answer")).tap()
    slip = translator(language)("Two mistakes lead to this. Either: {first} Or: {second}").split("{")[0].strip()
    expect(asking.part(".asked-says")).to_contain_text(slip)
    for one in (asking.field, asking.part(".asked-says")):
        assert one.evaluate("""one => {
          const { left, right, top, bottom } = one.getBoundingClientRect()
          return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
        }""")
    asking.panel.get_by_role("button", name=explorer.word("reveal")).tap()
    explorer.at(6)


def test_the_language_may_change_at_an_open_question(asking: Asking) -> None:
    asking.explorer.keys("ArrowRight")
    asking.asks("∂L/∂all_price", 5)
    asking.answer("650")
    expect(asking.part(".asked-says")).to_contain_text("Two mistakes")
    asking.page.get_by_text("한국어").click()
    asking.explorer.language = "ko"
    expect(asking.panel.get_by_role("button", name="답 보기")).to_be_visible()
    asking.answer("1.1")
    asking.explorer.at(6)
