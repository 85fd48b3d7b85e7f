"""Expressions as text: one writer for Unicode and LaTeX, with brackets only where they are needed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from graphlab.algebra.dialects import Latex, Unicode
from graphlab.algebra.expr import Call, Expr, Name, Number, Power, Product, Sum, is_minus, negative

Dialect = Unicode | Latex
UNICODE, LATEX = Unicode(), Latex()

# How tightly a text holds together, loosest first: a + b, a ⊙ b, a·b, Σ a, ∂L/∂y, y², y.
SUM, ODOT, PRODUCT, TAIL, FRACTION, POWER, ATOM = range(7)
SHORT = 24
_LETTER = re.compile(r"[^\W\d_]")
_SHORT_NAME = re.compile(r"[^\W\d_]\d*")
_SEAM = re.compile(r" [+−⊙] |·|/(?!∂)|, ")


class Piece(NamedTuple):
    """A text, and how tightly it holds together."""

    text: str
    binds: int


class Group(NamedTuple):
    """Factors of a product that stand together: those above the line and those below it, each with its joint."""

    above: list[tuple[str, Expr]]
    below: list[Expr]


def as_text(x: Expr) -> str:
    """Return an expression on one line: y², exp(−x), a/b."""
    return write(x, UNICODE)


def as_latex(x: Expr) -> str:
    """Return an expression in LaTeX, with real fractions."""
    return write(x, LATEX)


def write(x: Expr, d: Dialect) -> str:
    """Return an expression in a dialect."""
    return _piece(x, d).text


def within(x: Expr, least: int, d: Dialect) -> str:
    """Return an expression in a dialect, in brackets if it holds together less tightly than `least`."""
    text, binds = _piece(x, d)
    return text if binds >= least else d.brackets(text)


def shorten(text: str, most: int = SHORT) -> str:
    """Return a text cut at a sign so that it is at most so long; open brackets are closed.

    >>> shorten("(∂L/∂y)·y²·exp(−x)"), shorten("(∂L/∂price)·orange_price·tax·n_apple")
    ('(∂L/∂y)·y²·exp(−x)', '(∂L/∂price)·…')
    """
    if len(text) <= most:
        return text
    for seam in reversed(list(_SEAM.finditer(text, 0, most))):
        kept = text[: seam.end()]
        still_open = kept.count("(") - kept.count(")")
        # Within brackets a fraction is not divided.
        if seam[0] == "/" and still_open:
            continue
        if len(kept) + 1 + still_open <= most:
            return kept.removesuffix("/") + "…" + ")" * still_open
    return text[: most - 1] + "…"


def _piece(x: Expr, d: Dialect) -> Piece:
    return _WRITERS[type(x)](x, d)


def _number(x: Number, d: Dialect) -> Piece:
    text = f"{abs(x.value):.10g}"
    written = d.number(text) if text[0].isdigit() else text
    binds = PRODUCT if "e" in text else ATOM
    return Piece(d.minus + written, SUM) if x.value < 0 else Piece(written, binds)


def _name(x: Name, d: Dialect) -> Piece:
    return Piece(d.name(x.name), FRACTION if "/" in x.name else ATOM)


def _sum(x: Sum, d: Dialect) -> Piece:
    text = ""
    for k, term in enumerate(x.terms):
        sign = d.minus if is_minus(term) else "+"
        bare = within(negative(term) if is_minus(term) else term, ODOT, d)
        text += (f" {sign} " if k else sign * (sign != "+")) + bare
    return Piece(text, SUM)


def _product(x: Product, d: Dialect) -> Piece:
    groups = list(_grouped(x.factors, d))
    last = groups[-1].above[-1][1] if groups[-1].above and not groups[-1].below else None
    text = "".join(_group(group, d, k, last, more=k + 1 < len(groups)) for k, group in enumerate(groups))
    if x.minus:
        return Piece(d.minus + text, SUM)
    odot = any(joint == d.odot for group in groups for joint, _ in group.above)
    alone = d.stacked and len(groups) == 1 and bool(groups[0].below)
    return Piece(text, FRACTION if alone else ODOT if odot else PRODUCT)


def _grouped(factors: Sequence[Expr], d: Dialect) -> Iterator[Group]:
    """Yield the factors in groups: a divisor belongs to what stands before it, unless that is a derivative."""
    arrays = [k for k, factor in enumerate(factors) if factor.array]
    group = Group([], [])
    before: Expr | None = None
    for k, factor in enumerate(factors):
        odot = len(arrays) > 1 and arrays[0] < k <= arrays[-1]
        joint = d.beside if before and _beside(before, factor) else d.odot if odot else d.times
        divisor = _divisor(factor)
        if (group.below and divisor is None) or (before and _is_derivative(before)):
            yield group
            group = Group([], [])
        if divisor is None:
            group.above.append((joint if before else "", factor))
        else:
            if not group.above:
                group.above.append((joint if before else "", Number(1.0)))
            group.below.append(divisor)
        before = factor
    yield group


def _group(group: Group, d: Dialect, place: int, last: Expr | None, more: bool) -> str:
    """Return a group with the joint before it; `more` tells that another one follows."""
    joint = group.above[0][0]
    # Above and below the line of a fraction in LaTeX a sum needs no brackets.
    free = d.stacked and bool(group.below)
    alone = not (place or more or len(group.above) > 1 or group.below)
    loose = SUM if free and len(group.above) == 1 else FRACTION if d.stacked or alone else POWER
    above = "".join(
        (sign if k else "") + _factor(x, loose, d, first=not place and not k, last=x is last)
        for k, (sign, x) in enumerate(group.above)
    )
    if not group.below:
        return joint + above
    if len(group.below) == 1:
        below = within(group.below[0], SUM if d.stacked else POWER, d)
    else:
        below = _product(Product(tuple(group.below)), d).text
        below = below if d.stacked else d.brackets(below)
    fraction = d.fraction(above, below)
    # On one line what follows would seem to stand below the line too: (1/x)·y.
    return joint + (d.brackets(fraction) if more and not d.stacked else fraction)


def _factor(x: Expr, least: int, d: Dialect, first: bool, last: bool) -> str:
    if first and isinstance(x, Product) and is_minus(x):
        return write(x, d)
    text, binds = _piece(x, d)
    return text if binds >= least or (last and binds == TAIL) else d.brackets(text)


def _divisor(factor: Expr) -> Expr | None:
    """Return what is divided by, if a factor is a division."""
    if not isinstance(factor, Power) or not isinstance(factor.exponent, Number) or factor.exponent.value >= 0:
        return None
    exponent = -factor.exponent.value
    return factor.base if exponent == 1 else Power(factor.base, Number(exponent))


def _beside(before: Expr, factor: Expr) -> bool:
    """Tell whether two factors stand side by side without a sign: 2t, 2(x + y), y(1 − y)."""
    if isinstance(before, Name):
        return isinstance(factor, Sum) and bool(_SHORT_NAME.fullmatch(before.name))
    if not isinstance(before, Number) or before.value <= 1 or "e" in f"{before.value:.10g}":
        return False
    base = factor.base if isinstance(factor, Power) and _divisor(factor) is None else factor
    return isinstance(base, Sum) or (isinstance(base, Name) and bool(_LETTER.fullmatch(base.name)))


def _is_derivative(x: Expr) -> bool:
    if isinstance(x, Call) and x.function == "spread":
        return _is_derivative(x.arguments[0])
    return isinstance(x, Name) and "/" in x.name


def _power(x: Power, d: Dialect) -> Piece:
    if _divisor(x) is not None:
        return _product(Product((x,)), d)
    if x.exponent == Number(0.5):
        base = _piece(x.base, d)
        return Piece(d.root(base.text, simple=base.binds == ATOM and not isinstance(x.base, Call)), POWER)
    least = SUM if d.stacked else ATOM
    return Piece(d.raised(within(x.base, ATOM, d), within(x.exponent, least, d)), POWER)


def _call(x: Call, d: Dialect) -> Piece:
    if x.function in _SPECIAL:
        return _SPECIAL[x.function](x, d)
    arguments = [_piece(argument, d) for argument in x.arguments]
    simple = len(arguments) == 1 and arguments[0].binds >= POWER
    return Piece(d.call(x.function, ", ".join(text for text, _ in arguments), simple), ATOM)


def _matrix_product(x: Call, d: Dialect) -> Piece:
    left, right = (within(a, PRODUCT if d.stacked or not _is_derivative(a) else ATOM, d) for a in x.arguments)
    return Piece(left + d.times + right, PRODUCT)


def _transposed(x: Call, d: Dialect) -> Piece:
    return Piece(d.transposed(within(x.arguments[0], ATOM, d)), POWER)


def _summed(x: Call, d: Dialect) -> Piece:
    return Piece(d.summed(within(x.arguments[0], FRACTION, d)), TAIL)


def _larger(x: Call, d: Dialect) -> Piece:
    return Piece(d.condition(" > ".join(write(a, d) for a in x.arguments)), ATOM)


_Special = Callable[[Call, Dialect], Piece]
_SPECIAL: Mapping[str, _Special] = MappingProxyType({
    "dot": _matrix_product,
    "T": _transposed,
    "transpose": _transposed,
    "sum": _summed,
    "sum_to": _summed,
    "larger": _larger,
    "positive": lambda x, d: Piece(d.condition(write(x.arguments[0], d) + " > 0"), ATOM),
    "abs": lambda x, d: Piece(d.size(write(x.arguments[0], d)), ATOM),
    "spread": lambda x, d: _piece(x.arguments[0], d),
    "labels": lambda x, d: _piece(x.arguments[1], d),
    "shaped": lambda x, d: _call(Call("reshape", x.arguments[:1]), d),
})  # fmt: skip
_WRITERS: Mapping[type[Expr], Callable[..., Piece]] = MappingProxyType(
    {Number: _number, Name: _name, Sum: _sum, Product: _product, Power: _power, Call: _call}
)
