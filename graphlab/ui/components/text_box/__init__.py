"""The text box for a graph: the text, chips that insert an operation, and the error at its place."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import OnChange, browser_state, nothing, register, translated

WORDS = MappingProxyType({
    "label": _("The graph as text, one assignment a line"),
    "ops": _("Operations"),
    "ok": _("The text is a graph."),
})  # fmt: skip

_TEXT_BOX = register("text_box", shared=("dom.js",))


class TextError(NamedTuple):
    """What is wrong with a source text; line and column count from 1, 0 means nowhere in particular."""

    message: str
    line: int = 0
    column: int = 0
    hint: str = ""


def text_box(
    text: str,
    translate: Translate,
    *,
    rev: str,
    ops: Sequence[tuple[str, str]],
    key: str,
    error: TextError | None = None,
    ok: str = "",
    on_text_change: OnChange = nothing,
) -> str:
    """Mount the text box and return what the browser last reported; `text` is taken over when `rev` changes.

    `ops` lists what a chip inserts and what is written on it; `ok` is the sentence below a text without an error, if
    it is not the usual one.
    """
    text = browser_state(key, "text", text, rev)
    words = translated(WORDS, translate)
    data = {
        "text": text,
        "rev": rev,
        "ops": [list(op) for op in ops],
        "words": words | {"ok": ok or words["ok"]},
        "error": error._asdict() if error else None,
    }
    _TEXT_BOX(data=data, key=key, on_text_change=on_text_change)
    return text
