"""The page of the gradient check, through Streamlit's own test client."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.engine.run.numerical import METHODS, PRECISIONS, Measure, evaluations
from graphlab.locale import languages, translator
from graphlab.ui.gradient_check import check_page, kinks, numerical_cost
from graphlab.view.charts import difference_charts
from tests.ui.test_pages import component, healthy, opened, text_of

PAGE = "pages/gradient_check.py"


def rows(app: AppTest) -> dict[str, list[str]]:
    return {row["cells"][0]: row["cells"][1:] for row in component(app, "comparison")["rows"]}


def curves(app: AppTest) -> dict[str, list[Any]]:
    option = json.loads(app.get("echarts_chart")[0].proto.spec)
    return {series["name"]: [point["value"] for point in series["data"]] for series in option["series"]}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_is_checked(figure: Any, language: str) -> None:
    app = opened(PAGE, figure=figure.number, lang=language)
    translate = translator(language)
    assert translate(figure.title) in text_of(app)
    verdicts = [cells[-1] for cells in rows(app).values()]
    assert verdicts
    assert translate("They differ.") not in " ".join(verdicts)


def test_own_text_is_checked() -> None:
    app = opened(PAGE, text="y = exp(x) * x", inputs="x=1")
    ((analytic, numeric, _error, verdict),) = rows(app).values()
    assert analytic == numeric == "5.437"
    assert verdict.startswith("They agree in ")


def test_a_mistake_in_ones_own_text_is_explained() -> None:
    assert component(opened(PAGE, text="y = epx(x)"), "source")["error"]["line"] == 1


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_net_is_checked(language: str, method: str, precision: str) -> None:
    app = opened(PAGE, check="net", method=method, precision=precision, h="3", lang=language)
    assert list(rows(app)) == ["W1", "b1", "W2", "b2"]
    if method == "complex":
        translate = translator(language)
        assert translate("It cannot be measured in this way.") in rows(app)["W1"][-1]
        assert "ReLU" in text_of(app)


def test_h_is_taken_as_it_is_asked_for() -> None:
    errors = [float(rows(opened(PAGE, figure="5-20", h=h))["x"][2].split("×")[0]) for h in ("1", "4")]
    assert rows(opened(PAGE, figure="5-20", h="12"))["x"][-1] == "They agree in 3 digits."
    assert errors[0] == pytest.approx(6.8e-4, rel=0.02)


def test_h_can_be_moved_and_stands_in_the_address() -> None:
    app = opened(PAGE, figure="5-20")
    healthy(next(one for one in app.select_slider if one.key.startswith("slider h ")).set_value("7").run())
    assert app.query_params["h"] == "7"


def test_where_the_measurement_fails_the_page_says_so() -> None:
    app = opened(PAGE, figure="5-20", precision="float32", h="8")
    assert "It is the measurement that fails." in text_of(app)
    assert "It is the measurement" not in text_of(opened(PAGE, figure="5-20"))


def test_the_curve_has_truncation_at_one_end_and_rounding_at_the_other() -> None:
    points = curves(opened(PAGE, figure="5-20"))
    central = dict(points["Central, float64"])
    lowest = min(central, key=central.__getitem__)
    assert -7 < lowest < -4
    assert central[-1.0] > central[lowest] + 5
    assert central[-12.0] > central[lowest] + 5
    assert min(y for _, y in points["Complex step, float64"]) < -15
    assert min(y for _, y in points["Central, float32"]) > central[lowest]


def test_a_straight_line_has_no_truncation_and_the_page_shows_the_way_to_a_bend() -> None:
    app = opened(PAGE, figure="5-17")
    assert "straight line" in text_of(app)
    healthy(next(button for button in app.button if button.key == "curved").click().run())
    assert app.query_params["figure"] == check_page.CURVED
    assert "straight line" not in text_of(app)


def test_an_error_of_zero_and_one_without_a_number() -> None:
    curve = difference_charts.ErrorCurve("c", [0.0, float("nan"), 1e-3], "value", chosen=True)
    (line,) = difference_charts.errors([curve], (1e-1, 1e-2, 1e-3), 1e-2)["series"]
    assert [point["value"] for point in line["data"]] == [[-1.0, difference_charts.LEAST], [-3.0, pytest.approx(-3.0)]]


@pytest.mark.parametrize(("errors", "align"), [([1.0, 2.0, 3.0], "right"), ([3.0, 1.0, 2.0], "center"),
                                               ([3.0, 2.0, 1.0], "left")])  # fmt: skip
def test_the_name_of_the_best_step_stays_in_the_chart(errors: list[float], align: str) -> None:
    curve = difference_charts.ErrorCurve("c", errors, "value", chosen=True)
    (line,) = difference_charts.errors([curve], (1e-1, 1e-6, 1e-12), 1e-4)["series"]
    assert line["markPoint"]["data"][0]["label"]["align"] == align


def test_round_a_kink_the_measured_derivative_is_in_between() -> None:
    for h in (1e-1, 1e-6):
        exact, central = kinks.slopes_round_the_kink(Measure(h))
        at = dict(zip(kinks.PLACES, zip(exact, central, strict=True), strict=True))
        assert at[0.0] == (0, pytest.approx(0.5))
        assert at[-3.0] == (0, 0)
        assert at[3.0] == (1, pytest.approx(1))
        assert sum(0.01 < slope < 0.99 for slope in central) > 10


@pytest.mark.parametrize("language", languages())
def test_the_kink_follows_h_and_the_method(language: str) -> None:
    assert "h = 1e-6" in text_of(opened(PAGE, figure="5-18", h="6", lang=language))
    text = translator(language)("ReLU has no complex form: choose forward or central differences above.")
    assert text in text_of(opened(PAGE, figure="5-18", method="complex", lang=language))


def test_costs_are_counted_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numerical_cost, "LIMIT", 0.05)
    found = list(numerical_cost.costs())
    assert [one.inputs for one in found] == list(numerical_cost.COUNTS)
    assert [one.runs for one in found] == [evaluations("central", n) for n in numerical_cost.COUNTS]
    assert found[0].done == found[0].inputs
    assert found[-1].done < found[-1].inputs
    assert np.all(np.diff([one.whole for one in found]) > 0)
    assert found[-1].whole > 100 * found[-1].backward


def test_the_costs_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numerical_cost, "LIMIT", 0.05)
    app = opened(PAGE, figure="5-20")
    app.session_state["more"] = "Why it is slow"
    healthy(app.run())
    healthy(next(button for button in app.button if button.key == "measure cost").click().run())
    table = component(app, "costs")["rows"]
    assert [row["cells"][1] for row in table] == ["20", "200", "2,000", "20,000"]
