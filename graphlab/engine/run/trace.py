"""A run is a value: forward through the graph, backward again, and every step of it kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any, overload

import numpy as np

from graphlab.engine.cost_limits import WIDE, Limits
from graphlab.engine.graph.graph import Graph
from graphlab.engine.notebook_display import Shown
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.feed import evaluate, seed_of
from graphlab.engine.run.run_errors import malformed, refuse_other
from graphlab.engine.run.values import Value, as_python, frozen, table
from graphlab.engine.run.walk import BACKPROPAGATION, Algorithm, Contributions, Ops, Visit, backward


def run(graph: Graph, feed: Mapping[str, Any] | None = None, upstream: Any = 1.0, limits: Limits = WIDE) -> Trace:
    """Run the graph forward on `feed` and backward from `upstream`, and return the trace.

    `feed` gives numbers or arrays by input name; inputs that have a value in the text may be left out. `upstream` is a
    number or an array of the output's shape. Everything is float64. Raises `GraphlabError` for missing, surplus or
    non-numeric inputs, for shapes that do not fit and for what is no graph; division by zero, overflow and NaN are
    values, which the steps explain. What goes beyond `limits` is refused before anything is computed.

    >>> from graphlab.engine.language.parse import parse
    >>> trace = run(parse("price = apple * n_apple * tax"), {"apple": 100, "n_apple": 2, "tax": 1.1})
    >>> trace.output, trace.grads["apple"]
    (220.00000000000003, 2.2)
    """
    refuse_other(graph, feed)
    try:
        return run_with(ops_of(graph), BACKPROPAGATION, graph, feed or {}, upstream, limits)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise malformed(graph, ops_of(graph)) or error from None


def run_with(
    ops: Ops, algorithm: Algorithm, graph: Graph, feed: Mapping[str, Any], upstream: Any, limits: Limits = WIDE
) -> Trace:
    """Run the graph with these records of ops and this way to go backward; raise as `run` does."""
    with np.errstate(all="ignore"):
        values = evaluate(graph, feed, ops, limits)
        seed = seed_of(upstream, values[-1])
        return Trace(graph, ops, tuple(values), seed, *backward(graph, values, seed, ops, algorithm), algorithm)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a run, and with it the whole picture so far.

    `index` counts from 0; `phase` is "forward" or "backward"; `node` is the position of the acting node;
    `seed` marks the first backward step, in which the output receives the upstream gradient.
    """

    trace: Trace
    index: int
    phase: str
    node: int
    seed: bool = False

    @property
    def contributions(self) -> Contributions:
        """What the acting node sends back along each of its inputs; None where nothing is sent."""
        return self.trace.visits[self.visit][2] if self.visit >= 0 else ()

    @property
    def visit(self) -> int:
        """The number of the visit, of all nodes that act backward; negative before the first."""
        return self.index - self.trace.forward_count - 1

    @property
    def upstream(self) -> Value | None:
        """The gradient that has reached the acting node when it acts backward."""
        return self.trace.visits[self.visit][1] if self.visit >= 0 else self.trace.node_grads[self.node]

    @property
    def stretched(self) -> tuple[int, ...]:
        """Positions of the inputs that were broadcast, whose gradient this step sums back."""
        sent, inputs = enumerate(self.contributions), self.trace.graph.nodes[self.node].inputs
        return tuple(inputs[k] for k, part in sent if part is not None and (self.node, k) in self.trace.stretched)

    @property
    def values(self) -> Mapping[str, Value]:
        """The values known after this step, by node name."""
        nodes = self.trace.graph.nodes
        last = self.node if self.phase == "forward" else len(nodes) - 1
        return {n.name: as_python(v) for i, (n, v) in enumerate(zip(nodes, self.trace.node_values, strict=True))
                if i <= last or not n.inputs}  # fmt: skip

    @property
    def grads(self) -> Mapping[str, Value]:
        """The gradients known after this step, by node name; where a value fans out, the sum so far."""
        if self.phase == "forward":
            return {}
        found, nodes = self.trace.gradients_after(self.visit + 1), self.trace.graph.nodes
        return {nodes[i].name: as_python(g) for i, g in sorted(found.items())}


