"""What a figure offers beside its picture: other numbers for it, a slider, and a second picture that follows."""

from dataclasses import replace
from typing import Any

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.figure import Case, Figure, Slide
from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import parse_literal
from graphlab.locale import translator
from graphlab.ui.components.instrument import Beside
from graphlab.ui.explorer.inputs.typed_fields import remember
from graphlab.ui.frame import state
from graphlab.ui.frame.picker import figure_name
from graphlab.ui.frame.shell import escape
from graphlab.ui.frame.subject import Subject, chosen, of_case, svg
from graphlab.view.base import numbers


def tries(shown: Subject) -> None:
    """Draw the other numbers that a figure has, and the slider of its input."""
    figure = shown.figure
    if not figure or (len(figure.cases) < 2 and not figure.slide):
        return
    translate = translator(state.get("lang"))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="tries"):
        if len(figure.cases) > 1:
            _cases(figure, translate)
        if figure.slide:
            _slider(shown, figure.slide)


def _cases(figure: Figure, translate: Translate) -> None:
    """Draw a button for each case: unlike a choice, it cannot be taken for a press when the browser is late."""
    own = state.get("inputs") or state.get("upstream")
    with st.container(horizontal=True, gap="small", width="content"):
        for number, case in enumerate(figure.cases):
            now = case is chosen(figure) and not own
            st.button(
                escape(case_name(case, translate)),
                key=f"try {number}",
                type="primary" if now else "secondary",
                on_click=state.press,
                args=("case", _try, number),
            )


def _try(number: int) -> None:
    remember()
    state.put(case=str(number), inputs={}, upstream="")


def case_name(case: Case, translate: Translate) -> str:
    """Return what a case is called: by its label, or by its numbers."""
    listed = ", ".join(f"{name} = {numbers.array(value)}" for name, value in case.feed.items())
    return translate(case.label) if case.label else listed


def _slider(shown: Subject, slide: Slide) -> None:
    value = _number(shown.typed[slide.name])
    wanted = min(max(value, slide.low), slide.high)
    # Only where it differs: a value from here would pull the thumb back while it is still being moved.
    if abs(st.session_state.get("slide", slide.high + 1) - wanted) > slide.step / 2:
        st.session_state["slide"] = wanted
    with st.container(width=420):
        st.slider(
            escape(shown.label(slide.name, state.get("lang"))),
            float(slide.low),
            float(slide.high),
            step=slide.step,
            key="slide",
            format="%.1f",
            on_change=_slid,
            args=(slide,),
        )


def _number(text: str) -> float:
    try:
        value: Any = parse_literal(text)
    except GraphlabError:
        return 0.0
    return value if isinstance(value, float | int) else 0.0


@state.callback
def _slid(slide: Slide) -> None:
    remember()
    # On the slider's grid, and 0 without a sign: 0.1 · 3 is 0.3 here.
    value = round(st.session_state["slide"] / slide.step) * slide.step
    state.put(inputs={**state.get("inputs"), slide.name: literal(round(value, 6) + 0.0)})


def beside(shown: Subject) -> Beside | None:
    """Return the second picture of a figure that has one; it is looked at as the first one is."""
    if not shown.figure or not shown.figure.beside:
        return None
    figure, case = second(shown.figure, shown)
    translate, look = translator(state.get("lang")), shown.look
    other = of_case(figure, case)
    alike = replace(
        other.look, notation=look.notation, form=look.form, inline_constants=look.inline_constants, focus=look.focus
    )
    name = f"{figure_name(figure.number, translate)} · {translate(figure.title)}"
    title = case_name(case, translate) if figure is shown.figure else name
    return Beside(svg(replace(other, look=alike), state.get("lang")), title)


def second(figure: Figure, shown: Subject) -> tuple[Figure, Case]:
    """Return which case of which figure stands beside a figure.

    Where the learner has turned to the companion's own numbers, it is the figure's first ones.
    """
    assert figure.beside
    other = FIGURES[figure.beside.figure] if figure.beside.figure else figure
    case = other.cases[figure.beside.case]
    found = of_case(other, case)
    same = (found.base, found.typed, found.upstream) == (shown.base, shown.typed, shown.upstream)
    return (figure, figure.case) if same else (other, case)
