"""The tabs under the picture, one row each; only the open one costs anything."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.engine.errors import say
from graphlab.engine.run.gradient_check import EFFORT, check_run
from graphlab.engine.run.numerical import H
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.ui.components.copy_button import copied_text
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.explorer import cells_tab, nudge_tab, paths_tab, share_tab, stepping, structure_tab, view_switches
from graphlab.ui.frame import check_table, selection, state
from graphlab.ui.frame.shell import guarded
from graphlab.ui.frame.subject import Subject
from graphlab.view.base import numbers
from graphlab.view.words.layer_code import layer_code

MOST_CHECKED = 200


@state.callback
def jump() -> None:
    """Go to the step that was chosen in the table of values."""
    chosen = st.session_state["values"]["step"]
    if chosen is not None:
        state.put(step=int(chosen))
        st.session_state["jumps"] = st.session_state.get("jumps", 0) + 1


@st.fragment(key="values")
@guarded
def values(shown: Subject) -> None:
    """Draw the table of every node; a click on a row goes to the step at which the node acts."""
    translate, trace, at = translator(state.get("lang")), shown.trace, stepping.position(shown.trace)
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
    language = state.get("lang")
    translate = translator(language)
    text = say("Gradient check: backpropagation against central differences with h = {h}", h=f"{H:g}")
    caption = text.translated(translate)
    st.caption(caption)
    rows = check_run(shown.trace, most=MOST_CHECKED, effort=EFFORT)
    check_table.table(rows, lambda name: shown.label(name, language), caption, translate, "checks", counted=False)


def program(shown: Subject) -> None:
    """Draw the graph as text and as a program in the chapter's style, to be copied."""
    translate = translator(state.get("lang"))
    st.markdown(translate(_("The graph as text")))
    copied_text(shown.graph.to_source(), translate, key="graph as text")
    st.markdown(translate(_("In the chapter's style")))
    copied_text("\n".join(line.text for line in layer_code(shown.trace)), translate, key="program")


TABS: Mapping[str, Callable[[Subject], None]] = MappingProxyType({
    _("Values"): values,
    _("Gradient check"): gradient_check,
    _("Nudge"): nudge_tab.nudge_tab,
    _("Structure"): structure_tab.structure,
    _("Ways"): paths_tab.ways_tab,
    _("Cells"): cells_tab.cells_tab,
    _("Code"): program,
    _("Share and export"): share_tab.share_tab,
})  # fmt: skip
# What they show would tell the numbers that are asked for.
AHEAD = ("Gradient check", "Nudge", "Ways", "Cells")
# Open at first: one that a step leaves as it is.
FIRST = "Code"


def tabs(shown: Subject) -> None:
    """Draw the tabs."""
    translate = translator(state.get("lang"))
    offered = {title: draw for title, draw in TABS.items() if title != "Cells" or cells_tab.has_cells(shown)}
    opened = selection.tabs(list(offered), "tabs", translate, paths_tab.left, FIRST)
    with st.container(key="tab"):
        if opened not in AHEAD or not view_switches.held_back(translate):
            guarded(offered[opened])(shown)
