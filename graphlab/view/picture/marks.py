"""The marks of a picture: arrows, nodes, names and labels as points of plotly traces."""

from collections.abc import Sequence
from math import cos, pi, sin
from types import MappingProxyType

from graphlab.view.base.theme import Theme
from graphlab.view.base.tooltips import safe
from graphlab.view.layout.boxes import NODE, PILL, TEXT
from graphlab.view.layout.routes import Point, Route
from graphlab.view.notation.notation import Text
from graphlab.view.picture.plotly_traces import Item, Spec
from graphlab.view.picture.scene import Scene

# How far in px the forward and the backward line of an edge stand from its middle.
ASIDE = 5.0
SYMBOL_SIZES = MappingProxyType({1: 22, 2: 18, 3: 16})
QUARTER = tuple(pi * i / 8 for i in range(-4, 5))


def arrows(colour: str, width: float) -> Spec:
    """Return the look of lines that end in an arrowhead."""
    head = {"symbol": "arrow", "angleref": "previous", "color": colour, "line": {"width": 0}, "opacity": 1}
    line = {"color": colour, "width": width, "shape": "spline", "smoothing": 0.6}
    return {"type": "scatter", "mode": "lines+markers", "hoverinfo": "skip", "line": line, "marker": head}


def arrow(route: Route, size: int) -> Item:
    """Return the points of a line, a break after it, and a head at its end alone."""
    sizes = [0] * (len(route) - 1) + [size, 0]
    return {"x": [x for x, _ in route] + [None], "y": [y for _, y in route] + [None], "marker.size": sizes}


def whole(route: Sequence[Point]) -> Route:
    """Return a route in whole px."""
    return tuple((round(x), round(y)) for x, y in route)


def long(picture: Scene, node: int) -> bool:
    """Tell whether the symbol of a node needs a pill."""
    return len(picture.captions[node]) > 3


def shape(fill: str, edge: str, width: float) -> Spec:
    """Return the look of pills."""
    line = {"color": edge, "width": width}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "fill": "toself", "fillcolor": fill, "line": line}


def outline(picture: Scene, node: int) -> Item:
    """Return the outline of a pill, a break after it."""
    (x, y), half = picture.plan.points[node], picture.boxes[node].width / 2 - PILL / 2
    right = [(x + half + PILL / 2 * cos(t), y + PILL / 2 * sin(t)) for t in QUARTER]
    left = [(2 * x - a, 2 * y - b) for a, b in right]
    points = [*right, *left, right[0]]
    return {"x": [round(a, 1) for a, _ in points] + [None], "y": [round(b, 1) for _, b in points] + [None]}


def disc(fill: str, edge: str, width: float, ink: str) -> Spec:
    """Return the look of circles with a symbol in them."""
    marker = {"symbol": "circle", "color": fill, "line": {"color": edge, "width": width}, "opacity": 1}
    look = {"color": ink, "weight": 700}
    return {"type": "scatter", "mode": "markers+text", "hoverinfo": "skip", "marker": marker, "textfont": look}


def symbol(picture: Scene, node: int) -> Item:
    """Return the point of a node with its symbol; the circle of a pill has no size."""
    (x, y), text = picture.plan.points[node], picture.captions[node]
    sizes: Item = {
        "marker.size": [0 if long(picture, node) else NODE],
        "textfont.size": [SYMBOL_SIZES.get(len(text), 15)],
    }
    return {"x": [x], "y": [y], "text": [safe(text)], **sizes}


def labels(colours: Theme, colour: str) -> Spec:
    """Return the look of labels: bold, with a halo that keeps them readable where a line is near."""
    halo = ", ".join([f"0 0 3px {colours.paper}"] * 4)
    font = {"color": colour, "size": TEXT, "weight": 700, "shadow": halo}
    return {"type": "scatter", "mode": "text", "hoverinfo": "text", "textfont": font}


def label(centre: Point, text: Text) -> Item:
    """Return a label that tells more when pointed at."""
    return {"x": [centre[0]], "y": [centre[1]], "text": [text.rich or safe(text.shown)], "hovertext": [text.hover]}


def name(picture: Scene, place: int, text: str, side: int, colour: str) -> Item:
    """Return a text that ends (side 1) or begins (side -1) where its box does."""
    (x, y), half = picture.plan.points[place], picture.boxes[place].width / 2
    position = "middle left" if side > 0 else "middle right"
    look: Item = {"textposition": [position], "textfont.color": [colour]}
    return {"x": [x + side * half], "y": [y], "text": [safe(text)], **look}
