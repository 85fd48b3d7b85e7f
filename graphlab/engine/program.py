"""A graph compiled once and run many times: every buffer allocated beforehand, no gradient that nobody asks for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine import kernels
from graphlab.engine.buffers import Layout
from graphlab.engine.errors import GraphlabError, did_you_mean, say
from graphlab.engine.graph import Graph, Node
from graphlab.engine.inplace import IN_PLACE, InPlace, Room
from graphlab.engine.ops import OPS
from graphlab.engine.walk import Value, forward, leading_to_output, numbers, unbroadcast

Array = npt.NDArray[Any]
Shape = tuple[int, ...]
Step = Callable[[], None]

# A program keeps this many plans: one for each combination of input shapes, such as a last, smaller batch.
MOST_PLANS = 8


def compile_graph(graph: Graph, wrt: Sequence[str] | None = None, dtype: npt.DTypeLike = np.float32) -> Program:
    """Return the program of a graph; `wrt` names the inputs whose gradients are wanted (None: all of them).

    Raises `GraphlabError` for a name in `wrt` that is no input. Unlike `run`, a program keeps no steps.

    >>> from graphlab.engine.parse import parse
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
    """A graph, the inputs whose gradients are wanted, and a plan for each set of input shapes that was met."""

    def __init__(self, graph: Graph, wrt: tuple[str, ...], dtype: np.dtype[Any]) -> None:
        self.graph, self.wrt, self.dtype = graph, wrt, dtype
        self._names = set(graph.inputs)
        self._plans: OrderedDict[tuple[Shape, ...], Plan] = OrderedDict()

    def __call__(self, feed: Mapping[str, Any], upstream: Any = 1.0) -> tuple[Value, dict[str, Array]]:
        """Return output and gradients for `feed`, as `run` does, in arrays of the caller's own.

        Class numbers have no gradient; theirs is 0. Raises `GraphlabError` as `run` does.
        """
        plan = self.plan(feed)
        grads = plan.aim()
        return _own(plan.run(upstream)), grads

    def output(self, feed: Mapping[str, Any]) -> Value:
        """Return the output alone, in an array of the caller's own."""
        return _own(self.plan(feed).forward())

    def plan(self, feed: Mapping[str, Any]) -> Plan:
        """Return the plan for inputs of these shapes, with the feed put in.

        Arrays of the program's dtype are not copied: whoever writes into them changes the plan's input.
        """
        leaves = self._leaves(feed)
        shapes = tuple([leaf.shape for leaf in leaves])
        plan = self._plans.get(shapes)
        if plan is None:
            plan = Plan(self.graph, self.wrt, self.dtype, feed)
            self._plans[shapes] = plan
            if len(self._plans) > MOST_PLANS:
                self._plans.popitem(last=False)
        plan.put(leaves)
        return plan

    def _leaves(self, feed: Mapping[str, Any]) -> list[Any]:
        """Return what is fed to each input, as an array or a number."""
        if feed.keys() != self._names:
            feed = {**self.graph.defaults, **feed}
            if feed.keys() != self._names:
                forward(self.graph, feed)  # It says what is missing or too much.
        return [_given(name, feed[name]) for name in self.graph.inputs]


