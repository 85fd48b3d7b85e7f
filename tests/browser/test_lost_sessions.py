"""A session that is lost for good: the server begins anew, the tab stays or is loaded again, and all is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import sample
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.driver import Explorer, Wire
from tests.browser.test_builder import APPLES, Builder
from tests.browser.test_practice import Practice
from tests.ui.explorer.test_share_tab import noise

LONG = f"x = {noise(450)}\ny = sum(x)"
Check = Callable[[Page, str], None]


class Visit(NamedTuple):
    """What a learner does on a page, and how one sees that it is still there."""

    do: Check
    stands: Check


def keeps(page: Page, place: str, text: str) -> None:
    """Wait until the tab keeps something with a text."""
    page.wait_for_function("([place, text]) => sessionStorage.getItem(place)?.includes(text)", arg=[place, text])


def range_of(page: Page, key: str) -> Locator:
    return page.locator(f"[class*=st-key-{key}] .range")


def explore(page: Page, root: str) -> None:
    explorer = Explorer(page, root).open(figure="5-17", inputs="tax=1.5", notation="both")
    explorer.button("last").click()
    explorer.settled(9)
    page.get_by_role("tab", name="Structure").click()
    expect(page.get_by_text("Make one node of several")).to_be_visible()
    keeps(page, "graphlab explorer", "Structure")


def explored(page: Page, root: str) -> None:
    Explorer(page, root).settled(9)
    expect(page.get_by_role("tab", name="Structure")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("Make one node of several")).to_be_visible()


def explore_a_long_text(page: Page, root: str) -> None:
    explorer = Explorer(page, root).open(text="y = x * x")
    explorer.write().fill(LONG)
    expect(page.get_by_text("too long for a link")).to_be_visible()
    explorer.button("next").click()
    explorer.at(1, 3)
    keeps(page, "graphlab explorer", '"step":"1"')


def explored_a_long_text(page: Page, root: str) -> None:
    Explorer(page, root).at(1, 3)
    expect(page.get_by_text("too long for a link")).to_be_visible()


def build(page: Page, root: str) -> None:
    builder = Builder(page, root).open(APPLES)
    builder.chip("mul(a, b)").click()
    builder.reads(APPLES.replace("price", "v2 = ? * ?\nprice"))
    builder.text.fill(LONG)
    expect(page.get_by_role("alert").get_by_text("It stays in this tab")).to_be_visible()


def built(page: Page, root: str) -> None:
    Builder(page, root).reads(LONG)
    expect(page.get_by_role("alert").get_by_text("It stays in this tab")).to_be_visible()


def practise(page: Page, root: str) -> None:
    wire = Wire(page)
    practice = Practice(page, root).open()
    with wire.answer():
        page.get_by_role("button", name="Another one like this").click()
    practice.check("∂all_price", "12345")
    expect(practice.field("∂all_price")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="A hint").click()
    expect(page.get_by_role("button", name="Another hint")).to_be_visible()
    practice.field("∂tax").fill("99")
    keeps(page, "graphlab practice", '"∂all_price",1]')


def practised(page: Page, root: str) -> None:
    practice = Practice(page, root)
    expect(practice.field("∂all_price")).to_have_value("12345")
    expect(practice.field("∂all_price")).to_have_attribute("aria-invalid", "true")
    expect(practice.field("∂tax")).to_have_value("99")
    practice.field("∂all_price").click()
    expect(page.get_by_role("button", name="Another hint")).to_be_visible()


def break_it(page: Page, root: str) -> None:
    page.goto(f"{root}/break_it?fault=accumulate&broken=yes&lang=en")
    page.get_by_role("button", name="Back", exact=True).click()
    keeps(page, "graphlab breaks", "accumulate")


def broken(page: Page, root: str) -> None:
    last = int(range_of(page, "broken").get_attribute("max") or 0)
    expect(range_of(page, "broken")).to_have_value(str(last - 1))


def check(page: Page, root: str) -> None:
    page.goto(f"{root}/gradient_check?figure=5-20&lang=en")
    page.get_by_role("radio", name="Forward").click()
    page.get_by_role("tab", name="Why it is slow").click()
    expect(page.get_by_role("button", name="Measure now")).to_be_visible()
    keeps(page, "graphlab check", "Why it is slow")


def checked(page: Page, root: str) -> None:
    expect(page.get_by_role("radio", name="Forward")).to_be_checked()
    expect(page.get_by_role("button", name="Measure now")).to_be_visible()


def train(page: Page, root: str) -> None:
    page.goto(f"{root}/mnist?lang=en")
    page.get_by_role("textbox", name="Learning rate").fill("0.35")
    page.get_by_role("radio", name="slow motion").click()
    page.get_by_role("tab", name="Compare").click()
    expect(page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    keeps(page, "graphlab training", "Compare")


def trained(page: Page, root: str) -> None:
    expect(page.get_by_role("textbox", name="Learning rate")).to_have_value("0.35")
    expect(page.get_by_role("radio", name="slow motion")).to_be_checked()
    expect(page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")


VISITS = {
    "explorer": Visit(explore, explored), "long text": Visit(explore_a_long_text, explored_a_long_text),
    "builder": Visit(build, built), "practice": Visit(practise, practised), "break it": Visit(break_it, broken),
    "gradient check": Visit(check, checked), "training": Visit(train, trained),
}  # fmt: skip


def test_everything_is_there_again_after_the_server_has_begun_anew(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    """Three tabs, others in each run: a reload tries the same way back for each of them."""
    context = new_context()
    pages = {name: context.new_page() for name in sample(list(VISITS), 3)}
    with served(tmp_path / "before") as address:
        for name, page in pages.items():
            VISITS[name].do(page, address)
            VISITS[name].stands(page, address)
    with served(tmp_path / "after", port=urlsplit(address).port or 0):
        for name, page in pages.items():
            page.bring_to_front()
            VISITS[name].stands(page, address)


@pytest.mark.parametrize("name", VISITS)
def test_everything_is_there_again_after_a_reload(page: Page, server: str, name: str) -> None:
    VISITS[name].do(page, server)
    page.reload()
    VISITS[name].stands(page, server)


def test_what_has_been_learned_survives_a_reload_without_an_address_and_is_forgotten_at_one_click(
    page: Page, server: str
) -> None:
    practice = Practice(page, server).open()
    practice.check("∂all_price", "1.1")
    expect(practice.field("∂tax")).to_be_focused()
    page.wait_for_function("() => localStorage.getItem('graphlab progress')")
    for forgets in (False, True):
        page.goto(f"{server}/_stcore/health")
        page.goto(f"{server}/practice")
        expect(page.get_by_text("0 of 35 exercises done, 1 begun.")).to_be_visible()
        if forgets:
            page.get_by_role("button", name="Forget my progress").click()
            expect(page.get_by_text("0 of 35 exercises done, 0 begun.")).to_be_visible()
            expect(practice.field("∂all_price")).to_have_value("")
            page.get_by_role("button", name="Bring it back").click()
            expect(page.get_by_text("0 of 35 exercises done, 1 begun.")).to_be_visible()
            page.get_by_role("button", name="Forget my progress").click()
            page.wait_for_function("() => !localStorage.getItem('graphlab progress')")
    page.goto(f"{server}/practice")
    expect(page.get_by_text("0 of 35 exercises done, 0 begun.")).to_be_visible()
