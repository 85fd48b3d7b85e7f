"""Polylines: the course of an edge, its smooth corners, its parallel at a distance, and points along it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import dist, hypot

Point = tuple[float, float]
Route = tuple[Point, ...]

GAP = 9.0
CORNER = 34.0
SLACK = 1.5


def routed(points: Sequence[Point]) -> Route:
    """Return a smooth course through points, in whole px.

    >>> routed([(0, 0), (50, 0), (100, 0)])
    ((0, 0), (100, 0))
    """
    return whole(smooth(simplified(points)))


def bowed(points: Sequence[Point]) -> Route:
    """Return an arc from the first of three points to the third, drawn towards the second."""
    return whole([quadratic(points[0], points[1], points[2], i / 6) for i in range(7)])


def aside(a: Point, b: Point, way: float) -> Point:
    """Return what draws an arc from a to b up by a height in px: it stays between their columns.

    >>> aside((0, 0), (10, 0), 4)
    (5.0, -8.0)
    """
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 2 * way


def parallel(route: Sequence[Point], distance: float) -> Route:
    """Return the route moved sideways by a distance in px, upwards if positive and the route runs rightwards.

    >>> parallel([(0, 0), (10, 0)], 4)
    ((0.0, -4.0), (10.0, -4.0))
    """
    sides = [normal(a, b) for a, b in pairwise(route)]
    joints = [sides[0], *(halfway(a, b) for a, b in pairwise(sides)), sides[-1]]
    return tuple((x + distance * nx, y + distance * ny) for (x, y), (nx, ny) in zip(route, joints, strict=True))


def length(route: Sequence[Point]) -> float:
    """Return the length of a route in px."""
    return sum(dist(a, b) for a, b in pairwise(route))


def along(route: Sequence[Point], way: float) -> tuple[Point, Point]:
    """Return the point after a way in px along a route, and the upward normal there."""
    for a, b in pairwise(route):
        step = dist(a, b)
        if way <= step:
            break
        way -= step
    return moved(a, b, min(way, step)), normal(a, b)


def trimmed(route: Sequence[Point], start: float, end: float) -> Route:
    """Return the route without px at its start and at its end, as far as its end segments allow."""
    inside = list(route)
    inside[0] = moved(route[0], route[1], min(start, dist(route[0], route[1]) / 3))
    inside[-1] = moved(route[-1], route[-2], min(end, dist(route[-1], route[-2]) / 3))
    return tuple(inside)


def normal(a: Point, b: Point) -> Point:
    """Return the unit vector to the left of the way from a to b: upwards on a rightward way."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = hypot(dx, dy) or 1.0
    return dy / size, -dx / size


def halfway(a: Point, b: Point) -> Point:
    """Return the joint of two unit normals, long enough to keep parallels parallel."""
    x, y = a[0] + b[0], a[1] + b[1]
    size = max(0.5, (x * x + y * y) / 2)
    return x / size, y / size


def moved(a: Point, b: Point, way: float) -> Point:
    """Return the point at a way in px from a towards b."""
    part = way / (dist(a, b) or 1.0)
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def simplified(points: Sequence[Point]) -> list[Point]:
    """Return the points without those that hardly leave the line between the kept one and the next."""
    kept = [points[0]]
    for point, after in pairwise(points[1:]):
        if distance(point, kept[-1], after) > SLACK:
            kept.append(point)
    return [*kept, points[-1]]


def distance(point: Point, a: Point, b: Point) -> float:
    """Return the distance in px of a point from the line through a and b."""
    nx, ny = normal(a, b)
    return abs((point[0] - a[0]) * nx + (point[1] - a[1]) * ny)


def smooth(points: Sequence[Point]) -> list[Point]:
    """Return the points with every corner cut to a short curve."""
    return [points[0], *(p for i in range(1, len(points) - 1) for p in rounded(*points[i - 1 : i + 2])), points[-1]]


def rounded(before: Point, corner: Point, after: Point) -> Iterator[Point]:
    """Yield three points of the curve that replaces a corner."""
    a = moved(corner, before, min(CORNER, dist(corner, before) * 0.45))
    b = moved(corner, after, min(CORNER, dist(corner, after) * 0.45))
    yield from (quadratic(a, corner, b, t) for t in (0.0, 0.5, 1.0))


def quadratic(a: Point, control: Point, b: Point, t: float) -> Point:
    """Return a point of a quadratic Bézier curve."""
    p, q, r = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return p * a[0] + q * control[0] + r * b[0], p * a[1] + q * control[1] + r * b[1]


def whole(points: Sequence[Point]) -> Route:
    """Return the points rounded to whole px, without repetitions."""
    route = [(round(x), round(y)) for x, y in points]
    return (route[0], *(b for a, b in pairwise(route) if a != b))


def crosses(a: Point, b: Point, box: tuple[float, float, float, float]) -> bool:
    """Tell whether the segment from a to b meets a box (left, top, right, bottom).

    >>> crosses((0, 0), (10, 10), (4, 4, 6, 6)), crosses((0, 0), (10, 0), (4, 4, 6, 6))
    (True, False)
    """
    low, high = 0.0, 1.0
    for start, end, least, most in ((a[0], b[0], box[0], box[2]), (a[1], b[1], box[1], box[3])):
        if start == end:
            if not least <= start <= most:
                return False
            continue
        first, last = sorted(((least - start) / (end - start), (most - start) / (end - start)))
        low, high = max(low, first), min(high, last)
    return low <= high
