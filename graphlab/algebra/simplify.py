"""Shorter forms of a gradient, found by sympy and checked against the engine, here and at random points.

Everything is a fraction of polynomials in symbols: names, exp of something, and what need not be known more closely.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np
from sympy.polys.domains import QQ
from sympy.polys.fields import FracField

from graphlab.algebra.evaluate import agrees
from graphlab.algebra.expr import LINEAR, Call, Expr, Product, Sum, call, negative, product, total
from graphlab.algebra.fractions import factored, factored_out, solved, split, substituted
from graphlab.algebra.symbols import Symbols
from graphlab.algebra.sympy_conversion import SympyConverter, TooLargeError
from graphlab.algebra.to_text import SHORT, as_text
from graphlab.engine.errors import GraphlabError
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.values import Value

# Larger things stay as they are: the work grows faster than they do.
MOST_COST = 300
# Of all gradients of a trace together, in terms: a tenth of a millisecond each. The rest stays as the nodes form it.
MOST_EFFORT = 4_000
KEPT = 4
SAMPLES = 4
# With less to write nothing is gained by other names.
SMALL = 3
_NAMES = re.compile(r"[^\W\d][^\W⁰¹²³⁴⁵⁶⁷⁸⁹]*+(?!\()")


class SimplifiedSymbols(Symbols):
    """Symbols whose gradients are as short as they get."""

    def __init__(self, trace: Trace, form: str, upstream: str, ones: tuple[tuple[str, ...], ...] = ()) -> None:
        super().__init__(trace, form, upstream, ones)
        self._short: dict[tuple[int, Expr], Expr] = {}
        self.effort = 0

    def gradient(self, i: int, slot: int) -> Expr | None:
        """Return what node `i` sends back to its input number `slot`, None where nothing is sent."""
        at = self.trace.graph.nodes[i].inputs[slot]
        return self._simplified(at, super().gradient(i, slot), lambda trace: trace.contributions[i][slot])

    def total(self, i: int) -> Expr | None:
        """Return the gradient of node `i`: the sum of what is sent to it, None where nothing is."""
        return self._simplified(i, super().total(i), lambda trace: trace.node_grads[i])

    @cached_property
    def samples(self) -> tuple[Trace, ...]:
        """The trace, and more of its graph at random points; switches stand there as they stand here."""
        rng = np.random.default_rng(len(self.trace.graph.nodes))
        found = [self.trace]
        for number in range(SAMPLES):
            feed = _random_feed(self, rng, turned=number % 2 == 1)
            upstream = 1.0 if self.unit else rng.uniform(0.5, 2.0, np.shape(self.trace.upstream))
            try:
                found.append(run(self.trace.graph, feed, upstream))
            except GraphlabError:
                continue
        return tuple(found)

    def _simplified(self, at: int, found: Expr | None, flows: Callable[[Trace], Value]) -> Expr | None:
        """Return a shorter form of what flows back to node `at`, or the same where none stands the test.

        `flows` says what the engine computes there in a trace of the same graph.
        """
        if found is None:
            return None
        found = product(found)
        if (at, found) not in self._short:
            forms = [found] if self.effort > MOST_EFFORT else _ranked(self, at, _inside_out(self, at, found))
            self._short[at, found] = next((x for x in forms if x == found or _holds(self, flows, x)), found)
        return self._short[at, found]


def _random_feed(symbols: Symbols, rng: np.random.Generator, turned: bool) -> dict[str, Any]:
    trace = symbols.trace
    kinked = any(trace.ops[node.op].kink for node in trace.graph.nodes if node.inputs)
    values = {name: np.asarray(trace.node_values[trace.graph.index[name]]) for name in trace.graph.inputs}
    feed = {name: _random_like(value, rng, kinked, turned) for name, value in values.items()}
    for group in symbols.ones:
        whole = sum(abs(feed[name]) for name in group) if len(group) > 1 else abs(feed[group[0]]).sum(-1, keepdims=True)
        feed |= {name: abs(feed[name]) / whole for name in group}
    return feed | {name: values[name] for name in symbols.classes}


def _random_like(value: Any, rng: np.random.Generator, kinked: bool, turned: bool) -> Any:
    """Return random numbers in place of others: near them where there are kinks, and distributions for such."""
    drawn = rng.uniform(0.3, 1.7, value.shape)
    if value.ndim and np.all(value >= 0) and np.allclose(value.sum(-1), 1.0):
        return drawn / drawn.sum(-1, keepdims=True)
    if kinked:
        return value * rng.uniform(0.7, 1.4)
    signs = np.where(value < 0, -1.0, 1.0)
    return drawn * (rng.choice([-1.0, 1.0], value.shape) if turned else signs)


def _inside_out(symbols: SimplifiedSymbols, at: int, x: Expr) -> Expr:
    """Return an expression in which what stands inside of matrix products and sums is simplified."""
    if isinstance(x, Call):
        parts = [_inside_out(symbols, at, part) for part in x.operands]
        best = [_ranked(symbols, at, part)[0] if x.function in LINEAR else part for part in parts]
        return call(x.function, *best, *x.arguments[len(best) :], settings=x.settings, single=x.single)
    if isinstance(x, Product):
        found = product(*(_inside_out(symbols, at, part) for part in x.parts))
        return negative(found) if x.minus else found
    return total(*(_inside_out(symbols, at, part) for part in x.parts)) if isinstance(x, Sum) else x


def _ranked(symbols: SimplifiedSymbols, at: int, x: Expr) -> list[Expr]:
    """Return the forms of an expression, itself among them: the one to show first, unless it fails the test."""
    candidates = [(x, False)]
    # What is too large, has numbers beyond those of a float, or divides by what sympy finds to be 0, stays as it is.
    with suppress(TooLargeError, OverflowError, ZeroDivisionError, ValueError):
        candidates += _candidates(symbols, at, x)
    texts = {form: as_text(form) for form, _ in candidates}

    def order(candidate: tuple[Expr, bool]) -> tuple[bool, int, bool, str]:
        form, own = candidate
        # In the inputs' own names, short and without a function: then it is the one to show.
        plain = own and len(texts[form]) <= SHORT and not _has_call(form)
        return not plain, _length(form, texts[form]), form != x, texts[form]

    forms = [form for form, _ in sorted(candidates, key=order)]
    # What would only be sorted anew stays as the nodes have formed it.
    return [x, *forms] if sorted(texts[forms[0]]) == sorted(texts[x]) else forms


def _has_call(x: Expr) -> bool:
    return isinstance(x, Call) or any(map(_has_call, x.parts))


def _length(x: Expr, text: str) -> int:
    """Return how long an expression is to read: every name is one letter, and weighs more than a sign."""
    return len(_NAMES.sub("x", text)) + 2 * x.size + 4 * _has_call(x)


def _holds(symbols: SimplifiedSymbols, flows: Callable[[Trace], Value], x: Expr) -> bool:
    """Tell whether an expression comes to what the engine computes, at this point and at random ones."""
    checked = 0
    for trace in symbols.samples:
        expected = flows(trace)
        if not np.all(np.isfinite(expected)):
            continue
        if not agrees(x, expected, trace):
            return False
        checked += 1
    return checked > 1


def _candidates(symbols: SimplifiedSymbols, at: int, found: Expr) -> Iterator[tuple[Expr, bool]]:
    """Yield forms of an expression, and whether they are in the inputs' own names."""
    converter = SympyConverter(symbols, at)
    converter.symbol(found)
    try:
        closed, opened = converter.closed(found), converter.whole(found)
        definitions, groups = list(converter.definitions()) if converter.kernels else [], converter.groups()
    finally:
        symbols.effort += converter.effort
    field = FracField(list(converter.meant), QQ)
    short, whole = field.from_expr(closed), field.from_expr(opened)
    places = {symbol: place for place, symbol in enumerate(converter.meant)}
    kernels = [places[kernel] for kernel in converter.kernels]
    for group in groups:
        whole = min([whole, *_summing_to_one(whole, [places[symbol] for symbol in group])], key=_cost)
    fractions = [(short, False), (whole, True)]
    for name, made_of in definitions if _cost(whole) > SMALL else ():
        fractions += [(form, False) for form in _renamed(whole, field.from_expr(made_of), places[name], kernels)]
    meant = list(converter.meant.values())
    for fraction, own in sorted(fractions, key=lambda pair: _cost(pair[0]))[:KEPT]:
        cost = _cost(fraction)
        if cost > MOST_COST or symbols.effort > MOST_EFFORT:
            return
        symbols.effort += 3 * cost
        for form in (factored, factored_out, split):
            yield form(fraction, meant), own


def _renamed(whole: Any, definition: Any, name: int, kernels: list[int]) -> Iterator[Any]:
    """Yield a fraction with exp replaced by what a named node says of it: y²·exp(−x) becomes y(1 − y)."""
    if _cost(definition) > MOST_COST or _cost(whole) > MOST_COST:
        return
    for kernel in kernels:
        found = solved(definition, whole.field.ring.gens[name], kernel)
        form = substituted(whole, kernel, *found) if found else None
        if form is not None and form != whole:
            yield form


def _summing_to_one(fraction: Any, group: list[int]) -> Iterator[Any]:
    """Yield a fraction in which one of a group is what the others leave of 1."""
    gens = fraction.field.gens
    for place in group:
        form = substituted(fraction, place, 1, 1 - sum(gens[other] for other in group if other != place))
        if form is not None:
            yield form


def _cost(fraction: Any) -> int:
    """Return how much there is to write."""
    return sum(1 + sum(exponents) for part in (fraction.numer, fraction.denom) for exponents in part)
