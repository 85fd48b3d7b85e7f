"""What moves while a net learns: progress, loss and accuracy, drawn anew once a second."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, capital, say
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import DIVERGED, DONE, FAILED, PAUSED, STOPPED, WAITING, JobView
from graphlab.ui.components.chart_zoom import chart_zoom
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import escape, guarded, sentence, theme
from graphlab.view.base.numbers import number
from graphlab.view.charts import training_charts
from graphlab.view.charts.line_chart import Option

SECONDS = 1.0
# So many trainings are drawn each second; where more run, each is drawn less often.
DRAWN = 10
HEIGHT = 270
LOSS, ACCURACY, ZOOM = "loss", "accuracy", "zoom"
SIDES = ("left", "right", "top", "bottom")


def moving(view: JobView | None) -> bool:
    """Whether the run goes on by itself, so that the page has to be drawn again and again."""
    return view is not None and bool(state.get("job")) and view.live and view.state != PAUSED


def interval(view: JobView | None, seconds: float = SECONDS) -> float | None:
    """Return after how many seconds what follows a run is drawn again, None where it rests.

    All trainings of a server slow down together, and whoever steps through a figure is not to wait for their charts.
    """
    return seconds * max(1.0, jobs().computing() / DRAWN) if moving(view) else None


def panel(view: JobView | None) -> None:
    """Draw progress and charts; they follow the run as long as it moves."""
    st.fragment(_panel, run_every=interval(view), key="live")(view)


@guarded
def _panel(drawn: JobView | None) -> None:
    view = jobs().view(state.get("job")) if state.get("job") else None
    if moving(view) != moving(drawn) or (drawn and view and view.state != drawn.state):
        st.rerun()
    view, translate = view or drawn, translator(state.get("lang"))
    _progress(view, translate)
    span = _span(view)
    left, right = st.columns(2, gap="medium")
    with left:
        loss = _loss(view, span, translate)
    with right:
        accuracy = _accuracy(view, span, translate)
    if view:
        _zoom(view, span, {LOSS: loss, ACCURACY: accuracy}, translate)
    _troubles(view, translate)


def _progress(view: JobView | None, translate: Translate) -> None:
    if view is None:
        st.progress(0.0, translate(_("Press Start: the loss should fall, and the accuracy rise.")))
        return
    parts = [_state(view, translate), _where(view, translate)]
    if view.accuracy:
        parts.append(say("test accuracy {share:.1%}", share=view.accuracy[-1][2]).translated(translate))
    if view.state not in (PAUSED, STOPPED) and view.speed:
        parts.append(say("{speed:,.0f} iterations/s", speed=view.speed).translated(translate))
    if moving(view) and view.remaining is not None:
        parts.append(_left(view.remaining, translate))
    st.progress(min(view.iteration / view.iterations, 1.0), escape(capital(" · ".join(part for part in parts if part))))


def _state(view: JobView, translate: Translate) -> str:
    names = {
        WAITING: _("Waiting"),
        PAUSED: _("Paused"),
        DONE: _("Done"),
        STOPPED: _("Stopped"),
        DIVERGED: _("Diverged"),
        FAILED: _("Failed"),
    }
    return translate(names[view.state]) if view.state in names else ""


def _where(view: JobView, translate: Translate) -> str:
    text = say("iteration {done:,} of {all:,}", done=view.iteration, all=view.iterations)
    return text.translated(translate)


def _left(seconds: float, translate: Translate) -> str:
    if seconds < 90:
        return say("{seconds:.0f} s left", seconds=seconds).translated(translate)
    return say("{minutes:.0f} min left", minutes=seconds / 60).translated(translate)


def _most(view: JobView | None) -> int:
    """Return where the axis of iterations ends: at the goal while the run moves, else at what has been reached."""
    if view is None:
        return 100
    return view.iterations if moving(view) else max(view.iteration, 10)


def _zoom_key(view: JobView) -> str:
    return f"shown of {view.iterations}"


def _zoomed(view: JobView) -> tuple[training_charts.Span, int]:
    """Return the part of the axis that was chosen, and how often the mouse has chosen one."""
    chosen: tuple[training_charts.Span, int] = st.session_state.get(_zoom_key(view), ((0, view.iterations), 0))
    return chosen


def _span(view: JobView | None) -> training_charts.Span:
    """Return the part of the axis that is shown: the one that was chosen, or all there is."""
    if view is None:
        return 0, _most(None)
    low, high = _zoomed(view)[0]
    high = _most(view) if high == view.iterations else high
    return low, max(high, low + 1)


def _zoom(view: JobView, span: training_charts.Span, drawn: Mapping[str, Option], translate: Translate) -> None:
    """Draw the slider that chooses the part of the axis, and what lets the mouse choose it too."""
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    whole, (chosen, turn) = (0, view.iterations), _zoomed(view)
    label = translate(_("Iterations shown"))
    # A new slider each time that the mouse has chosen: the browser may still be sending the value of the last one.
    key = f"{_zoom_key(view)} {turn}"
    left.slider(label, *whole, chosen, key=key, format="localized", on_change=_slid, args=(view, key, turn))
    with right:
        chart_zoom(
            {name: {side: option["grid"][side] for side in SIDES} for name, option in drawn.items()},
            translate,
            axis=span,
            whole=whole,
            zoomed=chosen != whole,
            key=ZOOM,
            on_span_change=state.callback(lambda: _chosen(view, _most(view))),
        )


@state.callback
def _slid(view: JobView, key: str, turn: int) -> None:
    """Take over what the slider says, unless the mouse has chosen since."""
    if turn == _zoomed(view)[1]:
        st.session_state[_zoom_key(view)] = st.session_state[key], turn


def _chosen(view: JobView, most: int) -> None:
    """Take over the part that was chosen with the mouse; one that ends where the axis does goes on with the run."""
    low, high = sorted(st.session_state[ZOOM]["span"])
    low = min(low, most - 1)
    span = low, view.iterations if high >= most else max(high, low + 1)
    st.session_state[_zoom_key(view)] = span, _zoomed(view)[1] + 1


def _loss(view: JobView | None, span: training_charts.Span, translate: Translate) -> Option:
    losses = view.losses if view else np.zeros(0, np.float32)
    at = np.arange(1, len(losses) + 1)
    text = translate(_("learning rate {rate}"))
    marks = [
        training_charts.Event(iteration, text.format(rate=number(rate)))
        for iteration, rate in (view.rates[1:] if view else ())
    ]
    option = training_charts.loss(at, losses, marks, span, state.get("lang"), theme())
    st.echarts_chart(option, key=LOSS, height=HEIGHT, alt=_loss_alt(losses, translate))
    return option


def _loss_alt(losses: np.ndarray[tuple[int], np.dtype[np.float32]], translate: Translate) -> str:
    if not len(losses):
        return translate(_("Loss of every iteration; nothing yet."))
    text = say("Loss of every iteration; the latest is {loss}.", loss=number(float(losses[-1]), 3))
    return text.translated(translate)


def _accuracy(view: JobView | None, span: training_charts.Span, translate: Translate) -> Option:
    points = view.accuracy if view else ()
    option = training_charts.accuracy(points, span, state.get("lang"), theme())
    alt = translate(_("Accuracy after every epoch; nothing yet."))
    if points:
        text = translate(
            _("Accuracy after every epoch; now {train:.1%} on the training set, {test:.1%} on the test set.")
        )
        alt = text.format(train=points[-1][1], test=points[-1][2])
    st.echarts_chart(option, key=ACCURACY, height=HEIGHT, alt=alt)
    return option


def _troubles(view: JobView | None, translate: Translate) -> None:
    if view and view.verdict:
        st.error(sentence(view.verdict.translated(translate)))
    if view and view.restarts:
        st.info(
            translate(
                _("The process that trains broke down and was started anew; the run goes on from its last checkpoint.")
            )
        )
