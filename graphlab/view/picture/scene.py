"""The layout of a trace: what stands where, what is written there, and from which position on it is known."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import Translate
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.graph.source_text import literal
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace
from graphlab.view.base import node_label, numbers
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.layout.attachments import image_sizes, with_attachments
from graphlab.view.layout.boxes import (
    TEXT,
    Box,
    Rect,
    Size,
    around,
    bounds,
    grown,
    node_box,
    text_box,
    text_size,
    title_size,
)
from graphlab.view.layout.labels import Hurry, Placed, place, ranks
from graphlab.view.layout.layout import Layout, layout, scales
from graphlab.view.layout.visible import VisibleNodes
from graphlab.view.notation.notation import Edge, Notation, Text, edge_gradient, number_label
from graphlab.view.notation.registry import NOTATIONS

# So many px in width and in height an edge gets if its labels have found no room.
MORE = (60.0, 10.0)
MARGIN = 20.0
OUT_OF_SIGHT = (-9999.0, -9999.0)
# Signs that read well with a constant beside them in the node.
FOLDING = ("+", "-", "*", "/", "**")


@dataclass(frozen=True, eq=False)
class Scene:
    """A trace with its edges, captions, labels, places and times.

    Places are the nodes and, last, the result's name; a node that is not drawn has a place out of sight. A caption is
    what is written in a node or, for a leaf, its name; labels stand above and below edges, sums at nodes.
    """

    trace: Trace
    look: Look
    edges: tuple[Edge, ...]
    captions: tuple[str, ...]
    boxes: tuple[Box, ...]
    drawn: tuple[int, ...]
    above: tuple[Text, ...]
    below: tuple[Text, ...]
    sums: tuple[Text, ...]
    plan: Layout
    placed: Placed

    @cached_property
    def visible(self) -> VisibleNodes:
        """The places that are drawn."""
        return VisibleNodes(self.trace.graph, self.look, self.drawn)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes of the graph; the result's name is one more place in the plan."""
        return self.trace.graph.nodes

    @cached_property
    def forward_at(self) -> dict[int, int]:
        """From which position on the value of a node is known."""
        steps = self.trace.steps
        acting = {step.node: step.index + 1 for step in steps if step.phase == "forward"}
        return {i: acting.get(i, 0) for i in range(len(self.nodes))}

    @cached_property
    def backward_at(self) -> dict[int, int]:
        """At which position a node acts backward, for the first time."""
        return {s.node: s.index + 1 for s in reversed(self.trace.steps) if s.visit >= 0}

    @cached_property
    def acts_at(self) -> dict[int, tuple[int, ...]]:
        """At which positions a node acts, in either direction."""
        found: dict[int, list[int]] = defaultdict(list)
        for step in self.trace.steps:
            found[step.node].append(step.index + 1)
        return {i: tuple(positions) for i, positions in found.items()}

    @cached_property
    def focus(self) -> tuple[int, ...]:
        """Which node is to be seen at each position: the acting one, at first an image or else what acts first."""
        acting = [step.node for step in self.trace.steps]
        return [*image_sizes(self.trace, self.look), *acting[:1], 0][0], *acting

    @property
    def seed_at(self) -> int:
        """At which position the output receives the upstream gradient."""
        return self.trace.forward_count + 1

    @cached_property
    def carried_at(self) -> dict[int, tuple[int, ...]]:
        """At which positions a gradient is sent along an edge; in a wrong order that may be several times."""
        numbers = {(edge.target, edge.slot): e for e, edge in enumerate(self.edges)}
        found: dict[int, list[int]] = defaultdict(list)
        for at, (i, _g, sent) in enumerate(self.trace.visits, start=self.seed_at + 1):
            for slot, part in enumerate(sent):
                if part is not None and (i, slot) in numbers:
                    found[numbers[i, slot]].append(at)
        return {**{e: tuple(found[e]) for e in sorted(found)}, len(self.edges) - 1: (self.seed_at,)}

    @cached_property
    def edge_back_at(self) -> dict[int, int]:
        """From which position on an edge carries a gradient."""
        return {e: positions[0] for e, positions in self.carried_at.items()}

    @cached_property
    def gradient_at(self) -> dict[int, int]:
        """From which position on the gradient of a node is complete."""
        result: dict[int, int] = {}
        for e, positions in self.carried_at.items():
            source = self.edges[e].source
            result[source] = max(result.get(source, 0), positions[-1])
        return result


class Labels(NamedTuple):
    """The labels above and below the edges, and the sums at the nodes."""

    above: tuple[Text, ...]
    below: tuple[Text, ...]
    sums: tuple[Text, ...]


