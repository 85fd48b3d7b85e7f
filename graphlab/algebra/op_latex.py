"""The formula of an op and those of its gradients in LaTeX, derived from its record where it does not state them."""

from functools import cache

from graphlab.algebra.dialects import Template
from graphlab.algebra.expr import Call, Expr, Name, Product, Sum, is_minus, product
from graphlab.algebra.from_text import apply_op, has_upstream, parse_rule
from graphlab.algebra.to_text import write
from graphlab.engine.ops.op import Attrs, Op

_TEMPLATE = Template()
_UPSTREAM = Name("g")


def formula(op: Op) -> str:
    r"""Return the LaTeX of an op's output, with `$name` for each input.

    >>> from graphlab.engine.ops import OPS
    >>> formula(OPS["div"])
    '\\frac{$a}{$b}'
    """
    return op.formula or _formula(op.name, op.inputs, op.attrs)


def rules(op: Op) -> tuple[str, ...]:
    r"""Return the LaTeX of each downstream gradient, with `$g` for the upstream gradient and `$out` for the output.

    >>> from graphlab.engine.ops import OPS
    >>> rules(OPS["div"])[0], rules(OPS["dot"])[0]
    ('$g \\times \\frac{1}{$b}', '$g \\cdot {$B}^{T}')
    """
    if not op.local:
        return op.rules
    stated = op.rules or ("",) * len(op.inputs)
    return tuple(rule or _rule(local) for rule, local in zip(stated, op.local, strict=True))


@cache
def _formula(name: str, inputs: tuple[str, ...], attrs: Attrs) -> str:
    return write(apply_op(name, tuple(map(Name, inputs)), attrs), _TEMPLATE)


@cache
def _rule(local: str) -> str:
    whole = has_upstream(local)
    x = parse_rule(local, {})
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


def _passes_on(x: Expr) -> bool:
    return x == _UPSTREAM or (isinstance(x, Call) and x.function == "spread")
