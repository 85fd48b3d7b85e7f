"""What is fed to a run, checked and turned into float64, and the values that follow from it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from graphlab.engine.cost_limits import WIDE, Limits
from graphlab.engine.errors import GraphlabError, Message, did_you_mean, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.run.cost import refuse
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.run_errors import explained
from graphlab.engine.run.values import Value, frozen
from graphlab.engine.run.walk import Ops, forward


def evaluate(graph: Graph, feed: Mapping[str, Any], ops: Ops | None = None, limits: Limits = WIDE) -> list[Value]:
    """Return the value of every node, by position. Raises `GraphlabError` as `run` does."""
    values, ops = leaves(graph, feed), ops or ops_of(graph)
    refuse(graph, values, ops, limits)
    try:
        with np.errstate(all="ignore"):
            forward(graph, values, ops)
    except (GraphlabError, ValueError, MemoryError) as error:
        raise explained(error, graph, values) from None
    return values


def values_so_far(graph: Graph, feed: Mapping[str, Any], limits: Limits = WIDE) -> list[Value | None]:
    """Return the values that a run comes to before it stops: None from the node at fault on.

    Raises `GraphlabError` where it does not begin: for the inputs, and beyond the limits.
    """
    values, ops = leaves(graph, feed), ops_of(graph)
    refuse(graph, values, ops, limits)
    with suppress(GraphlabError, ValueError, MemoryError), np.errstate(all="ignore"):
        forward(graph, values, ops)
    return [*values]


def leaves(graph: Graph, feed: Mapping[str, Any]) -> list[Value]:
    """Return the values of inputs and constants by position, and None for every op node.

    Raises `GraphlabError` for inputs that are missing, unknown or not made of numbers.
    """
    for name in feed:
        if name not in graph.inputs:
            hint = did_you_mean(str(name), graph.inputs)
            raise GraphlabError(say("the graph has no input `{name}`.", name=name), hint=hint)
    return [None if node.inputs else _leaf(node, feed) for node in graph.nodes]


def _leaf(node: Node, feed: Mapping[str, Any]) -> Value:
    given = feed.get(node.name, node.value)
    if type(given) is float:
        return np.float64(given)
    if given is None:
        raise GraphlabError(say("the input `{name}` has no value.", name=node.name))
    return numbers(given, say("the value of `{name}` is not a number or an array of numbers.", name=node.name))


def seed_of(upstream: Any, output: Value) -> Value:
    """Return the upstream gradient in the shape of the output. Raises `GraphlabError` where it has another one."""
    given = numbers(upstream, say("the upstream gradient is not a number or an array of numbers."))
    if given.shape not in ((), output.shape):
        raise GraphlabError(
            say(
                "the upstream gradient has shape {given}, the output has shape {shape}; both must agree.",
                given=given.shape,
                shape=output.shape,
            )
        )
    return given if given.shape == output.shape else frozen(np.full(output.shape, given))


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
