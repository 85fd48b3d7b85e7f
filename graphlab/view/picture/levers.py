"""The switch at a node that lets the gradient pass or blocks it, as ReLU does: a lever, closed or open."""

from collections.abc import Iterator
from math import cos, pi, sin

import numpy as np

from graphlab.view.layout.routes import Point
from graphlab.view.layout.visible import LEVER
from graphlab.view.picture.marks import Disc, Line, Mark
from graphlab.view.picture.scene import Scene

# The length of the lever's arm, and that of the edges to its contacts, in px.
ARM = 26.0
STUB = 11.0
OPEN = pi / 7


def lever_marks(scene: Scene) -> Iterator[Mark]:
    """Yield the levers of all switches of single numbers, then their contacts, each from where its input is known.

    Where only the acting node is bright, it alone shows its lever.
    """
    found = [i for i in scene.drawn[:-1] if switches(scene, i)]
    for role, draw in (("lever", lines), ("contact", contacts)):
        for i in found:
            if not scene.look.focus:
                first = max(scene.forward_at[j] for j in scene.nodes[i].inputs)
                yield from (Mark(role, shape, first=first) for shape in draw(scene, i))
            elif i in scene.acts_at:
                yield from (Mark(role, shape, only=scene.acts_at[i]) for shape in draw(scene, i))


def switches(scene: Scene, node: int) -> bool:
    """Tell whether a node is a switch for a single number."""
    op, inputs = scene.nodes[node].op, scene.nodes[node].inputs
    return bool(inputs and scene.trace.ops[op].switch) and np.size(scene.trace.node_values[node]) == 1


def passes(scene: Scene, node: int) -> bool:
    """Tell whether the gradient passes a switch."""
    switch = scene.trace.ops[scene.nodes[node].op].switch
    assert switch
    return bool(np.all(switch(*(scene.trace.node_values[j] for j in scene.nodes[node].inputs))))


def pivot(scene: Scene, node: int) -> Point:
    """Return where the arm of a lever turns: its left contact."""
    (x, y), box = scene.plan.points[node], scene.boxes[node]
    return x - ARM / 2, y - box.height / 2 - LEVER / 2 + 3


def lines(scene: Scene, node: int) -> Iterator[Line]:
    """Yield the two edges, and the arm between them, raised where the switch is open."""
    x, y = pivot(scene, node)
    angle = 0.0 if passes(scene, node) else OPEN
    for ends in (
        ((x - STUB, y), (x, y)),
        ((x + ARM, y), (x + ARM + STUB, y)),
        ((x, y), (x + ARM * cos(angle), y - ARM * sin(angle))),
    ):
        yield Line(tuple((round(a, 1), round(b, 1)) for a, b in ends))


def contacts(scene: Scene, node: int) -> Iterator[Disc]:
    """Yield the contacts between which the arm lies."""
    x, y = pivot(scene, node)
    yield from (Disc(round(a, 1), round(y, 1), 7) for a in (x, x + ARM))
