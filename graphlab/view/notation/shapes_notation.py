"""The notation in shapes: which shape every array has, matching dimensions in matching colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import sizes
from graphlab.view.base.tooltips import quantity, safe
from graphlab.view.notation.dimensions import PRODUCTS, Dimensions
from graphlab.view.notation.notation import Edge, Text, sent

_AXIS = _("sum over axis {axis}")


class Mark(NamedTuple):
    """A piece of a label, and the dimension whose colour it has (None: the label's own)."""

    text: str
    dimension: int | None = None


Line = tuple[Mark, ...]

ONE, COMMA, CLOSE = Mark("1"), Mark(", "), Mark(",")
ADDING = ("add", "sub", "affine")


class Shapes:
    """Above every edge the shape of the value, below it that of the gradient and of what it is the product of."""

    def __init__(self, trace: Trace, _look: Look = PLAIN, translate: Translate = str) -> None:
        self.trace, self.translate = trace, translate

    @cached_property
    def dimensions(self) -> Dimensions:
        """The dimensions of the trace."""
        return Dimensions(self.trace)

    def value(self, i: int) -> Text:
        """Return the shape of a value; what stands in the middle of the graph has its name above it."""
        nodes = self.trace.graph.nodes
        inner = nodes[i].named and nodes[i].inputs and i != len(nodes) - 1
        lines = [(Mark(nodes[i].name),), self._of(i)] if inner else [self._of(i)]
        return written(lines, quantity(self.trace.node_values[i]))

    def gradient(self, edge: Edge) -> Text:
        """Return the shape of a gradient; for a matrix product the two factors, transposed as they enter, too."""
        gradient, nodes = sent(self.trace, edge), self.trace.graph.nodes
        if gradient is None:
            return Text()
        last = edge.target == len(nodes)
        lines = [(Mark(f"∂L/∂{nodes[-1].name}"),), self._of(edge.source)] if last else self._lines(edge)
        return written(lines, quantity(gradient))

    def sum(self, i: int) -> Text:
        """Return the shape of the sum of all gradients that reach a node: that of its value."""
        return written([(Mark("Σ "), *self._of(i))], quantity(self.trace.node_grads[i]))

    def _lines(self, edge: Edge) -> list[Line]:
        node = self.trace.graph.nodes[edge.target]
        if node.op in PRODUCTS and edge.slot < 2:
            return self._product(edge)
        gone = self._summed(edge)
        if node.op in ADDING and gone:
            told = say(_AXIS, axis=", ".join(map(str, gone))).translated(self.translate)
            return [(Mark(f"∂L/∂{node.name}: {told}"),), self._becomes((self._of(edge.target),), edge.source)]
        return [self._of(edge.source)]

    def _summed(self, edge: Edge) -> list[int]:
        """Return the axes of the output along which the input was stretched."""
        whole, own = self.dimensions.shapes[edge.target], self.dimensions.shapes[edge.source]
        ahead = len(whole) - len(own)
        return [axis for axis, size in enumerate(whole) if axis < ahead or own[axis - ahead] != size]

    def _product(self, edge: Edge) -> list[Line]:
        nodes = self.trace.graph.nodes
        i, (left, right) = edge.target, nodes[edge.target].inputs[:2]
        upstream = f"∂L/∂{nodes[i].name}"
        if not self.dimensions.of(i):
            return [self._of(edge.source)]
        # A vector enters the product as the one row or the one column that it is.
        if edge.slot == 0:
            title = f"{upstream}·{nodes[right].name}ᵀ"
            factors = self._of(i, after=self._is_vector(right)), self._turned(right, before=True)
        else:
            title = f"{nodes[left].name}ᵀ·{upstream}"
            factors = self._turned(left, before=False), self._of(i, before=self._is_vector(left))
        line = self._becomes(factors, edge.source)
        # In the middle of a graph there is room for one line: the shapes show the transpose by themselves.
        return [line] if nodes[edge.source].inputs else [(Mark(title),), line]

    def _becomes(self, factors: Sequence[Line], i: int) -> Line:
        """Return what has which shapes and what it gives, written closely: it is the widest of all labels."""
        line = (*(mark for factor in factors for mark in factor), Mark(" → "), *self._of(i))
        return tuple(CLOSE if mark == COMMA else mark for mark in line)

    def _is_vector(self, i: int) -> bool:
        return len(self.dimensions.of(i)) == 1

    def _of(self, i: int, before: bool = False, after: bool = False) -> Line:
        """Return the shape of a node's value, with a 1 before or after it."""
        return shape([ONE] * before + self._marks(i) + [ONE] * after)

    def _turned(self, i: int, before: bool) -> Line:
        """Return the shape of the transposed value; a vector becomes a row (1 before it) or a column (1 after it)."""
        marks = self._marks(i)[::-1]
        if len(marks) == 1:
            marks = [ONE, *marks] if before else [*marks, ONE]
        return shape(marks)

    def _marks(self, i: int) -> list[Mark]:
        found = self.dimensions
        return [Mark(text, number) for text, number in zip(found.written(i), found.of(i), strict=True)]


def shape(marks: Sequence[Mark]) -> Line:
    """Return a shape as Python writes it.

    >>> "".join(mark.text for mark in shape([Mark("N"), Mark("2")])), "".join(mark.text for mark in shape([Mark("3")]))
    ('(N, 2)', '(3,)')
    """
    inner = [piece for mark in marks for piece in (COMMA, mark)][1:]
    return (Mark("("), *inner, *([Mark(",")] if len(marks) == 1 else []), Mark(")"))


def written(lines: Iterable[Line], hover: str) -> Text:
    """Return lines as a label, every dimension in its colour."""
    every = list(lines)
    shown = "\n".join("".join(mark.text for mark in line) for line in every)
    return Text(shown, hover, "<br>".join("".join(map(coloured, line)) for line in every))


def coloured(mark: Mark) -> str:
    """Return a piece of a label in plotly's HTML; dimensions beyond the palette keep the label's colour."""
    palette = sizes("light")
    if mark.dimension is None or mark.dimension >= len(palette):
        return safe(mark.text)
    return f'<span style="color:{palette[mark.dimension]}">{safe(mark.text)}</span>'
