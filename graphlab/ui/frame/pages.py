"""The pages of the app, in the order of the menu, and how one opens another with something to start from."""

from typing import NamedTuple

import streamlit as st

from graphlab.engine.errors import mark as _


class Page(NamedTuple):
    """A page: its file, its name in the menu, and its title in the browser's tab."""

    file: str
    menu: str
    title: str


HOME, EXPLORER, BUILDER, PRACTICE = "app.py", "pages/explorer.py", "pages/builder.py", "pages/practice.py"
CHECK, BREAK, TRAIN = "pages/gradient_check.py", "pages/break_it.py", "pages/mnist.py"
# What the builder begins with, as text, when another page has opened it.
BUILD_FROM = "build from"

PAGES = (
    Page(HOME, _("Chapter"), _("The chapter in pictures")),
    Page(EXPLORER, _("Explore"), _("Explorer")),
    Page(BUILDER, _("Build"), _("Builder")),
    Page(PRACTICE, _("Practise"), _("Practice")),
    Page(CHECK, _("Gradient check"), _("Gradient check")),
    Page(BREAK, _("Break it"), _("Break it")),
    Page(TRAIN, _("Train"), _("Train a net")),
)


def setting_key(name: str) -> str:
    """Return the session key of a setting of the training, which holds it as text."""
    return f"setting {name}"


def open_builder(text: str) -> None:
    """Open the builder with a graph, given as text."""
    st.session_state[BUILD_FROM] = text
    st.switch_page(BUILDER)


def open_training(**settings: str) -> None:
    """Open the training with some of its settings, given as texts."""
    for name, text in settings.items():
        st.session_state[setting_key(name)] = text
    st.switch_page(TRAIN)
