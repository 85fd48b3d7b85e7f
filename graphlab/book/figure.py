"""What a figure of the chapter is: a graph, numbers for it, and what a learner should see in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One set of numbers for a figure, with the values and gradients that the chapter gives for it.

    `source` is its graph where that is not the figure's own; `label`, a key of the translation catalogue, is what it
    is called where its numbers do not say it.
    """

    feed: Numbers
    upstream: Any = 1.0
    values: Numbers = field(default_factory=dict)
    grads: Numbers = field(default_factory=dict)
    source: str = ""
    label: str = ""


class Beside(NamedTuple):
    """What stands beside the picture and follows its steps: a case of another figure, or of the same ("")."""

    figure: str = ""
    case: int = 0


class Slide(NamedTuple):
    """An input that can be slid from one number to another."""

    name: str
    low: float
    high: float
    step: float = 0.1


@dataclass(frozen=True)
class Figure:
    """One figure of chapter 5 (or an example that stands there without a number).

    number, title, notice, group   what it is called, what to notice in it, and where it stands
    source      its graph as text
    cases       its numbers; `first` is the position of those that are shown at first
    labels      what inputs and output are called in the picture, by name
    view        what the printed figure shows: "numbers", "symbols", "shapes" or "exercise"
    constants   where it draws constants: "inside" or "outside" the node
    opens       the position at which it opens (0: nothing computed yet)
    ends        the last position that belongs to it, from which the next figure goes on; None: the end
    form        how its symbols write a gradient: "chain", "product" or "simplified"
    signal      what its symbols call the upstream gradient ("": ∂L/∂output)
    ones        groups of inputs that sum to 1, such as labels: simplified symbols make use of it
    focus       only the acting node is bright
    elided      names of inputs that stand for a part which is not drawn
    hidden      names of inputs that are not drawn at all, such as the weights of a net
    excerpt     more of the graph lies before the inputs and behind the result, as far as L
    beside      the picture that stands beside it
    slide       the input that can be slid
    images      inputs that are drawn as images: rows and columns, by name
    bars        two nodes that are drawn at the right as a table: the numbers of the first, the bars of the second
    asides      what is told in addition when a node acts backward, by the node's name
    builds      the dot node whose backward pass is built from the shapes, by name

    `title`, `notice` and the texts of `labels` and `asides` are keys of the translation catalogue.
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

    @cached_property
    def graph(self) -> Graph:
        """The graph of the numbers that are shown at first."""
        return self.graph_of(self.case)

    def graph_of(self, case: Case) -> Graph:
        """Return the graph of one of the cases."""
        return parse(case.source or self.source)

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
