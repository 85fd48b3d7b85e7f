"""The plan of a program for inputs of given shapes: instructions bound to the arrays they read and write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.compiled.inplace import IN_PLACE, InPlace, Workspace
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import kernels
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.feed import evaluate, numbers
from graphlab.engine.run.values import Value, unbroadcast

Array = npt.NDArray[Any]
Shape = tuple[int, ...]
Instruction = Callable[[], None]


def given(name: str, value: Any) -> Any:
    """Return what is fed to an input as an array or a number. Raises `GraphlabError` for anything else."""
    if type(value) is np.ndarray and value.dtype.kind in "fiub":
        return value
    return numbers(value, say("the value of `{name}` is not a number or an array of numbers.", name=name))


def picker(places: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return a function that takes the values at these positions, or of these names, as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    if not places:
        return lambda values: ()
    (place,) = places
    return lambda values: (values[place],)


class Plan:
    """A graph for inputs of given shapes: `values` and `grads` by position, and instructions bound to their buffers.

    The gradients of `wrt` are written into the arrays at which the plan was last aimed; the next run overwrites them.
    """

    def __init__(self, graph: Graph, wrt: Sequence[str], dtype: np.dtype[Any], feed: Mapping[str, Any]) -> None:
        with np.errstate(all="ignore"):
            found = evaluate(graph, feed)
            self.values: list[Value] = [_cast(value, dtype) for value in found]
        self.graph, self.ops, self.dtype = graph, ops_of(graph), dtype
        self.shapes = [np.shape(value) for value in found]
        self._blank: list[Value | None] = [None] * len(found)
        self.grads = self._blank.copy()
        self.wanted = {name: graph.index[name] for name in wrt}
        self.targets: dict[int, Array] = {}
        self._made = [(name, i, self.shapes[i]) for name, i in self.wanted.items()]
        self._unit = _cast(np.ones(self.shapes[-1]), dtype)
        self._needed = _on_the_way(graph, self.wanted.values())
        self._totals = self._sums()
        self._places = [graph.index[name] for name in graph.inputs]
        self._classes: dict[int, Shape] = {}
        self._forward: list[Instruction] = []
        self._backward: list[Instruction] = []
        for i, node in enumerate(graph.nodes):
            if node.inputs:
                self._plan_node(i, node)

    def aim(self, arrays: Mapping[str, Array]) -> None:
        """Write the gradients into these arrays, one for each name of `wrt`, from now on."""
        self.targets = {i: arrays[name] for name, i in self.wanted.items()}

    def fresh(self) -> dict[str, Array]:
        """Write the gradients into new arrays from now on, and return the arrays."""
        arrays: dict[str, Array] = {}
        targets, dtype, empty = self.targets, self.dtype, np.empty
        for name, i, shape in self._made:
            arrays[name] = targets[i] = empty(shape, dtype)
        return arrays

    def release(self) -> None:
        """Drop the references to the gradients, so that their memory is free once the caller has dropped them too."""
        self.targets = {}
        self.grads[:] = self._blank

    def put(self, leaves: Sequence[Any]) -> bool:
        """Store the inputs, given in the graph's order, if they have this plan's shapes; return whether they have.

        Class numbers are checked and stay integers.
        """
        values, classes = self.values, self._classes
        for i, leaf in zip(self._places, leaves, strict=True):
            if leaf is not values[i] or i in classes:
                array = given(self.graph.nodes[i].name, leaf)
                if array.shape != self.shapes[i]:
                    return False
                values[i] = self._taken(i, array)
        return True

    def _taken(self, i: int, leaf: Any) -> Value:
        if i in self._classes:
            return _classes(leaf, self._classes[i])
        if leaf.dtype.itemsize <= self.dtype.itemsize:
            return leaf.astype(self.dtype, copy=False) if leaf.ndim else _cast(leaf, self.dtype)
        with np.errstate(over="ignore"):
            return _cast(leaf, self.dtype)

    @np.errstate(all="ignore")
    def forward(self) -> Value:
        """Compute every value; return the output, which the next run may overwrite."""
        return self._walk()

    @np.errstate(all="ignore")
    def run(self, upstream: Any = None) -> Value:
        """Compute every value and the gradients that were asked for (`upstream` None: 1); return the output."""
        if len(self.targets) < len(self.wanted):
            self.fresh()
        output, grads = self._walk(), self.grads
        grads[:] = self._blank
        grads[-1] = self._unit if upstream is None else self._seed(upstream)
        for instruction in self._backward:
            instruction()
        for i, view in self.targets.items():
            if grads[i] is not view:
                view[...] = 0 if grads[i] is None else grads[i]
        return output

    def _walk(self) -> Value:
        for instruction in self._forward:
            instruction()
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
        workspace = kernel.workspace(self.dtype, *[self.shapes[j] for j in node.inputs])
        self._forward.append(_in_place(self, i, node, kernel, workspace))
        self._backward[:0] = [_vjps_in_place(self, i, node, kernel, workspace, back)] if back else []
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

    def aside(self, j: int) -> Array | None:
        """Return the buffer for a gradient sent to node `j`; None for the target of the plan itself."""
        direct = j in self.wanted.values() and j not in self._totals
        return None if direct else np.empty(self.shapes[j], self.dtype)

    def receive(self, j: int, part: Value) -> None:
        """Add what a consumer sends to the gradient of node `j`."""
        known = self.grads[j]
        self.grads[j] = part if known is None else np.add(known, part, out=self._totals.get(j))


def _cast(value: Any, dtype: np.dtype[Any]) -> Value:
    array = np.asarray(value, dtype)
    return array if array.shape else array[()]


def _classes(leaf: Any, scores: Shape) -> Array:
    classes: Array = leaf.astype(np.intp, copy=False)
    # As unsigned numbers, negative ones are large.
    if leaf.dtype.kind not in "iu" or np.maximum.reduce(classes.view(np.uintp), initial=0) >= scores[-1]:
        kernels.labels(np.broadcast_to(0.0, scores), leaf)  # It raises if a class number is out of range or no integer.
    return classes


def _on_the_way(graph: Graph, wanted: Iterable[int]) -> set[int]:
    """Return the nodes that lie between a wanted input and the output."""
    dependent = set(wanted)
    for i, node in enumerate(graph.nodes):
        if not dependent.isdisjoint(node.inputs):
            dependent.add(i)
    return dependent & graph.contributing


def _by_record(plan: Plan, i: int, node: Node) -> Instruction:
    values, dtype, settings = plan.values, plan.dtype, dict(node.attrs)
    function = plan.ops[node.op].forward

    def instruction() -> None:
        try:
            values[i] = _cast(function(*[values[j] for j in node.inputs], **settings), dtype)
        except GraphlabError as error:
            raise error.at_node(node.name) from None

    return instruction


def _vjp_by_record(plan: Plan, i: int, node: Node, k: int, j: int) -> Instruction:
    values, grads, dtype, settings = plan.values, plan.grads, plan.dtype, dict(node.attrs)
    rule, shape = plan.ops[node.op].vjps[k], plan.shapes[j]

    def instruction() -> None:
        if grads[i] is None:
            return
        part = rule(grads[i], values[i], *[values[place] for place in node.inputs], **settings)
        if part is not None:
            plan.receive(j, _cast(part if np.shape(part) == shape else unbroadcast(part, values[j]), dtype))

    return instruction


def _in_place(plan: Plan, i: int, node: Node, kernel: InPlace, workspace: Workspace) -> Instruction:
    values, function, picked = plan.values, kernel.forward, picker(node.inputs)
    out = np.empty(plan.shapes[i], plan.dtype)

    def instruction() -> None:
        values[i] = function(out, workspace, picked(values))

    return instruction


def _vjps_in_place(
    plan: Plan, i: int, node: Node, kernel: InPlace, workspace: Workspace, back: Sequence[tuple[int, int]]
) -> Instruction:
    """Return the instruction that sends gradients to the inputs `back`, given as (position among the inputs, node)."""
    values, grads, receive, picked = plan.values, plan.grads, plan.receive, picker(node.inputs)
    parts = [(j, kernel.vjps[k], plan.aside(j)) for k, j in back]

    def instruction() -> None:
        g, out, inputs = grads[i], values[i], picked(values)
        if g is None:
            return
        for j, rule, aside in parts:
            part = rule(plan.targets[j] if aside is None else aside, workspace, g, out, inputs)  # type: ignore[misc]
            if grads[j] is None:
                grads[j] = part
            else:
                receive(j, part)

    return instruction
