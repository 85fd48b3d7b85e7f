"""Ask me: the switch, the questions that the instrument is given, the grades, and what is held back meanwhile."""

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.book import FIGURES
from graphlab.locale import languages, translator
from graphlab.practice.questions import WHEN
from graphlab.ui.explorer.share_tab import SETTINGS
from graphlab.ui.explorer.tabs import AHEAD
from tests.ui.test_pages import component, healthy, opened, text_of


def toggle(app: AppTest):
    return next(one for one in app.toggle if one.key.startswith("switch ask me"))


def choice(app: AppTest):
    return next(one for one in app.selectbox if one.key.startswith("switch asking"))


def answered(app: AppTest, at: int, text: str) -> dict | None:
    """Return what is said of an answer, as the browser sends it."""
    questions = component(app, "instrument")["questions"]
    app.session_state["grade"] = {"asked": {"number": 7, "of": questions["of"], "at": at, "text": text}}
    return component(healthy(app.run()), "grade")["answer"]


def test_the_switch_turns_it_on_for_the_way_back_and_off_again() -> None:
    app = opened(figure="5-17")
    assert component(app, "instrument")["questions"] is None
    healthy(toggle(app).set_value(True).run())
    assert app.query_params["asking"] == "backward"
    assert [row["at"] for row in component(app, "instrument")["questions"]["rows"]] == [5, 6, 7, 8]
    healthy(toggle(app).set_value(False).run())
    assert component(app, "instrument")["questions"] is None


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("language", languages())
def test_a_link_opens_it_and_the_choice_says_which_steps_ask(language: str, when: str) -> None:
    wanted = {"every": [0, 1, 2, 3, 5, 6, 7, 8], "backward": [5, 6, 7, 8], "new": [0, 2, 5, 6]}
    app = opened(figure="5-17", asking=when, lang=language)
    assert toggle(app).value
    assert choice(app).value == when
    questions = component(app, "instrument")["questions"]
    assert [row["at"] for row in questions["rows"]] == wanted[when]
    other = WHEN[WHEN.index(when) - 1]
    healthy(choice(app).set_value(other).run())
    assert app.query_params["asking"] == other
    assert [row["at"] for row in component(app, "instrument")["questions"]["rows"]] == wanted[other]


def test_it_stays_on_for_the_next_figure() -> None:
    app = opened(figure="5-17", asking="backward")
    app.button(key="following").click()
    healthy(app.run())
    assert component(app, "instrument")["questions"]["rows"]


@pytest.mark.parametrize("number", FIGURES)
def test_every_figure_asks(number: str) -> None:
    app = opened(figure=number, asking="every")
    rows = component(app, "instrument")["questions"]["rows"]
    assert rows
    assert all(row["text"].endswith("= ?") for row in rows)
    assert component(app, "grade")["answer"] is None


@pytest.mark.parametrize("language", languages())
def test_an_answer_is_graded_as_in_practice(language: str) -> None:
    translate = translator(language)
    app = opened(figure="5-17", asking="backward", lang=language)
    assert answered(app, 5, "1.1") == {"number": 7, "outcome": "right", "says": translate("Right.")}
    assert answered(app, 5, "tax")["outcome"] == "right"
    assert answered(app, 7, "1.1")["outcome"] == "slip"
    said = translate("You passed the gradient on as it arrived. “{symbol}” multiplies it by its local gradient.")
    assert said.format(symbol="×") in answered(app, 7, "1.1")["says"]
    assert answered(app, 6, "12.5")["outcome"] == "unrecognised"
    assert answered(app, 6, "one")["outcome"] == "unreadable"


@pytest.mark.parametrize("text", ["(3,)", "3", "[3]"])
def test_in_shapes_the_shape_is_asked_for(text: str) -> None:
    app = opened(figure="5-27", asking="backward")
    assert component(app, "instrument")["questions"]["rows"][0]["text"] == "the shape of ∂L/∂B = ?"
    assert answered(app, 3, text)["outcome"] == "right"


def test_the_letter_of_the_batch_is_a_size_where_the_picture_writes_it() -> None:
    app = opened(figure="5-27", asking="every")
    assert answered(app, 0, "(N, 3)")["outcome"] == "right"
    assert answered(app, 0, "(2, 3)")["outcome"] == "right"
    assert answered(app, 0, "(3, N)")["outcome"] != "right"
    assert answered(app, 3, "(N, 3)")["outcome"] != "right"


@pytest.mark.parametrize(
    "answer",
    [None, 3, {}, {"of": "another run", "number": 1, "at": 5, "text": "1.1"}, {"number": 1, "at": 5, "text": "1.1"},
     {"of": "", "at": [], "text": None}],
)  # fmt: skip
def test_an_answer_to_something_else_gets_none(answer) -> None:
    app = opened(figure="5-17", asking="backward")
    app.session_state["grade"] = {"asked": answer}
    assert component(healthy(app.run()), "grade")["answer"] is None


def test_an_answer_where_nothing_is_asked_gets_none() -> None:
    assert answered(opened(figure="5-17", asking="backward"), 2, "650") is None


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("tab", AHEAD)
def test_tabs_that_would_tell_are_held_back(tab: str, language: str) -> None:
    held = translator(language)("This would tell the numbers that you are asked for: it is here again when “ask me” is "
                                "switched off.")  # fmt: skip
    for asking, wanted in (("backward", True), ("", False)):
        app = opened(figure="5-25", lang=language, **({"asking": asking} if asking else {}))
        app.session_state["tabs"] = tab
        healthy(app.run())
        assert ([held] == [one.value for one in app.info]) == wanted


def test_the_proof_is_held_back_and_the_doors_are_not() -> None:
    app = opened(figure="5-22", asking="backward")
    app.session_state["tabs"] = "Structure"
    text = text_of(healthy(app.run()))
    assert "Nodes with an inside" in text
    assert "Why both say the same" not in text


def test_the_panel_that_builds_the_way_back_waits() -> None:
    assert "∂L/∂X" not in text_of(opened(figure="5-26", asking="backward"))
    assert "Built from the shapes alone" in text_of(opened(figure="5-26"))
    assert "Built from the shapes alone" not in text_of(opened(figure="5-26", asking="backward"))


def test_what_is_to_be_noticed_in_a_figure_waits() -> None:
    notice = FIGURES["5-14"].notice
    assert "2.2" in notice
    assert "2.2" in text_of(opened(figure="5-14"))
    assert "2.2" not in text_of(opened(figure="5-14", asking="backward"))


def test_the_chart_of_a_node_tells_its_slope_only_on_the_way_back() -> None:
    charts = component(opened(figure="5-22"), "instrument")["explanation"]["chart_of"]
    assert charts == [-1, 0, -1, 0]
    charts = component(opened(figure="5-22", asking="backward"), "instrument")["explanation"]["chart_of"]
    assert charts == [-1, -1, -1, 0]


def test_a_file_does_not_hold_it() -> None:
    assert "asking" not in SETTINGS
