"""The architecture of a net as a value: the units of each layer, and the graph that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse

Array = npt.NDArray[np.float64]

ACTIVATIONS = ("relu", "sigmoid", "tanh")
INITS = ("std", "he", "xavier")
# The chapter's standard deviation of the initial weights.
INIT_STD = 0.01
MOST_UNITS = 2_000
MOST_LAYERS = 8


@dataclass(frozen=True)
class Architecture:
    """The units of each layer, from the input to the output, and the activation function.

    >>> print(Architecture((784, 50, 10)).graph.to_source())
    a1 = affine(x, W1, b1)
    z1 = relu(a1)
    a2 = affine(z1, W2, b2)
    loss = softmax_with_loss(a2, t)
    """

    sizes: tuple[int, ...]
    activation: str = "relu"

    @cached_property
    def graph(self) -> Graph:
        """The net as a graph from images x and labels t to the loss."""
        return parse("\n".join([*self._lines(), f"loss = softmax_with_loss(a{self.depth}, t)"]))

    @cached_property
    def scores(self) -> Graph:
        """The net as a graph from images x to the scores."""
        return parse("\n".join(self._lines()))

    def _lines(self) -> list[str]:
        lines: list[str] = []
        for k in range(1, self.depth + 1):
            lines += [f"z{k - 1} = {self.activation}(a{k - 1})"] if k > 1 else []
            lines += [f"a{k} = affine({f'z{k - 1}' if k > 1 else 'x'}, W{k}, b{k})"]
        return lines

    @property
    def depth(self) -> int:
        """Number of Affine layers."""
        return len(self.sizes) - 1

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters: W1, b1, W2, b2, …"""
        return tuple(f"{letter}{k}" for k in range(1, self.depth + 1) for letter in "Wb")

    def initial_parameters(
        self, rng: np.random.Generator, init: str = "std", std: float = INIT_STD
    ) -> dict[str, Array]:
        """Return initial parameters: normal weights with the standard deviation that `init` gives, and zero biases."""
        params: dict[str, Array] = {}
        for k, (before, after) in enumerate(pairwise(self.sizes), start=1):
            params[f"W{k}"] = initial_std(init, std, before) * rng.standard_normal((before, after))
            params[f"b{k}"] = np.zeros(after)
        return params


def initial_std(init: str, std: float, units: int) -> float:
    """Return the standard deviation of the initial weights after a layer of `units` units.

    "he" is √(2/n), "xavier" √(1/n), "std" the given one.
    """
    factors: Mapping[str, float] = MappingProxyType({"he": 2.0, "xavier": 1.0})
    return float(np.sqrt(factors[init] / units)) if init in factors else std


def hidden_sizes(hidden_size: Any) -> tuple[int, ...]:
    """Return the hidden layers' sizes as a tuple; a number is one layer. Raises `GraphlabError`."""
    given = tuple(hidden_size) if isinstance(hidden_size, tuple | list) else (hidden_size,)
    problem = hidden_problem(given)
    if problem:
        raise GraphlabError(problem)
    return tuple(map(int, given))


def hidden_problem(sizes: tuple[Any, ...]) -> Message | None:
    """Return what is wrong with the sizes of the hidden layers, or None."""
    if not 1 <= len(sizes) <= MOST_LAYERS:
        return say("A net has 1 to {most} hidden layers.", most=MOST_LAYERS)
    if all(_whole(size) and 1 <= size <= MOST_UNITS for size in sizes):
        return None
    return say("A hidden layer has 1 to {most} units.", most=f"{MOST_UNITS:,}")


def _whole(number: Any) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def one_of(value: Any, known: tuple[str, ...]) -> Message | None:
    """Return a message if the value is not one of the known words, else None."""
    return None if value in known else say("Choose one of: {known}.", known=", ".join(known))
