"""The words on the components, as keys of the translation catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _

STEPPER = MappingProxyType({
    "graph": _("Computational graph"),
    "timeline": _("Timeline"),
    "first": _("First step"),
    "back": _("Back"),
    "play": _("play"),
    "pause": _("pause"),
    "next": _("Next"),
    "last": _("Last step"),
    "forward": _("forward"),
    "backward": _("backward"),
    "step": _("step {step} of {steps}"),
    "start": _("start"),
    "speed": _("Speed"),
    "zoom_in": _("Zoom in"),
    "zoom_out": _("Zoom out"),
    "fit": _("Fit"),
    "present": _("Present"),
    "leave": _("Leave full screen"),
    "loading": _("The picture is being loaded …"),
    "failed": _("The picture could not be loaded. Check the connection."),
    "retry": _("Try again"),
})  # fmt: skip

GALLERY = MappingProxyType({"gallery": _("Figures of the chapter")})

SOURCE = MappingProxyType({
    "label": _("The graph as text, one assignment a line"),
    "ops": _("Operations"),
    "ok": _("The text is a graph."),
})  # fmt: skip


CELLS = MappingProxyType({
    "row": _("row {number}"),
    "column": _("column {number}"),
    "turned_row": _("row {number}: column {number} of {name}ᵀ"),
    "turned_column": _("column {number}: row {number} of {name}ᵀ"),
    "rows": _("rows {first}–{last} of {all}"),
    "columns": _("columns {first}–{last} of {all}"),
    "first": _("to the beginning"),
    "back": _("back"),
    "next": _("on"),
    "last": _("to the end"),
})  # fmt: skip


PRACTICE = MappingProxyType({
    "exercise": _("Exercise: fill in the boxes"),
    "check": _("Check all"),
    "one": _("Check"),
    "right": _("right"),
    "wrong": _("not yet right"),
    "shown": _("shown"),
    "waiting": _("not its turn yet"),
})  # fmt: skip

NUDGE = MappingProxyType({
    "slider": _("How much the input is changed"),
    "predicted": _("predicted"),
    "actual": _("actual"),
    "curve": _("the result, run again"),
    "tangent": _("what the gradient promises"),
})  # fmt: skip

CANVAS = MappingProxyType({
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

TABLE = MappingProxyType({
    "table": _("The graph as a table, one node a row"),
    "name": _("Name"),
    "op": _("Operation"),
    "inputs": _("Inputs"),
    "input": _("takes as {name}"),
    "value": _("Value"),
    "gradient": _("Gradient"),
    "leaf": _("input"),
    "remove": _("Delete"),
})  # fmt: skip


def translated(words: Mapping[str, str], translate: Translate) -> dict[str, str]:
    """Return the words in a language."""
    return {key: translate(word) for key, word in words.items()}
