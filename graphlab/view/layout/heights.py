"""The y of every point in a layered drawing: chains straight, inputs centred, nothing closer than allowed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from graphlab.view.layout.columns import LayeredGraph, Lists
from graphlab.view.layout.crossings import ranks

Pull = tuple[int, float]
# Per block: its y, or the blocks just below it and their least distances.
Heights = dict[int, float]
Distances = dict[int, dict[int, float]]
# The points of a column, how much each insists on its target, and the offsets that keep them apart.
Slots = tuple[list[int], list[float], list[float]]

WEAK = 0.05
BACKWARD = 0.15


def heights(graph: LayeredGraph, order: Lists, slots: Sequence[float]) -> list[float]:
    """Return the y in px of every point, the topmost slot beginning at 0; `slots` are the heights kept free."""
    block = blocks(graph, ranks(order))
    distances = separations(order, block, slots)
    sequence, columns = top_down(distances), column_slots(order, slots, graph)
    y = separated(dict.fromkeys(sequence, 0.0), distances, sequence)
    for backward in (1.0, BACKWARD):
        pulls = attraction(graph, block, backward)
        for _ in range(max(4, min(20, 10000 // len(block)))):
            target = {b: pulled(y, b, pulls[b]) for b in sequence}
            y = separated(feasible(target, columns, block), distances, sequence)
    top = min(y[b] - slot / 2 for b, slot in zip(block, slots, strict=True))
    return [y[b] - top for b in block]


def blocks(graph: LayeredGraph, rank: dict[int, int]) -> list[int]:
    """Return for every point the first point of the straight run that it belongs to."""
    block = list(range(len(graph.column)))
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b in straight_links(graph):
        ends = rank[a], rank[b]
        if all((ends[0] - x) * (ends[1] - y) > 0 for x, y in taken[graph.column[a]]):
            taken[graph.column[a]].append(ends)
            block[b] = a
    for point in sorted(range(len(block)), key=graph.column.__getitem__):
        block[point] = block[block[point]]
    return block


def straight_links(graph: LayeredGraph) -> Iterator[tuple[int, int]]:
    """Yield the links that should run straight: insides of long edges, then chains."""
    for chain in graph.chains:
        yield from pairwise(chain[1:-1])
    for point in range(graph.nodes):
        inputs = main_inputs(graph, point)
        if len(inputs) == 1 and len(set(graph.successors[inputs[0]])) == 1:
            yield inputs[0], point


def main_inputs(graph: LayeredGraph, point: int) -> list[int]:
    """Return the inputs in the column before that a node is aligned with: its operations, or else all of them."""
    inputs = sorted(set(graph.predecessors[point]))
    operations = [p for p in inputs if p < graph.nodes and not graph.is_leaf(p)]
    return operations or inputs


def attraction(graph: LayeredGraph, block: Sequence[int], backward: float) -> dict[int, list[Pull]]:
    """Return which blocks attract each block, and how strongly; successors do so with the strength `backward`."""
    pulls: dict[int, list[Pull]] = defaultdict(list)
    for b in range(len(block)):
        strong = set(main_inputs(graph, b)) if b < graph.nodes else set(graph.predecessors[b])
        for a in graph.predecessors[b]:
            if block[a] != block[b]:
                pulls[block[a]].append((block[b], backward))
                pulls[block[b]].append((block[a], 1.0 if a in strong else WEAK))
    return pulls


def separations(order: Lists, block: Sequence[int], slots: Sequence[float]) -> Distances:
    """Return for every block the blocks just below it and their least distances in px."""
    below: Distances = {b: {} for b in sorted(set(block))}
    for column in order:
        for a, b in pairwise(column):
            distance = (slots[a] + slots[b]) / 2
            upper, lower = block[a], block[b]
            below[upper][lower] = max(below[upper].get(lower, 0.0), distance)
    return below


def top_down(below: Distances) -> list[int]:
    """Return the blocks so that each comes after those above it."""
    waiting = dict.fromkeys(below, 0)
    for lower in (b for under in below.values() for b in under):
        waiting[lower] += 1
    ready = [b for b, count in waiting.items() if not count]
    for b in ready:
        for lower in below[b]:
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    return ready


def pulled(y: Heights, b: int, pulls: Sequence[Pull]) -> float:
    """Return the target of a block: half way from its y to the weighted mean of its neighbours."""
    weight = sum(w for _, w in pulls)
    return (y[b] + sum(y[other] * w for other, w in pulls) / weight) / 2 if weight else y[b]


def column_slots(order: Lists, slots: Sequence[float], graph: LayeredGraph) -> list[Slots]:
    """Return the points, weights and offsets of every column; leaves with one use have little weight."""
    return [
        (
            column,
            [WEAK if graph.is_leaf(p) and len(set(graph.successors[p])) < 2 else 1.0 for p in column],
            offsets([slots[p] for p in column]),
        )
        for column in order
    ]


def feasible(target: Heights, columns: Sequence[Slots], block: Sequence[int]) -> Heights:
    """Return for every block the mean over its columns of the y closest to its target."""
    found: dict[int, list[float]] = defaultdict(list)
    for column, weights, offset in columns:
        for point, y in zip(column, closest_apart([target[block[p]] for p in column], weights, offset), strict=True):
            found[block[point]].append(y)
    return {b: sum(ys) / len(ys) for b, ys in found.items()}


def offsets(sizes: Sequence[float]) -> list[float]:
    """Return the centres of things of some sizes in a row, the first one at 0.

    >>> offsets([40.0, 40.0, 20.0])
    [0.0, 40.0, 70.0]
    """
    return list(accumulate(((a + b) / 2 for a, b in pairwise(sizes)), initial=0.0))


def closest_apart(targets: Sequence[float], weights: Sequence[float], offset: Sequence[float]) -> list[float]:
    """Return the positions closest to the targets (least squares) that keep the distances of the offsets at least.

    The method is isotonic regression: neighbours that collide are pooled at their weighted mean.

    >>> closest_apart([0.0, 0.0], [1.0, 1.0], [0.0, 40.0])
    [-20.0, 20.0]
    """
    pools: list[tuple[float, float, int]] = []
    for target, weight, at in zip(targets, weights, offset, strict=True):
        mean, mass, count = target - at, weight, 1
        while pools and pools[-1][0] > mean:
            other, more, size = pools.pop()
            mean, mass, count = (mean * mass + other * more) / (mass + more), mass + more, count + size
        pools.append((mean, mass, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + at for mean, at in zip(means, offset, strict=True)]


def separated(y: Heights, below: Distances, sequence: Sequence[int]) -> Heights:
    """Return positions that keep all distances: the mean of pushing everything down and of pushing everything up."""
    down, up = dict(y), dict(y)
    for b in sequence:
        for lower, distance in below[b].items():
            down[lower] = max(down[lower], down[b] + distance)
    for b in reversed(sequence):
        for lower, distance in below[b].items():
            up[b] = min(up[b], up[lower] - distance)
    return {b: (down[b] + up[b]) / 2 for b in y}
