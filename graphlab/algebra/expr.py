"""Expressions as small immutable trees: names, numbers, sums, products, powers and calls."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphlab.engine.ops.op import Attrs

# Calls that let a minus sign through.
LINEAR = frozenset({"dot", "sum", "sum_to", "mean", "transpose", "T", "spread", "shaped"})
# Calls that take the shape of their second argument, whatever its values are.
SHAPED = frozenset({"spread", "shaped"})


@dataclass(frozen=True)
class Expr:
    """An expression; `array` tells whether its value is an array, `size` how many names and numbers it has."""

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The expressions it is made of."""
        return ()

    @cached_property
    def array(self) -> bool:
        """Whether the value is an array."""
        return any(part.array for part in self.parts)

    @cached_property
    def size(self) -> int:
        """How many names and numbers it is written with."""
        return sum(part.size for part in self.parts) or 1


@dataclass(frozen=True)
class Number(Expr):
    """A number that is written out."""

    value: float


@dataclass(frozen=True)
class Name(Expr):
    """A quantity that has a name.

    `key` says which one: the position of a node, ("grad", position) for its gradient, ("local", position, slot) for a
    local derivative, ("count", n) for the number n, "upstream"; any other is known by that name alone.
    """

    name: str
    key: Hashable = None
    many: bool = False

    @cached_property
    def array(self) -> bool:
        """Whether the value is an array."""
        return self.many


@dataclass(frozen=True)
class Sum(Expr):
    """The sum of its terms."""

    terms: tuple[Expr, ...]

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The terms."""
        return self.terms


@dataclass(frozen=True)
class Product(Expr):
    """The product of its factors, with a minus sign before it or without."""

    factors: tuple[Expr, ...]
    minus: bool = False

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The factors."""
        return self.factors


@dataclass(frozen=True)
class Power(Expr):
    """A base to an exponent; an exponent of −1 is a division."""

    base: Expr
    exponent: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        """Base and exponent, as far as they are written."""
        return (self.base,) if isinstance(self.exponent, Number) else (self.base, self.exponent)


@dataclass(frozen=True)
class Call(Expr):
    """A function of its arguments, with keyword settings; `single` says that it makes one number out of arrays."""

    function: str
    arguments: tuple[Expr, ...]
    settings: Attrs = ()
    single: bool = False

    @property
    def parts(self) -> tuple[Expr, ...]:
        """The arguments."""
        return self.arguments

    @property
    def operands(self) -> tuple[Expr, ...]:
        """The arguments but those of which the shape alone matters."""
        return self.arguments[:1] if self.function in SHAPED else self.arguments

    @cached_property
    def size(self) -> int:
        """How many names and numbers it is written with, and functions."""
        return sum(part.size for part in self.parts) + (self.function not in LINEAR)

    @cached_property
    def array(self) -> bool:
        """Whether the value is an array."""
        return not self.single and any(part.array for part in self.arguments)


ONE = Number(1.0)
ZERO = Number(0.0)


def total(*terms: Expr) -> Expr:
    """Return a sum without zeros and without sums in it; a sign that all terms have stands before it."""
    flat = [_plain(t) for term in terms for t in (term.terms if isinstance(term, Sum) else (term,)) if t != ZERO]
    numbers = [t for t in flat if isinstance(t, Number)]
    if len(numbers) > 1 and len(numbers) == len(flat):
        return Number(sum(number.value for number in numbers))
    if flat and all(map(is_minus, flat)):
        return negative(total(*map(negative, flat)))
    return _single(flat, ZERO) or Sum(tuple(flat))


def product(*factors: Expr) -> Expr:
    """Return a product without ones and without products in it; its sign stands before it."""
    flat, minus = _factors(factors)
    if ZERO in flat:
        return ZERO
    found = _single(flat, ONE)
    if found is None:
        return Product(tuple(flat), minus)
    return negative(found) if minus else found


def negative(x: Expr) -> Expr:
    """Return an expression with its sign turned; linear calls let the sign out."""
    if isinstance(x, Number):
        return Number(0.0 - x.value)
    if isinstance(x, Product):
        rest = Product(x.factors, not x.minus)
        return x.factors[0] if len(x.factors) == 1 and x.minus else rest
    return Product((x,), True)


def power(base: Expr, exponent: Expr) -> Expr:
    """Return a power; the exponents 0 and 1 are carried out, and signs leave a denominator."""
    if exponent == ONE or base == ONE:
        return base
    if exponent == ZERO:
        return ONE
    if exponent == Number(-1.0):
        if is_minus(base):
            return negative(power(negative(base), exponent))
        if isinstance(base, Product):
            return product(*(power(factor, exponent) for factor in base.factors))
    if isinstance(base, Power) and isinstance(base.exponent, Number) and isinstance(exponent, Number):
        inner, outer = base.exponent.value, exponent.value
        if outer == int(outer) and inner == int(inner):
            return power(base.base, Number(inner * outer))
    return Power(base, exponent)


def call(function: str, *arguments: Expr, settings: Attrs = (), single: bool = False) -> Expr:
    """Return a call; a sign leaves a linear one."""
    if function in LINEAR:
        minus = [is_minus(argument) and not (place and function in SHAPED) for place, argument in enumerate(arguments)]
        if any(minus):
            bare = (negative(a) if m else a for a, m in zip(arguments, minus, strict=True))
            found = call(function, *bare, settings=settings, single=single)
            return negative(found) if sum(minus) % 2 else found
    return Call(function, arguments, settings, single)


def passed_on(x: Expr) -> Expr:
    """Return an expression times a 1 that is written."""
    factors, minus = (x.factors, x.minus) if isinstance(x, Product) else ((x,), False)
    return Product((*factors, ONE), minus)


def is_minus(x: Expr) -> bool:
    """Tell whether an expression is written with a minus sign before it."""
    return (isinstance(x, Number) and x.value < 0) or (isinstance(x, Product) and x.minus)


def _plain(x: Expr) -> Expr:
    """Return an expression without a written factor 1."""
    return product(x) if isinstance(x, Product) and ONE in x.factors else x


def _factors(factors: Iterable[Expr]) -> tuple[list[Expr], bool]:
    """Return all factors but the ones, products taken apart, none with a sign; and the sign of them all."""
    flat: list[Expr] = []
    minus = False
    for factor in factors:
        inner = factor.factors if isinstance(factor, Product) else (factor,)
        minus ^= isinstance(factor, Product) and factor.minus
        for x in inner:
            negated = isinstance(x, Number) and x.value < 0
            minus ^= negated
            x = negative(x) if negated else x
            if x != ONE:
                flat.append(x)
    return flat, minus


def _single(found: list[Any], empty: Expr) -> Expr | None:
    """Return the only one of a list, or what stands for none; None where there are several."""
    if len(found) > 1:
        return None
    return found[0] if found else empty