class Steps(Sequence[Step]):
    """The steps of a trace, made when they are looked at."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def __len__(self) -> int:
        return self._trace.forward_count + 1 + len(self._trace.visits)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | Sequence[Step]:
        places = range(len(self))[index]
        if not isinstance(places, int):
            return [self[place] for place in places]
        trace, back = self._trace, places - self._trace.forward_count
        if back < 0:
            return Step(trace, places, "forward", trace.operations[places])
        node = trace.order[back - 1] if back else len(trace.graph.nodes) - 1
        return Step(trace, places, "backward", node, seed=not back)


@dataclass(frozen=True, eq=False, repr=False)
class Trace(Shown):
    """One run of a graph: its values, its gradients, and the steps between.

    `ops` are the records it was run with. `node_values` and `reached` go by position, `visits` tells which op node
    acts in the backward walk, one after another, what it has received and what it sends to each input (by another
    `algorithm` than backpropagation it may act several times), and `stretched` the edges whose gradients were summed
    back after broadcasting. `values` and `grads` go by name, scalars as Python floats. A node has no gradient (None,
    and no entry in `grads`) if it is a constant or holds class numbers.
    """

    graph: Graph
    ops: Ops = field(repr=False)
    node_values: tuple[Value, ...]
    upstream: Value
    reached: tuple[Value | None, ...]
    visits: tuple[Visit, ...] = ()
    stretched: frozenset[tuple[int, int]] = frozenset()
    algorithm: Algorithm = field(default=BACKPROPAGATION, repr=False)

    @cached_property
    def node_grads(self) -> tuple[Value | None, ...]:
        """Every node's gradient by position: 0 where no path leads to the output, None where there is none."""
        grads, idle = list(self.reached), set(range(len(self.graph.nodes))) - self.graph.contributing
        for i in idle - self.graph.constant:
            grads[i] = frozen(np.zeros(np.shape(self.node_values[i])))
        return tuple(grads)

    def product(self, i: int, slot: int, g: Value) -> Value | None:
        """Return `g` times the local gradient of node `i` by one of its inputs, before broadcasting is summed back."""
        node = self.graph.nodes[i]
        xs = [self.node_values[j] for j in node.inputs]
        return self.ops[node.op].vjps[slot](g, self.node_values[i], *xs, **dict(node.attrs))

    def __repr__(self) -> str:
        """Return a table of at most 20 lines: every node with its value and its gradient."""
        head = f"Trace of {len(self.graph.nodes)} nodes in {len(self.steps)} steps"
        return "\n".join([head, *table(self.graph.nodes, self.node_values, self.node_grads)])

    @property
    def output(self) -> Value:
        """The output's value."""
        return as_python(self.node_values[-1])

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Every node's value, by name."""
        return {n.name: as_python(v) for n, v in zip(self.graph.nodes, self.node_values, strict=True)}

    @cached_property
    def grads(self) -> Mapping[str, Value]:
        """Every gradient of the output, by node name: the shape of the node's value."""
        pairs = zip(self.graph.nodes, self.node_grads, strict=True)
        return {n.name: as_python(g) for n, g in pairs if g is not None}

    @cached_property
    def operations(self) -> tuple[int, ...]:
        """Positions of the op nodes: the forward steps, in order."""
        return tuple(i for i, node in enumerate(self.graph.nodes) if node.inputs)

    @cached_property
    def contributions(self) -> Mapping[int, Contributions]:
        """What each op node has sent to each of its inputs, all visits added up, in the order of the backward walk."""
        sent: dict[int, Contributions] = {}
        for i, _g, parts in self.visits:
            pairs = zip(sent.get(i, repeat(None)), parts, strict=False)
            sent[i] = tuple(b if a is None else a if b is None else frozen(a + b) for a, b in pairs)
        return sent

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Positions of the op nodes that the backward walk visits, in its order."""
        return tuple(i for i, _g, _sent in self.visits)

    @cached_property
    def arrivals(self) -> Mapping[int, Sequence[int]]:
        """The visits that send a gradient to a node, by its position; one that sends two stands there twice."""
        found: dict[int, list[int]] = {}
        for k, j, _part in self._sent():
            found.setdefault(j, []).append(k)
        return found

    def gradients_after(self, count: int) -> dict[int, Value]:
        """Return the gradients known after so many visits, by position; where a value fans out, the sum so far."""
        found: dict[int, Value] = {len(self.graph.nodes) - 1: self.upstream}
        for _k, j, part in self._sent(count):
            found[j] = self.algorithm.join(found[j], part) if j in found else part
        return found

    def _sent(self, count: int | None = None) -> Iterator[tuple[int, int, Value]]:
        """Yield which visit, of so many, sends to which node, and what."""
        for k, (i, _g, parts) in enumerate(self.visits[:count]):
            yield from ((k, j, part) for j, part in zip(self.graph.nodes[i].inputs, parts, strict=True)
                        if part is not None)  # fmt: skip

    @property
    def forward_count(self) -> int:
        """Number of forward steps."""
        return len(self.operations)

    @property
    def steps(self) -> Steps:
        """The steps: one for each op node forward, then the seed and one for each op node backward."""
        return Steps(self)
