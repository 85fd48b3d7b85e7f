"""Labels in symbols: expressions on the edges as the chapter writes them, with their numbers under them or without."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from graphlab.algebra.symbols import Symbols, symbols
from graphlab.algebra.to_text import shorten
from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import Look
from graphlab.view.base.tooltips import quantity, safe
from graphlab.view.notation.notation import Edge, Text, sent, written

# The notations in which expressions stand on the edges.
SYMBOLIC = frozenset({"symbols", "both"})
# How long the sum may be that is noted at a node: there is less room than along an edge.
NOTE = 12
# Of traces with more numbers only the last few are kept in memory, each as one object.
MOST_KEPT = 10_000


class _Key:
    """A trace that is equal to another of the same graph on the same numbers, looked at in the same symbols."""

    def __init__(self, trace: Trace, look: Look) -> None:
        self.trace, self.look = trace, look
        leaves = [v for node, v in zip(trace.graph.nodes, trace.node_values, strict=True) if not node.inputs]
        numbers = tuple((np.shape(v), np.asarray(v).tobytes()) for v in (*leaves, trace.upstream))
        self.parts = trace.graph, numbers, look.form, look.upstream, look.sums_to_one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)


@lru_cache(maxsize=64)
def _kept(key: _Key) -> Symbols:
    look = key.look
    return symbols(key.trace, look.form, look.upstream, look.sums_to_one)


@lru_cache(maxsize=4)
def _kept_large(trace: Trace, form: str, upstream: str, ones: tuple[tuple[str, ...], ...]) -> Symbols:
    return symbols(trace, form, upstream, ones)


def symbols_of(trace: Trace, look: Look) -> Symbols:
    """Return the symbols of a trace as the look wants them; what was made for the same graph and numbers is kept."""
    if sum(map(np.size, trace.node_values)) > MOST_KEPT:
        return _kept_large(trace, look.form, look.upstream, look.sums_to_one)
    return _kept(_Key(trace, look))


class Symbolic:
    """Values and gradients as expressions."""

    def __init__(self, trace: Trace, look: Look, translate: Translate) -> None:
        del translate
        self.trace, self.symbols = trace, symbols_of(trace, look)

    def value(self, i: int) -> Text:
        """Return the expression; a constant shows its number as its name already."""
        node = self.trace.graph.nodes[i]
        if node.op == "const":
            return Text()
        own, made = self.symbols.value(i).text, self.symbols.made(i).text
        whole = made if own == made else f"{own} = {made}"
        return self.label(own, whole, self.trace.node_values[i])

    def gradient(self, edge: Edge) -> Text:
        """Return what is sent back along an edge, nothing where none is."""
        number = sent(self.trace, edge)
        if number is None:
            return Text()
        seed = edge.target == len(self.trace.graph.nodes)
        found = self.symbols.total(edge.source) if seed else self.symbols.gradient(edge.target, edge.slot)
        return self.label(found.text, found.text, number) if found else Text()

    def sum(self, i: int) -> Text:
        """Return the sum of all that reaches a node."""
        found = self.symbols.total(i)
        if not found:
            return Text()
        return self.label(shorten(found.text, NOTE), found.text, self.trace.node_grads[i])

    def label(self, text: str, whole: str, value: object) -> Text:
        """Return a label: a short text, the whole of it and the exact number when pointed at."""
        return Text(shorten(text), f"{safe(whole)}<br>{quantity(value)}")


class Both(Symbolic):
    """Expressions, and under each its number."""

    def label(self, text: str, whole: str, value: object) -> Text:
        """Return a label of an expression and a number."""
        number = written(value)
        shown = text if text == number.shown else f"{shorten(text)}\n{number.shown}"
        return Text(shown, f"{safe(whole)}<br>{number.hover}")
