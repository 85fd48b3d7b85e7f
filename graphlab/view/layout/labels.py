"""Places for the labels of edges: value above, gradient below, touching neither each other nor a node nor a line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from sys import maxsize
from typing import NamedTuple

from graphlab.view.layout.boxes import Rect, Size, around, grown
from graphlab.view.layout.routes import Point, Route, length, point_at

Cell = tuple[int, int]
# A segment: its least and largest x and y, where it begins, how far it leads, and the number of its edge.
Segment = tuple[float, float, float, float, float, float, float, float, int]

CELL = 60.0
# Distance in px of a value above the middle of its edge, and of a gradient below it.
ABOVE, BELOW = 10.0, 13.0
# How far in px a label keeps from the lines of its own edge.
OWN = 7.0
# What a look at a place costs, in looks at a box or a line there; how many places are looked at in a hurry.
LOOK, HASTY = 20, 8


class Placed(NamedTuple):
    """Centres of the labels above and below the edges, of the sums at fan-outs, and of the titles of groups.

    `overlaps` counts the labels that touch something, `tight` those that nearly do; `cramped` are the edges of both.
    `left_out` counts the labels that have no place, because the search for one would have taken too long; `effort` is
    what the search has taken.
    """

    above: tuple[Point | None, ...]
    below: tuple[Point | None, ...]
    sums: tuple[Point | None, ...]
    overlaps: int
    tight: int
    titles: tuple[Point, ...] = ()
    cramped: frozenset[int] = frozenset()
    left_out: int = 0
    effort: int = 0


class Clearance(NamedTuple):
    """How far in px a label keeps from boxes, and from the middle of the two lines of an edge."""

    boxes: float
    lines: float


class Hurry(NamedTuple):
    """The most effort that places may take, how dispensable labels are by their numbers, and whether `every` one stays.

    Those that stay without having found a place stand where they may touch something, and count as overlaps.
    """

    most: int
    ranks: Sequence[int]
    every: bool = False


ROOMY = Clearance(5.0, 9.5)
TIGHT = Clearance(2.0, 7.5)


class Obstacles:
    """Boxes and lines in a grid of cells, so that those nearby are found quickly; a label has a number, a node -1."""

    def __init__(self, routes: Sequence[Route], boxes: Sequence[Rect]) -> None:
        # How many boxes and lines have been looked at, and places as often as it takes to find these.
        self.effort = 0
        self.rects: dict[Cell, dict[Rect, int]] = defaultdict(dict)
        self.lines: dict[Cell, list[Segment]] = defaultdict(list)
        for box in boxes:
            self.add(box)
        for edge, route in enumerate(routes):
            self._add_route(route, edge)

    def add(self, rect: Rect, label: int = -1) -> None:
        """Add a box."""
        for cell in cells(rect):
            self.rects[cell][rect] = label

    def remove(self, rect: Rect) -> None:
        """Remove a box."""
        for cell in cells(rect):
            self.rects[cell].pop(rect, None)

    def _add_route(self, route: Route, edge: int) -> None:
        """Add the line of an edge to the cells that it comes near."""
        far = ROOMY.lines + ROOMY.boxes
        for a, b in pairwise(route):
            (x0, y0), (x1, y1) = (a, b) if a < b else (b, a)
            segment = x0, x1, min(y0, y1), max(y0, y1), *a, b[0] - a[0], b[1] - a[1], edge
            slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
            for i in range(int((x0 - far) // CELL), int((x1 + far) // CELL) + 1):
                start, end = max(i * CELL - far - x0, 0.0), min((i + 1) * CELL + far, x1) - x0
                first, last = (y0 + slope * start, y0 + slope * end) if x1 > x0 else (y0, y1)
                low, high = (first, last) if first < last else (last, first)
                for j in range(int((low - far) // CELL), int((high + far) // CELL) + 1):
                    self.lines[i, j].append(segment)

    def touched(self, rect: Rect, edge: int = -1, clearance: Clearance = ROOMY, most: int | None = None) -> list[int]:
        """Return the numbers of all boxes that a label of an edge would touch, and -1 for a line.

        With `most`, the search ends as soon as more than so many have been found.
        """
        left, top, right, bottom = grown(rect, clearance.boxes)
        near = cells(rect)
        found: dict[Rect, int] = {}
        self.effort += LOOK
        for cell in near:
            rects = self.rects.get(cell)
            if rects:
                self.effort += len(rects)
                for other, number in rects.items():
                    if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                        found[other] = number
                        if most is not None and len(found) > most:
                            return list(found.values())
        return list(found.values()) + [-1] * self._crossed(near, rect, edge, clearance)

    def free(self, rect: Rect, edge: int, clearance: Clearance = ROOMY) -> bool:
        """Tell whether a label of an edge would touch nothing."""
        return not self.touched(rect, edge, clearance, most=0)

    def _crossed(self, near: Sequence[Cell], rect: Rect, edge: int, clearance: Clearance) -> bool:
        """Tell whether a line comes too close to a label of an edge: as `routes.crosses`, for many lines."""
        own, others = grown(rect, OWN), grown(rect, clearance.lines)
        for cell in near:
            lines = self.lines.get(cell)
            if not lines:
                continue
            self.effort += len(lines)
            for x0, x1, y0, y1, x, y, dx, dy, owner in lines:
                left, top, right, bottom = own if owner == edge else others
                if x1 < left or x0 > right or y1 < top or y0 > bottom:
                    continue
                off = dx * (top + bottom - 2 * y) - dy * (left + right - 2 * x)
                if abs(off) <= abs(dx) * (bottom - top) + abs(dy) * (right - left):
                    return True
        return False


class Label(NamedTuple):
    """A label to be placed: its number, its edge and that edge's route, its size, its side (1 above, -1 below)."""

    number: int
    edge: int
    route: Route
    size: Size
    side: int

    def candidates(self) -> Iterator[Point]:
        """Yield centres beside the route, from its middle outwards, close to it and then farther off."""
        whole, (width, height) = length(self.route), self.size
        spots: list[tuple[Point, Point]] = []
        for off in ((ABOVE if self.side > 0 else BELOW) + more for more in (0, 6, 13, 21)):
            for i in range(max(1, int((whole - 8) / 10))):
                if i == len(spots):
                    spots.append(point_at(self.route, whole / 2 + (i + 1) // 2 * 10 * (-1 if i % 2 else 1)))
                (x, y), (nx, ny) = spots[i]
                out = self.side * (off + abs(nx) * width / 2 + abs(ny) * height / 2)
                yield round(x + nx * out), round(y + ny * out)


def place(
    routes: Sequence[Route],
    above: Sequence[Size | None],
    below: Sequence[Size | None],
    boxes: Sequence[Rect],
    sums: Sequence[Size | None] = (),
    titles: Sequence[tuple[Rect, Size]] = (),
    hurry: Hurry | None = None,
) -> Placed:
    """Place sums beside their nodes, then the labels of edges, the most cramped first, and titles at their areas.

    Where that takes too long, it is done once more in a hurry, the most important labels first.
    """
    obstacles = Obstacles(routes, boxes)
    sums_at = tuple(beside(obstacles, box, size) if size else None for box, size in zip(boxes, sums, strict=False))
    labels = {label.number: label for label in edge_labels(routes, above, below)}
    fixed, placed = {cell: dict(rects) for cell, rects in obstacles.rects.items()}, dict[int, Point]()
    cramped: set[int] = set()
    overlaps = tight = 0
    for label in sorted(labels.values(), key=lambda label: length(label.route) - label.size[0]):
        if hurry and obstacles.effort > hurry.most:
            obstacles.rects = defaultdict(dict, fixed)
            placed, overlaps, tight = place_in_hurry(obstacles, labels.values(), hurry), 0, 0
            if hurry.every:
                hidden = [label for label in labels.values() if label.number not in placed]
                placed |= {label.number: next(label.candidates()) for label in hidden}
                overlaps = len(hidden)
            break
        if put_free(obstacles, label, placed, labels):
            continue
        cramped.add(label.edge)
        centre, touches = least_touching(obstacles, label)
        put(obstacles, label, centre, placed)
        tight, overlaps = tight + (not touches), overlaps + (touches > 0)
    titles_at = tuple(beside(obstacles, area, size) for area, size in titles)
    numbers = range(0, 2 * len(routes), 2)
    above_at, below_at = (tuple(placed.get(n + k) for n in numbers) for k in (0, 1))
    left_out = len(labels) - len(placed)
    return Placed(above_at, below_at, sums_at, overlaps, tight, titles_at, frozenset(cramped), left_out,
                  obstacles.effort)  # fmt: skip


def ranks(edges: Iterable[tuple[int, int, int]]) -> Iterator[int]:
    """Yield how dispensable the labels are, two an edge: a value is written once already, then parallel gradients."""
    values, gradients = Counter[int](), Counter[tuple[int, int]]()
    for source, target, _slot in edges:
        yield values[source]
        yield gradients[source, target]
        values[source] += 1
        gradients[source, target] += 1


def place_in_hurry(obstacles: Obstacles, labels: Iterable[Label], hurry: Hurry) -> dict[int, Point]:
    """Place labels at one of their first candidates, the most important first, as long as it takes a third more."""
    placed, most = dict[int, Point](), obstacles.effort + hurry.most // 3
    for label in sorted(labels, key=lambda label: hurry.ranks[label.number]):
        if obstacles.effort > most:
            break
        for centre in islice(label.candidates(), HASTY):
            if obstacles.free(around(centre, label.size), label.edge, TIGHT):
                put(obstacles, label, centre, placed)
                break
    return placed


def edge_labels(routes: Sequence[Route], above: Sequence[Size | None], below: Sequence[Size | None]) -> Iterator[Label]:
    """Yield the labels of all edges: even numbers above, odd ones below."""
    for edge, (route, *sizes) in enumerate(zip(routes, above, below, strict=True)):
        for k, size in enumerate(sizes):
            if size:
                yield Label(2 * edge + k, edge, route, size, 1 - 2 * k)


def put(obstacles: Obstacles, label: Label, centre: Point, placed: dict[int, Point]) -> None:
    """Put a label at a centre."""
    obstacles.add(around(centre, label.size), label.number)
    placed[label.number] = centre


def put_free(
    obstacles: Obstacles, label: Label, placed: dict[int, Point], labels: Mapping[int, Label] | None = None
) -> bool:
    """Put a label at its first free candidate, and tell whether there is one.

    With all `labels` it is else put where a single other one is in its way, if that one finds another place.
    """
    single: list[tuple[Point, Label]] = []
    for centre in label.candidates():
        others = obstacles.touched(around(centre, label.size), label.edge, most=1 if labels else 0)
        if not others:
            put(obstacles, label, centre, placed)
            return True
        if labels and len(others) == 1 and others[0] >= 0:
            single.append((centre, labels[others[0]]))
    for centre, other in single:
        before = placed[other.number]
        obstacles.remove(around(before, other.size))
        put(obstacles, label, centre, placed)
        if put_free(obstacles, other, placed):
            return True
        obstacles.remove(around(centre, label.size))
        put(obstacles, other, before, placed)
    return False


def least_touching(obstacles: Obstacles, label: Label) -> tuple[Point, int]:
    """Return the candidate at which a label touches least, rather a line than a box, and how much: 0 for nothing."""
    best, least = (0.0, 0.0), maxsize
    for centre in label.candidates():
        touched = obstacles.touched(around(centre, label.size), label.edge, TIGHT, most=least)
        cost = sum(3 if number >= 0 else 1 for number in touched)
        if cost < least:
            best, least = centre, cost
        if not cost:
            break
    return best, least


def beside(obstacles: Obstacles, box: Rect, size: Size) -> Point:
    """Return the centre of a text at a box, below it if that is free; the text becomes an obstacle."""
    x, (w, h) = (box[0] + box[2]) / 2, size
    low, high = box[3] + h / 2 + 4, box[1] - h / 2 - 4
    sides = (box[2] - w / 2, box[0] + w / 2, box[2] + w / 2, box[0] - w / 2)
    centres = [(round(at), round(y)) for at in (x, *sides) for y in (low, high)]
    best = min(centres, key=lambda centre: len(obstacles.touched(around(centre, size))))
    obstacles.add(around(best, size))
    return best


def cells(rect: Rect) -> list[Cell]:
    """Return the cells of the grid that a box, with its clearance, touches."""
    far, (left, top, right, bottom) = ROOMY.boxes, rect
    rows = range(int((top - far) // CELL), int((bottom + far) // CELL) + 1)
    return [(i, j) for i in range(int((left - far) // CELL), int((right + far) // CELL) + 1) for j in rows]
