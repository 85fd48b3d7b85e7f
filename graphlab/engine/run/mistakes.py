"""Ways to run a graph that are wrong in one thing, to show what that thing is for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops.op import Op
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace, run_with
from graphlab.engine.run.values import frozen
from graphlab.engine.run.walk import BACKPROPAGATION, Algorithm, Turn, in_order


def _depth_first(graph: Graph) -> Iterator[Turn]:
    """Yield the turns of a walk without an order: an op node that has received something acts before anything else."""

    def passed_on(i: int) -> Iterator[Turn]:
        inputs, first = graph.nodes[i].inputs, 0
        for slot, j in enumerate(inputs):
            if graph.nodes[j].inputs or slot == len(inputs) - 1:
                yield i, range(first, slot + 1)
                yield from passed_on(j)
                first = slot + 1

    return passed_on(len(graph.nodes) - 1)


# No topological order: a node passes on all that lies there whenever something arrives.
AT_ONCE = BACKPROPAGATION._replace(order=_depth_first)
# Backward two times, and nothing put back to zero between.
TWICE = BACKPROPAGATION._replace(order=lambda graph: chain(in_order(graph), in_order(graph)))
# `=` in place of `+=`: what arrives last is all that stays.
OVERWRITING = BACKPROPAGATION._replace(join=lambda _sum, part: part)
# No sum over the axes along which an input was stretched.
UNSUMMED = BACKPROPAGATION._replace(fit=lambda part, _x: frozen(part))


def accumulates(trace: Trace) -> bool:
    """Whether a gradient that arrives is added to those that have arrived before."""
    return trace.algorithm.join is not OVERWRITING.join


def until(trace: Trace, count: int) -> Trace:
    """Return a run as it stands after so many visits."""
    reached = tuple(map(trace.gradients_after(count).get, range(len(trace.graph.nodes))))
    return replace(trace, reached=reached, visits=trace.visits[:count])


@dataclass(frozen=True)
class Variant:
    """One thing done otherwise: records that stand in for those of their name, or another way to go backward."""

    swapped: tuple[Op, ...] = ()
    algorithm: Algorithm = BACKPROPAGATION

    def run(self, graph: Graph, feed: Mapping[str, Any] | None = None, upstream: Any = 1.0) -> Trace:
        """Run a graph in this way.

        >>> from graphlab.engine.language.parse import parse
        >>> Variant(algorithm=OVERWRITING).run(parse("y = x * x + x"), {"x": 3}).grads["x"]
        3.0
        """
        ops = {**ops_of(graph), **{op.name: op for op in self.swapped}}
        return run_with(ops, self.algorithm, graph, feed or {}, upstream)
