"""Every part of every page fails alone: its sentence stands in its place, the log has the trace, the page never."""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.locale import languages, translator
from graphlab.ui.explorer import tabs
from graphlab.ui.frame.pages import PAGES
from graphlab.ui.frame.shell import FAILED
from tests.ui.test_pages import ROOT, opened, text_of

SECRET = "a secret of the server"
# What opens a page so that its parts are drawn; the others are drawn with nothing.
ADDRESSES = {
    "graphlab.ui.break_it.breaking.rate": {"fault": "rate"},
    "graphlab.ui.gradient_check.check_page.heading_of_the_net": {"check": "net"},
    "graphlab.ui.gradient_check.check_page.net": {"check": "net"},
    "graphlab.ui.explorer.inputs.typed_fields.fields": {"text": "y = a * b", "inputs": "a=[1,2];b=[1,2,3]"},
    "graphlab.ui.explorer.error_text.halted": {"text": "y = a * b", "inputs": "a=[1,2];b=[1,2,3]"},
    "graphlab.ui.explorer.dot_backward_tab.building": {"figure": "5-26"},
}


def boom(*_: Any, **__: Any) -> None:
    raise RuntimeError(SECRET)


def parts(path: Path) -> Iterator[str]:
    """Yield the functions that a file draws guarded, as module and name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    known = {alias.name: f"{node.module}.{alias.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
             for alias in node.names}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "guarded":
            (drawn,) = node.args
            if isinstance(drawn, ast.Attribute) and isinstance(drawn.value, ast.Name):
                yield f"{known[drawn.value.id]}.{drawn.attr}"
            elif isinstance(drawn, ast.Name) and drawn.id not in ("draw", "make"):
                yield f"{own}.{drawn.id}"


PARTS = [(page.file, part) for page in PAGES for part in parts(ROOT / page.file)]
PARTS += [("pages/explorer.py", part) for part in parts(ROOT / "graphlab/ui/explorer/stepping.py")]
PARTS += [("pages/gradient_check.py", part) for part in parts(ROOT / "graphlab/ui/gradient_check/check_page.py")]


def broken(monkeypatch: pytest.MonkeyPatch, name: str, with_what: Callable[..., Any] = boom) -> None:
    module, _, function = name.rpartition(".")
    monkeypatch.setattr(import_module(module), function, with_what)


def drawn(app: AppTest) -> set[str]:
    """What stands on the page beside the menu: its sentences, buttons and components."""
    components = {element.proto.id for element in app.get("bidi_component")}
    return {*text_of(app).split("\n"), *(button.label for button in app.button), *components} - {
        *languages().values(),
        "",
    }


def assert_it_fails_alone(app: AppTest, caplog: pytest.LogCaptureFixture, language: str) -> None:
    assert not app.exception
    assert [error.value for error in app.error].count(translator(language)(FAILED)) == 1
    assert SECRET not in str(app)
    assert SECRET in caplog.text
    assert "Traceback" in caplog.text


@pytest.mark.parametrize(("page", "part"), PARTS)
@pytest.mark.parametrize("language", languages())
def test_a_part_that_fails_leaves_the_others(page: str, part: str, language: str, monkeypatch, caplog) -> None:
    address = {"lang": language, **ADDRESSES.get(part, {})}
    whole = opened(page, **address)
    broken(monkeypatch, part)
    left = opened(page, **address)
    assert_it_fails_alone(left, caplog, language)
    assert drawn(whole) & drawn(left)


@pytest.mark.parametrize("title", tabs.TABS)
def test_a_tab_of_the_explorer_that_fails_leaves_the_page(title: str, monkeypatch, caplog) -> None:
    monkeypatch.setattr(tabs, "TABS", MappingProxyType({**tabs.TABS, title: boom}))
    app = opened(text="y = x * x", inputs="x=[[1,2],[3,4]]")
    app.session_state["tabs"] = title
    assert_it_fails_alone(app.run(), caplog, "en")
    assert any("instrument" in element.proto.id for element in app.get("bidi_component"))


INSIDE_A_FRAGMENT = {
    "graphlab.ui.explorer.stepping.positions_of": ("pages/explorer.py", ""),
    "graphlab.ui.explorer.tabs.node_table": ("pages/explorer.py", "Values"),
    "graphlab.ui.explorer.cells_tab.node_matrices": ("pages/explorer.py", "Cells"),
    "graphlab.ui.explorer.share_tab.show_of": ("pages/explorer.py", "Share and export"),
    "graphlab.ui.explorer.dot_backward_tab.dot_backward": ("pages/explorer.py", ""),
    "graphlab.ui.break_it.breaking.revision": ("pages/break_it.py", ""),
    "graphlab.ui.gradient_check.check_page.check_run": ("pages/gradient_check.py", ""),
    "graphlab.ui.gradient_check.kinks.slopes_round_the_kink": ("pages/gradient_check.py", ""),
    "graphlab.ui.practice.course_choice.progress": ("pages/practice.py", ""),
    "graphlab.ui.train.live_charts._progress": ("pages/mnist.py", ""),
    "graphlab.ui.train.train_tabs._iteration": ("pages/mnist.py", ""),
}


@pytest.mark.parametrize("part", INSIDE_A_FRAGMENT)
def test_a_fragment_that_fails_shows_the_same_sentence(part: str, monkeypatch, caplog) -> None:
    page, tab = INSIDE_A_FRAGMENT[part]
    broken(monkeypatch, part)
    app = opened(page, **({"figure": "5-26"} if page == "pages/explorer.py" else {}))
    if tab:
        app.session_state["tabs"] = tab
        app.run()
    assert_it_fails_alone(app, caplog, "en")


def test_what_stops_a_run_or_begins_it_anew_passes() -> None:
    def page() -> None:
        import streamlit as st

        from graphlab.ui.frame.shell import guarded

        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        if st.session_state["runs"] == 1:
            guarded(st.rerun)()
        st.text("before")
        guarded(st.stop)()
        st.text("after")

    app = AppTest.from_function(page).run()
    assert app.session_state["runs"] == 2
    assert [text.value for text in app.text] == ["before"]
    assert not app.error


BEFORE_ANYTHING_IS_DRAWN = {
    "graphlab.ui.frame.subject.opened": ("pages/explorer.py", {"figure": "5-17"}),
    "graphlab.ui.frame.subject.typed_run": ("pages/explorer.py", {"figure": "5-17"}),
    "graphlab.ui.frame.subject.typed_graph": ("pages/explorer.py", {"text": "y = x * x"}),
    "graphlab.ui.frame.subject.look": ("pages/gradient_check.py", {"figure": "5-17"}),
    "graphlab.ui.frame.subject.typed_run ": ("pages/gradient_check.py", {"text": "y = x * x"}),
    "graphlab.ui.practice.answer_task.exercises": ("pages/practice.py", {}),
}


@pytest.mark.parametrize("what", BEFORE_ANYTHING_IS_DRAWN)
@pytest.mark.parametrize("language", languages())
def test_a_subject_that_cannot_be_made_leaves_the_frame_and_the_text(what: str, language: str, monkeypatch, caplog):
    page, address = BEFORE_ANYTHING_IS_DRAWN[what]
    whole = opened(page, lang=language, **address)
    broken(monkeypatch, what.strip())
    left = opened(page, lang=language, **address)
    assert_it_fails_alone(left, caplog, language)
    assert drawn(whole) & drawn(left)


@pytest.mark.parametrize("language", languages())
def test_a_callback_that_fails_is_said_once_and_the_page_is_as_before(language: str, monkeypatch, caplog) -> None:
    app = opened("pages/break_it.py", fault="accumulate", lang=language)
    before = drawn(app)
    broken(monkeypatch, "graphlab.ui.frame.state.put")
    (button,) = [one for one in app.button if one.key == "following"]
    app = button.click().run()
    assert not app.exception
    says = translator(language)("Something went wrong, so what you have just done had no effect.")
    assert [error.value for error in app.error] == [says]
    assert drawn(app) - {says} == before
    assert SECRET in caplog.text
    assert SECRET not in str(app)
    assert not app.run().error


@pytest.mark.parametrize("language", languages())
def test_a_callback_that_fails_in_a_fragment_is_said_in_it_at_once(language: str) -> None:
    def part(language: str) -> None:
        # Streamlit draws a fragment as this, without the frame of its page.
        import streamlit as st

        from graphlab.ui.frame import state
        from graphlab.ui.frame.shell import guarded

        def draw() -> None:
            guarded(st.text)("inside")
            st.button("try", on_click=state.callback(state.get), args=("a variable that is not there",))

        st.session_state["state.lang"] = language
        guarded(draw)()

    app = AppTest.from_function(part, args=(language,)).run()
    assert not app.error
    app.button[0].click().run()
    says = translator(language)("Something went wrong, so what you have just done had no effect.")
    assert [error.value for error in app.error] == [says]
    assert [text.value for text in app.text] == ["inside"]
    assert not app.run().error


CALLBACKS = ("on_click", "on_change", "on_select", "on_step_change", "on_act_change", "on_text_change",
             "on_typed_change", "on_onward_change", "on_open_change", "on_span_change", "on_cell_change")  # fmt: skip
# What sets a variable and no more; Streamlit's own word; what a component's caller hands in.
NEED_NO_GUARD = {"begin", "put", "'ignore'", *CALLBACKS}


def unguarded(*sources: str) -> set[str]:
    """Return the callbacks in modules that are not marked `@state.callback` in any of them."""
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    marked = {node.name for node in nodes if isinstance(node, ast.FunctionDef)
              and {"state.callback", "callback"} & {*map(ast.unparse, node.decorator_list)}}  # fmt: skip
    given = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in CALLBACKS]
    given = [one.args[0] if ast.unparse(one).startswith("partial(") else one for one in given]
    names = {ast.unparse(one).rpartition(".")[2] for one in given if "state.callback(" not in ast.unparse(one)}
    return names - marked - NEED_NO_GUARD


def test_every_callback_is_guarded() -> None:
    paths = [*ROOT.glob("graphlab/ui/**/*.py")]
    assert unguarded(*(path.read_text(encoding="utf-8") for path in paths)) == set()
    assert unguarded("st.button('a', on_click=act)\ndef act(): ...") == {"act"}
    assert unguarded("st.button('a', on_click=act)\n@state.callback\ndef act(): ...") == set()
