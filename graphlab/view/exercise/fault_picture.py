"""The picture of a run that went wrong: a box round every number that is not what it should be."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.view.layout.boxes import around, grown
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Text, edge_gradient
from graphlab.view.picture.graph_marks import sent_labels
from graphlab.view.picture.marks import Mark, Picture, rectangle
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.scene import Scene, label_size

AIR = 3.0


def fault_picture(trace: Trace, right: Trace, language: str = "en", labels: Mapping[str, str] | None = None) -> Picture:
    """Return the picture of `trace` with every number boxed that differs in `right`, the same graph run as it should.

    >>> from graphlab.book.breaks import BREAKS
    >>> order = BREAKS["order"]
    >>> shown = [fault_picture(order.run(broken), order.run(False)) for broken in (False, True)]
    >>> [sum(mark.role == "fault" for mark in one.at(one.last)) for one in shown]
    [0, 3]
    """
    drawn = picture(trace, language, labels)
    boxes = (Mark("fault", rectangle(*box(centre, text)), first=first, only=tuple(range(first, end)))
             for first, end, centre, text in faults(drawn.scene, right))  # fmt: skip
    return replace(drawn, marks=(*drawn.marks, *boxes))


def box(centre: Point, text: Text) -> tuple[float, float, float, float]:
    """Return the box round a label: left, top, right, bottom."""
    return grown(around(centre, label_size(text) or (0.0, 0.0)), AIR)


def faults(scene: Scene, right: Trace) -> Iterator[tuple[int, int, Point, Text]]:
    """Yield every label whose number differs from the right run's.

    Its first position, the position at which another one replaces it (0: none), where it stands, and the label.
    """
    trace, placed = scene.trace, scene.placed
    for e, edge in enumerate(scene.edges):
        above, below = placed.above[e], placed.below[e]
        if above and differ(trace.node_values[edge.source], right.node_values[edge.source]):
            yield scene.forward_at[edge.source], 0, above, scene.above[e]
        if below:
            for first, end, so_far, text in sent_labels(scene, e):
                if differ(edge_gradient(so_far, edge), edge_gradient(right, edge)):
                    yield first, end, below, text
    for i, (centre, text) in enumerate(zip(placed.sums, scene.sums, strict=True)):
        if centre and differ(trace.node_grads[i], right.node_grads[i]):
            yield scene.gradient_at[i], 0, centre, text


def differ(a: Any, b: Any) -> bool:
    """Tell whether two values differ by more than rounding, or in shape."""
    if a is None or b is None:
        return a is not b
    return np.shape(a) != np.shape(b) or not np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
