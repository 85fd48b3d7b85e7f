"""What the figures offer on the page: other numbers, a slider, a companion, the way on, the construction."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.locale import translator
from graphlab.ui.frame import address
from graphlab.view.base.numbers import number as number_text
from tests.ui.test_pages import component, fields, healthy, opened, text_of, type_into


def mounted(app: AppTest, key: str) -> bool:
    return any(key in element.proto.id for element in app.get("bidi_component"))


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def second(app: AppTest) -> dict[str, str]:
    return component(app, "instrument")["beside"]


def goes_on_from(app: AppTest) -> int | None:
    """Return the position from which on the way to the next figure is offered."""
    onward = component(app, "instrument")["onward"]
    return onward and onward["start"]


def spoken(app: AppTest, key: str = "instrument") -> str:
    return " ".join(component(app, key)["says"])


def tried(app: AppTest, number: int) -> AppTest:
    return press(app, f"try {number}")


@pytest.mark.parametrize("figure", [one for one in gl.FIGURES.values() if len(one.cases) > 1], ids=lambda f: f.number)
def test_every_case_can_be_tried(figure: Any) -> None:
    app = opened(figure=figure.number, step="1", notation="numbers")
    others = [number for number in range(len(figure.cases)) if number != figure.first]
    for number in (*others, figure.first):
        case = figure.cases[number]
        tried(app, number)
        output = gl.run(figure.graph_of(case), case.feed, case.upstream).output
        assert app.query_params["case"] == str(number)
        assert component(app, "instrument")["step"] == 1
        assert f"{figure.graph.output} = {number_text(float(output))}." in spoken(app)


def test_a_case_takes_the_place_of_the_learners_numbers() -> None:
    app = opened(figure="5-18", inputs="x=7", upstream="3", notation="numbers")
    assert "y = 7." in spoken(app)
    tried(app, 1)
    assert fields(app) == {"x": "-2", "upstream ∂L/∂y": "1"}
    assert "inputs" not in app.query_params


def test_the_node_f_can_be_any_op() -> None:
    app = opened(figure="5-6", case="1", notation="numbers")
    assert component(app, "source")["text"] == "f(x) = exp(x)\ny = f(x)"
    assert "y = 20.09" in spoken(app)


@pytest.mark.parametrize("case", ["99", "x", "-1"])
def test_a_case_that_is_not_there_is_the_first(case: str) -> None:
    assert "y = 9." in spoken(opened(figure="5-6", case=case, notation="numbers"))


def test_the_slider_reruns_the_graph_and_the_step_stays() -> None:
    app = opened(figure="5-18", step="3", notation="numbers")
    (slider,) = app.slider
    healthy(slider.set_value(-0.3).run())
    assert component(app, "instrument")["step"] == 3
    assert app.query_params["inputs"] == "x=-0.3"
    assert "∂L/∂x = 0." in spoken(app)
    healthy(app.slider[0].set_value(0.0).run())
    assert fields(app)["x"] == "0"
    assert "kink" in spoken(app)


def test_a_click_is_newer_than_an_address_that_comes_late_unless_the_browser_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = opened(figure="5-18", inputs="x=1.5")
    late = {name: app.query_params[name] for name in ("figure", "inputs", "step", "lang")}
    healthy(app.slider[0].set_value(1.0).run())
    for name, value in late.items():
        app.query_params[name] = value
    healthy(app.slider[0].set_value(0.5).run())
    assert fields(app)["x"] == "0.5"
    assert app.query_params["inputs"] == "x=0.5"
    app.query_params["inputs"] = "x=2.5"
    assert fields(healthy(app.run()))["x"] == "0.5"
    monkeypatch.setattr(address, "went_back", lambda: True)
    app.query_params["inputs"] = "x=2.5"
    assert fields(healthy(app.run()))["x"] == "2.5"


@pytest.mark.parametrize(("typed", "shown"), [("12", 3.0), ("-12", -3.0), ("[1, 2]", 0.0)])
def test_numbers_beyond_the_slider_leave_it_standing(typed: str, shown: float) -> None:
    app = opened(figure="5-18", inputs=f"x={typed}")
    assert app.slider[0].value == shown
    assert fields(app)["x"] == typed


def test_two_pictures_stand_side_by_side_and_are_looked_at_alike() -> None:
    app = opened(figure="5-18", notation="numbers")
    assert ">−2<" in second(app)["svg"]
    assert second(app)["title"] == "x = −2"
    symbols = opened(figure="5-18", notation="symbols")
    assert ">−2<" not in second(symbols)["svg"]


def test_the_companion_is_never_the_same_picture_again() -> None:
    app = opened(figure="5-18", notation="numbers", case="1")
    assert second(app)["title"] == "x = 2"


@pytest.mark.parametrize(("number", "other"), [("5-30", "good-prediction"), ("good-prediction", "5-30")])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_bad_and_the_good_prediction_stand_beside_each_other(number: str, other: str, language: str) -> None:
    app = opened(figure=number, lang=language)
    assert translator(language)(gl.FIGURES[other].title) in second(app)["title"]
    small = ">(0.01, −0.01, 0)<" in second(app)["svg"]
    assert small is (other == "good-prediction")


def test_a_figure_without_a_companion_has_none() -> None:
    app = opened(figure="5-17")
    assert not second(app)
    assert not app.slider
    assert not second(opened(text="y = relu(x)"))


def test_the_row_of_the_sigmoid_goes_on_with_the_learners_numbers() -> None:
    app = opened(figure="5-19", inputs="x=1", step="4", notation="numbers")
    for number, step, last in (("5-19-1", 4, 6), ("5-19-2", 6, 7), ("5-19-3", 7, 8), ("5-20", 8, 9), ("5-21", 3, 3)):
        press(app, "following")
        assert app.query_params["figure"] == number
        assert app.query_params["inputs"] == "x=1"
        assert component(app, "instrument")["step"] == step
        assert goes_on_from(app) == last
        app = opened(**{**app.query_params, "step": str(last)})
    press(app, "following")
    assert "∂L/∂x = 0.1966." in spoken(app)


def test_how_the_learner_looks_stays_where_both_figures_want_the_same() -> None:
    app = opened(figure="5-20", step="9", notation="both", form="chain", constants="outside", upstream="2")
    press(app, "following")
    kept = {name: app.query_params[name] for name in ("notation", "form", "upstream")}
    assert kept == {"notation": "both", "form": "chain", "upstream": "2"}
    assert "constants" not in app.query_params
    press(app, "following")
    assert "form" not in app.query_params


def test_numbers_of_another_figure_are_not_carried_along() -> None:
    app = opened(figure="5-30", inputs="a=[1,2,3]", step="5")
    press(app, "following")
    assert app.query_params["figure"] == "good-prediction"
    assert "inputs" not in app.query_params


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_the_way_on_stands_at_the_end_of_every_figure_but_the_last(figure: Any) -> None:
    steps = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
    last = steps if figure.ends is None else figure.ends
    app = opened(figure=figure.number)
    assert goes_on_from(app) == (None if figure.number == list(gl.FIGURES)[-1] else last)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_construction_is_revealed_line_by_line(language: str) -> None:
    app = opened(figure="5-26", lang=language)

    def lines() -> int:
        return sum("\n\n    $" in element.value for element in app.markdown)

    assert lines() == 1
    press(app, "next_line")
    press(app, "next_line")
    assert lines() == 3
    press(app, "undo")
    assert lines() == 2
    press(app, "all_lines")
    assert lines() == 11
    assert app.button(key="next_line").disabled
    assert translator(language)("In a product a vector counts as a matrix with one row or one column.") in text_of(app)
    assert not [button for button in opened(figure="5-23").button if button.key == "next_line"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_walk_is_told_step_by_step(language: str) -> None:
    figure, translate = gl.FIGURES["5-29"], translator(language)
    trace = gl.run(figure.graph, figure.feed)
    says = component(opened(figure="5-29", lang=language), "instrument")["says"]
    for step in trace.steps:
        aside = translate(figure.asides.get(trace.graph.nodes[step.node].name, "–"))
        assert (aside in says[step.index + 1]) is (step.phase == "backward" and not step.seed)


def test_hundreds_of_numbers_are_folded_away() -> None:
    app = opened(figure="5-28")
    rows = component(app, "instrument")["fields"]["rows"]
    sizes = {row["name"]: row["size"] for row in rows}
    assert {name for name, size in sizes.items() if size} == {"x", "W1"}
    assert sizes["W1"] == "64 × 4"
    assert json.loads(fields(app)["x"])[2] == 0.5
    type_into(app, x=json.dumps([0] * 64))
    assert component(app, "instrument")["figure"].count("#1F2933") < opened_image().count("#1F2933")


def opened_image() -> str:
    return str(component(opened(figure="5-28"), "instrument")["figure"])
