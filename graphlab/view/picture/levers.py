"""The switch at a node that lets the gradient pass or blocks it, as ReLU does: a lever, closed or open."""

from collections.abc import Callable, Iterator
from functools import partial
from math import cos, pi, sin

import numpy as np

from graphlab.view.base.theme import Theme
from graphlab.view.layout.routes import Point
from graphlab.view.layout.visible import LEVER
from graphlab.view.picture.overlays import acting
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, growing, passing
from graphlab.view.picture.scene import Scene

# The lever's own length, and that of the wires to its contacts, in px.
ARM = 26.0
STUB = 11.0
OPEN = pi / 7


def levers(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield the levers of all switches of single numbers, each from where its input is known.

    Where only the acting node is bright, it alone shows its lever.
    """
    found = [i for i in picture.drawn[:-1] if switches(picture, i)]
    for look, draw in ((line(colours), lever), (knob(colours), contacts)) if found else ():
        if picture.look.focus:
            yield passing(look, partial(shown, picture, found, draw))
        else:
            yield growing(look, [(known(picture, i), item) for i in found for item in draw(picture, i)])


Draw = Callable[[Scene, int], Iterator[Item]]


def shown(picture: Scene, found: list[int], draw: Draw, at: int) -> list[Item]:
    """Return what is drawn at the node that acts at a position."""
    return [item for i in acting(picture, at) if i in found for item in draw(picture, i)]


def switches(picture: Scene, node: int) -> bool:
    """Tell whether a node is a switch for a single number."""
    op, inputs = picture.nodes[node].op, picture.nodes[node].inputs
    return bool(inputs and picture.trace.graph.ops[op].switch) and np.size(picture.trace.node_values[node]) == 1


def known(picture: Scene, node: int) -> int:
    """Return from which position on the inputs of a node are known."""
    return max(picture.forward_at[j] for j in picture.nodes[node].inputs)


def passes(picture: Scene, node: int) -> bool:
    """Tell whether the gradient passes a switch."""
    switch = picture.trace.graph.ops[picture.nodes[node].op].switch
    assert switch
    return bool(np.all(switch(*(picture.trace.node_values[j] for j in picture.nodes[node].inputs))))


def pivot(picture: Scene, node: int) -> Point:
    """Return where the arm of a lever turns: its left contact."""
    (x, y), box = picture.plan.points[node], picture.boxes[node]
    return x - ARM / 2, y - box.height / 2 - LEVER / 2 + 3


def lever(picture: Scene, node: int) -> Iterator[Item]:
    """Yield the two wires, and the arm between them, raised where the switch is open."""
    x, y = pivot(picture, node)
    angle = 0.0 if passes(picture, node) else OPEN
    for ends in (
        ((x - STUB, y), (x, y)),
        ((x + ARM, y), (x + ARM + STUB, y)),
        ((x, y), (x + ARM * cos(angle), y - ARM * sin(angle))),
    ):
        yield {"x": [round(a, 1) for a, _ in ends] + [None], "y": [round(b, 1) for _, b in ends] + [None]}


def contacts(picture: Scene, node: int) -> Iterator[Item]:
    """Yield the contacts between which the arm lies."""
    x, y = pivot(picture, node)
    yield from ({"x": [round(a, 1)], "y": [round(y, 1)]} for a in (x, x + ARM))


def line(colours: Theme) -> Spec:
    """Return the look of arms and wires."""
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colours.ink, "width": 2.5}}


def knob(colours: Theme) -> Spec:
    """Return the look of contacts."""
    marker = {"symbol": "circle", "color": colours.ink, "size": 7, "line": {"width": 0}, "opacity": 1}
    return {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "marker": marker}
