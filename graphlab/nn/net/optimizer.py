"""The optimizers SGD, momentum and Adam, each over one vector of all weights."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Optimiser(Protocol):
    """Updates weights; `moments` is its whole state between two updates."""

    moments: tuple[Array, ...]

    def step(self, weights: Array, gradient: Array, rate: float) -> None:
        """Update the weights in place; overwrites the gradient."""


class SGD:
    """W ← W − rate · gradient."""

    def __init__(self, _like: Array) -> None:
        self.moments: tuple[Array, ...] = ()

    def step(self, weights: Array, gradient: Array, rate: float) -> None:
        """Update the weights in place; overwrites the gradient."""
        np.multiply(gradient, rate, out=gradient)
        np.subtract(weights, gradient, out=weights)


class Momentum:
    """v ← 0.9 · v − rate · gradient; W ← W + v."""

    def __init__(self, like: Array) -> None:
        self.moments: tuple[Array, ...] = (np.zeros_like(like),)

    def step(self, weights: Array, gradient: Array, rate: float) -> None:
        """Update the weights in place; overwrites the gradient."""
        (v,) = self.moments
        v *= 0.9
        v -= np.multiply(gradient, rate, out=gradient)
        weights += v


class Adam:
    """Kingma and Ba, 2015 (arXiv:1412.6980), with their constants; the third moment is the number of steps."""

    def __init__(self, like: Array) -> None:
        self.moments: tuple[Array, ...] = np.zeros_like(like), np.zeros_like(like), np.zeros(1, like.dtype)

    def step(self, weights: Array, gradient: Array, rate: float) -> None:
        """Update the weights in place; overwrites the gradient."""
        m, v, steps = self.moments
        steps += 1
        m += 0.1 * (gradient - m)
        v += 0.001 * (np.square(gradient, out=gradient) - v)
        n = float(steps[0])
        np.sqrt(np.divide(v, 1 - 0.999**n, out=gradient), out=gradient)
        gradient += 1e-8
        weights -= rate / (1 - 0.9**n) * np.divide(m, gradient, out=gradient)


OPTIMISERS: Mapping[str, Callable[[Array], Optimiser]] = MappingProxyType(
    {"sgd": SGD, "momentum": Momentum, "adam": Adam}
)
