"""Learning watched in a real browser: it starts, falls, pauses, survives a reload, and rests when the tab is closed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, expect

from tests.browser.conftest import served
from tests.browser.driver import Wire, until
from tests.browser.test_looks import PHONE, TOO_WIDE, unnamed

PLACE = re.compile(r"teration ([\d,]+) of ([\d,]+)")
# What the chart of the losses says of itself to assistive technology.
TOLD = ".st-key-loss [aria-label]"
LATEST = re.compile(r"the latest is (\d+(?:\.\d+)?)")


class Training:
    """The training page as a test sees it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server, self.wire = page, server, Wire(page)

    def open(self, **address: str) -> Training:
        query = "&".join(f"{name}={value}" for name, value in ({"lang": "en"} | address).items())
        self.page.goto(f"{self.server}/mnist?{query}")
        expect(self.button("Start").or_(self.button("Pause")).or_(self.button("Resume")).first).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> Training:
        self.button(name).click()
        return self

    def type(self, label: str, text: str) -> Training:
        box = self.page.get_by_role("textbox", name=label, exact=True)
        box.fill(text)
        box.press("Enter")
        return self

    def iterations(self, text: str) -> Training:
        """Set the number of iterations, behind the button for more settings."""
        self.press("More settings")
        self.type("Iterations", text)
        self.page.keyboard.press("Escape")
        return self

    def pace(self, name: str) -> Training:
        """Choose the pace beside the buttons."""
        self.page.get_by_role("radio", name=name, exact=True).click()
        return self

    @property
    def iteration(self) -> int:
        found = PLACE.search(self.page.locator(".stProgress").first.inner_text())
        return int(found[1].replace(",", "")) if found else 0

    def beyond(self, iteration: int) -> int:
        """Wait until the page shows a later iteration, and return it."""
        self.page.wait_for_function(
            "least => Number((document.querySelector('.stProgress')?.innerText ?? '').match(/teration ([\\d,]+)/)?.[1]"
            ".replaceAll(',', '') ?? 0) > least",
            arg=iteration,
        )
        return self.iteration

    def paused(self) -> int:
        expect(self.page.locator(".stProgress")).to_contain_text("Paused")
        return self.iteration

    def chart(self, key: str) -> FloatRect:
        """Return where a chart stands on the screen."""
        chart = self.page.locator(f".st-key-{key} .stEChartsChart")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box
        return box

    def axis(self, key: str = "loss") -> bytes:
        """Return a picture of the numbers under the axis of iterations, which ends at the goal while the run moves."""
        box = self.chart(key)
        return self.page.screenshot(clip={**box, "y": box["y"] + box["height"] - 36, "height": 36})

    def shown(self) -> list[int]:
        """Return the first and the last iteration shown, as the slider says."""
        return [int(end.input_value()) for end in self.page.get_by_role("slider", name="Iterations shown").all()]

    def drag(self, key: str, *shares: float, rest: bool = False) -> Training:
        """Drag from one place of the axis to another, in shares of it; with a rest on the way, the charts move on."""
        expect(self.page.get_by_text("Drag over a chart to look closer")).to_be_visible()
        box, mouse = self.chart(key), self.page.mouse
        # The curves begin 48 pixels from the left and end 30 before the right.
        start, middle, end = (
            box["x"] + 48 + share * (box["width"] - 78) for share in (shares[0], sum(shares) / 2, shares[1])
        )
        y = box["y"] + 120
        mouse.move(start, y)
        mouse.down()
        mouse.move(middle, y)
        if rest:
            self.beyond(self.beyond(self.iteration))
        mouse.move(end, y)
        mouse.up()
        mouse.move(5, 5)
        return self

    def shows(self, *ends: int) -> None:
        """Wait until the slider says that this part is shown, give or take a pixel of a million iterations."""
        self.page.wait_for_function(
            """ends => {
              const found = [...document.querySelectorAll('input[aria-label^="Iterations shown"]')]
              return found.length === ends.length && found.every((end, i) => Math.abs(end.value - ends[i]) <= 3000)
            }""",
            arg=list(ends),
        )

    def each_tab(self) -> Iterator[str]:
        """Yield the name of each tab, as soon as it stands; the first is open already."""
        yield "One iteration"
        for name in ("Inside", "How good", "Compare", "Why backpropagation"):
            with self.wire.answer():
                self.page.get_by_role("tab", name=name).click()
            yield name

    def loss(self) -> float:
        found = LATEST.search(self.page.locator(TOLD).first.get_attribute("aria-label") or "")
        return float(found[1]) if found else float("inf")


@pytest.fixture
def training(page: Page, server: str) -> Training:
    return Training(page, server)


