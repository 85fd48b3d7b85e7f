"""The two walks over a graph: forward for the values, backward for the gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, did_you_mean, say
from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.kernels import MOST_ELEMENTS
from graphlab.engine.ops.shape_errors import CONSTANT, misfit

if TYPE_CHECKING:
    from graphlab.engine.graph.graph import Graph, Node

Value = Any
Contributions = tuple[Value | None, ...]


def forward(graph: Graph, feed: Mapping[str, Any]) -> list[Value]:
    """Return the value of every node."""
    leaves = _leaves(graph, feed)
    functions = {name: op.forward for name, op in graph.ops.items()}
    if any(type(value) is not np.float64 for value in leaves.values()):
        functions = {name: partial(bounded, function) for name, function in functions.items()}
    values: list[Value] = []
    append, float64, held = values.append, np.float64, 0
    for node in graph.nodes:
        inputs = node.inputs
        if not inputs:
            append(leaves[node.name])
            continue
        function = functions[node.op]
        try:
            if len(inputs) == 2:
                i, j = inputs
                out = function(values[i], values[j])
            elif len(inputs) == 1 and not node.attrs:
                out = function(values[inputs[0]])
            else:
                out = function(*[values[i] for i in inputs], **dict(node.attrs))
        except GraphlabError as error:
            disagreement = _disagreement(graph, node, values)
            raise (GraphlabError(disagreement, node=node.name) if disagreement else error.at_node(node.name)) from None
        except ValueError:
            raise GraphlabError(_disagreement(graph, node, values) or _misfit(node, values), node=node.name) from None
        except MemoryError:
            raise GraphlabError(_too_much(), node=node.name) from None
        if type(out) is not float64:
            out = frozen(out)
            held += out.size
            if held > MOST_ELEMENTS:
                raise GraphlabError(_too_much(), node=node.name)
        append(out)
    return values


def bounded(function: Callable[..., Value], *xs: Value, **settings: Any) -> Value:
    """Apply a function, unless broadcasting its inputs would give more numbers than one run may hold."""
    if math.prod(x.size for x in xs) > MOST_ELEMENTS and _broadcast_size(xs) > MOST_ELEMENTS:
        raise MemoryError
    return function(*xs, **settings)


def _broadcast_size(xs: Sequence[Value]) -> int:
    """Return how many numbers the inputs give if they broadcast, else 0: then the op has its own rule."""
    try:
        return math.prod(np.broadcast_shapes(*[x.shape for x in xs]))
    except ValueError:
        return 0


def backward(graph: Graph, values: list[Value], seed: Value) -> list[Value]:
    """Return the gradient of every node: the sum of what its consumers send, None where there is none.

    The output has `seed`, even one of constants alone. This is the one place where gradients are accumulated.
    """
    nodes, fixed = graph.nodes, without_inputs(graph.nodes)
    # An op of the learner's own may hold arrays in its inside, and send nothing even where all is numbers.
    scalar = not graph.definitions and {*map(type, values)} == {np.float64}
    rules = {name: op.vjps for name, op in graph.ops.items()}
    grads: list[Value] = [None] * len(nodes)
    grads[-1] = seed
    i = len(nodes)
    for node in reversed(nodes):
        i -= 1
        g, inputs = grads[i], node.inputs
        if g is None or not inputs:
            continue
        if scalar and len(inputs) == 2:
            # The same as below for two numbers, written out: most nodes of a graph of numbers come here.
            first, second = rules[node.op]
            j, k = inputs
            out, a, b = values[i], values[j], values[k]
            known = grads[j]
            grads[j] = first(g, out, a, b) if known is None else known + first(g, out, a, b)
            known = grads[k]
            grads[k] = second(g, out, a, b) if known is None else known + second(g, out, a, b)
            continue
        for j, part in zip(inputs, send(graph, values, i, g, fixed), strict=True):
            if part is not None:
                known = grads[j]
                grads[j] = part if known is None else known + part
    for i in fixed - {len(nodes) - 1}:
        grads[i] = None
    return grads if scalar else [g if g is None else frozen(g) for g in grads]


def send(graph: Graph, values: Sequence[Value], i: int, g: Value, fixed: Container[int]) -> Contributions:
    """Return what node `i` sends to each input on receiving `g`, in the inputs' own shapes.

    None stands where nothing is sent: to nodes in `fixed` and to class numbers. This is the one place
    where broadcasting is summed back.
    """
    parts = products(graph, values, i, g, fixed)
    pairs = zip(parts, graph.nodes[i].inputs, strict=True)
    return tuple([part if part is None else unbroadcast(part, values[j]) for part, j in pairs])


def products(graph: Graph, values: Sequence[Value], i: int, g: Value, fixed: Container[int]) -> Contributions:
    """Return upstream times local gradient for each input of node `i`, in the shape of the node's output."""
    node, vjps = graph.nodes[i], graph.ops[graph.nodes[i].op].vjps
    xs, settings = [values[j] for j in node.inputs], dict(node.attrs)
    rules = zip(node.inputs, vjps, strict=True)
    return tuple([None if j in fixed else rule(g, values[i], *xs, **settings) for j, rule in rules])


