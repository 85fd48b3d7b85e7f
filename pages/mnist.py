"""Training: a net learns to read digits while one watches, and can be paused, stepped and questioned."""

import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.ui import live, parts, pictures, state, training
from graphlab.ui.shell import frame

translate = frame("pages/mnist.py")

pictures.style()
view = training.current()
title = translate(_("Train a net to read digits"))
st.markdown(f"## {title}")
training.source(translate)
training.controls(view, translate)
training.trouble(translate)
live.panel(view)
parts.tabs(view, translate)
state.save("job", "lang")
