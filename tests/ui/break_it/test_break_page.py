"""The page on which things are broken, through Streamlit's own test client."""

import json
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.book.breaks import BREAKS
from graphlab.locale import languages, translator
from graphlab.ui.break_it import breaking
from tests.ui.test_pages import browser_says, component, healthy, opened, text_of

PAGE = "pages/break_it.py"


def broken(name: str, language: str = "en", how: str = "yes") -> AppTest:
    return opened(PAGE, fault=name, broken=how, lang=language)


def boxes(app: AppTest, name: str) -> int:
    """How many numbers are boxed at the end of the run."""
    picture = ElementTree.fromstring(component(app, f"broken {name}")["svg"])
    every = [(mark, child) for mark in picture.iter() for child in mark if child.get("class") == "fault"]
    last = json.loads(picture.attrib["data-meta"])
    end = last["forward"] + last["backward"]
    return sum(mark.get("data-at", f"0-{end}").endswith(f"-{end}") for mark, _ in every)


def rows(app: AppTest) -> list[dict]:
    return component(app, "broken check")["rows"]


def toggled(app: AppTest) -> AppTest:
    return healthy(next(toggle for toggle in app.toggle if toggle.key.startswith("break it ")).set_value(True).run())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", BREAKS)
def test_a_switch_breaks_and_mends(name: str, language: str) -> None:
    record, translate = BREAKS[name], translator(language)
    app = broken(name, language, how="no")
    assert translate(record.title) in text_of(app)
    assert record.right == app.code[0].value
    assert boxes(app, name) == 0
    assert not any(row["current"] for row in rows(app))
    assert translate(record.question) not in text_of(app)
    toggled(app)
    assert record.wrong == app.code[0].value
    assert boxes(app, name) > 0
    assert any(row["current"] for row in rows(app))
    assert translate(record.question) in text_of(app)
    assert translate(record.answer) in text_of(app)
    assert app.query_params["broken"] == "yes"


@pytest.mark.parametrize("name", BREAKS)
def test_the_check_says_on_which_way_the_fault_is(name: str) -> None:
    forward = "The fault is on the way forward" in text_of(broken(name))
    assert forward == (name in ("batch", "dust"))
    assert ("so it finds the fault" in text_of(broken(name))) != forward
    assert "The fault is on the way forward" not in text_of(broken(name, how="no"))


def test_the_picture_is_svg_and_needs_no_plotly() -> None:
    data = component(broken("swap"), "broken swap")
    assert data["svg"].startswith("<svg")
    assert "plotly" not in json.dumps(data)
    assert len(data["says"]) == len(json.loads(ElementTree.fromstring(data["svg"]).attrib["data-meta"])["focus"])


def test_the_question_comes_before_the_answer() -> None:
    app = broken("swap")
    (answer,) = [one for one in app.expander if one.label == "Show the answer"]
    assert not answer.proto.expanded
    assert BREAKS["swap"].answer in answer.markdown[0].value.replace("\\", "")


def test_the_picture_stays_where_the_learner_has_stepped() -> None:
    app = broken("accumulate", how="no")
    browser_says(app, "broken accumulate", "step", 3)
    toggled(app)
    assert component(app, "broken accumulate")["step"] == 3


@pytest.mark.parametrize("language", languages())
def test_a_learning_rate_that_is_too_large(language: str) -> None:
    app = broken(breaking.RATE, language)
    assert translator(language)(breaking.RATE_QUESTION) in text_of(app)
    assert not any(row["current"] for row in rows(app))
    assert app.code[0].value == "w -= 1.05 * dw"
    option = json.loads(app.get("echarts_chart")[0].proto.spec) if app.get("echarts_chart") else None
    losses = [y for _, y in option["series"][0]["data"]] if option else []
    assert losses == sorted(losses)


def test_the_training_page_opens_with_that_rate() -> None:
    app = broken(breaking.RATE)
    next(button for button in app.button if button.key == "see").click()
    healthy(app.run())
    assert next(field for field in app.text_input if field.label == "Learning rate").value == breaking.TOO_LARGE


def test_the_figure_opens_that_shows_it_done_right() -> None:
    app = broken("swap")
    next(button for button in app.button if button.key == "see").click()
    healthy(app.run())
    assert app.query_params["figure"] == "5-14"


def test_one_break_follows_another() -> None:
    app = broken("order")
    healthy(next(button for button in app.button if button.key == "following").click().run())
    assert app.query_params["fault"] == "accumulate"
    assert app.query_params["broken"] == "no"


@pytest.mark.parametrize("address", [{"fault": "everything"}, {"broken": "perhaps"}], ids=str)
def test_a_broken_address_opens_with_a_sentence(address: dict) -> None:
    assert len(opened(PAGE, **address).warning) == 1
