"""The ways from a node to the output, and what of its gradient each of them brings."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value, as_python, unbroadcast

# The consumer at the end of a wire, and which of its inputs the wire is.
Wire = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Way:
    """One way from a node to the output: `nodes` by position, both ends included, and the `wires` between them.

    `local` has one number for each wire, the local gradient of its consumer by that input, or None where arrays
    are concerned. `product` is what arrives at the source if the gradient flows along this way alone, in the
    shape of the source's value; for numbers it is the upstream gradient times the local ones.
    """

    nodes: tuple[int, ...]
    wires: tuple[Wire, ...]
    local: tuple[float | None, ...]
    product: Value


def count_ways(graph: Graph, source: int, closed: Container[Wire] = ()) -> int:
    """Return how many ways lead from the node at position `source` to the output, not counting `closed` wires.

    >>> from graphlab.engine.language.parse import parse
    >>> count_ways(parse("y = x * x + x"), 0)
    3
    """
    counts = [0] * len(graph.nodes)
    counts[-1] = 1
    for i in reversed(range(source, len(graph.nodes) - 1)):
        counts[i] = sum(counts[target] for target, _ in _wires(graph, i, closed))
    return counts[source]


def closed_wires(trace: Trace) -> frozenset[Wire]:
    """Return the wires along which no gradient flows: those of class numbers, and what leads to them alone."""
    silent = frozenset(i for i in trace.operations if i not in trace.contributions)
    sent = trace.contributions.items()
    return frozenset(
        [(i, slot) for i, parts in sent for slot, part in enumerate(parts) if part is None]
        + [(i, slot) for i in silent for slot in range(len(trace.graph.nodes[i].inputs))]
    )


def ways(trace: Trace, source: int, most: int = 64) -> list[Way]:
    """Return the ways from the node at position `source` to the output along which a gradient flows, at most `most`.

    The products of all of them add up to the gradient of the source. There is none from a constant, from class
    numbers and from a node that the output does not need.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> [(way.local, way.product) for way in ways(run(parse("y = x * x + x"), {"x": 3}), 0)]
    [((3.0, 1.0), 3.0), ((3.0, 1.0), 3.0), ((1.0,), 1.0)]
    """
    found = islice(_walks(trace.graph, source, closed_wires(trace)), most)
    with np.errstate(all="ignore"):
        return [_way(trace, source, wires) for wires in found]


def _walks(graph: Graph, source: int, closed: Container[Wire]) -> Iterator[tuple[Wire, ...]]:
    """Yield every way as its wires, the first inputs of a node first; no step is taken that leads nowhere."""
    last = len(graph.nodes) - 1
    counts = _leading(graph, closed)
    pending: list[tuple[int, tuple[Wire, ...]]] = [(source, ())] if source in counts else []
    while pending:
        place, wires = pending.pop()
        if place == last:
            yield wires
        steps = [wire for wire in _wires(graph, place, closed) if wire[0] in counts]
        pending.extend((wire[0], (*wires, wire)) for wire in reversed(steps))


def _leading(graph: Graph, closed: Container[Wire]) -> set[int]:
    """Return the nodes from which a way leads to the output."""
    found = {len(graph.nodes) - 1}
    for i in reversed(range(len(graph.nodes))):
        if any(target in found for target, _ in _wires(graph, i, closed)):
            found.add(i)
    return found


def _wires(graph: Graph, i: int, closed: Container[Wire]) -> list[Wire]:
    """Return the open wires that begin at node `i`."""
    targets = dict.fromkeys(graph.consumers[i])
    wires = [(c, slot) for c in targets for slot, j in enumerate(graph.nodes[c].inputs) if j == i]
    return [wire for wire in wires if wire not in closed]


def _way(trace: Trace, source: int, wires: tuple[Wire, ...]) -> Way:
    product = trace.upstream
    for target, slot in reversed(wires):
        product = _sent(trace, target, slot, product)
    local = tuple(_local(trace, target, slot) for target, slot in wires)
    return Way((source, *(target for target, _ in wires)), wires, local, as_python(product))


def _sent(trace: Trace, target: int, slot: int, g: Value) -> Value:
    return unbroadcast(trace.product(target, slot, g), trace.node_values[trace.graph.nodes[target].inputs[slot]])


def _local(trace: Trace, target: int, slot: int) -> float | None:
    values, node = trace.node_values, trace.graph.nodes[target]
    if any(np.ndim(values[i]) for i in (target, *node.inputs)):
        return None
    local: Value = trace.product(target, slot, np.float64(1.0))
    return float(local)
