"""Where the labels of edges stand: value above, gradient below, touching neither each other nor a node nor a line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, dist
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import east_asian_width

from graphlab.view.layout.routes import Point, Route, along, crosses, length, moved

Size = tuple[float, float]
Rect = tuple[float, float, float, float]
Cell = tuple[int, int]

LINE = 20.0
CELL = 60.0
CLEAR = MappingProxyType({1: 10.0, -1: 13.0})
OWN = 7.0
NARROW = frozenset(".,:;'|!ijltfrI()[]{} /")
WIDE = frozenset("mwMW%@—…×∞")


class Placed(NamedTuple):
    """Centres of the labels above, below, of the notes at nodes and of titles; how many touch, how many nearly do.

    `cramped` are the edges of those labels.
    """

    above: tuple[Point | None, ...]
    below: tuple[Point | None, ...]
    notes: tuple[Point | None, ...]
    overlaps: int
    tight: int
    titles: tuple[Point, ...] = ()
    cramped: frozenset[int] = frozenset()


class Room(NamedTuple):
    """How far in px a label keeps from other boxes, and from the middle of the two lines of an edge."""

    boxes: float
    lines: float


AIRY = Room(5.0, 9.5)
TIGHT = Room(2.0, 7.5)


class Crowd:
    """What already stands in the picture, found by place; labels have numbers, other boxes have -1."""

    def __init__(self) -> None:
        self.rects: dict[Cell, dict[Rect, int]] = defaultdict(dict)
        self.lines: dict[Cell, list[tuple[Point, Point, int]]] = defaultdict(list)

    def add(self, rect: Rect, label: int = -1) -> None:
        """Add a box."""
        for cell in cells(rect):
            self.rects[cell][rect] = label

    def remove(self, rect: Rect) -> None:
        """Take a box away."""
        for cell in cells(rect):
            self.rects[cell].pop(rect, None)

    def add_route(self, route: Route, edge: int) -> None:
        """Add the line of an edge, in pieces so short that few cells hold each."""
        for a, b in pairwise(route):
            count = ceil(dist(a, b) / CELL) or 1
            stops = [moved(a, b, dist(a, b) * i / count) for i in range(count + 1)]
            for piece in pairwise(stops):
                for cell in cells(grown(bounds(piece), AIRY.lines)):
                    self.lines[cell].append((*piece, edge))

    def touched(self, rect: Rect, edge: int = -1, room: Room = AIRY) -> list[int]:
        """Return the numbers of all boxes that a label of an edge would touch, and -1 for a line."""
        near = cells(rect)
        airy = grown(rect, room.boxes)
        found = {r: n for cell in near if cell in self.rects for r, n in self.rects[cell].items() if overlap(airy, r)}
        return list(found.values()) + [-1] * self.crossed(near, rect, edge, room)

    def crossed(self, near: Sequence[Cell], rect: Rect, edge: int, room: Room) -> bool:
        """Tell whether a line comes too close to a label of an edge."""
        boxes = {True: grown(rect, OWN), False: grown(rect, room.lines)}
        for cell in near:
            for a, b, owner in self.lines.get(cell, ()):
                left, top, right, bottom = box = boxes[owner == edge]
                # Most pieces lie wholly to one side: four comparisons spare the exact test.
                apart = (
                    (a[0] < left and b[0] < left)
                    or (a[0] > right and b[0] > right)
                    or (a[1] < top and b[1] < top)
                    or (a[1] > bottom and b[1] > bottom)
                )
                if not apart and crosses(a, b, box):
                    return True
        return False


def text_size(text: str, px: float, bold: bool = False) -> Size:
    """Return the estimated width and height in px of a text of one or more lines.

    >>> text_size("사과", 16), text_size("1\\n22", 10)
    ((32.0, 16.0), (11.2, 22.5))
    """
    lines = text.split("\n")
    width = max(sum(map(em, line)) for line in lines) * px * (1.05 if bold else 1.0)
    return round(width, 1), float(px) + (len(lines) - 1) * px * LINE / 16


def em(character: str) -> float:
    """Return the estimated width of a character in em."""
    if east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.31
    if character in WIDE:
        return 0.86
    return 0.68 if character.isupper() else 0.56


class Wish(NamedTuple):
    """A label to be placed: its number, its edge and that edge's route, its size, its side (1 above, -1 below)."""

    number: int
    edge: int
    route: Route
    size: Size
    side: int

    def spots(self) -> Iterator[Point]:
        """Yield where the label may stand, best places first."""
        return candidates(self.route, self.size, self.side)


