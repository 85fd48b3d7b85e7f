"""The settings of a training: their defaults (the chapter's), their limits, and what is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.nn.net.architecture import ACTIVATIONS, INIT_STD, INITS, hidden_problem, hidden_sizes, one_of
from graphlab.nn.net.optimizer import OPTIMISERS

MOST_RATE = 1e6
MOST_STD = 100.0
MOST_ITERATIONS = 1_000_000
MOST_BATCH = 10_000


@dataclass(frozen=True)
class TrainConfig:
    """The settings of a training; the sizes of input and output are the data set's. Raises `GraphlabError`.

    >>> TrainConfig(hidden_size=100).hidden_size
    (100,)
    >>> TrainConfig(learning_rate=0)
    Traceback (most recent call last):
    ...
    graphlab.engine.errors.GraphlabError: The learning rate must be larger than 0: at 0 nothing is learned.
    """

    hidden_size: tuple[int, ...] = (50,)
    activation: str = "relu"
    init: str = "std"
    weight_init_std: float = INIT_STD
    learning_rate: float = 0.1
    batch_size: int = 100
    iterations: int = 10_000
    seed: int = 0
    optimiser: str = "sgd"

    def __post_init__(self) -> None:
        for problem in config_problems(vars(self)).values():
            raise GraphlabError(problem)
        object.__setattr__(self, "hidden_size", hidden_sizes(self.hidden_size))


def config_problems(settings: Mapping[str, Any], rows: int | None = None) -> dict[str, Message]:
    """Return what is wrong, by the name of the setting; nothing if a training can begin.

    `rows` is the number of training images, if the data set is known.

    >>> {name: str(problem) for name, problem in config_problems({"batch_size": 200}, rows=100).items()}
    {'batch_size': 'The batch has 200 images, but there are only 100 to train on.'}
    """
    found = {name: _CHECKS[name](value) for name, value in settings.items() if name in _CHECKS}
    problems = {name: problem for name, problem in found.items() if problem}
    batch = settings.get("batch_size", 0)
    if rows is not None and "batch_size" not in problems and batch > rows:
        problems["batch_size"] = say(
            "The batch has {batch} images, but there are only {rows} to train on.", batch=batch, rows=rows
        )
    return problems


def rate_problem(value: Any) -> Message | None:
    """Return what is wrong with a learning rate, or None."""
    if not _number(value):
        return say("The learning rate must be a number.")
    if value <= 0:
        return say("The learning rate must be larger than 0: at 0 nothing is learned.")
    if value > MOST_RATE:
        return say(
            "The learning rate may be {most} at most; useful ones lie between 0.001 and 1.", most=f"{MOST_RATE:,.0f}"
        )
    return None


def _std_problem(value: Any) -> Message | None:
    if _number(value) and 0 < value <= MOST_STD:
        return None
    return say("The spread of the initial weights must be larger than 0, and {most} at most.", most=f"{MOST_STD:g}")


def _within(least: int, most: int, message: str) -> Callable[[Any], Message | None]:
    def check(value: Any) -> Message | None:
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        return None if whole and least <= value <= most else Message(message, (("most", f"{most:,}"),))

    return check


def _number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and isfinite(value)


_CHECKS: Mapping[str, Callable[[Any], Message | None]] = MappingProxyType(
    {
        "hidden_size": lambda value: hidden_problem(value if isinstance(value, tuple) else (value,)),
        "activation": lambda value: one_of(value, ACTIVATIONS),
        "init": lambda value: one_of(value, INITS),
        "weight_init_std": _std_problem,
        "learning_rate": rate_problem,
        "batch_size": _within(1, MOST_BATCH, _("A batch has 1 to {most} images.")),
        "iterations": _within(1, MOST_ITERATIONS, _("Give 1 to {most} iterations.")),
        "seed": _within(0, 2**63 - 1, _("The seed is a whole number from 0 to {most}.")),
        "optimiser": lambda value: one_of(value, tuple(OPTIMISERS)),
    }
)
