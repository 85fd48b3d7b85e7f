"""graphlab's server and its home page: Streamlit imports this file once and runs it as a script for every visitor."""

import streamlit as st

from graphlab.ui import server
from graphlab.ui.frame import address
from graphlab.ui.frame.shell import frame, guarded
from graphlab.ui.home import home

if __name__ == "__main__":
    translate = frame("app.py")
    guarded(home.welcome)(translate)
    guarded(home.figures)(translate)
    address.save("lang")
else:
    app = st.App(__file__, lifespan=server.lifespan, routes=server.routes(), middleware=server.middleware())
