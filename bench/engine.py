"""The engine against micrograd, and a long chain against a short one."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from micrograd.engine import Value

import graphlab as gl
from bench.table import Reading, interleaved, ratios
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.run.trace import Trace

SIGNS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}
)
LEAVES = 80
LEAST, MOST = 0.5, 2.0


class Recipe(NamedTuple):
    """A graph as plain data: (name, number) for each leaf, then (name, op, places of two earlier nodes)."""

    leaves: Sequence[tuple[str, float]]
    ops: Sequence[tuple[str, str, tuple[int, int]]]


def recipe(nodes: int, seed: int = 5) -> Recipe:
    """Return a random graph of + − × / whose numbers stay away from zero and overflow.

    Each op takes two of the 80 nodes before it: so most nodes lead to the output, and no path is deeper
    than micrograd's recursion can go.
    """
    dice = random.Random(seed)
    values = [dice.uniform(LEAST, MOST) for _ in range(LEAVES)]
    leaves, ops = [(f"x{i}", number) for i, number in enumerate(values)], []
    while len(values) < nodes:
        op = dice.choice(list(SIGNS))
        out = 0.0
        while not LEAST <= abs(out) <= MOST:
            i, j = (dice.randrange(len(values) - LEAVES, len(values)) for _ in "ab")
            out = SIGNS[op](values[i], values[j])
        ops.append((f"v{len(values)}", op, (i, j)))
        values.append(out)
    return Recipe(leaves, ops)


def ours(plan: Recipe) -> Trace:
    """Build the graph as data, and run it forward and backward."""
    nodes = [Node(name, "input", (), (), number) for name, number in plan.leaves]
    for name, op, places in plan.ops:
        nodes.append(Node(name, op, places))
    return gl.run(Graph(tuple(nodes)))


def theirs(plan: Recipe) -> list[Value]:
    """Do the same with micrograd, whose building is its forward walk."""
    values = [Value(number) for _, number in plan.leaves]
    for _, op, (i, j) in plan.ops:
        values.append(SIGNS[op](values[i], values[j]))
    values[-1].backward()
    return values


def agree(plan: Recipe) -> None:
    """Raise AssertionError unless both engines compute the same finite output and leaf gradients."""
    trace, values = ours(plan), theirs(plan)
    grads = [trace.grads[name] for name, _ in plan.leaves]
    expected = [value.grad for value in values[: len(grads)]]
    assert np.all(np.isfinite([trace.output, *grads]))
    np.testing.assert_allclose([trace.output, *grads], [values[-1].data, *expected], rtol=1e-8)


def against_micrograd(repeats: int, nodes: int = 1000) -> Reading:
    """Return our time to build and run a random graph forward and backward, as a multiple of micrograd's."""
    plan = recipe(nodes)
    agree(plan)
    return ratios(*interleaved(repeats, lambda: again(ours, plan), lambda: again(theirs, plan)))


def again(action: Callable[[Recipe], object], plan: Recipe) -> None:
    """Do it ten times in a row, as a program does that goes on: its garbage has to be collected on the way."""
    for _ in range(10):
        action(plan)


def chain(nodes: int) -> Graph:
    """Return x + x + x + … as one long chain."""
    steps = [Node(f"v{i}", "add", (i - 1, 0)) for i in range(1, nodes)]
    return Graph((Node("x", "input", value=1.0), *steps))


def long_chain(repeats: int, nodes: int = 100_000, short: int = 1000) -> Reading:
    """Return the time per node of a long chain, built and run, as a multiple of a short one's."""
    times = nodes // short

    def many() -> None:
        for _ in range(times):
            gl.run(chain(short))

    return ratios(*interleaved(repeats, lambda: gl.run(chain(nodes)), many))
