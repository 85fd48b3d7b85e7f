"""Choosing: a choice is kept by its id, and what the browser says of it is checked against the ids.

A browser tells a choice by the words on the screen, and may tell it late: after the language has changed, or after
something else has changed the choice. So a widget gets a new key whenever its words or its value have changed without
it, and a widget that has gone says only what it had not said before.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.ui.components.shared import reported
from graphlab.ui.components.tab_bar import tab_bar
from graphlab.ui.frame import state
from graphlab.view.base.numbers import element

# So many elements stand in the list; of a larger array the first ones.
MOST = 400
# No message is so late that this many widgets of one name have followed.
_NUMBERS = 8
_WIDGETS = "state.widgets"

Take = Callable[[Any], None]


@dataclass
class _Widgets:
    """The widgets that one name has had: the number of the present one, its words, and what each has said last."""

    number: int = 0
    words: tuple[str, ...] = ()
    said: dict[int, Any] = field(default_factory=dict)


def widget(
    name: str, value: Any, take: Take, known: Collection[Any] | None = None, words: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the key, the callback and its arguments for the widget `name` that stands at `value`.

    What is chosen is given to `take`, if it is among the ids that are `known` (None: every value is). `words` are what
    stands on the widget, where they depend on more than the language.
    """
    held = st.session_state.setdefault(_WIDGETS, {}).setdefault(name, _Widgets())
    now = (str(state.get("lang")), *words)
    key = f"{name} {held.number}"
    if held.words != now or key not in st.session_state or st.session_state[key] != value:
        held.number, held.words = (held.number + 1) % _NUMBERS, now
        held.said[held.number] = value
        key = f"{name} {held.number}"
        st.session_state[key] = value
    return {"key": key, "on_change": _said, "args": (name, held.number, take, known)}


@state.callback
def _said(name: str, number: int, take: Take, known: Collection[Any] | None) -> None:
    state.begin()
    value, said = st.session_state[f"{name} {number}"], st.session_state[_WIDGETS][name].said
    if number in said and value != said[number] and (known is None or _known(value, known)):
        said[number] = value
        take(value)


def _known(value: Any, known: Collection[Any]) -> bool:
    return all(one in known for one in value) if isinstance(value, list) else value in known


def kept(name: str, options: Sequence[Any]) -> Any:
    """Return what has been chosen under a name, the first option where it is none of them (any more)."""
    chosen = st.session_state.get(name)
    return chosen if chosen in options else options[0]


def keep(name: str, chosen: Any) -> None:
    """Keep what has been chosen under a name."""
    st.session_state[name] = chosen


def pick(
    draw: Callable[..., Any],
    label: str,
    options: Sequence[Any],
    name: str,
    words: Callable[[Any], str] = str,
    *,
    after: Callable[[], None] | None = None,
    **looks: Any,
) -> Any:
    """Draw a choice of one of the ids in `options`, kept under `name`, and return what is chosen.

    `draw` is Streamlit's function, `words` what stands on the screen for an id; `after` is called when it has changed.
    """

    def take(chosen: Any) -> None:
        keep(name, chosen)
        if after:
            after()

    chosen, labels = kept(name, options), {one: words(one) for one in options}
    draw(label, options, format_func=labels.__getitem__, **widget(name, chosen, take, options), **looks)
    return chosen


def switch(
    name: str,
    options: Mapping[str, str],
    chosen: str | None,
    label: str,
    translate: Translate,
    *,
    required: bool = True,
) -> None:
    """Draw the options side by side; the one that is chosen is put into the state's variable `name`.

    Label and options are keys of the catalogue.
    """
    known = [*options, *([] if required else [None])]
    st.segmented_control(
        translate(label), list(options), required=required, format_func=lambda option: translate(options[option]),
        label_visibility="collapsed",
        **widget(f"switch {name}", chosen, lambda chosen: state.put(**{name: chosen or ""}), known),
    )  # fmt: skip


def tabs(
    titles: Sequence[str],
    name: str,
    translate: Translate,
    leave: Callable[[str], None] = lambda title: None,
    first: str = "",
) -> str:
    """Draw tabs, and return the title of the open one, which is kept under `name`; titles are keys of the catalogue.

    At first the tab `first` is open, by default that of the first title. When another one is opened, `leave` is called
    with the title of the one before.
    """
    bar, chosen = f"{name} bar", str(st.session_state.get(name))
    opened = chosen if chosen in titles else first or titles[0]
    # Opened by something else than a click on it.
    moved = int(reported(bar, "open") != opened) + st.session_state.get(f"{name} moves", 0)
    st.session_state[f"{name} moves"] = moved
    words = {title: translate(title) for title in titles}
    tab_bar(words, opened, rev=str(moved), key=bar, on_open_change=partial(_turned, name, bar, leave))
    return str(opened)


@state.callback
def _turned(name: str, bar: str, leave: Callable[[str], None]) -> None:
    state.begin()
    title, before = reported(bar, "open"), st.session_state.get(name)
    if isinstance(title, str):
        keep(name, title)
        if before not in (None, title):
            leave(str(before))


def choose(
    trace: Trace, inputs: Sequence[str], called: Callable[[str], str], key: str, translate: Translate
) -> tuple[str, int] | None:
    """Draw one list for the input and, for an array, one for its element; return both, None without any gradient."""
    names = [name for name in inputs if name in trace.grads and np.size(trace.grads[name])]
    if not names:
        return None
    if len(names) == 1 and not np.shape(trace.values[names[0]]):
        return names[0], 0
    with st.container(horizontal=True, gap="small"):
        name = pick(st.selectbox, translate(_("Input")), names, key, called, width=220)
        return name, _element(trace, name, f"{key} element {name}", translate)


def _element(trace: Trace, name: str, key: str, translate: Translate) -> int:
    shape = np.shape(trace.values[name])
    if not shape:
        return 0
    places = range(min(MOST, int(np.prod(shape))))
    if st.session_state.get(key) not in places:
        keep(key, int(np.argmax(np.abs(np.reshape(trace.grads[name], -1)[: len(places)]))))
    label = translate(_("Element"))
    return int(pick(st.selectbox, label, places, key, lambda i: element("", shape, i), width=140))
