"""What the labels of a picture say: the interface that every notation fulfils, and the one in numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.view.base import numbers
from graphlab.view.base.heat import tiled
from graphlab.view.base.look import Look
from graphlab.view.base.tooltips import quantity


class Edge(NamedTuple):
    """An edge: source, target, argument of the target; the last one leads from the output to its name."""

    source: int
    target: int
    slot: int = 0


class Run(NamedTuple):
    """A piece of a line of text; `role` is the role of its colour, where that is not the colour of the whole text."""

    text: str
    role: str = ""


Lines: TypeAlias = tuple[tuple[Run, ...], ...]


class Text(NamedTuple):
    """A label: its lines as they are measured, what it tells when pointed at, and its lines in pieces.

    `hover` is in plotly's HTML, escaped already; without `runs` every line is one piece. `high` is how many px it takes
    at least, where a field stands in its place.
    """

    shown: str = ""
    hover: str = ""
    runs: Lines = ()
    high: float = 0.0

    @property
    def lines(self) -> Lines:
        """The lines in pieces."""
        return self.runs or tuple((Run(line),) for line in self.shown.split("\n"))


# Two empty lines at the beginning of a label: a heat tile is drawn there.
ROOM = f"{numbers.GAP * 7}\n{numbers.GAP}\n"


class Notation(Protocol):
    """Writes the labels of one trace; a `Text` without lines is no label."""

    def value(self, i: int) -> Text:
        """Return what stands above the edges that leave node `i`."""

    def gradient(self, edge: Edge) -> Text:
        """Return what stands below an edge."""

    def sum(self, i: int) -> Text:
        """Return what stands at a node to which several gradients come back, when all have arrived."""


Writer = Callable[[Trace, Look, Translate], Notation]


def sent(trace: Trace, edge: Edge) -> Any:
    """Return the gradient that flows back along a edge, or None."""
    if edge.target == len(trace.graph.nodes):
        return trace.node_grads[-1]
    parts = trace.contributions.get(edge.target, ())
    return parts[edge.slot] if parts else None


class Numbers:
    """Values and gradients as numbers and small arrays."""

    def __init__(self, trace: Trace, *_: object) -> None:
        self.trace = trace

    def value(self, i: int) -> Text:
        """Return the value; a constant shows its number as its name already."""
        return Text() if self.trace.graph.nodes[i].op == "const" else roomy(self.trace.node_values[i])

    def gradient(self, edge: Edge) -> Text:
        """Return the gradient, nothing where none flows."""
        gradient = sent(self.trace, edge)
        return Text() if gradient is None else roomy(gradient)

    def sum(self, i: int) -> Text:
        """Return the sum of all gradients that reach a node."""
        total = written(self.trace.node_grads[i])
        return total._replace(shown=f"Σ {total.shown}")


def written(value: Any) -> Text:
    """Return a number or an array as a label that tells its exact value when pointed at."""
    return Text(numbers.array(value), quantity(value))


def roomy(value: Any) -> Text:
    """Return the same; a large matrix leaves room for a heat tile over its shape."""
    text = written(value)
    return text._replace(shown=ROOM + text.shown) if tiled(value) else text
