"""The tab that opens composite nodes, makes one node of several, and proves that both say the same."""

from collections.abc import Sequence

import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.rewrite.collapse import collapse
from graphlab.engine.rewrite.recognise import recognise
from graphlab.engine.run.definitions import ops_of
from graphlab.locale import translator
from graphlab.ui.explorer import view_switches
from graphlab.ui.explorer.proof_table import proving
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.frame.subject import Subject
from graphlab.view.layout.visible import composites


def structure(shown: Subject) -> None:
    """Draw the three parts: open and close, group, prove."""
    translate = translator(state.get("lang"))
    _doors(shown, translate)
    if not view_switches.held_back(translate):
        proving(shown, translate)
    _group(shown, translate)


def _doors(shown: Subject, translate: Translate) -> None:
    st.markdown(f"**{translate(_('Nodes with an inside'))}**")
    closed = [shown.graph.nodes[i] for i in composites(shown.graph)]
    if not closed and not shown.look.groups:
        st.caption(translate(_("This graph is made of simple nodes only.")))
    with st.container(horizontal=True, key="doors"):
        for node in closed:
            label = translate(_("Expand {op} ({name})")).format(op=node.op, name=node.name)
            _door(label, "unfold_more", node.name, view_switches.expand)
        for group in shown.look.groups:
            label = translate(_("Collapse {op} ({name})")).format(op=group.op, name=group.name)
            _door(label, "unfold_less", group.name, view_switches.collapse)


def _door(label: str, icon: str, name: str, act: view_switches.Act) -> None:
    key = f"{icon} {name}"
    st.button(escape(label), key=key, icon=f":material/{icon}:", on_click=state.callback(act), args=(name,))


def _group(shown: Subject, translate: Translate) -> None:
    st.markdown(f"**{translate(_('Make one node of several'))}**")
    st.caption(translate(_("Mark nodes here, or in the picture with the Shift key held down.")))
    names = [node.name for node in shown.graph.nodes if node.inputs]
    marked = [name for name in state.get("marked") if name in names]
    labels = {name: _called(shown.graph, name) for name in names}
    st.multiselect(
        translate(_("Nodes")),
        names,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        placeholder=translate(_("Choose nodes that belong together")),
        **selection.widget("marking", marked, lambda marked: state.put(marked=tuple(marked)), labels),
    )
    if marked:
        _collapsing(shown, marked, translate)


def _called(graph: Graph, name: str) -> str:
    node: Node = graph.nodes[graph.index[name]]
    return f"{name}  ({ops_of(graph)[node.op].symbol})"


def _collapsing(shown: Subject, marked: Sequence[str], translate: Translate) -> None:
    try:
        found = recognise(shown.graph, marked, shown.trace.values)
    except GraphlabError as error:
        st.info(sentence(error.sentence(translate)))
        return
    if found:
        _known(shown, marked, *found[0], translate)
    else:
        _named(shown, marked, translate)


def _known(shown: Subject, marked: Sequence[str], op: str, order: Sequence[str], translate: Translate) -> None:
    says = translate(_("These nodes compute what “{op}” computes: at every point tried, values and gradients agree."))
    st.markdown(escape(says.format(op=op)))
    label = translate(_("This is “{op}”: make it one node")).format(op=op)
    arguments = (shown, marked, op, order)
    st.button(escape(label), key="recognised", type="primary", on_click=_collapse, args=arguments)


def _named(shown: Subject, marked: Sequence[str], translate: Translate) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(translate(_("Name of the new node")), key="group name", on_change=state.begin, width=240)
        label = translate(_("Make it one node"))
        st.button(label, key="group", disabled=not name, on_click=_collapse, args=(shown, marked, name.strip()))
    st.caption(translate(_("No known operation computes this; under a name of yours it becomes one.")))
    problem = st.session_state.pop("group problem", None)
    if problem:
        st.error(sentence(problem.sentence(translate)))


@state.callback
def _collapse(shown: Subject, names: Sequence[str], as_name: str, order: Sequence[str] = ()) -> None:
    """Write the graph anew with one node in place of several; all numbers stay."""
    try:
        graph = collapse(shown.graph, names, as_name, order)
    except GraphlabError as error:
        st.session_state["group problem"] = error
        state.begin()
        return
    at = int(state.get("step"))
    looks = {"notation": shown.look.notation, "form": shown.look.form}
    numbers = {"inputs": dict(shown.typed), "upstream": shown.upstream}
    state.put(**{**state.FRESH, **looks, **numbers}, figure="", text=graph.to_source())
    view_switches.stay(shown.trace, at)
