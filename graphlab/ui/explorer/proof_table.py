"""The proof that a composite node and its inside say the same: both side by side, and the algebra line by line."""

from typing import Any

import numpy as np
import streamlit as st

from graphlab.algebra.proof import Evidence, alone, check, evidence, proof, provable
from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Graph
from graphlab.engine.rewrite.expand import Group, opened
from graphlab.engine.run.trace import Trace, run
from graphlab.ui.components.drawing import drawing
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.frame.subject import Subject
from graphlab.view.base import numbers
from graphlab.view.base.look import Look
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.svg_picture import svg

# The share of its size below which a picture is not shrunk but scrolls.
SMALLEST = 0.7
AGREE = 1e-9


def proving(shown: Subject, translate: Translate) -> None:
    """Draw the choice of a composite node of the graph as it is written, both of its forms, and the proof."""
    base = shown.base
    names = [node.name for node in base.nodes if provable(node.op)]
    if not names:
        return
    st.markdown(f"**{translate(_('Why both say the same'))}**")
    label = translate(_("Node"))
    name = selection.pick(st.selectbox, label, names, "proved", lambda name: f"{_op(base, name)} ({name})", width=320)
    op = _op(base, name)
    one, inside = _runs(shown, name)
    _pictures(one, inside, translate)
    _border(one, inside, translate)
    which = _which(op, one, translate)
    _lines(op, which, one, translate)


def _op(graph: Graph, name: str) -> str:
    return graph.nodes[graph.index[name]].op


def _runs(shown: Subject, name: str) -> tuple[Trace, Trace]:
    """Return the op alone and its inside, run on what reaches the node here; class numbers are written out."""
    trace, graph = shown.trace, shown.graph
    node = shown.base.nodes[shown.base.index[name]]
    single = alone(node.op)
    values = [trace.values[shown.base.nodes[i].name] for i in node.inputs]
    feed = dict(zip(single.inputs, _written_out(values), strict=True))
    gradient = trace.node_grads[graph.index[name]]
    upstream = gradient if gradient is not None else 1.0
    found = opened(single, [single.output], feed)
    return run(single, feed, upstream), run(found.graph, feed, upstream)


def _written_out(values: list[Any]) -> list[Any]:
    """Return the inputs with class numbers, which have one dimension less than the scores, as one-hot labels."""
    if len(values) == 2 and np.ndim(values[1]) == np.ndim(values[0]) - 1:
        classes = np.asarray(values[1]).astype(int)
        return [values[0], np.eye(np.shape(values[0])[-1])[classes]]
    return values


def _pictures(one: Trace, inside: Trace, translate: Translate) -> None:
    members = tuple(node.name for node in inside.graph.nodes if node.inputs)
    group = Group(one.graph.nodes[-1].op, inside.graph.output, members)
    left, right = st.columns([2, 3])
    for column, trace, look, title, key in (
        (left, one, Look(), _("As one node"), "as one"),
        (right, inside, Look(inline_constants=True, groups=(group,)), _("Through its inside"), "as many"),
    ):
        drawn = picture(trace, state.get("lang"), look=look)
        with column, st.container(border=True):
            drawing(svg(drawn, drawn.last, title=translate(title), least=SMALLEST), key=key)


def _border(one: Trace, inside: Trace, translate: Translate) -> None:
    """Draw what stands at the border of both forms: the result, and every gradient that leaves."""
    heads = (_("At the border"), _("As one node"), _("Through its inside"), _("Verdict"))
    columns = [Column(translate(head), number=i in (1, 2)) for i, head in enumerate(heads)]
    pairs = [(one.graph.output, one.output, inside.output)]
    pairs += [(f"∂L/∂{name}", one.grads[name], inside.grads[name]) for name in one.graph.inputs if name in one.grads]
    rows = [
        Row([name, numbers.array(a), numbers.array(b), translate(_("equal") if close(a, b) else _("different"))])
        for name, a, b in pairs
    ]
    node_table(columns, rows, translate(_("Both forms at their border")), key="border", steps=False)


def close(a: Any, b: Any) -> bool:
    """Tell whether two values are equal up to rounding, infinities and NaN included."""
    return bool(np.allclose(a, b, rtol=AGREE, atol=AGREE, equal_nan=True))


def _which(op: str, one: Trace, translate: Translate) -> int:
    inputs = [name for name in one.graph.inputs if name in one.grads]
    if len(inputs) == 1:
        return one.graph.inputs.index(inputs[0])
    chosen = selection.pick(
        st.segmented_control, translate(_("Gradient towards")), inputs, f"towards {op}", lambda name: f"∂L/∂{name}",
        required=True,
    )  # fmt: skip
    return one.graph.inputs.index(chosen)


def _lines(op: str, which: int, one: Trace, translate: Translate) -> None:
    """Draw the proof, one line a step, each with the number it comes to."""
    steps, found = proof(op, which), _evidence(op, which, one)
    for k, (step, value) in enumerate(zip(steps, found.lines, strict=True)):
        mark = "✓" if close(value, found.own) else "✗"
        formula, reason = st.columns([3, 2], vertical_alignment="center")
        formula.markdown(f"$\\displaystyle {'=' if k else ''}\\; {step.latex}$")
        comes_to = f"= {_inline(value)} {mark}" if np.size(value) <= 4 else mark
        reason.markdown(f"{sentence(translate(step.says))}  \n:small[{escape(comes_to)}]")
    error = say("Largest difference between all lines: {error}", error=numbers.number(found.error))
    st.caption(error.translated(translate))


def _inline(value: Any) -> str:
    return numbers.array(value).replace("\n", "; ")


def _evidence(op: str, which: int, one: Trace) -> Evidence:
    """Return the lines on this graph's numbers, or at a random point where these are at a pole or do not fit."""
    feed = {name: one.values[name] for name in one.graph.inputs}
    try:
        with np.errstate(all="ignore"):
            found = evidence(op, which, feed, one.upstream)
    except GraphlabError:
        return check(op, which)
    return found if np.isfinite(found.error) else check(op, which)
