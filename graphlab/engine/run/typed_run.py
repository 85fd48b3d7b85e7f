"""Graphs and runs of what was typed; the latest are kept, so that all who read one share a parse and a run."""

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run

Typed = tuple[tuple[str, str], ...]


def trace_bytes(trace: Trace) -> int:
    """Return about how many bytes a run takes: values, gradients, and what nodes send back."""
    arrays = (*trace.node_values, *trace.reached, *(part for _i, _g, parts in trace.visits for part in parts))
    return 1_000 * len(trace.node_values) + sum(100 + int(value.nbytes) for value in arrays if value is not None)


@bounded(APP.caches["graphs"], lambda _graph, text: 200 * len(text))
def typed_graph(text: str) -> Graph:
    """Return the graph of a text. Raises `GraphlabError` where it is none."""
    return parse(text)


@bounded(APP.caches["runs"], lambda trace, *_: trace_bytes(trace))
def typed_run(graph: Graph, feed: Typed, upstream: str) -> Trace:
    """Run a graph on numbers given as text, by input name, within the limits of the app.

    Raises `GraphlabError` where they do not fit.
    """
    return run(graph, {name: parse_literal(text) for name, text in feed}, parse_literal(upstream), APP.run)
