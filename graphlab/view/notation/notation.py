"""The labels of a picture: the interface of a notation, and the notation in numbers."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.walk import BACKPROPAGATION
from graphlab.view.base import numbers
from graphlab.view.base.heat import needs_tile
from graphlab.view.base.look import Look
from graphlab.view.base.tooltips import whole_value


class Edge(NamedTuple):
    """An edge: source, target, and which input of the target it is; the last edge ends at the name of the output."""

    source: int
    target: int
    slot: int = 0


class Run(NamedTuple):
    """A piece of a line of text; `role` is the role of its colour, where that is not the colour of the whole text."""

    text: str
    role: str = ""


Lines: TypeAlias = tuple[tuple[Run, ...], ...]


class Text(NamedTuple):
    """A label: its lines as they are measured, its tooltip, and its lines in pieces.

    `hover` is in plotly's HTML, escaped already; without `runs` every line is one piece. `high` is its least height in
    px, if a field stands in its place.
    """

    shown: str = ""
    hover: str = ""
    runs: Lines = ()
    high: float = 0.0

    @property
    def lines(self) -> Lines:
        """The lines in pieces."""
        return self.runs or tuple((Run(line),) for line in self.shown.split("\n"))


# Two empty lines at the beginning of a label, in whose place a heat tile is drawn.
TILE_LINES = f"{numbers.GAP * 7}\n{numbers.GAP}\n"


class Notation(Protocol):
    """Writes the labels of one trace; a `Text` without lines is no label."""

    def value(self, i: int) -> Text:
        """Return the label above the edges that leave node `i`."""

    def gradient(self, edge: Edge) -> Text:
        """Return the label below an edge."""

    def sum(self, i: int) -> Text:
        """Return the label at a fan-out: the sum (Σ) of all gradients that reach node `i`."""


NotationWriter = Callable[[Trace, Look, Translate], Notation]


def edge_gradient(trace: Trace, edge: Edge) -> Any:
    """Return the gradient that flows back along an edge, or None."""
    if edge.target == len(trace.graph.nodes):
        return trace.node_grads[-1]
    parts = trace.contributions.get(edge.target, ())
    return parts[edge.slot] if parts else None


def edge_parts(trace: Trace, edge: Edge) -> list[Any]:
    """Return what flows back along an edge visit by visit, in a walk in which its target may act several times."""
    visits = () if trace.algorithm is BACKPROPAGATION else trace.visits
    return [sent[edge.slot] for i, _g, sent in visits if i == edge.target and sent[edge.slot] is not None]


class Numbers:
    """Values and gradients as numbers and small arrays."""

    def __init__(self, trace: Trace, *_: object) -> None:
        self.trace = trace

    def value(self, i: int) -> Text:
        """Return the value, nothing for a constant: its name is its value."""
        return Text() if self.trace.graph.nodes[i].op == "const" else _with_tile(self.trace.node_values[i])

    def gradient(self, edge: Edge) -> Text:
        """Return the gradient, nothing where there is none."""
        gradient = edge_gradient(self.trace, edge)
        if gradient is None:
            return Text()
        label, parts = _with_tile(gradient), edge_parts(self.trace, edge)
        if len(parts) > 1 and not np.ndim(gradient):
            label = label._replace(shown=f"{' + '.join(map(numbers.array, parts))} = {label.shown}")
        return label

    def sum(self, i: int) -> Text:
        """Return the sum of all gradients that reach a node, after the sign Σ."""
        total = number_label(self.trace.node_grads[i])
        return total._replace(shown=f"Σ {total.shown}")


def number_label(value: Any) -> Text:
    """Return the label of a number or an array, with the whole value as its tooltip."""
    return Text(numbers.array(value), whole_value(value))


def _with_tile(value: Any) -> Text:
    """Return the label of a value; that of a large matrix has space for a heat tile above its shape."""
    text = number_label(value)
    return text._replace(shown=TILE_LINES + text.shown) if needs_tile(value) else text
