"""How many wrong answers are named right, and how many right ones refused, on the course and on random graphs."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from bench.practice import right, wrong_formulas
from bench.practice.graphs import exercises
from bench.practice.names import NAMES
from bench.practice.place import Place
from bench.practice.wrong import wrong_numbers
from bench.table import Reading, reading
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Box, Exercise
from graphlab.practice.grade import grade
from graphlab.view.exercise.blanks import shown

# Random graphs beside the course; answers of one kind, so that no kind outweighs the others; spellings of one box.
GRAPHS, OF_A_KIND, OF_A_BOX = 60, 24, 8
FORMS = ("%.4g", "%.5g", "%.3g", "%r")


class Wrong(NamedTuple):
    """A wrong answer: where, what is typed, of which kind, and the names that say what is wrong."""

    exercise: Exercise
    box: Box
    text: str
    kind: str
    names: frozenset[str]


class Figures(NamedTuple):
    """What was measured: answers and kinds, and the percentages of which the goals speak."""

    wrong: int
    kinds: int
    named_right: float
    named_wrong: float
    right: int
    refused: int


@cache
def figures(seed: int, graphs: int = GRAPHS) -> Figures:
    """Return the figures of one seed."""
    wrong, texts = wrong_answers(seed, graphs), right_answers(seed, graphs)
    found = [is_named(answer) for answer in wrong]
    refused = [(box.key, text) for exercise, box, text in texts if not accepted(exercise, box, text)]
    return Figures(
        len(wrong),
        len({answer.kind for answer in wrong}),
        100 * found.count(True) / len(wrong),
        100 * found.count(False) / len(wrong),
        len(texts),
        len(refused),
    )


def is_named(answer: Wrong) -> bool | None:
    """Tell whether the mistake is named right, or wrong; None where it is not named."""
    found = grade(answer.exercise, answer.box, answer.text)
    if found.outcome == "slip":
        return bool(answer.names & {*found.slips})
    # A product of matrices that do not fit is told the shapes.
    return True if "do not fit" in str(found.message) and answer.kind == "product the wrong way" else None


def accepted(exercise: Exercise, box: Box, text: str) -> bool:
    """Tell whether an answer is taken as right on the page, which knows what it would write itself."""
    return grade(exercise, box, text, solution=shown(exercise, box) if exercise.symbols else "").right


def wrong_answers(seed: int, graphs: int) -> list[Wrong]:
    """Return wrong answers, at most so many of a kind; a number that several kinds give has the names of all."""
    dice, by_kind = random.Random(seed), defaultdict(list)
    for id, exercise in [*COURSE.items(), *exercises(seed, graphs)]:
        for box in exercise.boxes:
            for answer in _wrong(id, exercise, box, dice):
                by_kind[answer.kind].append(answer)
    return [one for kind in by_kind.values() for one in dice.sample(kind, min(len(kind), OF_A_KIND))]


def _wrong(id: str, exercise: Exercise, box: Box, dice: random.Random) -> Iterator[Wrong]:
    if exercise.symbols:
        for kind, text in wrong_formulas.FORMULAS[id, box.key]:
            yield Wrong(exercise, box, text, kind, frozenset(NAMES[kind]))
        return
    found = [(kind.name, value) for kind, value in wrong_numbers(Place(exercise, box))]
    for kind, value in found:
        form = dice.choice(FORMS)
        text = typed(value, form)
        names = [name for other, same in found if same.shape == value.shape and typed(same, form) == text
                 for name in NAMES[other]]  # fmt: skip
        yield Wrong(exercise, box, text, kind, frozenset(names))


def typed(value: Any, form: str) -> str:
    """Return numbers as they are typed, with as many digits as the form says.

    >>> typed(np.array([1.0, 2.345678]), "%.3g")
    '[1, 2.35]'
    """
    if np.ndim(value):
        return f"[{', '.join(typed(part, form) for part in value)}]"
    return (form % float(value)).removesuffix(".0")


def right_answers(seed: int, graphs: int) -> list[tuple[Exercise, Box, str]]:
    """Return right answers: some spellings of every box, all formulas, and what the picture itself writes."""
    dice, found = random.Random(seed), []
    for id, exercise in [*COURSE.items(), *exercises(seed, graphs)]:
        for box in exercise.boxes:
            texts = [*right.FORMULAS[id, box.key]] if exercise.symbols else spellings(Place(exercise, box), dice)
            found += [(exercise, box, text) for text in texts]
        if id not in COURSE:
            symbols = replace(exercise, symbols=True, upstream="g")
            found += [(symbols, box, shown(symbols, box)) for box in symbols.boxes]
    return found


def spellings(place: Place, dice: random.Random) -> list[str]:
    """Return some of the spellings of a box that asks for numbers."""
    texts = [*right.right_texts(place, dice)]
    return dice.sample(texts, min(len(texts), OF_A_BOX))


def unnamed(repeats: int) -> Reading:
    """Return what share of wrong answers is not named right, in percent, over several seeds."""
    return reading([100 - figures(seed).named_right for seed in range(max(3, repeats))])


def misnamed(repeats: int) -> Reading:
    """Return what share of wrong answers is named wrong, in percent."""
    return reading([figures(seed).named_wrong for seed in range(max(3, repeats))])


def refused(repeats: int) -> Reading:
    """Return how many right answers are refused, in all."""
    return reading([sum(figures(seed).refused for seed in range(max(3, repeats)))] * 2)
