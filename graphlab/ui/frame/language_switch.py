"""The language switch at the end of the menu."""

import streamlit as st

from graphlab.locale import languages
from graphlab.ui.frame import state


def draw() -> None:
    """Draw one button for each language but the present one."""
    for code, name in languages().items():
        if code != state.get("lang"):
            press, lang = ("language", state.put), {"lang": code}
            st.button(name, key=f"language-{code}", type="tertiary", on_click=state.press, args=press, kwargs=lang)
