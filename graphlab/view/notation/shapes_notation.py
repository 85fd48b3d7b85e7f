"""The notation in shapes: the shape of every array, equal dimensions in equal colours."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.ops.shape_errors import PRODUCTS
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import SIZES
from graphlab.view.base.tooltips import whole_value
from graphlab.view.notation.dimensions import Dimensions
from graphlab.view.notation.notation import Edge, Run, Text, edge_gradient

_AXIS = _("sum over axis {axis}")

Line = tuple[Run, ...]

ONE, COMMA, CLOSE = Run("1"), Run(", "), Run(",")
ADDING = ("add", "sub", "affine")


class Shapes:
    """Above every edge the shape of the value, below it the shape of the gradient and of its factors."""

    def __init__(self, trace: Trace, _look: Look = PLAIN, translate: Translate = str) -> None:
        self.trace, self.translate = trace, translate

    @cached_property
    def dimensions(self) -> Dimensions:
        """The dimensions of the trace."""
        return Dimensions(self.trace)

    def value(self, i: int) -> Text:
        """Return the shape of a value, under its name in the middle of the graph."""
        nodes = self.trace.graph.nodes
        inner = nodes[i].named and nodes[i].inputs and i != len(nodes) - 1
        lines = [(Run(nodes[i].name),), self._of(i)] if inner else [self._of(i)]
        return _label(lines, whole_value(self.trace.node_values[i]))

    def gradient(self, edge: Edge) -> Text:
        """Return the shape of a gradient, for a matrix product with those of its two factors."""
        gradient, nodes = edge_gradient(self.trace, edge), self.trace.graph.nodes
        if gradient is None:
            return Text()
        last = edge.target == len(nodes)
        lines = [(Run(f"∂L/∂{nodes[-1].name}"),), self._of(edge.source)] if last else self._lines(edge)
        return _label(lines, whole_value(gradient))

    def sum(self, i: int) -> Text:
        """Return the shape of the sum of all gradients that reach a node: that of its value."""
        return _label([(Run("Σ "), *self._of(i))], whole_value(self.trace.node_grads[i]))

    def _lines(self, edge: Edge) -> list[Line]:
        node = self.trace.graph.nodes[edge.target]
        if node.op in PRODUCTS and edge.slot < 2:
            return self._product(edge)
        gone = self._summed_axes(edge)
        if node.op in ADDING and gone:
            axes = say(_AXIS, axis=", ".join(map(str, gone))).translated(self.translate)
            return [(Run(f"∂L/∂{node.name}: {axes}"),), self._arrow((self._of(edge.target),), edge.source)]
        return [self._of(edge.source)]

    def _summed_axes(self, edge: Edge) -> list[int]:
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
            title = f"({upstream})·{nodes[right].name}ᵀ"
            factors = self._of(i, after=self._is_vector(right)), self._transposed(right, before=True)
        else:
            title = f"{nodes[left].name}ᵀ·({upstream})"
            factors = self._transposed(left, before=False), self._of(i, before=self._is_vector(left))
        line = self._arrow(factors, edge.source)
        # In the middle of a graph there is space for one line: the shapes alone show the transposition.
        return [line] if nodes[edge.source].inputs else [(Run(title),), line]

    def _arrow(self, factors: Sequence[Line], i: int) -> Line:
        """Return the shapes of factors and of their product, without spaces: it is the widest of all labels."""
        line = (*(run for factor in factors for run in factor), Run(" → "), *self._of(i))
        return tuple(CLOSE if run == COMMA else run for run in line)

    def _is_vector(self, i: int) -> bool:
        return len(self.dimensions.of(i)) == 1

    def _of(self, i: int, before: bool = False, after: bool = False) -> Line:
        """Return the shape of a node's value, with a 1 before or after it."""
        return shape([*[ONE] * before, *sizes_of(self.dimensions, i), *[ONE] * after])

    def _transposed(self, i: int, before: bool) -> Line:
        """Return the shape of the transposed value; a vector becomes a row (1 before it) or a column (1 after it)."""
        sizes = sizes_of(self.dimensions, i)[::-1]
        if len(sizes) == 1:
            sizes = (ONE, *sizes) if before else (*sizes, ONE)
        return shape(sizes)


def sizes_of(dimensions: Dimensions, i: int) -> tuple[Run, ...]:
    """Return the sizes of a node's value in the colours of their dimensions; the palette has some for the first few."""
    roles = (SIZES[number] if number < len(SIZES) else "" for number in dimensions.of(i))
    return tuple(Run(text, role) for text, role in zip(dimensions.sizes(i), roles, strict=True))


def shape(sizes: Sequence[Run]) -> Line:
    """Return a shape as Python writes it.

    >>> ["".join(run.text for run in shape(sizes)) for sizes in ([Run("N"), Run("2")], [Run("3")])]
    ['(N, 2)', '(3,)']
    """
    inner = [run for size in sizes for run in (COMMA, size)][1:]
    return (Run("("), *inner, *([Run(",")] if len(sizes) == 1 else []), Run(")"))


def _label(lines: Iterable[Line], hover: str) -> Text:
    """Return lines as a label."""
    runs = tuple(lines)
    return Text("\n".join("".join(run.text for run in line) for line in runs), hover, runs)
