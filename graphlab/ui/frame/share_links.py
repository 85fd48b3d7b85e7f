"""How a graph is kept and passed on: its link and its file."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.errors import mark as _
from graphlab.export.graph_file import SUFFIX
from graphlab.ui.components.copy_button import copy_button
from graphlab.ui.frame import address, qr_code, state
from graphlab.ui.frame.shell import escape, sentence

Take = Callable[[bytes], None]


def too_long(sentence: str, translate: Translate) -> None:
    """Warn, with a key of the catalogue, of what the address cannot hold."""
    if not address.fits():
        st.warning(escape(translate(sentence)))


def link(names: Sequence[str], note: str, otherwise: str, translate: Translate, *, key: str) -> None:
    """Draw what passes on the address that holds the named variables: a button that copies it, and its QR code.

    `note` says what the link opens, `otherwise` what to do where it is too long; both are keys of the catalogue.
    """
    variables = address.query(*names)
    st.caption(escape(translate(otherwise if variables is None else note)))
    with st.container(horizontal=True, vertical_alignment="top", key=f"{key}-link"):
        copy_button(translate, disabled=variables is None, key="copy link")
        icon = ":material/qr_code_2:"
        if st.button(translate(_("QR code")), icon=icon, key=f"{key} qr", disabled=variables is None):
            qr_code.show(f"{(st.context.url or '').split('?')[0]}?{urlencode(variables or {})}", translate)


def files(make: Callable[[], str], name: str, take: Take, translate: Translate, *, key: str) -> None:
    """Draw a button that saves what `make` returns, and a place to drop a file, whose content is given to `take`.

    Where `take` raises `GraphlabError`, its sentence stands there, and nothing else changes.
    """
    label, icon = translate(_("Save as a file")), ":material/download:"
    st.download_button(label, make, f"{name}.{SUFFIX}.txt", "text/plain",
                       key=f"{key} save", icon=icon, on_click="ignore")  # fmt: skip
    # A new key empties the field after a file was taken, so that the same one can be opened again.
    box = f"{key} file {st.session_state.get(_taken(key), 0)}"
    st.file_uploader(translate(_("Open a file: choose one, or drop it here")), key=box,
                     on_change=_open, args=(box, take, key), max_upload_size=1)  # fmt: skip
    wrong = st.session_state.get(_wrong(key))
    if wrong:
        st.error(sentence(wrong.sentence(translate)))


@state.callback
def _open(box: str, take: Take, key: str) -> None:
    given = st.session_state[box]
    if given is None:
        return
    try:
        take(given.getvalue())
    except GraphlabError as error:
        st.session_state[_wrong(key)] = error
        return
    st.session_state[_wrong(key)] = None
    st.session_state[_taken(key)] = st.session_state.get(_taken(key), 0) + 1


def _taken(key: str) -> str:
    return f"{key} files"


def _wrong(key: str) -> str:
    return f"{key} wrong"
