"""Ops of the learner's own: the record that a definition becomes, run and differentiated by the engine's walks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops.kernels import MOST_ELEMENTS
from graphlab.engine.ops.op import Op, Remark
from graphlab.engine.run.walk import Value, backward, bounded, frozen

if TYPE_CHECKING:
    from graphlab.engine.graph.graph import Graph, Node

# The arrays of one inside at work: smaller than those of a whole run, for a text can use many insides.
MOST_INSIDE = MOST_ELEMENTS // 10

# In a formula `$g`, `$out`, `$n` and `$N` have a meaning already.
_LETTERS = "abcdefhijklmopqrstuvwxyz"
_TAKEN = frozenset({"g", "out", "n", "N"})

_FORWARD = _("This node is an operation of your own: its inputs take the places of the parameters in its definition.")
_BACKWARD = _(
    "The gradient goes back through the inside of your operation, node by node, and what reaches a parameter is sent "
    "on to the input in its place."
)
_SPECIAL = _("Inside this node something special happens, such as a division by zero: expand it to see where.")


def inlined(nodes: Sequence[Node], insides: Mapping[str, tuple[Node, ...]]) -> tuple[Node, ...]:
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
    def _constants(self) -> list[Value]:
        return [frozen(node.value) for node in self.graph.nodes if node.op == "const"]

    def values(self, xs: Sequence[Value]) -> list[Value]:
        """Return the value of every node; raise MemoryError where the arrays grow too large."""
        given, constants, values, held = iter(xs), iter(self._constants), list[Value](), 0
        for node in self.graph.nodes:
            if node.inputs:
                forward = self.graph.ops[node.op].forward
                values.append(bounded(forward, *[values[i] for i in node.inputs], **dict(node.attrs)))
                held += np.size(values[-1])
                if held > MOST_INSIDE:
                    raise MemoryError
            else:
                values.append(_lent(next(constants if node.op == "const" else given)))
        return values

    def forward(self, *xs: Value) -> Value:
        """Return the output."""
        return self.values(xs)[-1]

    def vjp(self, place: int, g: Value, _out: Value, *xs: Value) -> Value:
        """Return upstream times local gradient of one parameter; None for class numbers."""
        values = [frozen(value) for value in self.values(xs)]
        return backward(self.graph, values, frozen(_lent(g)))[place]

    def kinks(self, *xs: Value) -> Value:
        """Return the distance to the kink of every node that has one, as one vector."""
        values, ops = self.values(xs), self.graph.ops
        nodes = [node for node in self.graph.nodes if node.inputs]
        found = [kink(*[values[i] for i in node.inputs]) for node in nodes if (kink := ops[node.op].kink)]
        return np.concatenate([np.reshape(distance, -1) for distance in found])

    def special(self, *xs: Value) -> bool:
        """Whether a node of the inside has something to remark on its inputs."""
        values, ops = self.values(xs), self.graph.ops
        nodes = [node for node in self.graph.nodes if node.inputs]
        return any(
            bool(np.any(remark.when(*[values[i] for i in node.inputs])))
            for node in nodes
            for remark in ops[node.op].remarks
        )


def _lent(value: Value) -> Value:
    """Return a value that can be made read-only without touching the array of whoever gave it."""
    return value.view() if isinstance(value, np.ndarray) else value


def record(name: str, params: Sequence[str], inside: Inside, text: str) -> Op:
    """Return the record of an own op; `text` is what its definition computes, with the definitions it needs."""
    used = {node.op for node in inside.graph.nodes if node.inputs}
    letters, places = keys(params), range(len(params))
    return Op(
        name=name,
        symbol=name,
        inputs=letters,
        forward=inside.forward,
        vjps=tuple(partial(inside.vjp, place) for place in places),
        formula=rf"{_upright(name)}({', '.join(f'${key}' for key in letters)})",
        rules=tuple(
            rf"$g \cdot \frac{{\partial \, {_upright(name)}}}{{\partial \, {_upright(param)}}}" for param in params
        ),
        forward_says=_FORWARD,
        backward_says=_BACKWARD,
        layer="".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Layer",
        expansion=text,
        kink=inside.kinks if any(inside.graph.ops[op].kink for op in used) else None,
        remarks=(Remark(inside.special, _SPECIAL),) if any(inside.graph.ops[op].remarks for op in used) else (),
    )


def keys(params: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters as formulas can write them: themselves where all are plain words, else single letters."""
    plain = all(param.isascii() and param.isalpha() and param not in _TAKEN for param in params)
    return tuple(params) if plain else tuple(_LETTERS[: len(params)])


def _upright(name: str) -> str:
    return rf"\text{{{name.replace('_', chr(92) + '_')}}}"
