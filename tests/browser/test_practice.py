"""Practice in a real browser: typed, checked, explained; by mouse and keyboard; a set from teacher to table."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from graphlab.locale import translator
from graphlab.practice import sets
from graphlab.practice.exercise import Exercise
from graphlab.practice.progress import parse_result
from graphlab.practice.slips import correction
from tests.browser.driver import Wire
from tests.browser.test_looks import TOO_WIDE, unnamed

ANSWERS = {
    "∂all_price": "1.1", "∂tax": "650", "∂apple_price": "11/10", "∂orange_price": "1.1", "∂orange": "3.3",
    "∂n_orange": "1.1*150", "∂apple": "2.2", "∂n_apple": "110",
}  # fmt: skip
# A box, what is typed, the slip that leads to it.
SLIPS = (
    ("∂apple", "110", "mul.unswapped"), ("∂apple", "2", "upstream"), ("∂n_apple", "2", "value"),
    ("∂orange", "-3.3", "sign"), ("∂all_price", "1", "local"),
)  # fmt: skip


class Practice:
    """The practice page as a test sees it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server, self.wire = page, server, Wire(page)

    def open(self, **address: Any) -> Practice:
        self.page.goto(f"{self.server}/practice?{urlencode({'lang': 'en', **address}, quote_via=quote)}")
        expect(self.fields.first).to_be_visible()
        return self

    @property
    def fields(self) -> Locator:
        return self.page.locator(".st-key-exercise input")

    def field(self, key: str) -> Locator:
        return self.page.locator(f'.st-key-exercise input[id="{key}"]')

    @property
    def verdict(self) -> Locator:
        return self.page.locator(".st-key-verdict")

    def check(self, key: str, text: str) -> Practice:
        """Click into a box, type as a learner does, and press Enter."""
        self.field(key).click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        return self

    def stands(self, key: str, state: str) -> Practice:
        expect(self.field(key)).to_have_class(f"field {'gradient' if key[0] == '∂' else 'value'} {state}")
        return self


@pytest.fixture
def practice(page: Page, server: str) -> Practice:
    return Practice(page, server)


def words(slip: str, language: str) -> str:
    """The beginning of a slip's sentence, up to the first name put into it."""
    return translator(language)(correction(slip)).split("{")[0].split("`")[0].strip()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_chapters_exercise_is_solved_by_clicks_and_typing(practice: Practice, language: str) -> None:
    practice.open(lang=language)
    expect(practice.fields).to_have_count(8)
    for key, text in ANSWERS.items():
        practice.check(key, text).stands(key, "right")
    expect(practice.field("∂n_orange")).to_have_value("165")
    expect(practice.page.locator(".stAlert")).to_be_visible()
    practice.page.wait_for_url("**progress=5-15%3A11111111*")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_chapters_exercise_with_five_slips(practice: Practice, language: str) -> None:
    practice.open(lang=language)
    for key, text, slip in SLIPS:
        practice.check(key, text).stands(key, "wrong")
        expect(practice.field(key)).to_have_value(text)
        expect(practice.verdict).to_contain_text(words(slip, language) or translator(language)(correction(slip))[:4])
    for key, text in ANSWERS.items():
        practice.check(key, text).stands(key, "right")
    expect(practice.page.locator(".stAlert")).to_be_visible()


def test_by_keyboard_alone_from_box_to_box(practice: Practice) -> None:
    practice.open()
    practice.field("∂all_price").focus()
    for key, text in ANSWERS.items():
        expect(practice.field(key)).to_be_focused()
        practice.page.keyboard.type(text)
        practice.page.keyboard.press("Enter")
        practice.stands(key, "right")
    assert unnamed(practice.page) == []


def test_what_is_typed_in_other_boxes_stays(practice: Practice) -> None:
    practice.open()
    practice.field("∂tax").fill("65")
    practice.check("∂apple", "2.2.2").stands("∂apple", "wrong")
    expect(practice.field("∂tax")).to_have_value("65")
    expect(practice.field("∂apple")).to_have_value("2.2.2")
    practice.page.get_by_role("button", name="Another hint").or_(
        practice.page.get_by_role("button", name="A hint")
    ).click()
    expect(practice.page.locator(".st-key-help")).to_contain_text("swaps its inputs")
    expect(practice.field("∂tax")).to_have_value("65")
    practice.page.get_by_role("button", name="Check all").click()
    practice.stands("∂tax", "wrong")


