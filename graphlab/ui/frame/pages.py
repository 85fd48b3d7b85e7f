"""The pages of the app, in the order of the menu."""

from __future__ import annotations

from typing import NamedTuple

from graphlab.engine.errors import mark as _


class Page(NamedTuple):
    """A page: its file, its name in the menu, and its title in the browser's tab."""

    file: str
    menu: str
    title: str


PAGES = (
    Page("app.py", _("Chapter"), _("The chapter in pictures")),
    Page("pages/explorer.py", _("Explore"), _("Explorer")),
    Page("pages/builder.py", _("Build"), _("Builder")),
    Page("pages/practice.py", _("Practise"), _("Practice")),
    Page("pages/gradient_check.py", _("Gradient check"), _("Gradient check")),
    Page("pages/break_it.py", _("Break it"), _("Break it")),
    Page("pages/mnist.py", _("Train"), _("Train a net")),
)
