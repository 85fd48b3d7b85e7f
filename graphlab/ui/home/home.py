"""The parts of the home page: what this is, a formula of one's own, and the chapter's figures by group."""

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.figure import Figure
from graphlab.book.figures import GROUPS
from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.language.parse import parse
from graphlab.ui.components.gallery import Card, gallery
from graphlab.ui.frame import state
from graphlab.ui.frame.pages import EXPLORER
from graphlab.ui.frame.picker import figure_name, open_figure
from graphlab.ui.frame.shell import sentence
from graphlab.ui.frame.subject import of_case, svg


def welcome(translate: Translate) -> None:
    """Draw the title, one sentence, and the field for a formula of one's own."""
    title = translate(_("Watch backpropagation happen"))
    st.markdown(f"# {title}")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.markdown(
        translate(
            _(
                "Pick a figure of the chapter and press → or “Next”: values travel forward above the edges, gradients "
                "come back below them, and every step says why."
            )
        )
    )
    with right:
        _own_formula(translate)


def _own_formula(translate: Translate) -> None:
    typed = st.text_input(translate(_("Or type your own")), placeholder="y = x * x + x", key="formula")
    if not typed:
        return
    try:
        parse(typed)
    except GraphlabError as error:
        st.error(sentence(error.translated(translate)))
        return
    state.put(**state.FRESH, figure="", text=typed)
    st.switch_page(EXPLORER)


def figures(translate: Translate) -> None:
    """Draw one row of cards for each group of figures; a card opens the explorer."""
    language = state.get("lang")
    for key, heading in GROUPS.items():
        st.markdown(f"### {translate(heading)}")
        cards = [_card(figure, language, translate) for figure in FIGURES.values() if figure.group == key]
        opened = gallery(cards, translate, key=f"gallery-{key}")
        if opened is not None and opened in FIGURES:
            open_figure(opened)
            st.switch_page(EXPLORER)


def _card(figure: Figure, language: str, translate: Translate) -> Card:
    drawing = svg(of_case(figure, figure.case), language)
    name = figure_name(figure.number, translate)
    return Card(
        figure.number, name, translate(figure.title), drawing, f"explorer?figure={figure.number}&lang={language}"
    )
