"""The picture of a run that went wrong: a box round every number that is not what it should be."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.view.base.theme import THEMES
from graphlab.view.layout.boxes import around, grown
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Text, sent
from graphlab.view.picture.plotly_figure import Labels, spec
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, growing
from graphlab.view.picture.scene import Scene, label_size, scene

AIR = 3.0


def marked(
    trace: Trace, right: Trace, language: str = "en", theme: str = "light", labels: Labels | None = None
) -> Spec:
    """Return the figure of `trace` with every number boxed that differs in `right`, the same graph run as it should.

    >>> from graphlab.book.breaks import BREAKS
    >>> order = BREAKS["order"]
    >>> [len(list(faults(scene(order.run(broken)), order.run(False)))) for broken in (False, True)]
    [0, 3]
    """
    picture, drawn = scene(trace, labels), spec(trace, language, theme, labels=labels)
    boxes = growing(
        outline(THEMES[theme].fault), ((at, box(centre, text)) for at, centre, text in faults(picture, right))
    )
    return with_layer(drawn, boxes)


def with_layer(drawn: Spec, layer: Layer) -> Spec:
    """Return a figure with one more layer on top of it."""
    number, moving = len(drawn["data"]), layer.moving
    frames = [
        {**frame, "traces": [*frame["traces"], number], "data": [*frame["data"], moving(at)]} if moving else frame
        for at, frame in enumerate(drawn["frames"])
    ]
    return {**drawn, "data": [*drawn["data"], layer.at(len(frames) - 1)], "frames": frames}


def outline(colour: str) -> Spec:
    """Return the look of the boxes."""
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colour, "width": 2}}


def box(centre: Point, text: Text) -> Item:
    """Return the outline of the box round a label, a break after it."""
    left, top, right, bottom = grown(around(centre, label_size(text) or (0.0, 0.0)), AIR)
    return {"x": [left, right, right, left, left, None], "y": [top, top, bottom, bottom, top, None]}


def faults(picture: Scene, right: Trace) -> Iterator[tuple[int, Point, Text]]:
    """Yield every label whose number differs from the right run's: from which position on, where, and the label."""
    trace, placed = picture.trace, picture.placed
    for e, edge in enumerate(picture.edges):
        above, below = placed.above[e], placed.below[e]
        if above and differ(trace.node_values[edge.source], right.node_values[edge.source]):
            yield picture.forward_at[edge.source], above, picture.above[e]
        if below and differ(sent(trace, edge), sent(right, edge)):
            yield picture.edge_back_at[e], below, picture.below[e]
    for i, (centre, text) in enumerate(zip(placed.sums, picture.sums, strict=True)):
        if centre and differ(trace.node_grads[i], right.node_grads[i]):
            yield picture.gradient_at[i], centre, text


def differ(a: Any, b: Any) -> bool:
    """Tell whether two values differ by more than rounding, or in shape."""
    if a is None or b is None:
        return a is not b
    return np.shape(a) != np.shape(b) or not np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