def along(graph: Graph, values: Sequence[Value], i: int, slot: int, g: Value) -> Value:
    """Return what node `i` sends along one of its inputs alone on receiving `g`, in the input's own shape."""
    node = graph.nodes[i]
    xs = [values[j] for j in node.inputs]
    return unbroadcast(graph.ops[node.op].vjps[slot](g, values[i], *xs, **dict(node.attrs)), xs[slot])


def without_inputs(nodes: Sequence[Node]) -> set[int]:
    """Return the nodes that depend on no input: constants, and what is computed from constants alone."""
    fixed = {i for i, node in enumerate(nodes) if node.op == "const"}
    if fixed:
        for i, node in enumerate(nodes):
            if node.inputs and fixed.issuperset(node.inputs):
                fixed.add(i)
    return fixed


def leading_to_output(nodes: Sequence[Node]) -> set[int]:
    """Return the nodes from which a path leads to the output, and the output itself."""
    used = {len(nodes) - 1}
    for i in reversed(range(len(nodes))):
        if i in used:
            used.update(nodes[i].inputs)
    return used


def unbroadcast(gradient: Value, x: Value) -> Value:
    """Return the gradient summed over the axes along which `x` was stretched: it gets the shape of `x`."""
    if type(gradient) is np.float64 is type(x):
        return gradient
    shape = np.shape(x)
    gradient = np.asarray(gradient, dtype=np.float64)
    if gradient.shape != shape:
        gradient = np.sum(gradient, axis=tuple(range(gradient.ndim - len(shape))))
        stretched = tuple(i for i, (n, m) in enumerate(zip(gradient.shape, shape, strict=True)) if m == 1 and n != 1)
        gradient = np.sum(gradient, axis=stretched, keepdims=True)
        # A constant output has the same upstream gradient for every element: one number is enough.
        gradient = np.broadcast_to(gradient, shape)
    return frozen(gradient)


def frozen(value: Any) -> Value:
    """Return the value as a float64 scalar, or as a float64 array that cannot be written to."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return array[()]
    if array.flags.writeable:
        array.flags.writeable = False
    return array


def _leaves(graph: Graph, feed: Mapping[str, Any]) -> dict[str, Value]:
    known = graph.inputs
    surplus = next((name for name in feed if name not in known), None)
    if surplus is not None:
        raise GraphlabError(
            say("the graph has no input `{name}`.", name=surplus), hint=did_you_mean(str(surplus), known)
        )
    return {node.name: _leaf(node, feed) for node in graph.nodes if not node.inputs}


def _leaf(node: Node, feed: Mapping[str, Any]) -> Value:
    given = feed.get(node.name, node.value)
    if type(given) is float:
        return np.float64(given)
    if given is None:
        raise GraphlabError(say("the input `{name}` has no value.", name=node.name))
    return numbers(given, say("the value of `{name}` is not a number or an array of numbers.", name=node.name))


def numbers(given: Any, otherwise: Message) -> Value:
    """Return a copy of `given` in float64; raise `GraphlabError` with a sentence where it is not made of numbers."""
    try:
        array = np.asarray(given)
        if array.dtype.kind == "O":
            # Python's own large integers; float() refuses None, which numpy would take for NaN.
            array = np.reshape([float(item) for item in array.flat], array.shape)
    except OverflowError:
        raise GraphlabError(say("this number is too large: a number can be at most about 1.8e308.")) from None
    except (TypeError, ValueError):
        raise GraphlabError(otherwise) from None
    if array.dtype.kind not in "biuf":
        raise GraphlabError(otherwise)
    return frozen(array.astype(np.float64))


def _disagreement(graph: Graph, node: Node, values: list[Value]) -> Message | None:
    inputs = [graph.nodes[i] for i in node.inputs]
    names = [CONSTANT if one.op == "const" else one.name for one in inputs]
    given = [(name, np.shape(values[i])) for name, i in zip(names, node.inputs, strict=True)]
    return misfit(node.op, given, node.op in ELEMENTWISE)


def _misfit(node: Node, values: list[Value]) -> Message:
    shapes = ", ".join(f"{np.shape(values[i])}" for i in node.inputs)
    settings = "".join(f", {key}={value}" for key, value in node.attrs if value is not None)
    return say(
        "`{op}` cannot be computed for inputs of shape {shapes}{settings}; their shapes must agree.",
        op=node.op,
        shapes=shapes,
        settings=settings,
    )


def _too_much() -> Message:
    return say("the arrays of this graph grow beyond {most} numbers in all.", most=f"{MOST_ELEMENTS:,}")


def out(value: Value) -> Value:
    """Return a value as it is handed out: scalars as Python floats, arrays as they are."""
    return float(value) if type(value) is np.float64 else value
