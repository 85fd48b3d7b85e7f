"""Choosing what the explorer shows: a figure of the chapter, or the learner's own text."""

from __future__ import annotations

import streamlit as st

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError, Translate, capital
from graphlab.engine.errors import mark as _
from graphlab.engine.ops import OPS
from graphlab.ui import components, state, words
from graphlab.ui.components import Mistake
from graphlab.ui.shell import escape
from graphlab.ui.subject import Subject, revision

OWN = "own"
_OWN = _("Change the text or the numbers: picture, explanation and code follow.")


def figure_name(number: str, translate: Translate) -> str:
    """Return "Figure 5-19 (2)", or "Example" for a figure that the chapter leaves unnumbered."""
    if not number[0].isdigit():
        return translate(_("Example"))
    chapter, figure, *part = number.split("-")
    return translate(_("Figure {number}")).format(number=f"{chapter}-{figure}" + "".join(f" ({n})" for n in part))


def open_figure(number: str) -> None:
    """Show a figure from the position at which it opens."""
    state.put(figure=number, inputs={}, upstream="", step=FIGURES[number].opens)


def heading(shown: Subject | None, translate: Translate) -> None:
    """Draw title, number and what to notice, and beside them the choice of figures."""
    figure = shown.figure if shown else None
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        title = translate(figure.title) if figure else translate(_("Your own graph"))
        st.markdown(f"## {escape(title)}")
        about = f"{figure_name(figure.number, translate)} · {translate(figure.notice)}" if figure else translate(_OWN)
        st.caption(escape(about))
    with right:
        _choice(figure.number if figure else OWN, translate)


def _choice(current: str, translate: Translate) -> None:
    numbers = list(FIGURES)
    at = numbers.index(current) if current in FIGURES else None
    st.session_state["picker"] = current
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choice"):
        _neighbour(
            "previous", numbers[at - 1] if at else None, ":material/chevron_left:", _("Previous figure"), translate
        )
        st.selectbox(
            translate(_("Show")),
            [*numbers, OWN],
            key="picker",
            format_func=lambda number: _option(number, translate),
            on_change=_picked,
            label_visibility="collapsed",
        )
        following = None if at is None or at + 1 == len(numbers) else numbers[at + 1]
        _neighbour("following", following, ":material/chevron_right:", _("Next figure"), translate)


def _neighbour(key: str, number: str | None, icon: str, label: str, translate: Translate) -> None:
    st.button(
        translate(label),
        key=key,
        icon=icon,
        disabled=number is None,
        on_click=open_figure,
        args=(number,),
    )


def _option(number: str, translate: Translate) -> str:
    if number == OWN:
        return translate(_("Your own graph"))
    return f"{figure_name(number, translate)} · {translate(FIGURES[number].title)}"


def _picked() -> None:
    chosen = st.session_state["picker"]
    if chosen == OWN:
        state.put(figure="", text=state.get("text") or "y = x * x + x", inputs={}, upstream="", step=0)
    else:
        open_figure(chosen)


def own_text(shown: Subject | None, error: GraphlabError | None, translate: Translate) -> None:
    """Draw the text of the graph, to be changed; what is typed stays, right or wrong."""
    own = shown is None or shown.figure is None
    text = state.get("text") if own else shown.graph.to_source()  # type: ignore[union-attr]
    with st.expander(translate(_("The graph as text: change it, or type your own")), expanded=own):
        components.source_box(
            text,
            words.translated(words.SOURCE, translate),
            rev=revision(state.get("figure"), st.session_state.get("texts", 0)),
            ops=_OPS,
            key="source",
            error=_mistake(error, translate) if error and error.line else None,
            on_text_change=_typed,
        )


_OPS = tuple((f"{name}({', ' * (len(op.inputs) - 1)})", name) for name, op in OPS.items() if op.infix in (None, "1/x"))


def _typed() -> None:
    text = st.session_state["source"]["text"]
    if state.get("figure"):
        state.put(inputs={}, upstream="", step=0)
    state.put(text=text, figure="")


def _mistake(error: GraphlabError, translate: Translate) -> Mistake:
    hint = error.hint.translated(translate) if error.hint else ""
    placed = GraphlabError(error.message, line=error.line, column=error.column)
    return Mistake(capital(placed.translated(translate)), error.line or 0, error.column or 0, hint)
