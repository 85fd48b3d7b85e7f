"""The builder's canvas, on which a graph is drawn: nodes, wires, the palette of operations, fields of the selection."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import nothing, palette, register, translated

WORDS = MappingProxyType({
    "canvas": _("Canvas: the graph as it is being built"),
    "search": _("Search operations"),
    "ops": _("Operations"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "tidy": _("Tidy up: lay everything out anew"),
    "several": _("Choose several"),
    "zoom_out": _("Zoom out"),
    "fit": _("Fit"),
    "zoom_in": _("Zoom in"),
    "name": _("Name"),
    "value": _("Value"),
    "op": _("Operation"),
    "input": _("takes as {name}"),
    "remove": _("Delete"),
    "choose": _("Make it the result"),
    "chosen": _("{count} nodes are chosen."),
    "connect": _("Draw a line: {source} → {name}"),
    "insert": _("A line is chosen: an operation from above is put into it."),
    "linking": _("Now choose the other end of the line. Esc cancels."),
    "keys": _("Keys: Tab goes round, Enter chooses (with Shift several), C begins a line, arrow keys move, "
              "Del deletes, Ctrl+Z undoes, T tidies up."),
    "title": _("Build a graph"),
    "one": _("Inputs: the numbers that go in"),
    "two": _("Operations: what is done with them"),
    "three": _("Lines: drawn from a dot to a circle"),
    "start": _("Add an input"),
})  # fmt: skip
ROLES = ("value", "gradient", "gradient_text", "ring", "ring_fill", "node", "outline")

_CANVAS = register(
    "canvas",
    shared=("dom.js", "plot.js", "edits.js"),
    parts=("canvas_draw.js", "canvas_gestures.js", "canvas_toolbar.js"),
)


def canvas(
    drawing: Mapping[str, Any],
    ops: Sequence[Mapping[str, str]],
    answer: Mapping[str, Any],
    translate: Translate,
    *,
    key: str,
) -> None:
    """Mount the canvas: `drawing` is that of `view.editor.editor_canvas`, `ops` have `name`, `label`, `says`.

    The browser reports one edit at a time as the state `edit`, with a `number`; `answer` says which one was `done`
    last, `focus` the node that it was about, `note` why it was refused, `hint` what could come next, `laid` a number
    that changes with every new layout, `undo` and `redo` whether there is something to, `stale` that the text cannot
    be read, so that what is drawn is older.
    """
    data = {**drawing, "ops": list(ops), "words": translated(WORDS, translate), **palette(*ROLES), **answer}
    _CANVAS(data=data, key=key, on_edit_change=nothing)
