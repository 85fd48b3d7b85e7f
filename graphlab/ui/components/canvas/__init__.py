"""The builder's own components: the canvas on which a graph is drawn, and the table in which it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphlab.ui.components import LIGHT, Words, _register, _worded, nothing
from graphlab.view.base.theme import swap

COLOURS = ("value", "gradient", "gradient_text", "ring", "ring_fill", "node", "outline")
CANVAS_WORDS = (
    *("canvas", "search", "ops", "undo", "redo", "tidy", "several", "zoom_out", "fit", "zoom_in"),
    *("name", "value", "op", "input", "remove", "choose", "chosen", "connect", "insert", "linking", "keys"),
    *("title", "one", "two", "three", "start"),
)
TABLE_WORDS = ("table", "name", "op", "inputs", "input", "value", "gradient", "leaf", "remove")

_CANVAS = _register("canvas", "dom.js", "plot.js", "asks.js", "canvas_draw.js", "canvas_hands.js", "canvas_bar.js")
_KEEPER = _register("keeper", "dom.js")
_PARTS = _register("parts", "dom.js", "plot.js", "asks.js")


def canvas(
    drawing: Mapping[str, Any], ops: Sequence[Mapping[str, str]], words: Words, answer: Mapping[str, Any], *, key: str
) -> None:
    """Mount the canvas: `drawing` is that of `view.editor.editor_canvas`, `ops` have `name`, `label`, `says`.

    The browser reports one edit at a time as the state `edit`, with a `number`; `answer` says which one was `done`
    last, `focus` the node that it was about, `note` why it was refused, `hint` what could come next, `laid` a number
    that changes whenever everything was laid out anew, `undo` and `redo` whether there is something to, `stale` that
    the text cannot be read, so that what is drawn is older.
    """
    _CANVAS(data=_data(drawing, ops, words, CANVAS_WORDS) | dict(answer), key=key, on_edit_change=nothing)


def parts(
    drawing: Mapping[str, Any], ops: Sequence[Mapping[str, str]], words: Words, answer: Mapping[str, Any], *, key: str
) -> None:
    """Mount the table of the nodes; it takes and reports what the canvas does."""
    _PARTS(data=_data(drawing, ops, words, TABLE_WORDS) | dict(answer), key=key, on_edit_change=nothing)


def keeper(text: str, *, begun: bool, key: str) -> None:
    """Mount what keeps the text in this tab of the browser.

    Where no graph has been begun (`begun`) and the text is empty, the browser reports the text it has kept, if any, as
    the trigger `found`.
    """
    _KEEPER(data={"text": text, "begun": begun}, key=key, on_found_change=nothing)


def _data(
    drawing: Mapping[str, Any], ops: Sequence[Mapping[str, str]], words: Words, names: Sequence[str]
) -> dict[str, Any]:
    colours = {role: getattr(LIGHT, role) for role in COLOURS}
    return {**drawing, "ops": list(ops), "words": _worded(words, names), "colours": colours, "swap": swap()}
