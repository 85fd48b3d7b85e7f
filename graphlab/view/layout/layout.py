"""A layered drawing: columns by distance to the output, few crossings, straight chains, room for labels."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, sin
from typing import NamedTuple

import networkx as nx

from graphlab.view.layout.columns import Edge, Lists, Net, cut, ordered
from graphlab.view.layout.heights import levels, pooled
from graphlab.view.layout.routes import GAP, Point, Route, aside, bowed, crosses, routed

MARGIN = 18.0
TEXT_HALF = 24.0
DUMMY = 44.0
BOW = 30.0
APART = 20.0
LEAST = 96.0
FAR = 80.0


class Box(NamedTuple):
    """Width and height of a node in px; a round one is met at the centre of its caps, a text at its side."""

    width: float
    height: float
    round: bool = True


class Layout(NamedTuple):
    """Centre of every node, polyline of every edge and the size of the whole, in px with y downward."""

    points: tuple[Point, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def layout(
    boxes: Sequence[Box], edges: Sequence[Edge], labels: Sequence[tuple[float, float]] = (), scale: float = 1.0
) -> Layout:
    """Place nodes, the last of which is the output, so that labels of (width, height) px an edge find room.

    >>> layout([Box(40, 20, False), Box(46, 46)], [(0, 1)]).points
    ((46.0, 76), (242, 76))
    """
    labels = labels or [(30.0, 20.0)] * len(edges)
    net = cut(edges, columns(len(boxes), edges))
    order = ordered(net)
    extents = [extent(column, boxes, net) for column in order]
    gap = min(200.0, max(120.0, 1200.0 / max(len(order), 1))) * scale
    axes = spread(extents, widest(edges, labels, net, len(order)), gap)
    slots = [height * scale for height in heights(boxes, edges, labels, net, max(LEAST, 0.54 * gap / scale))]
    ys = [round(y + MARGIN) for y in levels(net, order, slots)]
    points = tuple((axis(p, axes, extents, boxes, net), ys[p]) for p in range(len(boxes)))
    routes = tuple(drawn(edges, Frame(boxes, points, net, ys, axes, extents, order)))
    height = max(y + slot / 2 for y, slot in zip(ys, slots, strict=True)) + MARGIN
    return Layout(points, routes, round(axes[-1] + extents[-1][1] + MARGIN), round(height))


def columns(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the column of every node: the output stands last, every other just before its first use."""
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


def extent(column: list[int], boxes: Sequence[Box], net: Net) -> tuple[float, float]:
    """Return how far a column reaches to the left and to the right of its axis."""
    nodes = [p for p in column if p < net.nodes]
    half = column_half(nodes, boxes)
    texts = [p for p in nodes if not boxes[p].round]
    left = max([half, *(boxes[p].width - half for p in texts if net.after[p])])
    return left, max([half, *(boxes[p].width - half for p in texts if not net.after[p])])


def column_half(nodes: Iterable[int], boxes: Sequence[Box]) -> float:
    """Return half the width of the widest round node of a column, at least that of a plain one."""
    return max((boxes[p].width / 2 for p in nodes if boxes[p].round), default=TEXT_HALF)


def widest(edges: Sequence[Edge], labels: Sequence[tuple[float, float]], net: Net, count: int) -> list[float]:
    """Return the widest label that stands to the right of each column."""
    result = [0.0] * count
    for (source, _), (width, _) in zip(edges, labels, strict=True):
        result[net.column[source]] = max(result[net.column[source]], width)
    return result


def spread(extents: Sequence[tuple[float, float]], labels: Sequence[float], gap: float) -> list[float]:
    """Return the x of every column's axis."""
    axes = [MARGIN + extents[0][0]]
    for (_, right), (left, _), label in zip(extents, extents[1:], labels, strict=False):
        axes.append(axes[-1] + max(gap, right + left + 58 + label))
    return [round(x) for x in axes]


