"""The order of the points within each column that gives few crossings of edges."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median_low

from graphlab.view.layout.columns import LayeredGraph, Lists


def order_columns(graph: LayeredGraph) -> Lists:
    """Return the columns from top to bottom with few crossings: barycentre and median sweeps, the best kept."""
    order = depth_first(graph)
    best, least = order, count_crossings(order, graph)
    idle = 0
    for turn in range(min(24, 20000 // len(graph.column) + 2)):
        if not least or idle > 5:
            break
        order = sweep(order, graph, fmean if turn % 4 < 2 else median_low, turn % 2 == 0)
        order = transpose(order, graph)
        count = count_crossings(order, graph)
        idle = 0 if count < least else idle + 1
        best, least = (order, count) if count < least else (best, least)
    return best


def depth_first(graph: LayeredGraph) -> Lists:
    """Return the columns filled depth first from the output through the inputs: trees do not cross."""
    order: Lists = [[] for _ in range(max(graph.column) + 1)]
    seen: set[int] = set()
    sinks = [point for point in range(graph.nodes - 1, -1, -1) if not graph.successors[point]]
    for sink in [graph.nodes - 1, *sinks]:
        stack = [sink]
        while stack:
            point = stack.pop()
            if point not in seen:
                seen.add(point)
                order[graph.column[point]].append(point)
                stack.extend(reversed(leaves_outside(graph, graph.predecessors[point])))
    return order


def leaves_outside(graph: LayeredGraph, inputs: list[int]) -> list[int]:
    """Return inputs in order, but the only operation among several leaves in their middle."""
    leaves = [p for p in inputs if graph.is_leaf(p)]
    if len(leaves) < 2 or len(inputs) - len(leaves) != 1:
        return inputs
    (other,) = (p for p in inputs if not graph.is_leaf(p))
    return [*leaves[: len(leaves) // 2], other, *leaves[len(leaves) // 2 :]]


def ranks(order: Lists) -> dict[int, int]:
    """Return the position of every point in its column."""
    return {point: rank for column in order for rank, point in enumerate(column)}


def count_crossings(order: Lists, graph: LayeredGraph) -> int:
    """Count the crossings of links between neighbouring columns."""
    rank = ranks(order)
    return sum(inversions([[rank[b] for b in graph.successors[a]] for a in column]) for column in order)


def inversions(fans: Iterable[Sequence[int]]) -> int:
    """Count pairs in which an earlier fan reaches beyond a later one.

    >>> inversions([[1, 2], [0], [2]])
    2
    """
    seen: list[int] = []
    total = 0
    for fan in fans:
        total += sum(len(seen) - bisect_right(seen, end) for end in fan)
        for end in fan:
            insort(seen, end)
    return total


def sweep(order: Lists, graph: LayeredGraph, middle: Callable[[list[int]], float], rightward: bool) -> Lists:
    """Sort every column by the middle of its neighbours, column after column in one direction."""
    neighbours = graph.predecessors if rightward else graph.successors
    rank = ranks(order)
    result = list(order)
    for at in range(len(order)) if rightward else reversed(range(len(order))):
        keys = {p: middle([rank[q] for q in neighbours[p]]) if neighbours[p] else float(rank[p]) for p in order[at]}
        result[at] = sorted(order[at], key=keys.__getitem__)
        rank.update((point, place) for place, point in enumerate(result[at]))
    return result


def transpose(order: Lists, graph: LayeredGraph) -> Lists:
    """Swap neighbours in a column wherever that removes crossings, up to four times over.

    A column is looked at again only if a swap in it or beside it may have changed what there is to gain.
    """
    rank, stale = ranks(order), set(range(len(order)))
    for _ in range(4):
        for k, column in enumerate(order):
            if k in stale:
                stale.remove(k)
                if sum([swap(column, i, graph, rank) for i in range(len(column) - 1)]):
                    stale |= {k - 1, k, k + 1}
    return order


def swap(column: list[int], i: int, graph: LayeredGraph, rank: dict[int, int]) -> bool:
    """Swap a point with the one below it if that removes crossings, and tell whether it did."""
    a, b = column[i], column[i + 1]
    if swap_gain(a, b, graph.predecessors, rank) + swap_gain(a, b, graph.successors, rank) <= 0:
        return False
    column[i], column[i + 1] = b, a
    rank[a], rank[b] = i + 1, i
    return True


def swap_gain(a: int, b: int, neighbours: Lists, rank: dict[int, int]) -> int:
    """Return how many crossings on one side go away when a, now above b, moves below it."""
    gain = 0
    for p in neighbours[a]:
        x = rank[p]
        for q in neighbours[b]:
            y = rank[q]
            gain += (x > y) - (x < y)
    return gain
