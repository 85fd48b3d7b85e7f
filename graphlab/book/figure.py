"""What a figure of the chapter is: a graph, numbers for it, and what a learner should see in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphlab.engine.graph import Graph
from graphlab.engine.parse import parse

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One set of numbers for a figure, with the values and gradients that the chapter gives for it."""

    feed: Numbers
    upstream: Any = 1.0
    values: Numbers = field(default_factory=dict)
    grads: Numbers = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One figure of chapter 5 (or an example that stands there without a number).

    `source` is its graph as text; `cases` its numbers, the first of them shown at first; `labels` what inputs and
    output are called in the picture; `view` the view that the printed figure wants ("numbers", "symbols", "shapes",
    "exercise"), `constants` where it draws constants ("inside" or "outside" the node); `opens` the position at
    which it opens (0: nothing computed yet). `title` and `notice` are keys of the translation catalogue.
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

    @cached_property
    def graph(self) -> Graph:
        """The graph."""
        return parse(self.source)

    @property
    def feed(self) -> Numbers:
        """Values of the inputs, by name."""
        return self.cases[0].feed

    @property
    def upstream(self) -> Any:
        """The upstream gradient at the output."""
        return self.cases[0].upstream
