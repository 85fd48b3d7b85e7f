"""Choosing: one of a few options for a variable of the page, or one number of a run."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.ui.frame import state
from graphlab.view.base.numbers import element

# So many elements stand in the list; of a larger array the first ones.
MOST = 400


def switch(
    name: str, options: Mapping[str, str], label: str, translate: Translate, *, key: str, required: bool = True
) -> None:
    """Draw the options side by side; the one that is chosen is put into the state's variable `name`.

    Which one it stands at is what the session holds under `key`. Label and options are keys of the catalogue.
    """
    st.segmented_control(
        translate(label), list(options), key=key, required=required, on_change=_switched,
        args=(name, key, st.session_state.get(key)),
        format_func=lambda option: translate(options[option]), label_visibility="collapsed",
    )  # fmt: skip


def _switched(name: str, key: str, before: str | None) -> None:
    chosen = st.session_state[key]
    if chosen != before:  # Else it is a late message of a page that has gone.
        state.put(**{name: chosen or ""})


def choose(
    trace: Trace, inputs: Sequence[str], called: Callable[[str], str], key: str, translate: Translate
) -> tuple[str, int] | None:
    """Draw one list for the input and, for an array, one for its element; return both, None without any gradient."""
    names = [name for name in inputs if name in trace.grads and np.size(trace.grads[name])]
    if not names:
        return None
    if len(names) == 1 and not np.shape(trace.values[names[0]]):
        return names[0], 0
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    with st.container(horizontal=True, gap="small"):
        name = st.selectbox(translate(_("Input")), names, key=key, format_func=called, width=220)
        return name, _element(trace, name, f"{key} element {name}", translate)


def _element(trace: Trace, name: str, key: str, translate: Translate) -> int:
    shape = np.shape(trace.values[name])
    if not shape:
        return 0
    places = range(min(MOST, int(np.prod(shape))))
    first = int(np.argmax(np.abs(np.reshape(trace.grads[name], -1)[: len(places)])))
    if st.session_state.get(key) not in places:
        st.session_state[key] = first
    return int(
        st.selectbox(translate(_("Element")), places, key=key, format_func=lambda i: element("", shape, i), width=140)
    )
