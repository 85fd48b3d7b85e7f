"""How much room beside their names the image of an input and the table of bars take."""

from typing import NamedTuple

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import Look
from graphlab.view.layout.layout import Box

GAP = 14.0
TALL = 104.0
ROW = 19.0
MOST_ROWS = 16
# The right ends of the columns of numbers, where bars begin and how long they are, from the table's left.
DIGIT, SCORE, BAR, LONGEST, SHARE = 10.0, 56.0, 65.0, 50.0, 160.0


class Bars(NamedTuple):
    """The two nodes of the table, numbers and bars, and how many rows it has."""

    numbers: int
    bars: int
    rows: int


def table(trace: Trace, look: Look) -> Bars | None:
    """Return what the table beside the result shows, None where there is nothing to be shown in rows."""
    nodes = [trace.graph.index[name] for name in look.bars if name in trace.graph.index]
    sizes = [np.shape(trace.node_values[i]) for i in nodes]
    if len(nodes) != 2 or sizes[0] != sizes[1] or len(sizes[0]) != 1 or not 0 < sizes[0][0] <= MOST_ROWS:
        return None
    return Bars(nodes[0], nodes[1], sizes[0][0])


def images(trace: Trace, look: Look) -> dict[int, tuple[int, int]]:
    """Return rows and columns of the images, by node; numbers that do not fill an image are none."""
    index, values = trace.graph.index, trace.node_values
    found = ((index.get(name), (rows, columns)) for name, rows, columns in look.images)
    return {i: size for i, size in found if i is not None and np.size(values[i]) == size[0] * size[1]}


def widened(boxes: tuple[Box, ...], trace: Trace, look: Look) -> tuple[Box, ...]:
    """Return the boxes with room for images and bars beside the names."""
    result = list(boxes)
    for i, (rows, columns) in images(trace, look).items():
        result[i] = boxes[i]._replace(width=boxes[i].width + GAP + TALL * columns / rows, height=TALL)
    found = table(trace, look)
    if found:
        result[-1] = boxes[-1]._replace(width=boxes[-1].width + GAP + SHARE, height=(found.rows + 1) * ROW)
    return tuple(result)
