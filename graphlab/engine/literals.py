"""Numbers, vectors and matrices as the language of graphs writes them, and the settings of ops."""

from __future__ import annotations

import ast
import math
import unicodedata
from typing import Any

from graphlab.engine import syntax
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph import Literal

MOST_CHARACTERS = 20_000


def parse_literal(text: str) -> Literal:
    """Return the number, vector or matrix that the text writes, as a float or nested tuples.

    Raises `GraphlabError` for anything else.

    >>> parse_literal("[[1, 2], [3, -4.5]]")
    ((1.0, 2.0), (3.0, -4.5))
    """
    source = unicodedata.normalize("NFC", text).strip()
    if len(source) > MOST_CHARACTERS:
        raise too_many_characters(source)
    statements = syntax.statements(source)
    tree = statements[0]
    if len(statements) != 1 or not isinstance(tree, ast.Expr) or not is_literal(tree.value):
        raise GraphlabError(say("write a number such as 1.5, or a list of numbers such as [1, 2] or [[1, 2], [3, 4]]."))
    return literal(source, tree.value)


def too_many_characters(source: str) -> GraphlabError:
    """Return the error for a text that is too long."""
    return GraphlabError(
        say("the text has {length} characters; it may have {most}.", length=len(source), most=MOST_CHARACTERS)
    )


def setting(source: str, tree: ast.expr) -> Any:
    """Return a setting: an integer, a list or tuple of integers, or None."""
    if isinstance(tree, ast.Constant) and tree.value is None:
        return None
    if isinstance(tree, ast.Tuple | ast.List):
        return tuple(setting(source, item) for item in tree.elts)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, bool):
        return int(tree.value)
    value = literal(source, tree) if is_literal(tree) else None
    if not isinstance(value, float) or value != int(value) or abs(value) > 10**6:
        raise syntax.fault(source, tree, say("a setting is a whole number, such as `axis=0`, or a list of them."))
    return int(value)


def literal(source: str, tree: ast.expr) -> Literal:
    """Return the value of a number or a nested list; refuse ragged and empty lists."""
    if isinstance(tree, ast.List | ast.Tuple):
        return _list(source, tree)
    sign = 1.0
    if isinstance(tree, ast.UnaryOp):
        sign, tree = (-1.0 if isinstance(tree.op, ast.USub) else 1.0), tree.operand
    assert isinstance(tree, ast.Constant)
    return sign * _number(source, tree)


def _number(source: str, tree: ast.Constant) -> float:
    try:
        value = float(tree.value)  # type: ignore[arg-type]
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        raise syntax.fault(source, tree, say("this number is too large: a number can be at most about 1.8e308."))
    return value


def _list(source: str, tree: ast.List | ast.Tuple) -> Literal:
    items = [literal(source, item) for item in tree.elts]
    if not items:
        raise syntax.fault(source, tree, say("an empty list has no numbers; write at least one, as in `[1, 2]`."))
    if len({_shape(item) for item in items}) > 1:
        raise syntax.fault(
            source, tree, say("the rows of this list have different lengths; a matrix needs equal rows.")
        )
    return tuple(items)


def is_literal(tree: ast.expr) -> bool:
    """Whether the tree is a number, a signed number, or a nested list of them."""
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.List):
            pending.extend(part.elts)
        elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub | ast.UAdd):
            if not syntax.is_number(part.operand):
                return False
        elif not syntax.is_number(part):
            return False
    return True


def _shape(value: Literal) -> tuple[int, ...]:
    return (len(value), *_shape(value[0])) if isinstance(value, tuple) else ()
