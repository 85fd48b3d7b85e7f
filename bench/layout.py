"""How long the layout of a large graph takes, and whether it draws trees and nets without a crossing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from bench.table import Reading, interleaved, reading
from graphlab.engine.graph.graph import Graph, Node
from graphlab.view.layout.boxes import Box
from graphlab.view.layout.layout import Layout, layout
from graphlab.view.layout.routes import Point

NODES = 200


def tree(nodes: int) -> Graph:
    """Return a graph that adds or multiplies its inputs pair by pair, and the pairs, down to one output."""
    leaves = (nodes + 1) // 2
    made = [Node(f"x{i}", "input", value=1.5) for i in range(leaves)]
    for i in range(leaves - 1):
        made.append(Node(f"v{i}", "mul" if i % 2 else "add", (2 * i, 2 * i + 1)))
    if len(made) < nodes:
        made.append(Node("y", "neg", (len(made) - 1,)))
    return Graph(tuple(made))


def net(nodes: int) -> Graph:
    """Return layers of weights, biases and ReLU, each with a way around it."""
    made = [Node("x", "input", value=1.5)]
    for i in range((nodes - 1) // 6):
        at = len(made)
        made += [Node(f"W{i}", "input", value=0.5), Node(f"b{i}", "input", value=0.1)]
        made += [Node(f"d{i}", "mul", (at - 1, at)), Node(f"a{i}", "add", (at + 2, at + 1))]
        made += [Node(f"r{i}", "relu", (at + 3,)), Node(f"h{i}", "add", (at + 4, at - 1))]
    return Graph(tuple(made))


def drawn(graph: Graph) -> Layout:
    """Return the layout of a graph with labels of an ordinary size."""
    boxes = [Box(46, 46) if node.inputs else Box(40, 20, False) for node in graph.nodes]
    return layout(boxes, edges(graph))


def edges(graph: Graph) -> list[tuple[int, int]]:
    """Return the edges as (source, target)."""
    return [(source, i) for i, node in enumerate(graph.nodes) for source in node.inputs]


def time(repeats: int, nodes: int = NODES) -> Reading:
    """Return the milliseconds of the layout, over trees and nets."""
    graphs = tree(nodes), net(nodes)
    times = interleaved(repeats, *(lambda graph=graph: drawn(graph) for graph in graphs))
    return max((reading([1000 * t for t in found]) for found in times), key=lambda found: found.value)


def crossings(_: int, nodes: int = NODES) -> Reading:
    """Return how many pairs of edges cross as drawn, over trees and nets of several sizes."""
    sizes = range(max(nodes // 4, 8), nodes + 1, max(nodes // 4, 8))
    counts = [crossed(drawn(make(size)).routes) for size in sizes for make in (tree, net)]
    return Reading(sum(counts), min(counts), max(counts))


def crossed(routes: Sequence[Sequence[Point]]) -> int:
    """Return how many pairs of routes meet within a segment."""
    return sum(any(meet(*p, *q) for p in pairwise(a) for q in near(p, b)) for a, b in combinations(routes, 2))


def near(segment: tuple[Point, Point], route: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield the segments of a route that overlap a segment from left to right."""
    low, high = sorted(x for x, _ in segment)
    return (q for q in pairwise(route) if min(q[0][0], q[1][0]) < high and max(q[0][0], q[1][0]) > low)


def meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Tell whether the segments a to b and c to d cross inside both.

    >>> meet((0, 0), (2, 2), (0, 2), (2, 0)), meet((0, 0), (2, 2), (0, 0), (2, 0))
    (True, False)
    """
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def side(a: Point, b: Point, p: Point) -> float:
    """Return on which side of the line through a and b the point p lies: positive, negative, or 0 on it."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
