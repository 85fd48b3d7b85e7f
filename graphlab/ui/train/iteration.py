"""One iteration in its four stages: mini-batch, gradient, update, and again."""

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.nn.jobs.messages import Inspection, JobView
from graphlab.ui.frame.shell import escape, sentence, theme
from graphlab.ui.train import digit_images, run_controls
from graphlab.view.base import pixels
from graphlab.view.base.numbers import number

MOST_IMAGES = 40
COLUMNS = 8


def stages(view: JobView, inside: Inspection, translate: Translate) -> None:
    """Draw the four stages side by side; where no iteration has been done to look at, say so."""
    if not moved(inside):
        st.caption(
            translate(
                _("No update to show here: these are the first images of the training set, and the net as it is.")
            )
        )
    parts = (_batch, _gradient, _update, _repeat)
    titles = (_("1 · Mini-batch"), _("2 · Gradient"), _("3 · Update"), _("4 · Repeat"))
    for column, part, title, i in zip(st.columns(4), parts, titles, range(4), strict=True):
        with column, st.container(border=True, key=f"stage-{i}"):
            st.markdown(f"###### {translate(title)}")
            part(view, inside, translate)


def moved(inside: Inspection) -> bool:
    """Whether there was an update: the weights after it differ from those before."""
    return any(not np.array_equal(before, after) for before, after in inside.weights.values())


def _batch(view: JobView, inside: Inspection, translate: Translate) -> None:
    shown = min(len(inside.images), MOST_IMAGES)
    text = say(
        "{batch} images are drawn at random from the training set; here are {shown} of them.",
        batch=view.config.batch_size,
        shown=shown,
    )
    st.markdown(sentence(text.translated(translate)))
    alt = say("Digits of the mini-batch: {labels}", labels=", ".join(map(str, inside.labels[:shown])))
    digit_images.batch(inside.images[:shown], COLUMNS, theme(), alt.translated(translate))


def _gradient(_view: JobView, inside: Inspection, translate: Translate) -> None:
    text = say(
        "The loss of this batch is {loss}. Backpropagation gives its gradient by every weight; its size in each layer:",
        loss=number(inside.loss, 3),
    )
    st.markdown(sentence(text.translated(translate)))
    for look in inside.layers:
        st.markdown(f"{escape(look.name)}: ‖dW‖ = **{number(look.gradient, 3)}**")


def _update(view: JobView, inside: Inspection, translate: Translate) -> None:
    rate = view.rates[-1][1] if view.rates else view.config.learning_rate
    if view.config.optimiser == "sgd":
        st.markdown(f"$W \\leftarrow W - {rate:g} \\cdot \\frac{{\\partial L}}{{\\partial W}}$")
    else:
        text = translate(_("The update rule moves every weight against its gradient."))
        st.markdown(text)
    if not moved(inside):
        return
    before, after = inside.weights["W1"]
    unit = int(np.argmax(np.sum(np.square(after - before), axis=0)))
    shape = inside.images.shape[1:]
    values = np.stack([before[:, unit], after[:, unit], after[:, unit] - before[:, unit]]).reshape(3, *shape)
    coloured = np.stack([pixels.signed(value, theme()) for value in values])
    about = say("W1 of hidden unit {unit}: before, after, and the difference (blown up).", unit=unit + 1)
    digit_images.picture(pixels.mosaic(coloured, 3, theme()), about.translated(translate))
    st.caption(sentence(about.translated(translate)))
    _one_weight(inside, translate)


def _one_weight(inside: Inspection, translate: Translate) -> None:
    name = "W2" if "W2" in inside.weights else "W1"
    before, after = inside.weights[name]
    i, j = np.unravel_index(int(np.argmax(np.abs(after - before))), before.shape)
    text = say(
        "{name}[{i}, {j}] moved the most: {before} → {after}",
        name=name,
        i=i,
        j=j,
        before=number(before[i, j]),
        after=number(after[i, j]),
    )
    st.caption(sentence(text.translated(translate)))


def _repeat(view: JobView, inside: Inspection, translate: Translate) -> None:
    done = say("Iteration {done:,} of {all:,} is done.", done=inside.iteration, all=view.iterations)
    st.markdown(sentence(done.translated(translate)))
    if view.live:
        st.markdown(translate(_("The next one draws another batch, and the loss falls a little more.")))
    st.button(
        translate(_("Next iteration")),
        key="again",
        icon=":material/skip_next:",
        disabled=not view.live,
        on_click=run_controls.one_iteration,
    )
