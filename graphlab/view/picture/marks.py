"""The marks of a picture: role, shape, text, and the positions at which each is visible. Colours follow from roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from graphlab.view.layout.boxes import TEXT
from graphlab.view.layout.routes import Point, Route
from graphlab.view.notation.notation import Lines, Run
from graphlab.view.picture.scene import Scene

FONT = "Helvetica, Arial, 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
SMOOTH = 0.6
# The angle of an arrowhead: the golden triangle, as plotly draws it.
SHARP = pi / 2.5


class Line(NamedTuple):
    """A smooth line; `head` is the size in px of the arrowhead at its end (0: none)."""

    points: Route
    head: float = 0.0


class Band(NamedTuple):
    """A broad line with round ends; through a single point it is a disc."""

    points: Route
    width: float


class Area(NamedTuple):
    """A polygon; a role without a fill colour leaves its outline."""

    points: Route


class Disc(NamedTuple):
    """A disc round a point; without a size it is the place of a text."""

    x: float
    y: float
    size: float = 0.0


class Pixel(NamedTuple):
    """A square of an image round a point; `share` is how dark it is, from 0 to 1."""

    x: float
    y: float
    size: float
    share: float


class Cells(NamedTuple):
    """A matrix as colours: the centre and the size in px of its first cell, and whole numbers from −most to most."""

    x: float
    y: float
    dx: float
    dy: float
    levels: tuple[tuple[int, ...], ...]
    most: int


Shape: TypeAlias = Line | Band | Area | Disc | Pixel | Cells


class Words(NamedTuple):
    """The text at the point of a disc; `anchor` says which of its parts the point is: "start", "middle" or "end"."""

    lines: Lines
    size: float = TEXT
    anchor: str = "middle"


class Mark(NamedTuple):
    """One piece of a picture: visible at the positions `only`, or where there are none, from `first` on.

    `tip` is what it says when it is pointed at, in plotly's HTML; `data` is what a click on it reports; `along` is the
    line on which a number has come to its place; `pulls` is the input whose number it shows, which can be pulled there.
    """

    role: str
    shape: Shape
    words: Words | None = None
    first: int = 0
    only: tuple[int, ...] = ()
    tip: str = ""
    data: int | str | None = None
    along: Route = ()
    pulls: str = ""

    def visible(self, at: int) -> bool:
        """Tell whether the mark is visible at a position."""
        return at in self.only if self.only else at >= self.first

    @property
    def still(self) -> bool:
        """Whether the mark is visible at every position."""
        return not self.only and self.first == 0


class Style(NamedTuple):
    """How marks of a role look: colours by their role in the theme, px, and the looks of their text."""

    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    ink: str = ""
    bold: bool = False
    halo: bool = False


STYLES: Mapping[str, Style] = MappingProxyType({
    "group-edge": Style(stroke="group_edge"),
    "group": Style(stroke="group"),
    "cloud": Style("group", "group_edge", 1.5),
    "selected": Style(stroke="ring_fill"),
    "path": Style(stroke="ring"),
    "edge-pale": Style(stroke="pale", width=1.5),
    "edge": Style(stroke="ink", width=1.6),
    "edge-now": Style(stroke="ink", width=3.0),
    "edge-near": Style(stroke="ink", width=2.4),
    "gradient-edge": Style(stroke="gradient", width=3.0),
    "gradient-edge-now": Style(stroke="gradient", width=5.0),
    "gradient-edge-near": Style(stroke="gradient", width=3.6),
    "node-pale": Style("paper", "pale", 1.5, "muted", bold=True),
    "node": Style("node", "outline", 2, "ink", bold=True),
    "ring": Style("ring_fill", "ring", 4, "ink", bold=True),
    "name": Style(ink="ink"),
    "constant": Style(ink="muted"),
    "value": Style(ink="value", bold=True, halo=True),
    "gradient": Style(ink="gradient_text", bold=True, halo=True),
    "tile": Style(),
    "tile-edge": Style(stroke="outline", width=1),
    "image": Style("group", "group_edge", 1),
    "pixel": Style("ink"),
    "bar": Style("value"),
    "bar-value": Style(ink="value"),
    "note": Style(ink="muted"),
    "title": Style(ink="ink", bold=True),
    "veil": Style("veil"),
    "toggle": Style("paper", "muted", 1.5, "ink", bold=True),
    "lever": Style(stroke="ink", width=2.5),
    "contact": Style("ink"),
    "fault": Style(stroke="fault", width=2),
})  # fmt: skip
# Marks that are not drawn: where nodes and tiles can be pointed at and clicked, from when nothing is known of them on.
TARGETS = ("target", "target-known", "target-complete", "tile-target")


@dataclass(frozen=True, eq=False)
class Picture:
    """The marks of a trace in a layout, lowest first; nothing in it depends on the theme."""

    scene: Scene
    marks: tuple[Mark, ...]

    @property
    def width(self) -> float:
        """The width in px."""
        return self.scene.plan.width

    @property
    def height(self) -> float:
        """The height in px."""
        return self.scene.plan.height

    @property
    def last(self) -> int:
        """The last position."""
        return len(self.scene.trace.steps)

    @property
    def meta(self) -> dict[str, Any]:
        """The counts of steps, where each node acts, what acts at each step, and the place of that at each position."""
        scene = self.scene
        ahead = scene.trace.forward_count
        return {
            "forward": ahead,
            "backward": self.last - ahead,
            "jump": {str(i): jump(scene, i) for i in scene.drawn[:-1]},
            "acting": [step.node for step in scene.trace.steps],
            "focus": [list(scene.plan.points[node]) for node in scene.focus],
        }

    def at(self, position: int) -> Iterator[Mark]:
        """Yield what is drawn at a position."""
        return (mark for mark in self.marks if mark.role in STYLES and mark.visible(position))


def jump(scene: Scene, node: int) -> list[int | None]:
    """Return at which positions a click on a node may arrive: leaves have theirs when their gradient is complete."""
    if scene.nodes[node].inputs:
        return [scene.forward_at[node], scene.backward_at.get(node)]
    return [None, scene.gradient_at.get(node)]


def plain(text: str) -> Lines:
    """Return a text as lines of one run each.

    >>> plain("a\\nb")
    ((Run(text='a', role=''),), (Run(text='b', role=''),))
    """
    return tuple((Run(line),) for line in text.split("\n"))


def rectangle(left: float, top: float, right: float, bottom: float) -> Area:
    """Return a rectangle."""
    return Area(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)))


def cell_areas(cells: Cells) -> Iterator[tuple[int, Area]]:
    """Yield every cell of a matrix: its number, and its area."""
    for row, numbers in enumerate(cells.levels):
        for column, level in enumerate(numbers):
            left, top = cells.x + (column - 0.5) * cells.dx, cells.y + (row - 0.5) * cells.dy
            yield level, rectangle(left, top, left + cells.dx, top + cells.dy)


def head_corners(line: Line) -> tuple[Point, Point, Point]:
    """Return the corners of the arrowhead at the end of a line: the tip is the line's last point."""
    (x0, y0), (x, y) = line.points[-2:]
    way = atan2(y - y0, x - x0)
    sides = (way - pi / 2 + SHARP, way + pi / 2 - SHARP)
    left, right = ((x - line.head * cos(side), y - line.head * sin(side)) for side in sides)
    return (x, y), left, right


