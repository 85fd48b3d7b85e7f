"""The route of every edge round the nodes of a drawing, and where it meets its two nodes."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, sin
from typing import NamedTuple

from graphlab.view.layout.boxes import Box, Rect, Size, around
from graphlab.view.layout.columns import Edge, LayeredGraph, Lists
from graphlab.view.layout.heights import closest_apart, offsets
from graphlab.view.layout.routes import GAP, Point, Route, arc, arc_control, crosses, smooth_route

# How far in px the first of two parallel edges bows, and how much more than its label is high.
BOW, BOW_ROUND_LABEL = 30.0, 12.0
APART = 20.0
FAR = 80.0


class Places(NamedTuple):
    """Boxes and centres of the nodes, y of all points, axes and extents of the columns, their order."""

    boxes: Sequence[Box]
    points: Sequence[Point]
    graph: LayeredGraph
    ys: Sequence[float]
    axes: Sequence[float]
    extents: Sequence[tuple[float, float]]
    order: Lists


def route_edges(edges: Sequence[Edge], labels: Sequence[Size], places: Places) -> Iterator[Route]:
    """Yield the route of every edge, its ends kept apart from those of other edges at the same node."""
    bows = bow_heights(edges, labels, places.graph)
    chains = places.graph.chains
    drafts = [waypoints(places, chain, bows.get(e)) for e, chain in enumerate(chains)]
    order = [-bows.get(e, 0.0) for e in range(len(edges))]
    starts = spread_ends(drafts, list(zip((places.ys[c[1]] for c in chains), order, strict=True)), edges, places, 1)
    backward = [points[::-1] for points in drafts]
    ends = spread_ends(backward, list(zip((places.ys[c[-2]] for c in chains), order, strict=True)), edges, places, -1)
    for e, (points, start, end) in enumerate(zip(drafts, starts, ends, strict=True)):
        route = (arc if e in bows else smooth_route)([start, *points[1:-1], end])
        yield horizontal_route(places, chains[e]) if meets_node(places, chains[e], route) else route


def meets_node(places: Places, chain: Sequence[int], route: Route) -> bool:
    """Tell whether a route runs through a node in the column of its source or its target."""
    ends = (chain[0], chain[-1])
    low, high = min(y for _, y in route), max(y for _, y in route)
    others = {p for end in ends for p in neighbours(places, end, low, high)}
    rects = [node_rect(places, p, 4) for p in others - set(ends)]
    return any(crosses(a, b, rect) for rect in rects for a, b in pairwise(route))


def neighbours(places: Places, node: int, low: float, high: float) -> list[int]:
    """Return the nodes in the column of a node whose boxes may reach between two heights in px."""
    column = places.order[places.graph.column[node]]
    first = bisect_left(column, low - FAR, key=places.ys.__getitem__)
    last = bisect_left(column, high + FAR, key=places.ys.__getitem__)
    return [p for p in column[first:last] if p < places.graph.nodes]


def horizontal_route(places: Places, chain: Sequence[int]) -> Route:
    """Return a route that leaves its first column horizontally before it turns, and enters the last one so."""
    sides = [side for point in chain for side in column_sides(places, point)]
    start, end = port(places, chain[0], 1), port(places, chain[-1], -1)
    out, back = (port_radius(places.boxes[node]) + GAP for node in (chain[0], chain[-1]))
    return smooth_route([(start[0] + out, start[1]), *sides[1:-1], (end[0] - back, end[1])])


def bow_heights(edges: Sequence[Edge], labels: Sequence[Size], graph: LayeredGraph) -> dict[int, float]:
    """Return how far above the straight line each of several parallel short edges bows, in px.

    Between two of them there is room for a gradient and a value.
    """
    same = Counter(edges)
    tallest: dict[Edge, float] = defaultdict(float)
    for edge, (_, height) in zip(edges, labels, strict=True):
        tallest[edge] = max(tallest[edge], height)
    seen: Counter[Edge] = Counter()
    result = {}
    for e, edge in enumerate(edges):
        if same[edge] > 1 and len(graph.chains[e]) == 2:
            result[e] = max(BOW, tallest[edge] + BOW_ROUND_LABEL) * (same[edge] - 1 - 2 * seen[edge])
            seen[edge] += 1
    return result


def waypoints(places: Places, chain: Sequence[int], bow: float | None) -> list[Point]:
    """Return the points that an edge follows, from port to port."""
    start, end = port(places, chain[0], 1), port(places, chain[-1], -1)
    between = bends(places, chain, start, end) if bow is None else [arc_control(start, end, bow)]
    return [start, *between, end]


def spread_ends(
    drafts: Sequence[Sequence[Point]],
    keys: Sequence[tuple[float, float]],
    edges: Sequence[Edge],
    places: Places,
    side: int,
) -> list[Point]:
    """Return where each draft meets its node: in its direction, or a little beside it if others are close."""
    fans: dict[int, list[int]] = defaultdict(list)
    for e in sorted(range(len(edges)), key=keys.__getitem__):
        fans[edges[e][side < 0]].append(e)
    result: list[Point] = [(0.0, 0.0)] * len(edges)
    for node, fan in fans.items():
        radius = port_radius(places.boxes[node]) + GAP
        angles = [angle_of(drafts[e], side) for e in fan]
        least = min(APART / radius, 2.6 / len(fan))
        weights = [1.0 if abs(angle) > 0.01 else 100.0 for angle in angles]
        turned = closest_apart(angles, weights, offsets([least] * len(fan)))
        for e, angle in zip(fan, turned, strict=True):
            x, y = drafts[e][0]
            result[e] = x + side * radius * cos(angle), y + radius * sin(angle)
    return result


def angle_of(points: Sequence[Point], side: int) -> float:
    """Return the angle at which a route leaves to the right (side 1) or to the left (side -1)."""
    (x, y), (to_x, to_y) = points[:2]
    return atan2(to_y - y, side * (to_x - x))


def port(places: Places, node: int, side: int) -> Point:
    """Return the point round which edges meet a node on its right (side 1) or left (side -1)."""
    box, (x, y) = places.boxes[node], places.points[node]
    return x + side * (box.width / 2 - port_radius(box)), y


def port_radius(box: Box) -> float:
    """Return the radius in px of the circle on which edges end: the round end of a node, a wider one at a text."""
    return box.height / 2 if box.round else 26.0


def bends(places: Places, chain: Sequence[int], start: Point, end: Point) -> Iterator[Point]:
    """Yield the bends of an edge: out of a crowded column, straight through the columns it passes, into the last."""
    sides = [side for point in chain for side in column_sides(places, point)]
    points = [start, *sides[2:-2], end]
    if too_close(places, chain[0], points[0], points[1]):
        yield sides[1]
    yield from points[1:-1]
    if too_close(places, chain[-1], points[-2], points[-1]):
        yield sides[-2]


def column_sides(places: Places, point: int) -> tuple[Point, Point]:
    """Return the two points at a point's height where its column begins and ends."""
    at = places.graph.column[point]
    (left, right), x, y = places.extents[at], places.axes[at], places.ys[point]
    return (x - left - 4, y), (x + right + 4, y)


def too_close(places: Places, node: int, a: Point, b: Point) -> bool:
    """Tell whether the line from a to b comes too close to another node in the same column."""
    others = (p for p in neighbours(places, node, min(a[1], b[1]), max(a[1], b[1])) if p != node)
    return any(crosses(a, b, node_rect(places, p, 10)) for p in others)


def node_rect(places: Places, node: int, space: float) -> Rect:
    """Return the rectangle of a node with a space in px around it."""
    (x, y), (width, height, _) = places.points[node], places.boxes[node]
    return around((x, y), (width + 2 * space, height + 2 * space))
