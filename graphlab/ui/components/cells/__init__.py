"""The cells: the matrices of a node as tables; a click on a cell lights up what made it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import OnChange, nothing, palette, register, translated

WORDS = MappingProxyType({
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

_CELLS = register("cells", shared=("dom.js", "pull.js", "plot.js"), parts=("pulled_cells.js",))


def cells(
    matrices: Sequence[Mapping[str, Any]],
    groups: Sequence[Sequence[str]],
    windows: Mapping[str, tuple[int, int]],
    translate: Translate,
    *,
    chosen: Mapping[str, Any],
    rev: str,
    reveal: int,
    key: str,
    on_cell_change: OnChange = nothing,
) -> None:
    """Mount the matrices of a node, each of them a table of a part of its numbers.

    A matrix is a mapping with `key`, `title`, `shape`, `sign` (what stands before it), `gradient`, `asked` (its cells
    can be chosen), `axes` (names of the dimensions of rows and columns), `all` (how many rows and columns there are),
    `cells` (rows of pairs: text and heat from −1 to 1), `parts` (keys of the matrices that make its cells, and whether
    transposed) and `whole` (the matrix as a picture, None if all of it is in `cells`). That of an input also has the
    input's name as `pulls`, how many `indices` its cells have, and their exact `numbers`, which can be pulled.

    `windows` says for each dimension which part is shown: start and count. The browser reports the state `cell`:
    matrix, row, column, and where it wants the windows to start; it takes `chosen` over when `rev` changes, and scrolls
    to the matrices when `reveal` has become larger.
    """
    data = {
        "matrices": list(matrices),
        "groups": list(groups),
        "windows": {axis: list(window) for axis, window in windows.items()},
        "words": translated(WORDS, translate),
        "chosen": dict(chosen),
        "rev": rev,
        "reveal": reveal,
        **palette("value", "gradient_text", "ring", "pale", "low", "high"),
    }
    _CELLS(data=data, key=key, on_cell_change=on_cell_change)
