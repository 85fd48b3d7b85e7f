"""Shorter forms of a gradient, found by sympy and checked against the engine; this module alone loads sympy.

Everything is a fraction of polynomials in symbols: names, exp of something, and what need not be known more closely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy.polys.domains import QQ
from sympy.polys.fields import FracField

from graphlab.algebra.evaluate import agrees
from graphlab.algebra.expr import LINEAR, Call, Expr, Product, Sum, call, negative, product, total
from graphlab.algebra.fractions import drawn_out, factored, put_in, solved, split
from graphlab.algebra.sympy_forms import Reading, TooLargeError
from graphlab.algebra.to_text import SHORT
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value

if TYPE_CHECKING:
    from graphlab.algebra.symbols import Symbols

# Larger things stay as they are: the work grows faster than they do.
MOST_NODES = 64
MOST_ELEMENTS = 1_000_000
MOST_COST = 600
KEPT = 4
# With less to write nothing is gained by other names.
SMALL = 3
_NAMES = re.compile(r"[^\W\d][^\W⁰¹²³⁴⁵⁶⁷⁸⁹]*+(?!\()")


def simplified(symbols: Symbols, at: int, found: Expr, flows: Callable[[Trace], Value]) -> Expr:
    """Return a shorter form of what flows back to node `at`, or the same where there is none that stands the test.

    `flows` says what the engine computes there in a trace of the same graph.
    """
    trace = symbols.trace
    if len(trace.graph.nodes) > MOST_NODES or sum(map(np.size, trace.node_values)) > MOST_ELEMENTS:
        return found
    inside = _inside_out(symbols, at, found)
    return next((x for x in _ranked(symbols, at, inside) if x == found or _holds(symbols, flows, x)), found)


def _inside_out(symbols: Symbols, at: int, x: Expr) -> Expr:
    """Return an expression in which what stands inside of matrix products and sums is simplified."""
    if isinstance(x, Call):
        parts = [_inside_out(symbols, at, part) for part in x.parts]
        best = [_ranked(symbols, at, part)[0] if x.function in LINEAR else part for part in parts]
        return call(x.function, *best, settings=x.settings, single=x.single)
    if isinstance(x, Product):
        found = product(*(_inside_out(symbols, at, part) for part in x.parts))
        return negative(found) if x.minus else found
    return total(*(_inside_out(symbols, at, part) for part in x.parts)) if isinstance(x, Sum) else x


def _ranked(symbols: Symbols, at: int, x: Expr) -> list[Expr]:
    """Return the forms of an expression, itself among them: the one to show first, unless it fails the test."""
    candidates = [(x, False), *_candidates(symbols, at, x)]
    ranked = sorted(candidates, key=lambda c: (not (c[1] and _is_plain(c[0])), _length(c[0]), c[0] != x, c[0].text))
    forms = [form for form, _ in ranked]
    # What would only be sorted anew stays as the nodes have formed it.
    return [x, *forms] if sorted(forms[0].text) == sorted(x.text) else forms


def _is_plain(x: Expr) -> bool:
    """Tell whether a form in the inputs' own names is short and without a function: then it is the one to show."""
    return len(x.text) <= SHORT and not _has_call(x)


def _has_call(x: Expr) -> bool:
    return isinstance(x, Call) or any(map(_has_call, x.parts))


def _length(x: Expr) -> int:
    """Return how long an expression is to read: every name is one letter, and weighs more than a sign."""
    return len(_NAMES.sub("x", x.text)) + 2 * x.size + 4 * _has_call(x)


def _holds(symbols: Symbols, flows: Callable[[Trace], Value], x: Expr) -> bool:
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


def _candidates(symbols: Symbols, at: int, found: Expr) -> Iterator[tuple[Expr, bool]]:
    """Yield forms of an expression, and whether they are in the inputs' own names."""
    reading = Reading(symbols, at)
    reading.symbol(found)
    try:
        closed, opened = reading.closed(found), reading.whole(found)
        definitions, groups = list(reading.definitions()) if reading.kernels else [], reading.groups()
        field = FracField(list(reading.meant), QQ)
        short, whole = field.from_expr(closed), field.from_expr(opened)
    except (TooLargeError, ZeroDivisionError):
        return
    places = {symbol: place for place, symbol in enumerate(reading.meant)}
    kernels = [places[kernel] for kernel in reading.kernels]
    for group in groups:
        whole = min([whole, *_summing_to_one(whole, [places[symbol] for symbol in group])], key=_cost)
    fractions = [(short, False), (whole, True)]
    for name, made_of in definitions if _cost(whole) > SMALL else ():
        fractions += [(form, False) for form in _renamed(whole, field.from_expr(made_of), places[name], kernels)]
    meant = list(reading.meant.values())
    for fraction, own in sorted(fractions, key=lambda pair: _cost(pair[0]))[:KEPT]:
        for form in (factored, drawn_out, split):
            yield form(fraction, meant), own


def _renamed(whole: Any, definition: Any, name: int, kernels: list[int]) -> Iterator[Any]:
    """Yield a fraction with exp replaced by what a named node says of it: y²·exp(−x) becomes y(1 − y)."""
    if _cost(definition) > MOST_COST or _cost(whole) > MOST_COST:
        return
    for kernel in kernels:
        found = solved(definition, whole.field.ring.gens[name], kernel)
        form = put_in(whole, kernel, *found) if found else None
        if form is not None and form != whole:
            yield form


def _summing_to_one(fraction: Any, group: list[int]) -> Iterator[Any]:
    """Yield a fraction in which one of a group is what the others leave of 1."""
    gens = fraction.field.gens
    for place in group:
        form = put_in(fraction, place, 1, 1 - sum(gens[other] for other in group if other != place))
        if form is not None:
            yield form


def _cost(fraction: Any) -> int:
    """Return how much there is to write."""
    return sum(1 + sum(exponents) for part in (fraction.numer, fraction.denom) for exponents in part)
