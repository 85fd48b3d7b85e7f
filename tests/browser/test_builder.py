"""The builder by real mouse and keyboard: canvas, text and table, each in step with the others."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.driver import until
from tests.browser.test_text import HOSTILE, TOO_WIDE, harmless
from tests.ui.explorer.test_share_tab import noise

MOVED = "([one, { x, y }]) => { const box = one.getBoundingClientRect(); return box.x !== x || box.y !== y }"
APPLES = "apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * n_apple\nprice = v1 * tax"


class Builder:
    """The page of the builder in English."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server

    def open(self, draft: str = "") -> "Builder":
        self.page.goto(f"{self.server}/builder?lang=en" + (f"&draft={quote(draft)}" if draft else ""))
        expect(self.chip("mul(a, b)")).to_be_visible()
        return self

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".st-key-editor-canvas")

    @property
    def text(self) -> Locator:
        return self.page.locator(".st-key-editor-text").get_by_role("textbox")

    @property
    def table(self) -> Locator:
        return self.page.locator(".st-key-editor-table")

    def chip(self, says: str) -> Locator:
        return self.canvas.get_by_role("button", name=says, exact=True)

    def node(self, name: str) -> Locator:
        return self.canvas.locator(f'[data-node="{name}"]')

    def reads(self, text: str) -> None:
        """Wait until the text box says this."""
        expect(self.text).to_have_value(text)

    def drag(self, start: Locator, end: Locator) -> None:
        expect(start).to_be_visible()
        expect(end).to_be_visible()
        here, there = start.bounding_box(), end.bounding_box()
        assert here
        assert there
        self.page.mouse.move(here["x"] + here["width"] / 2, here["y"] + here["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=4)
        self.page.mouse.up()

    def shows(self, kind: str, *numbers: str) -> None:
        """Wait until these numbers stand on the canvas."""
        labels = self.canvas.locator(f".labels .{kind}")
        until(lambda: sorted(labels.all_text_contents()) == sorted(numbers))


@pytest.fixture
def builder(page: Page, server: str) -> Builder:
    return Builder(page, server)


def test_the_apples_from_an_empty_canvas_by_clicks_and_drags(builder: Builder) -> None:
    """As somebody does it who has never seen the page: the button in the middle, the fields, the dots."""
    builder.open()
    keyboard = builder.page.keyboard
    builder.canvas.get_by_role("button", name="Add an input").click()
    lines: list[str] = []
    for name, value in {"apple": "100", "n_apple": "2", "tax": "1.1"}.items():
        if name != "apple":
            builder.chip("an input: a name and its value").click()
        expect(builder.canvas.locator('[data-field="name"]')).to_be_focused()
        # Typed without waiting: the second edit still means the node by its old name.
        keyboard.type(name)
        keyboard.press("Tab")
        keyboard.type(value)
        keyboard.press("Enter")
        lines.append(f"{name} = {value}")
        builder.reads("\n".join(lines))
        expect(builder.node(name)).to_be_visible()
    builder.chip("mul(a, b)").click()
    builder.drag(builder.node("apple").locator("[data-out]"), builder.node("v1").locator('[data-socket="0"]'))
    builder.reads("apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * ?")
    builder.drag(builder.node("n_apple").locator("[data-out]"), builder.node("v1").locator(".box"))
    builder.reads("apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * n_apple")
    # Two nodes chosen, an operation clicked.
    builder.node("v1").locator(".caption").click(force=True)
    builder.node("tax").locator(".caption").click(modifiers=["Shift"], force=True)
    builder.chip("mul(a, b)").click()
    builder.reads("apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * n_apple\nv2 = v1 * tax")
    builder.canvas.locator('[data-field="name"]').fill("price")
    keyboard.press("Enter")
    builder.reads(APPLES)
    builder.shows("value", "1.1", "100", "2", "200", "220")
    builder.shows("gradient", "1", "1.1", "110", "2.2", "200")
    expect(builder.table.get_by_role("textbox", name="price: Name")).to_have_value("price")


def test_what_is_chosen_stays_chosen_under_another_name_and_feeds_the_next_operation(builder: Builder) -> None:
    builder.open("x = 3\ny = exp(x)")
    builder.node("y").locator(".caption").click(force=True)
    builder.canvas.locator('[data-field="name"]').fill("grown")
    builder.page.keyboard.press("Enter")
    builder.reads("x = 3\ngrown = exp(x)")
    builder.chip("log(x)").click()
    builder.reads("x = 3\ngrown = exp(x)\nv1 = log(grown)")


def test_two_chosen_nodes_are_joined_in_the_order_in_which_they_were_chosen(builder: Builder) -> None:
    builder.open("a = 2\nb = 3\ny = a * ?")
    builder.node("y").locator(".caption").click(force=True)
    builder.node("b").locator(".caption").click(modifiers=["Shift"], force=True)
    builder.canvas.get_by_role("button", name="Draw a line: b → y").click()
    builder.reads("a = 2\nb = 3\ny = a * b")


def test_a_node_in_the_middle_becomes_the_result(builder: Builder) -> None:
    builder.open(APPLES)
    builder.node("v1").locator(".caption").click(force=True)
    builder.canvas.get_by_role("button", name="Make it the result").click()
    builder.reads(f"{APPLES}\nv1")
    builder.shows("gradient", "1", "100", "2")
    builder.shows("value", "1.1", "100", "2", "200", "220")
    builder.page.get_by_role("button", name="Step through it").click()
    builder.page.wait_for_url("**/explorer?*")
    expect(builder.page.locator(".st-key-instrument .plot.shown")).to_be_attached()


def test_settings_are_typed_on_the_canvas(builder: Builder) -> None:
    builder.open("x = [[1, 2], [3, 4]]\ny = sum(x)")
    builder.node("y").locator(".caption").click(force=True)
    axis = builder.canvas.locator('[data-field="set axis"]')
    axis.fill("0")
    axis.press("Enter")
    builder.reads("x = [[1, 2], [3, 4]]\ny = sum(x, axis=0)")
    axis.fill("1.5")
    axis.press("Enter")
    expect(builder.canvas.get_by_role("status")).to_contain_text("whole number")


def test_undo_and_redo_by_keys_and_a_circle_is_refused(builder: Builder) -> None:
    builder.open(APPLES)
    builder.drag(builder.node("price").locator("[data-out]"), builder.node("v1").locator(".box"))
    expect(builder.canvas.get_by_role("status")).to_contain_text("takes one wire")
    builder.node("n_apple").focus()
    builder.page.keyboard.press("Delete")
    builder.reads("apple = 100\ntax = 1.1\nv1 = apple * ?\nprice = v1 * tax")
    builder.shows("gradient")
    builder.drag(builder.node("price").locator("[data-out]"), builder.node("v1").locator("[data-socket]"))
    expect(builder.canvas.get_by_role("status")).to_contain_text("circle")
    builder.node("price").focus()
    builder.page.keyboard.press("Control+z")
    builder.reads(APPLES)
    builder.page.keyboard.press("Control+y")
    builder.reads("apple = 100\ntax = 1.1\nv1 = apple * ?\nprice = v1 * tax")


def test_everything_by_keyboard(builder: Builder) -> None:
    builder.open("x = 3")
    keyboard = builder.page.keyboard
    builder.canvas.get_by_role("searchbox").focus()
    keyboard.type("exp")
    keyboard.press("Enter")
    builder.reads("x = 3\nv1 = exp(?)")
    builder.node("x").focus()
    keyboard.press("c")
    builder.node("v1").focus()
    keyboard.press("Enter")
    builder.reads("x = 3\nv1 = exp(x)")
    wire = builder.canvas.locator('[data-wire="v1:0"]')
    wire.focus()
    keyboard.press("Enter")
    builder.chip("neg(x)").focus()
    keyboard.press("Enter")
    builder.reads("x = 3\nv2 = -x\nv1 = exp(v2)")
    before = builder.node("x").bounding_box()
    builder.node("x").focus()
    keyboard.press("ArrowUp")
    assert before != builder.node("x").bounding_box()


def test_an_operation_is_dropped_on_a_line_and_nodes_are_moved(builder: Builder) -> None:
    builder.open("x = 3\ny = exp(x)")
    builder.drag(builder.chip("log(x)"), builder.canvas.locator('[data-wire="y:0"]'))
    builder.reads("x = 3\nv1 = log(x)\ny = exp(v1)")
    place = builder.node("x").bounding_box()
    builder.drag(builder.node("x").locator(".caption"), builder.node("y").locator(".caption"))
    builder.page.wait_for_function(MOVED, arg=[builder.node("x").element_handle(), place])
    builder.reads("x = 3\nv1 = log(x)\ny = exp(v1)")


def test_text_and_table_change_the_canvas(builder: Builder) -> None:
    builder.open("x = 3\ny = x * 2")
    builder.table.get_by_role("textbox", name="y: takes as b").fill("5")
    builder.page.keyboard.press("Enter")
    builder.reads("x = 3\ny = x * 5")
    builder.text.fill("x = 3\ny = epx(x)")
    expect(builder.page.locator(".st-key-editor-text").get_by_role("status")).to_contain_text("exp")
    expect(builder.canvas.locator(".stale")).to_be_visible()
    builder.chip("log(x)").click()
    expect(builder.canvas.get_by_role("status")).to_contain_text("put it right first")
    builder.text.fill("x = 3\ny = exp(x)")
    expect(builder.canvas.locator(".caption").get_by_text("exp")).to_be_attached()
    builder.reads("x = 3\ny = exp(x)")


def test_what_was_built_survives_a_reload_and_goes_to_the_explorer(builder: Builder) -> None:
    builder.open(APPLES)
    builder.page.reload()
    builder.reads(APPLES)
    builder.page.get_by_role("button", name="Step through it").click()
    builder.page.wait_for_url("**/explorer?*")
    expect(builder.page.locator(".st-key-instrument .plot.shown")).to_be_attached()


def test_a_draft_too_long_for_an_address_survives_a_reload(builder: Builder) -> None:
    draft = f"x = {noise(450)}\ny = sum(?)"
    builder.open("x = 3")
    builder.text.fill(draft)
    expect(builder.page.get_by_role("alert").get_by_text("It stays in this tab")).to_be_visible()
    builder.page.reload()
    builder.reads(draft)
    assert "draft" not in builder.page.url


def test_work_survives_a_restart_of_the_server(new_context: Callable[..., BrowserContext], tmp_path: Path) -> None:
    page = new_context().new_page()
    with served(tmp_path / "before") as address:
        Builder(page, address).open(APPLES).reads(APPLES)
    with served(tmp_path / "after", port=urlsplit(address).port or 0):
        builder = Builder(page, address)
        builder.chip("mul(a, b)").click(timeout=60_000)
        builder.reads(APPLES.replace("price", "v2 = ? * ?\nprice"))


def test_a_draft_is_saved_as_a_file_and_dropped_in_again(builder: Builder, tmp_path: Path) -> None:
    builder.open("x = 3\ny = x * ?")
    builder.page.get_by_text("Keep and share", exact=True).click()
    with builder.page.expect_download() as waiting:
        builder.page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.read_text(encoding="utf-8") == "# graphlab 1\n\nx = 3\ny = x * ?\n"
    other = builder.open("y = a * b")
    other.page.get_by_text("Keep and share", exact=True).click()
    other.page.locator("input[type=file]").set_input_files(path)
    other.reads("x = 3\ny = x * ?")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_and_names_stay_texts(builder: Builder, text: str) -> None:
    builder.open(f"x = 3\ny = x * 2\n{text}")
    harmless(builder.page)
    builder.open("x = 3\ny = x * 2")
    name = builder.table.get_by_role("textbox", name="x: Name")
    name.fill(text)
    name.press("Enter")
    expect(builder.table.get_by_role("status")).to_contain_text("name")
    harmless(builder.page)
    builder.reads("x = 3\ny = x * 2")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_on_a_phone_by_touch(new_context: Callable[..., BrowserContext], server: str, language: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{server}/builder?lang={language}&draft={quote('a = 2' + chr(10) + 'y = ? * 3')}")
    node = page.locator('[data-node="a"]')
    expect(node).to_be_visible()
    node.locator("[data-out]").tap()
    page.locator('[data-node="y"] .caption').tap(force=True)
    expect(page.locator(".st-key-editor-text").get_by_role("textbox")).to_have_value("a = 2\ny = a * 3")
    assert page.evaluate(TOO_WIDE) == []