Relabel = Callable[[tuple[Edge, ...], Labels], Labels]


def scene(
    trace: Trace,
    labels: Mapping[str, str] | None = None,
    look: Look = PLAIN,
    translate: Translate = str,
    relabel: Relabel | None = None,
) -> Scene:
    """Lay out a trace; where labels would touch, give the picture more room.

    `labels` are words for what inputs, constants and result stand for, by name. `relabel` may put other labels in
    place of those on the edges; it has to keep air round them, for they may nearly touch.
    """
    graph, called = trace.graph, labels or {}
    inner = folded(graph) if look.inline_constants else frozenset()
    hidden = inner | {i for i, node in enumerate(graph.nodes) if node.op == "input" and node.name in look.hidden}
    edges = tuple(edge for edge in edges_of(graph) if edge.source not in hidden)
    captions = tuple(caption(graph, i, value, called, inner) for i, value in enumerate(trace.node_values))
    captions += (node_label.caption(graph.output, called),)
    if look.excerpt:
        captions = tuple(on_going(graph, i, text) for i, text in enumerate(captions))
    pairs = zip(graph.nodes, captions, strict=False)
    boxes = (*(node_box(text) if node.inputs else text_box(text) for node, text in pairs), text_box(captions[-1]))
    boxes = with_attachments(boxes, trace, look)
    drawn = tuple(i for i in range(len(boxes)) if i not in hidden)
    texts = labelled(trace, edges, called, NOTATIONS[look.notation].writer(trace, look, translate))
    if relabel:
        texts = relabel(edges, texts)
    found = [
        Scene(trace, look, edges, captions, boxes, drawn, *texts, plan, placed)
        for plan, placed in fits(edges, boxes, VisibleNodes(graph, look, drawn), texts, every=relabel is not None)
    ]
    return min(
        found, key=lambda scene: (scene.placed.left_out, scene.placed.overlaps, 0 if relabel else scene.placed.tight)
    )


def labelled(trace: Trace, edges: Sequence[Edge], called: Container[str], says: Notation) -> Labels:
    """Return the labels in a notation; a constant that has a name shows its number, as any variable does."""
    nodes = trace.graph.nodes
    named = {i for i, node in enumerate(nodes) if node.op == "const" and node.name in called}
    values = {i: number_label(trace.node_values[i]) for i in named}
    values = {i: values.get(i) or says.value(i) for i in {edge.source: None for edge in edges}}
    above = tuple(values[edge.source] for edge in edges)
    below = tuple(says.gradient(edge) if carries(trace, edge) else Text() for edge in edges)
    several = Counter(edge.source for edge in edges if carries(trace, edge))
    return Labels(above, below, tuple(says.sum(i) if several[i] > 1 else Text() for i in range(len(nodes))))


def fits(
    edges: Sequence[Edge], boxes: Sequence[Box], visible: VisibleNodes, texts: Sequence[Sequence[Text]], every: bool
) -> Iterator[tuple[Layout, Placed]]:
    """Yield pictures until one is free of overlaps, each with more room where the last was cramped.

    A large graph gets one, and one whose labels are not soon placed is drawn without the least important of them
    (`every`: with all of them, wherever they stand).
    """
    sizes = [[label_size(text) for text in part] for part in texts]
    rooms = [
        (max(a[0], b[0]), max(a[1], b[1]))
        for a, b in zip(*([s or (0.0, 0.0) for s in part] for part in sizes[:2]), strict=True)
    ]
    drawn, left = visible.drawn, APP.effort
    number = {place: k for k, place in enumerate(drawn)}
    pairs = [(number[edge.source], number[edge.target]) for edge in edges]
    for scale in scales(len(drawn)):
        plan = layout([boxes[i] for i in drawn], pairs, rooms, scale)
        points = dict(zip(drawn, plan.points, strict=True))
        plan = plan._replace(points=tuple(points.get(i, OUT_OF_SIGHT) for i in range(len(boxes))))
        walls = [grown(r, visible.margin(i)) for i, r in enumerate(rects(plan, boxes))]
        titles = [(visible.area(group, walls), title_size(group.op)) for group in visible.look.groups]
        hurry = Hurry(left, tuple(ranks(edges)), every)
        placed = place(plan.routes, sizes[0], sizes[1], walls, sizes[2], titles, hurry)
        yield framed(plan, placed, boxes, visible, sizes)
        left -= placed.effort
        if left < 0 or not placed.cramped:
            return
        rooms = [(w + MORE[0], h + MORE[1]) if e in placed.cramped else (w, h) for e, (w, h) in enumerate(rooms)]


