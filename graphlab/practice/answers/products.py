"""Which products of a formula are matrix products: `@` stands for "·" and for products without a sign."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import GraphlabError
from graphlab.engine.ops import ELEMENTWISE

Shape = tuple[int, ...] | None


class Edit(NamedTuple):
    """A change of the text between two places, which are counted in bytes."""

    start: int
    end: int
    text: str


def with_products(
    source: str, tree: ast.expr, values: Mapping[str, Any], shape: tuple[int, ...], value_of: Callable[[str], Any]
) -> str:
    """Return a formula in which every `@` that is no matrix product is a `*`, and Σ a sum that fits what is asked for.

    `tree` is the syntax of `source`, `shape` that of what is asked for, `value_of` gives the value of a formula.
    """
    if "@" not in source and "Σ" not in source:
        return source
    found = _Shapes(source, values, shape, value_of)
    found.of(tree)
    text = source.encode()
    for edit in sorted(found.edits, reverse=True):
        text = text[: edit.start] + edit.text.encode() + text[edit.end :]
    return text.decode()


class _Shapes:
    """Finds the shape of every part of a formula, None where it is not known, and the edits that its products need."""

    def __init__(
        self, source: str, values: Mapping[str, Any], shape: tuple[int, ...], value_of: Callable[[str], Any]
    ) -> None:
        self.source, self.values, self.shape, self.value_of = source, values, shape, value_of
        self.edits: list[Edit] = []

    def of(self, tree: ast.AST) -> Shape:
        if isinstance(tree, ast.BinOp):
            left, right = self.of(tree.left), self.of(tree.right)
            return self.product(tree, left, right) if isinstance(tree.op, ast.MatMult) else _broadcast(left, right)
        if isinstance(tree, ast.UnaryOp):
            return self.of(tree.operand)
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
            return self.call(tree, tree.func)
        if isinstance(tree, ast.Name):
            return np.shape(self.values[tree.id]) if tree.id in self.values else None
        if isinstance(tree, ast.Tuple | ast.List):
            parts = [self.of(part) for part in tree.elts]
            return (len(parts), *parts[0]) if parts and parts[0] is not None else None
        return ()

    def product(self, tree: ast.BinOp, left: Shape, right: Shape) -> Shape:
        place = self.source.encode().index(b"@", tree.left.end_col_offset)
        if left is None or right is None or not left or not right or len(left) + len(right) == 2:
            # The transposed of a vector stands for a column: Xᵀ·g is the outer product.
            column = bool(left and right and _is_transpose(tree.left))
            self.edits.append(Edit(place, place + 1, "*"))
            if column and left:
                self.edits.append(Edit(tree.left.col_offset, tree.left.col_offset, "reshape("))
                self.edits.append(Edit(place, place, f", shape=[{left[0]}, 1])"))
                return _broadcast((left[0], 1), right)
            return _broadcast(left, right)
        if left[-1] != right[0]:
            self.edits.append(Edit(place, place + 1, "*"))
            return _broadcast(left, right)
        return left[:-1] + right[1:]

    def call(self, tree: ast.Call, name: ast.Name) -> Shape:
        shapes = [self.of(part) for part in tree.args]
        if name.id == "Σ":
            return self.total(tree, name, shapes)
        if name.id == "transpose" and len(shapes) == 1 and shapes[0] is not None:
            return shapes[0][::-1]
        if name.id in ELEMENTWISE:
            return _broadcast(*shapes)
        try:
            shape: Shape = np.shape(self.value_of(ast.get_source_segment(self.source, tree) or ""))
        except GraphlabError:
            return None
        return shape

    def total(self, tree: ast.Call, name: ast.Name, shapes: list[Shape]) -> Shape:
        """Write Σ as a sum: over the rows, where what is asked for has the shape of one."""
        assert name.end_col_offset is not None
        assert tree.end_col_offset is not None
        rows = bool(shapes and shapes[0] and shapes[0][1:] == self.shape and self.shape)
        self.edits.append(Edit(name.col_offset, name.end_col_offset, "sum"))
        if rows:
            self.edits.append(Edit(tree.end_col_offset - 1, tree.end_col_offset - 1, ", axis=0"))
        return self.shape if rows else ()


def _is_transpose(tree: ast.AST) -> bool:
    return isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "transpose"


def _broadcast(*shapes: Shape) -> Shape:
    try:
        return np.broadcast_shapes(*(shape for shape in shapes if shape is not None))
    except ValueError:
        return None
