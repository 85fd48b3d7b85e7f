"""The fields of the inputs: what stands in them, what was typed there, and how a change of an input is taken back."""

import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

import numpy as np
import streamlit as st

from graphlab.book.quantities import STEPS
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import parse_literal
from graphlab.locale import translator
from graphlab.ui.components.instrument import Field, Fields, instrument
from graphlab.ui.frame import state
from graphlab.ui.frame.subject import Subject, subject
from graphlab.view.picture.graph_marks import UPSTREAM

INSTRUMENT = "instrument"
LONGEST_FIELD = 120
# What stands before the number of a change that takes the last one back; names of inputs are identifiers.
UNDO = "↶"
# How many changes can be taken back.
MOST_CHANGES = 50
CELL = re.compile(r"(\w+)\[(\d{1,9}(?:, \d{1,9})*)\]")
_DONE, _REFUSED, _SESSION, _HISTORY = "typed done", "typed refused", "typed session", "typed history"


def fields(shown: Subject) -> None:
    """Mount the instrument without a picture: what is left are the fields, one an input."""
    instrument("", [], translator(state.get("lang")), step=0, rev="fields", key=INSTRUMENT, fields=fields_of(shown),
               on_typed_change=take_typed)  # fmt: skip


def fields_of(shown: Subject) -> Fields:
    """Return the fields of the inputs and of the upstream gradient."""
    language, translate = state.get("lang"), translator(state.get("lang"))
    upstream = translate(_("upstream ∂L/∂{name}")).format(name=shown.graph.output)
    rows = [
        _field(name, shown.label(name, language), text, STEPS.get(name, 0) if _in_words(shown, name) else 0)
        for name, text in shown.typed.items()
    ]
    return Fields([*rows, _field(UPSTREAM, upstream, shown.upstream)], state.get("figure"), session(), _done())


def _in_words(shown: Subject, name: str) -> bool:
    return shown.figure is not None and name in shown.figure.labels


def _field(name: str, label: str, text: str, step: float = 0) -> Field:
    size = "" if len(text) <= LONGEST_FIELD else " × ".join(map(str, np.shape(parse_literal(text))))
    typed, before = st.session_state.get(_REFUSED, {}).get(name, ("", None))
    if before != _held(name):
        return Field(name, label, text, size, step=step)
    try:
        parse_literal(typed)
    except GraphlabError as error:
        return Field(name, label, text, size, typed, error.sentence(translator(state.get("lang"))), step)
    return Field(name, label, text, size, step=step)


def _held(name: str) -> tuple[str, ...]:
    """Return what a text that was refused would have taken the place of."""
    value = state.get("upstream") if name == UPSTREAM else state.get("inputs").get(name, "")
    return state.get("figure"), state.get("case"), value


def session() -> str:
    """Return what tells the fields of this session from those of one that has ended."""
    return str(st.session_state.setdefault(_SESSION, token_hex(4)))


def _done() -> int:
    return int(st.session_state.get(_DONE, 0))


@state.callback
def take_typed() -> None:
    """Take over what was typed into fields, if it is a value; what is none is kept for its field.

    A message holds all that the browser has had no answer to, so a text is taken by its number, once.
    """
    said = (st.session_state.get(INSTRUMENT) or {}).get("typed")
    if not isinstance(said, Mapping):
        return
    state.begin()
    if (said.get("session"), said.get("of")) != (session(), state.get("figure")):
        return
    for name, (text, number) in sorted(said["values"].items(), key=lambda item: item[1][1]):
        if number <= _done():
            continue
        if str(name).startswith(UNDO):
            _undo()
        else:
            _take(str(name), str(text).strip())
        st.session_state[_DONE] = int(number)


def _take(name: str, text: str) -> None:
    refused = {key: value for key, value in st.session_state.get(_REFUSED, {}).items() if key != name}
    try:
        name, text = whole(name, text, subject().typed) if CELL.fullmatch(name) else (name, text)
        parse_literal(text)
    except GraphlabError:
        refused[name] = text, _held(name)
    else:
        remember()
        state.put(**({"upstream": text} if name == UPSTREAM else {"inputs": {**state.get("inputs"), name: text}}))
    st.session_state[_REFUSED] = refused


def whole(name: str, text: str, typed: Mapping[str, str]) -> tuple[str, str]:
    """Return the input that a name stands for and its whole text: `X[0, 1]` is a cell of `X`.

    Raises `GraphlabError` where there is no such cell, or the text is no number.
    """
    found = CELL.fullmatch(name)
    if not found:
        return name, text
    value = parse_literal(text)
    cells = np.array(parse_literal(typed.get(found[1], "0")))
    place = tuple(map(int, found[2].split(",")))
    if np.ndim(value) or len(place) != cells.ndim or not all(i < n for i, n in zip(place, cells.shape, strict=True)):
        raise GraphlabError(say("`{name}` is no cell that could take a number.", name=name))
    cells[place] = value
    return found[1], literal(_nested(cells.tolist()))


def _nested(value: Any) -> Any:
    return tuple(map(_nested, value)) if isinstance(value, list) else value


def remember() -> None:
    """Keep the numbers as they are before one of them is changed, so that the change can be taken back."""
    before = _graph(), {name: state.get(name) for name in ("case", "inputs", "upstream")}
    st.session_state[_HISTORY] = (*st.session_state.get(_HISTORY, ()), before)[-MOST_CHANGES:]


def _undo() -> None:
    """Take back the last change of a number of the graph that is shown."""
    changes = [change for change in st.session_state.get(_HISTORY, ()) if change[0] == _graph()]
    if changes:
        state.put(**changes.pop()[1])
        st.session_state[_REFUSED] = {}
    st.session_state[_HISTORY] = tuple(changes)


def _graph() -> tuple[str, str]:
    return state.get("figure"), state.get("text")
