"""What an exercise asks for, and what comes next: of graphs as learners type them."""

import numpy as np
import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.practice.exercise import MOST_NUMBERS, Exercise, boxes
from graphlab.practice.grade import grade
from graphlab.practice.next_exercise import another
from graphlab.view.exercise.blanks import blanks


@pytest.mark.parametrize("more, asked", [(0, ["y", "∂x"]), (1, [])])
def test_an_array_is_asked_for_as_long_as_one_can_type_it(more: int, asked: list[str]) -> None:
    trace = run(parse("y = x * 2"), {"x": np.ones(MOST_NUMBERS + more)}, np.ones(MOST_NUMBERS + more))
    assert [box.key for box in boxes(trace)] == asked


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("a = x * 2\ny = x * 3", ["y", "∂x"]),
        ("a = 2 * 3\nb = a * 2\ny = a + 1", ["a", "y"]),
        ("y = 2 * 3", ["y"]),
        ("exp(1000)", []),
    ],
)
def test_each_box_has_a_place_in_the_picture(source: str, asked: list[str]) -> None:
    exercise = Exercise("", source, (("x", "2"),) if "x *" in source else (), mode="both")
    assert [box.key for box in exercise.boxes] == asked
    assert [field.key for field in blanks(exercise).fields] == asked


@pytest.mark.parametrize("value", ["1000.5", "[1e308, -1e308, 1e300]", "[709.9, 1.5]", "[2000, 1, 0.5]", "1e15"])
def test_numbers_of_any_size_have_another_exercise(value: str) -> None:
    exercise = Exercise("", "y = x * w", (("x", value), ("w", "3")), mode="both")
    assert another(exercise, 1).feed != exercise.feed


def test_a_formula_can_be_given_where_a_kink_lies_between_infinities() -> None:
    exercise = Exercise("", "h = 1 / x\ny = minimum(h, h)\nz = 2 * x", (("x", "0"),), "g", "both", symbols=True)
    assert grade(exercise, exercise.boxes[-1], "2 * g").right
