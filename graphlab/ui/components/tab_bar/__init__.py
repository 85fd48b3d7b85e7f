"""A row of tabs that are told by their ids: the words on them may change, and a click is never undone by an answer.

Streamlit's own tabs are told by their words, and take over every answer of the server, even one that is older than the
last click.
"""

from collections.abc import Mapping

from graphlab.ui.components.shared import OnChange, browser_state, nothing, register

_TAB_BAR = register("tab_bar", shared=("dom.js",))


def tab_bar(titles: Mapping[str, str], opened: str, *, rev: str, key: str, on_open_change: OnChange = nothing) -> str:
    """Mount the tabs, given by id and title, and return the id of the open one; `opened` counts when `rev` changes."""
    opened = browser_state(key, "open", opened, rev)
    data = {"tabs": [list(tab) for tab in titles.items()], "open": opened, "rev": rev}
    _TAB_BAR(data=data, key=key, on_open_change=on_open_change)
    return opened