def test_one_at_a_time_and_shown(practice: Practice) -> None:
    practice.open(ask="one")
    practice.stands("∂all_price", "open").stands("∂tax", "waiting")
    practice.page.get_by_role("button", name="Show the answer").click()
    practice.stands("∂all_price", "shown").stands("∂tax", "open")
    expect(practice.field("∂all_price")).to_have_value("1.1")


def test_the_boxes_sit_on_their_edges(practice: Practice) -> None:
    """Each gradient box is nearer to its own value label than to any other box."""
    practice.open()
    boxes = [practice.fields.nth(i).bounding_box() for i in range(8)]
    assert all(boxes)
    centres = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes if b]
    for i, (x, y) in enumerate(centres):
        assert all(abs(x - a) > 40 or abs(y - b) > 24 for a, b in centres[i + 1 :])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_boxes_stand_in_a_list(phone: Page, server: str, scheme: str) -> None:
    page = phone
    page.emulate_media(color_scheme=scheme)
    practice = Practice(page, server).open()
    expect(page.locator(".st-key-exercise .list li")).to_have_count(8)
    assert not page.evaluate(TOO_WIDE)
    practice.field("∂apple").fill("110")
    page.get_by_role("button", name="Check: ∂L/∂apple", exact=True).click()
    practice.stands("∂apple", "wrong")
    expect(page.locator(".st-key-exercise .note")).to_contain_text("swaps its inputs")
    page.get_by_text("On the picture").click()
    expect(page.locator(".st-key-exercise .list li")).to_have_count(0)
    expect(practice.field("∂apple")).to_have_value("110")


def test_a_set_goes_from_the_teacher_to_the_learner_and_back_into_a_table(
    practice: Practice, page: Page, tmp_path: Path
) -> None:
    practice.open()
    page.get_by_role("tab", name="For teachers: make a set").click()
    page.get_by_label("The set as text: change whatever you like").fill(
        "graphlab exercises 1\ntitle: Products\n== Mine\nnumbers: x=3; w=4\nupstream: 2\ngraph:\ny = x * w"
    )
    page.keyboard.press("Control+Enter")
    link = page.locator(".st-key-set_link pre, [class*=st-key-set-link] pre").last.inner_text().strip()
    assert link.startswith(f"{practice.server}/practice?set=")
    page.goto(link)
    expect(practice.fields).to_have_count(2)
    practice.check("∂x", "6").stands("∂x", "wrong").check("∂x", "8").stands("∂x", "right")
    practice.check("∂w", "6").stands("∂w", "right")
    page.get_by_label("Your name").fill("Kim")
    with practice.wire.answer():
        page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my results").click()
    file = tmp_path / "kim.json"
    download.value.save_as(file)
    result = parse_result(file.read_text(encoding="utf-8"))
    assert (result.name, result.title, dict(result.record.slips)) == ("Kim", "Products", {"mul.unswapped": 1})
    page.get_by_role("tab", name="For teachers: results").click()
    page.locator('input[type="file"]').set_input_files([str(file)])
    row = page.locator(".st-key-table tbody tr")
    expect(row).to_contain_text("Kim")
    expect(row).to_contain_text("Products")
    expect(row).to_contain_text("swaps its inputs")


def test_text_of_a_set_stays_text(practice: Practice, page: Page) -> None:

    hostile = "<img src=x onerror=alert(1)> [a](http://example.com) $\\rule{9em}{9em}$"
    one = Exercise(hostile, "y = x * w", (("x", "3"), ("w", "4")))
    practice.open(set=sets.to_link(sets.set_to_text(sets.ExerciseSet(hostile, (one,), hostile))))
    expect(page.get_by_text("onerror=alert(1)").first).to_be_visible()
    assert page.locator("img[src='x']").count() == 0
    assert page.locator("a[href*='example.com']").count() == 0
