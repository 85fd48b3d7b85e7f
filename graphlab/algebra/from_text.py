"""From text, and from ops, to expressions."""

import ast
import re
from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType

from graphlab.algebra.expr import Call, Expr, Name, Number, Power, Product, Sum, call, is_minus, negative
from graphlab.algebra.expr import power as to_power
from graphlab.algebra.expr import product as multiplied
from graphlab.algebra.expr import total as added
from graphlab.engine.language.syntax import python_tree
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Attrs

Make = Callable[..., Expr]

_MINUS_ONE = Number(-1.0)
_TIDY: Mapping[str, Make] = MappingProxyType({
    "add": added,
    "sub": lambda a, b: added(a, negative(b)),
    "mul": multiplied,
    "div": lambda a, b: multiplied(a, to_power(b, _MINUS_ONE)),
    "neg": negative,
    "pow": to_power,
    "reciprocal": lambda x: to_power(x, _MINUS_ONE),
    "sqrt": lambda x: to_power(x, Number(0.5)),
    "affine": lambda x, w, b: added(call("dot", x, w), b),
})  # fmt: skip
_SIGNS: Mapping[type[ast.AST], str] = MappingProxyType(
    {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow", ast.USub: "neg"}
)


def apply_op(op: str, arguments: tuple[Expr, ...], settings: Attrs = (), single: bool = False) -> Expr:
    """Return an op applied to expressions; `single` says that it makes one number out of arrays."""
    if op in _TIDY:
        return _TIDY[op](*arguments)
    return call(op, *arguments, settings=settings, single=single)


def parse_rule(text: str, names: Mapping[str, Expr], settings: Attrs = ()) -> Expr:
    """Return the expression of a text of ours, signs drawn out and ones left out; `names` says what names stand for.

    `settings` are those of the op whose record the text stands in.

    >>> from graphlab.algebra.to_text import as_text
    >>> as_text(parse_rule("g * -(y ** 2) * 1 * exp(-x)", {}))
    '−g·y²·exp(−x)'
    """
    return _Reader(names, settings, _TIDY).expression(python_tree(text, "eval").body)


def parse_literally(text: str, names: Mapping[str, Expr]) -> Expr:
    """Return the expression of a text of ours as it stands there.

    >>> from graphlab.algebra.to_text import as_text
    >>> as_text(parse_literally("g * -(y ** 2) * 1 * exp(-x)", {}))
    'g·(−y²)·1·exp(−x)'
    """
    return _Reader(names, (), _LITERAL).expression(python_tree(text, "eval").body)


def has_upstream(text: str) -> bool:
    """Tell whether the text of a local gradient contains the upstream gradient `g`: then it is the whole rule."""
    return re.search(r"\bg\b", text) is not None


def keys(x: Expr) -> set[Hashable]:
    """Return which quantities an expression names."""
    return {x.key} if isinstance(x, Name) else set().union(*map(keys, x.parts))


def replaced(x: Expr, meant: Mapping[Hashable, Expr]) -> Expr:
    """Return an expression with other expressions in the place of names, by their keys."""
    if isinstance(x, Name):
        return meant.get(x.key, x)
    parts = tuple(replaced(part, meant) for part in x.parts)
    if isinstance(x, Sum):
        return added(*parts)
    if isinstance(x, Product):
        return negative(multiplied(*parts)) if x.minus else multiplied(*parts)
    if isinstance(x, Power):
        return to_power(parts[0], parts[1] if len(parts) > 1 else x.exponent)
    return call(x.function, *parts, settings=x.settings, single=x.single) if isinstance(x, Call) else x


class _Reader:
    """Turns a syntax tree into an expression; it computes nothing."""

    def __init__(self, names: Mapping[str, Expr], settings: Attrs, make: Mapping[str, Make]) -> None:
        self.names, self.settings, self.make = names, settings, make

    def expression(self, tree: ast.AST) -> Expr:
        """Return the expression of one branch."""
        if isinstance(tree, ast.Name):
            return self.names.get(tree.id) or Name(tree.id)
        if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float):
            return Number(float(tree.value))
        if isinstance(tree, ast.UnaryOp):
            return self.make[_SIGNS[type(tree.op)]](self.expression(tree.operand))
        if isinstance(tree, ast.BinOp):
            return self.make[_SIGNS[type(tree.op)]](self.expression(tree.left), self.expression(tree.right))
        assert isinstance(tree, ast.Call), ast.dump(tree)
        assert isinstance(tree.func, ast.Name)
        return self.called(tree.func.id, tree)

    def called(self, function: str, tree: ast.Call) -> Expr:
        """Return a call; those that undo the op's own work take its settings."""
        arguments = tuple(map(self.expression, tree.args))
        if function in self.make:
            return self.make[function](*arguments)
        own = self.settings if function == "spread" else ()
        given = {str(word.arg): ast.literal_eval(word.value) for word in tree.keywords}
        defaults = dict(OPS[function].attrs) if function in OPS else {}
        settings = (*own, *{**defaults, **given}.items())
        make = call if self.make is _TIDY else _literal_call
        return make(function, *arguments, settings=settings, single=function == "sum" and "axis" not in given)


def _literal_call(function: str, *arguments: Expr, settings: Attrs = (), single: bool = False) -> Expr:
    return Call("T" if function == "transpose" else function, arguments, settings, single)


def _literal_sum(a: Expr, b: Expr) -> Expr:
    return Sum((*(a.terms if isinstance(a, Sum) else (a,)), b))


def _literal_product(a: Expr, b: Expr) -> Expr:
    if is_minus(a) and not isinstance(a, Number):
        return negative(_literal_product(negative(a), b))
    return Product((*(a.factors if isinstance(a, Product) else (a,)), b))


def _literal_negative(x: Expr) -> Expr:
    return Number(-x.value) if isinstance(x, Number) else Product(x.factors if isinstance(x, Product) else (x,), True)


_LITERAL: Mapping[str, Make] = MappingProxyType({
    "add": _literal_sum,
    "sub": lambda a, b: _literal_sum(a, _literal_negative(b)),
    "mul": _literal_product,
    "div": lambda a, b: _literal_product(a, Power(b, _MINUS_ONE)),
    "neg": _literal_negative,
    "pow": Power,
})  # fmt: skip
