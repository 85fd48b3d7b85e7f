"""Choices are kept by their ids; what a browser says late, or in another language, chooses nothing."""

import re
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from graphlab.ui import frame
from tests.ui.test_pages import browser_says, component, healthy, named, opened

SOURCES = sorted(Path(frame.__file__).parents[1].glob("*/*.py"))
CHOICES = r"st\.(selectbox|radio|segmented_control|pills|multiselect|select_slider|tabs)\("


def test_every_choice_gets_its_key_from_the_one_place_that_checks_it() -> None:
    for path in SOURCES:
        for found in re.finditer(CHOICES, text := path.read_text(encoding="utf-8")):
            call = text[found.start() :].split("\n\n")[0]
            assert "widget(" in call, f"{path.name}: {found[0]}"
            assert "key=" not in call.split("widget(")[0], f"{path.name}: {found[0]}"


def choosing() -> None:
    import streamlit as st

    from graphlab.ui.frame import selection, state

    state.put(lang=st.session_state.get("language", "en"))
    words = {"en": {"a": "apple", "b": "bread"}, "ko": {"a": "사과", "b": "빵"}}[state.get("lang")]
    st.text(selection.pick(st.selectbox, "food", ["a", "b"], "food", words.__getitem__))


def test_a_choice_stays_when_the_language_changes_and_a_late_word_of_the_old_one_chooses_nothing() -> None:
    app = AppTest.from_function(choosing).run()
    app.selectbox[0].set_value("b").run()
    assert app.text[0].value == "b"
    before = app.selectbox[0].proto.id
    app.session_state["language"] = "ko"
    app.run()
    assert (app.text[0].value, app.selectbox[0].options) == ("b", ["사과", "빵"])
    # What the browser sends of the box that was there before, and then of the one that is there now.
    for id, word in ((before, "bread"), (before, "무"), (app.selectbox[0].proto.id, "apple")):
        app._run(WidgetStates(widgets=[WidgetState(id=id, string_value=word)]))
        assert not app.exception
        assert (app.text[0].value, app.selectbox[0].value) == ("b", "b")
    # A click on the old box that is still under way counts.
    app._run(WidgetStates(widgets=[WidgetState(id=before, string_value="apple")]))
    assert app.text[0].value == "a"
    app.selectbox[0].set_value("b").run()
    # It goes on being sent with every message until the browser has taken the box away.
    app._run(WidgetStates(widgets=[WidgetState(id=before, string_value="apple")]))
    assert app.text[0].value == "b"


def test_the_open_tab_stays_when_the_language_changes_and_a_click_that_is_late_opens_nothing() -> None:
    app = opened(figure="5-17")
    old = app.session_state["tabs bar rev"]
    browser_says(app, "tabs bar", "open", "Code")
    app.session_state["tabs"] = "Code"
    healthy(app.run())
    healthy(app.button(key="language-ko").click().run())
    assert component(app, "tabs bar")["open"] == "Code"
    app.session_state["tabs"] = "Values"
    healthy(app.run())
    app.session_state["tabs bar"] = {"open": {"value": "Code", "rev": old}}
    healthy(app.run())
    assert component(app, "tabs bar")["open"] == "Values"


def test_of_two_presses_that_arrive_together_the_last_counts() -> None:
    """Streamlit puts the older one after the newer one."""
    app = opened(figure="5-16")
    app.button(key="previous").click()
    app.button(key="following").click()
    healthy(app.run())
    assert app.session_state["state.figure"] == "5-15"
    healthy(app.button(key="following").click().run())
    assert app.session_state["state.figure"] == "5-16"
    assert named(app.selectbox, "picker").value == "5-16"


def pressing() -> None:
    """As where the page is stopped for the next press before its first line: nothing tells that it was drawn."""
    import streamlit as st

    from graphlab.ui.frame import state

    def act(press: str) -> None:
        st.session_state["done"] = (*st.session_state.get("done", ()), press)

    state.press("way", act, "newest")
    state.press("way", act, "older")


def test_of_each_run_the_newest_press_counts_even_where_no_page_was_drawn_between() -> None:
    app = healthy(AppTest.from_function(pressing).run())
    assert healthy(app.run()).session_state["done"] == ("newest", "newest")
