"""What a picture consists of, and at which positions each piece of it is to be seen.

Pieces are taken from the figure's specification, which the app draws too: one truth for screen and export.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple, TypeAlias

from graphlab.view.picture.plotly_traces import NOWHERE, Spec, joined

Point: TypeAlias = tuple[float, float]


class Line(NamedTuple):
    """A smooth line; `head` is the size of the arrowhead at its end (0: none), `soft` gives it round ends."""

    points: tuple[Point, ...]
    colour: str
    width: float
    head: float = 0.0
    soft: bool = False


class Area(NamedTuple):
    """A polygon with its edge."""

    points: tuple[Point, ...]
    fill: str
    edge: str
    width: float


class Dot(NamedTuple):
    """A disc or a square round a point."""

    x: float
    y: float
    size: float
    fill: str
    edge: str
    width: float
    square: bool = False


class Words(NamedTuple):
    """A text in plotly's HTML; `anchor` says whether the point is its start, middle or end."""

    x: float
    y: float
    html: str
    colour: str
    size: float
    bold: bool
    anchor: str
    halo: bool


Mark: TypeAlias = Line | Area | Dot | Words


class Shown(NamedTuple):
    """A piece of the picture with the positions at which it is to be seen.

    `kind` is "still" for what never changes, "grows" for what comes and stays, "passes" for what comes and goes.
    """

    mark: Mark
    at: tuple[int, ...]
    kind: str


class Picture(NamedTuple):
    """A figure taken apart: what it shows when, lowest first; its size in px, its colours, and its last position."""

    pieces: tuple[Shown, ...]
    width: int
    height: int
    paper: str
    ink: str
    font: str
    last: int

    def at(self, position: int) -> Iterator[Mark]:
        """Yield what is to be seen at a position."""
        return (piece.mark for piece in self.pieces if position in piece.at)


def picture(spec: Spec) -> Picture:
    """Return the specification of a figure, taken apart; one without frames has one position."""
    layout, frames = spec["layout"], spec.get("frames", [])
    changes: list[dict[int, Spec]] = [dict(zip(one["traces"], one["data"], strict=True)) for one in frames]
    pieces: list[Shown] = []
    for i, trace in enumerate(spec["data"]):
        drawn = joined({"textfont": layout["font"]}, trace)
        pieces += over_time(drawn, [change[i] for change in changes if i in change], max(len(frames), 1))
    font = layout["font"]
    return Picture(tuple(pieces), layout["width"], layout["height"], layout["paper_bgcolor"], font["color"],
                   font["family"], max(len(frames) - 1, 0))  # fmt: skip


def over_time(trace: Spec, changes: Sequence[Spec], count: int) -> Iterator[Shown]:
    """Yield the pieces of a trace that is changed at every position or at none."""
    if not changes:
        yield from (Shown(mark, tuple(range(count)), "still") for mark, _ in marks(trace))
    elif all(set(change) == {"y"} for change in changes):
        # Points that only come are looked at once: their y begins as the last one does.
        ys = max((change["y"] for change in changes), key=len)
        sizes = [len(change["y"]) for change in changes]
        for mark, end in marks(joined(trace, {"y": ys})):
            yield Shown(mark, tuple(at for at, size in enumerate(sizes) if size >= end), "grows")
    else:
        found: dict[Mark, dict[int, None]] = {}
        for at, change in enumerate(changes):
            for mark, _ in marks(joined(trace, change)):
                found.setdefault(mark, {})[at] = None
        yield from (Shown(mark, tuple(at), "passes") for mark, at in found.items())


def marks(trace: Spec) -> Iterator[tuple[Mark, int]]:
    """Yield the pieces of one trace, each with the number of points up to its end."""
    modes = trace.get("mode", "").split("+")
    if trace.get("marker", {}).get("opacity") == 0 or trace.get("visible", True) is not True:
        return
    if trace["type"] == "heatmap":
        yield from cells(trace)
    elif "lines" in modes:
        yield from strokes(trace)
    else:
        yield from points(trace, "markers" in modes, "text" in modes)