def axis(
    point: int, axes: Sequence[float], extents: Sequence[tuple[float, float]], boxes: Sequence[Box], net: Net
) -> float:
    """Return the x of a node: texts lean on the side of the column from which their edge leaves."""
    at = net.column[point]
    if boxes[point].round:
        return axes[at]
    if net.after[point]:
        return axes[at] + extents[at][1] - boxes[point].width / 2
    return axes[at] - extents[at][0] + boxes[point].width / 2


def heights(
    boxes: Sequence[Box], edges: Sequence[Edge], labels: Sequence[tuple[float, float]], net: Net, least: float
) -> list[float]:
    """Return the height in px that every point keeps free around itself."""
    result = [max(box.height + 12, least - 8 * (1 if box.round else -1)) for box in boxes]
    result += [DUMMY] * (len(net.column) - len(boxes))
    same = Counter(edges)
    rooms: dict[bool, Callable[[float], float]] = {True: lambda h: 2 * h + 40, False: lambda h: 3.4 * h + 48}
    for edge, (_, height) in zip(edges, labels, strict=True):
        several = same[edge] > 1 and net.column[edge[1]] == net.column[edge[0]] + 1
        for node in edge if several else edge[:1]:
            result[node] = max(
                result[node], same[edge] * (2 * height + 40) if several else rooms[boxes[node].round](height)
            )
    return result


class Frame(NamedTuple):
    """What a route must know of the drawing: boxes, centres, columns and their axes and reaches."""

    boxes: Sequence[Box]
    points: Sequence[Point]
    net: Net
    ys: Sequence[float]
    axes: Sequence[float]
    extents: Sequence[tuple[float, float]]
    order: Lists


def drawn(edges: Sequence[Edge], frame: Frame) -> Iterator[Route]:
    """Yield the route of every edge, its ends kept apart from those of other edges at the same node."""
    arcs = bows(edges, frame.net)
    chains = frame.net.chains
    courses = [course(frame, chain, arcs.get(e)) for e, chain in enumerate(chains)]
    beside = [-arcs.get(e, 0.0) for e in range(len(edges))]
    starts = apart(courses, list(zip((frame.ys[c[1]] for c in chains), beside, strict=True)), edges, frame, 1)
    backward = [points[::-1] for points in courses]
    ends = apart(backward, list(zip((frame.ys[c[-2]] for c in chains), beside, strict=True)), edges, frame, -1)
    for e, (points, start, end) in enumerate(zip(courses, starts, ends, strict=True)):
        route = (bowed if e in arcs else routed)([start, *points[1:-1], end])
        yield level(frame, chains[e]) if strikes(frame, chains[e], route) else route


def strikes(frame: Frame, chain: Sequence[int], route: Route) -> bool:
    """Tell whether a route runs through a node beside its source or its target."""
    ends = (chain[0], chain[-1])
    low, high = min(y for _, y in route), max(y for _, y in route)
    beside = {p for end in ends for p in near(frame, end, low, high)}
    rects = [around(frame.points[p], frame.boxes[p], 4) for p in beside - set(ends)]
    return any(crosses(a, b, rect) for rect in rects for a, b in pairwise(route))


def near(frame: Frame, node: int, low: float, high: float) -> list[int]:
    """Return the nodes in the column of a node whose boxes may reach between two heights in px."""
    column = frame.order[frame.net.column[node]]
    first = bisect_left(column, low - FAR, key=frame.ys.__getitem__)
    last = bisect_left(column, high + FAR, key=frame.ys.__getitem__)
    return [p for p in column[first:last] if p < frame.net.nodes]


def level(frame: Frame, chain: Sequence[int]) -> Route:
    """Return a route that leaves its column level before it turns, and enters the last one level."""
    sides = [side for point in chain for side in edges_of(frame, point)]
    start, end = port(frame, chain[0], 1), port(frame, chain[-1], -1)
    out, back = (reach(frame.boxes[node]) + GAP for node in (chain[0], chain[-1]))
    return routed([(start[0] + out, start[1]), *sides[1:-1], (end[0] - back, end[1])])


