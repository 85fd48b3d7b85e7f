"""Random exercises: lines of arithmetic with functions, and layers with losses."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from graphlab.engine.errors import GraphlabError
from graphlab.practice.exercise import Exercise

LINES = (
    "{a} * {b}", "{a} * {b}", "{a} + {b}", "{a} + {b}", "{a} - {b}", "{a} / {b}", "{a} ** 2", "{a} ** 3", "exp({a})",
    "log({a})", "sqrt({a})", "sigmoid({a})", "tanh({a})", "relu({a})", "maximum({a}, {b})", "abs({a})", "1 / {a}",
    "-{a}", "{a} * {b} + {a}", "({a} + {b}) * {c}",
)  # fmt: skip
LAYERS = (
    "Y = dot(X, W) + B", "Y = affine(X, W, B)", "h = relu(dot(X, W) + B)\nL = sum(h)",
    "y = softmax(dot(X, W))\nL = cross_entropy(y, T)", "a = affine(X, W, B)\nL = softmax_with_loss(a, T)",
    "y = sigmoid(dot(X, W) + B)\nL = mean_squared_error(y, T)", "s = sum(dot(X, W), axis=0)\nL = mean(s * s)",
    "h = tanh(dot(X, W))\nL = mean(h * T)",
)  # fmt: skip
NUMBERS = ("2", "3", "5", "7", "1.5", "0.4", "2.5", "-2", "-1.5", "0.7", "-0.6", "1.3")
MOST, LEAST = 1e4, 1e-3


def scalars(dice: random.Random) -> Exercise:
    """Return an exercise of three to six lines, each of which uses the one before it."""
    inputs = ["x", "y", "z"][: dice.randint(1, 3)]
    names, lines = list(inputs), []
    for name in ["a", "b", "c", "d", "e", "f"][: dice.randint(2, 5)]:
        used = [names[-1], dice.choice(names), dice.choice(names)]
        first, second = used[:2] if dice.random() < 0.5 else used[1::-1]
        lines.append(f"{name} = " + dice.choice(LINES).format(a=first, b=second, c=used[2]))
        names.append(name)
    source = "\n".join(lines)
    feed = tuple((name, dice.choice(NUMBERS)) for name in Exercise("", source).graph.inputs)
    return Exercise("", source, feed, dice.choice(["1", "1.3", "2", "-0.5", "3"]), "both")


def layers(dice: random.Random) -> Exercise:
    """Return an exercise on matrices: a layer for a batch of two or three, mostly with a loss."""
    source, batch, width = dice.choice(LAYERS), dice.choice([2, 3]), dice.choice([2, 3])

    def matrix(rows: int, columns: int) -> str:
        return str([[dice.randint(-4, 6) / 2 for _ in range(columns)] for _ in range(rows)])

    values = {
        "X": matrix(batch, 2), "W": matrix(2, width), "B": str([dice.randint(-3, 4) for _ in range(width)]),
        "T": str(one_hot(dice, batch, width)),
    }  # fmt: skip
    upstream = matrix(batch, width) if source.startswith("Y") else dice.choice(["1", "1", "2"])
    return Exercise("", source, tuple((n, values[n]) for n in Exercise("", source).graph.inputs), upstream, "both")


def one_hot(dice: random.Random, rows: int, columns: int) -> list[list[int]]:
    """Return labels: one 1 in each row."""
    chosen = [dice.randrange(columns) for _ in range(rows)]
    return [[int(column == place) for column in range(columns)] for place in chosen]


def exercises(seed: int, count: int) -> Iterator[tuple[str, Exercise]]:
    """Yield random exercises whose numbers a person could write down, two thirds of them without matrices."""
    dice, found = random.Random(seed), 0
    while found < count:
        try:
            exercise = layers(dice) if dice.random() < 0.33 else scalars(dice)
            numbers = [*exercise.trace.node_values, *filter(_has_gradient, exercise.trace.node_grads)]
        except GraphlabError:
            continue
        if exercise.boxes and all(map(writable, numbers)):
            found += 1
            yield f"random {found}", exercise


def _has_gradient(gradient: object) -> bool:
    return gradient is not None


def writable(value: object) -> bool:
    """Whether every number is 0 or of an everyday size."""
    size = np.abs(np.asarray(value, dtype=float))
    return bool(np.all(np.isfinite(size) & ((size == 0) | (size > LEAST)) & (size < MOST)))
