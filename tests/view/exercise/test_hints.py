"""Hints: three stages for every box, none of which says the result, in the words of the picture."""

import pytest

from graphlab.locale import languages, translator
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Exercise
from graphlab.view.exercise.hints import hints, solution


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("id", [id for id, one in COURSE.items() if one.labels])
def test_formulas_call_things_as_the_picture_does(id: str, language: str) -> None:
    exercise = COURSE[id]
    labels = {name: translator(language)(label) for name, label in exercise.labels.items()}
    texts = [one.latex for box in exercise.boxes for one in hints(exercise, box, language)]
    texts += [solution(exercise, box, language) for box in exercise.boxes]
    assert any(label in text for text in texts for label in labels.values())
    names = [name.replace("_", r"\_") for name, label in labels.items() if name != label]
    assert not [text for text in texts for name in names if rf"\mathrm{{{name}}}" in text]


def test_a_sum_is_told_in_the_words_of_the_picture() -> None:
    exercise = Exercise("", "price = apple * apple", (("apple", "3"),), figure="5-2")
    rule = hints(exercise, exercise.box("∂apple"), "ko")[0].sentence
    assert rule.startswith("사과 가격") or "`사과 가격`" in rule
    assert "`apple`" not in rule


def test_formulas_in_formulas_keep_the_names() -> None:
    feed = (("apple", "3"), ("n_apple", "2"))
    exercise = Exercise("", "price = apple * n_apple", feed, "g", symbols=True, figure="5-2")
    assert r"\mathrm{n\_apple}" in hints(exercise, exercise.boxes[0])[1].latex
