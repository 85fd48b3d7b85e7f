"""Random exercises, and the answers that learners would give: right ones written in many ways, and slips."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.graph.source_text import literal
from graphlab.engine.ops import OPS
from graphlab.practice.exercise import Box, Exercise, solution_of
from graphlab.practice.slips import KnownSlip, known_slips
from graphlab.practice.tolerance import agrees

UNARY = ("exp", "log", "sqrt", "reciprocal", "sigmoid", "tanh", "relu", "abs", "neg")
BINARY = ("add", "add", "sub", "mul", "mul", "mul", "div", "maximum")
ARRAYS = (
    "Y = dot(X, W) + B", "Y = affine(X, W, B)", "L = mean(relu(dot(X, W) + B))", "L = softmax_with_loss(dot(X, W), T)",
    "y = softmax(dot(X, W))\nL = cross_entropy(y, T)", "L = mean_squared_error(sigmoid(dot(X, W) + B), T)",
    "L = sum(sigmoid(X) * X)", "L = sum(tanh(dot(X, W)) * T)",
)  # fmt: skip


def number(rng: random.Random) -> str:
    return rng.choice([str(rng.randint(2, 12)), f"{rng.uniform(0.3, 3):.1f}", f"-{rng.uniform(0.3, 3):.1f}"])


def scalar_exercise(rng: random.Random) -> Exercise:
    """A graph of numbers with fan-out, its inputs short numbers."""
    nodes = [Node(f"x{i}", "input") for i in range(rng.randint(2, 3))]
    for i in range(rng.randint(2, 6)):
        op = rng.choice(UNARY) if rng.random() < 0.35 else rng.choice(BINARY)
        last = len(nodes) - 1
        inputs = tuple(rng.choice([last, rng.randint(0, last)]) for _ in OPS[op].inputs)
        nodes.append(Node(f"n{i}", op, inputs))
    feed = tuple((node.name, number(rng)) for node in nodes if node.op == "input")
    source = Graph(tuple(nodes)).to_source()
    used = [(name, value) for name, value in feed if name in Exercise("", source).graph.inputs]
    return Exercise("", source, tuple(used), rng.choice(["1", "1", "1.3", "2", "-0.5"]), "both")


def matrix(rng: random.Random, rows: int, columns: int) -> str:
    return literal(tuple(tuple(float(rng.randint(-4, 5)) / 2 for _ in range(columns)) for _ in range(rows)))


def array_exercise(rng: random.Random) -> Exercise:
    source = rng.choice(ARRAYS)
    columns = 2 if "X) * X" in source else 3
    values = {
        "X": matrix(rng, 2, 2), "W": matrix(rng, 2, columns), "B": literal(tuple(float(n) for n in (1, -2, 3))),
        "T": "[[0, 1, 0], [1, 0, 0]]",
    }  # fmt: skip
    graph = Exercise("", source).graph
    upstream = matrix(rng, 2, 3) if source.startswith("Y") else "1"
    return Exercise("", source, tuple((name, values[name]) for name in graph.inputs), upstream, "both")


def exercises(seed: int) -> Iterator[tuple[random.Random, Exercise]]:
    """Endless exercises whose numbers are of a size that a person handles."""
    rng = random.Random(seed)
    while True:
        exercise = array_exercise(rng) if rng.random() < 0.2 else scalar_exercise(rng)
        sizes = [abs(np.asarray(solution_of(exercise.trace, box))) for box in exercise.boxes]
        if sizes and all(np.all((size == 0) | ((size > 1e-3) & (size < 1e5))) for size in sizes):
            yield rng, exercise


def written(value: Any, rng: random.Random) -> str:
    """A number as a learner writes it: in full, with four or three digits, as a fraction, as a product."""
    if np.ndim(value):
        return "[" + ", ".join(written(part, rng) for part in value) + "]"
    value, way = float(value), rng.random()
    if way < 0.3:
        return repr(value)
    if way < 0.55:
        return f"{value:.4g}"
    if way < 0.7:
        return f"{value:.3g}".replace("-", "−")
    if way < 0.85:
        found = Fraction(value).limit_denominator(10_000)
        return f"{found.numerator}/{found.denominator}" if agrees(float(found), value, 1e-3) else repr(value)
    factor = rng.choice([2.0, 0.5, 4.0])
    return f"{value / factor!r} * {factor}" if rng.random() < 0.5 else f"{value - 1!r} + 1"


def slipped(seed: int, count: int) -> Iterator[tuple[Exercise, Box, KnownSlip, str]]:
    """Answers that come of a slip, one a random exercise; a slip that gives the right number is none."""
    for rng, exercise in exercises(seed):
        if count == 0:
            return
        box = rng.choice(exercise.boxes)
        right = solution_of(exercise.trace, box)
        by_name: dict[str, list[KnownSlip]] = {}
        for slip in known_slips(exercise.trace, box):
            if not agrees(slip.value, right, exercise.tolerance):
                by_name.setdefault(slip.name, []).append(slip)
        if by_name:
            slip = rng.choice(by_name[rng.choice(sorted(by_name))])
            count -= 1
            yield exercise, box, slip, written(slip.value, rng)


def right(seed: int, count: int) -> Iterator[tuple[Exercise, Box, str]]:
    for rng, exercise in exercises(seed):
        if count == 0:
            return
        box = rng.choice(exercise.boxes)
        count -= 1
        yield exercise, box, written(solution_of(exercise.trace, box), rng)
