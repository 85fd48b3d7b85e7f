"""The tab that asks cell by cell, through Streamlit's own test client: what is sent to the browser, what is told."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.view.matrix.windows import TILE, WINDOW
from tests.ui.test_pages import browser_says


def page() -> None:
    """Show the tab for the graph that the session names."""
    import numpy as np
    import streamlit as st

    import graphlab as gl
    from graphlab.ui.explorer import cells_tab

    if st.session_state.get("large"):
        text = "h = dot(x, W1) + b1"
        graph, rng = gl.parse(text), np.random.default_rng(0)
        feed = {"x": rng.random((100, 784)), "W1": rng.normal(size=(784, 50)), "b1": rng.normal(size=50)}
        shown: object = type(
            "Shown", (), {"trace": gl.run(graph, feed), "graph": graph, "typed": {}, "upstream": "1"}
        )()
    else:
        figure = gl.FIGURES[st.session_state.get("figure", "5-27")]
        typed = {name: str(value) for name, value in figure.feed.items()}
        trace = gl.run(figure.graph, figure.feed, figure.upstream)
        shown = type("Shown", (), {"trace": trace, "graph": figure.graph, "typed": typed, "upstream": "1"})()
    st.text(str(cells_tab.has_cells(shown)))
    cells_tab.cells_tab(shown)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=30)


def board(app: AppTest) -> dict[str, Any]:
    assert not app.exception, [error.message for error in app.exception]
    (found,) = app.get("bidi_component")
    return json.loads(found.proto.json)


def told(app: AppTest) -> str:
    return app.markdown[-1].value


def test_the_matrices_of_figure_5_27(app: AppTest) -> None:
    data = board(app.run())
    matrices = {matrix["key"]: matrix for matrix in data["matrices"]}
    assert data["groups"] == [["A", "B", "out"], ["dA", "dB", "g"]]
    assert [[text for text, _ in line] for line in matrices["dB"]["cells"]] == [["13", "17", "21"], ["18", "24", "30"]]
    assert matrices["dB"]["cells"][1][2][1] == 1.0
    assert matrices["dB"]["parts"] == {"A": True, "g": False}
    assert [matrix["sign"] for matrix in data["matrices"]][:3] == ["", "·", "="]
    assert "1 \\times" not in told(app)
    assert r"&= \textcolor{#0072B2}{1} \times \textcolor{#0072B2}{1}" in told(app)


def test_what_a_click_tells_python_is_written_out(app: AppTest) -> None:
    rev = board(app.run())["rev"]
    browser_says(app, "cells", "cell", {"matrix": "dB", "row": 1, "column": 2, "starts": {}})
    assert board(app.run())["rev"] == rev
    assert "Row 2 of Xᵀ, which is column 2 of X" in told(app)
    assert r"= 6 + 24 \\" in told(app)


@pytest.mark.parametrize(
    "junk",
    [None, 5, "x", {}, {"matrix": "A"}, {"matrix": "nothing", "row": -5, "column": 10**9},
     {"matrix": "dA", "row": "1", "column": None, "starts": {"n": "x", "zz": 3}},
     {"matrix": [], "row": 1.5, "starts": 7}],
    ids=str,
)  # fmt: skip
def test_whatever_the_browser_says_the_tab_stands(app: AppTest, junk: Any) -> None:
    app.run()
    app.session_state["cells"] = {"cell": junk}
    assert board(app.run())["matrices"]
    browser_says(app, "cells", "cell", junk)
    assert board(app.run())["matrices"]


def test_of_a_large_matrix_a_window_and_a_small_picture_are_sent(app: AppTest) -> None:
    app.session_state["large"] = True
    data = board(app.run())
    matrices = {matrix["key"]: matrix for matrix in data["matrices"]}
    assert len(json.dumps(data)) < 40_000
    assert matrices["B"]["all"] == [784, 50]
    assert len(matrices["B"]["cells"]) == len(matrices["B"]["cells"][0]) == WINDOW
    whole = matrices["B"]["whole"]
    assert len(whole["levels"]) == whole["rows"] * whole["columns"] == TILE * TILE
    browser_says(
        app, "cells", "cell", {"matrix": "out", "row": 99, "column": 49, "starts": {"n": 500, "m": 44, "k": 3}}
    )
    data = board(app.run())
    assert data["windows"] == {"n": [94, WINDOW], "k": [3, WINDOW], "m": [44, WINDOW]}
    assert "There are 784 terms" in told(app)


def test_another_node_can_be_chosen_and_asked_for(app: AppTest) -> None:
    app.run()
    assert board(app)["matrices"][2]["title"] == "X_dot_W"
    app.session_state["cells wanted"] = "Y"
    data = board(app.run())
    assert data["groups"] == [["a", "b", "out"], ["da", "db", "g"]]
    assert data["matrices"][-1]["key"] == "db"


def test_where_no_matrix_flows_there_is_nothing(app: AppTest) -> None:
    app.session_state["figure"] = "5-17"
    app.run()
    assert [text.value for text in app.text] == ["False"]
    assert not app.get("bidi_component")
