"""What stands beside the names of inputs and of the result: images, and a table of numbers and bars."""

from collections.abc import Iterator, Sequence

import numpy as np

from graphlab.view.base import numbers
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
from graphlab.view.picture.marks import Area, Disc, Mark, Pixel, Words, plain, rectangle
from graphlab.view.picture.scene import Scene


def image_marks(scene: Scene) -> Iterator[Mark]:
    """Yield the images at the left of their inputs, and the table at the right of the result."""
    for i, size in image_sizes(scene.trace, scene.look).items():
        y, left = scene.plan.points[i][1], scene.plan.points[i][0] - scene.boxes[i].width / 2
        yield Mark("image", rectangle(left, y - TALL / 2, left + TALL * size[1] / size[0], y + TALL / 2))
        yield from (Mark("pixel", pixel) for pixel in pixels(scene, i, size))
    found = bar_table(scene.trace, scene.look)
    if found:
        yield from table_marks(scene, found)


def pixels(scene: Scene, node: int, size: tuple[int, int]) -> Iterator[Pixel]:
    """Yield the pixels of an image that are not blank."""
    (x, y), width = scene.plan.points[node], scene.boxes[node].width
    pixel, values = TALL / size[0], np.reshape(scene.trace.node_values[node], size)
    blank = float(np.min(values))
    inks = np.nan_to_num((values - blank) / (float(np.max(values)) - blank or 1.0))
    for (row, column), ink in np.ndenumerate(inks):
        if ink > 0:
            at = x - width / 2 + (column + 0.5) * pixel, y - TALL / 2 + (row + 0.5) * pixel
            yield Pixel(round(at[0], 1), round(at[1], 1), pixel, float(ink))


def table_marks(scene: Scene, found: BarTable) -> Iterator[Mark]:
    """Yield the table: the numbers of the rows, then what each of the two nodes says as soon as it is known."""
    (x, y), box = scene.plan.points[-1], scene.boxes[-1]
    left, top = x + box.width / 2 - SHARE, y - box.height / 2 + 1.5 * ROW
    spots = [(left, top + k * ROW) for k in range(found.rows)]
    scores, shares = (scene.trace.node_values[i] for i in found[:2])
    first, last = (scene.forward_at[i] for i in found[:2])
    heads = [(left + end, top - ROW) for end in (SCORE, SHARE)]
    yield from column("note", [(a + DIGIT, b) for a, b in spots], [str(k) for k in range(found.rows)])
    yield from column("note", heads, [scene.nodes[i].name for i in found[:2]])
    texts = [numbers.number(v, numbers.SHORT) for v in scores]
    yield from column("bar-value", [(a + SCORE, b) for a, b in spots], texts, first)
    yield from (Mark("bar", bar, first=last) for bar in bars(spots, shares))
    texts = [f"{v:.3f}".replace("-", numbers.MINUS) for v in shares]
    yield from column("bar-value", [(a + SHARE, b) for a, b in spots], texts, last)


def column(role: str, spots: Sequence[Point], texts: Sequence[str], first: int = 0) -> Iterator[Mark]:
    """Yield texts that end at the given points."""
    for (x, y), text in zip(spots, texts, strict=True):
        yield Mark(role, Disc(round(x), round(y)), Words(plain(text), SMALL, "end"), first)


def bars(spots: Sequence[Point], values: Sequence[float]) -> Iterator[Area]:
    """Yield one bar a value, the longest for the largest; what is not positive has none."""
    most = float(np.max(values, initial=0.0, where=np.isfinite(values))) or 1.0
    for (x, y), value in zip(spots, values, strict=True):
        left, half = round(x + BAR), ROW / 2 - 3
        right = round(left + LONGEST * float(np.clip(np.nan_to_num(value) / most, 0.0, 1.0)), 1)
        yield rectangle(left, round(y - half, 1), right, round(y + half, 1))
