"""Ops of the learner's own: the record that a definition becomes, run and differentiated by the engine's walks."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Definition, Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.ops.annotations import Remark
from graphlab.engine.ops.op import Op
from graphlab.engine.ops.size import Shape, Size
from graphlab.engine.run.cost import sizes
from graphlab.engine.run.values import Value, frozen
from graphlab.engine.run.walk import backward, forward

# In a formula `$g`, `$out`, `$n` and `$N` have a meaning already.
_LETTERS = "abcdefhijklmopqrstuvwxyz"
_TAKEN = frozenset({"g", "out", "n", "N"})

_FORWARD = _("This node is an operation of your own: its inputs take the places of the parameters in its definition.")
_BACKWARD = _(
    "The gradient goes back through the inside of your operation, node by node, and what reaches a parameter is sent "
    "on to the input in its place."
)
_SPECIAL = _("Inside this node something special happens, such as a division by zero: expand it to see where.")


def ops_of(graph: Graph) -> Mapping[str, Op]:
    """Return the ops that the nodes may name: the registry, and a record for each definition."""
    return _with_records(graph.definitions) if graph.definitions else OPS


def _bytes(ops: Mapping[str, Op], definitions: tuple[Definition, ...]) -> int:
    """Return about how many bytes the records take: the nodes of their insides, and their texts."""
    nodes: dict[str, int] = {}
    for name, _params, inside in definitions:
        nodes[name] = sum(nodes.get(node.op, 1) for node in inside)
    return sum(3_000 + 500 * count + 4 * len(ops[name].expansion or "") for name, count in nodes.items())


@bounded(APP.caches["definitions"], _bytes)
def _with_records(definitions: tuple[Definition, ...]) -> Mapping[str, Op]:
    insides: dict[str, tuple[Node, ...]] = {}
    ops = dict(OPS)
    for number, (name, params, nodes) in enumerate(definitions):
        insides[name] = _inlined(nodes, insides)
        renamed = tuple(node._replace(name=key) for node, key in zip(nodes, _keys(params), strict=False))
        text = Graph((*renamed, *nodes[len(params) :]), definitions[:number]).to_source()
        ops[name] = _record(name, params, Inside(Graph(insides[name])), text)
    return MappingProxyType(ops)


def _inlined(nodes: Sequence[Node], insides: Mapping[str, tuple[Node, ...]]) -> tuple[Node, ...]:
    """Return the nodes with the inside put in place of each use of an own op; all but inputs are renamed.

    An inside has its parameters first, as inputs, and nothing but the registry's ops.
    """
    found: list[Node] = []
    places: list[int] = []

    def put(node: Node, inputs: Sequence[int]) -> int:
        name = node.name if node.op == "input" else str(len(found))
        found.append(node._replace(name=name, inputs=tuple(inputs)))
        return len(found) - 1

    for node in nodes:
        inputs = [places[i] for i in node.inputs]
        if node.op in insides:
            for inner in insides[node.op][len(inputs) :]:
                inputs.append(put(inner, [inputs[i] for i in inner.inputs]))
            places.append(inputs[-1])
        else:
            places.append(put(node, inputs))
    return tuple(found)


class Inside:
    """What an own op computes: a graph of the registry's ops, whose inputs are the parameters in their order."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def _constants(self) -> Mapping[int, Value]:
        return {i: frozen(node.value) for i, node in enumerate(self.graph.nodes) if node.op == "const"}

    def size(self, *shapes: Shape) -> Size:
        """Return the size of a node: the inside is computed once forward, and for each parameter both ways."""
        known: list[Shape | None] = [None] * len(self.graph.nodes)
        for i, shape in [*enumerate(shapes), *((i, np.shape(value)) for i, value in self._constants.items())]:
            known[i] = shape
        inner = [size for _node, size in sizes(self.graph, known, OPS)]
        if len(inner) < sum(1 for node in self.graph.nodes if node.inputs):
            raise ValueError
        times = 1 + len(shapes)
        return Size(
            inner[-1].shape,
            times * sum(size.products for size in inner),
            times * sum(size.elements for size in inner),
            max(size.largest for size in inner),
        )

    def values(self, xs: Sequence[Value], kind: Any = np.float64) -> list[Value]:
        """Return the value of every node as `kind`."""
        values: list[Value] = [None] * len(self.graph.nodes)
        for i, value in [*enumerate(xs), *self._constants.items()]:
            values[i] = frozen(_lent(value), kind)
        forward(self.graph, values, OPS, kind)
        return values

    def forward(self, *xs: Value) -> Value:
        """Return the output, as float32 where no input has more digits."""
        return self.values(xs, np.result_type(np.float32, *xs).type)[-1]

    def vjp(self, place: int, g: Value, _out: Value, *xs: Value) -> Value:
        """Return upstream times local gradient of one parameter; None for class numbers."""
        grads, *_rest = backward(self.graph, self.values(xs), frozen(_lent(g)), OPS)
        return grads[place]

    def kinks(self, *xs: Value) -> Value:
        """Return the distance to the kink of every node that has one, as one vector."""
        values = self.values(xs)
        nodes = [node for node in self.graph.nodes if node.inputs]
        found = [kink(*[values[i] for i in node.inputs]) for node in nodes if (kink := OPS[node.op].kink)]
        return np.concatenate([np.reshape(distance, -1) for distance in found])

    def special(self, *xs: Value) -> bool:
        """Whether a node of the inside has something to remark on its inputs."""
        values = self.values(xs)
        nodes = [node for node in self.graph.nodes if node.inputs]
        return any(
            bool(np.any(remark.when(*[values[i] for i in node.inputs])))
            for node in nodes
            for remark in OPS[node.op].remarks
        )


def _lent(value: Value) -> Value:
    """Return a value that can be made read-only without touching the array of whoever gave it."""
    return value.view() if isinstance(value, np.ndarray) else value


def _record(name: str, params: Sequence[str], inside: Inside, text: str) -> Op:
    """Return the record of an own op; `text` is what its definition computes, with the definitions it needs."""
    used = {node.op for node in inside.graph.nodes if node.inputs}
    letters, places = _keys(params), range(len(params))
    return Op(
        name=name,
        symbol=name,
        inputs=letters,
        forward=inside.forward,
        size=inside.size,
        vjps=tuple(partial(inside.vjp, place) for place in places),
        formula=rf"{_upright(name)}({', '.join(f'${key}' for key in letters)})",
        rules=tuple(
            rf"$g \cdot \frac{{\partial \, {_upright(name)}}}{{\partial \, {_upright(param)}}}" for param in params
        ),
        forward_says=_FORWARD,
        backward_says=_BACKWARD,
        layer="".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Layer",
        expansion=text,
        kink=inside.kinks if any(OPS[op].kink for op in used) else None,
        remarks=(Remark(inside.special, _SPECIAL),) if any(OPS[op].remarks for op in used) else (),
    )


def _keys(params: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters as formulas can write them: themselves where all are plain words, else single letters."""
    plain = all(param.isascii() and param.isalpha() and param not in _TAKEN for param in params)
    return tuple(params) if plain else tuple(_LETTERS[: len(params)])


def _upright(name: str) -> str:
    return rf"\text{{{name.replace('_', chr(92) + '_')}}}"
