"""The explorer: a graph that steps forward and backward, with what happens in words, formulas and code."""

import streamlit as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.errors import mark as _
from graphlab.ui.explorer import error_text, share_tab, stepping, tabs
from graphlab.ui.explorer.inputs import typed_fields
from graphlab.ui.frame import address, picker, state, tab_memory
from graphlab.ui.frame.shell import frame, guarded
from graphlab.ui.frame.subject import Subject, subject

translate = frame("pages/explorer.py")

tab_memory.restore_content(tab_memory.restore(stepping.MEMORY))
typed_fields.take_typed()
shown: Subject | None = None
error: GraphlabError | None = None
runs = False
try:
    shown = subject()
    runs = shown.trace is not None
except GraphlabError as caught:
    error = caught

# The instrument is made first, so that the browser draws the picture while the rest is on its way.
head, instrument, text, below = st.container(), st.container(), st.container(), st.container()
with instrument:
    if error and (shown or not error.line):
        st.error(error_text.coloured(error, translate))
    if shown is None:
        shown = st.session_state.get("last graph")
        runs = shown is not None
        if shown:
            st.caption(translate(_("Shown is the last text that was a graph.")))
    if shown and runs:
        st.session_state["last graph"] = shown
        guarded(stepping.stepping)(shown)
    elif shown and error:
        guarded(error_text.halted)(shown, error, translate)
        guarded(typed_fields.fields)(shown)
with head:
    # What is to be noticed in a figure tells its numbers.
    guarded(picker.heading)(shown, translate, not state.get("asking"))
with text:
    guarded(picker.own_text)(shown, error, translate)
if shown and runs:
    with below:
        guarded(tabs.tabs)(shown)
        guarded(stepping.answering)(shown)
address.save(*stepping.SAVED)
guarded(share_tab.too_long)(translate)
if not (shown and runs and shown.drawable):
    stepping.keep()
state.end()
