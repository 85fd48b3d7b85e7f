"""Nudge, gradient check and break it, with real clicks and keys."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from graphlab.book.breaks import BREAKS
from graphlab.view.base.tooltips import whole_value
from graphlab.view.exercise.fault_picture import fault_picture
from tests.browser.driver import Explorer
from tests.browser.test_text import TOO_WIDE

BOXES = "plot => [...plot.querySelectorAll('.fault')].filter(box => box.checkVisibility()).length"


def sized(bar: Locator) -> float:
    return float(bar.evaluate("one => one.getBoundingClientRect().width"))


def test_a_nudge_follows_the_slider_at_once(explorer: Explorer) -> None:
    explorer.open(figure="5-20")
    page = explorer.page
    page.get_by_role("tab", name="Nudge").click()
    nudge = page.locator(".st-key-nudge")
    slider = nudge.get_by_role("slider")
    says = nudge.locator(".says")
    expect(says).to_have_text("If x were 1 higher, y would be 0.235 higher, says the gradient. "
                              "Run again, it is 0.1951 higher.")  # fmt: skip
    slider.focus()
    page.keyboard.press("End")
    expect(says).to_contain_text("If x were 2 higher")
    predicted, actual = nudge.locator(".track .predicted"), nudge.locator(".track .actual")
    assert sized(predicted) > 1.2 * sized(actual) > 0
    page.keyboard.press("ArrowLeft")
    expect(says).to_contain_text("If x were 1.96 higher")
    assert sized(predicted) > 0
    page.keyboard.press("Home")
    expect(says).to_contain_text("If x were 2 lower, y would be 0.47 lower")


def test_h_is_moved_with_a_key_and_the_table_follows(page: Page, server: str) -> None:
    page.goto(f"{server}/gradient_check?figure=5-20&lang=en")
    table = page.locator(".st-key-comparison")
    expect(table).to_contain_text("They agree in 9 digits.")
    expect(page.locator(".st-key-error_curve canvas, .st-key-error-curve canvas").first).to_be_visible()
    page.locator("[class*=st-key-slider-h-]").get_by_role("slider").focus()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => new URLSearchParams(location.search).get('h') === '1'")
    expect(table).to_contain_text("They agree in 3 digits.")


def test_a_switch_boxes_what_is_wrong_and_asks_before_it_answers(page: Page, server: str) -> None:
    page.goto(f"{server}/break_it?fault=swap&lang=en")
    graph = page.locator(".st-key-broken-swap .plot.shown")
    expect(graph.locator("text").first).to_be_attached()
    assert graph.evaluate(BOXES) == 0
    page.get_by_role("radio", name="Wrong").click()
    expect(page.get_by_text(BREAKS["swap"].question)).to_be_visible()
    page.wait_for_function(f"plot => ({BOXES})(plot) === 4", arg=graph.element_handle())
    expect(page.locator(".st-key-broken-check")).to_contain_text("They differ.")
    answer = page.get_by_text(re.compile("^The price is 200"))
    expect(answer).to_be_hidden()
    page.get_by_text("Show the answer").click()
    expect(answer).to_be_visible()


def test_both_pictures_step_together_and_a_node_of_either_can_be_clicked(page: Page, server: str) -> None:
    page.goto(f"{server}/break_it?fault=order&broken=both&lang=en")
    instrument = page.locator(".st-key-broken-order")
    at = instrument.get_by_role("slider", name="Timeline", include_hidden=True)
    expect(at).to_have_value("7")
    nodes = {one.get_attribute("data-node") for one in instrument.locator("[data-node]").all()}
    assert len(nodes) == 2 * len(BREAKS["order"].graph.nodes)
    for name, count in (("First step", 0), ("Last step", 3)):
        instrument.get_by_role("button", name=name).click()
        expect(instrument.locator(".fault:visible")).to_have_count(count)
    # b acts at 5 in both runs, and in the wrong one again at 7: the ring stands in one picture at the end.
    expect(instrument.locator(".ring:visible")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(at).to_have_value("5")
    expect(instrument.locator(".ring:visible")).to_have_count(2)
    code = page.locator(".compared")
    expect(code.locator("figure")).to_have_count(2)
    expect(code.locator("mark").first).to_be_visible()


def test_the_picture_of_a_break_steps_jumps_and_tells_its_numbers_without_plotly(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    record = BREAKS["swap"]
    trace = record.run(True)
    last = len(trace.steps)
    page.goto(f"{server}/break_it?fault=swap&broken=yes&lang=en")
    instrument = page.locator(".st-key-broken-swap")
    at = instrument.get_by_role("slider", name="Timeline", include_hidden=True)
    boxed = instrument.locator(".fault:visible")
    expect(at).to_have_value(str(last))
    expect(boxed).to_have_count(4)
    expect(instrument.locator(".instrument")).to_have_attribute("aria-label", "Computational graph")
    instrument.get_by_role("button", name="First step").click()
    expect(boxed).to_have_count(0)
    for step in range(1, last + 1):
        page.keyboard.press("ArrowRight")
        expect(at).to_have_value(str(step))
    expect(boxed).to_have_count(4)
    first = trace.steps[0].node
    node, tip = instrument.locator(f"[data-node='{first}']:visible").last, instrument.locator(".tip")
    node.hover(force=True)
    expect(tip).to_be_visible()
    assert whole_value(trace.node_values[first]) in tip.inner_text()
    assert whole_value(trace.node_grads[first]) in tip.inner_text()
    forward, backward = fault_picture(trace, record.run(False)).meta["jump"][str(first)]
    node.click(force=True)
    expect(at).to_have_value(str(forward))
    node.hover(force=True)
    expect(tip).to_contain_text(whole_value(trace.node_values[first]))
    expect(tip).not_to_contain_text("gradient")
    node.click(force=True)
    expect(at).to_have_value(str(backward))
    assert not [address for address in asked if "plotly-" in address]


def test_on_a_phone_nothing_is_wider_than_the_page(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("break_it?fault=batch&broken=yes", "break_it?fault=batch&broken=both", "gradient_check?figure=5-17",
                    "break_it?fault=rate&broken=both"):  # fmt: skip
        page.goto(f"{server}/{address}&lang=ko")
        expect(page.locator(".st-key-menu")).to_be_visible()
        expect(page.get_by_role("table").first).to_be_visible()
        assert page.evaluate(TOO_WIDE) == []


def test_a_misfit_keeps_its_picture_and_is_said_to_a_screen_reader(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/explorer?text=y+%3D+sum(exp(relu(dot(exp(X),+W))))&inputs=X=[[1,2]];W=[[1],[2],[3]]&lang=ko")
    drawing = page.locator(".st-key-halted")
    picture = drawing.get_by_role("img")
    expect(picture).to_be_visible()
    expect(drawing.locator("title")).to_contain_text("형상이 서로 맞지 않습니다")
    colours = [drawing.locator(f".{role}").evaluate("one => getComputedStyle(one).fill")
               for role in ("first_size", "second_size")]  # fmt: skip
    assert colours == ["rgb(194, 24, 91)", "rgb(61, 47, 181)"]
    # The sentence has them too, and text in the picture stays readable.
    sentence = page.get_by_role("alert")
    assert {f"{one}" for one in colours} <= set(sentence.locator(".katex [style*=color]").evaluate_all(
        "all => all.map(one => getComputedStyle(one).color)"))  # fmt: skip
    assert picture.evaluate("one => one.getBoundingClientRect().width / one.viewBox.baseVal.width") >= 0.74
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("fault", ["order", "swap"])
def test_a_broken_run_is_explained_step_by_step_and_the_check_stays_in_the_window(
    page: Page, server: str, fault: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server}/break_it?fault={fault}&broken=yes&lang=en")
    instrument = page.locator(f".st-key-broken-{fault}")
    expect(instrument.locator(".words")).to_contain_text(
        "acts again" if fault == "order" else "Wrong: ∂L/∂apple = 20,000"
    )
    instrument.get_by_role("button", name="First step").click()
    page.keyboard.press("ArrowRight")
    expect(instrument.locator(".words math").first).to_be_in_viewport(ratio=1)
    expect(instrument.locator(".listing .lit")).to_be_in_viewport(ratio=1)
    expect(page.locator(".st-key-broken-check")).to_be_in_viewport(ratio=1)
