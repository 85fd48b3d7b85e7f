"""Fractions of polynomials: putting one into another, and writing them as a person would."""

from collections.abc import Iterator, Sequence
from typing import Any

from graphlab.algebra.expr import Call, Expr, Name, Number, Power, Sum, call, is_minus, negative, power, product, total

_LAST = 1_000_000


def substituted(fraction: Any, place: int, degree: int, value: Any) -> Any | None:
    """Return a fraction with `value` for a power of one of its symbols, None where that leaves a root."""
    above, below = (_substituted(part, place, degree, value) for part in (fraction.numer, fraction.denom))
    if above is None or below is None or not below[0]:
        return None
    # Both were multiplied by powers of the value's denominator: what one has more of goes to the other.
    return fraction.field(above[0] * value.denom ** below[1]) / fraction.field(below[0] * value.denom ** above[1])


def _substituted(polynomial: Any, place: int, degree: int, value: Any) -> tuple[Any, int] | None:
    """Return a polynomial with a fraction put in, times a power of the fraction's denominator; and that power."""
    parts = _by_degree(polynomial, place)
    if any(exponent % degree for exponent in parts):
        return None
    most = max(parts, default=0) // degree
    times = {exponent: exponent // degree for exponent in parts}
    put = (parts[e] * value.numer ** times[e] * value.denom ** (most - times[e]) for e in parts)
    return sum(put, polynomial.ring.zero), most


def _by_degree(polynomial: Any, place: int) -> dict[int, Any]:
    """Return what stands with each power of one of the symbols."""
    parts: dict[int, dict[Any, Any]] = {}
    for exponents, coefficient in polynomial.terms():
        rest = (*exponents[:place], 0, *exponents[place + 1 :])
        parts.setdefault(exponents[place], {})[rest] = coefficient
    return {degree: polynomial.ring.from_dict(part) for degree, part in parts.items()}


def solved(definition: Any, name: Any, place: int) -> tuple[int, Any] | None:
    """Return (1, a symbol) or (2, its square) in terms of the name of what it defines, None where it is not simple."""
    parts = _by_degree(name * definition.denom - definition.numer, place)
    for degree in (1, 2):
        if degree in parts and parts.keys() <= {0, degree}:
            field = definition.field
            return degree, -field(parts.get(0, field.ring.zero)) / field(parts[degree])
    return None


def factored(fraction: Any, meant: Sequence[Expr]) -> Expr:
    """Return a fraction as the product of its factors."""
    (above, numerators), (below, denominators) = fraction.numer.factor_list(), fraction.denom.factor_list()
    factors = [_rational(above / below)]
    factors += [_power(_polynomial(part, meant), times) for part, times in numerators]
    factors += [_power(_polynomial(part, meant), -times) for part, times in denominators]
    return _multiplied(factors)


def factored_out(fraction: Any, meant: Sequence[Expr]) -> Expr:
    """Return a fraction with what all its terms share before the sum of them: y − y³ is y(1 − y²)."""
    if not fraction:
        return Number(0.0)
    _, denominators = fraction.denom.factor_list()
    shared = tuple(map(min, zip(*fraction.numer, strict=True)))
    rest = fraction.numer.ring.from_dict(
        {tuple(a - b for a, b in zip(m, shared, strict=True)): c / fraction.denom.LC for m, c in fraction.numer.terms()}
    )
    return _multiplied([
        _term(shared, fraction.numer.ring.domain.one, meant),
        _polynomial(rest, meant),
        *(_power(_polynomial(part, meant), -times) for part, times in denominators),
    ])  # fmt: skip


def split(fraction: Any, meant: Sequence[Expr]) -> Expr:
    """Return a fraction as a sum of terms."""
    if len(fraction.denom) > 1:
        return factored_out(fraction, meant)
    ((below, divisor),) = fraction.denom.terms()
    pairs = (
        (tuple(a - b for a, b in zip(above, below, strict=True)), c / divisor) for above, c in fraction.numer.terms()
    )
    return _added([_term(exponents, coefficient, meant) for exponents, coefficient in pairs])


def _polynomial(polynomial: Any, meant: Sequence[Expr]) -> Expr:
    return _added([_term(exponents, coefficient, meant) for exponents, coefficient in polynomial.terms()])


def _term(exponents: Sequence[int], coefficient: Any, meant: Sequence[Expr]) -> Expr:
    powers = (_power(x, times) for x, times in zip(meant, exponents, strict=True) if times)
    return _multiplied([_rational(coefficient), *powers])


def _power(x: Expr, times: int) -> Expr:
    """Return a whole power; exp below the line stands above it with its sign turned."""
    if isinstance(x, Call) and x.function == "exp" and times < 0:
        x, times = call("exp", negative(x.arguments[0])), -times
    if isinstance(x, Power) and x.exponent == Number(0.5) and abs(times) > 1:
        return power(x.base, Number(times / 2))
    return power(x, Number(float(times)))


def _rational(x: Any) -> Expr:
    """Return a fraction as a decimal number where that is exact and short."""
    above, below = int(x.numerator), int(x.denominator)
    value = above / below
    if below == 1 or (len(repr(value)) <= 6 and _is_decimal(below)):
        return Number(value)
    return product(Number(float(above)), power(Number(float(below)), Number(-1.0)))


def _is_decimal(below: int) -> bool:
    return 10**6 % below == 0


def _multiplied(factors: list[Expr]) -> Expr:
    """Return a product in order; a minus sign before it goes into a difference, if there is one."""
    whole = product(*sorted(factors, key=_factor_order))
    if not is_minus(whole):
        return whole
    bare = [negative(factor) if is_minus(factor) else factor for factor in factors]
    for k, factor in enumerate(bare):
        if isinstance(factor, Sum) and any(map(is_minus, factor.terms)):
            bare[k] = _added([negative(term) for term in factor.terms])
            return product(*sorted(bare, key=_factor_order))
    return whole


def _factor_order(x: Expr) -> tuple[int, int]:
    if isinstance(x, Power) and is_minus(x.exponent):
        return 6, _first(x)
    base = bare(x.base if isinstance(x, Power) else x)
    if isinstance(base, Name):
        return 0 if "/" in base.name or base.key == "upstream" else 2, _first(base)
    if isinstance(base, Call) and base.function == "dot":
        return 0, _first(base)
    return {Number: 1, Call: 3, Sum: 4}.get(type(base), 5), _first(base)


def bare(x: Expr) -> Expr:
    """Return an expression without the spreads round it, as it is written."""
    return bare(x.arguments[0]) if isinstance(x, Call) and x.function == "spread" else x


def _added(terms: list[Expr]) -> Expr:
    """Return a sum in order: what is taken off last, numbers first where something is taken off or exp stands there."""
    early = any(is_minus(term) or _has_exp(term) for term in terms if not isinstance(term, Number))

    def order(x: Expr) -> tuple[bool, int, float]:
        if isinstance(x, Number):
            return is_minus(x), -2 if early else _LAST + 1, 0.0
        return is_minus(x), _first(x), -max(_exponents(x), default=1.0)

    return total(*sorted(terms, key=order))


def _has_exp(x: Expr) -> bool:
    return (isinstance(x, Call) and x.function == "exp") or any(map(_has_exp, x.parts))


def _exponents(x: Expr) -> Iterator[float]:
    yield from (f.exponent.value for f in (x, *x.parts) if isinstance(f, Power) and isinstance(f.exponent, Number))


def _first(x: Expr) -> int:
    """Return the lowest position of a node among the names of an expression."""
    x = bare(x)
    if isinstance(x, Name):
        return x.key if isinstance(x.key, int) else -1
    return min(map(_first, x.parts), default=-2 if isinstance(x, Number) else _LAST)
