"""A graph written as text: `parse` reads it back."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Any

from graphlab.engine.graph.node import Node
from graphlab.engine.ops import OPS

# A text, and how tightly its outermost operator binds; a larger number binds more tightly.
_Expression = tuple[str, int]

_BINDS = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2, "-x": 3, "**": 4})
_ATOM = 9
# Characters of a text that is read back.
LONGEST_TEXT = 20_000


def joined(lines: Iterable[str]) -> str:
    """Return lines as one text, without blanks where it would be longer than a text that is read back.

    >>> joined(["y = x * x"]), len(joined([" + ".join(["y = x"] * 6_000)]))
    ('y = x * x', 23999)
    """
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_TEXT else text.replace(" ", "")


def assignments(nodes: Sequence[Node]) -> list[str]:
    """Return the lines of a graph: named nodes as assignments, an unnamed output as an expression."""
    lines: list[str] = []
    expressions: list[_Expression] = []
    for node in nodes:
        expression = _expression(node, expressions)
        if node.op == "input":
            if node.value is not None:
                lines.append(f"{node.name} = {literal(node.value)}")
        elif node.op != "const":
            if node.named:
                lines.append(f"{node.name} = {expression[0]}")
                expression = node.name, _ATOM
            elif len(expressions) == len(nodes) - 1:
                lines.append(expression[0])
        expressions.append(expression)
    return lines


def definition(name: str, params: Sequence[str], nodes: Sequence[Node]) -> str:
    """Return the line `name(params) = …`; what the expression uses twice is written twice."""
    expressions: list[_Expression] = []
    for node in nodes:
        expressions.append(_expression(node, expressions))
    return f"{name}({', '.join(params)}) = {expressions[-1][0]}"


def literal(value: Any) -> str:
    """Return a number or a nested tuple as the language of graphs writes it.

    >>> literal(((1.0, 2.5), (-3.0, 4.0)))
    '[[1, 2.5], [-3, 4]]'
    """
    if isinstance(value, tuple):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def setting(value: Any) -> str:
    """Return the value of a keyword setting (`axis`, `shape`) as the language of graphs writes it."""
    return literal(value) if isinstance(value, int | tuple) else str(value)


def _expression(node: Node, earlier: Sequence[_Expression]) -> _Expression:
    if node.op == "input":
        return node.name, _ATOM
    if node.op == "const":
        text = literal(node.value)
        return text, _BINDS["-x"] if text.startswith("-") else _ATOM
    parts = [earlier[i] for i in node.inputs]
    infix = OPS[node.op].infix if node.op in OPS else None
    if not infix or _misread(infix, parts[0]):
        return _call(node, [text for text, _ in parts]), _ATOM
    if infix == "1/x":
        return _infix("/", ("1", _ATOM), parts[0])
    if infix == "-x":
        return f"-{_bracketed(parts[0], _BINDS['-x'])}", _BINDS["-x"]
    return _infix(infix, *parts)


def _misread(infix: str, first: _Expression) -> bool:
    """Whether signs would be read as another node: `-2` is one number, `1 / x` a reciprocal."""
    text, binds = first
    return (infix == "-x" and binds == _ATOM and text[0].isdigit()) or (infix == "/" and text == "1")


def _infix(sign: str, left: _Expression, right: _Expression) -> _Expression:
    binds = _BINDS[sign]
    # A power groups from the right, everything else from the left.
    tight_left, tight_right = (binds + 1, _BINDS["-x"]) if sign == "**" else (binds, binds + 1)
    return f"{_bracketed(left, tight_left)} {sign} {_bracketed(right, tight_right)}", binds


def _bracketed(part: _Expression, least: int) -> str:
    text, binds = part
    return text if binds >= least else f"({text})"


def _call(node: Node, parts: Sequence[str]) -> str:
    settings = [f"{key}={setting(value)}" for key, value in node.attrs if value != dict(OPS[node.op].attrs)[key]]
    return f"{node.op}({', '.join([*parts, *settings])})"