@pytest.fixture
def closable(new_context: Callable[..., BrowserContext], watch: Callable[[Page], Page], server: str) -> Training:
    """The page in a tab of its own, which a test may close."""
    return Training(watch(new_context().new_page()), server)


def test_from_the_first_click_to_the_end(training: Training) -> None:
    page = training.open().iterations("20000").pace("full speed").press("Start").page
    first = training.beyond(0)
    expect(page.locator(TOLD).first).to_have_attribute("aria-label", LATEST)
    before = training.loss()
    training.beyond(first)
    training.press("Pause")
    at = training.paused()
    assert training.loss() < max(before, 2.2)
    page.reload()
    assert training.paused() == at
    expect(page.get_by_role("textbox", name="Learning rate", exact=True)).to_have_value("0.1")
    training.press("Resume").beyond(at)
    expect(page.locator(".stProgress")).to_contain_text("Done", timeout=60_000)
    assert training.iteration == 20_000


def test_a_reload_in_mid_run_finds_it_running(training: Training) -> None:
    training.open().iterations("1000000").press("Start")
    at = training.beyond(0)
    training.page.reload()
    training.beyond(training.beyond(at))
    training.press("Stop")


def test_closing_the_tab_rests_the_run_and_the_link_wakes_it(closable: Training, watch: Any) -> None:
    training = closable
    page = training.open().iterations("1000000").pace("full speed").press("Start").page
    training.beyond(training.beyond(0))
    at, address, context = training.iteration, page.url, page.context
    page.close()
    rests(worker(training.server))
    training.page = other = watch(context.new_page())
    other.goto(address)
    expect(other.locator(".stProgress")).to_contain_text("teration")
    found = training.iteration
    assert found >= at
    training.beyond(found)
    training.press("Stop")


def worker(server: str) -> psutil.Process:
    """Return the process that trains for a server."""
    port = f"--server.port={urlsplit(server).port}"
    (app,) = [one for one in psutil.process_iter() if port in _command(one)]
    (found,) = [one for one in app.children() if "graphlab.nn.jobs.worker" in _command(one)]
    return found


def rests(process: psutil.Process) -> None:
    """Wait until a process computes nothing for a second."""
    until(lambda: process.cpu_percent(1.0) < 5)


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def test_a_crash_of_the_worker_is_said_and_the_run_goes_on(training: Training) -> None:
    page = training.open().iterations("1000000").press("Start").page
    # The page tells of each second: after three of them a checkpoint has been taken.
    at = training.beyond(training.beyond(training.beyond(training.beyond(0))))
    worker(training.server).kill()
    expect(page.get_by_text("The process that trains broke down and was started anew")).to_be_visible()
    # From its last checkpoint, not from the beginning; and what the chart shows is one run.
    again = training.beyond(at)
    training.beyond(again)
    training.press("Pause")
    training.paused()
    assert training.loss() < 2.0


# A lease of minutes is too long for a test, which has to know of its end; everything else is as it is.
SHORT_LEASE = """
import graphlab.ui.train.run_controls as ours
from graphlab.nn.jobs.process import WorkerProcess
from streamlit.web.cli import main
send = WorkerProcess.send
def told(worker, message):
    send(worker, message)
    print(message["do"], flush=True)
ours.LEASE, WorkerProcess.send = 6.0, told
main()
"""


