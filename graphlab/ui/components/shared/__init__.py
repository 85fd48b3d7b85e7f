"""What several browser components need: registration, their state in the session, words and colours."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from graphlab.engine.errors import Translate
from graphlab.export.stepping_page import read
from graphlab.view.base.theme import THEMES, dark_colours
from graphlab.view.picture.svg_picture import stylesheet

COMPONENTS = Path(__file__).parents[1]

OnChange: TypeAlias = Callable[[], None]
T = TypeVar("T")


def nothing() -> None:
    """Do nothing: Streamlit drops what Python writes to a state that has no callback."""


def register(
    name: str, *, shared: tuple[str, ...] = (), parts: tuple[str, ...] = (), picture: bool = False
) -> ComponentRenderer:
    """Register the component in the folder `name`: its script and style sheet, after what they build on.

    `shared` names files of this folder, `parts` further files of the component's own; with `picture` it can show
    pictures as SVG, which need a script and the colours of their marks.
    """
    own = COMPONENTS / name
    files = [COMPONENTS / "shared" / file for file in (*shared, *(["picture.js"] if picture else []))]
    files += [own / file for file in (*parts, f"{name}.js", f"{name}.css")]

    def text(suffix: str) -> str:
        return "\n".join(file.read_text(encoding="utf-8") for file in files if file.suffix == suffix)

    script, style = (read("positions.js"), stylesheet()) if picture else ("", "")
    return st.components.v2.component(f"graphlab_{name}", js=script + text(".js"), css=style + text(".css"))


def browser_state(key: str, name: str, value: T, rev: str) -> T:
    """Return the state `name` of the component `key`: Python's `value` unless the browser has said another for `rev`.

    The browser takes the value over without a reply, so it is written into the session here, before mounting.
    """
    mark = f"{key} rev"
    if st.session_state.get(mark) != rev or key not in st.session_state:
        st.session_state[mark] = rev
        st.session_state[key] = {name: {"value": value, "rev": rev}}
        st.session_state[_mounts(key)] = mounts(key) + 1
    said = reported(key, name)
    return value if said is None else cast(T, said)


def reported(key: str, name: str) -> Any:
    """Return what the browser has said last of the state `name`; None where it concerns what is not shown any more."""
    said = (st.session_state.get(key) or {}).get(name)
    if not isinstance(said, Mapping) or said.get("rev") != st.session_state.get(f"{key} rev"):
        return None
    return said.get("value")


def mounts(key: str) -> int:
    """Return how often the component `key` has begun anew: with another `rev`, or on a page that was opened again."""
    return int(st.session_state.get(_mounts(key), 0))


def _mounts(key: str) -> str:
    return f"{key} mounts"


def translated(words: Mapping[str, str], translate: Translate) -> dict[str, str]:
    """Return a component's words in a language."""
    return {key: translate(word) for key, word in words.items()}


def palette(*roles: str) -> dict[str, object]:
    """Return the light theme's colours of some roles, and what replaces each colour in the dark theme."""
    return {"colours": {role: getattr(THEMES["light"], role) for role in roles}, "swap": dark_colours()}
