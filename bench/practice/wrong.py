"""Wrong answers as a teacher of beginners meets them: kinds of mistakes, each with the numbers it leads to.

Written from the teacher's side, without the list of mistakes that practice knows: that list is what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from bench.practice.place import Place

Numbers = Iterable[Any]
Make = Callable[[Place], Numbers]


class Kind(NamedTuple):
    """One kind of mistake: in which boxes it is made (`value`, `gradient`, `sum`), with which ops, and what comes out."""

    name: str
    box: str
    ops: str
    make: Make


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _both(p: Place) -> tuple[Any, Any]:
    return p.xs[0], p.xs[1]


def _square(x: Any) -> bool:
    return np.ndim(x) == 2 and np.shape(x)[0] == np.shape(x)[1]


def _swap(p: Place, rule: Callable[[Any, Any], Any]) -> Numbers:
    a, b = _both(p)
    return [rule(a, b)]


def _divided(p: Place) -> Numbers:
    """The upstream gradient over the local one, number by number."""
    return [p.g / p.local] if np.shape(p.g) == np.shape(p.local) and np.all(p.local != 0) else []


def _samples(p: Place) -> int:
    return np.shape(p.g)[0] if np.ndim(p.g) == 2 else 1


def _one_hot(x: Any) -> Any:
    return (x == np.max(x, axis=-1, keepdims=True)) * 1.0


def _shares(x: Any) -> Any:
    return x / np.sum(x, axis=-1, keepdims=True)


def _bias_only_first_row(p: Place) -> Numbers:
    a, b = _both(p)
    if np.ndim(a) != 2 or np.ndim(b) != 1:
        return []
    out = np.array(a)
    out[0] = out[0] + b
    return [out]


def _unsummed(p: Place, how: Callable[[Any], Any]) -> Numbers:
    """The gradient of a bias in another way than summed over the batch; nothing where there is no batch."""
    g = np.asarray(p.g)
    is_bias = p.op == "affine" and p.slot == 2 or p.op == "add" and np.ndim(p.x) == 1
    return [how(g)] if is_bias and g.ndim == 2 and len(g) > 1 else []


def _dot_forms(p: Place) -> Numbers:
    """Products of g with the other matrix in the wrong order, or without the transpose, as far as the shapes fit."""
    g, x, other = np.asarray(p.g), np.asarray(p.xs[0]), np.asarray(p.xs[1])
    given = other if p.slot == 0 else x
    for left, right in ((g, given), (given, g), (given.T, g), (g, given.T), (g.T, given), (given, g.T)):
        if left.ndim and right.ndim and left.shape[-1] == right.shape[0] and left.ndim + right.ndim > 2:
            product = np.dot(left, right)
            if product.shape == p.right.shape:
                yield product


def _weights(p: Place, how: Callable[[Any, Any], Any]) -> Numbers:
    """dW made otherwise than as the product over the whole batch."""
    x, g = np.asarray(p.xs[0]), np.asarray(p.g)
    return [how(x, g)] if p.slot == 1 and x.ndim == 2 and g.ndim == 2 and len(x) > 1 else []


def _softmax_diagonal(p: Place) -> Numbers:
    return [p.g * p.out * (1 - p.out)]


def _cross(p: Place, rule: Callable[[Any, Any, Any], Any]) -> Numbers:
    """A gradient for the first input of a loss with labels, from the upstream gradient, y and t."""
    y, t = _both(p)
    return [rule(p.g, y, t)] if p.slot == 0 and np.shape(y) == np.shape(t) else []


def _with_loss(p: Place, rule: Callable[[Any, Any, Any], Any]) -> Numbers:
    a, t = _both(p)
    if p.slot or np.shape(a) != np.shape(t):
        return []
    return [rule(p.g, np.exp(a) / np.sum(np.exp(a), axis=-1, keepdims=True), t)]


def _chosen(y: Any, t: Any) -> Any:
    return np.sum(y * t)


def _moved_point(p: Place) -> Numbers:
    return [p.right * 10, p.right / 10]


def _other_input(p: Place) -> Numbers:
    sent = p.back(p.g, 1 - p.slot) if len(p.xs) == 2 else None
    return [] if sent is None else [sent]


def _product(parts: list[Any]) -> Any:
    out = parts[0]
    for part in parts[1:]:
        out = out * part
    return out


def _axis(p: Place) -> Any:
    return dict(p.trace.graph.nodes[p.box.acting].attrs).get("axis")


def _over(p: Place, op: Callable[..., Any], other_axis: bool) -> Numbers:
    x, axis = np.asarray(p.xs[0]), _axis(p)
    if not other_axis:
        return [op(x, axis=axis)]
    return [op(x, axis=1 - axis)] if x.ndim == 2 and axis in (0, 1) else []


def _count(p: Place) -> Any:
    return np.size(p.xs[0]) / np.size(p.out)


VALUES = (
    Kind("multiplied instead of added", "value", "add", lambda p: _swap(p, lambda a, b: a * b)),
    Kind("subtracted instead of added", "value", "add", lambda p: _swap(p, lambda a, b: a - b)),
    Kind("added instead of multiplied", "value", "mul", lambda p: _swap(p, lambda a, b: a + b)),
    Kind("divided instead of multiplied", "value", "mul", lambda p: [p.xs[0] / p.xs[1], p.xs[1] / p.xs[0]]),
    Kind("subtracted instead of multiplied", "value", "mul", lambda p: _swap(p, lambda a, b: a - b)),
    Kind("the wrong way round", "value", "sub", lambda p: _swap(p, lambda a, b: b - a)),
    Kind("the wrong way round", "value", "div", lambda p: _swap(p, lambda a, b: b / a)),
    Kind("the wrong way round", "value", "pow", lambda p: _swap(p, lambda a, b: b**a)),
    Kind("added instead of subtracted", "value", "sub", lambda p: _swap(p, lambda a, b: a + b)),
    Kind("multiplied instead of divided", "value", "div", lambda p: _swap(p, lambda a, b: a * b)),
    Kind("subtracted instead of divided", "value", "div", lambda p: _swap(p, lambda a, b: a - b)),
    Kind("one input copied", "value", "add sub mul div", lambda p: [x for x in p.xs if np.shape(x) == p.right.shape]),
    Kind("input copied", "value", "exp log sqrt sigmoid tanh reciprocal", lambda p: [p.xs[0]]),
    Kind("exponent's sign", "value", "exp", lambda p: [np.exp(-p.xs[0])]),
    Kind("times e", "value", "exp", lambda p: [np.e * p.xs[0]]),
    Kind("base ten", "value", "log", lambda p: [np.log10(p.xs[0])]),
    Kind("exp for log", "value", "log", lambda p: [np.exp(p.xs[0])]),
    Kind("half for root", "value", "sqrt", lambda p: [p.xs[0] / 2]),
    Kind("square for root", "value", "sqrt", lambda p: [p.xs[0] ** 2]),
    Kind("times for power", "value", "pow", lambda p: _swap(p, lambda a, b: a * b)),
    Kind("plus for power", "value", "pow", lambda p: _swap(p, lambda a, b: a + b)),
    Kind("ReLU lets a negative one through", "value", "relu", lambda p: [p.xs[0]] if np.any(p.xs[0] < 0) else []),
    Kind("ReLU drops the sign", "value", "relu", lambda p: [np.abs(p.xs[0])] if np.any(p.xs[0] < 0) else []),
    Kind("ReLU blocks a positive one", "value", "relu", lambda p: [p.xs[0] * 0.0] if np.all(p.xs[0] > 0) else []),
    Kind("ReLU as a step", "value", "relu", lambda p: [(p.xs[0] > 0) * 1.0] if np.all(p.xs[0] > 0) else []),
    Kind("sigmoid with exp(x)", "value", "sigmoid", lambda p: [_sigmoid(-p.xs[0])]),
    Kind("sigmoid: exp alone", "value", "sigmoid", lambda p: [np.exp(-p.xs[0])]),
    Kind("sigmoid: 1 + exp", "value", "sigmoid", lambda p: [1 + np.exp(-p.xs[0])]),
    Kind("sigmoid: the 1 left out", "value", "sigmoid", lambda p: [1 / np.exp(-p.xs[0])]),
    Kind("tanh: sigmoid", "value", "tanh", lambda p: [_sigmoid(p.xs[0])]),
    Kind("tanh: tangent", "value", "tanh", lambda p: [np.tan(p.xs[0])]),
    Kind("tanh: sinh", "value", "tanh", lambda p: [np.sinh(p.xs[0])]),
    Kind("the smaller", "value", "maximum", lambda p: _swap(p, np.minimum)),
    Kind("sum for max", "value", "maximum", lambda p: _swap(p, lambda a, b: a + b)),
    Kind("sign kept", "value", "abs", lambda p: [p.xs[0]] if np.any(p.xs[0] < 0) else []),
    Kind("sign turned", "value", "abs", lambda p: [-p.xs[0]] if np.any(p.xs[0] > 0) else []),
    Kind("sign kept", "value", "neg", lambda p: [p.xs[0]]),
    Kind("reciprocal: sign", "value", "reciprocal", lambda p: [-p.xs[0]]),
    Kind("elementwise for dot", "value", "dot", lambda p: [p.xs[0] * p.xs[1]] if np.shape(p.xs[0]) == np.shape(p.xs[1])
         == p.right.shape else []),
    Kind("dot the wrong way round", "value", "dot", lambda p: [np.dot(p.xs[1], p.xs[0])] if np.shape(p.xs[0]) ==
         np.shape(p.xs[1]) and np.ndim(p.xs[0]) == 2 else []),
    Kind("dot transposed", "value", "dot", lambda p: [p.right.T] if _square(p.right) else []),
    Kind("bias on the first row only", "value", "add", _bias_only_first_row),
    Kind("bias forgotten", "value", "affine", lambda p: [np.dot(p.xs[0], p.xs[1])]),
    Kind("softmax: not divided", "value", "softmax", lambda p: [np.exp(p.xs[0])]),
    Kind("softmax: shares without exp", "value", "softmax", lambda p: [_shares(p.xs[0])]),
    Kind("softmax: only the largest", "value", "softmax", lambda p: [_one_hot(p.xs[0])]),
    Kind("softmax: sigmoid", "value", "softmax", lambda p: [_sigmoid(p.xs[0])]),
    Kind("cross entropy: minus", "value", "cross_entropy", lambda p: [-p.right]),
    Kind("cross entropy: base ten", "value", "cross_entropy", lambda p: [p.right / np.log(10)]),
    Kind("cross entropy: no log", "value", "cross_entropy", lambda p: [_chosen(*_both(p)), -_chosen(*_both(p))]),
    Kind("cross entropy: every class", "value", "cross_entropy", lambda p: [-np.sum(np.log(p.xs[0]))]),
    Kind("cross entropy: not averaged", "value", "cross_entropy softmax_with_loss", lambda p: [p.right * len(p.xs[0])]
         if np.ndim(p.xs[0]) == 2 else []),
    Kind("softmax loss: the probability", "value", "softmax_with_loss", lambda p: [np.exp(-p.right)]
         if np.ndim(p.xs[0]) == 1 else []),
    Kind("softmax loss: minus", "value", "softmax_with_loss", lambda p: [-p.right]),
    Kind("squared error: half", "value", "mean_squared_error", lambda p: [2 * p.right]),
    Kind("squared error: averaged", "value", "mean_squared_error", lambda p: [2 * p.right / np.size(p.xs[0])]),
    Kind("squared error: not squared", "value", "mean_squared_error", lambda p: [0.5 * np.sum(np.abs(p.xs[0] -
         p.xs[1]))]),
    Kind("mean for sum", "value", "sum", lambda p: _over(p, np.mean, False)),
    Kind("sum for mean", "value", "mean", lambda p: _over(p, np.sum, False)),
    Kind("the other axis", "value", "sum", lambda p: _over(p, np.sum, True)),
    Kind("the other axis", "value", "mean", lambda p: _over(p, np.mean, True)),
)  # fmt: skip

GRADIENTS = (
    Kind("upstream forgotten", "gradient", "*", lambda p: [p.local]),
    Kind("passed on unchanged", "gradient", "*", lambda p: [p.g] if np.shape(p.g) == p.right.shape else []),
    Kind("divided by the local gradient", "gradient", "sub mul div pow exp log sqrt sigmoid tanh reciprocal", _divided),
    Kind("added to the upstream gradient", "gradient", "mul pow exp log sqrt sigmoid tanh reciprocal",
         lambda p: [p.g + p.local]),
    Kind("upstream of the output taken", "gradient", "*", lambda p: [p.back(p.seed)] if np.shape(p.seed) ==
         np.shape(p.g) else []),
    Kind("sign turned", "gradient", "*", lambda p: [-p.right]),
    Kind("the value", "gradient", "*", lambda p: [p.value] if p.op != "mul" else []),
    Kind("the other input's gradient", "gradient", "sub div pow", _other_input),
    Kind("not swapped", "gradient", "mul", lambda p: [p.g * p.x]),
    Kind("times the product", "gradient", "mul", lambda p: [p.g * p.out]),
    Kind("the value beside it alone, as upstream plus", "gradient", "mul", lambda p: [p.g + p.x]),
    Kind("plus swaps", "gradient", "add", lambda p: [p.g * p.other]),
    Kind("plus times its own value", "gradient", "add", lambda p: [p.g * p.x]),
    Kind("plus shares out", "gradient", "add", lambda p: [p.g / 2] if np.shape(p.g) == p.right.shape else []),
    Kind("minus: swaps", "gradient", "sub", lambda p: [p.g * p.other]),
    Kind("quotient: not squared", "gradient", "div", lambda p: [-p.g * p.xs[0] / p.xs[1]] if p.slot else []),
    Kind("quotient: sign", "gradient", "div", lambda p: [p.g * p.xs[0] / p.xs[1] ** 2] if p.slot else []),
    Kind("quotient: dividend left out", "gradient", "div", lambda p: [-p.g / p.xs[1] ** 2] if p.slot else []),
    Kind("quotient: times the divisor", "gradient", "div", lambda p: [] if p.slot else [p.g * p.xs[1]]),
    Kind("quotient: log", "gradient", "div", lambda p: [p.g * np.log(p.xs[1])] if p.slot and p.xs[1] > 0 else []),
    Kind("one over x: not squared", "gradient", "reciprocal", lambda p: [-p.g / p.x]),
    Kind("one over x: sign", "gradient", "reciprocal", lambda p: [p.g / p.x**2]),
    Kind("one over x: x squared", "gradient", "reciprocal", lambda p: [-p.g * p.x**2]),
    Kind("one over x: log", "gradient", "reciprocal", lambda p: [p.g * np.log(p.x)] if p.x > 0 else []),
    Kind("minus ignored", "gradient", "neg", lambda p: [p.g]),
    Kind("minus times the value", "gradient", "neg", lambda p: [-p.g * p.x]),
    Kind("power: not lowered", "gradient", "pow", lambda p: [] if p.slot else [p.g * p.xs[1] * p.x ** p.xs[1]]),
    Kind("power: no factor", "gradient", "pow", lambda p: [] if p.slot else [p.g * p.x ** (p.xs[1] - 1)]),
    Kind("power: factor alone", "gradient", "pow", lambda p: [] if p.slot else [p.g * p.xs[1]]),
    Kind("power: the power itself", "gradient", "pow", lambda p: [] if p.slot else [p.g * p.out]),
    Kind("power: integrated", "gradient", "pow", lambda p: [] if p.slot else
         [p.g * p.x ** (p.xs[1] + 1) / (p.xs[1] + 1)]),
    Kind("power: raised instead of lowered", "gradient", "pow", lambda p: [] if p.slot else
         [p.g * p.xs[1] * p.x ** (p.xs[1] + 1)]),
    Kind("power: the factor lowered", "gradient", "pow", lambda p: [] if p.slot else
         [p.g * (p.xs[1] - 1) * p.x ** (p.xs[1] - 1)] if p.xs[1] != 1 else []),
    Kind("exp: times x", "gradient", "exp", lambda p: [p.g * p.x]),
    Kind("exp: power rule", "gradient", "exp", lambda p: [p.g * p.x * np.exp(p.x - 1)]),
    Kind("exp: of the gradient", "gradient", "exp", lambda p: [np.exp(p.g)]),
    Kind("exp: of the output", "gradient", "exp", lambda p: [p.g * np.exp(p.out)]),
    Kind("exp: minus", "gradient", "exp", lambda p: [p.g * np.exp(-p.x)]),
    Kind("log: times x", "gradient", "log", lambda p: [p.g * p.x]),
    Kind("log: log itself", "gradient", "log", lambda p: [p.g * p.out]),
    Kind("log: squared", "gradient", "log", lambda p: [-p.g / p.x**2, p.g / p.x**2]),
    Kind("log: over the output", "gradient", "log", lambda p: [p.g / p.out]),
    Kind("log: of the gradient", "gradient", "log", lambda p: [np.log(p.g)] if np.all(p.g > 0) else []),
    Kind("root: two forgotten", "gradient", "sqrt", lambda p: [p.g / p.out]),
    Kind("root: two above", "gradient", "sqrt", lambda p: [p.g * 2 / p.out, p.g * 2 * p.out]),
    Kind("root: over the input", "gradient", "sqrt", lambda p: [p.g / (2 * p.x)]),
    Kind("root: root again", "gradient", "sqrt", lambda p: [p.g * p.out]),
    Kind("ReLU passes a blocked one", "gradient", "relu", lambda p: [p.g] if np.any(p.x <= 0) else []),
    Kind("ReLU blocks an open one", "gradient", "relu", lambda p: [0.0 * p.g] if np.all(p.x > 0) else []),
    Kind("ReLU times the value", "gradient", "relu", lambda p: [p.g * p.x]),
    Kind("sigmoid: y alone", "gradient", "sigmoid", lambda p: [p.g * p.out]),
    Kind("sigmoid: 1 − y alone", "gradient", "sigmoid", lambda p: [p.g * (1 - p.out)]),
    Kind("sigmoid: 1 − y²", "gradient", "sigmoid", lambda p: [p.g * (1 - p.out**2)]),
    Kind("sigmoid: of x", "gradient", "sigmoid", lambda p: [p.g * p.x * (1 - p.x)]),
    Kind("sigmoid: of the output", "gradient", "sigmoid", lambda p: [p.g * _sigmoid(p.out) * (1 - _sigmoid(p.out))]),
    Kind("sigmoid: y(y − 1)", "gradient", "sigmoid", lambda p: [p.g * p.out * (p.out - 1)]),
    Kind("sigmoid: exp for y² exp", "gradient", "sigmoid", lambda p: [p.g * np.exp(-p.x)]),
    Kind("tanh: 1 − y", "gradient", "tanh", lambda p: [p.g * (1 - p.out)]),
    Kind("tanh: y²", "gradient", "tanh", lambda p: [p.g * p.out**2]),
    Kind("tanh: y(1 − y)", "gradient", "tanh", lambda p: [p.g * p.out * (1 - p.out)]),
    Kind("tanh: 1 − x²", "gradient", "tanh", lambda p: [p.g * (1 - p.x**2)]),
    Kind("tanh: 1 + y²", "gradient", "tanh", lambda p: [p.g * (1 + p.out**2)]),
    Kind("tanh: y² − 1", "gradient", "tanh", lambda p: [p.g * (p.out**2 - 1)]),
    Kind("max: to the smaller", "gradient", "maximum", lambda p: [p.g * (p.x < p.other)]),
    Kind("max: to both", "gradient", "maximum", lambda p: [p.g]),
    Kind("max: shared", "gradient", "maximum", lambda p: [p.g / 2]),
    Kind("max: times the value", "gradient", "maximum", lambda p: [p.g * p.x]),
    Kind("abs: sign forgotten", "gradient", "abs", lambda p: [p.g] if np.any(p.x < 0) else []),
    Kind("abs: times the value", "gradient", "abs", lambda p: [p.g * p.x, p.g * p.out]),
    Kind("product the wrong way", "gradient", "dot affine", lambda p: _dot_forms(p) if p.slot < 2 else []),
    Kind("gradient transposed", "gradient", "dot affine", lambda p: [p.right.T] if _square(p.right) else []),
    Kind("the first sample only", "gradient", "dot affine", lambda p: _weights(p, lambda x, g: np.outer(x[0], g[0]))),
    Kind("averaged over the batch", "gradient", "dot affine", lambda p: _weights(p, lambda x, g: x.T @ g / len(x))),
    Kind("bias: mean", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g.mean(0))),
    Kind("bias: first row", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g[0])),
    Kind("bias: last row", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g[-1])),
    Kind("bias: wrong axis", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g.sum(1))),
    Kind("bias: everything", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g.sum())),
    Kind("bias: as it came", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g)),
    Kind("bias: ones", "gradient", "add affine", lambda p: _unsummed(p, lambda g: g[0] * 0 + 1)),
    Kind("sum: shared out", "gradient", "sum", lambda p: [p.right / _count(p)]),
    Kind("mean: not divided", "gradient", "mean", lambda p: [p.right * _count(p)]),
    Kind("softmax: as a sigmoid", "gradient", "softmax", _softmax_diagonal),
    Kind("softmax: times y", "gradient", "softmax", lambda p: [p.g * p.out]),
    Kind("softmax: y", "gradient", "softmax", lambda p: [p.out]),
    Kind("cross entropy: minus", "gradient", "cross_entropy", lambda p: _cross(p, lambda g, y, t: g * t / y)),
    Kind("cross entropy: −1/y everywhere", "gradient", "cross_entropy", lambda p: _cross(p, lambda g, y, t: -g / y)),
    Kind("cross entropy: −t", "gradient", "cross_entropy", lambda p: _cross(p, lambda g, y, t: -g * t)),
    Kind("cross entropy: −t·y", "gradient", "cross_entropy", lambda p: _cross(p, lambda g, y, t: -g * t * y)),
    Kind("cross entropy: y − t", "gradient", "cross_entropy", lambda p: _cross(p, lambda g, y, t: g * (y - t))),
    Kind("cross entropy: the loss's terms", "gradient", "cross_entropy",
         lambda p: _cross(p, lambda g, y, t: -g * t * np.log(y))),
    Kind("softmax loss: t − y", "gradient", "softmax_with_loss", lambda p: _with_loss(p, lambda g, y, t: g * (t - y))),
    Kind("softmax loss: y", "gradient", "softmax_with_loss", lambda p: _with_loss(p, lambda g, y, t: g * y)),
    Kind("softmax loss: not averaged", "gradient", "softmax_with_loss", lambda p: [p.right * len(p.xs[0])]
         if np.ndim(p.xs[0]) == 2 else []),
    Kind("softmax loss: scores for y", "gradient", "softmax_with_loss", lambda p: [p.g * (p.xs[0] - p.xs[1])]
         if np.shape(p.xs[0]) == np.shape(p.xs[1]) else []),
    Kind("squared error: t − y", "gradient", "mean_squared_error", lambda p: _cross(p, lambda g, y, t: g * (t - y))),
    Kind("squared error: two", "gradient", "mean_squared_error", lambda p: _cross(p, lambda g, y, t: 2 * g * (y - t))),
    Kind("squared error: half", "gradient", "mean_squared_error", lambda p: _cross(p, lambda g, y, t: g * (y - t) / 2)),
    Kind("squared error: squares", "gradient", "mean_squared_error",
         lambda p: _cross(p, lambda g, y, t: g * (y - t) ** 2)),
    Kind("squared error: averaged", "gradient", "mean_squared_error",
         lambda p: _cross(p, lambda g, y, t: g * (y - t) / np.size(y))),
)  # fmt: skip

SUMS = (
    Kind("one branch only", "sum", "*", lambda p: p.branches),
    Kind("one branch forgotten", "sum", "*", lambda p: [p.right - part for part in p.branches]
         if len(p.branches) > 2 else []),
    Kind("branches multiplied", "sum", "*", lambda p: [_product(p.branches)]),
    Kind("branches averaged", "sum", "*", lambda p: [p.right / len(p.branches)]),
    Kind("branches subtracted", "sum", "*", lambda p: [p.branches[0] - p.branches[1], p.branches[1] - p.branches[0]]
         if len(p.branches) == 2 else []),
    Kind("sign turned", "sum", "*", lambda p: [-p.right]),
    Kind("the value", "sum", "*", lambda p: [p.value]),
)  # fmt: skip

ANYWHERE = (
    Kind("decimal point", "value gradient sum", "*", _moved_point),
    Kind("sign lost", "value", "add sub mul div exp sigmoid tanh", lambda p: [-p.right]),
)

KINDS = (*VALUES, *GRADIENTS, *SUMS, *ANYWHERE)


def wrong_numbers(place: Place) -> Iterator[tuple[Kind, Any]]:
    """Yield the wrong answers of a box that asks for numbers, with the kind of the mistake."""
    for kind in KINDS:
        if place.box.kind not in kind.box.split() or kind.ops != "*" and place.op not in kind.ops.split():
            continue
        with np.errstate(all="ignore"):
            for made in kind.make(place):
                value = np.asarray(made, dtype=float)
                if np.all(np.isfinite(value)) and not clearly_right(value, place.right):
                    yield kind, value


def clearly_right(value: Any, right: Any) -> bool:
    """Whether a number is so near to the right one that it would count as right, or as rounded."""
    return value.shape == right.shape and bool(np.all(np.abs(value - right) <= 0.06 * np.abs(right) + 1e-9))


# Formulas are typed; so are their mistakes: by exercise and box, kind and text.
FORMULAS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = MappingProxyType({
    ("square", "∂x"): (
        ("upstream forgotten", "2*x"), ("power: not lowered", "g*2*x**2"), ("power: no factor", "g*x"),
        ("power: factor alone", "2*g"), ("power: the power itself", "g*x**2"), ("power: integrated", "g*x**3/3"),
        ("power: raised instead of lowered", "g*2*x**3"), ("passed on unchanged", "g"), ("the value", "x"),
        ("divided by the local gradient", "g/(2*x)"), ("added to the upstream gradient", "g+2*x"),
        ("sign turned", "-g*2*x"), ("upstream forgotten", "2x"),
    ),
    ("chain", "∂t"): (
        ("power: not lowered", "2*t**2"), ("power: no factor", "t"), ("power: factor alone", "2"),
        ("power: the power itself", "t**2"), ("power: integrated", "t**3/3"), ("passed on unchanged", "1"),
        ("sign turned", "-2*t"), ("divided by the local gradient", "1/(2*t)"),
        ("power: the power itself", "z"), ("power: not lowered", "2*z"), ("power: raised instead of lowered", "2*t**3"),
    ),
    ("chain", "∂x"): (
        ("upstream forgotten", "1"), ("plus swaps", "2*t*y"), ("plus times its own value", "2*t*x"),
        ("plus shares out", "t"), ("sign turned", "-2*(x+y)"), ("the value", "x"),
    ),
    ("chain", "∂y"): (
        ("upstream forgotten", "1"), ("plus swaps", "2*t*x"), ("plus times its own value", "2*(x+y)*y"),
        ("plus shares out", "(x+y)"), ("sign turned", "-2*t"), ("the value", "y"),
    ),
    ("add", "∂x"): (
        ("upstream forgotten", "1"), ("plus swaps", "g*y"), ("plus times its own value", "g*x"),
        ("plus shares out", "g/2"), ("sign turned", "-g"), ("the value", "x"), ("value of the output", "g*z"),
    ),
    ("add", "∂y"): (
        ("upstream forgotten", "1"), ("plus swaps", "g*x"), ("plus times its own value", "g*y"),
        ("plus shares out", "g/2"), ("sign turned", "-g"), ("the value", "y"),
    ),
    ("mul", "∂x"): (
        ("upstream forgotten", "y"), ("not swapped", "g*x"), ("times the product", "g*z"),
        ("times the product", "g*x*y"), ("passed on unchanged", "g"), ("divided by the local gradient", "g/y"),
        ("added to the upstream gradient", "g+y"), ("sign turned", "-g*y"), ("upstream forgotten, not swapped", "x"),
    ),
    ("mul", "∂y"): (
        ("upstream forgotten", "x"), ("not swapped", "g*y"), ("times the product", "g*z"), ("passed on unchanged", "g"),
        ("divided by the local gradient", "g/x"), ("added to the upstream gradient", "g+x"), ("sign turned", "-g*x"),
        ("upstream forgotten, not swapped", "y"),
    ),
    ("sigmoid-formulas", "∂v3"): (
        ("upstream forgotten", "-y**2"), ("one over x: sign", "g*y**2"), ("one over x: not squared", "-g*y"),
        ("one over x: x squared", "-g*v3**2"), ("one over x: log", "g*log(v3)"), ("passed on unchanged", "g"),
        ("added to the upstream gradient", "g-y**2"),
    ),
    ("sigmoid-formulas", "∂v2"): (
        ("upstream of the output taken", "g"), ("plus shares out", "-g*y**2/2"), ("sign turned", "g*y**2"),
        ("plus times its own value", "-g*y**2*v2"), ("upstream forgotten", "1"),
    ),
    ("sigmoid-formulas", "∂v1"): (
        ("exp: times x", "-g*y**2*v1"), ("upstream forgotten", "exp(-x)"), ("passed on unchanged", "-g*y**2"),
        ("sign turned", "g*y**2*exp(-x)"), ("exp: minus", "-g*y**2*exp(x)"),
        ("upstream of the output taken", "g*exp(-x)"),
    ),
    ("sigmoid-formulas", "∂x"): (
        ("passed on unchanged", "-g*y**2*exp(-x)"), ("upstream forgotten", "-1"),
        ("not swapped", "-g*y**2*exp(-x)*x"), ("upstream of the output taken", "-g"), ("the value", "x"),
    ),
    ("sigmoid-formula", "∂x"): (
        ("upstream forgotten", "y*(1-y)"), ("sigmoid: y alone", "g*y"), ("sigmoid: 1 − y alone", "g*(1-y)"),
        ("sigmoid: 1 − y²", "g*(1-y**2)"), ("sigmoid: of x", "g*x*(1-x)"), ("sigmoid: y(y − 1)", "g*y*(y-1)"),
        ("passed on unchanged", "g"), ("divided by the local gradient", "g/(y*(1-y))"),
        ("added to the upstream gradient", "g+y*(1-y)"), ("sigmoid: exp for y² exp", "g*exp(-x)"),
        ("sign turned", "-g*y*(1-y)"), ("the value", "x"),
    ),
    ("batch-formulas", "∂X"): (
        ("product the wrong way", "dot(g, W)"), ("product the wrong way", "dot(W, g)"),
        ("product the wrong way", "dot(transpose(W), g)"), ("product the wrong way", "g*W"),
        ("passed on unchanged", "g"), ("upstream forgotten", "transpose(W)"), ("upstream forgotten", "W"),
        ("gradient transposed", "dot(W, transpose(g))"),
    ),
    ("batch-formulas", "∂W"): (
        ("product the wrong way", "dot(X, g)"), ("product the wrong way", "dot(g, X)"),
        ("product the wrong way", "dot(g, transpose(X))"), ("averaged over the batch", "dot(transpose(X), g)/2"),
        ("upstream forgotten", "transpose(X)"), ("upstream forgotten", "X"), ("passed on unchanged", "g"),
        ("gradient transposed", "dot(transpose(g), X)"),
    ),
    ("batch-formulas", "∂B"): (
        ("bias: as it came", "g"), ("bias: mean", "mean(g, axis=0)"), ("bias: wrong axis", "sum(g, axis=1)"),
        ("bias: everything", "sum(g)"), ("the value", "B"),
    ),
})  # fmt: skip
