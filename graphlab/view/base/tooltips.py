"""What the picture says when it is pointed at: whole names, exact numbers, arrays as tables."""

from html import escape
from typing import Any

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.engine.graph.graph import Node
from graphlab.view.base import numbers


def safe(text: str) -> str:
    """Return text that plotly shows as it is, lines kept."""
    return escape(text, quote=False).replace("\n", "<br>")


def quantity(value: Any) -> str:
    """Return a number exactly or an array as a table under its shape."""
    if np.ndim(value) == 0:
        return numbers.exact(value)
    return safe(f"{numbers.shape(value)}\n{numbers.table(value)}")


def heading(node: Node) -> str:
    """Return the name of a node, and of its operation."""
    if node.op == "const":
        return ""
    name = f"<b>{safe(node.name)}</b>" if node.named or node.op == "input" else ""
    return "  ".join(filter(None, (name, node.op if node.inputs else "")))


def about(node: Node, value: Any = None, gradient: Any = None, say: Translate = str) -> str:
    """Return what is known of a node: heading, value, gradient."""
    lines = [heading(node)]
    lines += [] if value is None else [f"{say('value')} {quantity(value)}"]
    lines += [] if gradient is None else [f"{say('gradient')} {quantity(gradient)}"]
    return "<br>".join(filter(None, lines))
