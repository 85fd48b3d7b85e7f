"""The sentence about a node that could not be computed."""

from collections.abc import Sequence

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.kernels import MOST_ELEMENTS
from graphlab.engine.ops.shape_errors import CONSTANT, misfit
from graphlab.engine.run.values import Value


def explained(error: Exception, graph: Graph, values: Sequence[Value]) -> GraphlabError:
    """Return what a forward walk has raised as an error at the node at fault, the first without a value."""
    node = next(node for node, value in zip(graph.nodes, values, strict=True) if value is None)
    if isinstance(error, MemoryError):
        message = say("the arrays of this graph grow beyond {most} numbers in all.", most=f"{MOST_ELEMENTS:,}")
        return GraphlabError(message, node=node.name)
    inputs = [graph.nodes[j] for j in node.inputs]
    names = [CONSTANT if one.op == "const" else one.name for one in inputs]
    given = [(name, np.shape(values[j])) for name, j in zip(names, node.inputs, strict=True)]
    disagreement = misfit(node.op, given, node.op in ELEMENTWISE)
    if disagreement is None and isinstance(error, GraphlabError):
        return error.at_node(node.name)
    return GraphlabError(disagreement or _misfit(node, values), node=node.name)


def _misfit(node: Node, values: Sequence[Value]) -> Message:
    shapes = ", ".join(f"{np.shape(values[i])}" for i in node.inputs)
    settings = "".join(f", {key}={value}" for key, value in node.attrs if value is not None)
    return say(
        "`{op}` cannot be computed for inputs of shape {shapes}{settings}; their shapes must agree.",
        op=node.op,
        shapes=shapes,
        settings=settings,
    )
