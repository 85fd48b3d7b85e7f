"""A node of a graph, as data."""

from typing import Any, NamedTuple

from graphlab.engine.ops.op import Attrs

Literal = float | tuple[Any, ...]


class Node(NamedTuple):
    """One node: an input, a constant, or an op applied to earlier nodes.

    `op` is "input", "const" or the name of an op; `inputs` are positions in the graph's `nodes`;
    `value` is a constant's number (or nested tuple), or the value an input was given in the text;
    `named` says whether the text names it (an unnamed node is called v1, v2, …).
    """

    name: str
    op: str
    inputs: tuple[int, ...] = ()
    attrs: Attrs = ()
    value: Literal | None = None
    named: bool = True