def test_closing_the_tab_ends_the_run(new_context: Callable[..., BrowserContext], watch: Any, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(log, ("-c", SHORT_LEASE)) as server:
        page = new_context().new_page()
        training = Training(page, server).open().iterations("1000000").pace("full speed").press("Start")
        training.beyond(training.beyond(0))
        trains, address, context = worker(server), page.url, page.context
        page.close()
        rests(trains)
        until(lambda: "drop\n" in log.read_text())
        training.page = other = context.new_page()
        other.goto(address)
        expect(other.get_by_text("It is back as it was saved.")).to_be_visible()
        assert training.paused() > 0


def test_a_run_outlives_its_server(new_context: Callable[..., BrowserContext], tmp_path: Path) -> None:
    page = new_context().new_page()
    with served(tmp_path / "before") as server:
        training = Training(page, server).open().iterations("1000000").pace("full speed").press("Start")
        at = training.beyond(training.beyond(0))
    with served(tmp_path / "after", port=urlsplit(server).port or 0):
        # The page that is still open finds the new server by itself.
        expect(page.get_by_text("It is back as it was saved.")).to_be_visible()
        assert training.paused() >= at
        training.press("Resume").beyond(training.iteration)


def test_the_charts_stay_and_so_does_the_zoom(training: Training) -> None:
    page = training.open().iterations("1000000").press("Start").page
    training.beyond(training.beyond(0))
    page.locator(".st-key-loss canvas").first.evaluate("canvas => { window.kept = canvas }")
    whole = training.axis()
    page.get_by_role("slider", name="Iterations shown").last.focus()
    for _ in range(4):
        page.keyboard.press("PageDown")
    training.beyond(training.beyond(training.iteration))
    zoomed = training.axis()
    assert zoomed != whole
    training.beyond(training.beyond(training.iteration))
    assert page.evaluate("() => window.kept.isConnected")
    assert training.axis() == zoomed
    training.press("Stop")


def test_a_drag_over_a_chart_shows_that_part_of_both_until_a_double_click(training: Training) -> None:
    page = training.open().iterations("1000000").press("Start").page
    training.beyond(training.beyond(0))
    whole = training.axis("loss"), training.axis("accuracy")
    training.drag("loss", 0.5, 0.25, rest=True).shows(250_000, 500_000)
    training.beyond(training.beyond(training.iteration))
    zoomed, part = (training.axis("loss"), training.axis("accuracy")), training.shown()
    assert zoomed[0] != whole[0]
    assert zoomed[1] != whole[1]
    training.beyond(training.beyond(training.beyond(training.iteration)))
    assert (training.axis("loss"), training.axis("accuracy")) == zoomed
    at = training.press("Pause").paused()
    assert training.axis() == zoomed[0]
    training.press("Resume").beyond(at)
    assert training.axis() == zoomed[0]
    assert training.shown() == part
    training.drag("accuracy", 0.2, 0.6).shows(300_000, 400_000)
    box = training.chart("loss")
    page.mouse.dblclick(box["x"] + 100, box["y"] + 120)
    page.mouse.move(5, 5)
    training.shows(0, 1_000_000)
    training.beyond(training.beyond(training.iteration))
    assert (training.axis("loss"), training.axis("accuracy")) == whole
    training.press("Stop")


def test_a_button_shows_all_again_and_a_click_changes_nothing(training: Training) -> None:
    page = training.open().iterations("1000000").press("Start").page
    training.beyond(0)
    expect(training.button("Show all")).to_be_hidden()
    training.drag("loss", 0.4, 0.4).drag("loss", 0.3, 0.8).shows(300_000, 800_000)
    training.drag("loss", 0.4, 0.4)
    # In the legend the mouse does what it did before.
    box = training.chart("accuracy")
    page.mouse.dblclick(box["x"] + box["width"] - 90, box["y"] + 10)
    training.beyond(training.beyond(training.iteration))
    training.shows(300_000, 800_000)
    training.press("Show all").shows(0, 1_000_000)
    expect(training.button("Show all")).to_be_hidden()
    training.press("Stop")


def test_a_cell_of_the_confusion_matrix_can_be_clicked(training: Training) -> None:
    page = training.open().iterations("600").press("Start").page
    expect(page.locator(".stProgress")).to_contain_text("Done", timeout=30_000)
    page.get_by_role("tab", name="How good").click()
    canvas = page.locator(".st-key-matrix canvas").last
    box = canvas.bounding_box()
    assert box
    # The cells begin 48 and 44 pixels from the left and the top, and end 4 before the other edges.
    width, height = (box["width"] - 52) / 10, (box["height"] - 48) / 10
    canvas.click(position={"x": 48 + 6.5 * width, "y": 44 + 6.5 * height})
    expect(page.get_by_role("heading", name=re.compile(r"6 read as 6: \d+ images"))).to_be_visible()


def test_a_phone_needs_no_sideways_scrolling(new_context: Callable[..., Any], watch: Any, server: str) -> None:
    training = Training(watch(new_context(**PHONE).new_page()), server).open()
    training.press("One iteration")
    expect(training.page.get_by_text("1 · Mini-batch")).to_be_visible()
    for name in training.each_tab():
        assert training.page.evaluate(TOO_WIDE) == [], name


def test_every_control_has_a_name(training: Training) -> None:
    page = training.open().press("One iteration").page
    expect(page.get_by_text("1 · Mini-batch")).to_be_visible()
    for name in training.each_tab():
        assert unnamed(page) == [], name


def test_the_keyboard_alone_starts_and_pauses(training: Training) -> None:
    page = training.open().page
    training.button("Start").focus()
    page.keyboard.press("Enter")
    training.beyond(0)
    training.button("Pause").or_(training.button("Start again")).focus()
    page.keyboard.press("Enter")


def test_the_dark_theme(new_context: Callable[..., Any], watch: Any, server: str, browser: Browser) -> None:
    training = Training(watch(new_context(color_scheme="dark").new_page()), server).open()
    training.press("One iteration")
    expect(training.page.get_by_text("1 · Mini-batch")).to_be_visible()
