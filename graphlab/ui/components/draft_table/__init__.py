"""The builder's table: the nodes of the draft, one a row, with fields to type into."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import nothing, palette, register, translated

WORDS = MappingProxyType({
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
ROLES = ("value", "gradient", "gradient_text", "ring", "ring_fill", "node", "outline")

_DRAFT_TABLE = register("draft_table", shared=("dom.js", "plot.js", "edits.js"))


def draft_table(
    drawing: Mapping[str, Any],
    ops: Sequence[Mapping[str, str]],
    answer: Mapping[str, Any],
    translate: Translate,
    *,
    key: str,
) -> None:
    """Mount the table; it takes and reports what `canvas` does."""
    data = {**drawing, "ops": list(ops), "words": translated(WORDS, translate), **palette(*ROLES), **answer}
    _DRAFT_TABLE(data=data, key=key, on_edit_change=nothing)
