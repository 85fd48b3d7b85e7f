"""Tabs of a graph with more to show than a page can hold, through Streamlit's own test client."""

from typing import Any

from streamlit.testing.v1 import AppTest

from graphlab.ui.explorer import paths_tab, tabs
from graphlab.ui.frame import selection
from graphlab.ui.gradient_check import check_page
from tests.ui.test_pages import component, healthy, named, opened

# 2 ** 8 ways from x to the result.
DOUBLED = "\n".join(["v0 = x + x", *(f"v{i + 1} = v{i} + v{i}" for i in range(7))])
WIDE = {"text": "y = sum(x * x)", "inputs": f"x=[{','.join(map(str, range(450)))}]"}


def on_tab(title: str, **address: str) -> AppTest:
    app = opened(**address)
    app.session_state["tabs"] = title
    return healthy(app.run())


def rows(app: AppTest, key: str) -> list[Any]:
    return component(app, key)["rows"]


def test_the_first_ways_are_shown_and_their_count() -> None:
    app = on_tab("Ways", text=DOUBLED, inputs="x=1")
    assert len(rows(app, "ways")) == paths_tab.MOST
    assert "256" in component(app, "ways")["caption"]


def test_a_way_beyond_those_shown_lights_nothing() -> None:
    app = opened(text=DOUBLED, inputs="x=1", way=f"x.{paths_tab.MOST + 1}")
    assert (
        component(app, "instrument")["figure"] == component(opened(text=DOUBLED, inputs="x=1"), "instrument")["figure"]
    )


def test_the_first_elements_are_checked() -> None:
    (row,) = rows(on_tab("Gradient check", **WIDE), "checks")
    assert f"{tabs.MOST_CHECKED} of 450 elements checked" in row["cells"][-1]


def test_the_first_elements_stand_in_the_list() -> None:
    app = on_tab("Nudge", **WIDE)
    assert len(named(app.selectbox, "nudge of element x").options) == selection.MOST


def test_the_first_elements_are_compared() -> None:
    (row,) = rows(opened("pages/gradient_check.py", **WIDE), "comparison")
    assert f"{check_page.MOST} of 450 elements checked" in row["cells"][-1]
