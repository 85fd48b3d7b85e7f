"""Polylines: smooth corners, arcs, parallels at a distance, and points along a route."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import dist, hypot

Point = tuple[float, float]
Route = tuple[Point, ...]

GAP = 9.0
CORNER = 34.0
SLACK = 1.5


def smooth_route(points: Sequence[Point]) -> Route:
    """Return a smooth route through points, in whole px.

    >>> smooth_route([(0, 0), (50, 0), (100, 0)])
    ((0, 0), (100, 0))
    """
    return rounded(smooth(without_straight(points)))


def arc(points: Sequence[Point]) -> Route:
    """Return an arc from the first of three points to the third, drawn towards the second."""
    return rounded([quadratic(points[0], points[1], points[2], i / 6) for i in range(7)])


def arc_control(a: Point, b: Point, height: float) -> Point:
    """Return the control point of an arc from a to b that rises by a height in px.

    >>> arc_control((0, 0), (10, 0), 4)
    (5.0, -8.0)
    """
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 2 * height


def parallel(route: Sequence[Point], distance: float) -> Route:
    """Return the route moved sideways by a distance in px, upwards if positive and the route runs rightwards.

    >>> parallel([(0, 0), (10, 0)], 4)
    ((0.0, -4.0), (10.0, -4.0))
    """
    sides = [normal(a, b) for a, b in pairwise(route)]
    joints = [sides[0], *(joint(a, b) for a, b in pairwise(sides)), sides[-1]]
    return tuple((x + distance * nx, y + distance * ny) for (x, y), (nx, ny) in zip(route, joints, strict=True))


def length(route: Sequence[Point]) -> float:
    """Return the length of a route in px."""
    return sum(dist(a, b) for a, b in pairwise(route))


def point_at(route: Sequence[Point], at: float) -> tuple[Point, Point]:
    """Return the point at a distance in px along a route, and the upward normal there."""
    for a, b in pairwise(route):
        segment = dist(a, b)
        if at <= segment:
            break
        at -= segment
    return towards(a, b, min(at, segment)), normal(a, b)


def normal(a: Point, b: Point) -> Point:
    """Return the unit vector to the left of the direction from a to b: upwards if that is rightward."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = hypot(dx, dy) or 1.0
    return dy / size, -dx / size


def joint(a: Point, b: Point) -> Point:
    """Return the joint of two unit normals, long enough to keep parallels parallel."""
    x, y = a[0] + b[0], a[1] + b[1]
    size = max(0.5, (x * x + y * y) / 2)
    return x / size, y / size


def towards(a: Point, b: Point, by: float) -> Point:
    """Return the point at a distance in px from a towards b."""
    part = by / (dist(a, b) or 1.0)
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def without_straight(points: Sequence[Point]) -> list[Point]:
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
    corners = (points[i - 1 : i + 2] for i in range(1, len(points) - 1))
    return [points[0], *(p for corner in corners for p in corner_curve(*corner)), points[-1]]


def corner_curve(before: Point, corner: Point, after: Point) -> Iterator[Point]:
    """Yield three points of the curve that replaces a corner."""
    a = towards(corner, before, min(CORNER, dist(corner, before) * 0.45))
    b = towards(corner, after, min(CORNER, dist(corner, after) * 0.45))
    yield from (quadratic(a, corner, b, t) for t in (0.0, 0.5, 1.0))


def quadratic(a: Point, control: Point, b: Point, t: float) -> Point:
    """Return a point of a quadratic Bézier curve."""
    p, q, r = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return p * a[0] + q * control[0] + r * b[0], p * a[1] + q * control[1] + r * b[1]


def rounded(points: Sequence[Point]) -> Route:
    """Return the points rounded to whole px, without repetitions."""
    route = [(round(x), round(y)) for x, y in points]
    return (route[0], *(b for a, b in pairwise(route) if a != b))


def crosses(a: Point, b: Point, box: tuple[float, float, float, float]) -> bool:
    """Tell whether the segment from a to b meets a box (left, top, right, bottom).

    >>> crosses((0, 0), (10, 10), (4, 4, 6, 6)), crosses((0, 0), (10, 0), (4, 4, 6, 6))
    (True, False)
    """
    (x0, y0), (x1, y1), (left, top, right, bottom) = a, b, box
    if (x0 < left and x1 < left) or (x0 > right and x1 > right):
        return False
    if (y0 < top and y1 < top) or (y0 > bottom and y1 > bottom):
        return False
    # Neither lies to one side of the other; is the whole box on one side of the line? Twice its middle, from a.
    dx, dy = x1 - x0, y1 - y0
    off = dx * (top + bottom - 2 * y0) - dy * (left + right - 2 * x0)
    return abs(off) <= abs(dx) * (bottom - top) + abs(dy) * (right - left)