def bows(edges: Sequence[Edge], net: Net) -> dict[int, float]:
    """Return how far above the straight line each of several parallel short edges bows, in px."""
    same = Counter(edges)
    seen: Counter[Edge] = Counter()
    result = {}
    for e, edge in enumerate(edges):
        if same[edge] > 1 and len(net.chains[e]) == 2:
            result[e] = BOW * (same[edge] - 1 - 2 * seen[edge])
            seen[edge] += 1
    return result


def course(frame: Frame, chain: Sequence[int], bow: float | None) -> list[Point]:
    """Return the points that lead an edge, from port to port."""
    start, end = port(frame, chain[0], 1), port(frame, chain[-1], -1)
    between = passed(frame, chain, start, end) if bow is None else [aside(start, end, bow)]
    return [start, *between, end]


def apart(
    courses: Sequence[Sequence[Point]],
    keys: Sequence[tuple[float, float]],
    edges: Sequence[Edge],
    frame: Frame,
    side: int,
) -> list[Point]:
    """Return where each course meets its node: in its direction, or a little beside it if others are close."""
    fans: dict[int, list[int]] = defaultdict(list)
    for e in sorted(range(len(edges)), key=keys.__getitem__):
        fans[edges[e][side < 0]].append(e)
    result: list[Point] = [(0.0, 0.0)] * len(edges)
    for node, fan in fans.items():
        way = reach(frame.boxes[node]) + GAP
        angles = [direction(courses[e], side) for e in fan]
        least = min(APART / way, 2.6 / len(fan))
        weights = [1.0 if abs(angle) > 0.01 else 100.0 for angle in angles]
        turned = pooled(angles, weights, range(len(fan)), [least] * len(fan))
        for e, angle in zip(fan, turned, strict=True):
            x, y = courses[e][0]
            result[e] = x + side * way * cos(angle), y + way * sin(angle)
    return result


def direction(points: Sequence[Point], side: int) -> float:
    """Return the angle at which a course leaves to the right (side 1) or to the left (side -1)."""
    (x, y), (to_x, to_y) = points[:2]
    return atan2(to_y - y, side * (to_x - x))


def port(frame: Frame, node: int, side: int) -> Point:
    """Return round which point edges meet a node on its right (side 1) or left (side -1)."""
    box, (x, y) = frame.boxes[node], frame.points[node]
    return x + side * (box.width / 2 - reach(box)), y


def reach(box: Box) -> float:
    """Return the radius in px of the circle on which edges end: the round end of a node, a wider one at a text."""
    return box.height / 2 if box.round else 26.0


def passed(frame: Frame, chain: Sequence[int], start: Point, end: Point) -> Iterator[Point]:
    """Yield the bends of an edge: out of a crowded column, level through the columns it passes, into the last."""
    sides = [side for point in chain for side in edges_of(frame, point)]
    bends = [start, *sides[2:-2], end]
    if hits(frame, chain[0], bends[0], bends[1]):
        yield sides[1]
    yield from bends[1:-1]
    if hits(frame, chain[-1], bends[-2], bends[-1]):
        yield sides[-2]


def edges_of(frame: Frame, point: int) -> tuple[Point, Point]:
    """Return the two points at a point's height where its column begins and ends."""
    at = frame.net.column[point]
    (left, right), x, y = frame.extents[at], frame.axes[at], frame.ys[point]
    return (x - left - 4, y), (x + right + 4, y)


def hits(frame: Frame, node: int, a: Point, b: Point) -> bool:
    """Tell whether the line from a to b comes too close to another node in the same column."""
    others = (p for p in near(frame, node, min(a[1], b[1]), max(a[1], b[1])) if p != node)
    return any(crosses(a, b, around(frame.points[p], frame.boxes[p], 10)) for p in others)


def around(centre: Point, box: Box, space: float) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a box with a space in px around it."""
    w, h = box.width / 2 + space, box.height / 2 + space
    return centre[0] - w, centre[1] - h, centre[0] + w, centre[1] + h
