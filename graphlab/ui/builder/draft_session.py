"""The builder's session: the history of the draft's text, the positions of nodes, and the edits of three editors."""

from collections.abc import Callable, Mapping
from secrets import token_hex
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.build.draft import Draft, parse_draft
from graphlab.build.history import History
from graphlab.build.requests import Point, apply_edit, parse_positions
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.export import graph_file
from graphlab.ui.components import browser_store
from graphlab.ui.components.shared import reported
from graphlab.ui.frame import state
from graphlab.ui.frame.pages import BUILD_FROM

CANVAS, TABLE, TEXT, STORE = "canvas", "parts", "draft", "keeper"
_HISTORY, _PLACES, _REV, _SESSION = "draft history", "draft places", "draft revision", "draft session"
_DONE, _LAST, _LAYOUTS, _REFUSALS, _FOCUS = "draft done", "draft last", "draft layouts", "draft refusals", "draft focus"


def history() -> History:
    """Return the texts so far."""
    found: History = st.session_state.get(_HISTORY, History())
    return found


def positions() -> dict[str, Point]:
    """Return where nodes stand."""
    found: dict[str, Point] = st.session_state.setdefault(_PLACES, {})
    return found


def revision() -> str:
    """Return a text that changes whenever the draft's text comes from somewhere else than the text box."""
    return str(st.session_state.get(_REV, 0))


def layouts() -> int:
    """Return the number of complete layouts so far."""
    return int(st.session_state.get(_LAYOUTS, 0))


def session() -> str:
    """Return what tells this session from others: an edit that was made in another one has been answered there."""
    return str(st.session_state.setdefault(_SESSION, token_hex(4)))


def done(key: str) -> int:
    """Return the number of the last answered edit of an editor."""
    return int(st.session_state.get(_DONE, {}).get(key, 0))


def refusal(key: str) -> Message | GraphlabError | None:
    """Return why the last edit of an editor was refused; None for one that was not."""
    found: Message | GraphlabError | None = st.session_state.get(_REFUSALS, {}).get(key)
    return found


def focus() -> str:
    """Return the name of the node that the last edit was about."""
    return str(st.session_state.get(_FOCUS, ""))


def draft() -> tuple[Draft, GraphlabError | None]:
    """Return the draft that the text describes; where it describes none, the last that it did, and why."""
    try:
        found = parse_draft(history().present)
    except GraphlabError as error:
        return st.session_state.get(_LAST, Draft()), error
    st.session_state[_LAST] = found
    return found, None


def put(text: str) -> None:
    """Set the text of the draft from outside of the text box."""
    st.session_state[_HISTORY] = history().changed(text)
    st.session_state[_REV] = st.session_state.get(_REV, 0) + 1


def start(text: str) -> None:
    """Begin with another text, with a new layout."""
    put(text)
    tidy()
    state.put(draft=text)


def begun() -> bool:
    """Return whether there is, or has been, a draft."""
    return history() != History()


def opened(data: bytes) -> None:
    """Begin with the draft in a file. Raises `GraphlabError` where it holds no draft."""
    start(graph_file.decode(data, parse_draft)[0])


def tidy() -> None:
    """Forget the positions of the nodes: they get a new layout."""
    st.session_state[_PLACES] = {}
    st.session_state[_LAYOUTS] = layouts() + 1


def take() -> None:
    """Take over the changes in the address and in the three editors since the page was drawn last."""
    given = st.session_state.pop(BUILD_FROM, None)
    if given is not None:
        start(given)
    linked, now = state.get("draft"), history()
    # An edit that follows quickly still brings the address from before the last one: that is no link.
    if linked and linked not in (now.present, *now.past, *now.future):
        put(linked)
        tidy()
    # What the browser has kept from before a reload replaces no other draft.
    kept = browser_store.found(STORE)
    if kept is not None and not begun():
        start(kept)
    _typed()
    for key in (CANVAS, TABLE):
        _asked(key)
    state.put(draft=history().present)


def _typed() -> None:
    text = reported(TEXT, "text")
    if isinstance(text, str) and st.session_state.get(f"{TEXT} rev") == revision() and text != history().present:
        st.session_state[_HISTORY] = history().changed(text)
        st.session_state[_REFUSALS] = {}


def _asked(key: str) -> None:
    request = (st.session_state.get(key) or {}).get("edit")
    if not isinstance(request, Mapping) or request.get("session") != session():
        return
    if type(request.get("number")) is not int or request["number"] <= done(key):
        return
    st.session_state[_DONE] = {**st.session_state.get(_DONE, {}), key: request["number"]}
    st.session_state[_REFUSALS], st.session_state[_FOCUS] = {}, ""
    try:
        _act(request)
    except GraphlabError as error:
        st.session_state[_REFUSALS] = {key: error}


def _act(request: Mapping[str, Any]) -> None:
    kind = str(request.get("kind"))
    if kind in _ACTS:
        _ACTS[kind](request)
    else:
        _edit(request)


def _edit(request: Mapping[str, Any]) -> None:
    before, error = draft()
    if error:
        raise GraphlabError(
            say("The text cannot be read as it is: put it right first, or undo. What is shown here is older.")
        )
    after = apply_edit(before, request)
    new = [part.name for part in after.parts if part.name not in before.by_name]
    st.session_state[_FOCUS] = new[0] if len(new) == 1 else ""
    if request["kind"] == "rename" and new:
        _renamed(request["name"], new[0])
    if request.get("at") is not None and new:
        positions().update(parse_positions({new[0]: request["at"]}))
    put(after.to_source())


def _renamed(old: str, new: str) -> None:
    for name in [name for name in positions() if name == old or name.startswith(f"{old}.")]:
        positions()[new + name[len(old) :]] = positions().pop(name)


def _undo(_request: Mapping[str, Any]) -> None:
    _go(history().undone())


def _redo(_request: Mapping[str, Any]) -> None:
    _go(history().redone())


def _go(other: History) -> None:
    st.session_state[_HISTORY] = other
    st.session_state[_REV] = st.session_state.get(_REV, 0) + 1


def _move(request: Mapping[str, Any]) -> None:
    positions().update(parse_positions(request.get("places")))


# What changes no graph.
_ACTS: Mapping[str, Callable[[Mapping[str, Any]], None]] = MappingProxyType({
    "undo": _undo,
    "redo": _redo,
    "move": _move,
    "tidy": lambda _request: tidy(),
})  # fmt: skip
