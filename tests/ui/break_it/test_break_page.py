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


def switched(app: AppTest, how: str) -> AppTest:
    group = next(one for one in app.get("button_group") if one.key.startswith("switch broken "))
    return healthy(group.set_value(how).run())


def codes(app: AppTest) -> list[list[tuple[str, str]]]:
    """Return both codes, line by line: "mark" where the lines differ, else "span", and the text."""
    page = next(one.proto.body for one in app.get("html") if "compared" in one.proto.body)
    figures = ElementTree.fromstring(page[page.index("<div") :]).iter("figure")
    return [[(line.tag, (line.text or "").rstrip("\n")) for line in figure.iter() if line.tag in ("mark", "span")]
            for figure in figures]  # fmt: skip


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", BREAKS)
def test_a_switch_breaks_and_mends(name: str, language: str) -> None:
    record, translate = BREAKS[name], translator(language)
    app = broken(name, language, how="no")
    assert translate(record.title) in text_of(app)
    assert boxes(app, name) == 0
    assert not any(row["current"] for row in rows(app))
    assert translate(record.question) not in text_of(app)
    for how in ("yes", "both"):
        switched(app, how)
        assert boxes(app, name) > 0
        assert any(row["current"] for row in rows(app))
        assert translate(record.question) in text_of(app)
        assert translate(record.answer) in text_of(app)
        assert app.query_params["broken"] == how
    assert boxes(switched(app, "no"), name) == 0


@pytest.mark.parametrize("how", ["no", "yes", "both"])
@pytest.mark.parametrize("name", [*BREAKS, breaking.RATE])
def test_both_codes_stand_side_by_side_with_the_differing_lines_marked(name: str, how: str) -> None:
    right, wrong = codes(broken(name, how=how))
    assert len(right) == len(wrong)
    assert [tag for tag, _ in right] == [tag for tag, _ in wrong]
    assert all((tag == "mark") == (one != other) for (tag, one), (_, other) in zip(right, wrong, strict=True))
    assert any(tag == "mark" for tag, _ in right)
    if name in BREAKS:
        record = BREAKS[name]
        given = [["\n".join(text for _, text in lines if text) for lines in (right, wrong)]]
        assert given == [[record.right, record.wrong]]


@pytest.mark.parametrize("language", languages())
def test_both_pictures_step_together_under_their_titles(language: str) -> None:
    app = broken("order", language, how="both")
    data = component(app, "broken order")
    picture = ElementTree.fromstring(data["svg"])
    meta = json.loads(picture.attrib["data-meta"])
    assert (meta["forward"], meta["backward"], data["step"]) == (2, 5, 7)
    assert len(data["says"]) == 8
    right, wrong = map(translator(language), ("Right", "Wrong"))
    assert data["says"][5].startswith(f"{right}: ∂L/∂a += 2.")
    assert f"{wrong}: ∂L/∂a += 1." in data["says"][5]
    assert data["says"][7].startswith(f"{wrong}: ")
    titles = [text.text for mark in picture.iter() if mark.get("class") == "title-text" for text in mark]
    assert titles == [right, wrong]
    nodes = [mark.get("data-node") for mark in picture.iter() if mark.get("data-node")]
    assert set(nodes) == set(meta["jump"])
    assert len(set(nodes)) == 2 * len(BREAKS["order"].graph.nodes)


def test_whoever_stands_at_the_end_of_one_run_sees_the_end_of_the_other() -> None:
    app = broken("order", how="no")
    assert component(app, "broken order")["step"] == 5
    assert component(switched(app, "yes"), "broken order")["step"] == 7
    assert component(switched(app, "no"), "broken order")["step"] == 5


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
    switched(app, "yes")
    assert component(app, "broken accumulate")["step"] == 3


@pytest.mark.parametrize("language", languages())
def test_a_learning_rate_that_is_too_large(language: str) -> None:
    app = broken(breaking.RATE, language)
    assert translator(language)(breaking.RATE_QUESTION) in text_of(app)
    assert not any(row["current"] for row in rows(app))
    assert [lines[0][1] for lines in codes(app)] == ["w -= 0.1 * dw", "w -= 1.05 * dw"]
    option = json.loads(app.get("echarts_chart")[0].proto.spec) if app.get("echarts_chart") else None
    losses = [y for _, y in option["series"][0]["data"]] if option else []
    assert losses == sorted(losses)


def test_both_descents_stand_beside_each_other() -> None:
    app = broken(breaking.RATE, how="both")
    assert len(app.get("echarts_chart") or app.get("vega_lite_chart") or [1, 2]) == 2


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
