"""The numbers of an input while it is pulled: the picture and the words for each of them, without a new layout."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.run.trace import Trace, run
from graphlab.locale import translator
from graphlab.ui.components.exchange import exchange
from graphlab.ui.components.instrument import shortened
from graphlab.ui.explorer.inputs.typed_fields import whole
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import guarded
from graphlab.ui.frame.subject import Subject, rerun_svg
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.matrix.windows import index_within
from graphlab.view.picture.graph_marks import UPSTREAM
from graphlab.view.words.layer_code import layer_code
from graphlab.view.words.position_text import position_text

PULL = "pull"


def code_of(trace: Trace) -> list[tuple[str, int]]:
    """Return the lines of the program that belong to positions, with these."""
    return [(line.text, line.position) for line in layer_code(trace) if line.position is not None]


def first_chart(trace: Trace) -> int:
    """Return the first position at which the chart of a node may stand.

    It is the same in both directions: as long as the steps ask, it would tell on the way forth what is asked for on
    the way back.
    """
    return trace.forward_count + 1 if state.get("asking") else 1


@st.fragment(key=PULL)
@guarded
def pulled_values(shown: Subject, matrices_of: Callable[[Trace], Any]) -> None:
    """Answer what the browser asks while a number is pulled; nothing is drawn, and nothing is taken over.

    `matrices_of` returns what another run shows cell by cell.
    """
    exchange(PULL, lambda asked: answer(shown, asked, matrices_of))


def answer(shown: Subject, asked: Mapping[str, Any], matrices_of: Callable[[Trace], Any]) -> dict[str, Any]:
    """Return picture and words for another number of an input, or the sentence that says why it is refused."""
    language = state.get("lang")
    if asked.get("of") != state.get("figure"):
        return {}
    try:
        trace = with_number(shown, str(asked.get("name")), str(asked.get("text")))
    except GraphlabError as error:
        return {"refused": error.sentence(translator(language))}
    position = index_within(asked.get("step"), len(trace.steps) + 1)
    said = position_text(trace, position, shown.look, language, shown.asides(language))
    charted = position >= first_chart(trace) and not trace.steps[position - 1].seed
    return {
        "svg": rerun_svg(shown, trace, language),
        "step": position,
        "html": shortened(said.html),
        "spoken": said.spoken,
        "chart": op_chart(trace, position, language) if charted else "",
        "code": code_of(trace),
        "matrices": matrices_of(trace),
    }


def with_number(shown: Subject, name: str, text: str) -> Trace:
    """Return the run with another number of an input, of a cell of it, or of the upstream gradient.

    It is kept nowhere: the next one is on its way already. Raises `GraphlabError` where the number is refused.
    """
    graph, values = shown.graph, shown.trace.node_values
    feed = {node.name: value for node, value in zip(graph.nodes, values, strict=True) if node.op == "input"}
    if name == UPSTREAM:
        return run(graph, feed, parse_literal(text), APP.run)
    name, text = whole(name, text, shown.typed)
    return run(graph, {**feed, name: parse_literal(text)}, shown.trace.upstream, APP.run)
