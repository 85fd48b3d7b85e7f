"""The next exercise of the same kind: the same graph with other numbers, chosen so that the results are short."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Literal
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.run.typed_run import trace_bytes
from graphlab.practice.exercise import UPSTREAM, Exercise, solution_of

DRAWS = 60
SHORTEST = 5
MOST_DIGITS, LONG = 12, 6
# Scores beyond this are no logarithms of the whole numbers of an exercise; numbers beyond WHOLE have no digits to draw.
LARGEST_SCORE, WHOLE = 20.0, 1e15


@bounded(APP.caches["exercises"], lambda made, *_: trace_bytes(made.trace))
def another(exercise: Exercise, seed: int) -> Exercise:
    """Return the exercise with other inputs: of many random ones, one of those with the shortest numbers.

    >>> first = Exercise("", "z = x * y", (("x", "10"), ("y", "5")), "1.3")
    >>> another(first, 1).feed != first.feed
    True
    """
    rng = random.Random(seed)
    drawn = [fresh for _ in range(DRAWS) for fresh in _usable(_drawn(exercise, rng), exercise)]
    return rng.choice(sorted(drawn, key=_length)[:SHORTEST] or [exercise])


def _drawn(exercise: Exercise, rng: random.Random) -> Exercise:
    values = {name: parse_literal(text) for name, text in exercise.feed}
    exchanged = {**_exchanged(values, rng, _is_long), **_exchanged(values, rng, _is_label)}
    feed = tuple((name, exchanged.get(name) or _text(value, rng)) for name, value in values.items())
    # An upstream gradient of 1 is the seed of a backward pass and stays.
    kept = exercise.upstream in ("1", UPSTREAM)
    upstream = exercise.upstream if kept else _text(parse_literal(exercise.upstream), rng)
    return replace(exercise, feed=feed, upstream=upstream)


def _exchanged(values: dict[str, Literal], rng: random.Random, kind: Callable[[Literal], bool]) -> dict[str, str]:
    """Return the inputs of a kind in another order: single labels, and numbers with a round logarithm."""
    chosen = [name for name, value in values.items() if kind(value)]
    order = rng.sample(chosen, len(chosen))
    useful = len({values[name] for name in chosen}) > 1
    return {to: literal(values[name]) for to, name in zip(chosen, order, strict=True)} if useful else {}


def _is_long(value: Literal) -> bool:
    return isinstance(value, float) and count_digits(value) > LONG


def _is_label(value: Literal) -> bool:
    return value in (0.0, 1.0)


def _usable(fresh: Exercise, old: Exercise) -> Iterator[Exercise]:
    """Yield the exercise if its numbers are new and every box of the old one is in it."""
    try:
        if fresh.feed != old.feed and [box.key for box in fresh.boxes] == [box.key for box in old.boxes]:
            yield fresh
    except GraphlabError:
        return


def _length(exercise: Exercise) -> int:
    """Return the number of digits in all boxes and inputs."""
    values = [*(solution_of(exercise.trace, box) for box in exercise.boxes), *exercise.trace.node_values]
    inputs = [text for _name, text in exercise.feed]
    # With two equal inputs, swapped and not swapped give the same number.
    equal = len(inputs) - len(set(inputs))
    return 20 * equal + sum(count_digits(float(x)) for value in values for x in np.ravel(value))


def count_digits(x: float) -> int:
    """Return the number of digits of a number, 12 where they do not end.

    >>> count_digits(2.2), count_digits(220.00000000000003), count_digits(1 / 3)
    (2, 2, 12)
    """
    text = f"{abs(x):.12g}".split("e")[0].replace(".", "").strip("0")
    return min(len(text) or 1, MOST_DIGITS)


def _text(value: Literal, rng: random.Random) -> str:
    return literal(_shares(value, rng) or _one_hot(value, rng) or _like(value, rng))


def _shares(value: Literal, rng: random.Random) -> Literal | None:
    """Return other scores where these are logarithms of whole numbers, whose probabilities are short."""
    if not isinstance(value, tuple) or any(isinstance(part, tuple) or part > LARGEST_SCORE for part in value):
        return None
    powers = np.exp(value)
    whole = np.allclose(powers, np.round(powers), rtol=1e-6) and not np.allclose(value, np.round(value))
    if not whole or len(value) > 6:
        return None
    cuts = rng.choice(list(combinations(range(1, 10), len(value) - 1)))
    sizes = [b - a for a, b in zip((0, *cuts), (*cuts, 10), strict=True)]
    return tuple(float(np.log(size)) for size in sizes)


def _one_hot(value: Literal, rng: random.Random) -> Literal | None:
    """Return other labels where these are one-hot."""
    rows = np.atleast_2d(np.asarray(value))
    if np.ndim(value) == 0 or not np.all((rows == 0) | (rows == 1)) or not np.all(rows.sum(axis=-1) == 1):
        return None
    moved = [tuple(float(x) for x in np.roll(row, rng.randrange(len(row)))) for row in rows]
    return tuple(moved) if np.ndim(value) == 2 else moved[0]


def _like(value: Any, rng: random.Random) -> Literal:
    """Return a number, or an array of numbers, of the same size, sign and number of decimals."""
    if isinstance(value, tuple):
        return tuple(_like(part, rng) for part in value)
    size, sign = abs(value), -1.0 if value < 0 else 1.0
    if size > WHOLE:
        return float(value)
    if size >= 10 and size == int(size):
        step = next(step for step in (1000, 100, 10, 1) if size % step == 0)
        return sign * step * rng.randint(2 if step < size else 1, max(9, int(2 * size / step)))
    if size == int(size):
        return sign * rng.randint(1 if size < 2 else 2, max(9, int(size))) if size else 0.0
    return sign * (int(size) + rng.choice((0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8)))
