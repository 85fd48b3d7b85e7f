"""The notations in symbols: expressions as the chapter writes them, alone or above their numbers."""

from dataclasses import replace

import numpy as np

from graphlab.algebra.forms import form_of, symbols
from graphlab.algebra.symbols import Symbols
from graphlab.algebra.to_text import as_text, shorten
from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.typed_run import trace_bytes
from graphlab.view.base.look import Look
from graphlab.view.base.tooltips import escaped, whole_value
from graphlab.view.notation.notation import Edge, Text, edge_gradient, number_label

# The notations with expressions in the labels.
SYMBOLIC = frozenset({"symbols", "both"})
# Most characters of a sum at a fan-out: there is less space than along an edge.
MOST_SUM = 14
# Bytes of the expressions of one node, about; they are made when they are asked for first.
BYTES = 6_000


class _Key:
    """A cache key: equal for traces of the same graph on the same numbers in the same form."""

    def __init__(self, trace: Trace, look: Look) -> None:
        self.trace, self.look = trace, look
        leaves = [v for node, v in zip(trace.graph.nodes, trace.node_values, strict=True) if not node.inputs]
        numbers = tuple((np.shape(v), np.asarray(v).tobytes()) for v in (*leaves, trace.upstream))
        self.parts = trace.graph, numbers, look.form, look.upstream, look.sums_to_one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)


@bounded(APP.caches["symbols"], lambda _found, key: trace_bytes(key.trace) + BYTES * len(key.trace.node_values))
def _cached(key: _Key) -> Symbols:
    look = key.look
    return symbols(key.trace, look.form, look.upstream, look.sums_to_one)


def symbols_of(trace: Trace, look: Look) -> Symbols:
    """Return the symbols of a trace in the form of a look; cached by graph and numbers."""
    return _cached(_Key(trace, replace(look, form=form_of(trace, look.form))))


class Symbolic:
    """Values and gradients as expressions."""

    def __init__(self, trace: Trace, look: Look, translate: Translate) -> None:
        del translate
        self.trace, self.symbols = trace, symbols_of(trace, look)

    def value(self, i: int) -> Text:
        """Return the expression, nothing for a constant: its name is its value."""
        node = self.trace.graph.nodes[i]
        if node.op == "const":
            return Text()
        own, made = as_text(self.symbols.value(i)), as_text(self.symbols.expression(i))
        whole = made if own == made else f"{own} = {made}"
        return self.label(own, whole, self.trace.node_values[i])

    def gradient(self, edge: Edge) -> Text:
        """Return the gradient along an edge, nothing where there is none."""
        number = edge_gradient(self.trace, edge)
        if number is None:
            return Text()
        seed = edge.target == len(self.trace.graph.nodes)
        found = self.symbols.total(edge.source) if seed else self.symbols.gradient(edge.target, edge.slot)
        return self.label(as_text(found), as_text(found), number) if found else Text()

    def sum(self, i: int) -> Text:
        """Return the sum of all gradients that reach a node."""
        found = self.symbols.total(i)
        if not found:
            return Text()
        return self.label(shorten(as_text(found), MOST_SUM), as_text(found), self.trace.node_grads[i])

    def label(self, text: str, whole: str, value: object) -> Text:
        """Return a label: a short text, with the whole of it and the whole value as its tooltip."""
        return Text(shorten(text), f"{escaped(whole)}<br>{whole_value(value)}")


class Both(Symbolic):
    """Expressions, and under each its number."""

    def label(self, text: str, whole: str, value: object) -> Text:
        """Return a label of an expression and a number."""
        number = number_label(value)
        shown = text if text == number.shown else f"{shorten(text)}\n{number.shown}"
        return Text(shown, f"{escaped(whole)}<br>{number.hover}")
