"""The state of a page, one row a variable: its default, and how it stands in the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.breaks import BREAKS, RATE
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.language.literals import MOST_CHARACTERS, parse_literal
from graphlab.engine.language.parse import MOST_NODES, parse
from graphlab.engine.run.numerical import METHODS, PRECISIONS
from graphlab.export import link
from graphlab.locale import SOURCE, closest, languages
from graphlab.practice.exercise import MODES
from graphlab.practice.progress import from_address
from graphlab.practice.sets import from_link, read, to_link
from graphlab.view.base.look import FORMS
from graphlab.view.notation.registry import NOTATIONS

FIRST = "5-17"
MOST_OPEN = 64
_PREFIX, _ADDRESS, _PROBLEMS, _COMPLETE = "state.", "state.address", "state.problems", "state.complete"
_UNSAVED = "state.unsaved"
_FITS = "state.fits"
_UNKNOWN = _("The graph has no input “{name}”. Its value was left out.")


@dataclass(frozen=True)
class Variable:
    """One variable: `decode` reads it from the address (ValueError: not readable), `encode` writes it there.

    `content` says that it belongs to what is being looked at: a link that names anything of it
    sets all of it, the rest to its default. `long` says that it is packed with the content in any case.
    """

    default: Any
    decode: Callable[[str], Any]
    encode: Callable[[Any], str] = str
    content: bool = True
    long: bool = False
    broken: str = _("The address is damaged: `{name}` cannot be “{value}”. It was left out.")


def _one_of(choices: Iterable[str]) -> Callable[[str], str]:
    def decode(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return decode


def _position(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise ValueError(text)
    return int(text)


def _exercise(text: str) -> str:
    if not text.replace("-", "").isalnum() or len(text) > 40:
        raise ValueError(text)
    return text


def _set(packed: str) -> str:
    text = from_link(packed)
    read(text)
    return text


def _progress(text: str) -> str:
    from_address(text)
    return text


def _job(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").replace("_", "").isalnum() or len(text) > 64:
        raise ValueError(text)
    return text


def _literal(text: str) -> str:
    if text:
        parse_literal(text)
    return text


def _assignments(text: str) -> dict[str, str]:
    if len(text) > MOST_CHARACTERS or text.count(";") > MOST_NODES:
        raise ValueError(text[:40])
    pairs = dict(part.split("=", 1) for part in text.split(";") if part)
    return {name: _literal(value) for name, value in pairs.items() if value}


def _names(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, text.split(",")))
    if len(names) > MOST_OPEN or not all(name.isidentifier() for name in names):
        raise ValueError(text)
    return names


def _way(text: str) -> str:
    name, _dot, number = text.rpartition(".")
    if not name.isidentifier() or not _position(number):
        raise ValueError(text)
    return text


def _written(values: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in values.items())


VARIABLES: Mapping[str, Variable] = MappingProxyType({
    "figure": Variable("", _one_of(FIGURES), broken=_("There is no figure “{value}” in the chapter.")),
    "text": Variable("", str),
    "draft": Variable("", str, content=False, long=True),
    "case": Variable("", lambda text: text and str(_position(text))),
    "inputs": Variable({}, _assignments, _written),
    "upstream": Variable("", _literal),
    "step": Variable(0, _position),
    "notation": Variable("", _one_of(NOTATIONS)),
    "form": Variable("", _one_of(FORMS)),
    "constants": Variable("", _one_of(("inside", "outside"))),
    "local": Variable("", _one_of(("yes", "no"))),
    "open": Variable((), _names, ",".join),
    "marked": Variable((), _names, ",".join),
    "way": Variable("", _way),
    "check": Variable("graph", _one_of(("graph", "net")), content=False),
    "h": Variable("4", _one_of(tuple(map(str, range(1, 13)))), content=False),
    "method": Variable("central", _one_of(METHODS), content=False),
    "precision": Variable("float64", _one_of(PRECISIONS), content=False),
    "fault": Variable("order", _one_of((*BREAKS, RATE)), content=False),
    "broken": Variable("no", _one_of(("no", "yes")), content=False),
    "exercise": Variable("", _exercise, content=False),
    "mode": Variable("", _one_of(MODES), content=False),
    "answers": Variable("", _one_of(("numbers", "formulas")), content=False),
    "set": Variable("", _set, to_link, content=False,
                    broken=_("The link to the exercises is damaged. Ask for it again.")),
    "ask": Variable("", _one_of(("one",)), content=False),
    "boxes": Variable("", _one_of(("picture", "list")), content=False),
    "progress": Variable("", _progress, content=False),
    "job": Variable("", _job, content=False),
    "lang": Variable(SOURCE, _one_of(languages()), content=False),
})  # fmt: skip
# How a graph is looked at.
LOOKS = ("notation", "form", "constants", "local", "open", "way")
# Everything about how a graph is looked at and fed, as it is when another one is chosen.
FRESH: Mapping[str, Any] = MappingProxyType(
    {name: v.default for name, v in VARIABLES.items() if v.content and name not in ("figure", "text")}
)


def get(name: str) -> Any:
    """Return the value of a variable in this session."""
    return st.session_state.get(_PREFIX + name, VARIABLES[name].default)


def put(**values: Any) -> None:
    """Set variables in this session."""
    for name, value in values.items():
        if name not in VARIABLES:
            raise KeyError(name)
        st.session_state[_PREFIX + name] = value
    st.session_state[_UNSAVED] = True
    if set(values) != {"step"}:
        begin()


def begin() -> None:
    """Note that the page has to be drawn anew; a callback calls it, and so does every page at its beginning."""
    st.session_state[_COMPLETE] = False


def end() -> None:
    """Note that the page stands as the state wants it; the last call of a page that has fragments."""
    st.session_state[_COMPLETE] = True


def complete() -> bool:
    """Return whether the page stands as the state wants it, so that drawing a fragment alone is enough."""
    return bool(st.session_state.get(_COMPLETE))


def load() -> None:
    """Take the state from the address if somebody else has written it: a link, the back button, a bookmark.

    What a click has put is newer: with quick clicks the browser still sends an address of some clicks ago.
    """
    address, clicked = st.query_params.to_dict(), st.session_state.get(_UNSAVED)
    if _PREFIX + "lang" not in st.session_state:
        put(lang=closest(st.context.locale))
    if address == st.session_state.get(_ADDRESS) or (clicked and _ADDRESS in st.session_state):
        return
    st.session_state[_ADDRESS] = address
    try:
        adopt(link.variables(address))
    except GraphlabError as error:
        adopt({name: value for name, value in address.items() if name != link.PACKED})
        st.session_state[_PROBLEMS].insert(0, error.message)


def adopt(variables: Mapping[str, str]) -> None:
    """Take the state from what an address or a file holds."""
    found, problems = _read(variables)
    if any(VARIABLES[name].content for name in variables if name in VARIABLES):
        found = {name: v.default for name, v in VARIABLES.items() if v.content} | _opening(found) | found
    put(**found)
    if not get("figure") and not get("text"):
        put(figure=FIRST, step=FIGURES[FIRST].opens)
    st.session_state[_PROBLEMS] = [*problems, *_drop_unknown_inputs()]


def _drop_unknown_inputs() -> Iterator[Message]:
    """Drop the values of inputs that the graph does not have, and yield a sentence that says so."""
    figure, values = FIGURES.get(get("figure")), get("inputs")
    if not values:
        return
    try:
        graphs = [figure.graph_of(case) for case in figure.cases] if figure else [parse(get("text"))]
    except GraphlabError:  # What is wrong with the text is said beside it.
        return
    known = {name for graph in graphs for name in graph.inputs}
    if unknown := [name for name in values if name not in known]:
        put(inputs={name: value for name, value in values.items() if name in known})
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
    values = {name: get(name) for name in names} | ({"inputs": _inputs_in_text()} if "inputs" in names else {})
    return {name: VARIABLES[name].encode(value) for name, value in values.items() if value not in ("", {}, ())}


def _inputs_in_text() -> dict[str, str]:
    """Return the values of inputs, without those of names that the learner has taken out of the text."""
    words = None if get("figure") else set(re.findall(r"\w+", get("text")))
    return {name: value for name, value in get("inputs").items() if words is None or name in words}


def address_of(*names: str) -> dict[str, str] | None:
    """Return the address that holds the named variables, packed where it would be long; None where it is too long.

    A text that is not shown, because a figure is, stays out of it: a link tells of nothing but what is seen.
    """
    names = tuple(name for name in names if name != "text" or not get("figure"))
    content = link.address(encoded(*filter(_packed, names)))
    return None if content is None else content | encoded(*(name for name in names if not _packed(name)))


def _packed(name: str) -> bool:
    return VARIABLES[name].content or VARIABLES[name].long


def fits() -> bool:
    """Return whether the address holds all that is shown, so that it survives a reload."""
    return bool(st.session_state.get(_FITS, True))


def save(*names: str) -> None:
    """Write the named variables into the address, without a rerun."""
    whole = address_of(*names)
    st.session_state[_FITS] = whole is not None
    address = encoded(*(name for name in names if not _packed(name))) if whole is None else whole
    if address != st.query_params.to_dict():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS], st.session_state[_UNSAVED] = address, False
