"""The tab of the ways: every path from an input to the result, its product of local gradients, and their sum."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.rewrite.paths import Path, closed_edges, count_paths, paths
from graphlab.locale import translator
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.subject import Subject
from graphlab.view.base import numbers

MOST = 64


def ways_tab(shown: Subject) -> None:
    """Draw the choice of an input, one row a way with its product, and the sum."""
    translate, language = translator(state.get("lang")), state.get("lang")
    graph = shown.graph
    if _wish()[0] in graph.inputs:
        st.session_state.setdefault("way from", _wish()[0])
    st.caption(translate(_("The chain rule, way by way: along each one the local gradients are multiplied, and the "
                           "products of all ways are added up.")))  # fmt: skip
    if not graph.inputs:
        st.info(translate(_("This graph is made of numbers alone: it has no input from which a way could lead.")))
        return
    name = selection.pick(
        st.selectbox, translate(_("From")), graph.inputs, "way from", lambda name: shown.label(name, language),
        after=_cleared, width=320,
    )  # fmt: skip
    source = graph.index[name]
    count = count_paths(graph, source, closed_edges(shown.trace))
    found = paths(shown.trace, source, MOST)
    if not found:
        st.info(translate(_("No way leads from here to the result: its gradient is 0.")))
        return
    _table(shown, found, count, translate)
    _turn(name, lit_way(shown), len(found), translate)


def _table(shown: Subject, found: Sequence[Path], count: int, translate: Translate) -> None:
    heads = (_("Way"), _("Local gradients"), _("Product"))
    columns = [Column(translate(head), number=head == _("Product")) for head in heads]
    rows = [Row(_cells(shown, way), k, k == lit_way(shown)) for k, way in enumerate(found, start=1)]
    total: Any = shown.trace.node_grads[found[0].nodes[0]]
    if count == len(found):
        rows.append(Row([translate(_("All ways together")), "", numbers.array(total)]))
    caption = say("Ways to the result: {count}", count=f"{count:,}").translated(translate)
    start = shown.graph.nodes[found[0].nodes[0]].name
    node_table(columns, rows, caption, key="ways", on_step_change=partial(_chosen, start), steps=False)
    if count > len(found):
        text = say("Shown are the first {most}; their products alone are not the whole gradient.", most=len(found))
        st.caption(text.translated(translate))
    else:
        st.caption(translate(_("The sum is the gradient that backpropagation found in one walk.")))


def _cells(shown: Subject, way: Path) -> list[str]:
    nodes = shown.graph.nodes
    names = " → ".join(nodes[i].name for i in way.nodes)
    return [names, " · ".join(_factors(shown.trace.upstream, way)), numbers.array(way.product)]


def _factors(upstream: Any, way: Path) -> list[str]:
    """Return what is multiplied along a way, from the result back; nothing where arrays are concerned."""
    local = [g for g in reversed(way.local) if g is not None]
    if np.ndim(upstream) or len(local) < len(way.local):
        return []
    return [numbers.number(g) for g in ([] if upstream == 1 else [upstream]) + local]


def _turn(name: str, lit: int, count: int, translate: Translate) -> None:
    """Draw the buttons that light the ways from an input one after another."""
    with st.container(horizontal=True):
        label, following = translate(_("Light the next way")), ("way", _light, name, lit % count + 1)
        st.button(label, key="next way", on_click=state.press, args=following)
        none = ("way", _light, name, 0)
        st.button(translate(_("No light")), key="no way", disabled=not lit, on_click=state.press, args=none)


def _light(name: str, number: int) -> None:
    state.put(way=f"{name}.{number}" if number else "")


@state.callback
def _chosen(name: str) -> None:
    number = st.session_state["ways"]["step"]
    if number is not None:
        _light(name, int(number))


def _cleared() -> None:
    state.put(way="")


def left(title: str) -> None:
    """Put out the lit way if the tab that has been left, given by its title, is the one that lights it."""
    if title == "Ways":
        state.put(way="")


def lit_way(shown: Subject) -> int:
    """Return which way of the chosen input is lit, counted from 1; 0 is none."""
    source, number = _wish()
    return number if source in shown.graph.inputs else 0


def _wish() -> tuple[str, int]:
    source, _dot, number = state.get("way").rpartition(".")
    return source, int(number or 0)


def lit(shown: Subject) -> Subject:
    """Return the subject with the way that is to be lit in its picture."""
    source, number = _wish()
    if source not in shown.graph.inputs:
        return shown
    found = paths(shown.trace, shown.graph.index[source], MOST)[number - 1 : number]
    path = tuple((i, *wire) for way in found for i, wire in zip(way.nodes, way.edges, strict=False))
    return replace(shown, look=replace(shown.look, path=path))
