"""The tabs under the picture, one row each; only the open one costs anything."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.ui.explorer import cells_tab, nudge_tab, paths_tab, share_tab, stepping, structure_tab
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import guarded
from graphlab.ui.frame.subject import Subject

TABS: Mapping[str, Callable[[Subject], None]] = MappingProxyType({
    _("Values"): stepping.values,
    _("Gradient check"): stepping.gradient_check,
    _("Nudge"): nudge_tab.nudge_tab,
    _("Structure"): structure_tab.structure,
    _("Ways"): paths_tab.ways_tab,
    _("Cells"): cells_tab.cells_tab,
    _("Code"): stepping.program,
    _("Share and export"): share_tab.share_tab,
})  # fmt: skip
# Open at first: one that a step leaves as it is.
FIRST = "Code"
# The tabs that are drawn again at every step, and their fragments.
FOLLOWING = MappingProxyType({"Values": "values", "Share and export": share_tab.FRAGMENT})


def tabs(shown: Subject) -> None:
    """Draw the tabs."""
    translate = translator(state.get("lang"))
    offered = {title: draw for title, draw in TABS.items() if title != "Cells" or cells_tab.has_cells(shown)}
    opened = selection.tabs(list(offered), "tabs", translate, paths_tab.left, FIRST)
    for title, fragment in FOLLOWING.items():
        st.session_state[f"{fragment} open"] = title == opened
    with st.container(key="tab"):
        guarded(offered[opened])(shown)
