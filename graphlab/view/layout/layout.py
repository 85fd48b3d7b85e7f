"""A layered drawing: columns by distance to the output, few crossings, straight chains, space for labels."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType
from typing import NamedTuple

from graphlab.view.layout.boxes import Box, Size
from graphlab.view.layout.columns import Edge, LayeredGraph, columns, layered
from graphlab.view.layout.crossings import order_columns
from graphlab.view.layout.heights import heights
from graphlab.view.layout.routes import Point, Route
from graphlab.view.layout.routing import Places, route_edges

MARGIN = 18.0
TEXT_HALF = 24.0
DUMMY = 44.0
LEAST = 96.0
SCALES = MappingProxyType({40: (1.0, 1.0, 1.0, 1.15, 1.35), 70: (1.0, 1.35)})


class Layout(NamedTuple):
    """Centre of every node, polyline of every edge and the size of the whole, in px with y downward."""

    points: tuple[Point, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def layout(boxes: Sequence[Box], edges: Sequence[Edge], labels: Sequence[Size] = (), scale: float = 1.0) -> Layout:
    """Place nodes, the last of which is the output, with space for labels of (width, height) px, one an edge.

    >>> layout([Box(40, 20, False), Box(46, 46)], [(0, 1)]).points
    ((46.0, 76), (242, 76))
    """
    labels = labels or [(30.0, 20.0)] * len(edges)
    graph = layered(edges, columns(len(boxes), edges))
    order = order_columns(graph)
    extents = [extent(column, boxes, graph) for column in order]
    gap = min(200.0, max(120.0, 1200.0 / max(len(order), 1))) * scale
    axes = column_axes(extents, widest_labels(edges, labels, graph, len(order)), gap)
    slots = [height * scale for height in slot_heights(boxes, edges, labels, graph, max(LEAST, 0.54 * gap / scale))]
    ys = [round(y + MARGIN) for y in heights(graph, order, slots)]
    points = tuple((node_x(p, axes, extents, boxes, graph), ys[p]) for p in range(len(boxes)))
    routes = tuple(route_edges(edges, labels, Places(boxes, points, graph, ys, axes, extents, order)))
    height = max(y + slot / 2 for y, slot in zip(ys, slots, strict=True)) + MARGIN
    return Layout(points, routes, round(axes[-1] + extents[-1][1] + MARGIN), round(height))


def extent(column: list[int], boxes: Sequence[Box], graph: LayeredGraph) -> tuple[float, float]:
    """Return how far a column reaches to the left and to the right of its axis."""
    nodes = [p for p in column if p < graph.nodes]
    half = half_width(nodes, boxes)
    texts = [p for p in nodes if not boxes[p].round]
    left = max([half, *(boxes[p].width - half for p in texts if graph.successors[p])])
    return left, max([half, *(boxes[p].width - half for p in texts if not graph.successors[p])])


def half_width(nodes: Iterable[int], boxes: Sequence[Box]) -> float:
    """Return half the width of the widest round node of a column, at least that of a plain one."""
    return max((boxes[p].width / 2 for p in nodes if boxes[p].round), default=TEXT_HALF)


def widest_labels(edges: Sequence[Edge], labels: Sequence[Size], graph: LayeredGraph, count: int) -> list[float]:
    """Return the width of the widest label to the right of each column."""
    result = [0.0] * count
    for (source, _), (width, _) in zip(edges, labels, strict=True):
        result[graph.column[source]] = max(result[graph.column[source]], width)
    return result


def column_axes(extents: Sequence[tuple[float, float]], labels: Sequence[float], gap: float) -> list[float]:
    """Return the x of every column's axis."""
    axes = [MARGIN + extents[0][0]]
    for (_, right), (left, _), label in zip(extents, extents[1:], labels, strict=False):
        axes.append(axes[-1] + max(gap, right + left + 58 + label))
    return [round(x) for x in axes]


def node_x(
    point: int, axes: Sequence[float], extents: Sequence[tuple[float, float]], boxes: Sequence[Box], graph: LayeredGraph
) -> float:
    """Return the x of a node: a text is aligned to the side of the column from which its edge leaves."""
    at = graph.column[point]
    if boxes[point].round:
        return axes[at]
    if graph.successors[point]:
        return axes[at] + extents[at][1] - boxes[point].width / 2
    return axes[at] - extents[at][0] + boxes[point].width / 2


def slot_heights(
    boxes: Sequence[Box], edges: Sequence[Edge], labels: Sequence[Size], graph: LayeredGraph, least: float
) -> list[float]:
    """Return the height in px that every point keeps free around itself."""
    result = [max(box.height + 12, least - 8 * (1 if box.round else -1)) for box in boxes]
    result += [DUMMY] * (len(graph.column) - len(boxes))
    same = Counter(edges)
    needed: dict[bool, Callable[[float], float]] = {True: lambda h: 2 * h + 40, False: lambda h: 3.4 * h + 48}
    for edge, (_, height) in zip(edges, labels, strict=True):
        several = same[edge] > 1 and graph.column[edge[1]] == graph.column[edge[0]] + 1
        for node in edge if several else edge[:1]:
            result[node] = max(
                result[node], same[edge] * (2 * height + 40) if several else needed[boxes[node].round](height)
            )
    return result


def scales(count: int) -> tuple[float, ...]:
    """Return how roomy the attempts for a graph of so many boxes are: the smaller, the more of them."""
    return next((tries for most, tries in SCALES.items() if count <= most), (1.0,))
