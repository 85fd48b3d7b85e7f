"""A picture as SVG: plain shapes and texts, no script, nothing from elsewhere.

A file carries its colours. In a page of the app every mark has the class of its role instead, and one style sheet says
the colours of both themes, so that a change of theme redraws nothing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, TypeAlias

from graphlab.view.base.svg_elements import colour, element
from graphlab.view.base.theme import SIZES, THEMES, Theme, mixed, solid
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Run
from graphlab.view.picture.marks import (
    FONT,
    STYLES,
    TARGETS,
    Area,
    Band,
    Cells,
    Disc,
    Line,
    Mark,
    Picture,
    Pixel,
    Words,
    cell_areas,
    curve,
    head_corners,
)

LEADING = 1.3
HALO = 4
_TAG = re.compile("<[^>]*>")
_CONTROL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Attributes = dict[str, Any]


class Sized(Protocol):
    """What a drawing as a whole has: its size in px, and what the instrument must know of it."""

    @property
    def width(self) -> float:
        """The width."""

    @property
    def height(self) -> float:
        """The height."""

    @property
    def meta(self) -> dict[str, Any]:
        """The counts of steps, where each node acts, what acts at each step, and the place of that at each position."""


class Colours(NamedTuple):
    """Paints with the colours of a theme, in attributes that every program reads."""

    theme: Theme

    def shape(self, role: str) -> Attributes:
        """Return the attributes of a shape; how much a filling lets through is written apart."""
        style = STYLES[role]
        plain, opacity = solid(getattr(self.theme, style.fill)) if style.fill else ("none", 1.0)
        through = {"fill_opacity": f"{opacity:.3g}"} if opacity < 1 else {}
        edge = {"stroke": getattr(self.theme, style.stroke), "stroke_width": style.width} if style.stroke else {}
        return {"fill": plain, **through, **edge}

    def head(self, role: str) -> Attributes:
        """Return the attributes of an arrowhead."""
        return {"fill": getattr(self.theme, STYLES[role].stroke)}

    def text(self, role: str) -> Attributes:
        """Return the attributes of a text."""
        style = STYLES[role]
        return {"fill": getattr(self.theme, style.ink), **({"font_weight": 700} if style.bold else {})}

    def halo(self, role: str) -> Attributes:
        """Return the attributes of a copy below a text that keeps it readable; none if it needs no copy."""
        paper = {"fill": self.theme.paper, "stroke": self.theme.paper, "stroke_width": HALO, "stroke_linejoin": "round"}
        return self.text(role) | paper if STYLES[role].halo else {}

    def run(self, name: str) -> Attributes:
        """Return the attributes of a piece of text that has a colour of its own."""
        return {"fill": getattr(self.theme, name)}

    def cell(self, share: float) -> Attributes:
        """Return the attributes of cells; an edge of their own colour leaves no seam to the next ones."""
        tint = mixed(self.theme.node, self.theme.high if share > 0 else self.theme.low, abs(share))
        return {"fill": tint, "stroke": tint, "stroke_width": 0.5}


class Classes:
    """Names what `stylesheet` paints."""

    def shape(self, role: str) -> Attributes:
        """Return the class of a shape."""
        return {"class": role}

    def head(self, role: str) -> Attributes:
        """Return the class of an arrowhead."""
        return {"class": f"{role}-head"}

    def text(self, role: str) -> Attributes:
        """Return the class of a text."""
        return {"class": f"{role}-text"}

    def halo(self, role: str) -> Attributes:
        """Return nothing: the style sheet draws the halo."""
        del role
        return {}

    def run(self, name: str) -> Attributes:
        """Return the class of a colour."""
        return {"class": name}

    def cell(self, share: float) -> Attributes:
        """Return a mixed colour."""
        tint = f"color-mix(in srgb, var(--{'high' if share > 0 else 'low'}) {100 * abs(share):.0f}%, var(--node))"
        return {"style": f"fill:{tint};stroke:{tint};stroke-width:.5"}


Paint: TypeAlias = Colours | Classes


def stylesheet() -> str:
    """Return the style sheet of all roles, light or dark as the page is."""
    rules = []
    for role, style in STYLES.items():
        fill = f"fill:var(--{style.fill})" if style.fill else "fill:none"
        edge = f";stroke:var(--{style.stroke});stroke-width:{style.width}px" if style.stroke else ""
        if style.fill or style.stroke:
            rules.append(f".{role}{{{fill}{edge}}}")
        if style.stroke and not style.fill:
            rules.append(f".{role}-head{{fill:var(--{style.stroke})}}")
        if style.ink:
            bold = ";font-weight:700" if style.bold else ""
            halo = f";paint-order:stroke;stroke:var(--paper);stroke-width:{HALO}px;stroke-linejoin:round"
            rules.append(f".{role}-text{{fill:var(--{style.ink}){bold}{halo if style.halo else ''}}}")
    rules += [f".{name}{{fill:var(--{name})}}" for name in SIZES]
    names = "".join(f"--{name}:{colour(name)};" for name in Theme._fields)
    return f":host,.marks{{{names}}}\n.marks{{{''.join(rules)}}}\n"


def svg(picture: Picture, position: int, theme: str = "", title: str = "", least: float = 0.0) -> str:
    """Return the picture at a position as a whole SVG file; without a theme for the page, as `document` says."""
    paint = Colours(THEMES[theme]) if theme else Classes()
    return document(picture, theme, (drawn(mark, paint) for mark in picture.at(position)), title, least)


def svgs(picture: Picture, theme: str, title: str = "") -> list[str]:
    """Return the picture at every position; each mark is drawn once."""
    paint = Colours(THEMES[theme])
    every = [(mark, drawn(mark, paint)) for mark in picture.marks if mark.role in STYLES]
    return [
        document(picture, theme, (text for mark, text in every if mark.visible(at)), title)
        for at in range(picture.last + 1)
    ]


def stepping(picture: Picture, at: int, theme: str = "", interactive: bool = False) -> str:
    """Return one SVG with the marks of all positions, each of which says where it is visible; it shows one of them.

    With a theme it carries its colours; without one its marks have the classes of `stylesheet`, and its paper is the
    page's. For the instrument it is interactive: what can be pointed at is a group of the class "hit" with the tip as
    title, with what a click reports as `data-node` or `data-act`, and with the input whose number it shows as
    `data-pulls`; a number that comes says along which line.
    """
    paint = Colours(THEMES[theme]) if theme else Classes()
    marks = [mark for mark in picture.marks if interactive or mark.role in STYLES]
    parts = (timed(mark, picture, at, paint, interactive, picture.last) for mark in marks)
    return document(picture, theme, parts)


def timed(
    mark: Mark, picture: Picture, at: int, paint: Paint, interactive: bool, last: int, first_node: int = 0
) -> str:
    """Return a mark that says where, up to the position `last`, it is visible.

    `first_node` is added to the number of its node.
    """
    inside = _target(mark, picture) if mark.role in TARGETS else drawn(mark, paint)
    group: Attributes = {}
    if interactive and (mark.tip or mark.data is not None):
        inside = element("title", _text(unescape(_TAG.sub("", mark.tip.replace("<br>", "\n"))))) + inside
        group = {"class": "hit"}
        if isinstance(mark.data, int):
            group["data_node"] = mark.data + first_node
        elif mark.data is not None:
            group["data_act"] = mark.data
        if mark.pulls:
            group["data_pulls"] = mark.pulls
    if not mark.still:
        group["data_at"] = " ".join(ranges(mark.only)) if mark.only else f"{mark.first}-{last}"
        group |= {} if mark.visible(at) else {"display": "none"}
        if interactive and mark.along:
            group["data_along"] = _smooth(mark.along)
    return element("g", inside, **group) if group else inside


def _target(mark: Mark, picture: Picture) -> str:
    """Return the box of a node or the square of a tile, not to be seen."""
    assert isinstance(mark.shape, Disc)
    x, y, size = mark.shape
    width, height = picture.scene.boxes[mark.data][:2] if isinstance(mark.data, int) else (size, size)
    return element("rect", x=x - width / 2, y=y - height / 2, width=width, height=height, fill="none")


def ranges(positions: Sequence[int]) -> Iterator[str]:
    """Yield the ranges of which rising numbers consist.

    >>> list(ranges([0, 1, 2, 5, 7, 8]))
    ['0-2', '5-5', '7-8']
    """
    start = positions[0]
    for one, following in pairwise((*positions, positions[-1] + 2)):
        if following != one + 1:
            yield f"{start}-{one}"
            start = following


def document(picture: Sized, theme: str, parts: Iterable[str], title: str = "", least: float = 0.0) -> str:
    """Return pieces of a picture as SVG: with a theme on its paper, without one in the page's style, with the meta.

    `least` is the share of its size below which a page does not shrink it.
    """
    width, height = picture.width, picture.height
    head = element("title", _text(title)) if title else ""
    paper = element("rect", width=width, height=height, fill=THEMES[theme].paper) if theme else ""
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height, "font_family": FONT}
    look = {} if theme else {"class": "marks", "data_meta": json.dumps(picture.meta)}
    look |= {"role": "img"} if theme or title else {}
    look |= {"style": f"min-width:{least * width:.0f}px"} if least else {}
    return element("svg", head + paper + "".join(parts), xmlns="http://www.w3.org/2000/svg", **size, **look)


def _text(value: str) -> str:
    """Return a text as XML may hold it."""
    return escape(_CONTROL.sub("", value), quote=False)


def drawn(mark: Mark, paint: Paint) -> str:
    """Return one mark."""
    return _shape(mark, paint) + (_words(mark, mark.words, paint) if mark.words else "")


def _shape(mark: Mark, paint: Paint) -> str:
    match mark.shape:
        case Line(points, head):
            tip = element("path", d=_closed(head_corners(mark.shape)), **paint.head(mark.role)) if head else ""
            return element("path", d=_smooth(points), **paint.shape(mark.role)) + tip
        case Band(points, width):
            ends = {"stroke_width": width, "stroke_linecap": "round", "stroke_linejoin": "round"}
            return element("path", d=_smooth(points), **paint.shape(mark.role) | ends)
        case Area(points):
            return element("path", d=_closed(points), **paint.shape(mark.role))
        case Disc(x, y, size):
            return element("circle", cx=x, cy=y, r=size / 2, **paint.shape(mark.role)) if size else ""
        case Pixel(x, y, size, share):
            look = paint.shape(mark.role) | {"fill_opacity": f"{share:.3g}"}
            return element("rect", x=x - size / 2, y=y - size / 2, width=size, height=size, **look)
        case Cells():
            return _cells(mark.shape, paint)


def _cells(cells: Cells, paint: Paint) -> str:
    """Return a matrix: one path for each colour."""
    paths: dict[int, str] = defaultdict(str)
    for level, area in cell_areas(cells):
        paths[level] += _closed(area.points[:-1])
    return "".join(element("path", d=d, **paint.cell(level / cells.most)) for level, d in paths.items())


def _point(place: Point) -> str:
    return f"{place[0]:.4g} {place[1]:.4g}" if max(map(abs, place)) < 1000 else f"{place[0]:.1f} {place[1]:.1f}"


def _closed(points: Sequence[Point]) -> str:
    return f"M{'L'.join(map(_point, points))}Z"


def _smooth(points: Sequence[Point]) -> str:
    if len(points) < 3:
        return f"M{'L'.join(map(_point, (points[0], points[-1])))}"
    return f"M{_point(points[0])}" + "".join(f"C{' '.join(map(_point, piece))}" for piece in curve(points))


def _words(mark: Mark, words: Words, paint: Paint) -> str:
    """Return a text of one or more lines; a copy of it that is its halo is passed over by readers of the text."""
    assert isinstance(mark.shape, Disc)
    x, y, size, lines = mark.shape.x, mark.shape.y, words.size, words.lines
    first = y + size * (0.75 - ((len(lines) - 1) * LEADING + 1) / 2)
    inside = "".join(_line(line, x, first + i * LEADING * size, paint) for i, line in enumerate(lines))
    place = {"font_size": f"{size:g}", "text_anchor": words.anchor}
    halo = paint.halo(mark.role)
    copy = element("text", inside, **place, **halo, aria_hidden="true") if halo else ""
    return copy + element("text", inside, **place, **paint.text(mark.role))


def _line(runs: Sequence[Run], x: float, baseline: float, paint: Paint) -> str:
    pieces = (element("tspan", _text(one.text), **paint.run(one.role)) if one.role else _text(one.text) for one in runs)
    return element("tspan", "".join(pieces), x=x, y=baseline)