def curve(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Yield the pieces of a smooth curve, as plotly draws it, through three points or more: two controls and an end.

    It is a centripetal Catmull-Rom curve.
    """
    knots = [_tangents(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
    first, last = knots[0][0], knots[-1][1]
    yield _toward(points[0], first), _toward(points[1], first), points[1]
    for (_, leaving), (arriving, _), goal in zip(knots, knots[1:], points[2:], strict=False):
        yield leaving, arriving, goal
    yield _toward(points[-2], last), _toward(points[-1], last), points[-1]


def _toward(end: Point, control: Point) -> Point:
    """Return the control point of a cubic piece at one end of a quadratic one."""
    return end[0] + (control[0] - end[0]) * 2 / 3, end[1] + (control[1] - end[1]) * 2 / 3


def _tangents(before: Point, here: Point, after: Point) -> tuple[Point, Point]:
    """Return the two control points at a point of a curve."""
    (ax, ay), (bx, by) = ((p[0] - here[0], p[1] - here[1]) for p in (before, after))
    a, b = hypot(ax, ay) ** 0.5, hypot(bx, by) ** 0.5
    dx, dy = (b * b * ax - a * a * bx) * SMOOTH, (b * b * ay - a * a * by) * SMOOTH
    back, on = 3 * b * (a + b) or 1.0, 3 * a * (a + b) or 1.0
    return (here[0] + dx / back, here[1] + dy / back), (here[0] - dx / on, here[1] - dy / on)
