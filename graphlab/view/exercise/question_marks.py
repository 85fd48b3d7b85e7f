"""The questions of a run in its picture: where the number that is asked for will stand, and how it is asked for."""

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import numpy as np

from graphlab.engine.errors import Translate, say
from graphlab.engine.run.trace import Trace
from graphlab.practice.exercise import Box, Exercise, every_box
from graphlab.view.exercise.blanks import spot, title
from graphlab.view.layout.boxes import Rect, around
from graphlab.view.layout.routes import Point
from graphlab.view.notation.dimensions import BATCH, Dimensions
from graphlab.view.picture.scene import Scene, label_size, rects

# px: half the size of a field, and how far below the middle of a node it stands whose labels have no place.
HALF = np.array([38.0, 19.0])
BELOW = 40.0
# By how much a field may be moved so that it hides nothing, the nearest places first: px to the right, px down.
MOVES = np.array(sorted(((x, y) for x in range(-72, 73, 8) for y in range(-40, 41, 4)), key=lambda by: np.hypot(*by)))
# px: what is further away cannot be hidden.
NEAR = 250.0


class Place(NamedTuple):
    """The centre of a field in px."""

    x: float
    y: float


def places(scene: Scene) -> dict[str, Place]:
    """Return where the field for the number of every box stands, by key.

    It is the place of the number, or the nearest one where the field hides no node, no name and no label that is known
    before; for a box without a label of its own a place below the acting node.
    """
    points, seen = scene.plan.points, list(_seen(scene))
    taken, known = np.array([area for area, _at in seen]), np.array([at for _area, at in seen])
    middles = (taken[:, :2] + taken[:, 2:]) / 2
    frame = np.array([scene.plan.width, scene.plan.height]) - HALF
    found = {}
    for box in every_box(scene.trace):
        x, y = points[box.acting]
        centre = spot(scene, box)[0] or (x, y + BELOW)
        at = {"value": scene.forward_at, "sum": scene.gradient_at}.get(box.kind, scene.backward_at)
        now = at[box.target if box.kind == "gradient" else box.node]
        near = (known < now) & (np.abs(middles - centre).max(axis=1) < NEAR)
        found[box.key] = _free(centre, taken[near], frame)
    return found


def _seen(scene: Scene) -> Iterator[tuple[Rect, int]]:
    """Yield the areas of nodes, names and labels, each with the position from which on it is seen."""
    every, placed = rects(scene.plan, scene.boxes), scene.placed
    yield from ((every[i], -1) for i in scene.drawn)
    labels = (
        *zip(placed.above, scene.above, (scene.forward_at[edge.source] for edge in scene.edges), strict=True),
        *zip(placed.below, scene.below, map(scene.edge_back_at.get, range(len(scene.edges))), strict=True),
        *zip(placed.sums, scene.sums, map(scene.gradient_at.get, range(len(scene.nodes))), strict=True),
    )
    for centre, text, at in labels:
        size = label_size(text)
        if centre and size:
            yield around(centre, size), at or 0


def _free(centre: Point, taken: np.ndarray, frame: np.ndarray) -> Place:
    for moves in (MOVES[:1], MOVES):
        tried = np.clip(centre + moves, HALF, frame)[:, None]
        apart = ((tried + HALF <= taken[:, :2]) | (tried - HALF >= taken[:, 2:])).any(axis=2).all(axis=1)
        if apart.any():
            x, y = tried[apart.argmax(), 0]
            return Place(round(float(x), 1), round(float(y), 1))
    return Place(*centre)


def with_numbers(trace: Trace, box: Box, text: str) -> str:
    """Return a shape as it was typed with the number in place of the batch's letter, where the picture writes that.

    >>> from graphlab import parse, run
    >>> trace = run(parse("Y = dot(X, W)"), {"X": [[1, 2], [3, 4]], "W": [[5, 6, 7], [8, 9, 0]]})
    >>> box = every_box(trace)[0]
    >>> with_numbers(trace, box, "(N, 3)"), with_numbers(trace, box, "(3, N)")
    ('(2, 3)', '(3, 0)')
    """
    written = Dimensions(trace).sizes(box.node)
    sizes = dict(enumerate(zip(written, np.shape(trace.node_values[box.node]), strict=True)))
    axis = count()

    def number(found: re.Match[str]) -> str:
        letter, size = sizes.get(next(axis), ("", 0))
        return found[0] if found[0] != BATCH else str(size if letter == BATCH else 0)

    return re.sub(rf"{BATCH}|\d+", number, text)


def asked(exercise: Exercise, box: Box, translate: Translate) -> str:
    """Return a question: a gradient or a value, one cell of it, or its shape.

    >>> exercise = Exercise("", "y = x * a", (("x", "[1, 2]"), ("a", "3")), "[1, 1]", "both")
    >>> [asked(exercise, box._replace(part=(1,)), str) for box in exercise.boxes[:2]]
    ['y, cell [1] = ?', '∂L/∂x, cell [1] = ?']
    """
    value = exercise.called(exercise.graph.nodes[box.node].name)
    what = value if box.kind == "value" else title(exercise, box).translated(translate)
    if box.part == "shape":
        what = say("the shape of {what}", what=what).translated(translate)
    elif box.part != "all":
        what = say("{what}, cell [{cell}]", what=what, cell=", ".join(map(str, box.part))).translated(translate)
    return f"{what} = ?"
