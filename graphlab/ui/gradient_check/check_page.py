"""The parts of the page of the gradient check: what is checked, how it is measured, the table and the curve."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import streamlit as st

from graphlab.data import DATASETS, load
from graphlab.engine.errors import Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.gradient_check import EFFORT, GradientCheck, check_run, run_cost
from graphlab.engine.run.numerical import METHODS, PRECISIONS, STEPS, Measure, error_curve, obstacles
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.nn import TwoLayerNet
from graphlab.ui.frame import address, check_table, picker, selection, state, tab_memory
from graphlab.ui.frame.shell import escape, guarded, sentence, theme
from graphlab.ui.frame.subject import Subject
from graphlab.ui.gradient_check import kinks, numerical_cost
from graphlab.view.charts import difference_charts

SAVED = ("check", "figure", "text", "inputs", "upstream", "h", "method", "precision", "lang")
MEMORY = "check"
MOST = 50
IMAGES, HIDDEN = 3, 50
# With an error this small at the coarsest step the curve has no truncation worth the name.
STRAIGHT = 1e-9
CURVED = "5-20"

WHAT = MappingProxyType({"graph": _("A graph"), "net": _("The two-layer net")})
METHOD = MappingProxyType({"forward": _("Forward"), "central": _("Central"), "complex": _("Complex step")})
ROLES = MappingProxyType({"forward": "train", "central": "value", "complex": "test"})
FORMULAS = MappingProxyType({
    "forward": r"$\dfrac{f(x + h) - f(x)}{h}$",
    "central": r"$\dfrac{f(x + h) - f(x - h)}{2h}$",
    "complex": r"$\dfrac{\operatorname{Im} f(x + i h)}{h}$",
})  # fmt: skip


class Target(NamedTuple):
    """What is checked: a run, the inputs that count, and what they are called."""

    trace: Trace
    names: Sequence[str]
    called: Callable[[str], str]


def target(shown: Subject) -> Target:
    """Return the run of a graph. Raises `GraphlabError` where its numbers do not fit."""
    return Target(shown.trace, shown.graph.inputs, lambda name: shown.label(name, state.get("lang")))


def net() -> Target:
    """Return the run of a fresh two-layer net on three of the bundled digits."""
    data = load(next(iter(DATASETS)))
    network = TwoLayerNet(data.x_train.shape[1], HIDDEN, data.classes, rng=0)
    trace = network.run(data.x_train[:IMAGES] / 255, data.t_train[:IMAGES].astype(np.intp))
    return Target(trace, tuple(network.params), str)


def what(translate: Translate) -> None:
    """Draw the choice between a graph and the net."""
    selection.switch("check", WHAT, state.get("check"), _("What is checked"), translate)


def heading_of_the_net(translate: Translate) -> None:
    """Draw the title of the net and what it runs on."""
    title = translate(WHAT["net"])
    st.markdown(f"## {title}")
    about = say(
        "Affine, ReLU, Affine, softmax with loss: a fresh net with {hidden} hidden units, and {images} handwritten "
        "digits.",
        hidden=HIDDEN,
        images=IMAGES,
    )
    st.caption(about.translated(translate))


@st.fragment(key="checking")
@guarded
def show(checked: Target | None) -> None:
    """Draw how it is measured, what comes of it, and what folds away below; all that follows h stands in here.

    A fragment, because it does not read the address: one that lags behind would take a slider back that is on its way.
    """
    translate = translator(state.get("lang"))
    if checked:
        guarded(_checked)(checked, translate)
    guarded(_more)(translate)
    address.save(*SAVED)
    tab_memory.keep(MEMORY, content=tab_memory.content(SAVED))


def _checked(checked: Target, translate: Translate) -> None:
    measure = _measure(translate)
    rows = check_run(checked.trace, measure, MOST, checked.names, exactly=True, effort=EFFORT)
    title = translate(_("Gradient check"))
    check_table.table(rows, checked.called, title, translate, "comparison")
    for text in _remarks(checked, rows, measure):
        st.caption(sentence(text.translated(translate)))
    _curve(checked, measure, translate)


def _measure(translate: Translate) -> Measure:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="measure"):
        selection.switch("method", METHOD, state.get("method"), _("Method"), translate)
        precisions = {name: name for name in PRECISIONS}
        selection.switch("precision", precisions, state.get("precision"), _("Precision"), translate)
        st.markdown(FORMULAS[state.get("method")])
        powers = [str(power) for power in range(12, 0, -1)]
        st.select_slider(
            translate(_("Step h")),
            powers,
            format_func=lambda power: f"1e-{power}",
            width=360,
            **selection.widget("slider h", state.get("h"), lambda power: state.put(h=power), powers),
        )
    return Measure(10.0 ** -int(state.get("h")), state.get("method"), state.get("precision"))


def _remarks(checked: Target, rows: Sequence[GradientCheck], measure: Measure) -> Iterator[Message]:
    """Yield what the table alone does not say."""
    every = sum(name in checked.trace.grads for name in checked.names)
    if len(rows) < every:
        yield say("The first {count} of {every} inputs are checked: all of them would take too long.",
                  count=len(rows), every=every)  # fmt: skip
    graph, asked = checked.trace.graph, [row.name for row in rows] if measure.method == "complex" else []
    blocked = dict.fromkeys(op for name in asked for op in obstacles(graph, name))
    if blocked:
        yield say(
            "A complex step needs every op for complex numbers too. {ops}: not smooth, so there is no such form, and "
            "nothing is measured through it.",
            ops=", ".join(checked.trace.ops[op].symbol for op in blocked),
        )
    if any(check_table.differ(row) or row.lost for row in rows) and _right(checked):
        yield say("Backpropagation is right here: with a suitable h both agree. It is the measurement that fails.")


def _right(checked: Target) -> bool:
    """Tell whether a careful check, which looks for the right h itself, finds nothing wrong."""
    return all(row.ok for row in check_run(checked.trace, most=MOST, effort=EFFORT // 2))


def _curve(checked: Target, measure: Measure, translate: Translate) -> None:
    title = translate(_("How good is the numerical side? Its error for every h"))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.markdown(f"### {title}")
    with right:
        chosen = selection.choose(checked.trace, checked.names, checked.called, "curve of", translate)
    if chosen is None:
        return
    steps = STEPS if 8 * len(STEPS) * run_cost(checked.trace) < EFFORT else STEPS[::4]
    curves = _curves(checked.trace, *chosen, measure, steps, translate)
    option = difference_charts.errors(curves, steps, measure.h, state.get("lang"), theme())
    st.echarts_chart(option, key="error curve", height=420, alt=title)
    if _is_straight(checked.trace, *chosen):
        _straight(translate)
    else:
        st.caption(escape(translate(_explained(next(curve.errors for curve in curves if curve.chosen)))))


def _curves(
    trace: Trace, name: str, i: int, measure: Measure, steps: Sequence[float], translate: Translate
) -> list[difference_charts.ErrorCurve]:
    other = next(precision for precision in PRECISIONS if precision != measure.precision)
    curve = partial(error_curve, trace, name, i, steps=steps)
    found = [
        difference_charts.ErrorCurve(
            f"{translate(METHOD[method])}, {measure.precision}",
            curve(Measure(measure.h, method, measure.precision)),
            ROLES[method],
            method == measure.method,
        )
        for method in METHODS
    ]
    label = f"{translate(METHOD[measure.method])}, {other}"
    errors = curve(Measure(measure.h, measure.method, other))
    return [*found, difference_charts.ErrorCurve(label, errors, ROLES[measure.method], chosen=False, dashed=True)]


def _explained(errors: Sequence[float]) -> str:
    if not np.any(np.isfinite(errors)):
        return _("This method cannot measure this input.")
    return _(
        "From the right: a large h misses the curve's bend (truncation); the error falls with h. From the left: a "
        "small h leaves only the last digits of two nearly equal numbers (rounding); the error falls as h grows. The "
        "best h lies where both meet. An error of 0 stands at the lower edge."
    )


def _is_straight(trace: Trace, name: str, i: int) -> bool:
    return error_curve(trace, name, i, Measure(method="forward"), (0.1,))[0] < STRAIGHT


def _straight(translate: Translate) -> None:
    text = _(
        "The output is a straight line in this input, so there is no bend to miss: a large h does no harm, and only "
        "rounding is left."
    )
    st.caption(translate(text))
    if st.button(translate(_("Show a graph with a bend: the sigmoid")), key="curved", type="tertiary"):
        picker.open_figure(CURVED)
        st.rerun()


def _more(translate: Translate) -> None:
    parts = {_("What a kink does"): kinks.show, _("Why it is slow"): numerical_cost.show}
    opened = selection.tabs(list(parts), "more", translate)
    with st.container(key="tab"):
        guarded(parts[opened])(translate)
