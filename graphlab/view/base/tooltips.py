"""Tooltips in plotly's HTML: whole names, numbers to many digits, arrays as tables."""

from html import escape
from typing import Any

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.engine.graph.graph import Node
from graphlab.view.base import numbers

# Significant digits of a number: more than a label has, without those that are rounding errors.
DIGITS = 12


def escaped(text: str) -> str:
    """Return a text escaped for HTML, with its line breaks."""
    return escape(text, quote=False).replace("\n", "<br>")


def whole_value(value: Any) -> str:
    """Return a number with all its digits but the last few, or an array as a table under its shape.

    >>> whole_value(715.0000000000001), whole_value(1 / 3), whole_value(27182.8182845)
    ('715', '0.333333333333', '27182.8182845')
    """
    if np.ndim(value) == 0:
        return numbers.number(value, DIGITS)
    return escaped(f"{numbers.shape(value)}\n{numbers.table(value)}")


def heading(node: Node) -> str:
    """Return the name of a node, and of its operation."""
    if node.op == "const":
        return ""
    return "  ".join(filter(None, (f"<b>{escaped(node.name)}</b>", node.op if node.inputs else "")))


def node_tooltip(node: Node, value: Any = None, gradient: Any = None, say: Translate = str) -> str:
    """Return the tooltip of a node: its heading, and its value and gradient if they are known."""
    lines = [heading(node)]
    lines += [] if value is None else [f"{say('value')} {whole_value(value)}"]
    lines += [] if gradient is None else [f"{say('gradient')} {whole_value(gradient)}"]
    return "<br>".join(filter(None, lines))
