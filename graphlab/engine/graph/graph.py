"""A graph is data: a tuple of nodes in topological order, equal, hashable, and written as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from graphlab.engine.graph import source_text
from graphlab.engine.graph.definition import Definition
from graphlab.engine.graph.node import Literal, Node
from graphlab.engine.notebook_display import Shown

__all__ = ["Definition", "Graph", "Literal", "Node"]


@dataclass(frozen=True)
class Graph(Shown):
    """A computational graph: `nodes` in topological order; the last node is the output.

    `definitions` are the learner's own ops, each made of the registry's and of those before it.

    >>> graph = Graph((Node("x", "input"), Node("y", "mul", (0, 0))))
    >>> print(graph.to_source())
    y = x * x
    """

    nodes: tuple[Node, ...]
    definitions: tuple[Definition, ...] = ()

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, in the order in which the text mentions them."""
        return tuple(node.name for node in self.nodes if node.op == "input")

    @property
    def output(self) -> str:
        """Name of the output."""
        return self.nodes[-1].name

    @cached_property
    def defaults(self) -> Mapping[str, Literal]:
        """The values that the text gives to inputs, by name."""
        return {node.name: node.value for node in self.nodes if node.op == "input" and node.value is not None}

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each node, by name."""
        return {node.name: i for i, node in enumerate(self.nodes)}

    @cached_property
    def consumers(self) -> tuple[tuple[int, ...], ...]:
        """For each node, the nodes that use its value; one that uses it twice stands there twice."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for i, node in enumerate(self.nodes):
            for source in node.inputs:
                found[source].append(i)
        return tuple(map(tuple, found))

    @cached_property
    def constant(self) -> frozenset[int]:
        """Positions of the nodes that depend on no input: constants, and what is computed from constants alone."""
        found = {i for i, node in enumerate(self.nodes) if node.op == "const"}
        for i, node in enumerate(self.nodes if found else ()):
            if node.inputs and found.issuperset(node.inputs):
                found.add(i)
        return frozenset(found)

    @cached_property
    def contributing(self) -> frozenset[int]:
        """Positions of the nodes from which a path leads to the output, and of the output itself."""
        found = {len(self.nodes) - 1}
        for i in reversed(range(len(self.nodes))):
            if i in found:
                found.update(self.nodes[i].inputs)
        return frozenset(found)

    def to_source(self) -> str:
        """Return the graph as text, definitions first, one a line: `parse(graph.to_source()) == graph`."""
        lines = [definition.to_source() for definition in self.definitions]
        return source_text.joined([*lines, *source_text.assignments(self.nodes)])
