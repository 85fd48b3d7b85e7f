"""Composite nodes expanded: a node replaced in place by the simpler nodes of its inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.graph.names import LONGEST_NAME, skeleton
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_NODES
from graphlab.engine.ops import OPS
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.feed import evaluate


@dataclass(frozen=True)
class Expanded:
    """A graph with one node expanded, and the names of the nodes of its inside, its own name last."""

    graph: Graph
    members: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The inside of an expanded node: its op, its name, and the names of its nodes, nested ones included."""

    op: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A graph with nodes expanded, their groups (the outer before the inner), and why others were not."""

    graph: Graph
    groups: tuple[Group, ...]
    refused: tuple[Message, ...] = ()


def expand(graph: Graph, name: str) -> Expanded:
    """Return the graph with the node `name` replaced in place by its inside; every other node keeps its name.

    The last node of the inside bears the name of the whole; the others get names that begin with it. Values and
    gradients elsewhere stay the same, except where the labels of a cross entropy are class numbers: its inside
    multiplies by the labels, so they must be one-hot or soft (`obstacle` tells). Raises `GraphlabError` for a node
    that has no inside.

    >>> print(expand(parse("y = softmax(x)"), "y").graph.to_source())
    y_e = exp(x)
    y_S = sum(y_e, axis=-1, keepdims=1)
    y = y_e * (1 / y_S)
    """
    inside, names = _inside(graph, name), _Names(graph)
    if not inside:
        raise GraphlabError(say("`{name}` has no inside: it is one of the simplest operations.", name=name))
    place = graph.index[name]
    node = graph.nodes[place]
    params = ops_of(graph)[node.op].inputs
    nodes, places = list(graph.nodes[:place]), dict[int, int]()
    for i, inner in enumerate(inside):
        if inner.op == "input":
            places[i] = node.inputs[params.index(inner.name)]
            continue
        places[i] = len(nodes)
        nodes.append(inner._replace(name=names.inner(node, inner), inputs=tuple(places[j] for j in inner.inputs)))
    nodes[-1] = nodes[-1]._replace(name=name, named=node.named)
    members = tuple(inner.name for inner in nodes[place:])
    shift = len(nodes) - 1 - place
    later = graph.nodes[place + 1 :]
    moved = (node._replace(inputs=tuple(j + shift if j >= place else j for j in node.inputs)) for node in later)
    return Expanded(Graph(_written_once((*nodes, *moved)), graph.definitions), members)


def opened(graph: Graph, names: Iterable[str], feed: Mapping[str, Any] | None = None) -> Opened:
    """Return the graph with nodes expanded one after another; a name means a node of the graph so far.

    Names without an inside are skipped, and so are nodes whose inside would make the graph too large for a text.
    With a `feed`, nodes whose inside would compute something else are skipped, for the reasons in `refused`.
    """
    groups: list[Group] = []
    refused: list[Message] = []
    for name in names:
        reason = obstacle(graph, name, feed) if feed is not None else None
        if reason is not None:
            refused.append(reason)
        elif _inside(graph, name):
            op, expanded = graph.nodes[graph.index[name]].op, expand(graph, name)
            if len(expanded.graph.nodes) <= MOST_NODES:
                graph = expanded.graph
                groups = [_with(group, name, expanded.members) for group in groups]
                groups.append(Group(op, name, expanded.members))
    return Opened(graph, tuple(groups), tuple(refused))


def obstacle(graph: Graph, name: str, feed: Mapping[str, Any]) -> Message | None:
    """Return why the inside of a node would not compute the same with this feed, or None where it does."""
    place = graph.index.get(name)
    if place is None or graph.nodes[place].op != "cross_entropy":
        return None
    scores, labels = graph.nodes[place].inputs
    values = evaluate(graph, feed)
    if np.shape(values[scores]) == np.shape(values[labels]):
        return None
    return say(
        "The labels `{labels}` are class numbers, but the inside of the cross entropy multiplies by labels such as "
        "[0, 0, 1]. Give them in that form to look inside.",
        labels=graph.nodes[labels].name,
    )


def _with(group: Group, name: str, members: tuple[str, ...]) -> Group:
    if name not in group.members:
        return group
    at = group.members.index(name)
    return Group(group.op, group.name, (*group.members[:at], *members, *group.members[at + 1 :]))


def _inside(graph: Graph, name: str) -> tuple[Node, ...]:
    """Return the nodes of a node's inside, with the inputs named as its op's; none where it has no inside."""
    node = graph.nodes[graph.index[name]] if name in graph.index else None
    if node is None or not node.inputs:
        return ()
    op = ops_of(graph)[node.op]
    if node.op not in OPS:
        nodes = next(own.nodes for own in graph.definitions if own.name == node.op)
        params = (inner._replace(name=key) for inner, key in zip(nodes, op.inputs, strict=False))
        return (*params, *nodes[len(op.inputs) :])
    # An expansion is valid for the default settings.
    return _parsed(op.expansion) if op.expansion and node.attrs == op.attrs else ()


@cache
def _parsed(expansion: str) -> tuple[Node, ...]:
    return parse(expansion).nodes


class _Names:
    """Names for new nodes, each unlike all others in the graph."""

    def __init__(self, graph: Graph) -> None:
        self._taken = {skeleton(name) for name in (*graph.index, *ops_of(graph))}

    def inner(self, whole: Node, inner: Node) -> str:
        """Return the name of a node of the inside: `y_S`, or `y_1`, `y_2`, … where the expansion gives it none."""
        if inner.op == "const":
            return self.first("c")
        return self.free(f"{whole.name}_{inner.name}") if inner.named else self.first(f"{whole.name}_")

    def free(self, wanted: str) -> str:
        """Return the name itself if it is free, else with a number."""
        short = wanted if len(wanted) <= LONGEST_NAME else wanted[: LONGEST_NAME - 4]
        return self._take(short) if skeleton(short) not in self._taken else self.first(short)

    def first(self, stem: str) -> str:
        """Return the first free one of the names `stem1`, `stem2`, …"""
        stem, number = stem[: LONGEST_NAME - 4], 1
        while skeleton(f"{stem}{number}") in self._taken:
            number += 1
        return self._take(f"{stem}{number}")

    def _take(self, name: str) -> str:
        self._taken.add(skeleton(name))
        return name


def _written_once(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the nodes, those used more than once named in the text, so that they are computed once."""
    uses = [0] * len(nodes)
    for node in nodes:
        for j in node.inputs:
            uses[j] += 1
    return tuple(node._replace(named=True) if node.inputs and uses[i] > 1 else node for i, node in enumerate(nodes))
