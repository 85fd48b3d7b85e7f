"""What folds away below the charts, one tab each; only the open one costs anything."""

from collections.abc import Callable

import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import JobView
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import guarded
from graphlab.ui.train import compare, inside, iteration, quality, race
from graphlab.ui.train.live_charts import interval
from graphlab.ui.train.run_controls import ONE_ITERATION, TABS

SECONDS = 2.0

Draw = Callable[[JobView | None, Translate], None]


def tabs(view: JobView | None, translate: Translate) -> None:
    """Draw the tabs."""
    parts: dict[str, Draw] = {
        ONE_ITERATION: _iteration,
        _("Inside"): _inside,
        _("How good"): quality.show,
        _("Compare"): compare.show,
        _("Why backpropagation"): race.show,
    }
    opened = selection.tabs(list(parts), TABS, translate)
    with st.container(key="tab"):
        guarded(parts[opened])(view, translate)


def _iteration(view: JobView | None, translate: Translate) -> None:
    _watched("stages", view, iteration.stages, translate)


def _inside(view: JobView | None, translate: Translate) -> None:
    _watched("look", view, inside.look, translate)
    found = jobs().inspect(view.id) if view and state.get("job") else None
    if view and found:
        inside.graph(view, found)


def _watched(key: str, view: JobView | None, draw: Callable[..., None], translate: Translate) -> None:
    """Draw something that looks into the net, anew every other second as long as the run moves."""
    if view is None or not state.get("job"):
        st.caption(translate(_("There is nothing to see yet. Press “Start” or “One iteration”.")))
        return
    st.fragment(_looked, run_every=interval(view, SECONDS), key=key)(draw)


@guarded
def _looked(draw: Callable[..., None]) -> None:
    translate, id = translator(state.get("lang")), state.get("job")
    view = jobs().view(id) if id else None
    found = jobs().inspect(id) if view else None
    if view and found:
        draw(view, found, translate)
    else:
        st.caption(translate(_("The worker has not answered yet.")))
