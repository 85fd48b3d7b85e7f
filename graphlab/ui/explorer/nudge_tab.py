"""The explorer's tab in which one input is nudged: prediction and truth side by side while the slider moves."""

import numpy as np
import streamlit as st

from graphlab.book.quantities import UNITS, Quantity
from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.ui.components.nudge import nudge
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import sentence
from graphlab.ui.frame.subject import Subject
from graphlab.view.base.numbers import element, number
from graphlab.view.charts.nudge_chart import Names, Nudged, chart_data, nudged, spans

ABOUT = _("The gradient is a promise for small changes: move the slider and see how far it holds.")


def nudge_tab(shown: Subject) -> None:
    """Draw the choice of an input, the slider, both bars, and the tangent on the curve."""
    language = state.get("lang")
    translate, trace = translator(language), shown.trace
    st.caption(translate(ABOUT))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="nudged"):
        chosen = selection.choose(
            trace, shown.graph.inputs, lambda name: shown.label(name, language), "nudge of", translate
        )
        if chosen is None:
            return
        name, i = chosen
        span = _span(name, float(np.reshape(trace.values[name], -1)[i]), translate)
    found = nudged(trace, name, i, span)
    if not np.isfinite(found.slope) or not np.isfinite(found.result):
        st.info(translate(_("Here the result or its gradient is not finite: there is nothing to predict.")))
        return
    called = Names(_quantity(shown, name, i), _result(shown))
    nudge(chart_data(found, called, translate), translate, key="nudge")
    _remarks(shown, found, translate)


def _span(name: str, value: float, translate: Translate) -> float:
    choices = spans(value)
    key = f"span {name} {choices[1]:g}"
    st.session_state.setdefault(key, choices[1])
    draw, label = st.segmented_control, translate(_("How far"))
    return float(selection.pick(draw, label, choices, key, lambda span: f"± {number(span)}", required=True))


def _quantity(shown: Subject, name: str, i: int) -> Quantity:
    return _with_unit(shown, name, element(name, np.shape(shown.trace.values[name]), i))


def _with_unit(shown: Subject, name: str, called: str) -> Quantity:
    """Return what a node is called, with the unit that it has in a figure whose inputs have words."""
    known = shown.figure and name in shown.figure.labels and name in UNITS
    return Quantity(called, UNITS[name]) if known else Quantity(called)


def _result(shown: Subject) -> Quantity:
    if not _plain(shown):
        return Quantity("L")
    return _with_unit(shown, shown.graph.output, shown.graph.output)


def _plain(shown: Subject) -> bool:
    """Tell whether the output is the final result itself."""
    return not np.shape(shown.trace.output) and float(shown.trace.upstream) == 1.0


def _remarks(shown: Subject, found: Nudged, translate: Translate) -> None:
    if found.kink:
        text = say(
            "Exactly here the curve has a kink: its slope is {left} on the left and {right} on the right. The gradient "
            "says {slope}, so the promise cannot hold on both sides.",
            left=number(found.kink[0]),
            right=number(found.kink[1]),
            slope=number(found.slope),
        )
        st.caption(sentence(text.translated(translate)))
    if not _plain(shown):
        text = say(
            "L is the final result: every element of `{output}` times its upstream gradient, added up.",
            output=shown.graph.output,
        )
        st.caption(sentence(text.translated(translate)))
