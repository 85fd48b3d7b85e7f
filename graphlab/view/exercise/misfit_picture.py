"""The picture of a graph whose shapes do not fit: as far as it could be computed, with the shapes at its edges."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops.shape_errors import Place, disagreeing
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value
from graphlab.view.base.theme import SIZES
from graphlab.view.layout.boxes import Size, around, grown
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Edge, Run, Text
from graphlab.view.notation.shapes_notation import shape
from graphlab.view.picture.marks import STYLES, Mark, Picture, rectangle
from graphlab.view.picture.picture_marks import marked
from graphlab.view.picture.scene import Labels, Scene, label_size, scene
from graphlab.view.picture.svg_picture import Classes, document, drawn

# How far a box is from what it stands round, in px.
AIR = 4.0
# The share of its size below which its text could not be read.
LEAST = 0.75


def misfit_picture(
    graph: Graph, values: Sequence[Value | None], error: GraphlabError, labels: Mapping[str, str] | None = None
) -> Picture:
    """Return the picture of a graph at the node that `error` names: the values of `values` are known, the others not.

    The dimensions that disagree have the colours that they have in the sentence, and the labels that name them boxes.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.run_errors import explained
    >>> graph, values = parse("y = dot(X, W)"), [np.ones((4, 2)), np.ones((3, 5)), None]
    >>> picture = misfit_picture(graph, values, explained(ValueError(), graph, values))
    >>> sum(mark.role == "fault" for mark in picture.marks)
    3
    """
    known = tuple(np.float64(0.0) if value is None else value for value in values)
    trace = Trace(graph, ops_of(graph), known, np.float64(0.0), (None,) * len(known))
    fault = graph.index.get(error.node or "", len(graph.nodes))
    colours = {size.place: role for (_key, size), role in zip(disagreeing(error.message), SIZES, strict=False)}

    def in_shapes(edges: tuple[Edge, ...], given: Labels) -> Labels:
        above = tuple(
            _shape(graph, values[edge.source], edge, colours if edge.target == fault else {}) for edge in edges
        )
        return Labels(above, tuple(Text() for _edge in edges), tuple(Text() for _sum in given.sums))

    made = scene(trace, labels, relabel=in_shapes)
    at = sum(values[i] is not None for i in trace.operations)
    seen = [m._replace(first=0) for m in marked(made).marks if m.role in STYLES and not m.only and m.visible(at)]
    boxed = {centre: grown(around(centre, size), AIR) for centre, size in _faults(made, fault, colours)}
    # Beside the colours of the dimensions the usual blue would be one more.
    plain = [m._replace(role="title") if m.role == "value" and tuple(m.shape[:2]) in boxed else m for m in seen]
    return Picture(made, (*plain, *(Mark("fault", rectangle(*one)) for one in boxed.values())))


def _shape(graph: Graph, value: Value | None, edge: Edge, colours: Mapping[Place, str]) -> Text:
    """Return the label of an edge; a number that stands in the picture as a constant needs none."""
    if value is None or (graph.nodes[edge.source].op == "const" and np.ndim(value) == 0):
        return Text()
    sizes = enumerate(np.shape(value))
    runs = shape([Run(str(size), colours.get((edge.slot, axis), "")) for axis, size in sizes])
    return Text("".join(run.text for run in runs), runs=(runs,))


def _faults(made: Scene, fault: int, colours: Mapping[Place, str]) -> Iterator[tuple[Point, Size]]:
    """Yield centre and size of the node at fault and of the labels that disagree, all it takes where none is named."""
    if fault < len(made.nodes):
        yield made.plan.points[fault], made.boxes[fault][:2]
    slots = {slot for slot, _axis in colours}
    for edge, centre, text in zip(made.edges, made.placed.above, made.above, strict=True):
        size = label_size(text)
        if centre and size and edge.target == fault and (edge.slot in slots or not slots):
            yield centre, size


def misfit_svg(picture: Picture, title: str) -> str:
    """Return the picture as SVG in the style of the page; `title` is what a screen reader says of it."""
    return document(picture, "", (drawn(mark, Classes()) for mark in picture.marks), title, LEAST)
