"""The paths from a node to the output, and what each of them adds to the node's gradient."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value, as_python, unbroadcast

# A consumer, and which of its inputs it is.
Edge = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Path:
    """One path from a node to the output: `nodes` by position, both ends included, and the `edges` between them.

    `local` has one number for each edge, the local gradient of its consumer by that input, or None where arrays
    are concerned. `product` is what arrives at the source if the gradient flows along this path alone, in the
    shape of the source's value; for numbers it is the upstream gradient times the local ones.
    """

    nodes: tuple[int, ...]
    edges: tuple[Edge, ...]
    local: tuple[float | None, ...]
    product: Value


def count_paths(graph: Graph, source: int, closed: Container[Edge] = ()) -> int:
    """Return how many paths lead from the node at position `source` to the output without the `closed` edges.

    >>> from graphlab.engine.language.parse import parse
    >>> count_paths(parse("y = x * x + x"), 0)
    3
    """
    counts = [0] * len(graph.nodes)
    counts[-1] = 1
    for i in reversed(range(source, len(graph.nodes) - 1)):
        counts[i] = sum(counts[target] for target, _ in _edges(graph, i, closed))
    return counts[source]


def closed_edges(trace: Trace) -> frozenset[Edge]:
    """Return the edges along which no gradient flows: those of class numbers, and what leads to them alone."""
    silent = frozenset(i for i in trace.operations if i not in trace.contributions)
    sent = trace.contributions.items()
    return frozenset(
        [(i, slot) for i, parts in sent for slot, part in enumerate(parts) if part is None]
        + [(i, slot) for i in silent for slot in range(len(trace.graph.nodes[i].inputs))]
    )


def paths(trace: Trace, source: int, most: int = 64) -> list[Path]:
    """Return the paths from the node at position `source` to the output along which a gradient flows, at most `most`.

    The products of all of them add up to the gradient of the source. There is none from a constant, from class
    numbers and from a node that the output does not need.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> [(path.local, path.product) for path in paths(run(parse("y = x * x + x"), {"x": 3}), 0)]
    [((3.0, 1.0), 3.0), ((3.0, 1.0), 3.0), ((1.0,), 1.0)]
    """
    found = islice(_searched(trace.graph, source, closed_edges(trace)), most)
    with np.errstate(all="ignore"):
        return [_path(trace, source, edges) for edges in found]


def _searched(graph: Graph, source: int, closed: Container[Edge]) -> Iterator[tuple[Edge, ...]]:
    """Yield every path as its edges, the first inputs of a node first; dead ends are never entered."""
    last = len(graph.nodes) - 1
    leading = _leading(graph, closed)
    pending: list[tuple[int, tuple[Edge, ...]]] = [(source, ())] if source in leading else []
    while pending:
        place, edges = pending.pop()
        if place == last:
            yield edges
        onward = [edge for edge in _edges(graph, place, closed) if edge[0] in leading]
        pending.extend((edge[0], (*edges, edge)) for edge in reversed(onward))


def _leading(graph: Graph, closed: Container[Edge]) -> set[int]:
    """Return the nodes from which a path leads to the output."""
    found = {len(graph.nodes) - 1}
    for i in reversed(range(len(graph.nodes))):
        if any(target in found for target, _ in _edges(graph, i, closed)):
            found.add(i)
    return found


def _edges(graph: Graph, i: int, closed: Container[Edge]) -> list[Edge]:
    """Return the edges that begin at node `i` and are not closed."""
    targets = dict.fromkeys(graph.consumers[i])
    edges = [(c, slot) for c in targets for slot, j in enumerate(graph.nodes[c].inputs) if j == i]
    return [edge for edge in edges if edge not in closed]


def _path(trace: Trace, source: int, edges: tuple[Edge, ...]) -> Path:
    product = trace.upstream
    for target, slot in reversed(edges):
        x = trace.node_values[trace.graph.nodes[target].inputs[slot]]
        product = unbroadcast(trace.product(target, slot, product), x)
    local = tuple(_local(trace, target, slot) for target, slot in edges)
    return Path((source, *(target for target, _ in edges)), edges, local, as_python(product))


def _local(trace: Trace, target: int, slot: int) -> float | None:
    values, node = trace.node_values, trace.graph.nodes[target]
    if any(np.ndim(values[i]) for i in (target, *node.inputs)):
        return None
    local: Value = trace.product(target, slot, np.float64(1.0))
    return float(local)
