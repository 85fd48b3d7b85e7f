"""The two walks over a graph: forward for the values, backward for the gradients."""

import operator
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.values import Value, frozen, unbroadcast

Ops = Mapping[str, Op]
# What a node sends to each of its inputs; None where nothing is sent: to constants and to class numbers.
Contributions = tuple[Value | None, ...]
# A node that acts backward, the gradient it has received, and what it sends then.
Visit = tuple[int, Value, Contributions]


def forward(graph: Graph, values: list[Value], ops: Ops, kind: Any = np.float64) -> None:
    """Fill in the value of every op node; `values` has one place a node and holds the leaves' values already.

    Every value is stored as `kind`, a numpy type. Raises whatever an op raises; the first None in `values` is then the
    node at fault.
    """
    functions = {name: op.forward for name, op in ops.items()}
    for i, node in enumerate(graph.nodes):
        inputs = node.inputs
        if not inputs:
            continue
        function = functions[node.op]
        if len(inputs) == 2 and not node.attrs:
            out = function(values[inputs[0]], values[inputs[1]])
        else:
            out = function(*[values[j] for j in inputs], **dict(node.attrs))
        values[i] = out if type(out) is kind else frozen(out, kind)


# Which node acts, and along which of its inputs (None: all of them).
Turn = tuple[int, Container[int] | None]


def in_order(graph: Graph) -> Iterable[Turn]:
    """Return the order of backpropagation: a node acts once, after every node that uses its value."""
    return zip(reversed(range(len(graph.nodes))), repeat(None))


class Algorithm(NamedTuple):
    """The parts of backpropagation that may be done otherwise, to show what they are for.

    order   which node acts, one after another; in another order than `in_order` it may act several times
    join    `join(sum, part)`, the gradient of a node after one more contribution
    fit     `fit(part, x)`, a contribution in the shape of the input to which it goes
    """

    order: Callable[[Graph], Iterable[Turn]]
    join: Callable[[Value, Value], Value]
    fit: Callable[[Value, Value], Value]


BACKPROPAGATION = Algorithm(in_order, operator.add, unbroadcast)


def backward(
    graph: Graph, values: Sequence[Value], seed: Value, ops: Ops, algorithm: Algorithm = BACKPROPAGATION
) -> tuple[tuple[Value | None, ...], tuple[Visit, ...], frozenset[tuple[int, int]]]:
    """Send `seed` back from the output: a node multiplies what it has received by its local gradients.

    Return the gradient of every node, None where none arrives; the visits in their order; and the edges (node, input)
    whose gradients were summed back after broadcasting.
    """
    nodes, constant = graph.nodes, graph.constant
    order, join, fit = algorithm
    grads: list[Value | None] = [None] * len(nodes)
    grads[-1] = seed
    visits, stretched = list[Visit](), set[tuple[int, int]]()
    # A registry's op gives numbers for numbers; one of the learner's own may hold arrays inside.
    numbers = algorithm is BACKPROPAGATION and ops is OPS and {*map(type, values)} == {np.float64}
    vjps, free = {name: op.vjps for name, op in ops.items()}, not constant
    for i, only in order(graph):
        node, g = nodes[i], grads[i]
        inputs = node.inputs
        if g is None or not inputs or i in constant:
            continue
        if numbers and len(inputs) == 2:
            # The same as below, written out for two numbers: most nodes of a graph of numbers come here.
            j, k = inputs
            first, second = vjps[node.op]
            out, a, b = values[i], values[j], values[k]
            left = right = None
            if free or j not in constant:
                left, sum_ = first(g, out, a, b), grads[j]
                grads[j] = left if sum_ is None else sum_ + left
            if free or k not in constant:
                right, sum_ = second(g, out, a, b), grads[k]
                grads[k] = right if sum_ is None else sum_ + right
            visits.append((i, g, (left, right)))
            continue
        xs, settings = [values[j] for j in inputs], dict(node.attrs)
        parts: list[Value | None] = [None] * len(inputs)
        for slot, (j, x, vjp) in enumerate(zip(inputs, xs, vjps[node.op], strict=True)):
            if j in constant or (only is not None and slot not in only):
                continue
            part = vjp(g, values[i], *xs, **settings)
            if part is not None:
                if np.shape(part) != np.shape(x):
                    stretched.add((i, slot))
                part = fit(part, x)
                parts[slot] = part
                grads[j] = part if grads[j] is None else frozen(join(grads[j], part))
        if only is None or any(part is not None for part in parts):
            visits.append((i, g, tuple(parts)))
    return tuple(grads), tuple(visits), frozenset(stretched)
