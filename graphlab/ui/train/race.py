"""Why backpropagation: its time against that of numerical differentiation, counted live, and whether both agree."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import streamlit as st

from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.numerical import H
from graphlab.nn import TwoLayerNet, central_differences
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import JobView
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.trainer import Trainer
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import state, stopwatch
from graphlab.ui.frame.shell import sentence
from graphlab.ui.frame.stopwatch import duration
from graphlab.ui.train import run_controls, settings
from graphlab.view.base.numbers import number

Array = npt.NDArray[Any]

IMAGES = 3
# So long the plain loop runs, and so often the page hears of it.
LIMIT, TICK = 2.0, 0.25
# How many calls are timed at once, in turn: so few that the machine seldom does something else meanwhile.
GRADIENTS, NUDGES = 3, 10
BOOK = 34_000
_RESULT = "race"


class Result(NamedTuple):
    """Seconds of one gradient by backpropagation, and of the plain loop for one weight; medians, by the same clock.

    The plain loop has done `done` of `weights` weights. `differences` holds the mean and the largest difference of the
    two gradients, by the parameter's name.
    """

    backward: float
    nudge: float
    done: int
    weights: int
    differences: Mapping[str, tuple[float, float]]

    @property
    def numerical(self) -> float:
        """Seconds of the plain loop so far."""
        return self.nudge * self.done

    @property
    def whole(self) -> float:
        """Seconds that the plain loop takes for all weights."""
        return self.nudge * self.weights

    @property
    def factor(self) -> float:
        """How many times faster backpropagation is."""
        return self.whole / self.backward


def show(view: JobView | None, translate: Translate) -> None:
    """Draw the button that starts the race, its times, and the gradient check beside them."""
    text = translate(
        _(
            "Both find the gradient of the loss by every weight, for the same three images. Backpropagation goes "
            "forward and backward once. Numerical differentiation nudges one weight after the other, and computes "
            "the loss twice for each."
        )
    )
    st.markdown(text)
    begun = st.button(translate(_("Start the race")), key="race start", icon=":material/timer:")
    left, right = st.columns([1, 1], gap="large")
    with left:
        place = st.empty()
    if begun:
        _race(view, place, translate)
    dataset, result = st.session_state.get(_RESULT, (None, None))
    if isinstance(result, Result) and dataset == run_controls.data(view).name:
        place.markdown(_summary(result, translate))
        with right:
            _check(result, translate)


def _race(view: JobView | None, place: Any, translate: Translate) -> None:
    if settings.problems(len(run_controls.data(None).x_train)) and view is None:
        place.warning(translate(_("Correct the settings first.")))
        return
    if not stopwatch.turn().acquire(timeout=0.1):
        place.warning(translate(_("Somebody else's race is on. Try again in a few seconds.")))
        return
    try:
        net = _net(view)
        data = run_controls.data(view)
        x, t = data.x_train[:IMAGES] / 255, data.t_train[:IMAGES].astype(np.intp)
        for result in _run(net, x, t):
            st.session_state[_RESULT] = data.name, result
            place.markdown(_summary(result, translate))
    finally:
        stopwatch.turn().release()


def _net(view: JobView | None) -> TwoLayerNet:
    """Return the net of the run as it is, or a fresh one."""
    kept = jobs().checkpoint(view.id) if view and state.get("job") else None
    if kept:
        return Trainer.resumed(Checkpoint.from_bytes(kept)).net
    return Trainer(settings.config(), settings.dataset()).net


def _run(net: TwoLayerNet, x: Array, t: Array) -> Iterator[Result]:
    """Yield the result as it stands, until the plain loop has had its time, and last with the gradients compared.

    Both ways run the same compiled program.
    """
    program = compile_graph(net.graph, tuple(net.params), np.float64)
    feed = {**net.params, "x": x, "t": t}
    program(feed)  # The first run allocates.
    slopes = chain.from_iterable(
        central_differences(lambda _weights: program.output(feed), parameter) for parameter in net.params.values()
    )
    weights = sum(value.size for value in net.params.values())
    begun, reported, done = perf_counter(), 0.0, 0
    backward: list[float] = []
    nudge: list[float] = []
    while done < weights and (seconds := perf_counter() - begun) < LIMIT:
        backward.append(_seconds_each(program(feed) for _ in range(GRADIENTS)))
        nudge.append(_seconds_each(islice(slopes, NUDGES)))
        done = min(done + NUDGES, weights)
        if seconds > reported + TICK:
            reported = seconds
            yield Result(median(backward), median(nudge), done, weights, {})
    yield Result(median(backward), median(nudge), done, weights, _differences(net, x, t))


def _seconds_each(calls: Iterator[Any]) -> float:
    """Return the mean time of the calls that an iterator makes."""
    begun = perf_counter()
    many = sum(1 for _call in calls)
    return (perf_counter() - begun) / many


def _differences(net: TwoLayerNet, x: Array, t: Array) -> dict[str, tuple[float, float]]:
    analytic, numeric = net.gradient(x, t), net.numerical_gradient(x, t)
    gaps = {name: np.abs(analytic[name] - numeric[name]) for name in net.params}
    return {name: (float(gap.mean()), float(gap.max())) for name, gap in gaps.items()}


def _summary(result: Result, translate: Translate) -> str:
    lines = [
        say(
            "Backpropagation: **{time}** for all {weights:,} weights.",
            time=duration(result.backward),
            weights=result.weights,
        ),
        say(
            "Numerical differentiation: **{time}** for {done:,} weights so far.",
            time=duration(result.numerical),
            done=result.done,
        ),
    ]
    if result.differences:
        lines[1] = say(
            "Numerical differentiation: **{time}** for {done:,} weights.",
            time=duration(result.numerical),
            done=result.done,
        )
    if result.done < result.weights:
        lines.append(
            say(
                "At this pace all {weights:,} take **{time}** (extrapolated).",
                weights=result.weights,
                time=duration(result.whole),
            )
        )
    factor = say("Backpropagation is **{factor:,.0f} times** faster.", factor=result.factor)
    book = say("The chapter measured a factor of about {factor:,} for its net with 39,760 weights.", factor=BOOK)
    return "\n\n".join(line.translated(translate) for line in [*lines, factor, book])


def _check(result: Result, translate: Translate) -> None:
    if not result.differences:
        return
    title = translate(_("Do both agree? The gradient check"))
    st.markdown(f"###### {title}")
    heads = (_("Weights"), _("Mean difference"), _("Largest difference"))
    columns = [Column(translate(head), number=i > 0) for i, head in enumerate(heads)]
    rows = [Row([name, number(mean, 2), number(most, 2)]) for name, (mean, most) in result.differences.items()]
    node_table(columns, rows, title, key="gradient differences")
    about = say(
        "All weights are compared, with h = {h}; here the numerical side is computed for many weights at once.",
        h=f"{H:g}",
    )
    st.caption(sentence(about.translated(translate)))
