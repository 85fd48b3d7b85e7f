"""The node table: rows of texts, of which some lead to a position of the instrument."""

from collections.abc import Sequence
from typing import NamedTuple

from graphlab.ui.components.shared import OnChange, nothing, register

_NODE_TABLE = register("node_table", shared=("dom.js",))


class Column(NamedTuple):
    """A column's heading, and whether it holds numbers, which stand at the right."""

    title: str
    number: bool = False


class Row(NamedTuple):
    """A row's texts, the position it leads to (None: nowhere), and whether it is the current one."""

    cells: Sequence[str]
    position: int | None = None
    current: bool = False


def node_table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    caption: str,
    *,
    key: str,
    on_step_change: OnChange = nothing,
    steps: bool = True,
) -> int | None:
    """Mount the table and return the position of the row just chosen, unless an instrument has taken it.

    Without `steps` the positions are numbers of some other kind, and no instrument is asked.
    """
    data = {
        "columns": [column._asdict() for column in columns],
        "rows": [row._asdict() for row in rows],
        "caption": caption,
        "steps": steps,
    }
    step = _NODE_TABLE(data=data, key=key, on_step_change=on_step_change)["step"]
    return None if step is None else int(step)
