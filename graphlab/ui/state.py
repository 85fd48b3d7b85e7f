"""The state of a page, one row a variable: its default, and how it stands in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.literals import parse_literal
from graphlab.locale import SOURCE, closest, languages

FIRST = "5-17"
_PREFIX, _ADDRESS, _PROBLEMS, _COMPLETE = "state.", "state.address", "state.problems", "state.complete"


@dataclass(frozen=True)
class Variable:
    """One variable: `decode` reads it from the address (ValueError: not readable), `encode` writes it there.

    `content` says that it belongs to what is being looked at: a link that names anything of it
    sets all of it, the rest to its default.
    """

    default: Any
    decode: Callable[[str], Any]
    encode: Callable[[Any], str] = str
    content: bool = True
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


def _job(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").replace("_", "").isalnum() or len(text) > 64:
        raise ValueError(text)
    return text


def _literal(text: str) -> str:
    if text:
        parse_literal(text)
    return text


def _assignments(text: str) -> dict[str, str]:
    pairs = dict(part.split("=", 1) for part in text.split(";") if part)
    return {name: _literal(value) for name, value in pairs.items() if value}


def _written(values: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in values.items())


VARIABLES: Mapping[str, Variable] = MappingProxyType({
    "figure": Variable("", _one_of(FIGURES), broken=_("There is no figure “{value}” in the chapter.")),
    "text": Variable("", str),
    "inputs": Variable({}, _assignments, _written),
    "upstream": Variable("", _literal),
    "step": Variable(0, _position),
    "job": Variable("", _job, content=False),
    "lang": Variable(SOURCE, _one_of(languages()), content=False),
})  # fmt: skip


def get(name: str) -> Any:
    """Return the value of a variable in this session."""
    return st.session_state.get(_PREFIX + name, VARIABLES[name].default)


def put(**values: Any) -> None:
    """Set variables in this session."""
    for name, value in values.items():
        if name not in VARIABLES:
            raise KeyError(name)
        st.session_state[_PREFIX + name] = value
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
    """Take the state from the address if somebody else has written it: a link, the back button, a bookmark."""
    address = st.query_params.to_dict()
    if _PREFIX + "lang" not in st.session_state:
        put(lang=closest(st.context.locale))
    if address == st.session_state.get(_ADDRESS):
        return
    st.session_state[_ADDRESS] = address
    found, problems = _read(address)
    if any(VARIABLES[name].content for name in address if name in VARIABLES):
        found = {name: v.default for name, v in VARIABLES.items() if v.content} | found
    put(**found)
    if not get("figure") and not get("text"):
        put(figure=FIRST, step=FIGURES[FIRST].opens)
    st.session_state[_PROBLEMS] = problems


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


def save(*names: str) -> None:
    """Write the named variables into the address, without a rerun."""
    address = {name: VARIABLES[name].encode(get(name)) for name in names if get(name) not in ("", {})}
    if address != st.query_params.to_dict():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS] = address
