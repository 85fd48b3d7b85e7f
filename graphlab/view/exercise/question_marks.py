"""The questions of a run in its picture: where the number that is asked for will stand, and what it is called."""

from typing import NamedTuple

from graphlab.engine.errors import Translate, say
from graphlab.practice.exercise import Box, Exercise, every_box
from graphlab.view.exercise.blanks import spot, title
from graphlab.view.picture.scene import Scene

# px below the middle of a node whose labels have no place.
BELOW = 40.0


class Place(NamedTuple):
    """The centre of a box in px."""

    x: float
    y: float


def places(scene: Scene) -> dict[str, Place]:
    """Return where the number of every box will stand, by key; without a label of its own, below the acting node."""
    points = scene.plan.points
    found = {box.key: (box, spot(scene, box)[0]) for box in every_box(scene.trace)}
    return {
        key: Place(*place) if place else Place(points[box.acting][0], points[box.acting][1] + BELOW)
        for key, (box, place) in found.items()
    }


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
