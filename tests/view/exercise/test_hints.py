"""Hints: three stages for every box, none of which says the result."""

from graphlab.practice.exercise import Exercise
from graphlab.view.exercise.hints import hints


def test_a_sum_is_told_by_the_name() -> None:
    exercise = Exercise("", "price = apple * apple", (("apple", "3"),), figure="5-2")
    assert "`apple`" in hints(exercise, exercise.box("∂apple"), "ko")[0].sentence


def test_formulas_in_formulas_keep_the_names() -> None:
    feed = (("apple", "3"), ("n_apple", "2"))
    exercise = Exercise("", "price = apple * n_apple", feed, "g", symbols=True, figure="5-2")
    assert r"\mathrm{n\_apple}" in hints(exercise, exercise.boxes[0])[1].latex
