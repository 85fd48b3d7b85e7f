"""What is drawn below and above a graph: groups, clouds, a highlighted path, toggles, a veil over what does not act."""

from collections.abc import Iterator
from math import cos, pi, sin

from graphlab.engine.errors import Translate
from graphlab.engine.rewrite.expand import Group
from graphlab.view.layout.boxes import NODE, SMALL, title_size
from graphlab.view.layout.routes import Point, Route, parallel
from graphlab.view.layout.visible import band, composites
from graphlab.view.picture.graph_marks import backward, forward, label, name, rings
from graphlab.view.picture.marks import Area, Band, Disc, Mark, Words, plain, rectangle
from graphlab.view.picture.scene import Scene

PATH_WIDTH, SELECTED_SIZE, TOGGLE_SIZE, PUFFS = 13.0, 76.0, 18, 9


def underlay(scene: Scene) -> Iterator[Mark]:
    """Yield what is drawn below everything: groups, outer before inner, clouds, selected nodes, the path."""
    for group in scene.look.groups:
        width = band(scene.look, group)
        for role, wide in (("group-edge", width + 3), ("group", width)):
            yield from (Mark(role, Band(points, wide)) for points in group_lines(scene, group))
    yield from (Mark("cloud", cloud(scene, i)) for i in clouds(scene))
    for i in scene.drawn[:-1]:
        if scene.nodes[i].name in scene.look.selected:
            yield Mark("selected", Band(_rounded((scene.plan.points[i],)), SELECTED_SIZE))
    if scene.look.path:
        lit = {*scene.look.path, (len(scene.nodes) - 1, len(scene.nodes), 0)}
        for edge, route in zip(scene.edges, scene.plan.routes, strict=True):
            if edge in lit:
                yield Mark("path", Band(_rounded(parallel(route, 0.0)), PATH_WIDTH))


def group_lines(scene: Scene, group: Group) -> Iterator[Route]:
    """Yield the lines round which the band of a group encloses what belongs there: its edges and its nodes."""
    members, points = set(scene.visible.members(group)), scene.plan.points
    for edge, route in zip(scene.edges, scene.plan.routes, strict=True):
        if {edge.source, edge.target} <= members:
            yield _rounded((points[edge.source], *route, points[edge.target]))
    for i in members:
        # The ends of a circle's line meet in its centre.
        (x, y), far = points[i], max(scene.boxes[i].width - NODE, 0.0) / 2
        yield _rounded(((x - far, y), (x + far, y)))


def _rounded(points: Route) -> Route:
    return tuple((round(x), round(y)) for x, y in points)


def clouds(scene: Scene) -> list[int]:
    """Return the names that stand for a part which is not drawn."""
    return [i for i in scene.drawn[:-1] if scene.nodes[i].name in scene.look.elided]


def cloud(scene: Scene, node: int) -> Area:
    """Return the outline of a cloud round a name: arcs along an ellipse."""
    (x, y), box = scene.plan.points[node], scene.boxes[node]
    wide, high = box.width / 2 + 16, box.height / 2 + 13

    def point(angle: float) -> Point:
        swell = 1 + 0.16 * abs(sin(PUFFS * angle / 2))
        return round(x + wide * swell * cos(angle), 1), round(y + high * swell * sin(angle), 1)

    return Area(tuple(point(2 * pi * i / (PUFFS * 8)) for i in range(PUFFS * 8 + 1)))


def overlay(scene: Scene, say: Translate) -> Iterator[Mark]:
    """Yield what is drawn above everything: the veil, the titles of groups, and the toggles."""
    if scene.look.focus and scene.trace.steps:
        yield from focused(scene)
    for (x, y), group in zip(scene.placed.titles, scene.look.groups, strict=True):
        yield Mark("note", Disc(x + 10, y), Words(plain(group.op), SMALL))
    if scene.look.toggles:
        yield from toggles(scene, say)


def toggles(scene: Scene, say: Translate) -> Iterator[Mark]:
    """Yield a plus at every composite node and a minus at every group; a click reports the sign and the name."""
    for i in composites(scene.trace.graph):
        (x, y), box = scene.plan.points[i], scene.boxes[i]
        at = x + box.width / 2 - 3, y - box.height / 2 + 1
        yield _toggle(at, "+", scene.nodes[i].name, say("Expand: show the inside of this node"))
    for (x, y), group in zip(scene.placed.titles, scene.look.groups, strict=True):
        at = x - title_size(group.op)[0] / 2 + 10, y
        yield _toggle(at, "−", group.name, say("Collapse: one node again"))


def _toggle(at: Point, sign: str, node: str, tip: str) -> Mark:
    disc = Disc(round(at[0]), round(at[1]), TOGGLE_SIZE)
    return Mark("toggle", disc, Words(plain(sign), 14), tip=tip, data=sign + node)


def focused(scene: Scene) -> Iterator[Mark]:
    """Yield a veil over everything, and above it, bright, the acting node with its inputs and its output."""
    size, every = scene.plan, tuple(range(1, len(scene.trace.steps) + 1))
    near = [_near(scene, e) for e in range(len(scene.edges))]
    back = [tuple(at for at in near[e] if scene.edge_back_at.get(e, at + 1) <= at) for e in range(len(near))]
    known = [tuple(at for at in near[e] if scene.forward_at[edge.source] <= at) for e, edge in enumerate(scene.edges)]
    yield Mark("veil", rectangle(0, 0, size.width, size.height), only=every)
    yield from (Mark("edge-near", forward(scene, e, 13), only=at) for e, at in enumerate(near) if at)
    yield from (Mark("gradient-edge-near", backward(scene, e, 18), only=at) for e, at in enumerate(back) if at)
    yield from rings(scene)
    lit: dict[int, set[int]] = {}
    for edge, at in zip(scene.edges, near, strict=True):
        for i in (edge.source, edge.target):
            lit.setdefault(i, set()).update(at)
    bright = {i: tuple(sorted(at)) for i, at in lit.items() if at}
    yield from (Mark("cloud", cloud(scene, i), only=bright[i]) for i in clouds(scene) if i in bright)
    for i, at in bright.items():
        if i == len(scene.nodes) or not scene.nodes[i].inputs:
            yield Mark("name", *name(scene, i), only=at)
    yield from _labels(scene, "value", known)
    yield from _labels(scene, "gradient", back)


def _near(scene: Scene, edge: int) -> tuple[int, ...]:
    """Return the positions at which an edge meets the acting node."""
    ends = scene.edges[edge].source, scene.edges[edge].target
    return tuple(sorted(at for i in ends for at in scene.acts_at.get(i, ())))


def _labels(scene: Scene, role: str, positions: list[tuple[int, ...]]) -> Iterator[Mark]:
    """Yield the labels of edges, each at its positions."""
    side = (scene.placed.above, scene.above) if role == "value" else (scene.placed.below, scene.below)
    for centre, text, at in zip(*side, positions, strict=True):
        if centre and at:
            yield label(role, centre, text, only=at)
