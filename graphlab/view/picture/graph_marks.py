"""The marks of a graph: its edges and nodes, the names, the labels, and where it can be pointed at."""

from collections.abc import Iterator
from math import cos, pi, sin
from types import MappingProxyType

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.engine.run.mistakes import until
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value
from graphlab.view.base import numbers
from graphlab.view.base.tooltips import node_tooltip
from graphlab.view.layout.boxes import NODE, PILL
from graphlab.view.layout.routes import Point, Route, parallel
from graphlab.view.notation.notation import Edge, Text
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.marks import Area, Disc, Line, Mark, Words, plain
from graphlab.view.picture.scene import Scene

# How far in px the forward and the backward line of an edge are from its middle.
ASIDE = 5.0
SYMBOL_SIZES = MappingProxyType({1: 22, 2: 18, 3: 16})
# Stands for the upstream gradient among the names of inputs, which are identifiers.
UPSTREAM = "∂"
QUARTER = tuple(pi * i / 8 for i in range(-4, 5))


def edges(scene: Scene) -> Iterator[Mark]:
    """Yield the arrows of the edges: pale, forward, forward now, backward, backward now."""
    numbers, returned = range(len(scene.edges)), scene.edge_back_at
    known = [scene.forward_at[edge.source] for edge in scene.edges]
    yield from (Mark("edge-pale", forward(scene, e, 9)) for e in numbers)
    yield from (Mark("edge", forward(scene, e, 11), first=known[e]) for e in numbers)
    for e, edge in enumerate(scene.edges):
        ends = (scene.forward_at.get(i, 0) for i in (edge.source, edge.target))
        now = tuple(sorted({at for at in ends if at}))
        if now:
            yield Mark("edge-now", forward(scene, e, 15), only=now)
    yield from (Mark("gradient-edge", backward(scene, e, 17), first=at) for e, at in returned.items())
    yield from (Mark("gradient-edge-now", backward(scene, e, 22), only=at) for e, at in scene.carried_at.items())


def forward(scene: Scene, edge: int, head: float) -> Line:
    """Return the forward arrow of an edge, beside the backward one where there is one."""
    return Line(_whole(parallel(scene.plan.routes[edge], ASIDE * (edge in scene.edge_back_at))), head)


def backward(scene: Scene, edge: int, head: float) -> Line:
    """Return the backward arrow of an edge."""
    return Line(_whole(parallel(scene.plan.routes[edge], -ASIDE)[::-1]), head)


def _whole(route: Route) -> Route:
    return tuple((round(x), round(y)) for x, y in route)


def nodes(scene: Scene) -> Iterator[Mark]:
    """Yield the nodes, pale, computed and acting: each time pills, then circles with the symbols of both."""
    known = scene.forward_at
    operations = [i for i, node in enumerate(scene.nodes) if node.inputs]
    pills = [i for i in operations if long(scene, i)]
    yield from (Mark("node-pale", pill(scene, i)) for i in pills)
    yield from (Mark("node-pale", *symbol(scene, i)) for i in operations)
    yield from (Mark("node", pill(scene, i), first=known[i]) for i in pills)
    yield from (Mark("node", *symbol(scene, i), first=known[i]) for i in operations)
    yield from rings(scene)


def rings(scene: Scene) -> Iterator[Mark]:
    """Yield the nodes with the ring that marks the acting one."""
    acts = scene.acts_at
    yield from (Mark("ring", pill(scene, i), only=acts[i]) for i in acts if scene.nodes[i].inputs and long(scene, i))
    yield from (Mark("ring", *symbol(scene, i), only=acts[i]) for i in acts)


def long(scene: Scene, node: int) -> bool:
    """Tell whether the symbol of a node needs a pill."""
    return len(scene.captions[node]) > 3


def pill(scene: Scene, node: int) -> Area:
    """Return the outline of a pill."""
    (x, y), half = scene.plan.points[node], scene.boxes[node].width / 2 - PILL / 2
    right = [(x + half + PILL / 2 * cos(t), y + PILL / 2 * sin(t)) for t in QUARTER]
    left = [(2 * x - a, 2 * y - b) for a, b in right]
    return Area(tuple((round(a, 1), round(b, 1)) for a, b in (*right, *left, right[0])))


def symbol(scene: Scene, node: int) -> tuple[Disc, Words]:
    """Return the circle of a node with its symbol; a pill needs no circle."""
    (x, y), text = scene.plan.points[node], scene.captions[node]
    return Disc(x, y, 0 if long(scene, node) else NODE), Words(plain(text), SYMBOL_SIZES.get(len(text), 15))


