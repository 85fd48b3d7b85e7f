"""How the graph is looked at: the switches above the picture, and what a click on a handle in it does."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.rewrite.expand import Group
from graphlab.engine.run.trace import Step, Trace
from graphlab.locale import translator
from graphlab.practice.course import OWN
from graphlab.practice.questions import WHEN
from graphlab.ui.explorer.cells_tab import ask
from graphlab.ui.frame import address, selection, state
from graphlab.ui.frame.pages import PRACTICE, open_builder
from graphlab.ui.frame.shell import sentence
from graphlab.ui.frame.subject import Subject, explored, subject
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.scene import folded

Moment: TypeAlias = tuple[str, bool, str]
Act: TypeAlias = Callable[[str], None]

FORM = MappingProxyType({"chain": _("chain rule"), "product": _("product"), "simplified": _("simplified")})
ASKED = MappingProxyType({"backward": _("backward"), "every": _("every step"), "new": _("what is new")})
CONSTANTS = MappingProxyType({"outside": _("constants outside"), "inside": _("inside")})


def switches(shown: Subject) -> None:
    """Draw the switches that make a difference for this graph."""
    translate, look = translator(state.get("lang")), shown.look
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="looks"):
        selection.switch("notation", notations(shown), look.notation, _("What the edges say"), translate)
        if look.notation in ("symbols", "both"):
            selection.switch("form", FORM, look.form, _("How a gradient is written"), translate)
        if folded(shown.graph):
            place = "inside" if look.inline_constants else "outside"
            selection.switch("constants", CONSTANTS, place, _("Where constants stand"), translate)
        _light(look.focus, translate)
        _ask_me(translate)
        practise(shown, translate)
        _build(translate)
    for reason in shown.refused:
        st.info(sentence(reason.translated(translate)))


def practise(shown: Subject, translate: Translate) -> None:
    """Draw the way to the page on which this graph's numbers are to be filled in."""
    asked = shown.figure.number if shown.figure and shown.figure.view == "exercise" else OWN
    query = {"exercise": asked, **address.encoded("figure", "text", "inputs", "upstream", "lang")}
    label = translate(_("Fill in the numbers yourself") if asked != OWN else _("practise"))
    st.page_link(PRACTICE, label=label, icon=":material/edit:", query_params=query)


def _build(translate: Translate) -> None:
    """Draw the way to the builder, with this graph and its numbers."""
    if st.button(translate(_("build on this")), key="build on", icon=":material/account_tree:", type="tertiary"):
        open_builder(explored())


def notations(shown: Subject) -> Mapping[str, str]:
    """Return the notations that this graph offers, by name with their words."""
    arrays = any(getattr(value, "ndim", 0) for value in shown.trace.node_values)
    return {name: entry.word for name, entry in NOTATIONS.items() if arrays or not entry.arrays_only}


def _light(on: bool, translate: Translate) -> None:
    st.toggle(
        translate(_("only this node")),
        help=translate(_("A node needs to know only its inputs and what comes back to it: the rest fades.")),
        **selection.widget("switch local", on, lambda on: state.put(local="yes" if on else "no")),
    )


def _ask_me(translate: Translate) -> None:
    """Draw the switch with which the steps ask for their numbers, and where it is on, which of them do."""
    asking = state.get("asking")
    st.toggle(
        translate(_("ask me")),
        help=translate(_("“Next” asks for the number that the step is about to show, before it shows it.")),
        **selection.widget("switch ask me", bool(asking), lambda on: state.put(asking=WHEN[0] if on else "")),
    )
    if asking:
        labels = {when: translate(ASKED[when]) for when in WHEN}
        st.selectbox(
            translate(_("Which steps ask")), WHEN, format_func=labels.__getitem__, label_visibility="collapsed",
            width=130, **selection.widget("switch asking", asking, lambda when: state.put(asking=when), WHEN),
        )  # fmt: skip


def held_back(translate: Translate) -> bool:
    """Say that what stands here would tell too much, as long as the steps ask; return whether they do."""
    if state.get("asking"):
        st.info(translate(_("This would tell the numbers that you are asked for: it is here again when “ask me” is "
                            "switched off.")))  # fmt: skip
    return bool(state.get("asking"))


@state.callback
def acted() -> None:
    """Open or close the composite whose handle was clicked, and stay at what is happening."""
    handle = st.session_state["instrument"]["act"]
    acts: Mapping[str, Act] = {"+": expand, "−": collapse, "*": mark, "#": ask}
    if handle and handle[0] in acts:
        acts[handle[0]](handle[1:])


@state.callback
def expand(name: str) -> None:
    """Show the inside of a composite node."""
    _reopen(lambda open: (*open, name))


@state.callback
def collapse(name: str) -> None:
    """Make a composite one node again, with all that was opened inside it."""
    inside = next((set(group.members) for group in subject().look.groups if group.name == name), {name})
    kept = {group.name for group in subject().look.groups if group.name not in inside}
    _reopen(lambda open: tuple(one for one in open if one in kept))


def mark(place: str) -> None:
    """Mark a node, given by its position, as part of a group, or take the mark away."""
    graph, marked = subject().graph, state.get("marked")
    node = graph.nodes[int(place)] if place.isdigit() and int(place) < len(graph.nodes) else None
    if node and node.inputs:
        kept = tuple(name for name in marked if name != node.name)
        state.put(marked=kept if len(kept) < len(marked) else (*marked, node.name))


def _reopen(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    before, at = subject(), int(state.get("step"))
    state.put(open=change(state.get("open")))
    stay(before.trace, at)


def stay(before: Trace, at: int) -> None:
    """Go to the position of the present graph at which happens what happened at a position of the one before."""
    now = subject()
    state.put(step=same_moment(before, at, now.trace, now.look.groups))
    st.session_state["jumps"] = st.session_state.get("jumps", 0) + 1


def same_moment(before: Trace, at: int, after: Trace, groups: Sequence[Group] = ()) -> int:
    """Return the position in a trace at which the node acts that acted at a position of another trace.

    Of a node that has been opened in between (`groups`) the inside acts: it is done when its last node is. A node that
    is not there any more is looked for earlier; the beginning stays the beginning.
    """
    names = {member: group.name for group in groups for member in group.members
             if not before.graph.index.keys() >= set(group.members)}  # fmt: skip
    places: dict[Moment, int] = {}
    for step in after.steps:
        name = after.graph.nodes[step.node].name
        places[_moment(step, name if step.seed else names.get(name, name))] = step.index + 1
    for step in reversed(before.steps[: min(at, len(before.steps))]):
        found = places.get(_moment(step, before.graph.nodes[step.node].name))
        if found is not None:
            return found
    return 0


def _moment(step: Step, name: str) -> Moment:
    return step.phase, step.seed, name
