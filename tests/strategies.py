"""Hypothesis strategies that the tests share: texts in the language of graphs, graphs as data, and feeds."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.definitions import ops_of

NUMBERS = ("1", "0", "2", "1e-300", "1e300", "1e15", "0x10", "1_000", ".5", "2.", "[1, 2]", "[[1, -2.5], [3, 4]]")
SIGNS = ("+", "-", "*", "/", "**", "@")
NAMES = ("x", "apple", "n_apple", "사과", "β", "v1", "c2", "Δ", "_", "match")
# Definitions and their parameters: names that formulas can write, and names that they cannot.
OWN: Mapping[str, tuple[str, ...]] = MappingProxyType({"neuron": ("x", "w", "b"), "절반": ("g",), "f_2": ("w1", "값")})
SHAPES = ((), (3,), (2, 3), (2, 1))

ELEMENTWISE_1 = ("neg", "exp", "relu", "sigmoid", "tanh", "abs", "reciprocal", "sqrt", "log")
ELEMENTWISE_2 = ("add", "sub", "mul", "div", "maximum", "minimum")
REDUCING = ("sum", "mean")


def expression(rng: random.Random, names: Sequence[str], depth: int = 3) -> str:
    """Return the text of a random expression, written with signs, with brackets or as calls."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([rng.choice(names), rng.choice(names), rng.choice(NUMBERS), repr(rng.uniform(0, 99))])
    op = rng.choice(list(OPS.values()))
    inner = [expression(rng, names, depth - 1) for _ in range(max(2, len(op.inputs)))]
    forms = [
        f"{inner[0]} {rng.choice(SIGNS)} {inner[1]}",
        f"({inner[0]}) {rng.choice(SIGNS)} ({inner[1]})",
        rng.choice(["-{}", "-({})", "1 / ({})", "sum({}, -1, keepdims=True)", "reshape({}, [2, -1])"]).format(inner[0]),
        f"{op.name}({', '.join(inner[: len(op.inputs)])})",
    ]
    return rng.choice(forms)


def definition(rng: random.Random, name: str, params: Sequence[str], known: Sequence[str] = ()) -> str:
    """Return the text of a definition that uses each of its parameters; `known` are the definitions before it."""
    body = " + ".join(f"{param} * {expression(rng, params, 1)}" for param in params)
    called = [f"{own}({', '.join(rng.choice(params) for _ in OWN[own])})" for own in known if rng.random() < 0.5]
    return f"{name}({', '.join(params)}) = {' - '.join([body, *called])}"


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Texts of several lines; later lines may use earlier ones, and definitions of their own."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    own = list(OWN)[: rng.randint(0, len(OWN))]
    lines = [definition(rng, name, OWN[name], own[:i]) for i, name in enumerate(own)]
    names = list(NAMES)
    for i, name in enumerate(own):
        lines.append(f"own_{i} = {name}({', '.join(expression(rng, names, 1) for _ in OWN[name])})")
        names.append(f"own_{i}")
    for i in range(rng.randint(0, 3)):
        lines.append(f"line_{i} = {expression(rng, names)}")
        names.append(f"line_{i}")
    return "\n".join([*lines, rng.choice(["y = ", ""]) + expression(rng, names)])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Graphs as data, with a value of some shape for every input; constants, fan-out, unused nodes and all."""
    nodes = [_input(draw, f"x{i}") for i in range(draw(st.integers(1, 3)))]
    constants = 0
    for i in range(draw(st.integers(1, 8))):
        usable = [place for place, node in enumerate(nodes) if node.op != "const"]
        op = draw(st.sampled_from(ELEMENTWISE_1 + ELEMENTWISE_2 * 2 + REDUCING))
        inputs = [draw(st.sampled_from(usable)) for _ in OPS[op].inputs]
        if len(inputs) == 2 and draw(st.booleans()):
            constants += 1
            nodes.append(Node(f"c{constants}", "const", value=draw(st.sampled_from([-1.5, 0.5, 3.0])), named=False))
            inputs[1] = len(nodes) - 1
        nodes.append(Node(f"n{i}", op, tuple(inputs), OPS[op].attrs))
    return Graph(tuple(nodes))


@st.composite
def own_graphs(draw: st.DrawFn) -> Graph:
    """Graphs that use definitions made of one another, with moderate values in arrays of one shape or numbers."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    lines: list[str] = []
    for i, (name, params) in enumerate(OWN.items()):
        body = " + ".join(f"{param} * {moderate(rng, params, list(OWN)[:i])}" for param in params)
        lines.append(f"{name}({', '.join(params)}) = {body}")
    names = ["a", "b", "c"]
    lines += [f"{name} = {literal(nested(draw(values())))}" for name in names]
    for i in range(rng.randint(1, 3)):
        lines.append(f"n{i} = {call(rng, names, rng.choice(list(OWN)))} + {moderate(rng, names, list(OWN))}")
        names.append(f"n{i}")
    return parse("\n".join(lines))


def call(rng: random.Random, names: Sequence[str], own: str) -> str:
    """Return a call of a definition."""
    return f"{own}({', '.join(rng.choice([*names, '0.5']) for _ in OWN[own])})"


def moderate(rng: random.Random, names: Sequence[str], own: Sequence[str]) -> str:
    """Return a random expression from −1 to 1."""
    first, second = rng.choice(names), rng.choice(names)
    forms = [f"tanh({first} * {second})", f"sigmoid({first} - {second})", f"sigmoid(-{first}) * tanh({second})"]
    return rng.choice([*forms, *(f"tanh({call(rng, names, name)})" for name in own)])


def _input(draw: st.DrawFn, name: str) -> Node:
    return Node(name, "input", value=nested(draw(values())))


@st.composite
def values(draw: st.DrawFn) -> Any:
    """A number or an array of 0.01 to 2, of either sign."""
    shape = draw(st.sampled_from(SHAPES))
    size = int(np.prod(shape, dtype=int))
    number = st.integers(1, 200).map(lambda n: n / 100)
    flat = draw(st.lists(st.builds(lambda a, s: a * s, number, st.sampled_from([1, -1])), min_size=size, max_size=size))
    return np.reshape(flat, shape)


def nested(value: Any) -> Any:
    """Return an array as nested tuples, as a graph holds it."""
    return tuple(nested(row) for row in value) if np.ndim(value) else float(value)


def feed_of(graph: Graph) -> dict[str, Any]:
    """Return the values of a graph's inputs as arrays."""
    return {name: np.array(value) for name, value in graph.defaults.items()}


def expandable(graph: Graph) -> tuple[str, ...]:
    """Return the names of the nodes that can be expanded: those of composite ops and of the learner's own."""
    ops = ops_of(graph)
    return tuple(node.name for node in graph.nodes if node.inputs and ops[node.op].expansion)
