"""Images at inputs and the bar table at the result: which there are, and the space that they take."""

from typing import NamedTuple

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import Look
from graphlab.view.layout.boxes import Box

# px: between a name and what is attached to it, the height of an image, the height of a row of the table.
GAP, TALL, ROW = 14.0, 104.0, 19.0
MOST_ROWS = 16
# px from the table's left: where the columns of numbers end, where bars begin and how long they are.
DIGIT, SCORE, BAR, LONGEST, SHARE = 10.0, 56.0, 65.0, 50.0, 160.0


class BarTable(NamedTuple):
    """The two nodes of the table, shown as numbers and as bars, and how many rows it has."""

    numbers: int
    bars: int
    rows: int


def bar_table(trace: Trace, look: Look) -> BarTable | None:
    """Return the table beside the result, None where the two nodes are not vectors of the same, small size."""
    nodes = [trace.graph.index[name] for name in look.bars if name in trace.graph.index]
    sizes = [np.shape(trace.node_values[i]) for i in nodes]
    if len(nodes) != 2 or sizes[0] != sizes[1] or len(sizes[0]) != 1 or not 0 < sizes[0][0] <= MOST_ROWS:
        return None
    return BarTable(nodes[0], nodes[1], sizes[0][0])


def image_sizes(trace: Trace, look: Look) -> dict[int, tuple[int, int]]:
    """Return rows and columns of the images, by node; without inputs whose numbers do not fill their image."""
    index, values = trace.graph.index, trace.node_values
    found = ((index.get(name), (rows, columns)) for name, rows, columns in look.images)
    return {i: size for i, size in found if i is not None and np.size(values[i]) == size[0] * size[1]}


def with_attachments(boxes: tuple[Box, ...], trace: Trace, look: Look) -> tuple[Box, ...]:
    """Return the boxes with space for images and for the bar table beside the names."""
    result = list(boxes)
    for i, (rows, columns) in image_sizes(trace, look).items():
        result[i] = boxes[i]._replace(width=boxes[i].width + GAP + TALL * columns / rows, height=TALL)
    table = bar_table(trace, look)
    if table:
        result[-1] = boxes[-1]._replace(width=boxes[-1].width + GAP + SHARE, height=(table.rows + 1) * ROW)
    return tuple(result)
