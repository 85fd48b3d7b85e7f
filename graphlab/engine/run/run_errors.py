"""The sentence about a node that could not be computed."""

from collections.abc import Mapping, Sequence

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, did_you_mean, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.op import Op
from graphlab.engine.ops.shape_errors import CONSTANT, misfit
from graphlab.engine.run.values import Value


def explained(error: Exception, graph: Graph, values: Sequence[Value]) -> GraphlabError:
    """Return what a forward walk has raised as an error at the node at fault, the first without a value."""
    node = next(node for node, value in zip(graph.nodes, values, strict=True) if value is None)
    if isinstance(error, MemoryError):
        return GraphlabError(say("there is not enough memory for the arrays of this graph."), node=node.name)
    inputs = [graph.nodes[j] for j in node.inputs]
    names = [CONSTANT if one.op == "const" else one.name for one in inputs]
    given = [(name, np.shape(values[j])) for name, j in zip(names, node.inputs, strict=True)]
    disagreement = misfit(node.op, given, node.op in ELEMENTWISE)
    if disagreement is None and isinstance(error, GraphlabError):
        return error.at_node(node.name)
    return GraphlabError(disagreement or _misfit(node, values), node=node.name)


def refuse_other(graph: object, feed: object) -> None:
    """Raise `GraphlabError` unless there is a graph to run, and its inputs have their values by name."""
    if isinstance(graph, str):
        raise GraphlabError(say("this is a text, not a graph."), hint=say("Read it first: `parse(text)`."))
    if not isinstance(graph, Graph):
        raise GraphlabError(say("a graph is needed here, not a value of the type `{type}`.", type=type(graph).__name__))
    if feed is not None and not isinstance(feed, Mapping):
        example = '{"x": 3}'
        raise GraphlabError(say("the inputs take their values by name, as in `{example}`.", example=example))


def malformed(graph: Graph, ops: Mapping[str, Op]) -> GraphlabError | None:
    """Return what is wrong with a graph that was put together by hand, None where nothing is."""
    if not graph.nodes:
        return GraphlabError(say("this graph has no nodes."))
    for i, node in enumerate(graph.nodes):
        message, hint = _malformed(i, node, ops)
        if message:
            return GraphlabError(message, hint=hint, node=node.name)
    return None


def _malformed(i: int, node: Node, ops: Mapping[str, Op]) -> tuple[Message | None, Message | None]:
    """Return what is wrong with a node at a position, and a hint."""
    if node.op in ("input", "const"):
        return (say("an input and a constant take nothing from other nodes.") if node.inputs else None), None
    if node.op not in ops:
        return say("there is no operation `{op}`.", op=node.op), did_you_mean(str(node.op), ops)
    odd = next((j for j in node.inputs if not isinstance(j, int) or not 0 <= j < i), None)
    if odd is not None:
        message = say("its input is at position {odd}, but it stands at position {place}.", odd=odd, place=i)
        return message, say("The inputs of a node stand before it, and the first position is 0.")
    op = ops[node.op]
    if len(node.inputs) != len(op.inputs):
        inputs = ", ".join(op.inputs)
        return say("`{op}` takes {count} inputs ({inputs}), not {given}.", op=node.op, count=len(op.inputs),
                   inputs=inputs, given=len(node.inputs)), None  # fmt: skip
    known, given = [key for key, _ in op.attrs], [key for key, _ in node.attrs]
    if known != given:
        settings = ", ".join(known) or "–"
        return say("the settings of `{op}` are {settings}, all of them, in this order.", op=node.op,
                   settings=settings), None  # fmt: skip
    return None, None


def _misfit(node: Node, values: Sequence[Value]) -> Message:
    shapes = ", ".join(f"{np.shape(values[i])}" for i in node.inputs)
    settings = "".join(f", {key}={value}" for key, value in node.attrs if value is not None)
    return say(
        "`{op}` cannot be computed for inputs of shape {shapes}{settings}; their shapes must agree.",
        op=node.op,
        shapes=shapes,
        settings=settings,
    )
