"""Tooltips in plotly's HTML: whole names, exact numbers, arrays as tables."""

from html import escape
from typing import Any

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.engine.graph.graph import Node
from graphlab.view.base import numbers


def escaped(text: str) -> str:
    """Return a text escaped for HTML, with its line breaks."""
    return escape(text, quote=False).replace("\n", "<br>")


def exact_value(value: Any) -> str:
    """Return a number exactly or an array as a table under its shape."""
    if np.ndim(value) == 0:
        return numbers.exact(value)
    return escaped(f"{numbers.shape(value)}\n{numbers.table(value)}")


def heading(node: Node) -> str:
    """Return the name of a node, and of its operation."""
    if node.op == "const":
        return ""
    name = f"<b>{escaped(node.name)}</b>" if node.named or node.op == "input" else ""
    return "  ".join(filter(None, (name, node.op if node.inputs else "")))


def node_tooltip(node: Node, value: Any = None, gradient: Any = None, say: Translate = str) -> str:
    """Return the tooltip of a node: its heading, and its value and gradient if they are known."""
    lines = [heading(node)]
    lines += [] if value is None else [f"{say('value')} {exact_value(value)}"]
    lines += [] if gradient is None else [f"{say('gradient')} {exact_value(gradient)}"]
    return "<br>".join(filter(None, lines))
