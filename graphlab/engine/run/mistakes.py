"""Ways to run a graph that are wrong in one thing, to show what that thing is for."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.numerical import evaluate
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.walk import Contributions, Value, frozen, unbroadcast, without_inputs

Join = Callable[[Value, Value], Value]
Fit = Callable[[Value, Value], Value]
Walk = Callable[["Backward"], None]


@dataclass
class Backward:
    """A backward walk at work: `grads` by position, and all that was `sent` so far along each edge, by node."""

    graph: Graph
    values: list[Value]
    ops: Mapping[str, Op]
    seed: Value
    join: Join = operator.add
    fit: Fit = unbroadcast
    grads: dict[int, Value] = field(default_factory=dict)
    sent: dict[int, Contributions] = field(default_factory=dict)

    @cached_property
    def fixed(self) -> set[int]:
        """The nodes that depend on no input, and get no gradient."""
        return without_inputs(self.graph.nodes)

    def start(self) -> int:
        """Give the output the upstream gradient, and return its position."""
        last = len(self.graph.nodes) - 1
        self.grads[last] = self.seed
        return last

    def act(self, i: int) -> None:
        """Have node `i` send what it owes to each of its inputs."""
        for j, part in zip(self.graph.nodes[i].inputs, self.parts(i), strict=True):
            self.receive(j, part)

    def parts(self, i: int) -> Contributions:
        """Return what node `i` owes to each of its inputs, and take note of it."""
        node = self.graph.nodes[i]
        xs, settings, g = [self.values[j] for j in node.inputs], dict(node.attrs), self.grads[i]
        rules = zip(node.inputs, xs, self.ops[node.op].vjps, strict=True)
        parts = [None if j in self.fixed else rule(g, self.values[i], *xs, **settings) for j, _, rule in rules]
        fitted = tuple(None if p is None else frozen(self.fit(p, x)) for p, x in zip(parts, xs, strict=True))
        before = self.sent.pop(i, (None,) * len(fitted))
        self.sent[i] = tuple(p if b is None else b + p for b, p in zip(before, fitted, strict=True))
        return fitted

    def receive(self, j: int, part: Value) -> None:
        """Take in what arrives at node `j`."""
        if part is not None:
            self.grads[j] = self.join(self.grads[j], part) if j in self.grads else part

    def acting(self, i: int) -> bool:
        """Tell whether node `i` has something to send."""
        return i in self.grads and bool(self.graph.nodes[i].inputs) and i not in self.fixed


def in_order(work: Backward) -> None:
    """Go back as one should: a node acts once, when everything that it can receive has arrived."""
    for i in range(work.start(), -1, -1):
        if work.acting(i):
            work.act(i)


def at_once(work: Backward) -> None:
    """Go back without an order: whatever arrives at a node is passed on at once, with all that lies there already."""

    def passed_on(i: int) -> None:
        if work.acting(i):
            for j, part in zip(work.graph.nodes[i].inputs, work.parts(i), strict=True):
                work.receive(j, part)
                passed_on(j)

    passed_on(work.start())


def twice(work: Backward) -> None:
    """Go back two times, and put nothing back to zero between."""
    in_order(work)
    in_order(work)


def overwriting(work: Backward) -> None:
    """Go back with `=` in place of `+=`: what arrives last is all that stays."""
    work.join = lambda _old, new: new
    in_order(work)


def unsummed(work: Backward) -> None:
    """Go back without summing over the axes along which an input was stretched."""
    work.fit = lambda part, _x: part
    in_order(work)


@dataclass(frozen=True, eq=False)
class WrongTrace(Trace):
    """The trace of a variant: what its nodes really sent, not what they should have."""

    sent: Mapping[int, Contributions]

    @cached_property
    def contributions(self) -> Mapping[int, Contributions]:
        """What each op node has sent back along each of its inputs, in all."""
        return self.sent


@dataclass(frozen=True)
class Variant:
    """One thing done otherwise: ops that stand in for those of their name, or another walk back."""

    swapped: tuple[Op, ...] = ()
    walk: Walk = in_order

    @property
    def ops(self) -> Mapping[str, Op]:
        """The registry with the swapped ops in it."""
        return {**OPS, **{op.name: op for op in self.swapped}}

    def run(self, graph: Graph, feed: Mapping[str, Any] | None = None, upstream: Any = 1.0) -> Trace:
        """Run a graph in this way.

        >>> from graphlab.engine.language.parse import parse
        >>> Variant(walk=overwriting).run(parse("y = x * x + x"), {"x": 3}).grads["x"]
        3.0
        """
        right = run(graph, feed, upstream)
        leaves = {name: right.node_values[graph.index[name]] for name in graph.inputs}
        with np.errstate(all="ignore"):
            values = [frozen(value) for value in evaluate(graph, leaves, self.ops)]
            work = Backward(graph, values, self.ops, right.upstream)
            self.walk(work)
        reached = tuple(work.grads.get(i) for i in range(len(values)))
        return WrongTrace(graph, tuple(values), reached, right.upstream, work.sent)