def place(
    routes: Sequence[Route],
    above: Sequence[Size | None],
    below: Sequence[Size | None],
    boxes: Sequence[Rect],
    notes: Sequence[Size | None] = (),
    titles: Sequence[tuple[Rect, Size]] = (),
) -> Placed:
    """Place notes beside their nodes, then labels at all edges, the most cramped first, and titles at their areas."""
    crowd = crowded(routes, boxes)
    spots = tuple(noted(crowd, box, size) if size else None for box, size in zip(boxes, notes, strict=False))
    wishes = {wish.number: wish for wish in wished(routes, above, below)}
    taken: dict[int, Point] = {}
    cramped: set[int] = set()
    overlaps = tight = 0
    for wish in sorted(wishes.values(), key=lambda wish: length(wish.route) - wish.size[0]):
        if settle(crowd, wish, taken) or rearrange(crowd, wish, wishes, taken):
            continue
        cramped.add(wish.edge)
        if settle(crowd, wish, taken, TIGHT):
            tight += 1
        else:
            overlaps += 1
            put(crowd, wish, least(crowd, wish), taken)
    titled = tuple(noted(crowd, area, size) for area, size in titles)
    numbers = range(0, 2 * len(routes), 2)
    above_at, below_at = (tuple(taken.get(n + k) for n in numbers) for k in (0, 1))
    return Placed(above_at, below_at, spots, overlaps, tight, titled, frozenset(cramped))


def wished(routes: Sequence[Route], above: Sequence[Size | None], below: Sequence[Size | None]) -> Iterator[Wish]:
    """Yield the labels of all edges: the even numbers stand above, the odd ones below."""
    for edge, (route, *sizes) in enumerate(zip(routes, above, below, strict=True)):
        for k, size in enumerate(sizes):
            if size:
                yield Wish(2 * edge + k, edge, route, size, 1 - 2 * k)


def put(crowd: Crowd, wish: Wish, spot: Point, taken: dict[int, Point]) -> None:
    """Put a label on a spot."""
    crowd.add(around(spot, wish.size), wish.number)
    taken[wish.number] = spot


def settle(crowd: Crowd, wish: Wish, taken: dict[int, Point], room: Room = AIRY) -> bool:
    """Put a label on its first free spot, and tell whether there is one."""
    for spot in wish.spots():
        if not crowd.touched(around(spot, wish.size), wish.edge, room):
            put(crowd, wish, spot, taken)
            return True
    return False


def rearrange(crowd: Crowd, wish: Wish, wishes: dict[int, Wish], taken: dict[int, Point]) -> bool:
    """Put a label where a single other label is in its way, if that one finds another spot."""
    for spot in wish.spots():
        others = crowd.touched(around(spot, wish.size), wish.edge)
        if len(others) == 1 and others[0] >= 0:
            other = wishes[others[0]]
            before = taken[other.number]
            crowd.remove(around(before, other.size))
            put(crowd, wish, spot, taken)
            if settle(crowd, other, taken):
                return True
            crowd.remove(around(spot, wish.size))
            put(crowd, other, before, taken)
    return False


def least(crowd: Crowd, wish: Wish) -> Point:
    """Return the spot on which a label touches least: rather a line than a box."""

    def cost(spot: Point) -> int:
        return sum(3 if number >= 0 else 1 for number in crowd.touched(around(spot, wish.size), wish.edge, TIGHT))

    return min(wish.spots(), key=cost)


def crowded(routes: Sequence[Route], boxes: Sequence[Rect]) -> Crowd:
    """Return the crowd of all nodes and lines."""
    crowd = Crowd()
    for box in boxes:
        crowd.add(box)
    for edge, route in enumerate(routes):
        crowd.add_route(route, edge)
    return crowd


def candidates(route: Route, size: Size, side: int) -> Iterator[Point]:
    """Yield centres beside a route, from its middle outwards, close to it and then farther off."""
    whole = length(route)
    for off in (CLEAR[side] + more for more in (0, 6, 13, 21)):
        for i in range(max(1, int((whole - 8) / 10))):
            way = whole / 2 + (i + 1) // 2 * 10 * (-1 if i % 2 else 1)
            (x, y), (nx, ny) = along(route, way)
            out = side * (off + abs(nx) * size[0] / 2 + abs(ny) * size[1] / 2)
            yield round(x + nx * out), round(y + ny * out)


def noted(crowd: Crowd, box: Rect, size: Size) -> Point:
    """Return the spot of a note at a node, below it if that is free."""
    x, (w, h) = (box[0] + box[2]) / 2, size
    low, high = box[3] + h / 2 + 4, box[1] - h / 2 - 4
    sides = (box[2] - w / 2, box[0] + w / 2, box[2] + w / 2, box[0] - w / 2)
    spots = [(round(at), round(y)) for at in (x, *sides) for y in (low, high)]
    spot = min(spots, key=lambda p: len(crowd.touched(around(p, size))))
    crowd.add(around(spot, size))
    return spot


def around(centre: Point, size: Size) -> Rect:
    """Return the box of a size round a centre."""
    return centre[0] - size[0] / 2, centre[1] - size[1] / 2, centre[0] + size[0] / 2, centre[1] + size[1] / 2


def bounds(points: Sequence[Point]) -> Rect:
    """Return the smallest box that holds points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def grown(rect: Rect, by: float) -> Rect:
    """Return a box that is larger by px on every side."""
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def overlap(a: Rect, b: Rect) -> bool:
    """Tell whether two boxes overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def cells(rect: Rect) -> list[Cell]:
    """Return the cells of the grid that a box, with some air, touches."""
    air = AIRY.boxes
    columns = range(int((rect[0] - air) // CELL), int((rect[2] + air) // CELL) + 1)
    rows = range(int((rect[1] - air) // CELL), int((rect[3] + air) // CELL) + 1)
    return [(i, j) for i in columns for j in rows]
