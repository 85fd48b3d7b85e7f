"""Runs beside each other: one is kept, another is started with one setting changed, both stand in one chart."""

import csv
from dataclasses import replace
from io import StringIO
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import JobView
from graphlab.nn.jobs.stored_runs import stored_view
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import guarded, theme
from graphlab.ui.train import run_controls, settings
from graphlab.ui.train.live_charts import HEIGHT, interval, moving
from graphlab.view.base.numbers import number
from graphlab.view.charts import training_charts
from graphlab.view.charts.training_charts import RunCurves

_KEPT = "kept runs"

# One setting and its other value, to be started with one click.
CHANGES: tuple[tuple[str, Any], ...] = (
    ("learning_rate", 1.0),
    ("learning_rate", 0.01),
    ("hidden_size", (10,)),
    ("hidden_size", (100,)),
    ("activation", "sigmoid"),
    ("init", "he"),
    ("optimiser", "adam"),
)


class Kept(NamedTuple):
    """A run as it is compared: its number, its settings, and its history."""

    number: int
    view: JobView

    def name(self, translate: Translate) -> str:
        """Return what the run is called in charts and table."""
        return say("Run {number}", number=self.number).translated(translate)

    def curve(self, translate: Translate) -> RunCurves:
        """Return the run's curves."""
        losses = list(enumerate(self.view.losses.tolist(), start=1))
        return RunCurves(self.name(translate), losses, [(at, test) for at, _train, test in self.view.accuracy])


def kept() -> tuple[Kept, ...]:
    """Return the runs that were kept; in a new session those of the address, as far as they are still there."""
    if _KEPT not in st.session_state:
        found = ((number, jobs().view(id) or stored_view(id)) for number, id in state.get("kept"))
        st.session_state[_KEPT] = tuple(Kept(number, view) for number, view in found if view)
    return tuple(st.session_state[_KEPT])


def _put(runs: tuple[Kept, ...]) -> None:
    st.session_state[_KEPT] = runs
    state.put(kept=tuple((run.number, run.view.id) for run in runs))


def _with(view: JobView | None) -> tuple[Kept, ...]:
    """Return the kept runs, and behind them the present one if it is not kept."""
    runs = kept()
    if view is None or not view.iteration:
        return runs
    if any(run.view.id == view.id for run in runs):
        return tuple(run._replace(view=view) if run.view.id == view.id else run for run in runs)
    return (*runs, Kept(_next(runs), view)) if len(runs) < state.MOST_RUNS else runs


def _next(runs: tuple[Kept, ...]) -> int:
    return max((run.number for run in runs), default=0) + 1


@state.callback
def keep() -> None:
    """Keep the run shown for comparison."""
    view = run_controls.shown(run_controls.current())
    _put(_with(view))


@state.callback
def _forget(number: int) -> None:
    _put(tuple(run for run in kept() if run.number != number))


@state.callback
def _try(name: str, value: Any) -> None:
    """Keep the present run, and start another with its settings but for one."""
    view = run_controls.shown(run_controls.current())
    config = view.config if view else settings.config()
    keep()
    settings.show(replace(config, **{name: value}), settings.pace())
    run_controls.start()


def show(view: JobView | None, translate: Translate) -> None:
    """Draw what can be changed, the curves, and the table with its download."""
    _changes(view, translate)
    st.fragment(_charts, run_every=interval(view), key="comparison")(view)
    runs = _with(view)
    if runs:
        _buttons(runs, view, translate)
    else:
        st.caption(translate(_("There is nothing to compare yet. Press “Start”.")))


def _changes(view: JobView | None, translate: Translate) -> None:
    st.markdown(translate(_("Keep this run, and start another that differs in one setting:")))
    try:
        config = view.config if view else settings.config()
    except GraphlabError:
        return
    with st.container(horizontal=True, gap="small", key="changes"):
        for name, value in CHANGES:
            if getattr(config, name) != value:
                st.button(
                    f"{_label(name, translate)}: {_word(name, value, translate)}",
                    key=f"change {name} {value}",
                    disabled=view is None or len(_with(view)) >= state.MOST_RUNS,
                    on_click=_try,
                    args=(name, value),
                )


def _label(name: str, translate: Translate) -> str:
    about = settings.FIELDS.get(name) or settings.CHOICES[name]
    return translate(about.label)


def _word(name: str, value: Any, translate: Translate) -> str:
    if name in settings.CHOICES:
        return translate(settings.CHOICES[name].words[value])
    return ", ".join(map(str, value)) if isinstance(value, tuple) else f"{value:g}"


@guarded
def _charts(drawn: JobView | None) -> None:
    translate, id = translator(state.get("lang")), state.get("job")
    runs = _with(jobs().view(id) if id else drawn)
    if not runs:
        return
    most = max(run.view.iterations if moving(run.view) else max(run.view.iteration, 10) for run in runs)
    curves = [run.curve(translate) for run in runs]
    alts = (_("Loss of the runs that are compared."), _("Test accuracy of the runs that are compared."))
    for column, which, alt in zip(st.columns(2, gap="medium"), ("losses", "accuracies"), alts, strict=True):
        option = training_charts.comparison(curves, which, most, state.get("lang"), theme())
        column.echarts_chart(option, key=f"compare {which}", height=HEIGHT, alt=translate(alt))
    _table(runs, translate)


def _cells(run: Kept, translate: Translate) -> list[str]:
    view = run.view
    last = view.accuracy[-1] if view.accuracy else (0, np.nan, np.nan)
    tail = float(np.mean(view.losses[-100:])) if len(view.losses) else np.nan
    words = [_word(name, getattr(view.config, name), translate) for name in settings.NAMES if name != "iterations"]
    rates = " → ".join(f"{rate:g}" for _iteration, rate in view.rates)
    return [run.name(translate), view.dataset, rates, *words[1:], f"{view.iteration:,}", number(tail, 3),
            f"{last[1]:.2%}", f"{last[2]:.2%}"]  # fmt: skip


def _heads(translate: Translate) -> list[str]:
    names = [_label(name, translate) for name in settings.NAMES if name != "iterations"]
    ends = (_("Iterations"), _("Loss at the end"), _("Training set"), _("Test set"))
    return [translate(_("Run")), translate(_("Data set")), *names, *(translate(end) for end in ends)]


def _table(runs: tuple[Kept, ...], translate: Translate) -> None:
    columns = [Column(head, number=i > 8) for i, head in enumerate(_heads(translate))]
    rows = [Row(_cells(run, translate)) for run in runs]
    node_table(columns, rows, translate(_("Settings and results of the runs")), key="runs")


def _buttons(runs: tuple[Kept, ...], view: JobView | None, translate: Translate) -> None:
    file = StringIO()
    csv.writer(file).writerows([_heads(translate), *(_cells(run, translate) for run in runs)])
    with st.container(horizontal=True, gap="small", key="runs-acts"):
        fresh = view is not None and all(run.view.id != view.id for run in kept())
        st.button(
            translate(_("Keep this run")),
            key="keep",
            icon=":material/push_pin:",
            disabled=not fresh or len(kept()) >= state.MOST_RUNS,
            on_click=keep,
        )
        st.download_button(
            translate(_("Download as CSV")),
            "\ufeff" + file.getvalue(),
            "graphlab-runs.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        text = translate(_("Remove run {number}"))
        for run in kept():
            label = text.format(number=run.number)
            st.button(label, key=f"forget {run.number}", type="tertiary", on_click=_forget, args=(run.number,))
    if len(kept()) >= state.MOST_RUNS:
        st.caption(translate(_("Six runs are kept at most; remove one to make room.")))
