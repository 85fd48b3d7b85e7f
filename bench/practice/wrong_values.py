"""Kinds of wrong answers on the way forward, from the side of a teacher of beginners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bench.practice.kind import Kind, Numbers, both, sigmoid, square
from bench.practice.place import Place


def _swap(p: Place, rule: Callable[[Any, Any], Any]) -> Numbers:
    a, b = both(p)
    return [rule(a, b)]


def _one_hot(x: Any) -> Any:
    return (x == np.max(x, axis=-1, keepdims=True)) * 1.0


def _shares(x: Any) -> Any:
    return x / np.sum(x, axis=-1, keepdims=True)


def _bias_only_first_row(p: Place) -> Numbers:
    a, b = both(p)
    if np.ndim(a) != 2 or np.ndim(b) != 1:
        return []
    out = np.array(a)
    out[0] = out[0] + b
    return [out]


def _chosen(y: Any, t: Any) -> Any:
    return np.sum(y * t)


def _axis(p: Place) -> Any:
    return dict(p.trace.graph.nodes[p.box.acting].attrs).get("axis")


def _over(p: Place, op: Callable[..., Any], other_axis: bool) -> Numbers:
    x, axis = np.asarray(p.xs[0]), _axis(p)
    if not other_axis:
        return [op(x, axis=axis)]
    return [op(x, axis=1 - axis)] if x.ndim == 2 and axis in (0, 1) else []


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
    Kind("sigmoid with exp(x)", "value", "sigmoid", lambda p: [sigmoid(-p.xs[0])]),
    Kind("sigmoid: exp alone", "value", "sigmoid", lambda p: [np.exp(-p.xs[0])]),
    Kind("sigmoid: 1 + exp", "value", "sigmoid", lambda p: [1 + np.exp(-p.xs[0])]),
    Kind("sigmoid: the 1 left out", "value", "sigmoid", lambda p: [1 / np.exp(-p.xs[0])]),
    Kind("tanh: sigmoid", "value", "tanh", lambda p: [sigmoid(p.xs[0])]),
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
    Kind("dot transposed", "value", "dot", lambda p: [p.right.T] if square(p.right) else []),
    Kind("bias on the first row only", "value", "add", _bias_only_first_row),
    Kind("bias forgotten", "value", "affine", lambda p: [np.dot(p.xs[0], p.xs[1])]),
    Kind("softmax: not divided", "value", "softmax", lambda p: [np.exp(p.xs[0])]),
    Kind("softmax: shares without exp", "value", "softmax", lambda p: [_shares(p.xs[0])]),
    Kind("softmax: only the largest", "value", "softmax", lambda p: [_one_hot(p.xs[0])]),
    Kind("softmax: sigmoid", "value", "softmax", lambda p: [sigmoid(p.xs[0])]),
    Kind("cross entropy: minus", "value", "cross_entropy", lambda p: [-p.right]),
    Kind("cross entropy: base ten", "value", "cross_entropy", lambda p: [p.right / np.log(10)]),
    Kind("cross entropy: no log", "value", "cross_entropy", lambda p: [_chosen(*both(p)), -_chosen(*both(p))]),
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
