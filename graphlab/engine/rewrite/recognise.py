"""Recognise a group of nodes as a known op, by computing both forward and backward."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.rewrite.collapse import border, inside_of
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace, run

# Sizes of the random inputs: exp(80) is large, and its square still a number.
_SIZES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0)
_ROUNDS = 4
LEAST_POINTS = 8
TOLERANCE = 1e-9
# With more inputs only their own order is tried.
_MOST_PERMUTED = 4


def recognise(graph: Graph, names: Collection[str], values: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the ops that compute what a group of nodes computes, and for each the nodes that are its inputs, in order.

    Composite ops come first. `values` holds the nodes' values in a run, whose shapes are tried (class numbers are
    kept as they are). A group and an op are taken for one where output and gradients agree to 1e-9 at 8 random
    points or more, of sizes from 0.5 to 80. Raises `GraphlabError` where the group has not exactly one result.

    >>> from graphlab.engine.language.parse import parse
    >>> graph = parse("s = x * -1\\ny = 1 / (1 + exp(s))")
    >>> recognise(graph, [node.name for node in graph.nodes], run(graph, {"x": 0.5}).values)
    [('sigmoid', ('x',))]
    """
    inputs, group = border(graph, names), inside_of(graph, names)
    points = _points(group, {name: values[name] for name in inputs})
    if len(points) < LEAST_POINTS:
        return []
    found = [(op.name, order) for op in _candidates(graph, group) for order in _orders(op, inputs, group, points)]
    ops = ops_of(graph)
    return sorted(found, key=lambda match: (not ops[match[0]].expansion, match[0] not in OPS))


def _candidates(graph: Graph, group: Graph) -> Iterator[Op]:
    """Yield the ops with as many inputs as the group, except its own where it is a single node."""
    own = [node.op for node in group.nodes if node.inputs]
    return (op for op in ops_of(graph).values() if len(op.inputs) == len(group.inputs) and own != [op.name])


def _points(group: Graph, values: Mapping[str, Any]) -> list[Trace]:
    """Return runs of the group on random inputs, those in which everything is finite."""
    fixed = set(values) - set(run(group, values).grads)
    rng = np.random.default_rng(0)
    found = []
    for number, size in enumerate(_SIZES * _ROUNDS):
        feed = {name: np.asarray(value) if name in fixed else _random(rng, value, size, number % 2 == 0)
                for name, value in values.items()}  # fmt: skip
        shape = np.shape(run(group, feed).output)
        trace = run(group, feed, rng.uniform(0.5, 2.0, shape))
        if all(np.all(np.isfinite(one)) for one in (trace.output, *trace.grads.values())):
            found.append(trace)
    return found


def _random(rng: np.random.Generator, value: Any, size: float, positive: bool) -> Any:
    """Return random numbers in the shape of a value; logarithms and roots need positive ones."""
    drawn = rng.uniform(-size, size, np.shape(value))
    return np.abs(drawn) if positive else drawn


def _orders(op: Op, inputs: Sequence[str], group: Graph, points: Sequence[Trace]) -> Iterator[tuple[str, ...]]:
    """Yield the orders of the inputs in which the op computes what the group computes."""
    orders = permutations(inputs) if len(inputs) <= _MOST_PERMUTED else iter([tuple(inputs)])
    leaves = group.nodes[: len(inputs)]
    for order in orders:
        node = Node(group.output, op.name, tuple(map(inputs.index, order)), op.attrs)
        if _same(Graph((*leaves, node), group.definitions), points):
            yield order


def _same(candidate: Graph, points: Sequence[Trace]) -> bool:
    try:
        pairs = ((point, run(candidate, _feed(point), point.upstream)) for point in points)
        agree = all(_agree(point, trace) for point, trace in pairs)
    except GraphlabError:
        return False
    # Where the output equals an input, as `sum` of one number, the comparison says nothing.
    return agree and not all(_idle(point) for point in points)


def _feed(point: Trace) -> dict[str, Any]:
    return {name: point.values[name] for name in point.graph.inputs}


def _agree(point: Trace, trace: Trace) -> bool:
    inputs = [name for name in point.graph.inputs if name in point.grads]
    if inputs != [name for name in trace.graph.inputs if name in trace.grads]:
        return False
    pairs = [(point.output, trace.output), *((point.grads[name], trace.grads[name]) for name in inputs)]
    return all(_close(a, b) for a, b in pairs)


def _close(a: Any, b: Any) -> bool:
    if np.shape(a) != np.shape(b):
        return False
    size = max(1.0, float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    return bool(np.all(np.abs(np.subtract(a, b)) <= TOLERANCE * size))


def _idle(point: Trace) -> bool:
    return any(np.array_equal(point.output, point.values[name]) for name in point.graph.inputs)
