"""Graphs and runs of what was typed; the latest are kept, so that all who read one share a parse and a run."""

import numpy as np

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run

Typed = tuple[tuple[str, str], ...]
MEGABYTE = 2**20


def trace_bytes(trace: Trace) -> int:
    """Return about how many bytes a run takes: a value and a gradient for each node."""
    return sum(1_000 + 2 * np.asarray(value).nbytes for value in trace.node_values)


@bounded(16 * MEGABYTE, lambda _graph, text: 200 * len(text))
def typed_graph(text: str) -> Graph:
    """Return the graph of a text. Raises `GraphlabError` where it is none."""
    return parse(text)


@bounded(128 * MEGABYTE, lambda trace, *_: trace_bytes(trace))
def typed_run(graph: Graph, feed: Typed, upstream: str) -> Trace:
    """Run a graph on numbers given as text, by input name. Raises `GraphlabError` where they do not fit."""
    return run(graph, {name: parse_literal(text) for name, text in feed}, parse_literal(upstream))
