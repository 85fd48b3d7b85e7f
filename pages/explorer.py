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
drawn = shown or st.session_state.get("last graph")
runs = runs or (drawn is not None and not shown)
with instrument:
    if error and (shown or not error.line):
        st.error(error_text.coloured(error, translate))
    if drawn and not shown:
        st.caption(translate(_("Shown is the last text that was a graph.")))
    if drawn and runs:
        st.session_state["last graph"] = drawn
        guarded(stepping.stepping)(drawn)
    elif drawn and error:
        guarded(error_text.halted)(drawn, error, translate)
        guarded(typed_fields.fields)(drawn)
with head:
    # What is to be noticed in a figure tells its numbers.
    guarded(picker.heading)(shown, translate, not state.get("asking"))
with text:
    guarded(picker.own_text)(shown, error, translate)
if drawn and runs:
    with below:
        guarded(tabs.tabs)(drawn)
        guarded(stepping.answering)(drawn)
address.save(*stepping.SAVED)
guarded(share_tab.too_long)(translate)
if not (drawn and runs and drawn.drawable):
    stepping.keep()
state.end()
