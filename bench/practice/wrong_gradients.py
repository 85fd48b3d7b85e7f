"""Kinds of wrong answers on the way back, from the side of a teacher of beginners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bench.practice.kind import Kind, Numbers, both, sigmoid, square
from bench.practice.place import Place


def _divided(p: Place) -> Numbers:
    """The upstream gradient over the local one, number by number."""
    return [p.g / p.local] if np.shape(p.g) == np.shape(p.local) and np.all(p.local != 0) else []


def _unsummed(p: Place, how: Callable[[Any], Any]) -> Numbers:
    """The gradient of a bias in another way than summed over the batch; nothing where there is no batch."""
    g = np.asarray(p.g)
    is_bias = (p.op == "affine" and p.slot == 2) or (p.op == "add" and np.ndim(p.x) == 1)
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
    y, t = both(p)
    return [rule(p.g, y, t)] if p.slot == 0 and np.shape(y) == np.shape(t) else []


def _with_loss(p: Place, rule: Callable[[Any, Any, Any], Any]) -> Numbers:
    a, t = both(p)
    if p.slot or np.shape(a) != np.shape(t):
        return []
    return [rule(p.g, np.exp(a) / np.sum(np.exp(a), axis=-1, keepdims=True), t)]


def _other_input(p: Place) -> Numbers:
    sent = p.trace.contributions[p.box.target]
    return [] if len(sent) != 2 or sent[1 - p.slot] is None else [sent[1 - p.slot]]


def _product(parts: list[Any]) -> Any:
    out = parts[0]
    for part in parts[1:]:
        out = out * part
    return out


def _count(p: Place) -> Any:
    return np.size(p.xs[0]) / np.size(p.out)


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
    Kind("sigmoid: of the output", "gradient", "sigmoid", lambda p: [p.g * sigmoid(p.out) * (1 - sigmoid(p.out))]),
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
    Kind("gradient transposed", "gradient", "dot affine", lambda p: [p.right.T] if square(p.right) else []),
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
         if np.shape(p.xs[0]) == np.shape(p.xs[1]) and not p.slot else []),
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
