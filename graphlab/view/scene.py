"""What stands where and from which position on: the picture of a trace before any drawing library."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from graphlab.engine.graph import Node
from graphlab.engine.ops import OPS
from graphlab.engine.trace import Trace
from graphlab.view import numbers
from graphlab.view.labels import Placed, Size, around, bounds, place, text_size
from graphlab.view.layout import Box, Layout, layout

NODE = 46.0
PILL = 40.0
TEXT = 16
LONGEST = 16
SCALES = {40: (1.0, 1.15, 1.35, 1.6), 70: (1.0, 1.35)}
MARGIN = 20.0


class Wire(NamedTuple):
    """An edge: source, target, argument of the target; the last one leads from the output to its name."""

    source: int
    target: int
    slot: int = 0


@dataclass(frozen=True, eq=False)
class Scene:
    """A trace with its wires, texts, places and times."""

    trace: Trace
    wires: tuple[Wire, ...]
    faces: tuple[str, ...]
    boxes: tuple[Box, ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    sums: tuple[str, ...]
    plan: Layout
    placed: Placed

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
        """At which position a node acts backward."""
        return {s.node: s.index + 1 for s in self.trace.steps if s.phase == "backward" and not s.seed}

    @property
    def seed_at(self) -> int:
        """At which position the output receives the upstream gradient."""
        return len(self.forward_steps) + 1

    @cached_property
    def forward_steps(self) -> tuple[int, ...]:
        """The node that acts in each forward step."""
        return tuple(step.node for step in self.trace.steps if step.phase == "forward")

    @cached_property
    def wire_back_at(self) -> dict[int, int]:
        """From which position on a wire carries a gradient."""
        last = len(self.wires) - 1
        sent = {e: self.backward_at[w.target] for e, w in enumerate(self.wires[:-1]) if carries(self.trace, w)}
        return {**sent, last: self.seed_at}

    @cached_property
    def gradient_at(self) -> dict[int, int]:
        """From which position on the gradient of a node is complete."""
        result: dict[int, int] = {}
        for e, at in self.wire_back_at.items():
            source = self.wires[e].source
            result[source] = max(result.get(source, 0), at)
        return result


def scene(trace: Trace, labels: Mapping[str, str] | None = None) -> Scene:
    """Lay out a trace; where labels would touch, give the picture more room.

    `labels` are what inputs and result are called in the picture, by name.
    """
    nodes, wires, called = trace.graph.nodes, wired(trace), labels or {}
    faces = tuple(face(node, value, called) for node, value in zip(nodes, trace.node_values, strict=True))
    faces += (short(called.get(nodes[-1].name, nodes[-1].name)),)
    boxes = (*(node_box(node, text) for node, text in zip(nodes, faces, strict=False)), text_box(faces[-1]))
    above = tuple(value_text(trace, wire) for wire in wires)
    below = tuple(gradient_text(trace, wire) for wire in wires)
    sums = tuple(sum_texts(trace, wires))
    found = [
        Scene(trace, wires, faces, boxes, above, below, sums, *fitted)
        for fitted in fits(wires, boxes, above, below, sums)
    ]
    return min(found, key=lambda scene: scene.placed[-2:])


def fits(
    wires: Sequence[Wire], boxes: Sequence[Box], above: Sequence[str], below: Sequence[str], sums: Sequence[str]
) -> Iterator[tuple[Layout, Placed]]:
    """Yield ever roomier pictures until one is free of overlaps; a large graph gets one."""
    sizes = [[label_size(text) for text in part] for part in (above, below, sums)]
    rooms = [
        (max(a[0], b[0]), max(a[1], b[1]))
        for a, b in zip(*([s or (0.0, 0.0) for s in part] for part in sizes[:2]), strict=True)
    ]
    for scale in scales(len(boxes)):
        plan = layout(boxes, [(wire.source, wire.target) for wire in wires], rooms, scale)
        rects = [around(point, (box.width, box.height)) for point, box in zip(plan.points, boxes, strict=True)]
        placed = place(plan.routes, sizes[0], sizes[1], rects, sizes[2])
        yield framed(plan, placed, boxes, sizes)
        if not placed.overlaps and not placed.tight:
            return


def scales(count: int) -> tuple[float, ...]:
    """Return how roomy the attempts for a graph of so many boxes are: the smaller, the more of them."""
    return next((tries for most, tries in SCALES.items() if count <= most), (1.0,))


def framed(
    plan: Layout, placed: Placed, boxes: Sequence[Box], sizes: Sequence[Sequence[Size | None]]
) -> tuple[Layout, Placed]:
    """Move everything so that it stands in the frame with a margin, labels included."""
    spots = (placed.above, placed.below, placed.notes)
    labels = [around(p, s) for part in zip(spots, sizes, strict=True) for p, s in zip(*part, strict=True) if p and s]
    rects = [around(point, (box.width, box.height)) for point, box in zip(plan.points, boxes, strict=True)]
    routes = [bounds(route) for route in plan.routes]
    left, top, right, bottom = bounds([corner for r in (*rects, *labels, *routes) for corner in (r[:2], r[2:])])
    dx, dy = round(MARGIN - left), round(MARGIN - top)
    points = tuple((x + dx, y + dy) for x, y in plan.points)
    moved = tuple(tuple((x + dx, y + dy) for x, y in route) for route in plan.routes)
    centres = [tuple(p and (p[0] + dx, p[1] + dy) for p in part) for part in spots]
    size = round(right - left + 2 * MARGIN), round(bottom - top + 2 * MARGIN)
    return Layout(points, moved, *size), Placed(centres[0], centres[1], centres[2], placed.overlaps, placed.tight)


def wired(trace: Trace) -> tuple[Wire, ...]:
    """Return the wires of a trace, the one to the result's name last."""
    nodes = trace.graph.nodes
    inner = (Wire(j, i, k) for i, node in enumerate(nodes) for k, j in enumerate(node.inputs))
    return (*inner, Wire(len(nodes) - 1, len(nodes)))


