"""Which axes of the arrays in a graph are the same dimension, and which dimensions are the batch."""

from collections.abc import Iterator

import networkx as nx
import numpy as np

from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.shape_errors import PRODUCTS
from graphlab.engine.run.trace import Trace

# A node, and the number of one of its axes.
Axis = tuple[int, int]
Pair = tuple[Axis, Axis]

BATCH = "N"
SAME = ("softmax", "cross_entropy", "softmax_with_loss", "mean_squared_error")
REDUCING = ("sum", "mean")


class Dimensions:
    """The dimensions of all values of a trace: axes whose sizes must agree belong to one dimension.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> found = Dimensions(run(parse("Y = dot(X, W)"), {"X": [[1, 2]], "W": [[3, 4, 5], [6, 7, 8]]}))
    >>> [found.of(i) for i in range(3)], found.sizes(2)
    ([(0, 1), (1, 2), (0, 2)], ('N', '3'))
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.shapes = [np.shape(value) for value in trace.node_values]
        axes = [(i, axis) for i, shape in enumerate(self.shapes) for axis in range(len(shape))]
        agree: nx.Graph[Axis] = nx.Graph()
        agree.add_nodes_from(axes)
        agree.add_edges_from(pair for i in trace.operations for pair in self._pairs(i))
        found = sorted(map(sorted, nx.connected_components(agree)))
        self._numbers = {axis: number for number, same in enumerate(found) for axis in same}
        self.batch = self._batches()

    def of(self, i: int) -> tuple[int, ...]:
        """Return the dimension of each axis of a node's value, numbered in the order of their appearance."""
        return tuple(self._numbers[i, axis] for axis in range(len(self.shapes[i])))

    def sizes(self, i: int) -> tuple[str, ...]:
        """Return the size of each axis of a node's value, the batch as a letter."""
        sizes = zip(self.of(i), self.shapes[i], strict=True)
        return tuple(BATCH if dimension in self.batch else str(size) for dimension, size in sizes)

    def _pairs(self, i: int) -> Iterator[Pair]:
        """Yield the axes that the op of a node makes agree."""
        node = self.trace.graph.nodes[i]
        if node.op in PRODUCTS:
            yield from self._product(i)
        elif node.op in ELEMENTWISE:
            for j in node.inputs:
                yield from self._trailing(j, i)
        elif node.op == "transpose":
            (j,) = node.inputs
            yield from (((j, axis), (i, len(self.shapes[i]) - 1 - axis)) for axis in range(len(self.shapes[i])))
        elif node.op in REDUCING:
            yield from self._kept(i)
        elif node.op in SAME:
            first = node.inputs[0]
            for j in (*node.inputs[1:], *([i] if node.op == "softmax" else [])):
                yield from zip(self._axes(first), self._axes(j), strict=False)

    def _axes(self, i: int) -> list[Axis]:
        return [(i, axis) for axis in range(len(self.shapes[i]))]

    def _product(self, i: int) -> Iterator[Pair]:
        left, right, *bias = self.trace.graph.nodes[i].inputs
        yield (left, len(self.shapes[left]) - 1), (right, 0)
        yield from zip([*self._axes(left)[:-1], *self._axes(right)[1:]], self._axes(i), strict=False)
        for j in bias:
            yield from self._trailing(j, i)

    def _trailing(self, j: int, i: int) -> Iterator[Pair]:
        """Yield the axes of an input that broadcasting puts under those of the output, but for the stretched ones."""
        for one, other in zip(reversed(self._axes(j)), reversed(self._axes(i)), strict=False):
            if self.shapes[j][one[1]] == self.shapes[i][other[1]]:
                yield one, other

    def _kept(self, i: int) -> Iterator[Pair]:
        node = self.trace.graph.nodes[i]
        (j,), settings = node.inputs, dict(node.attrs)
        axis, rank = settings["axis"], len(self.shapes[j])
        if axis is None:
            return
        gone = {k % rank for k in (axis if isinstance(axis, tuple) else (axis,))} if rank else set()
        kept = [one for one in self._axes(j) if one[1] not in gone]
        if settings["keepdims"]:
            yield from ((one, (i, one[1])) for one in kept)
        else:
            yield from zip(kept, self._axes(i), strict=True)

    def _batches(self) -> frozenset[int]:
        """Return the dimensions that count samples: rows of what meets weights from the left, and of scores.

        Right inputs of products, biases and matrices called W… are weights; their axes count no samples.
        """
        nodes = self.trace.graph.nodes
        rows: set[int] = set()
        weights: set[int] = set()
        for i in self.trace.operations:
            if nodes[i].op in PRODUCTS:
                left, right, *bias = nodes[i].inputs
                if len(self.shapes[left]) == 2 == len(self.shapes[right]) and not nodes[left].name.startswith("W"):
                    rows.add(self._numbers[left, 0])
                weights.update(number for j in (right, *bias) for number in self.of(j))
            if nodes[i].op in SAME[1:3] and len(self.shapes[nodes[i].inputs[0]]) == 2:
                rows.add(self._numbers[nodes[i].inputs[0], 0])
        return frozenset(rows - weights)
