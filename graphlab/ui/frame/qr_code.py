"""The QR code of a link, as large as a lecture hall needs it."""

import segno
import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.frame.shell import escape

WIDTH = 640


def show(link: str, translate: Translate) -> None:
    """Open a dialog with the QR code of a link."""

    @st.dialog(translate(_("Open this graph on your own device")), width="medium")
    def code() -> None:
        try:
            drawn = segno.make(link, error="l", micro=False, boost_error=False)
        except segno.DataOverflowError:
            st.info(escape(translate(_("The link is too long for a QR code; send it, or save a file."))))
            return
        svg = drawn.svg_inline(border=4, light="#fff", dark="#000", scale=8)
        st.image(svg, width=WIDTH, alt=translate(_("QR code of the link")))

    code()