def sent(trace: Trace, wire: Wire) -> Any:
    """Return the gradient that flows back along a wire, or None."""
    if wire.target == len(trace.graph.nodes):
        return trace.node_grads[-1]
    parts = trace.contributions.get(wire.target, ())
    return parts[wire.slot] if parts else None


def carries(trace: Trace, wire: Wire) -> bool:
    """Tell whether a gradient flows back along a wire."""
    return sent(trace, wire) is not None


def value_text(trace: Trace, wire: Wire) -> str:
    """Return the value label of a wire; a constant shows its number as its name already."""
    if trace.graph.nodes[wire.source].op == "const":
        return ""
    return numbers.array(trace.node_values[wire.source])


def gradient_text(trace: Trace, wire: Wire) -> str:
    """Return the gradient label of a wire, empty where no gradient flows."""
    gradient = sent(trace, wire)
    return "" if gradient is None else numbers.array(gradient)


def sum_texts(trace: Trace, wires: tuple[Wire, ...]) -> list[str]:
    """Return for each node the sum of the gradients that reach it, empty unless there are several."""
    several = Counter(wire.source for wire in wires if carries(trace, wire))
    nodes = range(len(trace.graph.nodes))
    grads: tuple[Any, ...] = trace.node_grads
    return ["Σ " + numbers.array(grads[i]) if several[i] > 1 else "" for i in nodes]


def label_size(text: str) -> Size | None:
    """Return the size of a label in px, None if it is empty."""
    return text_size(text, TEXT, bold=True) if text else None


def short(name: str) -> str:
    """Return a name cut to a length that fits the picture.

    >>> short("apple"), short("the_price_of_all_the_apples")
    ('apple', 'the_price_of_al…')
    """
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def face(node: Node, value: Any, called: Mapping[str, str]) -> str:
    """Return what is written in a node or, for a leaf, as its name."""
    if node.op == "const":
        return numbers.array(value)
    return short(called.get(node.name, node.name)) if node.op == "input" else OPS[node.op].symbol


def node_box(node: Node, text: str) -> Box:
    """Return the box of a node: texts as they are, a circle for short symbols, a pill for long ones."""
    if not node.inputs:
        return text_box(text)
    return Box(NODE, NODE) if len(text) <= 3 else Box(round(text_size(text, 15, bold=True)[0] + 28), PILL)


def text_box(text: str) -> Box:
    """Return the box of a name."""
    width, height = text_size(text, TEXT)
    return Box(width + 2, height, round=False)
