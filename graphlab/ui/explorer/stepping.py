"""The parts of the explorer: the instrument with its fields, and the tabs of values, gradient check and program."""

from typing import Any

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.gradient_check import EFFORT, check_run
from graphlab.engine.run.numerical import H
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.ui.components.copy_button import copied_text
from graphlab.ui.components.instrument import Explanation, instrument, reported_step
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.explorer import cases, dot_backward_tab, paths_tab, view_switches
from graphlab.ui.explorer.inputs import typed_fields
from graphlab.ui.explorer.inputs.pulled_values import code_of, pulled_values
from graphlab.ui.explorer.inputs.typed_fields import INSTRUMENT, fields_of, take_typed
from graphlab.ui.frame import address, check_table, picker, state, tab_memory
from graphlab.ui.frame.shell import escape, guarded
from graphlab.ui.frame.subject import Subject, drawn, positions_of, revision, too_large
from graphlab.view.base import numbers
from graphlab.view.words.layer_code import layer_code

POSITION = "position"
SAVED = ("figure", "text", "case", "inputs", "upstream", "step", "lang", *state.LOOKS)
MEMORY = "explorer"
MOST_CHECKED = 200


def position(trace: Trace) -> int:
    """Return the position shown: the state's, or the last one where the graph has become shorter."""
    return min(int(state.get("step")), len(trace.steps))


def stepping(shown: Subject) -> None:
    """Mount the instrument; when it moves, nothing is drawn again but the tabs that follow it."""
    large = too_large(shown.graph)
    if large:
        st.info(large.translated(_translate()))
        state.put(step=len(shown.trace.steps))
        guarded(typed_fields.fields)(shown)
        return
    guarded(view_switches.switches)(shown)
    guarded(cases.tries)(shown)
    guarded(_instrument)(shown)
    moved()
    guarded(dot_backward_tab.building)(shown)


def pulling(shown: Subject) -> None:
    """Mount what answers while a number in the picture is pulled; it stands where an empty line does not matter."""
    if shown.drawable:
        pulled_values(paths_tab.lit(shown))


def _instrument(shown: Subject) -> None:
    language, translate = state.get("lang"), _translate()
    picture, said = drawn(paths_tab.lit(shown), language), positions_of(shown, language)
    instrument(
        picture.svg,
        [text.spoken for text in said.texts],
        translate,
        step=position(shown.trace),
        rev=revision(picture.digest, state.get("figure"), st.session_state.get("jumps", 0)),
        key=INSTRUMENT,
        figure=picture.figure,
        explanation=Explanation(
            [text.html for text in said.texts],
            said.charts,
            said.chart_of,
            code_of(shown.trace),
            shown.trace.forward_count + 1,
        ),
        fields=fields_of(shown),
        onward=picker.onward(shown.figure, len(shown.trace.steps), translate) if shown.figure else None,
        beside=cases.beside(shown),
        address=state.get("figure"),
        on_step_change=_stepped,
        on_act_change=view_switches.acted,
        on_typed_change=take_typed,
        on_onward_change=_go_on,
    )
    if picture.left_out:
        fewer = say("{count} labels are left out of this picture: with so many edges there is no place for them. Point "
                    "at a node for its numbers, or see the table of values.", count=picture.left_out)  # fmt: skip
        st.caption(escape(fewer.translated(translate)))


@state.callback
def _stepped() -> None:
    step = reported_step(INSTRUMENT)
    if step is None:  # A late message of a figure that has gone.
        state.begin()
        return
    state.put(step=step)
    # While the page is still being drawn, a rerun of these alone would leave the rest of it old.
    if state.complete():
        st.rerun([POSITION, *(name for name in ("values", "share") if st.session_state.get(f"{name} open"))])


@st.fragment(key=POSITION)
def moved() -> None:
    """Note the position in the address and in the tab's memory; nothing is drawn."""
    address.save(*SAVED)
    keep()


@state.callback
def _go_on() -> None:
    number = picker.following(state.get("figure"))
    if number and st.session_state[INSTRUMENT]["onward"]:
        state.press("figure", picker.go_on, number)


@state.callback
def jump() -> None:
    """Go to the step that was chosen in the table of values."""
    chosen = st.session_state["values"]["step"]
    if chosen is not None:
        state.put(step=int(chosen))
        st.session_state["jumps"] = st.session_state.get("jumps", 0) + 1


def _translate() -> Translate:
    return translator(state.get("lang"))


def keep() -> None:
    """Have the tab keep what the address cannot hold."""
    tab_memory.keep(MEMORY, content=tab_memory.content(SAVED))


@st.fragment(key="values")
@guarded
def values(shown: Subject) -> None:
    """Draw the table of every node; a click on a row goes to the step at which the node acts."""
    translate, trace, at = _translate(), shown.trace, position(shown.trace)
    heads = (_("Node"), _("Operation"), _("Value"), _("Gradient"), _("Shape"))
    columns = [Column(translate(head), number=head in (_("Value"), _("Gradient"))) for head in heads]
    caption = translate(_("Every node with its value and gradient so far"))
    node_table(columns, _rows(trace, at), caption, key="values", on_step_change=jump)


def _rows(trace: Trace, at: int) -> list[Row]:
    steps = list(trace.steps[:at])
    known = {step.node for step in steps if step.phase == "forward"}
    grads = steps[-1].grads if steps else {}
    forward = {i: k for k, i in enumerate(trace.operations, start=1)}
    backward = {i: k for k, i in enumerate(trace.order, start=trace.forward_count + 2)}
    acting = steps[-1].node if steps else None
    rows = []
    for i, node in enumerate(trace.graph.nodes):
        if node.op == "const":
            continue
        value = trace.node_values[i]
        cells = [
            node.name,
            trace.ops[node.op].symbol if node.inputs else "",
            _cell(value) if i in known or not node.inputs else "",
            _cell(grads[node.name]) if node.name in grads else "",
            str(np.shape(value)),
        ]
        goal = backward.get(i) if at > trace.forward_count else forward.get(i)
        rows.append(Row(cells, goal or forward.get(i), i == acting))
    return rows


def _cell(value: Any) -> str:
    return numbers.array(value)


def gradient_check(shown: Subject) -> None:
    """Draw the comparison of backpropagation with numerical differentiation, one row an input."""
    translate, language = _translate(), state.get("lang")
    text = say("Gradient check: backpropagation against central differences with h = {h}", h=f"{H:g}")
    caption = text.translated(translate)
    st.caption(caption)
    rows = check_run(shown.trace, most=MOST_CHECKED, effort=EFFORT)
    check_table.table(rows, lambda name: shown.label(name, language), caption, translate, "checks", counted=False)


def program(shown: Subject) -> None:
    """Draw the graph as text and as a program in the chapter's style, to be copied."""
    translate = _translate()
    st.markdown(translate(_("The graph as text")))
    copied_text(shown.graph.to_source(), translate, key="graph as text")
    st.markdown(translate(_("In the chapter's style")))
    copied_text("\n".join(line.text for line in layer_code(shown.trace)), translate, key="program")
