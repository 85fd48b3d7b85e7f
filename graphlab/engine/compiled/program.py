"""A graph compiled once and run many times: buffers are allocated once, and only wanted gradients are computed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.compiled.plan import Array, Plan, Shape, given, picker
from graphlab.engine.errors import GraphlabError, did_you_mean, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.feed import evaluate
from graphlab.engine.run.values import Value

# Plans that a program keeps, one for each combination of input shapes: the last batch may be smaller.
MOST_PLANS = 8


def compile_graph(graph: Graph, wrt: Sequence[str] | None = None, dtype: npt.DTypeLike = np.float32) -> Program:
    """Return the program of a graph; `wrt` names the inputs whose gradients are wanted (None: all of them).

    Raises `GraphlabError` for a name in `wrt` that is no input. Unlike `run`, a program keeps no steps.

    >>> from graphlab.engine.language.parse import parse
    >>> program = compile_graph(parse("y = x * x * w"), wrt=("x",), dtype=np.float64)
    >>> program({"x": 3, "w": 2})
    (18.0, {'x': array(12.)})
    """
    wanted = graph.inputs if wrt is None else tuple(wrt)
    unknown = next((name for name in wanted if name not in graph.inputs), None)
    if unknown is not None:
        raise GraphlabError(
            say("the graph has no input `{name}`.", name=unknown), hint=did_you_mean(unknown, graph.inputs)
        )
    return Program(graph, wanted, np.dtype(dtype))


class Program:
    """A graph, the inputs whose gradients are wanted, and a plan for each combination of input shapes so far."""

    def __init__(self, graph: Graph, wrt: tuple[str, ...], dtype: np.dtype[Any]) -> None:
        self.graph, self.wrt, self.dtype = graph, wrt, dtype
        self._names, self._picked = set(graph.inputs), picker(graph.inputs)
        self._plans: OrderedDict[tuple[Shape, ...], Plan] = OrderedDict()
        self._latest: Plan | None = None

    def __call__(self, feed: Mapping[str, Any], upstream: Any = None) -> tuple[Value, dict[str, Array]]:
        """Return output and gradients for `feed` (`upstream` None: 1), as `run` does, in new arrays.

        Class numbers have no gradient; theirs is 0. Raises `GraphlabError` as `run` does.
        """
        plan = self.plan(feed)
        grads = plan.fresh()
        try:
            return _own(plan.run(upstream)), grads
        finally:
            plan.release()

    def output(self, feed: Mapping[str, Any]) -> Value:
        """Return the output alone, in a new array."""
        return _own(self.plan(feed).forward())

    def plan(self, feed: Mapping[str, Any]) -> Plan:
        """Return the plan for inputs of these shapes, with the feed put in.

        Arrays of the program's dtype are not copied: writing into them changes the plan's input.
        """
        leaves = self._leaves(feed)
        if self._latest is None or not self._latest.put(leaves):
            arrays = [given(name, leaf) for name, leaf in zip(self.graph.inputs, leaves, strict=True)]
            self._latest = self._planned(feed, tuple([array.shape for array in arrays]))
            self._latest.put(arrays)
        return self._latest

    def _planned(self, feed: Mapping[str, Any], shapes: tuple[Shape, ...]) -> Plan:
        plan = self._plans.get(shapes)
        if plan is None:
            plan = self._plans[shapes] = Plan(self.graph, self.wrt, self.dtype, feed)
            if len(self._plans) > MOST_PLANS:
                self._plans.popitem(last=False)
        return plan

    def _leaves(self, feed: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what is fed to each input, in the graph's order."""
        # Equal numbers and no missing input: faster than comparing the sets of names.
        if len(feed) == len(self._names):
            try:
                return self._picked(feed)
            except KeyError:
                pass
        feed = {**self.graph.defaults, **feed}
        if feed.keys() != self._names:
            evaluate(self.graph, feed)  # It raises for missing and unknown inputs.
        return self._picked(feed)


def _own(value: Value) -> Value:
    return value.copy() if isinstance(value, np.ndarray) else float(value)
