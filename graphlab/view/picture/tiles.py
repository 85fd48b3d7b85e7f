"""Heat tiles: large matrices as small pictures in the labels of edges, over their shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.view.base import numbers
from graphlab.view.base.heat import sampled, shares, tiled
from graphlab.view.base.theme import Theme
from graphlab.view.layout.routes import Point
from graphlab.view.matrix.node_matrices import matrix_nodes
from graphlab.view.notation.notation import ROOM, Text, sent
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, growing
from graphlab.view.picture.scene import Scene, label_size

# px: the largest and the smallest tile; how many cells it has at most, and how many steps of colour on each side of 0.
WIDTH, HEIGHT, LEAST = 64.0, 37.0, 12.0
CELLS, LEVELS = 24, 9


class Tile(NamedTuple):
    """A matrix on an edge: its centre and size in px, from which position on it shows, the node that is asked of it."""

    centre: Point
    size: tuple[float, float]
    value: Any
    start: int
    asks: str | None


def tiles(picture: Scene, colours: Theme, say: Translate = str) -> Iterator[Layer]:
    """Yield the tiles of a picture: one heat map for each, then their outlines, then what can be pointed at."""
    found = list(placed(picture))
    for tile in found:
        yield heatmap(tile, colours)
    if found:
        yield growing(edges(colours), ((tile.start, outline(tile)) for tile in found))
        yield growing(unseen(colours), ((tile.start, spot(tile, say)) for tile in found))


def placed(picture: Scene) -> Iterator[Tile]:
    """Yield the tiles for which labels have left room."""
    values, asked = picture.trace.node_values, matrix_nodes(picture.trace)
    for e, edge in enumerate(picture.edges):
        asks = next((picture.nodes[i].name for i in (edge.target, edge.source) if i in asked), None)
        known, back = picture.forward_at[edge.source], picture.edge_back_at.get(e, 0)
        yield from tile(picture.placed.above[e], picture.above[e], values[edge.source], known, asks)
        yield from tile(picture.placed.below[e], picture.below[e], sent(picture.trace, edge), back, asks)


def tile(centre: Point | None, text: Text, value: Any, start: int, asks: str | None) -> Iterator[Tile]:
    """Yield the tile that stands in the upper part of a label, if the label has room for one."""
    size = label_size(text)
    if centre and size and text.shown.startswith(ROOM) and tiled(value):
        top, (wide, high) = centre[1] - size[1] / 2 - 2, fitted(np.atleast_2d(value).shape)
        yield Tile((centre[0], round(top + HEIGHT - high / 2)), (wide, high), value, start, asks)


def fitted(shape: Sequence[int]) -> tuple[float, float]:
    """Return the width and height of a tile for a matrix of so many rows and columns: its own proportions, if it can.

    >>> fitted((784, 50)), fitted((10, 20))
    ((12.0, 37.0), (64.0, 32.0))
    """
    scale = min(WIDTH / shape[1], HEIGHT / shape[0])
    return max(shape[1] * scale, LEAST), max(shape[0] * scale, LEAST)


def heatmap(tile: Tile, colours: Theme) -> Layer:
    """Return a matrix as colours: at most 24 × 24 cells, whole numbers, so that it is small to send."""
    (x, y), (width, height) = tile.centre, tile.size
    cells = sampled(shares(np.atleast_2d(tile.value)), CELLS, CELLS)
    rows, columns = cells.shape
    base: Spec = {
        "type": "heatmap",
        "z": np.round(cells * LEVELS).astype(int).tolist(),
        "x0": x - width / 2 + width / columns / 2,
        "dx": width / columns,
        "y0": y - height / 2 + height / rows / 2,
        "dy": height / rows,
        "zmin": -LEVELS,
        "zmax": LEVELS,
        "colorscale": [[0, colours.low], [0.5, colours.node], [1, colours.high]],
        "showscale": False,
        "hoverinfo": "skip",
    }
    return Layer(base, lambda at: {"visible": at >= tile.start})


def edges(colours: Theme) -> Spec:
    """Return the look of the outlines of tiles."""
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": colours.outline, "width": 1}}


def outline(tile: Tile) -> Item:
    """Return the outline of a tile, a break after it."""
    (x, y), (half, tall) = tile.centre, (tile.size[0] / 2, tile.size[1] / 2)
    xs = [x - half, x + half, x + half, x - half, x - half]
    ys = [y - tall, y - tall, y + tall, y + tall, y - tall]
    return {"x": [*xs, None], "y": [*ys, None]}


def unseen(colours: Theme) -> Spec:
    """Return the look of the points that stand for tiles when the mouse is near."""
    marker = {"symbol": "square", "opacity": 0, "color": colours.ring_fill, "size": HEIGHT}
    return {"type": "scatter", "mode": "markers", "hoverinfo": "text", "marker": marker}


def spot(tile: Tile, say: Translate) -> Item:
    """Return the point that tells the shape and the range of a tile; a click on it asks for its cells."""
    array = np.asarray(tile.value)
    known = array[np.isfinite(array)]
    ends = f"{numbers.number(known.min(), 3)} … {numbers.number(known.max(), 3)}" if known.size else "NaN"
    told = f"{numbers.shape(array)}<br>{ends}"
    tip = f"{told}<br>{say('click: cell by cell')}" if tile.asks else told
    act = f"#{tile.asks}" if tile.asks else None
    return {"x": [tile.centre[0]], "y": [tile.centre[1]], "customdata": [act], "hovertext": [tip]}