def rects(plan: Layout, boxes: Sequence[Box]) -> list[Rect]:
    """Return the rectangle of every place."""
    return [around(point, (box.width, box.height)) for point, box in zip(plan.points, boxes, strict=True)]


def framed(
    plan: Layout, placed: Placed, boxes: Sequence[Box], visible: VisibleNodes, sizes: Sequence[Sequence[Size | None]]
) -> tuple[Layout, Placed]:
    """Move everything so that it stands in the frame with a margin, labels included."""
    spots = (placed.above, placed.below, placed.sums)
    labels = [around(p, s) for part in zip(spots, sizes, strict=True) for p, s in zip(*part, strict=False) if p and s]
    titles = [around(p, title_size(group.op)) for p, group in zip(placed.titles, visible.look.groups, strict=True)]
    every = rects(plan, boxes)
    areas = [visible.area(group, every) for group in visible.look.groups]
    routes = [bounds(route) for route in plan.routes]
    wholes = (*(every[i] for i in visible.drawn), *labels, *routes, *titles, *areas)
    corners = [corner for r in wholes for corner in (r[:2], r[2:])]
    left, top, right, bottom = bounds(corners)
    dx, dy = round(MARGIN - left), round(MARGIN - top)
    points = tuple((x + dx, y + dy) for x, y in plan.points)
    moved = tuple(tuple((x + dx, y + dy) for x, y in route) for route in plan.routes)
    centres = [tuple(p and (p[0] + dx, p[1] + dy) for p in part) for part in spots]
    named = tuple((x + dx, y + dy) for x, y in placed.titles)
    size = round(right - left + 2 * MARGIN), round(bottom - top + 2 * MARGIN)
    above, below, sums = centres
    return Layout(points, moved, *size), placed._replace(above=above, below=below, sums=sums, titles=named)


def edges_of(graph: Graph) -> Iterator[Edge]:
    """Yield the edges of a graph, the one to the result's name last."""
    for i, node in enumerate(graph.nodes):
        yield from (Edge(j, i, k) for k, j in enumerate(node.inputs))
    yield Edge(len(graph.nodes) - 1, len(graph.nodes))


def carries(trace: Trace, edge: Edge) -> bool:
    """Tell whether a gradient flows back along an edge."""
    return edge_gradient(trace, edge) is not None


def label_size(text: Text) -> Size | None:
    """Return the size of a label in px, None if it is empty."""
    if not text.shown:
        return None
    width, height = text_size(text.shown, TEXT, bold=True)
    return width, max(height, text.high)


def on_going(graph: Graph, i: int, text: str) -> str:
    """Return the name of an input or of the result with a sign that the graph goes on there."""
    if i == len(graph.nodes):
        return f"{text} → ⋯ → L"
    return f"⋯ → {text}" if graph.nodes[i].op == "input" else text


def folded(graph: Graph) -> frozenset[int]:
    """Return the constants that can stand inside the nodes that use them: `* 2` as a node “×2”."""
    nodes, ops = graph.nodes, ops_of(graph)

    def takes(i: int) -> bool:
        leaves = [nodes[j].op == "const" for j in nodes[i].inputs]
        return ops[nodes[i].op].infix in FOLDING and sum(leaves) == 1

    return frozenset(
        i
        for i, node in enumerate(nodes)
        if node.op == "const" and not isinstance(node.value, tuple) and all(map(takes, graph.consumers[i]))
    )


def caption(graph: Graph, i: int, value: Any, called: Mapping[str, str], hidden: Container[int]) -> str:
    """Return what is written in a node or, for a leaf, as its name."""
    node = graph.nodes[i]
    if node.op == "const" and node.name not in called:
        return numbers.array(value)
    if node.op == "const":
        # A constant is its number in formulas and code: it has no name that could be shown.
        return called[node.name]
    if not node.inputs:
        return node_label.caption(node.name, called)
    symbol = node_label.short(ops_of(graph)[node.op].symbol)
    kept = next((k for k, j in enumerate(node.inputs) if j in hidden), None)
    if kept is None:
        return symbol
    constant = literal(graph.nodes[node.inputs[kept]].value).replace("-", numbers.MINUS)
    if constant.startswith(numbers.MINUS):
        constant = f"({constant})"
    # 2 − x is not x − 2; where the order does not matter the sign comes first, as in the chapter.
    return f"{constant}{symbol}" if kept == 0 and symbol not in "+×" else f"{symbol}{constant}"
