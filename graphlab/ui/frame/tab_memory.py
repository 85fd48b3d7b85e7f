"""What the address does not hold: it lies in the browser's tab, and a session that begins anew takes it from there.

A session ends for good when the server restarts, or when more learners lose the line at once than the server parks.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graphlab.ui.components.browser_store import browser_store, found
from graphlab.ui.frame import address, state

MOST_CHARACTERS = 500_000
_CHOICES = ("tabs", "practice tabs", "parts", "more", "way from", "curve of", "nudge of", "proved")


def restore(place: str) -> Mapping[str, Any]:
    """Take the choices from what the tab has kept of a page, and return the rest of it, once; empty if there is none.

    Choices belong to the address that they were made at: a link opens as it does for everybody. Where the learner has
    gone on meanwhile, hers stay as they are.
    """
    text = found(_key(place))
    if text is None:
        return {}
    kept = _read(text)
    for name, chosen in part(kept, "choices").items():
        if name in _CHOICES and kept.get("at") == address.first():
            st.session_state.setdefault(name, chosen)
    return kept


def _read(text: str) -> Mapping[str, Any]:
    """Return what a browser has kept; a browser may say anything."""
    try:
        kept = json.loads(text) if len(text) <= MOST_CHARACTERS else {}
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def part(kept: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part of what the tab has kept, empty where it is none."""
    found = kept.get(name)
    return found if isinstance(found, dict) else {}


def keep(place: str, **values: Any) -> None:
    """Have the tab keep values of a page, as JSON, beside the choices on it; the last call of a page.

    What stands there from before is not overwritten as long as nothing has changed in this session.
    """
    choices = {name: st.session_state[name] for name in _CHOICES if name in st.session_state}
    held = {**values, "choices": choices, "at": st.query_params.to_dict()}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    first = st.session_state.setdefault(f"{_key(place)} first", text)
    if text != first:
        st.session_state[f"{_key(place)} known"] = True
    known = bool(st.session_state.get(f"{_key(place)} known"))
    browser_store(text if known else "", place=f"graphlab {place}", known=known, key=_key(place))


def _key(place: str) -> str:
    return f"memory {place}"


def content(names: Sequence[str]) -> dict[str, str]:
    """Return the named variables where the address cannot hold them, as it would hold them."""
    return {} if address.fits() else address.encoded(*names)


def restore_content(kept: Mapping[str, Any]) -> None:
    """Show what the tab has kept, unless the address of this session's first page said what to show."""
    held = {str(name): str(value) for name, value in part(kept, "content").items()}
    if held and address.bare():
        address.adopt({**held, "lang": state.get("lang")})