def cells(trace: Spec) -> Iterator[tuple[Mark, int]]:
    """Yield the cells of a heat map, each as an area in its colour."""
    stops = [(share, rgb(colour)) for share, colour in trace["colorscale"]]
    low, high, dx, dy = trace["zmin"], trace["zmax"], trace["dx"], trace["dy"]
    for row, line in enumerate(trace["z"]):
        for column, value in enumerate(line):
            left, top = trace["x0"] + (column - 0.5) * dx, trace["y0"] + (row - 0.5) * dy
            corners = ((left, top), (left + dx, top), (left + dx, top + dy), (left, top + dy))
            colour = between(stops, min(max((value - low) / (high - low), 0.0), 1.0))
            # An edge of its own colour leaves no seam to the next cell.
            yield Area(corners, colour, colour, 0.5), 0


def rgb(colour: str) -> tuple[int, ...]:
    """Return red, green and blue of a colour #rrggbb."""
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def between(stops: Sequence[tuple[float, tuple[int, ...]]], share: float) -> str:
    """Return the colour at a place of a scale.

    >>> between([(0, (0, 0, 0)), (0.5, (255, 255, 255)), (1, (255, 0, 0))], 0.25)
    '#808080'
    """
    low, high = next((a, b) for a, b in pairwise(stops) if share <= b[0])
    part = (share - low[0]) / (high[0] - low[0])
    mixed = (round(a + (b - a) * part) for a, b in zip(low[1], high[1], strict=True))
    return "#" + "".join(f"{one:02X}" for one in mixed)


def strokes(trace: Spec) -> Iterator[tuple[Mark, int]]:
    """Yield the lines of a trace, or the areas they enclose."""
    line, marker = trace["line"], trace.get("marker", {})
    soft = marker.get("symbol") == "circle"
    for start, end in runs(trace["y"]):
        way = tuple(zip(trace["x"][start:end], trace["y"][start:end], strict=True))
        if trace.get("fill"):
            yield Area(way, trace["fillcolor"], line["color"], line["width"]), end
        else:
            head = 0.0 if soft else float(one(marker.get("size", 0), end - 1) or 0)
            yield Line(way, line["color"], line["width"], head, soft), end


def runs(ys: Sequence[float | None]) -> Iterator[tuple[int, int]]:
    """Yield where the lines between the breaks begin and end, without those out of sight.

    >>> list(runs([-999, None, 1, 2, None, 3]))
    [(2, 4), (5, 6)]
    """
    start = 0
    for i, y in enumerate((*ys, None)):
        if y is None:
            if start < i and ys[start] != NOWHERE:
                yield start, i
            start = i + 1


def points(trace: Spec, marked: bool, written: bool) -> Iterator[tuple[Mark, int]]:
    """Yield the discs of a trace and its texts, each text after its disc."""
    marker, font = trace.get("marker", {}), trace.get("textfont", {})
    for i, (x, y) in enumerate(zip_longest(trace["x"][: len(trace["y"])], trace["y"])):
        if y is None or y == NOWHERE:
            continue
        size = one(marker.get("size", 0), i)
        if marked and size:
            yield dot(marker, x, y, size, i), i + 1
        text = one(trace.get("text", ""), i)
        if written and text:
            yield words(font, (x, y), text, one(trace.get("textposition", ""), i), i), i + 1


def dot(marker: Mapping[str, Any], x: float, y: float, size: float, i: int) -> Dot:
    """Return the disc or square of one point."""
    edge = marker.get("line", {})
    fill, square = one(marker["color"], i), one(marker.get("symbol", ""), i).startswith("square")
    return Dot(x, y, size, fill, one(edge.get("color", ""), i), one(edge.get("width", 0), i), square)


def words(font: Mapping[str, Any], at: Point, text: str, position: str, i: int) -> Words:
    """Return the text of one point."""
    # Plotly says on which side of the point a text stands, SVG at which of its ends the point is.
    anchor = "end" if "left" in position else "start" if "right" in position else "middle"
    bold = one(font.get("weight", 400), i) in (700, "bold")
    return Words(*at, text, one(font["color"], i), one(font["size"], i), bold, anchor, "shadow" in font)


def one(values: Any, i: int) -> Any:
    """Return the value for one point of an attribute that is the same for all, or a list."""
    if not isinstance(values, list | tuple):
        return values
    return values[i] if i < len(values) else values[-1]
