"""The record of a figure of the chapter: a graph, cases with numbers for it, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One feed of a figure, with the values and gradients that the chapter gives for it.

    `source` is the text of its graph where that is not the figure's; `label`, a key of the catalogue, is the name of
    the case where its numbers are not enough.
    """

    feed: Numbers
    upstream: Any = 1.0
    values: Numbers = field(default_factory=dict)
    grads: Numbers = field(default_factory=dict)
    source: str = ""
    label: str = ""

    @cached_property
    def graph(self) -> Graph:
        """The graph of a case with a source of its own."""
        return parse(self.source)


class Beside(NamedTuple):
    """A second picture that follows the steps of the first: a case of another figure, or of the same one ("")."""

    figure: str = ""
    case: int = 0


class Slide(NamedTuple):
    """An input with a slider from one number to another."""

    name: str
    low: float
    high: float
    step: float = 0.1


@dataclass(frozen=True)
class Figure:
    """One figure of chapter 5, or an unnumbered example of it.

    number, title, notice, group   its id, its title, what to notice in it, and its group in the gallery
    source      the text of its graph
    cases       its feeds; `first` is the position of the one that is shown first
    labels      words for what inputs and output stand for, by name; the picture shows both
    view        what the printed figure shows: "numbers", "symbols", "shapes" or "exercise"
    constants   where constants are drawn: "inside" or "outside" the node
    opens       the position at which it opens (0: nothing is computed)
    ends        the last position that belongs to it, at which the next figure opens; None: the end
    form        how its symbols write a gradient: "chain", "product" or "simplified"
    signal      the symbol of the upstream gradient ("": ∂L/∂output)
    sums_to_one groups of inputs that sum to 1, such as labels, which simplified symbols use
    focus       only the acting node is bright
    elided      names of inputs that represent a part which is not drawn
    hidden      names of inputs that are not drawn, such as the weights of a net
    excerpt     the graph continues before the inputs and after the result, up to L
    beside      a second picture
    slide       an input with a slider
    images      inputs that are drawn as images: rows and columns, by name
    bars        two nodes that are drawn at the right as a table: the numbers of the first, the bars of the second
    asides      remarks for the backward step of a node, by the node's name
    builds      the dot node whose backward pass is constructed from the shapes, by name

    `title`, `notice` and the texts of `labels` and `asides` are keys of the catalogue.
    """

    number: str
    title: str
    notice: str
    group: str
    source: str
    cases: tuple[Case, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    view: str = "numbers"
    constants: str = "outside"
    opens: int = 0
    ends: int | None = None
    form: str = "product"
    signal: str = ""
    sums_to_one: tuple[tuple[str, ...], ...] = ()
    focus: bool = False
    elided: tuple[str, ...] = ()
    first: int = 0
    hidden: tuple[str, ...] = ()
    excerpt: bool = False
    beside: Beside | None = None
    slide: Slide | None = None
    images: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    bars: tuple[str, ...] = ()
    asides: Mapping[str, str] = field(default_factory=dict)
    builds: str = ""

    @property
    def graph(self) -> Graph:
        """The graph of the numbers that are shown at first."""
        return self.graph_of(self.case)

    def graph_of(self, case: Case) -> Graph:
        """Return the graph of one of the cases."""
        return case.graph if case.source else self._graph

    @cached_property
    def _graph(self) -> Graph:
        return parse(self.source)

    @property
    def case(self) -> Case:
        """The numbers that are shown at first."""
        return self.cases[self.first]

    @property
    def feed(self) -> Numbers:
        """Values of the inputs, by name."""
        return self.case.feed

    @property
    def upstream(self) -> Any:
        """The upstream gradient at the output."""
        return self.case.upstream
