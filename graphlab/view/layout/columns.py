"""The column of every node, and the edges cut into links between neighbouring columns."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import networkx as nx

Edge = tuple[int, int]
Lists = list[list[int]]
# The work of a layout grows with them, and nobody follows so many long lines.
MOST_DUMMIES = 5_000


class LayeredGraph(NamedTuple):
    """A graph in which every link runs from one column to the next; points beyond the nodes are dummies.

    `chains` has the points of every edge, `predecessors` and `successors` the neighbours of every point.
    """

    column: list[int]
    chains: Lists
    predecessors: Lists
    successors: Lists
    nodes: int

    def is_leaf(self, point: int) -> bool:
        """Tell whether a point is a node without inputs."""
        return point < self.nodes and not self.predecessors[point]

    def add_dummy(self, column: int) -> int:
        """Add a dummy point in a column and return its number."""
        self.column.append(column)
        self.predecessors.append([])
        self.successors.append([])
        return len(self.column) - 1


def columns(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the column of every node: the output is last, every other just before its first use."""
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(range(count))
    topological = list(nx.lexicographical_topological_sort(graph))
    main = nx.ancestors(graph, count - 1) | {count - 1}
    depth = dict.fromkeys(main, 0)
    for node in reversed([n for n in topological if n in main]):
        depth[node] = max((depth[after] + 1 for after in graph.successors(node) if after in main), default=0)
    place_dangling(graph, [n for n in topological if n not in main], depth)
    last = min(depth.values())
    deepest = max(depth.values())
    return [deepest - last - (depth[node] - last) for node in range(count)]


def place_dangling(graph: "nx.DiGraph[int]", dangling: list[int], depth: dict[int, int]) -> None:
    """Give nodes that never reach the output a depth: operations just after their inputs, leaves before use."""
    deepest = max(depth.values(), default=0) or 1
    for node in dangling:
        depth[node] = min((depth[before] - 1 for before in graph.predecessors(node)), default=deepest)
    for node in reversed(dangling):
        if not graph.in_degree(node) and graph.out_degree(node):
            depth[node] = max(depth[after] for after in graph.successors(node)) + 1


def layered(edges: Sequence[Edge], column: list[int], most: int = MOST_DUMMIES) -> LayeredGraph:
    """Cut every edge into links, with a dummy point in each column that it passes.

    Where these would be more than `most` in all, the longest edges stay one link.
    """
    graph = LayeredGraph(list(column), [], [[] for _ in column], [[] for _ in column], len(column))
    spans = sorted(column[target] - column[source] - 1 for source, target in edges)
    longest = next((span for span, sum_ in zip(spans, accumulate(spans), strict=True) if sum_ > most), len(column))
    for source, target in edges:
        passed = range(column[source] + 1, column[target])
        chain = [source, *(graph.add_dummy(at) for at in passed if len(passed) < longest), target]
        graph.chains.append(chain)
        for a, b in pairwise(chain):
            graph.successors[a].append(b)
            graph.predecessors[b].append(a)
    return graph
