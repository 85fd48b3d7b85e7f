"""The parts of the explorer: picker, instrument, what just happened, inputs, values, gradient check, code."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.run.gradient_check import EFFORT, check_run
from graphlab.engine.run.numerical import H
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.ui.components.code_listing import code_listing
from graphlab.ui.components.drawing import drawing
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.components.instrument import reported_step, instrument
from graphlab.ui.explorer import cases, dot_backward_tab, paths_tab, view_switches
from graphlab.ui.frame import address, check_table, picker, state, tab_memory
from graphlab.ui.frame.shell import escape, guarded, sentence
from graphlab.ui.frame.subject import Subject, drawn, revision, texts, too_large
from graphlab.view.base import numbers
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.words.layer_code import layer_code

SAVED = ("figure", "text", "case", "inputs", "upstream", "step", "lang", *state.LOOKS)
MEMORY = "explorer"
MOST_CHECKED = 200
LONGEST_FIELD = 120

Put: TypeAlias = Callable[[str], None]


def position(trace: Trace) -> int:
    """Return the position shown: the state's, or the last one where the graph has become shorter."""
    return min(int(state.get("step")), len(trace.steps))


def stepping(shown: Subject) -> None:
    """Mount the instrument and what explains its step; when it moves, only the explanation is drawn again."""
    large = too_large(shown.graph)
    if large:
        st.info(large.translated(_translate()))
        state.put(step=len(shown.trace.steps))
        return
    guarded(view_switches.switches)(shown)
    guarded(cases.tries)(shown)
    with guarded(cases.place)(shown, position(shown.trace)) or nullcontext():
        guarded(_picture)(shown)
    guarded(beside)(shown)
    guarded(dot_backward_tab.building)(shown)


def _picture(shown: Subject) -> None:
    picture = drawn(paths_tab.lit(shown), state.get("lang"))
    instrument(
        picture.figure,
        texts(shown, state.get("lang")).spoken,
        _translate(),
        step=position(shown.trace),
        rev=revision(picture.digest, state.get("figure"), st.session_state.get("jumps", 0)),
        key="instrument",
        on_step_change=_moved,
        on_act_change=view_switches.acted,
    )
    if picture.left_out:
        fewer = say("{count} labels are left out of this picture: with so many edges there is no place for them. Point "
                    "at a node for its numbers, or see the table of values.", count=picture.left_out)  # fmt: skip
        st.caption(escape(fewer.translated(_translate())))


def _moved() -> None:
    step = reported_step("instrument")
    if step is None:  # A late message of a figure that has gone.
        state.begin()
        return
    state.put(step=step)
    # While the page is still being drawn, a rerun of the explanation alone would leave the rest of it old.
    if state.complete():
        st.rerun(["explanation", *(name for name in ("values", "share") if st.session_state.get(f"{name} open"))])


def jump() -> None:
    """Go to the step that was chosen in the table of values."""
    chosen = st.session_state["values"]["step"]
    if chosen is not None:
        state.put(step=int(chosen))
        st.session_state["jumps"] = st.session_state.get("jumps", 0) + 1


def _translate() -> Translate:
    return translator(state.get("lang"))


def beside(shown: Subject) -> None:
    """Draw what just happened, and beside it the code; a step draws nothing anew but what stands inside."""
    translate = _translate()
    left, right = st.columns([1, 1])
    with left, st.container(border=True, key="what"):
        title = translate(_("What just happened"))
        st.markdown(f"###### {title}")
        explanation(shown)
    with right, st.container(border=True, key="code"):
        title = translate(_("The same in code"))
        st.markdown(f"###### {title}")
        guarded(_code)(shown, title)


def _code(shown: Subject, title: str) -> None:
    lines = [(line.text, line.position) for line in layer_code(shown.trace) if line.position is not None]
    turn = shown.trace.forward_count + 1
    code_listing(lines, title, turn=turn, step=position(shown.trace), key="listing")


@st.fragment(key="explanation")
def explanation(shown: Subject) -> None:
    """Draw the sentences and formulas of the current step."""
    guarded(_explanation)(shown, position(shown.trace))
    address.save(*SAVED)
    keep()


def _explanation(shown: Subject, at: int) -> None:
    st.markdown(texts(shown, state.get("lang")).explanations[at])
    drawing(op_chart(shown.trace, at, state.get("lang")), key="op_chart")
    if shown.figure and picker.next_button(shown.figure, at, len(shown.trace.steps), _translate()):
        st.rerun()


def keep() -> None:
    """Have the tab keep what the address cannot hold."""
    tab_memory.keep(MEMORY, content=tab_memory.content(SAVED))


def fields(shown: Subject) -> None:
    """Draw one field an input, and one for the upstream gradient."""
    language, translate = state.get("lang"), _translate()
    st.caption(escape(translate(_("A field takes a number, or a list such as [1, 2] or [[1, 2], [3, 4]]."))))
    with st.container(horizontal=True, vertical_alignment="bottom", key="fields"):
        refused = [
            _field(name, shown.label(name, language), text, partial(_put_input, name))
            for name, text in shown.typed.items()
        ]
        label = translate(_("upstream ∂L/∂{name}")).format(name=shown.graph.output)
        refused.append(_field("upstream", label, shown.upstream, lambda text: state.put(upstream=text)))
    # Below the row: beside its field a sentence would lift it out of the row.
    for text in filter(None, refused):
        st.caption(f":red[{text}]")


def _put_input(name: str, text: str) -> None:
    state.put(inputs={**state.get("inputs"), name: text})


def _field(name: str, label: str, text: str, put: Put) -> str:
    """Draw one field; what is typed wrongly stays in it and is not taken over. Return what is wrong with it."""
    with st.container(width=170):
        typed = _typed(name, escape(label), text, put)
    if typed.strip() != text:
        try:
            parse_literal(typed)
        except GraphlabError as error:
            return f"{escape(label)}: {sentence(error.sentence(_translate()))}"
    return ""


def _typed(name: str, label: str, text: str, put: Put) -> str:
    """Draw a field and return what stands in it; hundreds of numbers are folded away behind their shape."""
    if len(text) <= LONGEST_FIELD:
        key = f"field {name} {text}"
        return st.text_input(label, value=text, key=key, on_change=_changed, args=(key, text, put))
    size, key = " × ".join(map(str, np.shape(parse_literal(text)))), f"field {name} {revision(text)}"
    with st.popover(f"{label} ({size})", width="stretch"):
        return st.text_area(label, value=text, key=key, height=240, on_change=_changed, args=(key, text, put))


def _changed(key: str, before: str, put: Put) -> None:
    """Take over what was typed, if it is a value."""
    state.begin()
    typed = st.session_state[key].strip()
    if typed == before:
        return
    try:
        parse_literal(typed)
    except GraphlabError:
        return
    put(typed)


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
    st.code(shown.graph.to_source(), language="python")
    st.markdown(translate(_("In the chapter's style")))
    st.code("\n".join(line.text for line in layer_code(shown.trace)), language="python")
