"""The gradient check: backpropagation against numerical differentiation, and how good that one is."""

import streamlit as st

from graphlab.engine.errors import GraphlabError
from graphlab.ui.frame import picker, state, tab_memory
from graphlab.ui.frame.shell import frame, guarded, sentence
from graphlab.ui.frame.subject import Subject, subject
from graphlab.ui.gradient_check import check_page
from graphlab.ui.gradient_check.check_page import Target

translate = frame("pages/gradient_check.py")

tab_memory.restore_content(tab_memory.restore(check_page.MEMORY))
shown: Subject | None = None
checked: Target | None = None
error: GraphlabError | None = None
guarded(check_page.what)(translate)
if state.get("check") == "net":
    guarded(check_page.heading_of_the_net)(translate)
    checked = guarded(check_page.net)()
else:
    try:
        shown = subject()
        checked = check_page.target(shown)
    except GraphlabError as caught:
        error = caught
    guarded(picker.heading)(shown, translate)
    guarded(picker.own_text)(shown, error, translate)
    if error and (shown or not error.line):
        st.error(sentence(error.translated(translate)))
check_page.show(checked)
state.end()
