"""The parts of the page on which things are broken: the choice, the switch, the picture, the check, the question."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import streamlit as st

from graphlab.book.breaks import BAD_RATE, BREAKS, DESCENT, GOOD_RATE, RATE, Break
from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.gradient_check import GradientCheck, check_run
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.typed_run import Typed, trace_bytes
from graphlab.locale import translator
from graphlab.ui.break_it.compared_code import RIGHT, WRONG, compared_code
from graphlab.ui.break_it.run_explanation import run_explanation
from graphlab.ui.components.instrument import instrument, reported_step
from graphlab.ui.components.shared import translated
from graphlab.ui.frame import check_table, picker, selection, state, tab_memory
from graphlab.ui.frame.pages import EXPLORER, open_training
from graphlab.ui.frame.shell import escape, guarded, theme
from graphlab.ui.frame.subject import revision
from graphlab.view.base import numbers
from graphlab.view.base.node_label import label
from graphlab.view.charts import difference_charts
from graphlab.view.exercise.fault_picture import fault_picture
from graphlab.view.exercise.stacked_pictures import Stacked, stacked
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.words.explain import change_text

NAMES = (*BREAKS, RATE)
RATE_TITLE = _("A learning rate that is too large")
NOTE = _("One thing is done otherwise, and the engine runs it so: wrong numbers are boxed.")
RATE_NOTE = _("The rule of learning: every update takes the learning rate times the gradient off the weight.")
RATE_QUESTION = _("The gradient check passes. Why does the loss grow with every update all the same?")
RATE_ANSWER = _(
    "The gradient is right, but it only says which way is downhill and how steep it is just here. With a rate of 1.05 "
    "every step goes so far beyond the lowest point that it ends higher up on the other side, where the slope is "
    "steeper and the next step longer still. No gradient check can find this: look at the curve of the loss."
)
TOO_LARGE = "10"
WAYS = MappingProxyType({"no": RIGHT, "yes": WRONG, "both": _("Both pictures")})
_STEPS, _RESTORED, _MEMORY = "broken steps", "broken steps restored", "breaks"


def title(name: str) -> str:
    """Return the title of a break, as a key of the catalogue."""
    return RATE_TITLE if name == RATE else BREAKS[name].title


def heading(translate: Translate) -> str:
    """Draw the title and the choice beside it, and return the name of what is chosen."""
    name = str(state.get("fault"))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        st.markdown(f"## {escape(translate(title(name)))}")
        st.caption(translate(RATE_NOTE if name == RATE else NOTE))
    with right:
        _choice(name, translate)
    return name


def _choice(name: str, translate: Translate) -> None:
    at = NAMES.index(name)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="choice"):
        _neighbour("previous", at - 1, ":material/chevron_left:", translate(_("Previous")))
        st.selectbox(
            translate(_("What is broken")),
            NAMES,
            format_func=lambda name: f"{NAMES.index(name) + 1} · {translate(title(name))}",
            label_visibility="collapsed",
            **selection.widget("faults", name, _open, NAMES),
        )
        _neighbour("following", at + 1, ":material/chevron_right:", translate(_("Next")))


def _neighbour(key: str, at: int, icon: str, label: str) -> None:
    name = NAMES[at] if 0 <= at < len(NAMES) else None
    st.button(label, key=key, icon=icon, disabled=name is None, on_click=state.press, args=("break", _open, name))


def _open(name: str) -> None:
    state.put(fault=name, broken="no")


def switch(right: str, wrong: str, translate: Translate) -> str:
    """Draw the switch and both codes; return whether the right one is run ("no"), the wrong one ("yes"), or "both"."""
    how = str(state.get("broken"))
    left, beside = st.columns([1, 3], vertical_alignment="center")
    with left:
        selection.switch("broken", WAYS, how, _("Right or wrong"), translate)
    with beside:
        compared_code(right, wrong, how, translate)
    return how


def show(record: Break, translate: Translate) -> None:
    """Draw a break: the switch, the picture of the run, the check and the question."""
    how = switch(record.right, record.wrong, translate)
    broken = how != "no"
    trace = record.run(broken)
    picture(record, how)
    labels = translated(record.labels, translate)
    left, right = st.columns([3, 2])
    with left:
        same = all(map(np.array_equal, trace.node_values, record.run(False).node_values))
        _check(check_run(trace, exactly=True), labels, translate, forward=not same)
    with right:
        question(record.name, record.question, record.answer, broken, translate)
        if broken:
            text = say("See it done right: {figure}", figure=picker.figure_name(record.figure, translate))
            if _link(escape(text.translated(translate))):
                picker.open_figure(record.figure)
                st.switch_page(EXPLORER)


def _check(
    rows: Sequence[GradientCheck], labels: Mapping[str, str], translate: Translate, forward: bool = False
) -> None:
    with st.container(border=True, key="check"):
        title = translate(_("Gradient check"))
        st.markdown(f"###### {title}")
        check_table.table(rows, lambda name: label(name, labels), title, translate, "broken check")
        st.caption(translate(_outcome(any(map(check_table.differ, rows)), forward)))


def _outcome(failed: bool, forward: bool) -> str:
    """Return what the check shows; `forward` tells that the fault is on the way forward."""
    if failed and forward:
        return _("The fault is on the way forward, and the numerical side goes through it; the way back belongs to "
                 "another function. So the two differ.")  # fmt: skip
    if failed:
        return _("The numerical side goes forward only and knows nothing of the way back: so it finds the fault.")
    return _("Both sides agree: the gradient is right.")


def steps() -> dict[str, int]:
    """Return at which position each break is looked at, by its name."""
    found: dict[str, int] = st.session_state.setdefault(_STEPS, {})
    return found


def restore() -> None:
    """Take the positions from what the tab has kept."""
    for name, step in tab_memory.part(tab_memory.restore(_MEMORY), "steps").items():
        if name in BREAKS and type(step) is int and step >= 0:
            steps()[name] = step
            # The picture has been drawn by now, at its end.
            st.session_state[_RESTORED] = True
            st.session_state.pop(f"broken {name}", None)


@st.fragment
@guarded
def picture(record: Break, how: str) -> None:
    """Draw the right run, the wrong one or both, step by step, with what is wrong in boxes."""
    language = state.get("lang")
    translate = translator(language)
    runs = tuple(record.run(broken) for broken in (False, True) if how in ("both", "yes" if broken else "no"))
    svg = _svg(runs, record.run(False), language, tuple(translated(record.labels, translate).items()))
    key, last = f"broken {record.name}", max(len(trace.steps) for trace in runs)
    step = reported_step(key)
    at = steps().get(record.name, last) if step is None else step
    # Whoever stands at the end of one run wants to see the end of the other.
    before = st.session_state.get(f"{key} last", last)
    st.session_state[f"{key} last"] = last
    steps()[record.name] = at = last if at >= before else min(at, last)
    says = [_said(runs, position, translate) for position in range(last + 1)]
    explanation = run_explanation(runs[-1], record.run(False), language, last)
    rev = revision(svg, st.session_state.get(_RESTORED))
    instrument(svg, says, translate, step=at, rev=rev, key=key, explanation=explanation)
    tab_memory.keep(_MEMORY, steps=steps())


def _said(runs: Sequence[Trace], position: int, translate: Translate) -> str:
    """Return what a position adds to the pictures, of two of them after their titles."""
    found = []
    for title, trace in zip((RIGHT, WRONG), runs, strict=False):
        if not 0 < position <= len(trace.steps):
            continue
        step = trace.steps[position - 1]
        heading = [f"{translate(title)}:"] if len(runs) > 1 else []
        found += [*heading, change_text(step), *(one.translated(translate) for one in remarks(step))]
    return " ".join(found)


@bounded(APP.caches["breaks"], lambda svg, runs, *_: 2 * len(svg) + sum(map(trace_bytes, runs)))
def _svg(runs: tuple[Trace, ...], right: Trace, language: str, labels: Typed) -> str:
    pictures = tuple(fault_picture(trace, right, language, dict(labels)) for trace in runs)
    if len(pictures) == 1:
        return stepping(pictures[0], pictures[0].last, interactive=True)
    titles = tuple(map(translator(language), (RIGHT, WRONG)))
    drawing = Stacked(titles, pictures)
    return stacked(drawing, drawing.last)


def question(name: str, asked: str, answer: str, broken: bool, translate: Translate) -> None:
    """Draw the question, and the answer when it is asked for."""
    with st.container(border=True, key="why"):
        heading = translate(_("Why?"))
        st.markdown(f"###### {heading}")
        if not broken:
            st.markdown(translate(_("Break it, and look for what changes before you read on.")))
            return
        st.markdown(escape(translate(asked)))
        with st.expander(translate(_("Show the answer")), key=f"answer {name}"):
            st.markdown(escape(translate(answer)))


def rate(translate: Translate) -> None:
    """Draw a descent with a good and with a large learning rate, or both: the gradients are right in both."""
    how = switch(f"w -= {GOOD_RATE} * dw", f"w -= {BAD_RATE} * dw", translate)
    broken = how != "no"
    rates = [GOOD_RATE] * (how != "yes") + [BAD_RATE] * broken
    left, right = st.columns([3, 2])
    with left:
        for column, one in zip(st.columns(len(rates)), rates, strict=True):
            with column:
                _descent(one, translate)
        _check(check_run(run(DESCENT.graph, {"w": DESCENT.path(rates[-1])[-1][0]}), exactly=True), {}, translate)
    with right:
        question(RATE, RATE_QUESTION, RATE_ANSWER, broken, translate)
        if broken and _link(translate(_("Train a net with a rate of 10"))):
            open_training(learning_rate=TOO_LARGE)


def _descent(rate: float, translate: Translate) -> None:
    losses = [loss for _w, loss in DESCENT.path(rate)]
    option = difference_charts.descent(losses, state.get("lang"), theme())
    alt = say("Loss: from {first} to {last}.", first=numbers.number(losses[0]), last=numbers.number(losses[-1]))
    st.echarts_chart(option, key=f"descent {rate}", height=300, alt=alt.translated(translate))


def _link(text: str) -> bool:
    return bool(st.button(text, key="see", icon=":material/arrow_forward:", type="tertiary"))
