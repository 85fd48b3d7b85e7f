"""A graph is data: a tuple of nodes in topological order, equal, hashable, and written as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from graphlab.engine.notebook_display import Shown
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Attrs, Op
from graphlab.engine.run.definitions import Inside, inlined, keys, record

Literal = float | tuple[Any, ...]

# How tightly an operator binds; a larger number binds more tightly.
_BINDS = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2, "-x": 3, "**": 4})
_ATOM = 9


class Node(NamedTuple):
    """One node: an input, a constant, or an op applied to earlier nodes.

    `op` is "input", "const" or the name of an op; `inputs` are positions in the graph's `nodes`;
    `value` is a constant's number (or nested tuple), or the value an input was given in the text;
    `named` says whether the text names it (an unnamed node is called v1, v2, …).
    """

    name: str
    op: str
    inputs: tuple[int, ...] = ()
    attrs: Attrs = ()
    value: Literal | None = None
    named: bool = True


class Definition(NamedTuple):
    """An op of the learner's own: `name(params) = …`, one expression of its parameters and of numbers.

    `nodes` are those of the expression, the parameters first and in their order, as inputs.
    """

    name: str
    params: tuple[str, ...]
    nodes: tuple[Node, ...]

    def to_source(self) -> str:
        """Return the definition as one line of text; what the expression uses twice is written twice."""
        written: list[tuple[str, int]] = []
        for node in self.nodes:
            written.append(_write(node, written))
        return f"{self.name}({', '.join(self.params)}) = {written[-1][0]}"


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

    @property
    def ops(self) -> Mapping[str, Op]:
        """The ops that the nodes may name: the registry, and a record for each definition."""
        return self._own_ops if self.definitions else OPS

    @cached_property
    def _own_ops(self) -> Mapping[str, Op]:
        insides: dict[str, tuple[Node, ...]] = {}
        ops = dict(OPS)
        for number, (name, params, nodes) in enumerate(self.definitions):
            insides[name] = inlined(nodes, insides)
            renamed = tuple(node._replace(name=key) for node, key in zip(nodes, keys(params), strict=False))
            text = Graph((*renamed, *nodes[len(params) :]), self.definitions[:number]).to_source()
            ops[name] = record(name, params, Inside(Graph(insides[name])), text)
        return MappingProxyType(ops)

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

    def ending(self, name: str) -> Graph:
        """Return the graph with a node of this one as its output.

        What is computed from the node, and what serves nothing else, is left out; its place among the others changes.
        """
        end, nodes = self.index[name], self.nodes
        gone: set[int] = set()
        for i in range(end + 1, len(nodes)):
            if end in nodes[i].inputs or not gone.isdisjoint(nodes[i].inputs):
                gone.add(i)
        for i in reversed(range(len(nodes))):
            if i != end and self.consumers[i] and gone.issuperset(self.consumers[i]):
                gone.add(i)
        order = [i for i in range(len(nodes)) if i not in gone and i != end] + [end]
        place = {i: k for k, i in enumerate(order)}
        kept = (nodes[i]._replace(inputs=tuple(place[j] for j in nodes[i].inputs)) for i in order)
        return Graph(tuple(kept), self.definitions)

    def to_source(self) -> str:
        """Return the graph as text, definitions first, one a line: `parse(graph.to_source()) == graph`."""
        written: list[tuple[str, int]] = []
        lines = [definition.to_source() for definition in self.definitions]
        for node in self.nodes:
            text = _write(node, written)
            line = _line(node, text[0], last=len(written) == len(self.nodes) - 1)
            lines.extend(line)
            written.append((node.name, _ATOM) if node.named and node.op != "const" else text)
        return "\n".join(lines)


def _line(node: Node, text: str, last: bool) -> Iterable[str]:
    if node.op == "input":
        return [f"{node.name} = {literal(node.value)}"] if node.value is not None else []
    if node.op == "const":
        return []
    if node.named:
        return [f"{node.name} = {text}"]
    return [text] if last else []


def literal(value: Any) -> str:
    """Return a number or a nested tuple as the language of graphs writes it.

    >>> literal(((1.0, 2.5), (-3.0, 4.0)))
    '[[1, 2.5], [-3, 4]]'
    """
    if isinstance(value, tuple):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _write(node: Node, written: list[tuple[str, int]]) -> tuple[str, int]:
    """Return the text of a node and how tightly it binds."""
    if node.op == "input":
        return node.name, _ATOM
    if node.op == "const":
        text = literal(node.value)
        return text, _BINDS["-x"] if text.startswith("-") else _ATOM
    parts = [written[i] for i in node.inputs]
    infix = OPS[node.op].infix if node.op in OPS else None
    if not infix or _misread(infix, parts[0]):
        return _call(node, [text for text, _ in parts]), _ATOM
    if infix == "1/x":
        return _infix("/", ("1", _ATOM), parts[0])
    if infix == "-x":
        return f"-{_within(parts[0], _BINDS['-x'])}", _BINDS["-x"]
    return _infix(infix, *parts)


def _misread(infix: str, first: tuple[str, int]) -> bool:
    """Whether signs would be read as another node: `-2` is one number, `1 / x` a reciprocal."""
    text, binds = first
    return (infix == "-x" and binds == _ATOM and text[0].isdigit()) or (infix == "/" and text == "1")


def _infix(sign: str, left: tuple[str, int], right: tuple[str, int]) -> tuple[str, int]:
    binds = _BINDS[sign]
    # A power groups from the right, everything else from the left.
    tight_left, tight_right = (binds + 1, _BINDS["-x"]) if sign == "**" else (binds, binds + 1)
    return f"{_within(left, tight_left)} {sign} {_within(right, tight_right)}", binds


def _within(part: tuple[str, int], least: int) -> str:
    text, binds = part
    return text if binds >= least else f"({text})"


def _call(node: Node, parts: list[str]) -> str:
    settings = [f"{key}={setting(value)}" for key, value in node.attrs if value != dict(OPS[node.op].attrs)[key]]
    return f"{node.op}({', '.join([*parts, *settings])})"


def setting(value: Any) -> str:
    """Return the value of a keyword setting (`axis`, `shape`) as the language of graphs writes it."""
    return literal(value) if isinstance(value, int | tuple) else str(value)
