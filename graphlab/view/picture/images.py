"""What stands beside the names of inputs and of the result: images, and a table of numbers and bars."""

from collections.abc import Iterator, Sequence

import numpy as np

from graphlab.view.base import numbers
from graphlab.view.base.theme import Theme
from graphlab.view.layout.attachments import (
    BAR,
    DIGIT,
    LONGEST,
    ROW,
    SCORE,
    SHARE,
    TALL,
    BarTable,
    bar_table,
    image_sizes,
)
from graphlab.view.layout.boxes import SMALL
from graphlab.view.layout.routes import Point
from graphlab.view.picture.marks import shape
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, growing, still
from graphlab.view.picture.scene import Scene


def pictured(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield the images at the left of their inputs, and the table at the right of the result."""
    for i, size in image_sizes(picture.trace, picture.look).items():
        yield still(shape(colours.frame, colours.frame_edge, 1), [sheet(picture, i, size)])
        yield still(ink(TALL / size[0]), [inked(colours, *spot) for spot in image(picture, i, size)])
    found = bar_table(picture.trace, picture.look)
    if found:
        yield from rows(picture, colours, found)


def image(picture: Scene, node: int, size: tuple[int, int]) -> Iterator[tuple[float, float, float]]:
    """Yield the pixels of an image that are not blank: their centres, and how much ink is on them (0 to 1)."""
    (x, y), width = picture.plan.points[node], picture.boxes[node].width
    pixel, values = TALL / size[0], np.reshape(picture.trace.node_values[node], size)
    blank = float(np.min(values))
    inks = np.nan_to_num((values - blank) / (float(np.max(values)) - blank or 1.0))
    for (row, column), ink in np.ndenumerate(inks):
        if ink > 0:
            yield x - width / 2 + (column + 0.5) * pixel, y - TALL / 2 + (row + 0.5) * pixel, float(ink)


def sheet(picture: Scene, node: int, size: tuple[int, int]) -> Item:
    """Return the outline of an image."""
    (x, y), width = picture.plan.points[node], picture.boxes[node].width
    left, right = x - width / 2, x - width / 2 + TALL * size[1] / size[0]
    top, bottom = y - TALL / 2, y + TALL / 2
    return {"x": [left, right, right, left, left, None], "y": [top, top, bottom, bottom, top, None]}


def ink(pixel: float) -> Spec:
    """Return the look of pixels: squares of ink, more or less of it."""
    marker = {"symbol": "square", "size": pixel, "line": {"width": 0}, "opacity": 1}
    return {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "marker": marker}


def inked(colours: Theme, x: float, y: float, share: float) -> Item:
    """Return one pixel; the ink's share stands behind the colour, so that a browser can change its theme."""
    return {"x": [round(x, 1)], "y": [round(y, 1)], "marker.color": [f"{colours.ink}{round(255 * share):02X}"]}


def rows(picture: Scene, colours: Theme, found: BarTable) -> Iterator[Layer]:
    """Yield the table: the numbers of the rows, then what each of the two nodes says as soon as it is known."""
    (x, y), box = picture.plan.points[-1], picture.boxes[-1]
    left, top = x + box.width / 2 - SHARE, y - box.height / 2 + 1.5 * ROW
    spots = [(left, top + k * ROW) for k in range(found.rows)]
    scores, shares = (picture.trace.node_values[i] for i in found[:2])
    heads = [(left + end, top - ROW) for end in (SCORE, SHARE)]
    titles = [picture.nodes[i].name for i in found[:2]]
    yield still(text(colours.muted), written([(a + DIGIT, b) for a, b in spots], [str(k) for k in range(found.rows)]))
    yield still(text(colours.muted), written(heads, titles))
    first, last = (picture.forward_at[i] for i in found[:2])
    said = written([(a + SCORE, b) for a, b in spots], [numbers.number(v, numbers.SHORT) for v in scores])
    yield growing(text(colours.value), ((first, item) for item in said))
    yield growing(shape(colours.value, colours.value, 0), ((last, item) for item in bars(spots, shares)))
    said = written([(a + SHARE, b) for a, b in spots], [f"{v:.3f}".replace("-", numbers.MINUS) for v in shares])
    yield growing(text(colours.value), ((last, item) for item in said))


def text(colour: str) -> Spec:
    """Return the look of a column of texts that end at one line."""
    font = {"color": colour, "size": SMALL}
    return {"type": "scatter", "mode": "text", "hoverinfo": "skip", "textfont": font, "textposition": "middle left"}


def written(spots: Sequence[Point], texts: Sequence[str]) -> list[Item]:
    """Return one text a spot."""
    return [{"x": [round(x)], "y": [round(y)], "text": [text]} for (x, y), text in zip(spots, texts, strict=True)]


def bars(spots: Sequence[Point], values: Sequence[float]) -> Iterator[Item]:
    """Yield one bar a value, the longest for the largest; what is not positive has none."""
    most = float(np.max(values, initial=0.0, where=np.isfinite(values))) or 1.0
    for (x, y), value in zip(spots, values, strict=True):
        left, half = round(x + BAR), ROW / 2 - 3
        right = round(left + LONGEST * float(np.clip(np.nan_to_num(value) / most, 0.0, 1.0)), 1)
        corners = ((left, y - half), (right, y - half), (right, y + half), (left, y + half), (left, y - half))
        yield {"x": [a for a, _ in corners] + [None], "y": [round(b, 1) for _, b in corners] + [None]}
