"""The panel that builds the backward pass of a matrix product from the shapes, line by line."""

import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.ui.explorer import view_switches
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import escape, guarded, sentence
from graphlab.ui.frame.subject import Subject
from graphlab.view.matrix.dot_backward import Stage, dot_backward


def building(shown: Subject) -> None:
    """Draw the panel where the figure asks for it."""
    node = shown.graph.index.get(shown.figure.builds) if shown.figure else None
    if node is None or shown.graph.nodes[node].op != "dot":
        return
    if not view_switches.held_back(translator(state.get("lang"))):
        _panel(shown, node)


@st.fragment
@guarded
def _panel(shown: Subject, node: int) -> None:
    """Draw the lines that have been asked for, those of the left input at the left."""
    translate = translator(state.get("lang"))
    graph = shown.graph
    sides = [dot_backward(shown.trace, node, slot) for slot in (0, 1)]
    last = sum(map(len, sides))
    # A line of its own for each figure; the first one stands there from the start.
    key = f"built {graph.to_source()}"
    count = min(st.session_state.get(key, 1), last)
    with st.container(border=True, key="building"):
        st.markdown(f"###### {translate(_('Built from the shapes alone'))}")
        with st.container(horizontal=True, vertical_alignment="center"):
            _turn(key, count - 1, count == 1, _("Back"), "undo", translate)
            _turn(key, count + 1, count == last, _("Next line"), "next_line", translate)
            _turn(key, last, count == last, _("All lines"), "all_lines", translate)
            st.caption(say("line {number} of {lines}", number=count, lines=last).translated(translate))
        for column, slot, stages in zip(st.columns(2), graph.nodes[node].inputs, sides, strict=True):
            with column:
                title = say("The gradient of {name}", name=graph.nodes[slot].name).translated(translate)
                st.markdown(f"**{escape(title)}**")
                _lines(stages[:count], translate)
            count = max(count - len(stages), 0)


def _turn(key: str, count: int, off: bool, label: str, name: str, translate: Translate) -> None:
    st.button(translate(label), key=name, disabled=off, on_click=state.press, args=("lines", _reveal, key, count))


def _reveal(key: str, count: int) -> None:
    st.session_state[key] = count


def _lines(stages: tuple[Stage, ...], translate: Translate) -> None:
    for number, stage in enumerate(stages, start=1):
        st.markdown(f"{number}. {sentence(stage.sentence.translated(translate))}\n\n    ${stage.latex}$")