def _given(name: str, value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return value
    return numbers(value, say("the value of `{name}` is not a number or an array of numbers.", name=name))


class Plan:
    """A graph for inputs of given shapes: `values` and `grads` by position, and steps bound to their buffers.

    `gradient` is one vector with the gradients of `wrt`, one after another; the next run overwrites it.
    """

    def __init__(self, graph: Graph, wrt: Sequence[str], dtype: np.dtype[Any], feed: Mapping[str, Any]) -> None:
        with np.errstate(all="ignore"):
            found = forward(graph, feed)
            self.values: list[Value] = [_cast(value, dtype) for value in found]
        self.graph, self.dtype = graph, dtype
        self.shapes = [np.shape(value) for value in found]
        self.grads: list[Value | None] = [None] * len(found)
        self.layout = Layout(tuple((name, self.shapes[graph.index[name]]) for name in wrt))
        self.wanted = {name: graph.index[name] for name in wrt}
        self.targets: dict[int, Array] = {}
        self.aim()
        self._unit = _cast(np.ones(self.shapes[-1]), dtype)
        self._needed = _on_the_way(graph, self.targets)
        self._totals = self._sums()
        self._places = [graph.index[name] for name in graph.inputs]
        self._classes: dict[int, Shape] = {}
        self._forward: list[Step] = []
        self._backward: list[Step] = []
        for i, node in enumerate(graph.nodes):
            if node.inputs:
                self._plan_node(i, node)

    def aim(self) -> dict[str, Array]:
        """Have the gradients written into a new vector from now on, and return its views by name."""
        self.gradient = np.empty(self.layout.size, self.dtype)
        views = self.layout.views(self.gradient)
        self.targets.update(zip(self.wanted.values(), views.values(), strict=True))
        return views

    def put(self, leaves: Sequence[Any]) -> None:
        """Put the inputs in, in the graph's order; class numbers are checked and stay integers."""
        with np.errstate(over="ignore"):
            for i, leaf in zip(self._places, leaves, strict=True):
                if i in self._classes:
                    self.values[i] = _classes(leaf, self._classes[i])
                else:
                    self.values[i] = leaf if leaf.dtype == self.dtype and leaf.shape else _cast(leaf, self.dtype)

    def forward(self) -> Value:
        """Compute every value; return the output, which the next run may overwrite."""
        with np.errstate(all="ignore"):
            return self._walk()

    def run(self, upstream: Any = None) -> Value:
        """Compute every value and the gradients that were asked for (`upstream` None: 1); return the output."""
        with np.errstate(all="ignore"):
            output = self._walk()
            self.grads[:] = [None] * len(self.grads)
            self.grads[-1] = self._unit if upstream is None else self._seed(upstream)
            for step in self._backward:
                step()
        for i, view in self.targets.items():
            if self.grads[i] is not view:
                view[...] = 0 if self.grads[i] is None else self.grads[i]
        return output

    def _walk(self) -> Value:
        for step in self._forward:
            step()
        return self.values[-1]

    def _seed(self, upstream: Any) -> Value:
        seed = np.asarray(upstream, self.dtype)
        if seed.shape not in ((), self.shapes[-1]):
            raise GraphlabError(
                say(
                    "the upstream gradient has shape {given}, the output has shape {shape}; both must agree.",
                    given=seed.shape,
                    shape=self.shapes[-1],
                )
            )
        return self._unit * seed

    def _sums(self) -> dict[int, Array]:
        """Return a buffer for each value that fans out, in which its gradients are added up."""
        return {
            i: np.empty(self.shapes[i], self.dtype)
            for i in self._needed
            if self.shapes[i] and len(self.graph.consumers[i]) > 1
        }

    def _plan_node(self, i: int, node: Node) -> None:
        kernel = self._in_place(i, node)
        back = [(k, j) for k, j in enumerate(node.inputs) if j in self._needed and i in self._needed]
        if kernel is None:
            self._forward.append(_by_record(self, i, node))
            self._backward[:0] = [_vjp_by_record(self, i, node, k, j) for k, j in back]
            return
        room = kernel.room(self.dtype, *[self.shapes[j] for j in node.inputs])
        self._forward.append(_in_place(self, i, node, kernel, room))
        self._backward[:0] = [_vjp_in_place(self, i, node, kernel, room, k, j) for k, j in back]
        if kernel.classes is not None:
            self._classes[node.inputs[kernel.classes]] = self.shapes[node.inputs[0]]

    def _in_place(self, i: int, node: Node) -> InPlace | None:
        """Return how the node runs in place, if it can with these shapes and these gradients."""
        shapes = [self.shapes[j] for j in node.inputs]
        kernel = next((row for row in IN_PLACE.get(node.op, ()) if row.fits(*shapes)), None)
        if kernel is None or not all(kernel.vjps[k] for k, j in enumerate(node.inputs) if j in self._needed):
            return None
        if kernel.classes is not None:
            labels = node.inputs[kernel.classes]
            if self.graph.nodes[labels].op != "input" or self.graph.consumers[labels] != (i,):
                return None
        return kernel

    def places(self, j: int) -> dict[int, Array]:
        """Return where a gradient sent to node `j` is written, under that number: among the results, or aside."""
        direct = j in self.targets and j not in self._totals
        return self.targets if direct else {j: np.empty(self.shapes[j], self.dtype)}

    def receive(self, j: int, part: Value) -> None:
        """Add what a consumer sends to the gradient of node `j`."""
        known = self.grads[j]
        self.grads[j] = part if known is None else np.add(known, part, out=self._totals.get(j))


def _own(value: Value) -> Value:
    return np.copy(value) if np.ndim(value) else float(value)


def _cast(value: Any, dtype: np.dtype[Any]) -> Value:
    return np.asarray(value, dtype)[()]


def _classes(leaf: Any, scores: Shape) -> Array:
    kernels.labels(np.broadcast_to(0.0, scores), leaf)
    return np.asarray(leaf).astype(np.intp, copy=False)


def _on_the_way(graph: Graph, wanted: Iterable[int]) -> set[int]:
    """Return the nodes that lie between a wanted input and the output."""
    dependent = set(wanted)
    for i, node in enumerate(graph.nodes):
        if not dependent.isdisjoint(node.inputs):
            dependent.add(i)
    return dependent & leading_to_output(graph.nodes)


def _by_record(plan: Plan, i: int, node: Node) -> Step:
    values, dtype, settings = plan.values, plan.dtype, dict(node.attrs)

    def step() -> None:
        try:
            values[i] = _cast(OPS[node.op].forward(*[values[j] for j in node.inputs], **settings), dtype)
        except GraphlabError as error:
            raise error.at_node(node.name) from None

    return step


def _vjp_by_record(plan: Plan, i: int, node: Node, k: int, j: int) -> Step:
    values, grads, dtype, settings = plan.values, plan.grads, plan.dtype, dict(node.attrs)
    rule, shape = OPS[node.op].vjps[k], plan.shapes[j]

    def step() -> None:
        if grads[i] is None:
            return
        part = rule(grads[i], values[i], *[values[place] for place in node.inputs], **settings)
        if part is not None:
            plan.receive(j, _cast(part if np.shape(part) == shape else unbroadcast(part, values[j]), dtype))

    return step


def _in_place(plan: Plan, i: int, node: Node, kernel: InPlace, room: Room) -> Step:
    values, function, inputs = plan.values, kernel.forward, node.inputs
    out = np.empty(plan.shapes[i], plan.dtype)
    picked = itemgetter(*inputs)

    def step() -> None:
        values[i] = function(out, room, *picked(values))

    def single() -> None:
        values[i] = function(out, room, picked(values))

    return step if len(inputs) > 1 else single


def _vjp_in_place(plan: Plan, i: int, node: Node, kernel: InPlace, room: Room, k: int, j: int) -> Step:
    values, grads, rule, receive = plan.values, plan.grads, kernel.vjps[k], plan.receive
    places, picked = plan.places(j), itemgetter(i, *node.inputs)
    assert rule is not None

    def step() -> None:
        if grads[i] is not None:
            receive(j, rule(places[j], room, grads[i], *picked(values)))

    return step
