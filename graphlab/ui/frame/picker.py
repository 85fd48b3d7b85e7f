"""Choosing what the explorer shows: a figure of the chapter, or the learner's own text."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.figure import Figure
from graphlab.engine.errors import GraphlabError, Translate, capital
from graphlab.engine.errors import mark as _
from graphlab.engine.ops import OPS
from graphlab.ui.components.instrument import Onward
from graphlab.ui.components.shared import reported
from graphlab.ui.components.text_box import TextError, text_box
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape
from graphlab.ui.frame.subject import Subject

OWN = "own"
_OPEN, _BOX, _TEXTS = "text open", "source", "texts"
_OWN = _("Change the text or the numbers: picture, explanation and code follow.")


def figure_name(number: str, translate: Translate) -> str:
    """Return "Figure 5-19 (2)", or "Example" for a figure that the chapter leaves unnumbered."""
    if not number[0].isdigit():
        return translate(_("Example"))
    chapter, figure, *part = number.split("-")
    return translate(_("Figure {number}")).format(number=f"{chapter}-{figure}" + "".join(f" ({n})" for n in part))


def open_figure(number: str) -> None:
    """Show a figure from the position at which it opens."""
    state.put(**{**state.FRESH, "figure": number, "step": FIGURES[number].opens})


def following(number: str) -> str | None:
    """Return the number of the next figure."""
    numbers = list(FIGURES)
    return dict(pairwise(numbers)).get(number)


def go_on(number: str) -> None:
    """Show a figure as one that goes on from the figure shown: what is the learner's own in both stays.

    Her numbers stay where both figures start from the same ones, and how she looks at them where both want the same.
    """
    before, after = FIGURES.get(state.get("figure")), FIGURES[number]
    kept = {name: state.get(name) for name in _kept(before, after)} if before else {}
    state.put(**{**state.FRESH, **kept, "figure": number, "step": after.opens})


def _kept(before: Figure, after: Figure) -> Iterator[str]:
    """Yield the variables that keep their values."""
    if before.feed != after.feed:
        return
    yield "inputs"
    wanted = {"upstream": "upstream", "notation": "view", "form": "form", "constants": "constants", "local": "focus"}
    yield from (name for name, part in wanted.items() if getattr(before, part) == getattr(after, part))
    if before.source == after.source:
        yield "open"


def onward(figure: Figure, last: int, translate: Translate) -> Onward | None:
    """Return the way to the next figure, from the position at which this one has shown what it is for."""
    number = following(figure.number)
    if number is None:
        return None
    title = f"{figure_name(number, translate)} · {translate(FIGURES[number].title)}"
    label = translate(_("Next: {figure}")).format(figure=title)
    return Onward(f"{label} →", last if figure.ends is None else figure.ends)


def heading(shown: Subject | None, translate: Translate, notice: bool = True) -> None:
    """Draw title, number and (with `notice`) what to notice, and beside them the choice of figures."""
    figure = shown.figure if shown else None
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        title = translate(figure.title) if figure else translate(_("Your own graph"))
        st.markdown(f"## {escape(title)}")
        about = figure_name(figure.number, translate) if figure else translate(_OWN)
        if figure and notice:
            about = f"{about} · {translate(figure.notice)}"
        st.caption(escape(about))
    with right:
        _choice(figure.number if figure else OWN, translate)


def _choice(current: str, translate: Translate) -> None:
    numbers = list(FIGURES)
    at = numbers.index(current) if current in FIGURES else None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choice"):
        before = numbers[at - 1] if at else None
        _neighbour("previous", before, ":material/chevron_left:", _("Previous figure"), open_figure, translate)
        options = [*numbers, OWN]
        st.selectbox(
            translate(_("Show")),
            options,
            format_func=lambda number: _option(number, translate),
            label_visibility="collapsed",
            **selection.widget("picker", current, _picked, options),
        )
        after = following(current)
        _neighbour("following", after, ":material/chevron_right:", _("Next figure"), go_on, translate)


def _neighbour(
    key: str, number: str | None, icon: str, label: str, act: Callable[[str], None], translate: Translate
) -> None:
    st.button(translate(label), key=key, icon=icon, disabled=number is None, on_click=state.press,
              args=("figure", act, number))  # fmt: skip


def _option(number: str, translate: Translate) -> str:
    if number == OWN:
        return translate(_("Your own graph"))
    return f"{figure_name(number, translate)} · {translate(FIGURES[number].title)}"


def _picked(chosen: str) -> None:
    if chosen == OWN:
        st.session_state[_OPEN] = True
        state.put(**state.FRESH, figure="", text=state.get("text") or "y = x * x + x")
    else:
        open_figure(chosen)


def own_text(shown: Subject | None, error: GraphlabError | None, translate: Translate) -> None:
    """Draw the text of the graph, to be changed; what is typed stays, right or wrong.

    Whoever comes with a graph, by a link or from the builder, sees the picture first: the text is open for who writes.
    """
    own = shown is None or shown.figure is None
    if error:
        st.session_state[_OPEN] = True
    text = state.get("text") if own else shown.base.to_source()  # type: ignore[union-attr]
    with st.expander(
        translate(_("The graph as text: change it, or type your own")), expanded=own and _OPEN in st.session_state
    ):
        text_box(
            text,
            translate,
            rev=_revision(text),
            ops=CHIPS,
            key=_BOX,
            error=mistake(error, translate) if error and error.line else None,
            on_text_change=_typed,
        )


def _revision(text: str) -> str:
    """Return what differs whenever the text comes from anywhere but the box: what the learner types is her own."""
    if reported(_BOX, "text") != text:
        st.session_state[_TEXTS] = st.session_state.get(_TEXTS, 0) + 1
    return str(st.session_state[_TEXTS])


# What a chip under the text inserts, and what is written on it.
CHIPS = tuple((f"{name}({', ' * (len(op.inputs) - 1)})", name) for name, op in OPS.items() if op.infix in (None, "1/x"))


@state.callback
def _typed() -> None:
    text = reported(_BOX, "text")
    if not isinstance(text, str):  # A late message of a text that has gone.
        state.begin()
        return
    st.session_state[_OPEN] = True
    if state.get("figure"):
        state.put(**state.FRESH)
    state.put(text=text, figure="")


def mistake(error: GraphlabError, translate: Translate) -> TextError:
    """Return an error as the text box shows it."""
    hint = error.hint.translated(translate) if error.hint else ""
    placed = GraphlabError(error.message, line=error.line, column=error.column)
    return TextError(capital(placed.translated(translate)), error.line or 0, error.column or 0, hint)
