"""What a kink does to a measured derivative: ReLU, measured at points from one side of 0 to the other."""

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.numerical import Measure, Slopes
from graphlab.engine.run.trace import run
from graphlab.engine.run.typed_run import typed_graph
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import sentence, theme
from graphlab.view.charts import difference_charts

# In steps of h, so that the kink is in sight for every h; the one just beyond 0 makes the step upright.
PLACES = tuple(sorted([*np.linspace(-3, 3, 61).tolist(), 1e-6]))


def show(translate: Translate) -> None:
    """Draw the derivative of ReLU round 0, as it is and as it is measured with the h and the method chosen above."""
    method, h = str(state.get("method")), 10.0 ** -int(state.get("h"))
    if method == "complex":
        st.caption(translate(_("ReLU has no complex form: choose forward or central differences above.")))
        return
    exact, slopes = slopes_round_the_kink(Measure(h, method))
    text = say(
        "The points of measurement are h = {h} apart from x. As long as both lie on one side of 0, the measured "
        "derivative is right. Once the kink lies between them, it is neither 0 nor 1 but something between, which is "
        "no derivative of anything. A smaller h makes the place narrower, and never quite removes it: this is why a "
        "check that fails on a net with ReLU must first ask for kinks.",
        h=difference_charts.power(h),
    )
    left, right = st.columns([2, 3], vertical_alignment="center")
    left.markdown(sentence(text.translated(translate)))
    option = difference_charts.kink(PLACES, exact, slopes, state.get("lang"), theme())
    alt = translate(_("Derivative of ReLU"))
    right.echarts_chart(option, key="kink", height=280, alt=alt)


def slopes_round_the_kink(measure: Measure) -> tuple[list[float], list[float]]:
    """Return ReLU's derivatives at the places, by backpropagation and measured."""
    trace = run(typed_graph("y = relu(x)"), {"x": np.array(PLACES) * measure.h})
    slopes = Slopes(trace)
    return trace.grads["x"].tolist(), [slopes.slope("x", i, measure)[0] for i in range(len(PLACES))]
