"""Training: a net learns to read digits while one watches, and can be paused, stepped and questioned."""

import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.ui.frame import address, tab_memory
from graphlab.ui.frame.shell import frame, guarded
from graphlab.ui.train import digit_images, live_charts, run_controls, settings, train_tabs

translate = frame("pages/mnist.py")

digit_images.style()
kept = tab_memory.restore("training")
view = run_controls.current()
settings.restore(kept)
title = translate(_("Train a net to read digits"))
st.markdown(f"## {title}")
guarded(run_controls.source)(translate)
guarded(run_controls.controls)(view, translate)
guarded(run_controls.trouble)(view, translate)
guarded(live_charts.panel)(view)
guarded(train_tabs.tabs)(view, translate)
address.save("job", "kept", "lang")
tab_memory.keep("training", **settings.kept())
