"""The formula of an op and those of its gradients in LaTeX, derived from its record where it does not state them."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from graphlab.algebra.dialects import Template
from graphlab.algebra.expr import Call, Expr, Name, Number, Power, Product, Sum, is_minus, product
from graphlab.algebra.from_text import apply_op, has_upstream, parse_rule
from graphlab.algebra.to_text import write
from graphlab.engine.ops.op import Attrs, Op

_TEMPLATE = Template()
_UPSTREAM = Name("g")
NO_CONSTANTS: Mapping[str, float] = MappingProxyType({})


def formula(op: Op) -> str:
    r"""Return the LaTeX of an op's output, with `$name` for each input.

    >>> from graphlab.engine.ops import OPS
    >>> formula(OPS["div"])
    '\\frac{$a}{$b}'
    """
    return op.formula or _formula(op.name, op.inputs, op.attrs)


def rules(op: Op, constants: Mapping[str, float] = NO_CONSTANTS) -> tuple[str, ...]:
    r"""Return the LaTeX of each downstream gradient, with `$g` for the upstream gradient and `$out` for the output.

    `constants` are the inputs that are numbers: an exponent among them is carried out.

    >>> from graphlab.engine.ops import OPS
    >>> rules(OPS["div"])[0], rules(OPS["dot"])[0]
    ('$g \\times \\frac{1}{$b}', '$g \\cdot {$B}^{T}')
    >>> rules(OPS["pow"])[0], rules(OPS["pow"], {"b": 2.0})[0]
    ('$g \\times $b \\cdot {$a}^{$b - 1}', '$g \\times 2 \\cdot $a')
    """
    if not op.local:
        return op.rules
    stated = op.rules or ("",) * len(op.inputs)
    known = tuple(sorted(constants.items()))
    return tuple(rule or _rule(local, known) for rule, local in zip(stated, op.local, strict=True))


@cache
def _formula(name: str, inputs: tuple[str, ...], attrs: Attrs) -> str:
    return write(apply_op(name, tuple(map(Name, inputs)), attrs), _TEMPLATE)


@cache
def _rule(local: str, constants: tuple[tuple[str, float], ...]) -> str:
    whole = has_upstream(local)
    raising = set(_exponents(parse_rule(local, {})))
    x = parse_rule(local, {name: Number(value) for name, value in constants if name in raising})
    factors, minus = (x.factors, x.minus) if whole and isinstance(x, Product) else ((x,), False)
    if not whole:
        rest = x
    elif x != _UPSTREAM and _passes_on(factors[0]):
        rest = product(*factors[1:])
    else:
        return write(x, _TEMPLATE)
    text, loose = write(rest, _TEMPLATE), is_minus(rest) or isinstance(rest, Sum)
    if loose:
        # Brackets grow where a matrix may be put in.
        text = rf"\left({text}\right)" if "$" in text else f"({text})"
    return ("-" if minus else "") + rf"$g \times {text}"


def _exponents(x: Expr) -> Iterator[str]:
    """Yield the names that stand in exponents."""
    if isinstance(x, Power):
        yield from _names(x.exponent)
    for part in x.parts:
        yield from _exponents(part)


def _names(x: Expr) -> Iterator[str]:
    if isinstance(x, Name):
        yield x.name
    for part in x.parts:
        yield from _names(part)


def _passes_on(x: Expr) -> bool:
    return x == _UPSTREAM or (isinstance(x, Call) and x.function == "spread")
