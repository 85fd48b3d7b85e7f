"""The smallest Streamlit page on which something happens: the yardstick for a click."""

import streamlit as st

count = st.session_state.setdefault("count", 0)
if st.button("Next"):
    st.session_state["count"] = count = count + 1
st.text(f"clicked {count} times")
