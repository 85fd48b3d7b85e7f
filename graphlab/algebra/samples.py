"""Random points of a graph at which a formula is put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.errors import GraphlabError
from graphlab.engine.run.trace import Trace, run

if TYPE_CHECKING:
    from graphlab.algebra.symbols import Symbols

COUNT = 4


def samples(symbols: Symbols) -> tuple[Trace, ...]:
    """Return the trace, and more of its graph at random points; switches stand there as they stand here."""
    trace = symbols.trace
    rng = np.random.default_rng(len(trace.graph.nodes))
    found = [trace]
    for number in range(COUNT):
        feed = _feed(symbols, rng, turned=number % 2 == 1)
        upstream = 1.0 if symbols.unit else rng.uniform(0.5, 2.0, np.shape(trace.upstream))
        try:
            found.append(run(trace.graph, feed, upstream))
        except GraphlabError:
            continue
    return tuple(found)


def _feed(symbols: Symbols, rng: np.random.Generator, turned: bool) -> dict[str, Any]:
    trace = symbols.trace
    kinked = any(trace.ops[node.op].kink for node in trace.graph.nodes if node.inputs)
    values = {name: np.asarray(trace.node_values[trace.graph.index[name]]) for name in trace.graph.inputs}
    feed = {name: _moved(value, rng, kinked, turned) for name, value in values.items()}
    for group in symbols.ones:
        whole = sum(abs(feed[name]) for name in group) if len(group) > 1 else abs(feed[group[0]]).sum(-1, keepdims=True)
        feed |= {name: abs(feed[name]) / whole for name in group}
    return feed | {name: values[name] for name in symbols.classes}


def _moved(value: Any, rng: np.random.Generator, kinked: bool, turned: bool) -> Any:
    """Return random numbers in place of others: near them where there are kinks, and distributions for such."""
    drawn = rng.uniform(0.3, 1.7, value.shape)
    if value.ndim and np.all(value >= 0) and np.allclose(value.sum(-1), 1.0):
        return drawn / drawn.sum(-1, keepdims=True)
    if kinked:
        return value * rng.uniform(0.7, 1.4)
    signs = np.where(value < 0, -1.0, 1.0)
    return drawn * (rng.choice([-1.0, 1.0], value.shape) if turned else signs)
