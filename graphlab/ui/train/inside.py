"""What is going on in the net: what its units look for, how well its layers are, and its graph on three images."""

import html

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.nn import TwoLayerNet
from graphlab.nn.jobs.messages import Inspection, JobView
from graphlab.ui.components.instrument import instrument
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import escape, guarded, theme
from graphlab.ui.frame.subject import revision
from graphlab.ui.train import digit_images
from graphlab.view.base import pixels
from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import plotly_json
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.words.explain import explain
from graphlab.view.words.health import health

MOST_UNITS = 100
DRAWN_IMAGES = 3


def look(_view: JobView, inside: Inspection, translate: Translate) -> None:
    """Draw the columns of W1 and the health of every layer."""
    left, right = st.columns([3, 4], gap="medium")
    with left:
        _units(inside, translate)
    with right:
        _layers(inside, translate)


def _units(inside: Inspection, translate: Translate) -> None:
    title = translate(_("What each hidden unit looks for"))
    st.markdown(f"###### {title}")
    weights = inside.weights["W1"][1]
    count = min(weights.shape[1], MOST_UNITS)
    images = weights[:, :count].T.reshape(count, *inside.images.shape[1:])
    coloured = np.stack([pixels.signed(image, theme()) for image in images])
    about = translate(_("The columns of W1 as images: ink on orange raises the unit's value, ink on blue lowers it."))
    digit_images.picture(pixels.mosaic(coloured, 10, theme()), about)
    st.caption(about)


def _layers(inside: Inspection, translate: Translate) -> None:
    title = translate(_("How well the layers are"))
    st.markdown(f"###### {title}")
    heads = (_("Layer"), _("Gradient ‖dW‖"), "", _("Output: mean ± spread"), "", _("Verdict"))
    head = "".join(f"<th>{html.escape(translate(text)) if text else ''}</th>" for text in heads)
    rows = "".join(_row(inside, at, translate) for at in range(len(inside.layers)))
    st.html(f'<table class="layers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def _row(inside: Inspection, at: int, translate: Translate) -> str:
    one, colours = inside.layers[at], THEMES[theme()]
    well, message = health(inside.layers, at)
    gradient = _bar(one.gradient, max(each.gradient for each in inside.layers), colours.gradient)
    spread = _bar(one.std, max(each.std for each in inside.layers), colours.value)
    verdict = f'<span class="{"good" if well else "bad"}">{html.escape(message.translated(translate))}</span>'
    output = f"{number(one.mean, 2)} ± {number(one.std, 2)}"
    return (
        f"<tr><td>{html.escape(one.name)}</td><td class='number'>{number(one.gradient, 3)}</td>{gradient}"
        f"<td class='number'>{output}</td>{spread}<td>{verdict}</td></tr>"
    )


def _bar(value: float, largest: float, colour: str) -> str:
    share = value / largest if largest and np.isfinite(value / largest) else 0.0
    return f'<td class="bar"><i style="width:{100 * min(share, 1.0):.0f}%;background:{colour}"></i></td>'


def graph(view: JobView, inside: Inspection) -> None:
    """Draw the net as a graph that steps through three images of the batch; it stands still while the run moves."""
    st.fragment(_graph, key="net graph")(view, inside)


@guarded
def _graph(view: JobView, inside: Inspection) -> None:
    translate, language = translator(state.get("lang")), state.get("lang")
    title = translate(_("The net as a graph, with the first three images of this batch"))
    st.markdown(f"###### {title}")
    first, *hidden = (inside.weights[f"W{k}"][1].shape[0] for k in range(1, len(inside.layers) + 1))
    net = TwoLayerNet(first, tuple(hidden), inside.probabilities.shape[1], activation=view.config.activation)
    net.params.update({name: np.asarray(after, np.float64) for name, (_before, after) in inside.weights.items()})
    trace = net.run(inside.images[:DRAWN_IMAGES].reshape(-1, first) / 255, inside.labels[:DRAWN_IMAGES])
    says = [explain(trace, position, language).spoken for position in range(len(trace.steps) + 1)]
    drawn = picture(trace, language)
    at = instrument(
        stepping(drawn, drawn.last, interactive=True),
        says,
        translate,
        step=len(trace.steps),
        rev=revision(view.id, inside.iteration, language),
        key="net instrument",
        figure="".join(plotly_json(drawn)),
    )
    for sentence in explain(trace, min(at, len(trace.steps)), language).sentences:
        st.markdown(escape(sentence))
