"""A text kept by the browser, where a reload of the page and a restart of the server find it again."""

from functools import partial

import streamlit as st

from graphlab.ui.components.shared import register

_BROWSER_STORE = register("browser_store", shared=("dom.js",))


def browser_store(text: str, *, place: str, known: bool, key: str, lasting: bool = False) -> None:
    """Keep the text in the browser under the name `place`: in this tab, or (`lasting`) for all tabs and later days.

    As long as this session does not know what the browser has kept (`known`) and its own text is empty, the browser
    reports it, if there is any; of a lasting text it also reports what another tab has written. See `found`.
    """
    data = {"text": text, "place": place, "known": known, "lasting": lasting}
    taken = {"taken": st.session_state.get(_taken(key), 0)}
    _BROWSER_STORE(data=data | taken, key=key, on_found_change=partial(_found, key))


def found(key: str) -> str | None:
    """Return, once, the text that the browser has reported."""
    text = st.session_state.pop(_text(key), None) or (st.session_state.get(key) or {}).get("found")
    if not isinstance(text, str):
        return None
    st.session_state[_taken(key)] = st.session_state.get(_taken(key), 0) + 1
    return text


def _found(key: str) -> None:
    """Have the whole page drawn with what was found, even where the store stands in a fragment of it."""
    st.session_state[_text(key)] = (st.session_state.get(key) or {}).get("found")
    st.rerun()


def _text(key: str) -> str:
    return f"{key} text"


def _taken(key: str) -> str:
    return f"{key} taken"
