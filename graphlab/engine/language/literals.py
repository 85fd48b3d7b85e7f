"""Numbers, vectors and matrices as the language of graphs writes them, and the settings of ops."""

import ast
import math
import unicodedata
from itertools import groupby
from typing import Any

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Literal
from graphlab.engine.language import syntax
from graphlab.engine.language.text_limits import MOST_ACCENTS, MOST_CHARACTERS


def parse_literal(text: str) -> Literal:
    """Return the number, vector or matrix that the text writes, as a float or nested tuples.

    Raises `GraphlabError` for anything else.

    >>> parse_literal("[[1, 2], [3, -4.5]]")
    ((1.0, 2.0), (3.0, -4.5))
    """
    source = composed(text.strip())
    statements = syntax.statements(source)
    tree = statements[0]
    if len(statements) != 1 or not isinstance(tree, ast.Expr) or not is_literal(tree.value):
        raise GraphlabError(say("write a number such as 1.5, or a list of numbers such as [1, 2] or [[1, 2], [3, 4]]."))
    return literal(syntax.lines_of(source), tree.value)


def composed(text: str) -> str:
    """Return the text in Unicode's composed form, NFC; raise `GraphlabError` for none, or one too long to be read."""
    if not isinstance(text, str):
        raise GraphlabError(say("a text is needed here, not a value of the type `{type}`.", type=type(text).__name__))
    refuse_long(text)
    if text.isascii():
        return text
    if any(accents and len(list(run)) > MOST_ACCENTS for accents, run in groupby(text, _is_accent)):
        raise GraphlabError(say("a letter carries more than {most} accents.", most=MOST_ACCENTS), line=1, column=1)
    return unicodedata.normalize("NFC", text)


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


def refuse_long(text: str) -> None:
    """Raise `GraphlabError` for a text of too many characters."""
    if len(text) > MOST_CHARACTERS:
        raise GraphlabError(
            say("the text has {length} characters; it may have {most}.", length=len(text), most=MOST_CHARACTERS),
            line=1,
            column=1,
        )


def setting(lines: syntax.Lines, tree: ast.expr) -> Any:
    """Return a setting: an integer, a list or tuple of integers, or None."""
    if isinstance(tree, ast.Constant) and tree.value is None:
        return None
    if isinstance(tree, ast.Tuple | ast.List):
        return tuple(_whole(lines, item) for item in tree.elts)
    return _whole(lines, tree)


def _whole(lines: syntax.Lines, tree: ast.expr) -> int:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, bool):
        return int(tree.value)
    value = literal(lines, tree) if is_literal(tree) else None
    if not isinstance(value, float) or value != int(value) or abs(value) > 10**6:
        raise syntax.fault(lines, tree, say("a setting is a whole number, such as `axis=0`, or a list of them."))
    return int(value)


def literal(lines: syntax.Lines, tree: ast.expr) -> Literal:
    """Return the value of a number or a nested list; refuse ragged and empty lists."""
    if isinstance(tree, ast.List | ast.Tuple):
        return _list(lines, tree)
    sign = 1.0
    if isinstance(tree, ast.UnaryOp):
        sign, tree = (-1.0 if isinstance(tree.op, ast.USub) else 1.0), tree.operand
    assert isinstance(tree, ast.Constant)
    # The zero makes −0 into 0, which is written the same.
    return sign * _number(lines, tree) + 0.0


def _number(lines: syntax.Lines, tree: ast.Constant) -> float:
    try:
        value = float(tree.value)  # type: ignore[arg-type]
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        raise syntax.fault(lines, tree, say("this number is too large: a number can be at most about 1.8e308."))
    return value


def _list(lines: syntax.Lines, tree: ast.List | ast.Tuple) -> Literal:
    items = [literal(lines, item) for item in tree.elts]
    if not items:
        raise syntax.fault(lines, tree, say("an empty list has no numbers; write at least one, as in `[1, 2]`."))
    if len({_shape(item) for item in items}) > 1:
        raise syntax.fault(lines, tree, say("the rows of this list have different lengths; a matrix needs equal rows."))
    return tuple(items)


def is_literal(tree: ast.expr) -> bool:
    """Whether the tree is a number, a signed number, or a nested list of them."""
    if not isinstance(tree, ast.List | ast.UnaryOp):
        return syntax.is_number(tree)
    pending: list[ast.expr] = [tree]
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
