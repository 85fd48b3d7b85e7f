"""The gradient check: backpropagation against numerical differentiation, and how good that one is."""

import streamlit as st

from graphlab.engine.errors import GraphlabError
from graphlab.ui import checking, picker, state
from graphlab.ui.checking import Target
from graphlab.ui.shell import frame, sentence
from graphlab.ui.subject import Subject, subject

translate = frame("pages/gradient_check.py")

shown: Subject | None = None
checked: Target | None = None
error: GraphlabError | None = None
checking.what(translate)
if state.get("check") == "net":
    checking.heading_of_the_net(translate)
    checked = checking.net()
else:
    try:
        shown = subject()
        checked = checking.target(shown)
    except GraphlabError as caught:
        error = caught
    picker.heading(shown, translate)
    picker.own_text(shown, error, translate)
    if error and shown:
        st.error(sentence(error.translated(translate)))
checking.show(checked)
state.end()
