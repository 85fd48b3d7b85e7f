"""A picture as SVG: plain shapes and texts that every program reads, no script, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import atan2, cos, hypot, pi, sin
from typing import Any

from graphlab.export.figure_marks import Area, Dot, Line, Mark, Picture, Point, Words
from graphlab.export.rich_text import Run, read
from graphlab.view.base.svg_elements import element

LEADING = 1.3
SMOOTH = 0.6
# Of plotly's arrowhead: the golden triangle.
SHARP = pi / 2.5
_CONTROL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture, position: int, title: str = "") -> str:
    """Return the picture at a position as a whole SVG file."""
    return document(picture, [drawn(mark, picture.paper) for mark in picture.at(position)], title)


def document(picture: Picture, parts: Iterable[str], title: str = "") -> str:
    """Return pieces of a picture as an SVG file."""
    head = element("title", text(title)) if title else ""
    paper = element("rect", width=picture.width, height=picture.height, fill=picture.paper)
    return element(
        "svg",
        head + paper + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {picture.width} {picture.height}",
        width=picture.width,
        height=picture.height,
        font_family=picture.font,
        role="img",
    )


def text(value: str) -> str:
    """Return a text as XML may hold it."""
    return escape(_CONTROL.sub("", value), quote=False)


def drawn(mark: Mark, paper: str) -> str:
    """Return one piece of the picture."""
    match mark:
        case Line():
            return stroke(mark)
        case Area():
            edge: dict[str, Any] = {"stroke": mark.edge, "stroke_width": mark.width} if mark.width else {}
            return element("path", d=f"M{'L'.join(map(point, mark.points))}Z", **filled(mark.fill), **edge)
        case Dot():
            return dot(mark)
        case Words():
            return words(mark, paper)


def dot(mark: Dot) -> str:
    """Return a disc or a square."""
    edge: dict[str, Any] = {"stroke": mark.edge, "stroke_width": mark.width} if mark.width else {}
    look = filled(mark.fill) | edge
    if mark.square:
        half = mark.size / 2
        return element("rect", x=mark.x - half, y=mark.y - half, width=mark.size, height=mark.size, **look)
    return element("circle", cx=mark.x, cy=mark.y, r=mark.size / 2, **look)


def filled(colour: str) -> dict[str, Any]:
    """Return a filling as every program reads it: how much a colour lets through stands by itself."""
    plain, opacity = solid(colour)
    return {"fill": plain} | ({"fill_opacity": f"{opacity:.3g}"} if opacity < 1 else {})


def solid(colour: str) -> tuple[str, float]:
    """Return a colour as #RRGGBB, and how opaque it is.

    >>> solid("#1F2933"), solid("#1F293380"), solid("rgba(255,255,255,0.88)")
    (('#1F2933', 1.0), ('#1F2933', 0.5019607843137255), ('#FFFFFF', 0.88))
    """
    if colour.startswith("#"):
        return colour[:7], int(colour[7:] or "FF", 16) / 255
    red, green, blue, *opacity = re.findall(r"[\d.]+", colour)
    return f"#{int(red):02X}{int(green):02X}{int(blue):02X}", float(opacity[0]) if opacity else 1.0


def stroke(mark: Line) -> str:
    """Return a line, with its arrowhead."""
    ends = {"stroke_linecap": "round", "stroke_linejoin": "round"} if mark.soft else {}
    line = element("path", d=smooth(mark.points), fill="none", stroke=mark.colour, stroke_width=mark.width, **ends)
    return line + (element("path", d=head(mark), fill=mark.colour) if mark.head else "")


def point(place: Point) -> str:
    """Return a point as a path writes it."""
    return f"{place[0]:.4g} {place[1]:.4g}" if max(map(abs, place)) < 1000 else f"{place[0]:.1f} {place[1]:.1f}"


def corners(mark: Line) -> tuple[Point, Point, Point]:
    """Return the corners of the arrowhead at the end of a line: plotly's, whose tip is the line's last point."""
    (x0, y0), (x, y) = mark.points[-2:]
    way = atan2(y - y0, x - x0)
    left, right = (way + side * (pi / 2 - SHARP) for side in (-1, 1))
    return ((x, y), *((x - mark.head * cos(a), y - mark.head * sin(a)) for a in (left, right)))  # type: ignore[return-value]


def head(mark: Line) -> str:
    """Return the arrowhead at the end of a line."""
    return f"M{'L'.join(map(point, corners(mark)))}Z"


def smooth(points: Sequence[Point]) -> str:
    """Return the path through points as plotly smoothes it."""
    if len(points) < 3:
        return f"M{'L'.join(map(point, (points[0], points[-1])))}"
    return f"M{point(points[0])}" + "".join(f"C{' '.join(map(point, piece))}" for piece in curve(points))


def curve(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Yield the pieces of a centripetal Catmull-Rom curve through three points or more: two controls and the goal."""
    knots = [tangents(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
    first, last = knots[0][0], knots[-1][1]
    yield toward(points[0], first), toward(points[1], first), points[1]
    for (_, leaving), (arriving, _), goal in zip(knots, knots[1:], points[2:], strict=False):
        yield leaving, arriving, goal
    yield toward(points[-2], last), toward(points[-1], last), points[-1]


def toward(end: Point, control: Point) -> Point:
    """Return the control point of a cubic piece at one end of a quadratic one."""
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


def tangents(before: Point, here: Point, after: Point) -> tuple[Point, Point]:
    """Return the two control points at a point of a curve."""
    (ax, ay), (bx, by) = ((p[0] - here[0], p[1] - here[1]) for p in (before, after))
    a, b = hypot(ax, ay) ** 0.5, hypot(bx, by) ** 0.5
    dx, dy = (b * b * ax - a * a * bx) * SMOOTH, (b * b * ay - a * a * by) * SMOOTH
    back, on = 3 * b * (a + b) or 1.0, 3 * a * (a + b) or 1.0
    return (here[0] + dx / back, here[1] + dy / back), (here[0] - dx / on, here[1] - dy / on)


def words(mark: Words, paper: str) -> str:
    """Return a text of one or more lines, under it its halo: a copy that readers of the text pass over."""
    lines = read(mark.html)
    first = mark.y + mark.size * (0.75 - ((len(lines) - 1) * LEADING + 1) / 2)
    inside = "".join(line(runs, mark, first + i * LEADING * mark.size) for i, runs in enumerate(lines))
    look = {"fill": mark.colour, "font_size": f"{mark.size:g}", "text_anchor": mark.anchor} | (
        {"font_weight": 700} if mark.bold else {}
    )
    written = element("text", inside, **look)
    if not mark.halo:
        return written
    halo = {**look, "fill": paper, "stroke": paper, "stroke_width": 4, "stroke_linejoin": "round"}
    return element("text", inside, **halo, aria_hidden="true") + written


def line(runs: Sequence[Run], mark: Words, baseline: float) -> str:
    """Return one line of a text."""
    parts, low = [], 0.0
    for run in runs:
        # A shift holds on until it is taken back.
        wanted = {"sup": -0.4, "sub": 0.25}.get(run.shift, 0.0) * mark.size
        look: dict[str, Any] = {"dy": wanted - low} if wanted != low else {}
        look |= {"font_size": f"{mark.size * 0.7:.3g}"} if run.shift else {}
        look |= {"font_weight": 700} if run.bold else {}
        look |= {"font_style": "italic"} if run.italic else {}
        look |= {"fill": run.colour} if run.colour else {}
        parts.append(element("tspan", text(run.text), **look) if look else text(run.text))
        low = wanted
    return element("tspan", "".join(parts), x=mark.x, y=baseline)
