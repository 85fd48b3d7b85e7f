"""Why numerical differentiation is slow: its runs of the graph counted and timed, as the number of inputs grows."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.numerical import Measure, Slopes, evaluations
from graphlab.engine.run.trace import Trace, run
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import sentence, theme
from graphlab.ui.frame.stopwatch import duration, turn
from graphlab.view.base.numbers import number
from graphlab.view.charts import difference_charts

SOURCE = "L = sum(tanh(w * x))"
COUNTS = (10, 100, 1_000, 10_000)
# So long one size may take; what is left then is reckoned from the pace so far.
LIMIT = 0.4
REPEATS = 5
_RESULT = "cost"


class Cost(NamedTuple):
    """One whole gradient by so many inputs: runs of the graph, and median seconds both ways.

    `nudge` is the time for one input; `done` inputs were measured.
    """

    inputs: int
    runs: int
    done: int
    nudge: float
    backward: float

    @property
    def whole(self) -> float:
        """Seconds for all inputs."""
        return self.nudge * self.inputs


def show(translate: Translate) -> None:
    """Draw the button that measures, and what came of it."""
    text = _(
        "Central differences run the graph twice for every input, backpropagation once forward and once backward for "
        "all of them together. Here a sum over ever more inputs is differentiated both ways."
    )
    st.markdown(translate(text))
    if st.button(translate(_("Measure now")), key="measure cost", icon=":material/timer:"):
        _measure(translate)
    found = st.session_state.get(_RESULT)
    if found:
        _result(found, translate)


def _measure(translate: Translate) -> None:
    if not turn().acquire(timeout=0.1):
        st.warning(translate(_("Somebody else's race is on. Try again in a few seconds.")))
        return
    try:
        st.session_state[_RESULT] = list(costs())
    finally:
        turn().release()


def costs() -> Iterator[Cost]:
    """Yield what a gradient costs, size by size."""
    graph = parse(SOURCE)
    for inputs in COUNTS:
        w = np.linspace(-1, 1, inputs)
        runs = [_timed(graph, w) for _repeat in range(REPEATS)]
        backward, trace = median(seconds for seconds, _trace in runs), runs[0][1]
        yield Cost(inputs, evaluations("central", inputs), *_nudged(trace, inputs), backward)


def _timed(graph: Graph, w: Any) -> tuple[float, Trace]:
    begun = perf_counter()
    trace = run(graph, {"w": w, "x": 0.5})
    return perf_counter() - begun, trace


def _nudged(trace: Trace, inputs: int) -> tuple[int, float]:
    """Return how many inputs were nudged within the limit, and the median seconds of one."""
    slopes, measure, times = Slopes(trace), Measure(), [perf_counter()]
    for i in range(inputs):
        slopes.slope("w", i, measure)
        times.append(perf_counter())
        if times[-1] - times[0] > LIMIT:
            break
    return len(times) - 1, median(np.diff(times))


def _result(found: list[Cost], translate: Translate) -> None:
    heads = (_("Inputs"), _("Runs of the graph"), _("Numerical"), _("Backpropagation"), _("Times faster"))
    rows = [
        Row([
            f"{cost.inputs:,}",
            f"{cost.runs:,}",
            ("≈ " if cost.done < cost.inputs else "") + duration(cost.whole),
            duration(cost.backward),
            number(round(cost.whole / cost.backward), 2),
        ])
        for cost in found
    ]  # fmt: skip
    title = translate(_("What one gradient costs"))
    left, right = st.columns([1, 1], gap="large", vertical_alignment="center")
    with left:
        node_table([Column(translate(head), number=True) for head in heads], rows, title, key="costs")
        if any(cost.done < cost.inputs for cost in found):
            about = say("≈: reckoned from what was done in {seconds} s.", seconds=LIMIT)
            st.caption(sentence(about.translated(translate)))
    counts = [cost.inputs for cost in found]
    seconds = [cost.whole for cost in found], [cost.backward for cost in found]
    right.echarts_chart(
        difference_charts.cost(counts, *seconds, state.get("lang"), theme()), key="cost", height=300, alt=title
    )
