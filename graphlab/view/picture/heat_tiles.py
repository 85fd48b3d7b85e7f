"""Heat tiles: large matrices as small pictures in the labels of edges, over their shapes."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.view.base import numbers
from graphlab.view.base.heat import needs_tile, relative, sampled
from graphlab.view.layout.boxes import around
from graphlab.view.layout.routes import Point
from graphlab.view.matrix.node_matrices import matrix_nodes
from graphlab.view.notation.notation import TILE_LINES, Text, edge_gradient
from graphlab.view.picture.marks import Cells, Disc, Mark, rectangle
from graphlab.view.picture.scene import Scene, label_size

# px: the largest and the smallest tile; how many cells it has at most, and how many steps of colour on each side of 0.
WIDTH, HEIGHT, LEAST = 64.0, 37.0, 12.0
CELLS, LEVELS = 24, 9


class Tile(NamedTuple):
    """A matrix on an edge: its centre and size in px, from which position on it shows, the node that is asked of it."""

    centre: Point
    size: tuple[float, float]
    value: Any
    first: int
    asks: str | None


def tile_marks(scene: Scene, say: Translate = str) -> Iterator[Mark]:
    """Yield the tiles, then their outlines, then where they can be pointed at and clicked."""
    found = list(placed(scene))
    yield from (Mark("tile", cells(tile), first=tile.first) for tile in found)
    yield from (Mark("tile-edge", rectangle(*around(tile.centre, tile.size)), first=tile.first) for tile in found)
    yield from (target(tile, say) for tile in found)


def placed(scene: Scene) -> Iterator[Tile]:
    """Yield the tiles for which labels have left room."""
    values, asked = scene.trace.node_values, matrix_nodes(scene.trace)
    for e, edge in enumerate(scene.edges):
        asks = next((scene.nodes[i].name for i in (edge.target, edge.source) if i in asked), None)
        known, back = scene.forward_at[edge.source], scene.edge_back_at.get(e, 0)
        yield from tile(scene.placed.above[e], scene.above[e], values[edge.source], known, asks)
        yield from tile(scene.placed.below[e], scene.below[e], edge_gradient(scene.trace, edge), back, asks)


def tile(centre: Point | None, text: Text, value: Any, first: int, asks: str | None) -> Iterator[Tile]:
    """Yield the tile that stands in the upper part of a label, if the label has room for one."""
    size = label_size(text)
    if centre and size and text.shown.startswith(TILE_LINES) and needs_tile(value):
        top, (wide, high) = centre[1] - size[1] / 2 - 2, fitted(np.atleast_2d(value).shape)
        yield Tile((centre[0], round(top + HEIGHT - high / 2)), (wide, high), value, first, asks)


def fitted(shape: Sequence[int]) -> tuple[float, float]:
    """Return the width and height of a tile for a matrix of so many rows and columns: its own proportions, if it can.

    >>> fitted((784, 50)), fitted((10, 20))
    ((12.0, 37.0), (64.0, 32.0))
    """
    scale = min(WIDTH / shape[1], HEIGHT / shape[0])
    return max(shape[1] * scale, LEAST), max(shape[0] * scale, LEAST)


def cells(tile: Tile) -> Cells:
    """Return a matrix as colours: at most 24 × 24 cells, whole numbers, so that it is small to send."""
    (x, y), (width, height) = tile.centre, tile.size
    found = sampled(relative(np.atleast_2d(tile.value)), CELLS, CELLS)
    rows, columns = found.shape
    dx, dy = width / columns, height / rows
    levels = tuple(map(tuple, np.round(found * LEVELS).astype(int).tolist()))
    return Cells(x - width / 2 + dx / 2, y - height / 2 + dy / 2, dx, dy, levels, LEVELS)


def target(tile: Tile, say: Translate) -> Mark:
    """Return the mark that tells the shape and the range of a tile; a click on it asks for its cells."""
    array = np.asarray(tile.value)
    known = array[np.isfinite(array)]
    ends = f"{numbers.number(known.min(), 3)} … {numbers.number(known.max(), 3)}" if known.size else "NaN"
    told = f"{numbers.shape(array)}<br>{ends}"
    tip = f"{told}<br>{say('click: cell by cell')}" if tile.asks else told
    data = f"#{tile.asks}" if tile.asks else None
    return Mark("tile-target", Disc(*tile.centre, HEIGHT), first=tile.first, tip=tip, data=data)
