"""Our expressions as sympy's: fractions of polynomials in names, in exp of something, and in unknowns."""

import math
from collections.abc import Iterator
from typing import Any

import sympy

from graphlab.algebra.expr import ONE, ZERO, Call, Expr, Name, Number, Power, Product, Sum, call, is_minus, negative
from graphlab.algebra.from_text import apply_op
from graphlab.algebra.symbols import Symbols
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import ELEMENTWISE, OPS
from graphlab.engine.ops.op import Op

MOST_PARTS = 400
MOST_TERMS = 300
MOST_EXPONENT = 8


class TooLargeError(Exception):
    """The conversion stops: the work would be too much."""


class SympyConverter:
    """Turns expressions into sympy's; `meant` says what its symbols stand for, `kernels` which are exp or a root.

    The node `kept` is never opened: what flows back to it may be said in its own name.
    """

    def __init__(self, symbols: Symbols, kept: int) -> None:
        self.symbols, self.kept = symbols, kept
        self.ops = symbols.trace.ops
        self.meant: dict[Any, Expr] = {}
        self.known: dict[object, Any] = {}
        self.kernels: list[Any] = []
        self.opened = False
        self.parts = 0
        # How many terms all conversions have had, multiplied out, and something for each of them.
        self.effort = 0
        self.spreads: list[Call] = []

    def closed(self, x: Expr) -> Any:
        """Return an expression in the names in which it is written."""
        return self._bounded(x, opened=False)

    def whole(self, x: Expr) -> Any:
        """Return an expression in the inputs, all elementwise nodes opened."""
        return self._bounded(x, opened=True)

    def definitions(self) -> Iterator[tuple[Any, Any]]:
        """Yield the symbol of every named elementwise node, the output first, and what it is made of."""
        nodes = self.symbols.trace.graph.nodes
        for i in reversed(range(len(nodes))):
            if nodes[i].named and nodes[i].inputs and elementwise(self.ops[nodes[i].op]):
                try:
                    made_of = self.whole(self.symbols.expression(i))
                except TooLargeError:
                    continue
                yield self.symbol(self.symbols.name(i)), made_of

    def groups(self) -> list[list[Any]]:
        """Return the symbols of the single inputs that sum to 1."""
        name, index = self.symbols.name, self.symbols.trace.graph.index
        return [[self.symbol(name(index[one])) for one in group] for group in self.symbols.ones if len(group) > 1]

    def symbol(self, x: Expr, shown: Expr | None = None) -> Any:
        """Return the symbol that stands for an expression, and is shown as it or as another."""
        x, shown = self.spread(x), shown and self.spread(shown)
        key = (x, shown is None)
        if key not in self.known:
            self.known[key] = sympy.Symbol(f"s{len(self.known)}")
            self.meant[self.known[key]] = shown or x
        return self.known[key]

    def _bounded(self, x: Expr, opened: bool) -> Any:
        self.opened, self.parts, self.effort = opened, 0, self.effort + 10
        found = self.convert(x)
        count = terms(found)
        if count > MOST_TERMS:
            raise TooLargeError
        self.effort += int(count)
        return found

    def convert(self, x: Expr) -> Any:
        """Return sympy's form of an expression."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise TooLargeError
        if isinstance(x, Number):
            return sympy.Rational(repr(x.value)) if math.isfinite(x.value) else self.symbol(x)
        if isinstance(x, Sum):
            return sympy.Add(*map(self.convert, x.terms))
        if isinstance(x, Product):
            return sympy.Mul(-1 if x.minus else 1, *map(self.convert, x.factors))
        if isinstance(x, Power):
            return self.power(x)
        if isinstance(x, Name):
            return self.name(x)
        assert isinstance(x, Call)
        return self.call(x)

    def name(self, x: Name) -> Any:
        """Return a symbol, or when opened what an elementwise node is made of."""
        if x.key == "upstream" and self.symbols.unit:
            return sympy.Integer(1)
        if self.opened and isinstance(x.key, int) and x.key != self.kept:
            node = self.symbols.trace.graph.nodes[x.key]
            if node.inputs and elementwise(self.ops[node.op]):
                return self.convert(self.symbols.expression(x.key))
        return self.symbol(x)

    def power(self, x: Power) -> Any:
        """Return a small whole power, also of a square root; any other stays as it is."""
        twice = 2 * x.exponent.value if isinstance(x.exponent, Number) else 0.5
        if twice != int(twice) or abs(twice) > 2 * MOST_EXPONENT or (twice % 2 and isinstance(x.base, Number)):
            return self.symbol(x)
        if twice % 2 == 0:
            return self.convert(x.base) ** int(twice / 2)
        return self.kernel(Power(x.base, Number(0.5))) ** int(twice)

    def call(self, x: Call) -> Any:
        """Return a call: exp by its own rules, a sum over elements with its factors before it, else a symbol."""
        if x.function == "exp":
            return self.exponential(x)
        if x.function == "log":
            return self.logarithm(x)
        if x.function == "spread":
            return self.stretched(x)
        if x.function == "sum" and not x.single:
            return self.summed(x)
        op = self.ops.get(x.function)
        if self.opened and op and op.expansion and elementwise(op):
            return self.convert(expanded(op, x.arguments))
        return self.symbol(x)

    def stretched(self, x: Call) -> Any:
        """Return a spread array with every symbol in it spread by itself; what broadcasts anyway stays as it is."""
        inner, settings = x.arguments[0], dict(x.settings)
        if not inner.array or settings["keepdims"] or settings["axis"] == 0:
            return self.convert(inner)
        self.spreads.append(x)
        try:
            return self.convert(inner)
        finally:
            self.spreads.pop()

    def spread(self, x: Expr) -> Expr:
        """Return an array within the present spreads."""
        for outer in reversed(self.spreads if x.array else ()):
            x = Call("spread", (x, *outer.arguments[1:]), outer.settings)
        return x

    def exponential(self, x: Call) -> Any:
        """Return exp of a multiple of something as a power of one symbol."""
        argument, times = x.arguments[0], 1
        if argument == ZERO:
            return sympy.Integer(1)
        if isinstance(argument, Call) and argument.function == "log":
            # Where log u has no value, neither has exp of it.
            return self.convert(argument.arguments[0])
        if is_minus(argument):
            argument, times = negative(argument), -1
        return self.kernel(call("exp", argument)) ** times

    def logarithm(self, x: Call) -> Any:
        """Return log: of exp it is the exponent, of 1 it is 0; any other is a symbol."""
        (argument,) = x.arguments
        if argument == ONE:
            return sympy.Integer(0)
        if isinstance(argument, Call) and argument.function == "exp":
            return self.convert(argument.arguments[0])
        return self.symbol(x)

    def kernel(self, x: Expr) -> Any:
        """Return the symbol of exp or of a root, which has the name of a node if one is just that."""
        nodes = self.symbols.trace.graph.nodes
        named = (i for i, node in enumerate(nodes) if node.named and node.inputs)
        own = (self.symbols.name(i) for i in named if self.symbols.expression(i) == x)
        kernel = self.symbol(x, next(own, x))
        if kernel not in self.kernels:
            self.kernels.append(kernel)
        return kernel

    def summed(self, x: Call) -> Any:
        """Return a sum over elements: single numbers stand before it, and labels sum to 1."""
        inner = sympy.cancel(self.convert(x.arguments[0]))
        many = [symbol for symbol in inner.free_symbols if self.meant[symbol].array]
        before, rest = inner.as_independent(*many, as_Add=False)
        if rest in self.meant and self.symbols.sums_to_one(self.meant[rest]) and dict(x.settings)["axis"] == -1:
            return before
        return (
            before * self.symbol(Call("sum", (self.meant[rest],), x.settings)) if rest in self.meant else self.symbol(x)
        )


def terms(x: Any) -> float:
    """Return at most how many terms one of sympy's expressions has when it is multiplied out."""
    if x.is_Add:
        return math.fsum(map(terms, x.args))
    if x.is_Mul:
        return math.prod(map(terms, x.args))
    return terms(x.base) ** abs(int(x.exp)) if x.is_Pow else 1.0


def elementwise(op: Op) -> bool:
    """Tell whether an op works on every element by itself."""
    if op.name in OPS:
        return op.name in ELEMENTWISE
    return all(node.op in ELEMENTWISE for node in parse(op.expansion or "").nodes if node.inputs)


def expanded(op: Op, arguments: tuple[Expr, ...]) -> Expr:
    """Return an op's expansion as one expression in its arguments."""
    graph = parse(op.expansion or "")
    given = dict(zip(op.inputs, arguments, strict=True))
    found: list[Expr] = []
    for node in graph.nodes:
        if node.op == "input":
            found.append(given[node.name])
        elif node.op == "const":
            found.append(Number(float(node.value)) if isinstance(node.value, float) else ONE)
        else:
            found.append(apply_op(node.op, tuple(found[j] for j in node.inputs), node.attrs))
    return found[-1]
