"""The address of the page: where the state is read from it, and where it is written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.language.parse import parse
from graphlab.export import link
from graphlab.locale import closest
from graphlab.ui.frame import state
from graphlab.ui.frame.state import VARIABLES

# What is shown where the address names nothing.
FIRST = "5-17"
# What is looked at, without how it is looked at.
CONTENT = ("figure", "text", "inputs", "upstream")
_UNKNOWN = _("The graph has no input “{name}”. Its value was left out.")
_ADDRESS, _PROBLEMS, _FITS, _NAMED = "state.address", "state.problems", "state.fits", "state.named"
_PAGE = "state.page"


def load(page: str) -> None:
    """Take the state from the address where somebody else has written it: a link, the back button, a bookmark.

    That is where a session begins, where another page is opened, and where the browser goes back or forward. With any
    other message comes an address that may be some clicks old.
    """
    address = st.query_params.to_dict()
    if not state.has("lang"):
        state.put(lang=closest(st.context.locale))
    begins, opened = _ADDRESS not in st.session_state, st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    st.session_state.setdefault(_NAMED, address)
    # What a click has put is newer than the address of the page that it leads to.
    if not (begins or (opened and not state.unsaved()) or went_back()) or address == st.session_state.get(_ADDRESS):
        return
    st.session_state[_ADDRESS] = address
    try:
        adopt(link.variables(address))
    except GraphlabError as error:
        adopt({name: value for name, value in address.items() if name != link.PACKED})
        st.session_state[_PROBLEMS].insert(0, error.message)


def went_back() -> bool:
    """Return whether the page is drawn because the browser has gone back or forward in its history."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def _content(name: str) -> bool:
    return name in VARIABLES and VARIABLES[name].content


def first() -> dict[str, str]:
    """Return the address with which this session began."""
    return dict(st.session_state.get(_NAMED, {}))


def brought(name: str) -> bool:
    """Return whether the address with which this session began named a variable."""
    return name in first()


def bare() -> bool:
    """Return whether the address with which this session began said nothing of what is to be shown."""
    return not any(name == link.PACKED or _content(name) for name in first())


def adopt(variables: Mapping[str, str]) -> None:
    """Take the state from what an address or a file holds."""
    found, problems = _read(variables)
    if any(map(_content, variables)):
        found = {name: v.default for name, v in VARIABLES.items() if v.content} | _opening(found) | found
    state.put(**found)
    if not state.get("figure") and not state.get("text"):
        state.put(figure=FIRST, step=FIGURES[FIRST].opens)
    st.session_state[_PROBLEMS] = [*problems, *_drop_unknown_inputs()]


def _drop_unknown_inputs() -> Iterator[Message]:
    """Drop the values of inputs that the graph does not have, and yield a sentence that says so."""
    figure, values = FIGURES.get(state.get("figure")), state.get("inputs")
    if not values:
        return
    try:
        graphs = [figure.graph_of(case) for case in figure.cases] if figure else [parse(state.get("text"))]
    except GraphlabError:  # The error of the text stands beside it.
        return
    known = {name for graph in graphs for name in graph.inputs}
    if unknown := [name for name in values if name not in known]:
        state.put(inputs={name: value for name, value in values.items() if name in known})
        yield say(_UNKNOWN, name=", ".join(unknown)[:40])


def _opening(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return at which step a figure opens."""
    figure = FIGURES.get(found.get("figure", ""))
    return {"step": figure.opens} if figure else {}


def _read(address: Mapping[str, str]) -> tuple[dict[str, Any], list[Message]]:
    found, problems = {}, []
    for name in VARIABLES.keys() & address.keys():
        try:
            found[name] = VARIABLES[name].decode(address[name])
        except (ValueError, GraphlabError):
            problems.append(say(VARIABLES[name].broken, name=name, value=address[name][:40]))
    return found, problems


def problems() -> list[Message]:
    """Return what was wrong with the address, once."""
    found: list[Message] = st.session_state.pop(_PROBLEMS, [])
    return found


def encoded(*names: str) -> dict[str, str]:
    """Return the named variables as an address or a file holds them, without those that say nothing."""
    values = {name: state.get(name) for name in names} | ({"inputs": _inputs_in_text()} if "inputs" in names else {})
    return {name: VARIABLES[name].encode(value) for name, value in values.items() if value not in ("", {}, ())}


def _inputs_in_text() -> dict[str, str]:
    """Return the values of inputs, without those of names that the learner has taken out of the text."""
    words = None if state.get("figure") else set(re.findall(r"\w+", state.get("text")))
    return {name: value for name, value in state.get("inputs").items() if words is None or name in words}


def query(*names: str) -> dict[str, str] | None:
    """Return the address that holds the named variables, packed where it would be long; None where it is too long.

    A text that is not shown, because a figure is, stays out of it: a link tells of nothing but what is seen.
    """
    names = tuple(name for name in names if name != "text" or not state.get("figure"))
    content = link.address(encoded(*filter(_packed, names)))
    return None if content is None else content | encoded(*(name for name in names if not _packed(name)))


def _packed(name: str) -> bool:
    return VARIABLES[name].content or VARIABLES[name].long


def fits() -> bool:
    """Return whether the address holds all that is shown, so that it survives a reload."""
    return bool(st.session_state.get(_FITS, True))


def save(*names: str) -> None:
    """Write the named variables into the address, without a rerun."""
    whole = query(*names)
    st.session_state[_FITS] = whole is not None
    address = encoded(*(name for name in names if not _packed(name))) if whole is None else whole
    if address != st.query_params.to_dict():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS] = address
    state.saved()
