"""A graph cut into columns, and the order within each that crosses least."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import fmean, median_low
from typing import NamedTuple

Edge = tuple[int, int]
Lists = list[list[int]]


class Net(NamedTuple):
    """The edges cut into links between neighbouring columns; points beyond the nodes are dummies."""

    column: list[int]
    chains: Lists
    before: Lists
    after: Lists
    nodes: int

    def leaf(self, point: int) -> bool:
        """Tell whether a point is a node without inputs."""
        return point < self.nodes and not self.before[point]


def cut(edges: Sequence[Edge], column: list[int]) -> Net:
    """Cut every edge into links, adding a dummy point in each column that it passes."""
    net = Net(list(column), [], [[] for _ in column], [[] for _ in column], len(column))
    for source, target in edges:
        chain = [source, *(dummy(net, at) for at in range(column[source] + 1, column[target])), target]
        net.chains.append(chain)
        for a, b in pairwise(chain):
            net.after[a].append(b)
            net.before[b].append(a)
    return net


def dummy(net: Net, column: int) -> int:
    """Add a dummy point in a column."""
    net.column.append(column)
    net.before.append([])
    net.after.append([])
    return len(net.column) - 1


def walked(net: Net) -> Lists:
    """Return the columns filled by a walk from the output through the inputs in order: trees do not cross."""
    order: Lists = [[] for _ in range(max(net.column) + 1)]
    seen: set[int] = set()
    sinks = [point for point in range(net.nodes - 1, -1, -1) if not net.after[point]]
    for sink in [net.nodes - 1, *sinks]:
        stack = [sink]
        while stack:
            point = stack.pop()
            if point not in seen:
                seen.add(point)
                order[net.column[point]].append(point)
                stack.extend(reversed(arranged(net, net.before[point])))
    return order


def arranged(net: Net, inputs: list[int]) -> list[int]:
    """Return inputs in order, but the only operation among several leaves in their middle."""
    leaves = [p for p in inputs if net.leaf(p)]
    if len(leaves) < 2 or len(inputs) - len(leaves) != 1:
        return inputs
    (other,) = (p for p in inputs if not net.leaf(p))
    return [*leaves[: len(leaves) // 2], other, *leaves[len(leaves) // 2 :]]


def ordered(net: Net) -> Lists:
    """Return the columns from top to bottom with few crossings: barycentre and median sweeps, the best kept."""
    order = walked(net)
    best, least = order, crossings(order, net)
    idle = 0
    for turn in range(min(24, 20000 // len(net.column) + 2)):
        if not least or idle > 5:
            break
        order = swept(order, net, fmean if turn % 4 < 2 else median_low, turn % 2 == 0)
        order = transposed(order, net)
        count = crossings(order, net)
        idle = 0 if count < least else idle + 1
        best, least = (order, count) if count < least else (best, least)
    return best


def ranks(order: Lists) -> dict[int, int]:
    """Return the place of every point in its column."""
    return {point: rank for column in order for rank, point in enumerate(column)}


def crossings(order: Lists, net: Net) -> int:
    """Count the crossings of links between neighbouring columns."""
    rank = ranks(order)
    return sum(inversions([[rank[b] for b in net.after[a]] for a in column]) for column in order)


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


def swept(order: Lists, net: Net, middle: Callable[[list[int]], float], rightward: bool) -> Lists:
    """Sort every column by the middle of its neighbours, column after column in one direction."""
    near = net.before if rightward else net.after
    rank = ranks(order)
    result = list(order)
    for at in range(len(order)) if rightward else reversed(range(len(order))):
        keys = {p: middle([rank[q] for q in near[p]]) if near[p] else float(rank[p]) for p in order[at]}
        result[at] = sorted(order[at], key=keys.__getitem__)
        rank.update((point, place) for place, point in enumerate(result[at]))
    return result


def transposed(order: Lists, net: Net) -> Lists:
    """Swap neighbours in a column wherever that takes crossings away, up to four times over."""
    rank = ranks(order)
    for _ in range(4):
        if not sum([swap(column, i, net, rank) for column in order for i in range(len(column) - 1)]):
            break
    return order


def swap(column: list[int], i: int, net: Net, rank: dict[int, int]) -> bool:
    """Swap a point with the one below it if that takes crossings away, and tell whether it did."""
    a, b = column[i], column[i + 1]
    if swap_gain(a, b, net.before, rank) + swap_gain(a, b, net.after, rank) <= 0:
        return False
    column[i], column[i + 1] = b, a
    rank[a], rank[b] = i + 1, i
    return True


def swap_gain(a: int, b: int, near: Lists, rank: dict[int, int]) -> int:
    """Return how many crossings on one side go away when a, now above b, moves below it."""
    ends, others = [rank[p] for p in near[a]], [rank[p] for p in near[b]]
    return sum((x > y) - (x < y) for x in ends for y in others)
