"""What a run costs, known from the shapes of its inputs alone, so that it is refused before anything is computed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from graphlab.engine.cost_limits import Limits
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops.op import Op
from graphlab.engine.ops.size import Shape, Size


def sizes(graph: Graph, shapes: Sequence[Shape | None], ops: Mapping[str, Op]) -> Iterator[tuple[Node, Size]]:
    """Yield every op node with its size, as far as the shapes fit; `shapes` are those of the leaves, by position.

    Elements are counted as a run holds them: of a value, its gradient, and what is sent to each input.
    """
    known = list(shapes)
    for i, node in enumerate(graph.nodes):
        if not node.inputs:
            continue
        given = [shape for j in node.inputs if (shape := known[j]) is not None]
        try:
            size = node_size(ops[node.op], given, dict(node.attrs))
        except (ValueError, IndexError):
            return  # The run says what does not fit.
        known[i], whole = size.shape, math.prod(size.shape)
        elements = size.elements + 2 * whole + sum(map(math.prod, given))
        yield node, size._replace(elements=elements, largest=max(size.largest, whole))


def node_size(op: Op, shapes: Sequence[Shape], attrs: Mapping[str, Any]) -> Size:
    """Return the size of one node. Raises ValueError or IndexError where the shapes do not fit."""
    if op.size:
        return op.size(*shapes, **attrs)
    return Size(broadcast(shapes))


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """Return the shape to which others are stretched. Raises ValueError where they do not fit.

    >>> broadcast([(2, 1), (3,), ()])
    (2, 3)
    """
    longest = max(map(len, shapes))
    found: list[int] = []
    for sizes_ in zip(*((1,) * (longest - len(shape)) + shape for shape in shapes), strict=True):
        wanted = {*sizes_} - {1} or {1}
        if len(wanted) > 1:
            raise ValueError
        found.append(*wanted)
    return tuple(found)


def refuse(graph: Graph, values: Sequence[Any], ops: Mapping[str, Op], limits: Limits) -> None:
    """Raise `GraphlabError` at the node with which a run on these leaves would go beyond the limits."""
    if not graph.definitions and all(value is None or type(value) is np.float64 for value in values):
        return  # Out of numbers nothing grows.
    elements = products = 0
    shapes = [None if value is None else np.shape(value) for value in values]
    for node, size in sizes(graph, shapes, ops):
        elements += size.elements
        products += size.products
        message = _beyond(size.largest, elements, products, limits)
        if message:
            raise GraphlabError(message, node=node.name)


def _beyond(largest: int, elements: int, products: int, limits: Limits) -> Message | None:
    if largest > limits.value:
        return say("an array here would have {count} elements; at most {most} are computed with.",
                   count=f"{largest:,}", most=f"{limits.value:,}")  # fmt: skip
    if elements > limits.run:
        return say("the arrays of this graph grow beyond {most} numbers in all, gradients included.",
                   most=f"{limits.run:,}")  # fmt: skip
    if products > limits.products:
        return say("the matrix products of this graph take more than {most} multiplications in all.",
                   most=f"{limits.products:,}")  # fmt: skip
    return None
