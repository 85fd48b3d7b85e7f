"""What a kind of wrong answer is, and what several kinds are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from bench.practice.place import Place

Numbers = Iterable[Any]
Make = Callable[[Place], Numbers]


class Kind(NamedTuple):
    """One kind of mistake: in which boxes (`value`, `gradient`, `sum`) and with which ops; what comes out."""

    name: str
    box: str
    ops: str
    make: Make


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def both(p: Place) -> tuple[Any, Any]:
    return p.xs[0], p.xs[1]


def square(x: Any) -> bool:
    return np.ndim(x) == 2 and np.shape(x)[0] == np.shape(x)[1]
