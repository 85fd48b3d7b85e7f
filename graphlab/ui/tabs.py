"""The tabs under the picture, one row each; only the open one costs anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.ui import cells, explorer, nudge, share, state, structure, ways
from graphlab.ui.subject import Subject

TABS: Mapping[str, Callable[[Subject], None]] = MappingProxyType({
    _("Inputs"): explorer.fields,
    _("Values"): explorer.values,
    _("Ways"): ways.ways_tab,
    _("Structure"): structure.structure,
    _("Gradient check"): explorer.gradient_check,
    _("Nudge"): nudge.nudge_tab,
    _("Cells"): cells.cells_tab,
    _("Code"): explorer.program,
    _("Share and export"): share.share_tab,
})  # fmt: skip
# The tabs that are drawn again at every step, and their fragments.
FOLLOWING = MappingProxyType({"Values": "values", "Share and export": share.FRAGMENT})


def tabs(shown: Subject) -> None:
    """Draw the tabs."""
    translate = translator(state.get("lang"))
    offered = {title: draw for title, draw in TABS.items() if title != "Cells" or cells.has_cells(shown)}
    opened = st.tabs([translate(title) for title in offered], key=f"tabs {state.get('lang')}", on_change=state.begin)
    for tab, (title, draw) in zip(opened, offered.items(), strict=True):
        if title in FOLLOWING:
            st.session_state[f"{FOLLOWING[title]} open"] = tab.open
        if tab.open:
            with tab:
                draw(shown)
