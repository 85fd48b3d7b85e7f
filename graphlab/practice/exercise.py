"""Exercises: a graph, the values of its inputs, and the boxes that are to be filled in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from graphlab.book import FIGURES
from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.typed_run import typed_graph, typed_run
from graphlab.practice.answers.tolerance import TOLERANCE

Mode = Literal["forward", "backward", "both"]
MODES: tuple[Mode, ...] = ("forward", "backward", "both")
Kind = Literal["value", "gradient", "sum"]
# What is asked of a box's array: all of it, its shape, or one cell, given by its index.
Part: TypeAlias = Literal["all", "shape"] | tuple[int, ...]

# The name of the upstream gradient in formulas, where it has no number.
UPSTREAM = "g"

# The most numbers of an array that is asked for.
MOST_NUMBERS = 12


class Box(NamedTuple):
    """A place for a number: the value of `node`, the gradient sent to it by `target` at `slot`, or the sum of several.

    `key` is unique in its graph: `y`, `∂x`, and `∂x[1]`, `∂x[2]` where x is used more than once and ∂x is the sum.
    `part` says what is asked of an array.
    """

    kind: Kind
    node: int
    key: str
    target: int = -1
    slot: int = 0
    part: Part = "all"

    @property
    def acting(self) -> int:
        """Position of the node whose rule yields the number; the node itself for a value or a sum."""
        return self.target if self.kind == "gradient" else self.node


@dataclass(frozen=True)
class Exercise:
    """A graph as text, the values of its inputs as typed, and what is asked.

    `blank` lists the boxes to be filled in, by key (empty: every box of the mode); `tolerance` is relative;
    in `symbols` mode answers are formulas in the graph's names. `figure` is the figure of the chapter from which it
    comes, if any; `title` is a key of the translation catalogue or a teacher's own words.
    """

    title: str
    source: str
    feed: tuple[tuple[str, str], ...] = ()
    upstream: str = "1"
    mode: Mode = "backward"
    blank: tuple[str, ...] = ()
    tolerance: float = TOLERANCE
    hints: bool = True
    symbols: bool = False
    figure: str = ""

    @cached_property
    def graph(self) -> Graph:
        """The graph. Raises `GraphlabError` for a text that is none."""
        return typed_graph(self.source)

    @cached_property
    def trace(self) -> Trace:
        """The run whose numbers are asked for. Raises `GraphlabError` for inputs that do not fit the graph."""
        return typed_run(self.graph, self.feed, "1" if self.upstream == UPSTREAM else self.upstream)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes to be filled in, in the order of `boxes`."""
        every = boxes(self.trace, self.mode)
        return tuple(box for box in every if box.key in self.blank) if self.blank else every

    @property
    def named_upstream(self) -> bool:
        """Whether formulas write the upstream gradient as a letter."""
        return self.symbols and self.upstream == UPSTREAM

    @property
    def labels(self) -> Mapping[str, str]:
        """Words for what inputs and result stand for, by name, as keys of the catalogue."""
        return FIGURES[self.figure].labels if self.figure else {}

    def called(self, name: str) -> str:
        """Return the name of a node; one that the text does not name with what computes it.

        >>> Exercise("", "z = (x + y) * y").called("v1")
        'v1 = x + y'
        """
        text = self.text(name)
        return name if text == name else f"{name} = {text}"

    def text(self, name: str) -> str:
        """Return the name of a node, or the text that computes it where the graph's text gives it no name.

        >>> Exercise("", "z = (x + y) * y").text("v1")
        'x + y'
        """
        i = self.graph.index[name]
        node = self.graph.nodes[i]
        if node.named or not node.inputs:
            return name
        return Graph(self.graph.nodes[: i + 1], self.graph.definitions).to_source().splitlines()[-1]

    def box(self, key: str) -> Box | None:
        """Return the box with a key, None if it is not asked for."""
        return next((box for box in self.boxes if box.key == key), None)


def visible(exercise: Exercise, unseen: Sequence[str]) -> Exercise:
    """Return the exercise without the boxes of inputs that its picture does not show."""
    nodes = exercise.graph.nodes
    return replace(exercise, blank=tuple(box.key for box in exercise.boxes if nodes[box.node].name not in unseen))


def boxes(trace: Trace, mode: Mode = "both") -> tuple[Box, ...]:
    """Return every box that can be asked for, in the order of the run.

    Values that are not finite, or have more than 12 numbers, are left out.

    >>> from graphlab import parse, run
    >>> [box.key for box in boxes(run(parse("y = x * x + b"), {"x": 3, "b": 1}))]
    ['v1', 'y', '∂v1', '∂b', '∂x[1]', '∂x[2]', '∂x']
    """
    return tuple(box for box in every_box(trace, mode) if _askable(solution_of(trace, box)))


def _askable(value: Any) -> bool:
    return np.size(value) <= MOST_NUMBERS and bool(np.all(np.isfinite(value)))


def every_box(trace: Trace, mode: Mode = "both") -> tuple[Box, ...]:
    """Return a box for every number or array that a run shows, in its order, however large it is."""
    ahead = _forward(trace) if mode != "backward" else ()
    back = _backward(trace) if mode != "forward" else ()
    return (*ahead, *back)


def _forward(trace: Trace) -> Iterator[Box]:
    """Yield the values that stand on an edge: that of a node which nothing uses stands nowhere."""
    graph, last = trace.graph, len(trace.graph.nodes) - 1
    return (Box("value", i, graph.nodes[i].name) for i in trace.operations if graph.consumers[i] or i == last)


def _backward(trace: Trace) -> Iterator[Box]:
    nodes = trace.graph.nodes
    uses = Counter(j for i in trace.order for j in reached(trace, i))
    seen: Counter[int] = Counter()
    for i in trace.order:
        for slot, (j, part) in enumerate(zip(nodes[i].inputs, trace.contributions[i], strict=True)):
            if part is not None:
                seen[j] += 1
                number = f"[{seen[j]}]" if uses[j] > 1 else ""
                yield Box("gradient", j, f"∂{nodes[j].name}{number}", i, slot)
        for j in dict.fromkeys(reached(trace, i)):
            if uses[j] > 1 and seen[j] == uses[j]:
                yield Box("sum", j, f"∂{nodes[j].name}")


def reached(trace: Trace, i: int) -> list[int]:
    """Return the inputs to which node `i` sends a gradient; one that it uses twice is there twice."""
    pairs = zip(trace.graph.nodes[i].inputs, trace.contributions.get(i, ()), strict=False)
    return [j for j, part in pairs if part is not None]


def parts(trace: Trace, j: int) -> list[Any]:
    """Return the contributions to the gradient of node `j`, in the order of the run."""
    found = []
    for i in trace.order:
        pairs = zip(trace.graph.nodes[i].inputs, trace.contributions[i], strict=True)
        found += [part for to, part in pairs if to == j and part is not None]
    return found


def solution_of(trace: Trace, box: Box) -> Any:
    """Return the right number or array of a box, in float64."""
    if box.kind == "value":
        whole = trace.node_values[box.node]
    elif box.kind == "sum":
        whole = trace.node_grads[box.node]
    else:
        whole = trace.contributions[box.target][box.slot]
    return part_of(whole, box.part)


def part_of(whole: Any, part: Part) -> Any:
    """Return what is asked of an array: all of it, its shape, or a cell.

    >>> part_of(np.ones((2, 3)), "shape"), float(part_of(np.arange(6.0).reshape(2, 3), (1, 0)))
    (array([2., 3.]), 3.0)
    """
    if part == "all":
        return whole
    return np.array(np.shape(whole), dtype=np.float64) if part == "shape" else whole[part]
