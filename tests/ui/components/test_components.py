"""The browser components, as far as they can be judged without a browser."""

import json
import logging
import re
from importlib import import_module, reload
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.ui import components
from graphlab.ui.components import instrument as instrument_package
from graphlab.ui.components.shared import plotly_script
from graphlab.view.base.mathml import mathml
from tests.ui.test_pages import browser_says

FOLDER = Path(components.__file__).parent
SCRIPTS = sorted(FOLDER.glob("*/*.js"))
STYLES = sorted(FOLDER.glob("*/*.css"))
NAMES = sorted(path.parent.name for path in SCRIPTS if path.stem == path.parent.name)
FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("),
    *("fetch(", "XMLHttpRequest", "import(", "localStorage", "document.cookie"),
)
# The one that keeps texts in the browser.
STORE = "browser_store.js"


def code(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_scripts_make_no_markup_and_no_requests_of_their_own(path: Path, forbidden: str) -> None:
    assert forbidden not in code(path) or (forbidden, path.name) == ("localStorage", STORE)


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_files_are_short_and_ask_no_other_server(path: Path) -> None:
    text = code(path)
    assert text.count("\n") <= 300
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert "@import" not in text


def test_shared_scripts_read_no_words() -> None:
    assert not [path.name for path in (FOLDER / "shared").glob("*.js") if "words" in code(path)]


def test_every_folder_but_the_shared_one_is_a_component() -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/__init__.py")}
    assert folders == {*NAMES, "shared"}
    assert len(NAMES) > 12


@pytest.mark.parametrize("name", NAMES)
def test_each_component_cleans_up_when_it_goes(name: str) -> None:
    text = code(FOLDER / name / f"{name}.js")
    assert text.count("export default ") == 1
    if "export default mounted(" in text:
        assert "  destroy() {" in text
        text = code(FOLDER / "shared" / "dom.js")
        assert "?.destroy()" in text
    assert "return () => {" in text
    assert "delete(parent)" in text


@pytest.mark.parametrize("path", [path for path in SCRIPTS if "document.addEventListener" in code(path)], ids=str)
def test_listeners_on_the_document_are_taken_off_again(path: Path) -> None:
    added = re.findall(r"document\.addEventListener\((.*)\)", code(path))
    # Those that hang on a signal go with it.
    if any("{ signal" in one for one in added):
        assert ".abort()" in code(path)
    added = [one for one in added if "{ signal" not in one]
    assert sorted(added) == sorted(re.findall(r"document\.removeEventListener\((.*)\)", code(path)))


@pytest.mark.parametrize("name", NAMES)
def test_every_word_that_a_script_reads_comes_from_python_and_no_other_does(name: str) -> None:
    scripts = "\n".join(code(path) for path in (FOLDER / name).glob("*.js"))
    asked = set(re.findall(r"words\.(\w+)", scripts)) | set(re.findall(r'data-act="(\w+)"', scripts))
    given = set(getattr(import_module(f"graphlab.ui.components.{name}"), "WORDS", {}))
    assert asked <= given
    # A word may also be read by its name, as those of the buttons are.
    assert {word for word in given if not re.search(rf"\b{word}\b", scripts)} == set()


def page() -> None:
    """Mount some components, as a page does."""
    import json

    import streamlit as st

    from graphlab.ui.components.gallery import Card, gallery
    from graphlab.ui.components.instrument import instrument
    from graphlab.ui.components.node_table import Column, Row, node_table
    from graphlab.ui.components.text_box import TextError, text_box

    figure = json.dumps({"data": [], "layout": {"width": 100, "height": 50}, "frames": [{"data": []}] * 3})
    wanted = st.session_state.get("wanted", 1)
    rev = st.session_state.get("rev", "a")
    at = instrument("<svg/>", ["", "one", "two"], str, step=wanted, rev=rev, key="instrument", figure=figure)
    st.text(at)
    card = Card("5-1", "Figure 5-1", "Apples", "<svg/>", "explorer?figure=5-1")
    st.text(gallery([card], str, key="gallery"))
    rows = [Row(("x", "2"), 1, True), Row(("y", "3"))]
    st.text(node_table([Column("name"), Column("value", True)], rows, "Values", key="table"))
    error = TextError("no", 1, 5)
    st.text(text_box("y = x", str, rev=rev, ops=[("exp()", "exp")], key="source", error=error))


def mounted(app: AppTest) -> dict[str, dict[str, Any]]:
    protos = [element.proto for element in app.get("bidi_component")]
    return {proto.component_name: json.loads(proto.json) for proto in protos}


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page).run()


def test_the_wrappers_mount_and_return_what_was_asked_for(app: AppTest) -> None:
    assert not app.exception
    assert [text.value for text in app.text] == ["1", "None", "None", "y = x"]
    data = mounted(app)
    assert data["graphlab_instrument"]["step"] == 1
    assert data["graphlab_instrument"]["colours"]["value"] in data["graphlab_instrument"]["swap"]
    assert data["graphlab_instrument"]["plotly"] == plotly_script.ADDRESS
    assert "plotly" not in data["graphlab_gallery"]
    assert data["graphlab_node_table"]["rows"][0] == {"cells": ["x", "2"], "position": 1, "current": True}
    assert data["graphlab_text_box"]["error"] == {"message": "no", "line": 1, "column": 5, "hint": ""}


def test_the_browsers_step_stays_until_python_brings_a_new_rev(app: AppTest) -> None:
    browser_says(app, "instrument", "step", 2)
    app.session_state["wanted"] = 0
    assert app.run().text[0].value == "2"
    app.session_state["rev"] = "b"
    assert app.run().text[0].value == "0"
    assert mounted(app)["graphlab_instrument"]["step"] == 0


def test_components_are_registered_once_however_often_they_are_mounted(
    app: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        app.run()
        reload(instrument_package)
        app.run()
    assert not app.exception
    assert "already registered" not in caplog.text


def test_the_formulas_of_the_instrument_say_by_classes_what_they_repeat() -> None:
    cells = r"\begin{aligned} \textcolor{#0072B2}{a} &= \textcolor{#C05400}{2} \end{aligned}"
    found = instrument_package.shortened(mathml(cells))
    assert "style=" not in found
    assert all(f'class="{name}"' in found for name in "rlvgd")
