"""The height of every point in a layered drawing: chains straight, inputs centred, nothing closer than allowed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graphlab.view.layout.columns import Lists, Net, ranks

Pull = tuple[int, float]

LIGHT = 0.05
BACK = 0.15


def levels(net: Net, order: Lists, slots: Sequence[float]) -> list[float]:
    """Return the y in px of every point, the topmost slot beginning at 0."""
    block = blocks(net, ranks(order))
    below = separations(order, block, slots)
    sequence = downward(below)
    y = dict.fromkeys(sequence, 0.0)
    y = settle(y, below, sequence)
    for back in (1.0, BACK):
        pulls = attraction(net, block, back)
        for _ in range(max(4, min(20, 10000 // len(block)))):
            wish = {b: wanted(y, b, pulls[b]) for b in sequence}
            y = settle(agreed(wish, order, block, slots, net), below, sequence)
    top = min(y[b] - slot / 2 for b, slot in zip(block, slots, strict=True))
    return [y[b] - top for b in block]


def blocks(net: Net, rank: dict[int, int]) -> list[int]:
    """Return for every point the first point of the straight run that it belongs to."""
    block = list(range(len(net.column)))
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b in straight(net):
        ends = rank[a], rank[b]
        if all((ends[0] - x) * (ends[1] - y) > 0 for x, y in taken[net.column[a]]):
            taken[net.column[a]].append(ends)
            block[b] = a
    for point in sorted(range(len(block)), key=net.column.__getitem__):
        block[point] = block[block[point]]
    return block


def straight(net: Net) -> Iterator[tuple[int, int]]:
    """Yield the links that should run straight: insides of long edges, then chains."""
    for chain in net.chains:
        yield from pairwise(chain[1:-1])
    for point in range(net.nodes):
        inputs = leading(net, point)
        if len(inputs) == 1 and len(set(net.after[inputs[0]])) == 1:
            yield inputs[0], point


def leading(net: Net, point: int) -> list[int]:
    """Return the inputs in the column before that a node hangs on: its operations, or else all of them."""
    near = sorted(set(net.before[point]))
    operations = [p for p in near if p < net.nodes and not net.leaf(p)]
    return operations or near


def attraction(net: Net, block: Sequence[int], back: float) -> dict[int, list[Pull]]:
    """Return which blocks pull at each block, and how strongly; what comes later pulls with the strength `back`."""
    pulls: dict[int, list[Pull]] = defaultdict(list)
    for b in range(len(block)):
        strong = set(leading(net, b)) if b < net.nodes else set(net.before[b])
        for a in net.before[b]:
            if block[a] != block[b]:
                pulls[block[a]].append((block[b], back))
                pulls[block[b]].append((block[a], 1.0 if a in strong else LIGHT))
    return pulls


def separations(order: Lists, block: Sequence[int], slots: Sequence[float]) -> dict[int, dict[int, float]]:
    """Return for every block the blocks just below it and their least distances in px."""
    below: dict[int, dict[int, float]] = {b: {} for b in sorted(set(block))}
    for column in order:
        for a, b in pairwise(column):
            distance = (slots[a] + slots[b]) / 2
            upper, lower = block[a], block[b]
            below[upper][lower] = max(below[upper].get(lower, 0.0), distance)
    return below


def downward(below: dict[int, dict[int, float]]) -> list[int]:
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


def wanted(y: dict[int, float], b: int, pulls: Sequence[Pull]) -> float:
    """Return where a block would like to be: half way from its place to the weighted mean of its neighbours."""
    weight = sum(w for _, w in pulls)
    return (y[b] + sum(y[other] * w for other, w in pulls) / weight) / 2 if weight else y[b]


def agreed(
    wish: dict[int, float], order: Lists, block: Sequence[int], slots: Sequence[float], net: Net
) -> dict[int, float]:
    """Return the mean over the columns of what each column would grant to a block, leaves giving way."""
    sums: dict[int, float] = defaultdict(float)
    for column in order:
        weights = [LIGHT if net.leaf(p) and len(set(net.after[p])) < 2 else 1.0 for p in column]
        for point, y in zip(column, pooled([wish[block[p]] for p in column], weights, column, slots), strict=True):
            sums[block[point]] += y
    counts: dict[int, int] = defaultdict(int)
    for b in block:
        counts[b] += 1
    return {b: total / counts[b] for b, total in sums.items()}


def pooled(
    wishes: Sequence[float], weights: Sequence[float], column: Sequence[int], slots: Sequence[float]
) -> list[float]:
    """Return the places closest to the wishes (least squares) that keep order and distance in one column.

    >>> pooled([0.0, 0.0], [1.0, 1.0], [0, 1], [40.0, 40.0])
    [-20.0, 20.0]
    """
    offsets = [0.0]
    for a, b in pairwise(column):
        offsets.append(offsets[-1] + (slots[a] + slots[b]) / 2)
    pools: list[tuple[float, float, int]] = []
    for wish, weight, offset in zip(wishes, weights, offsets, strict=True):
        mean, mass, count = wish - offset, weight, 1
        while pools and pools[-1][0] > mean:
            other, more, size = pools.pop()
            mean, mass, count = (mean * mass + other * more) / (mass + more), mass + more, count + size
        pools.append((mean, mass, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def settle(y: dict[int, float], below: dict[int, dict[int, float]], sequence: Sequence[int]) -> dict[int, float]:
    """Return places that keep all distances: the mean of pushing everything down and of pushing everything up."""
    down, up = dict(y), dict(y)
    for b in sequence:
        for lower, distance in below[b].items():
            down[lower] = max(down[lower], down[b] + distance)
    for b in reversed(sequence):
        for lower, distance in below[b].items():
            up[b] = min(up[b], up[lower] - distance)
    return {b: (down[b] + up[b]) / 2 for b in y}
