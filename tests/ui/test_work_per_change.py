"""One change of a page costs one parse, one run and one layout at most: what is known already is not made again."""

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.book.breaks import BREAKS
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.practice.sets import set_to_text, to_link
from graphlab.view.picture.scene import scene
from tests.ui.builder.test_builder_page import APPLES, ask
from tests.ui.practice.test_practice_page import SET, answer
from tests.ui.test_pages import browser_says, healthy, opened, type_into

WORK = {parse.__code__: "parse", run.__code__: "run", scene.__code__: "layout"}
Change = Callable[[AppTest], Any]


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the calls, however the callers have imported the functions, in this thread and in new ones."""
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code in WORK:
            found[WORK[frame.f_code]] += 1

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def type_number(app: AppTest) -> None:
    type_into(app, apple="123.25")


def type_text(app: AppTest) -> None:
    browser_says(app, "source", "text", "y = x * x + 0.625 * z")
    app.session_state["state.text"] = "y = x * x + 0.625 * z"
    healthy(app.run())


def put(**values: Any) -> Change:
    def change(app: AppTest) -> None:
        for name, value in values.items():
            app.session_state[f"state.{name}"] = value
        healthy(app.run())

    return change


@pytest.mark.parametrize("page, address, change, expected", [
    ("explorer", {"figure": "5-17"}, type_number, {"run": 1, "layout": 1}),
    ("explorer", {"text": "y = x * x + 0.5 * z"}, type_text, {"parse": 1, "run": 1, "layout": 1}),
    ("explorer", {"text": "y = x * w + 0.375"}, put(notation="symbols"), {"layout": 1}),
    ("explorer", {"figure": "5-17"}, put(step=3), {}),
    ("practice", {}, lambda app: answer(app, d_apple="5"), {}),
    ("practice", {"exercise": "own", "text": "y = x * w + 0.125"}, lambda app: answer(app, d_w="5"), {}),
    ("practice", {"set": to_link(set_to_text(SET))}, lambda app: answer(app, d_w="5"), {}),
    ("gradient_check", {"figure": "5-20"}, lambda app: app.select_slider[0].set_value("6").run(), {"run": 1}),
    ("builder", {"draft": APPLES}, lambda app: ask(app, "parts", kind="change", name="apple", text="123.5"),
     {"parse": 1, "run": 1}),
    ("builder", {"draft": f"{APPLES} + 0.75"}, lambda app: ask(app, kind="add", op="mul", sources=["apple", "tax"]),
     {"parse": 1, "run": 1}),
])  # fmt: skip
def test_one_change(page: str, address: dict[str, str], change: Change, expected: dict[str, int]) -> None:
    app = opened(f"pages/{page}.py", **address)
    with counted() as found:
        change(app)
    assert found == expected


@pytest.mark.parametrize("fault", BREAKS)
def test_a_break_is_run_once_and_drawn_once(fault: str) -> None:
    app = opened("pages/break_it.py", fault=fault)
    for how in ("yes", "no", "both", "yes"):
        group = next(one for one in app.get("button_group") if one.key.startswith("switch broken "))
        with counted() as found:
            healthy(group.set_value(how).run())
        assert all(count <= 1 + (how == "both") for count in found.values())
    assert found == {}


@pytest.mark.parametrize("page", ["explorer", "practice", "gradient_check", "builder", "break_it"])
def test_a_page_that_is_drawn_again_computes_nothing(page: str) -> None:
    app = opened(f"pages/{page}.py")
    with counted() as found:
        healthy(app.run())
    # The chart of the kink follows h, and is measured anew.
    assert found == ({"run": 1} if page == "gradient_check" else {})


def test_the_gallery_is_computed_once_for_all_visitors() -> None:
    opened("app.py")
    with counted() as found:
        opened("app.py")
    assert found == {}
