"""Marks as plotly traces in which points come position by position, so that a frame needs little."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from graphlab.view.base.theme import Theme
from graphlab.view.base.tooltips import escaped
from graphlab.view.notation.notation import Lines, Run
from graphlab.view.picture.marks import SMOOTH, STYLES, Area, Band, Cells, Disc, Line, Mark, Pixel, Style

Spec = dict[str, Any]
Columns = dict[str, list[Any]]

# The attributes that all marks have in common, and the columns of each.
Parts = tuple[Spec, list[Columns]]

NOWHERE = -999
HIDDEN = Style()
SILENT: Mapping[str, Any] = MappingProxyType({"type": "scatter", "hoverinfo": "skip"})
SPLINE: Mapping[str, Any] = MappingProxyType({"shape": "spline", "smoothing": SMOOTH})
SIDES = MappingProxyType({"start": "middle right", "middle": "middle center", "end": "middle left"})


class Layer(NamedTuple):
    """One trace of the figure: what never changes, and what a position changes.

    `brief` tells the latter in little where points appear one after another: the number of those there are as `y`.
    """

    base: Spec
    moving: Callable[[int], Spec] | None = None
    brief: Callable[[int], Spec] | None = None

    def at(self, position: int) -> Spec:
        """Return the whole trace as it looks at a position."""
        return joined(self.base, self.moving(position)) if self.moving else self.base


def joined(base: Spec, part: Spec) -> Spec:
    """Return a trace with a part of it changed, nested attributes one by one."""
    both = {key: joined(base[key], value) for key, value in part.items() if isinstance(value, dict) and key in base}
    return {**base, **part, **both}


def layers(marks: Iterable[Mark], colours: Theme) -> Iterator[Layer]:
    """Yield one layer for each row of marks that look alike and appear in the same way."""
    for _, row in groupby(marks, key=alike):
        yield layer(list(row), colours)


def alike(mark: Mark) -> tuple[Any, ...]:
    """Return what marks of one trace have in common; a matrix is a trace of its own."""
    shape = mark.shape
    own = shape if isinstance(shape, Cells) else shape.width if isinstance(shape, Band) else None
    return mark.role, type(shape), own, bool(mark.only)


def layer(marks: Sequence[Mark], colours: Theme) -> Layer:
    """Return marks that are alike as one trace: still, growing from their first positions on, or passing."""
    shape = marks[0].shape
    if isinstance(shape, Cells):
        return Layer(heatmap(shape, colours), None if marks[0].still else lambda at: {"visible": marks[0].visible(at)})
    shapes: list[Any] = [mark.shape for mark in marks]
    base, columns = TRACES[type(shape)](shapes, STYLES.get(marks[0].role, HIDDEN), colours)
    if isinstance(shape, Disc):
        base, columns = described(marks, base, columns, colours)
    if marks[0].only:
        return passing(base, [(mark.only, item) for mark, item in zip(marks, columns, strict=True)])
    return growing(base, [(mark.first, item) for mark, item in zip(marks, columns, strict=True)])


def growing(base: Spec, items: Iterable[tuple[int, Columns]]) -> Layer:
    """Return a layer whose points appear from their positions on: a frame holds the y of the points so far."""
    ordered = sorted(items, key=lambda item: item[0])
    columns = stacked([item for _, item in ordered])
    if ordered[-1][0] == 0:
        return Layer(merged(base, columns))
    starts = [-1, *(start for start, _ in ordered)]
    ys = columns.pop("y")
    first = len(ys) - sum(len(item["y"]) for _, item in ordered)
    counts = list(accumulate((len(item["y"]) for _, item in ordered), initial=first))

    def count(at: int) -> int:
        return counts[bisect_right(starts, at) - 1]

    return Layer(merged(base, columns), lambda at: {"y": ys[: count(at)]}, lambda at: {"y": count(at)})


def passing(base: Spec, items: Sequence[tuple[tuple[int, ...], Columns]]) -> Layer:
    """Return a layer that shows at each position only what happens there."""
    return Layer(base, lambda at: merged({}, stacked([item for only, item in items if at in only])))


def stacked(items: Sequence[Columns]) -> Columns:
    """Return the columns of all items, before them a point out of sight: a trace without points loses its place."""
    first = items[0] if items else {"x": [0], "y": [0]}
    # A line needs a break after that point; marks and texts must be free of breaks, or plotly mixes them up in motion.
    size = 2 if None in first["x"] else 1
    columns: Columns = {key: values[:1] * size for key, values in first.items()}
    columns |= {axis: [NOWHERE, None][:size] for axis in "xy"}
    for item in items:
        for key, values in item.items():
            columns[key] += values
    return columns


def merged(base: Spec, parts: Mapping[str, Any]) -> Spec:
    """Return a trace with attributes put in; a dot in a name leads into a nested attribute."""
    result = dict(base)
    for key, value in parts.items():
        outer, _, inner = key.partition(".")
        result[outer] = {**result.get(outer, {}), inner: value} if inner else value
    return result


def lines(shapes: Sequence[Line], style: Style, colours: Theme) -> Parts:
    """Return smooth lines, each with an arrowhead at its end alone."""
    colour, heads = getattr(colours, style.stroke), any(line.head for line in shapes)
    base = {**SILENT, "mode": "lines", "line": {"color": colour, "width": style.width, **SPLINE}}
    columns = [polyline(line.points) for line in shapes]
    if not heads:
        return base, columns
    tip = {"symbol": "arrow", "angleref": "previous", "color": colour, "line": {"width": 0}, "opacity": 1}
    sizes = [[0] * (len(points) - 1) + [head, 0] for points, head in shapes]
    return {**base, "mode": "lines+markers", "marker": tip}, [
        {**line, "marker.size": size} for line, size in zip(columns, sizes, strict=True)
    ]


def bands(shapes: Sequence[Band], style: Style, colours: Theme) -> Parts:
    """Return broad lines, with discs that round their ends."""
    colour, width = getattr(colours, style.stroke), shapes[0].width
    disc = {"symbol": "circle", "color": colour, "size": width, "line": {"width": 0}, "opacity": 1}
    base = {**SILENT, "mode": "lines+markers", "line": {"color": colour, "width": width, **SPLINE}, "marker": disc}
    return base, [polyline(band.points) for band in shapes]


def areas(shapes: Sequence[Area], style: Style, colours: Theme) -> Parts:
    """Return polygons."""
    edge = {"color": getattr(colours, style.stroke or style.fill), "width": style.width}
    fill = {"fill": "toself", "fillcolor": getattr(colours, style.fill)} if style.fill else {}
    return {**SILENT, "mode": "lines", **fill, "line": edge}, [polyline(area.points) for area in shapes]


def polyline(points: Sequence[tuple[float, float]]) -> Columns:
    """Return the points of a line, a break after it."""
    return {"x": [*(x for x, _ in points), None], "y": [*(y for _, y in points), None]}


def discs(shapes: Sequence[Disc], style: Style, colours: Theme) -> Parts:
    """Return discs; without sizes they are places of texts alone."""
    columns: list[Columns] = [{"x": [x], "y": [y]} for x, y, _ in shapes]
    if not any(disc.size for disc in shapes):
        return {"type": "scatter"}, columns
    look = {"type": "scatter", "mode": "markers", "marker": disc_look(style, colours)}
    return spread(look, columns, {"marker.size": [disc.size for disc in shapes]})


def described(marks: Sequence[Mark], base: Spec, columns: list[Columns], colours: Theme) -> Parts:
    """Return discs with their texts, with what they say when they are pointed at, and with what a click reports."""
    texts = [mark.words for mark in marks if mark.words]
    if texts:
        mode = "+".join([*filter(None, [base.get("mode")]), "text"])
        base = {**base, "mode": mode, "textfont": font(STYLES[marks[0].role], colours)}
        columns = [{**item, "text": [html(text.lines, colours)]} for item, text in zip(columns, texts, strict=True)]
        fonts: dict[str, list[Any]] = {
            "textfont.size": [text.size for text in texts],
            "textposition": [SIDES[text.anchor] for text in texts],
        }
        base, columns = spread(base, columns, fonts)
    tips = any(mark.tip for mark in marks)
    if tips:
        columns = [{**item, "hovertext": [mark.tip]} for item, mark in zip(columns, marks, strict=True)]
    if any(mark.data is not None for mark in marks):
        columns = [{**item, "customdata": [mark.data]} for item, mark in zip(columns, marks, strict=True)]
    return {**base, "hoverinfo": "text" if tips else "skip"}, columns


def spread(base: Spec, columns: list[Columns], attributes: Mapping[str, list[Any]]) -> Parts:
    """Return a trace with attributes put in, once where all points have the same, else one for each point."""
    for key, values in attributes.items():
        if len(set(values)) == 1:
            base = merged(base, {key: values[0]})
        else:
            columns = [{**item, key: [value]} for item, value in zip(columns, values, strict=True)]
    return base, columns


def disc_look(style: Style, colours: Theme) -> Spec:
    """Return how discs look; those that can only be pointed at are not seen."""
    if style is HIDDEN:
        return {"opacity": 0, "color": colours.ring_fill}
    edge = {"color": getattr(colours, style.stroke), "width": style.width} if style.stroke else {"width": 0}
    return {"symbol": "circle", "color": getattr(colours, style.fill), "line": edge, "opacity": 1}


def font(style: Style, colours: Theme) -> Spec:
    """Return how texts look; a halo keeps them readable where a line is near."""
    halo = {"shadow": ", ".join([f"0 0 3px {colours.paper}"] * 4)} if style.halo else {}
    return {"color": getattr(colours, style.ink), **({"weight": 700} if style.bold else {}), **halo}


def html(lines: Lines, colours: Theme) -> str:
    """Return a text in plotly's HTML."""

    def piece(run: Run) -> str:
        text = escaped(run.text)
        return f'<span style="color:{getattr(colours, run.role)}">{text}</span>' if run.role else text

    return "<br>".join("".join(map(piece, line)) for line in lines)


def pixels(shapes: Sequence[Pixel], style: Style, colours: Theme) -> Parts:
    """Return squares; the ink's share stands behind the colour, so that a browser can change its theme."""
    marker = {"symbol": "square", "size": shapes[0].size, "line": {"width": 0}, "opacity": 1}
    ink = getattr(colours, style.fill)
    return {**SILENT, "mode": "markers", "marker": marker}, [
        {"x": [x], "y": [y], "marker.color": [f"{ink}{round(255 * share):02X}"]} for x, y, _, share in shapes
    ]


def heatmap(cells: Cells, colours: Theme) -> Spec:
    """Return a matrix as colours."""
    return {
        "type": "heatmap",
        "z": cells.levels,
        "x0": cells.x,
        "dx": cells.dx,
        "y0": cells.y,
        "dy": cells.dy,
        "zmin": -cells.most,
        "zmax": cells.most,
        "colorscale": [[0, colours.low], [0.5, colours.node], [1, colours.high]],
        "showscale": False,
        "hoverinfo": "skip",
    }


TRACES: Mapping[type, Callable[[Sequence[Any], Style, Theme], Parts]] = MappingProxyType(
    {Line: lines, Band: bands, Area: areas, Disc: discs, Pixel: pixels}
)
