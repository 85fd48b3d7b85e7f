"""What the server answers while a number is pulled: the whole run, in the layout that is seen, and nothing is kept."""

import random
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.view.base.numbers import number
from tests.ui.test_pages import component, healthy, opened


def ask(app: AppTest, **asked: Any) -> Any:
    """Ask as the browser does, and return the answer."""
    figure = component(app, "instrument")["fields"]["of"]
    app.session_state["pull"] = {"asked": {"number": "1", "of": figure, "step": 0, **asked}}
    answer = component(healthy(app.run()), "pull")["answer"]
    app.session_state["pull"] = {}
    return answer


def texts(svg: str) -> set[str]:
    return set(re.findall(r">([^<>]+)</tspan>", svg))


def places(svg: str) -> list[str]:
    """Return where everything stands, without what is written there."""
    return re.findall(r' (?:x|y|cx|cy|points|width|height)="[^"]*"', svg)


@pytest.mark.parametrize("number_of_apples", [3, 2.5, -1, 0, 123456])
def test_the_picture_is_that_of_the_run_and_everything_keeps_its_place(number_of_apples: float) -> None:
    app, figure = opened(figure="5-17", step="9"), gl.FIGURES["5-17"]
    before = component(app, "instrument")["svg"]
    answer = ask(app, name="n_apple", text=str(number_of_apples), step=9)
    trace = gl.run(figure.graph, {**figure.feed, "n_apple": number_of_apples}, figure.upstream)
    shown = {number(value) for value in (*trace.values.values(), *trace.grads.values())}
    assert shown <= texts(answer["svg"])
    assert places(answer["svg"]) == places(before)
    assert answer["number"] == "1"
    assert number(abs(trace.grads["apple"])) in answer["html"]
    # Nothing of it is kept.
    assert "inputs" not in app.query_params
    assert component(healthy(app.run()), "instrument")["svg"] == before
    assert component(app, "pull")["answer"] is None


def test_every_input_of_every_figure_can_be_asked_for() -> None:
    """Tried with some figures, and with other numbers, in each run."""
    for name in random.sample(sorted(gl.FIGURES), 6):
        figure, app = gl.FIGURES[name], opened(figure=name)
        last = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
        for row in component(app, "instrument")["fields"]["rows"]:
            text = f"{random.uniform(-3, 3):.3g}"
            answer = ask(app, name=row["name"], text=text, step=random.randint(0, last))
            assert ("svg" in answer) != ("refused" in answer), (name, row["name"], text, answer)


def test_the_upstream_gradient_and_cells_can_be_asked_for() -> None:
    assert {"2.2", "4.4", "220"} <= texts(ask(opened(figure="5-17"), name="∂", text="2")["svg"])
    app = opened(figure="5-27", notation="numbers")
    app.session_state["tabs"] = "Cells"
    healthy(app.run())
    answer = ask(app, name="X[0, 1]", text="2.5")
    assert any("[1 2.5]" in text.replace("\u2002", " ") for text in texts(answer["svg"]))
    assert answer["matrices"][0]["numbers"] == [["1", "2.5"], ["3", "4"]]
    assert answer["matrices"][0]["pulls"] == "X"


def test_a_number_that_is_refused_is_answered_with_its_sentence() -> None:
    app = opened(text="y = cross_entropy(p, t)", inputs="p=[0.2, 0.8];t=1")
    answer = ask(app, name="t", text="7")
    assert answer["number"] == "1"
    assert "svg" not in answer
    assert answer["refused"]


@pytest.mark.parametrize(
    "asked",
    [{"of": "5-14"}, {"name": "nobody"}, {"name": None}, {"text": None}, {"text": "1;2"}, {"step": "x"}, {"step": -4},
     {"step": 10**9}, {"text": "9" * 400}, {"name": "apple[0]"}, {"number": [1]}],
    ids=str,
)  # fmt: skip
def test_whatever_is_asked_the_page_stands(asked: dict[str, Any]) -> None:
    answer = ask(opened(figure="5-17"), **{"name": "apple", "text": "5", **asked})
    assert not answer or "number" in answer


@pytest.mark.parametrize("asked", [None, 5, "x", [], {}], ids=str)
def test_whatever_the_browser_says_the_page_stands(asked: Any) -> None:
    app = opened(figure="5-17")
    app.session_state["pull"] = {"asked": asked}
    healthy(app.run())
