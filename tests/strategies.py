"""Hypothesis strategies that the tests share: texts in the language of graphs, graphs as data, and feeds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from graphlab.engine.graph import Graph, Node
from graphlab.engine.ops import OPS

NUMBERS = ("1", "0", "2", "1e-300", "1e300", "1e15", "0x10", "1_000", ".5", "2.", "[1, 2]", "[[1, -2.5], [3, 4]]")
SIGNS = ("+", "-", "*", "/", "**", "@")
NAMES = ("x", "apple", "n_apple", "사과", "β", "v1", "c2", "Δ", "_", "match")
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


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Texts of several lines; later lines may use earlier ones."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    names, lines = list(NAMES), []
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