def names(scene: Scene) -> Iterator[Mark]:
    """Yield the names of inputs and of the result, then the constants."""
    leaves = [i for i in scene.drawn[:-1] if not scene.nodes[i].inputs]
    yield from (Mark("name", *name(scene, i)) for i in leaves if scene.nodes[i].op != "const")
    yield Mark("name", *name(scene, len(scene.nodes)))
    yield from (Mark("constant", *name(scene, i)) for i in leaves if scene.nodes[i].op == "const")


def name(scene: Scene, place: int) -> tuple[Disc, Words]:
    """Return a name: that of a leaf ends, that of the result begins where its edge does."""
    (x, y), half = scene.plan.points[place], scene.boxes[place].width / 2
    side, anchor = (-1, "start") if place == len(scene.nodes) else (1, "end")
    return Disc(x + side * half, y), Words(plain(scene.captions[place]), anchor=anchor)


def labels(scene: Scene) -> Iterator[Mark]:
    """Yield the values, then the gradients and, where several meet, their sums, each from where it is complete."""
    for e, (edge, at, text) in enumerate(zip(scene.edges, scene.placed.above, scene.above, strict=True)):
        if at:
            mark = label("value", at, text, scene.forward_at[edge.source], along=forward(scene, e, 0).points)
            yield mark._replace(pulls=pulled_input(scene, edge, text))
    for e in scene.carried_at:
        centre = scene.placed.below[e]
        if centre:
            for first, end, _run, text in sent_labels(scene, e):
                mark = label("gradient", centre, text, first, tuple(range(first, end)), backward(scene, e, 0).points)
                yield mark._replace(pulls=UPSTREAM) if pulls_upstream(scene, e, text) else mark
    for i, (centre, text) in enumerate(zip(scene.placed.sums, scene.sums, strict=True)):
        if centre:
            yield label("gradient", centre, text, scene.gradient_at[i])


def pulled_input(scene: Scene, edge: Edge, text: Text) -> str:
    """Return the input whose number the label of an edge shows, "" where it shows none."""
    node, value = scene.nodes[edge.source], scene.trace.node_values[edge.source]
    return node.name if node.op == "input" and shows(text, value) else ""


def pulls_upstream(scene: Scene, e: int, text: Text) -> bool:
    """Tell whether the label below an edge shows the number that comes in from the right."""
    return e == len(scene.edges) - 1 and shows(text, scene.trace.upstream)


def shows(text: Text, value: Value) -> bool:
    """Tell whether a label shows a single number."""
    return not np.ndim(value) and numbers.array(value) in text.shown.split("\n")


def sent_labels(scene: Scene, e: int) -> Iterator[tuple[int, int, Trace, Text]]:
    """Yield the labels that stand below an edge one after another: a gradient may be sent along it several times.

    Each with its first position, the position at which the next one replaces it (0: none), and the run so far.
    """
    first, *later = scene.carried_at[e]
    for start, end in zip((first, *later), (*later, 0), strict=True):
        so_far = until(scene.trace, start - scene.seed_at) if end else scene.trace
        writer = NOTATIONS[scene.look.notation].writer
        yield start, end, so_far, writer(so_far, scene.look, str).gradient(scene.edges[e]) if end else scene.below[e]


def label(role: str, centre: Point, text: Text, first: int = 0, only: tuple[int, ...] = (), along: Route = ()) -> Mark:
    """Return a label that tells more when pointed at."""
    return Mark(role, Disc(*centre), Words(text.lines), first, only, text.hover, along=along)


def targets(scene: Scene, say: Translate) -> Iterator[Mark]:
    """Yield what can be pointed at and clicked: every node, then those computed, then those with a gradient."""
    trace = scene.trace
    for i in scene.drawn[:-1]:
        yield Mark("target", _target(scene, i), tip=node_tooltip(scene.nodes[i]), data=i)
    for i in scene.drawn[:-1]:
        tip = node_tooltip(scene.nodes[i], trace.node_values[i], None, say)
        yield Mark("target-known", _target(scene, i), first=scene.forward_at[i], tip=tip, data=i)
    for i, first in scene.gradient_at.items():
        tip = node_tooltip(scene.nodes[i], trace.node_values[i], trace.node_grads[i], say)
        yield Mark("target-complete", _target(scene, i), first=first, tip=tip, data=i)


def _target(scene: Scene, node: int) -> Disc:
    return Disc(*scene.plan.points[node], round(scene.boxes[node].height))
