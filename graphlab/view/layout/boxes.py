"""Sizes of nodes and texts, and rectangles, in px with y downward."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from graphlab.view.layout.routes import Point

Size = tuple[float, float]
Rect = tuple[float, float, float, float]

# Diameter of a round node, height of a pill, size of the font, and of the small font.
NODE, PILL = 46.0, 40.0
TEXT, SMALL = 16, 13
LINE = 20.0
NARROW = frozenset(".,:;'|!ijltfrI()[]{} /")
WIDE = frozenset("mwMW%@—…×∞")


class Box(NamedTuple):
    """Width and height of a node; edges meet a round one at the centre of its caps, a text at its side."""

    width: float
    height: float
    round: bool = True


def text_size(text: str, px: float, bold: bool = False) -> Size:
    """Return the estimated width and height of a text of one or more lines.

    >>> text_size("사과", 16), text_size("1\\n22", 10)
    ((32.0, 16.0), (11.2, 22.5))
    """
    lines = text.split("\n")
    width = max(sum(map(em, line)) for line in lines) * px * (1.05 if bold else 1.0)
    return round(width, 1), float(px) + (len(lines) - 1) * px * LINE / 16


def node_box(symbol: str) -> Box:
    """Return the box of an op node: a circle for short symbols, a pill for long ones."""
    return Box(NODE, NODE) if len(symbol) <= 3 else Box(round(text_size(symbol, 15, bold=True)[0] + 28), PILL)


def text_box(text: str) -> Box:
    """Return the box of a name."""
    width, height = text_size(text, TEXT)
    return Box(width + 2, height, round=False)


def em(character: str) -> float:
    """Return the estimated width of a character in em."""
    if east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.31
    if character in WIDE:
        return 0.86
    return 0.68 if character.isupper() else 0.56


def title_size(title: str) -> Size:
    """Return the size of a group's title, with space for its toggle."""
    width, height = text_size(title, SMALL, bold=True)
    return width + 34, height + 6


def around(centre: Point, size: Size) -> Rect:
    """Return the rectangle (left, top, right, bottom) of a size round a centre."""
    return centre[0] - size[0] / 2, centre[1] - size[1] / 2, centre[0] + size[0] / 2, centre[1] + size[1] / 2


def bounds(points: Sequence[Point]) -> Rect:
    """Return the smallest rectangle that holds all points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def grown(rect: Rect, by: float) -> Rect:
    """Return a rectangle that is larger on every side."""
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def overlap(a: Rect, b: Rect) -> bool:
    """Tell whether two rectangles overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
