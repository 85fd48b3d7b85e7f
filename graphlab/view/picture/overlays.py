"""What lies under and over a picture: paths, groups, clouds, toggles, and a veil over all but the acting node."""

from collections.abc import Iterator
from math import cos, pi, sin

from graphlab.engine.errors import Translate
from graphlab.engine.rewrite.expand import Group
from graphlab.view.base.theme import Theme
from graphlab.view.layout.boxes import NODE, SMALL, title_size
from graphlab.view.layout.routes import Point, parallel
from graphlab.view.layout.visible import band, composites
from graphlab.view.notation.notation import Edge
from graphlab.view.picture.marks import (
    ASIDE,
    arrow,
    arrows,
    disc,
    label,
    labels,
    long,
    name,
    outline,
    shape,
    symbol,
    whole,
)
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, passing, still
from graphlab.view.picture.scene import Scene

WAY = 13.0
MARK = 76.0
HANDLE = 18
PUFFS = 9


def under(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield what lies under everything: groups, outer before inner, clouds, and the highlighted path."""
    for group in picture.look.groups:
        width = band(picture.look, group)
        yield banded(picture, group, colours.frame_edge, width + 3)
        yield banded(picture, group, colours.frame, width)
    if picture.look.elided:
        yield still(cloudy(colours), [cloud(picture, i) for i in clouds(picture)])
    if picture.look.selected:
        spots = [i for i in picture.drawn[:-1] if picture.nodes[i].name in picture.look.selected]
        yield still(soft(colours.ring_fill, MARK), [line((picture.plan.points[i],)) for i in spots])
    if picture.look.path:
        yield still(soft(colours.ring, WAY), way(picture))


def soft(colour: str, width: float) -> Spec:
    """Return the look of a broad line with round ends."""
    look = {"color": colour, "width": width, "shape": "spline", "smoothing": 0.6}
    disc = {"symbol": "circle", "color": colour, "size": width, "line": {"width": 0}, "opacity": 1}
    return {"type": "scatter", "mode": "lines+markers", "hoverinfo": "skip", "line": look, "marker": disc}


def banded(picture: Scene, group: Group, colour: str, width: float) -> Layer:
    """Return the band along the inside of a group: it encloses what belongs there, and nothing else."""
    members = set(picture.visible.members(group))
    inner = [route for edge, route in routes(picture) if {edge.source, edge.target} <= members]
    lines: list[Item] = [line((picture.plan.points[w.source], *r, picture.plan.points[w.target]))
                         for (w, r) in routes(picture) if r in inner]  # fmt: skip
    return still(soft(colour, width), [*lines, *(line(core(picture, i)) for i in members)])


def core(picture: Scene, node: int) -> tuple[Point, Point]:
    """Return the ends of the line round which a band encloses a node: those of a circle meet in its centre."""
    (x, y), far = picture.plan.points[node], max(picture.boxes[node].width - NODE, 0.0) / 2
    return (x - far, y), (x + far, y)


def routes(picture: Scene) -> list[tuple[Edge, tuple[Point, ...]]]:
    """Return every edge with its route."""
    return list(zip(picture.edges, picture.plan.routes, strict=True))


def line(points: tuple[Point, ...]) -> Item:
    """Return the points of a broad line, a break after it."""
    return {"x": [round(x) for x, _ in points] + [None], "y": [round(y) for _, y in points] + [None]}


def way(picture: Scene) -> Iterator[Item]:
    """Yield the edges along the way that is lit, from its first node to the result's name."""
    lit = {*picture.look.path, (len(picture.nodes) - 1, len(picture.nodes), 0)}
    for edge, route in routes(picture):
        if edge in lit:
            yield line(whole(parallel(route, 0.0)))


def cloudy(colours: Theme) -> Spec:
    """Return the look of clouds."""
    return shape(colours.frame, colours.frame_edge, 1.5)


def clouds(picture: Scene) -> list[int]:
    """Return the names that stand for a part which is not drawn."""
    return [i for i in picture.drawn[:-1] if picture.nodes[i].name in picture.look.elided]


def cloud(picture: Scene, node: int) -> Item:
    """Return the outline of a cloud round a name: arcs along an ellipse."""
    (x, y), box = picture.plan.points[node], picture.boxes[node]
    angles = [2 * pi * i / (PUFFS * 8) for i in range(PUFFS * 8 + 1)]
    swell = [1 + 0.16 * abs(sin(PUFFS * t / 2)) for t in angles]
    xs = [round(x + (box.width / 2 + 16) * s * cos(t), 1) for t, s in zip(angles, swell, strict=True)]
    ys = [round(y + (box.height / 2 + 13) * s * sin(t), 1) for t, s in zip(angles, swell, strict=True)]
    return {"x": [*xs, None], "y": [*ys, None]}


def over(picture: Scene, colours: Theme, say: Translate) -> Iterator[Layer]:
    """Yield what lies over everything: the light on the acting node, and the handles."""
    if picture.look.focus:
        yield from spotlight(picture, colours)
    if picture.look.groups:
        title = {
            "type": "scatter",
            "mode": "text",
            "hoverinfo": "skip",
            "textfont": {"color": colours.muted, "size": SMALL},
        }
        yield still(title, titles(picture))
    if picture.look.toggles:
        yield still(handle(colours), handles(picture, say))


def titles(picture: Scene) -> Iterator[Item]:
    """Yield the title of every group."""
    for (x, y), group in zip(picture.placed.titles, picture.look.groups, strict=True):
        yield {"x": [x + 10], "y": [y], "text": [group.op]}


def handle(colours: Theme) -> Spec:
    """Return the look of handles: small discs with a sign."""
    mark = {"symbol": "circle", "size": HANDLE, "color": colours.paper, "line": {"color": colours.muted, "width": 1.5}}
    font = {"color": colours.ink, "size": 14, "weight": 700}
    return {"type": "scatter", "mode": "markers+text", "hoverinfo": "text", "marker": mark, "textfont": font}


def handles(picture: Scene, say: Translate) -> Iterator[Item]:
    """Yield a plus at every composite node and a minus at every group; what it does goes along as its data."""
    for i in composites(picture.trace.graph):
        (x, y), box = picture.plan.points[i], picture.boxes[i]
        tip = say("Expand: show the inside of this node")
        yield knob(x + box.width / 2 - 3, y - box.height / 2 + 1, "+", picture.nodes[i].name, tip)
    for (x, y), group in zip(picture.placed.titles, picture.look.groups, strict=True):
        at = x - title_size(group.op)[0] / 2 + 10
        yield knob(at, y, "−", group.name, say("Collapse: one node again"))


def knob(x: float, y: float, sign: str, node: str, tip: str) -> Item:
    """Return one handle."""
    return {"x": [round(x)], "y": [round(y)], "text": [sign], "customdata": [sign + node], "hovertext": [tip]}


def spotlight(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield a veil over everything, and above it, bright, the acting node with its inputs and its output."""
    size = picture.plan.width, picture.plan.height
    corners: Item = {"x": [0, size[0], size[0], 0, 0, None], "y": [0, 0, size[1], size[1], 0, None]}
    yield passing(shape(colours.veil, colours.veil, 0), lambda at: [corners] if at else [])
    yield passing(arrows(colours.ink, 2.4), lambda at: [ahead(picture, e) for e in near(picture, at)])
    way_back = arrows(colours.gradient, 3.6)
    yield passing(way_back, lambda at: [back(picture, e) for e in near(picture, at) if returned(picture, e, at)])
    ring = shape(colours.ring_fill, colours.ring, 4)
    yield passing(ring, lambda at: [outline(picture, i) for i in acting(picture, at) if long(picture, i)])
    knot = disc(colours.ring_fill, colours.ring, 4, colours.ink)
    yield passing(knot, lambda at: [symbol(picture, i) for i in acting(picture, at)])
    if picture.look.elided:
        yield passing(cloudy(colours), lambda at: [cloud(picture, i) for i in clouds(picture) if lit(picture, i, at)])
    bright = {"type": "scatter", "mode": "text", "hoverinfo": "skip"}
    yield passing(bright, lambda at: list(names(picture, colours, at)))
    yield passing(labels(colours, colours.value), lambda at: list(values(picture, at)))
    yield passing(labels(colours, colours.gradient_text), lambda at: list(gradients(picture, at)))


def ahead(picture: Scene, edge: int) -> Item:
    """Return the forward arrow of a edge, beside the backward one where there is one."""
    return arrow(whole(parallel(picture.plan.routes[edge], ASIDE * (edge in picture.edge_back_at))), 13)


def back(picture: Scene, edge: int) -> Item:
    """Return the backward arrow of a edge."""
    return arrow(whole(parallel(picture.plan.routes[edge], -ASIDE)[::-1]), 18)


def acting(picture: Scene, at: int) -> list[int]:
    """Return the node that acts at a position, none at the start."""
    return [picture.trace.steps[at - 1].node] if at else []


def near(picture: Scene, at: int) -> list[int]:
    """Return the edges that meet the acting node."""
    now = acting(picture, at)
    return [e for e, edge in enumerate(picture.edges) if edge.source in now or edge.target in now]


def lit(picture: Scene, node: int, at: int) -> bool:
    """Tell whether a edge of a node meets the acting node."""
    return any(node in (picture.edges[e].source, picture.edges[e].target) for e in near(picture, at))


def returned(picture: Scene, edge: int, at: int) -> bool:
    """Tell whether a edge carries its gradient at a position."""
    return picture.edge_back_at.get(edge, at + 1) <= at


def names(picture: Scene, colours: Theme, at: int) -> Iterator[Item]:
    """Yield the names that stand at the ends of the lit edges."""
    for e in near(picture, at):
        edge, last = picture.edges[e], len(picture.nodes)
        if edge.target == last:
            yield name(picture, last, picture.captions[-1], -1, colours.ink)
        if not picture.nodes[edge.source].inputs:
            yield name(picture, edge.source, picture.captions[edge.source], 1, colours.ink)


def values(picture: Scene, at: int) -> Iterator[Item]:
    """Yield the value labels of the lit edges that are known."""
    for e in near(picture, at):
        spot = picture.placed.above[e]
        if spot and picture.forward_at[picture.edges[e].source] <= at:
            yield label(spot, picture.above[e])


def gradients(picture: Scene, at: int) -> Iterator[Item]:
    """Yield the gradient labels of the lit edges that carry one."""
    for e in near(picture, at):
        spot = picture.placed.below[e]
        if spot and returned(picture, e, at):
            yield label(spot, picture.below[e])
