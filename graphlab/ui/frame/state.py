"""The state of a page, one row a variable: its default, and how it stands in the address."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graphlab.book import FIGURES
from graphlab.book.breaks import BREAKS, RATE
from graphlab.engine.errors import mark as _
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.language.text_limits import MOST_CHARACTERS, MOST_NODES
from graphlab.engine.run.numerical import METHODS, PRECISIONS
from graphlab.locale import SOURCE, languages
from graphlab.practice.exercise import MODES
from graphlab.practice.progress import from_address
from graphlab.practice.questions import WHEN
from graphlab.practice.sets import from_link, parse_set, to_link
from graphlab.view.base.look import FORMS
from graphlab.view.notation.registry import NOTATIONS

MOST_OPEN = 64
# Trainings that are compared.
MOST_RUNS = 6
_PREFIX, _COMPLETE, _UNSAVED, _PRESSED = "state.", "state.complete", "state.unsaved", "state.pressed"
_FAILED = "state.callback failed"
_LOG = logging.getLogger(__name__)

P = ParamSpec("P")


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
    parse_set(text)
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


def _runs(text: str) -> tuple[tuple[int, str], ...]:
    """Return the numbers and the jobs of runs that were kept: "1-id.2-id"."""
    pairs = [part.partition("-") for part in text.split(".")]
    if len(pairs) > MOST_RUNS:
        raise ValueError(text[:40])
    return tuple((_position(number), _job(id)) for number, _dash, id in pairs)


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
    "broken": Variable("no", _one_of(("no", "yes", "both")), content=False),
    "exercise": Variable("", _exercise, content=False),
    "mode": Variable("", _one_of(MODES), content=False),
    "answers": Variable("", _one_of(("numbers", "formulas")), content=False),
    "set": Variable("", _set, to_link, content=False,
                    broken=_("The link to the exercises is damaged. Ask for it again.")),
    "asking": Variable("", _one_of(WHEN), content=False),
    "ask": Variable("", _one_of(("one",)), content=False),
    "boxes": Variable("", _one_of(("picture", "list")), content=False),
    "progress": Variable("", _progress, content=False),
    "job": Variable("", _job, content=False),
    "kept": Variable((), _runs, lambda runs: ".".join(f"{number}-{id}" for number, id in runs), content=False),
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


def has(name: str) -> bool:
    """Return whether a variable has been set in this session."""
    return _PREFIX + name in st.session_state


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


def callback(act: Callable[P, None]) -> Callable[P, None]:
    """Return a callback after which the page is drawn even where it raises; `shell` says that it had no effect."""

    @wraps(act)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except Exception:
            _LOG.exception("A callback has failed: %s", act.__qualname__)
            st.session_state[_FAILED] = True

    return called


def callback_failed() -> bool:
    """Return, once, whether a callback has failed that this was not asked for."""
    return bool(st.session_state.pop(_FAILED, False))


@callback
def press(group: str, act: Callable[..., None], *args: Any, **values: Any) -> None:
    """Do what a button of a group does; a callback. Of several presses that arrive together the last one counts.

    Streamlit calls back presses that arrive together newest first, so it is the first of them that is done.
    """
    now = _run()
    run, pressed = st.session_state.get(_PRESSED, (now, ()))
    before = pressed if run is now else ()
    if group not in before:
        st.session_state[_PRESSED] = (now, (*before, group))
        act(*args, **values)


def _run() -> object:
    """Return what is one object during a run of the script, its callbacks included, and another one in the next.

    A run can be stopped for the next one after its callbacks and before the first line of the page.
    """
    context = get_script_run_ctx()
    return context and context.cursors


def unsaved() -> bool:
    """Return whether variables have been set since the address was written last."""
    return bool(st.session_state.get(_UNSAVED))


def saved() -> None:
    """Note that the address holds the variables as they are."""
    st.session_state[_UNSAVED] = False
