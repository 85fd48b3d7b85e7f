"""Rarer kinds of wrong answers, on both ways, from the side of a teacher of beginners."""

from __future__ import annotations

import numpy as np

from bench.practice.kind import Kind, Numbers
from bench.practice.place import Place


def _doubly(p: Place) -> Numbers:
    """The upstream gradient, or the local one, multiplied in twice."""
    return [p.g * p.right, p.local * p.right] if np.shape(p.g) == p.right.shape == np.shape(p.local) else []


def _labelled(p: Place) -> bool:
    return p.slot == 0 and np.shape(p.xs[0]) == np.shape(p.xs[1])


RARER = (
    Kind("nothing comes back", "gradient", "add sub maximum mul", lambda p: [0 * p.right]),
    Kind("everything twice", "gradient sum", "*", lambda p: [2 * p.right]),
    Kind("a factor twice", "gradient", "*", _doubly),
    Kind("times the sum of both", "gradient", "mul", lambda p: [p.g * (p.x + p.other)]),
    Kind("power: divided by the exponent", "gradient", "pow", lambda p: [] if p.slot else [p.g * p.x / p.xs[1]]),
    Kind("quotient: only the divisor", "gradient", "div", lambda p: [-p.g / p.xs[1], p.g / p.xs[1] ** 2]
         if p.slot else []),
    Kind("sigmoid: y²", "gradient", "sigmoid", lambda p: [p.g * p.out**2]),
    Kind("sigmoid: y(1 + y)", "gradient", "sigmoid", lambda p: [p.g * p.out * (1 + p.out)]),
    Kind("sigmoid: y(1 − x)", "gradient", "sigmoid", lambda p: [p.g * p.out * (1 - p.x)]),
    Kind("tanh: one over cosh", "gradient", "tanh", lambda p: [p.g / np.cosh(p.x)]),
    Kind("exp: x comes down", "gradient", "exp", lambda p: [p.g * p.x * np.exp(p.x)]),
    Kind("exp: times e", "gradient", "exp", lambda p: [p.g * np.e]),
    Kind("ReLU: 1", "gradient", "relu", lambda p: [np.ones_like(p.g)] if np.all(p.x > 0) else []),
    Kind("dX averaged", "gradient", "dot affine", lambda p: [p.right / len(p.g)]
         if p.slot == 0 and np.ndim(p.g) == 2 else []),
    Kind("softmax loss: the label", "gradient", "softmax_with_loss", lambda p: [p.xs[1]] if _labelled(p) else []),
    Kind("cross entropy: −t / y²", "gradient", "cross_entropy", lambda p: [-p.g * p.xs[1] / p.xs[0] ** 2]
         if _labelled(p) else []),
    Kind("the largest branch", "sum", "*", lambda p: [max(p.branches)] if p.right.ndim == 0 else []),
    Kind("another base", "value", "exp", lambda p: [10.0 ** p.xs[0], p.xs[0] ** np.e]),
    Kind("base two", "value", "log", lambda p: [np.log2(p.xs[0])]),
    Kind("sign dropped", "value", "neg sub", lambda p: [np.abs(p.right)] if np.any(p.right < 0) else []),
)  # fmt: skip
