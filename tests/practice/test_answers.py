"""Answers in the spellings of learners, of the picture, of the book's code and of numpy."""

import random

import numpy as np
import pytest

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError
from graphlab.practice.answers import examples
from graphlab.practice.answers.answer import MOST_CHARACTERS, last_places, parse_answer
from graphlab.practice.answers.spelling import Names
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Exercise
from graphlab.practice.grade import grade, unlike

NAMES = Names({"x": np.float64(3), "y": np.float64(2), "g": np.float64(5)})
MATRIX = [[22.0, 28.0], [49.0, 64.0]]


@pytest.mark.parametrize(
    "text",
    ["[[22. 28.] [49. 64.]]", "[22 28; 49 64;]", "[22 28; 49 64]", "[22, 28; 49, 64]", "[[22,28],[49,64]]",
     "22 28; 49 64", "[[22. 28.]\n [49. 64.]]", "22 28\n49 64", "array([[22., 28.],\n       [49., 64.]])",
     "np.array([[22, 28], [49, 64]])", "(22, 28), (49, 64)", "[22 28] [49 64]", "{{22, 28}, {49, 64}}",
     "= [[22,28],[49,64],]"],
)  # fmt: skip
def test_a_matrix_in_many_spellings(text: str) -> None:
    assert parse_answer(text, Names({}), (2, 2)).evaluate({}).tolist() == MATRIX


@pytest.mark.parametrize("text", ["200x1.1", "200 x 1.1", "200X1.1"])
def test_x_between_numbers_is_a_sign_where_no_name_begins_with_it(text: str) -> None:
    assert parse_answer(text, Names({"y": np.float64(2)})).evaluate({}) == pytest.approx(220)
    assert parse_answer("2x", NAMES).evaluate(NAMES.values) == 6


def test_names_in_one_word_are_told_apart_up_to_a_bound() -> None:
    """A word of many letters could be cut in more ways than there is time for."""
    known = Names({name: np.float64(2) for name in "abcde"})
    assert parse_answer("abcd", known).evaluate(known.values) == 16
    with pytest.raises(GraphlabError):
        parse_answer("abcde", known)


@pytest.mark.parametrize(
    ("text", "value"),
    [("650원", 650), ("650 원", 650), ("₩650", 650), ("1,100원", 1100), ("1.3×5 = 6.5", 6.5), ("= 6.5", 6.5),
     ("1/3 ≈ 0.333", 0.333), ("0.333…", 0.333), ("６.５", 6.5), ("+6.5", 6.5), ("cosh(0)", 1), ("sinh 0", 0),
     ("2/cosh²(0)", 2), ("gy", 10), ("2gx", 30), ("x²y", 18), ("g(x − y)", 5), ("√4", 2), ("e^0", 1), ("|x − g|", 2),
     ("g·[x > y]", 5), ("g·[x < y]", 0), ("max(x, y)", 3), ("σ(0)", 0.5), ("-y²", -4), ("2^3^2", 512), ("-x^2", -9),
     ("220 yen", 220), ("220엔", 220), ("$220", 220), ("220 $", 220), ("½", 0.5), ("1½", 1.5), ("-2¾", -2.75),
     ("2·¼", 0.5), ("⅔ x", 2), ("50%", 0.5), ("23.5 %", 0.235), ("~0.235", 0.235), ("-1 1/2", -1.5), ("2*e^{x-3}", 2),
     ("self.x * y", 6), ("np.exp(0)", 1), ("exp 0", 1), ("ln(1)", 0), ("2·3", 6)],
)  # fmt: skip
def test_a_number_in_many_spellings(text: str, value: float) -> None:
    assert float(parse_answer(text, NAMES).evaluate(NAMES.values)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("id", "key", "text"),
    [("batch-formulas", "∂X", "g·Wᵀ"), ("batch-formulas", "∂X", "np.dot(dout, self.W.T)"),
     ("batch-formulas", "∂X", "∂L/∂Y · Wᵀ"), ("batch-formulas", "∂W", "Xᵀ·g"), ("batch-formulas", "∂B", "Σ g"),
     ("batch-formulas", "∂B", "np.sum(dout, axis=0)"), ("mul", "∂x", "∂L/∂z*y"), ("mul", "∂x", "(∂L/∂z)·y"),
     ("sigmoid-formula", "∂x", "(∂L/∂y)·y(1 − y)"), ("mul", "∂x", "dout*y"),
     ("mul", "∂x", "gy"), ("mul", "∂x", "dx = dout * self.y"), ("mul-numbers", "∂x", "dL/dz*5"),
     ("mul-numbers", "∂x", "1.3×5 = 6.5"), ("mul-numbers", "∂x", "∂x = 6.5"), ("chain", "∂t", "dL/dz*2*t"),
     ("fan-out", "∂x", "∂x[1] + ∂x[2]"), ("fan-out", "∂x[2]", "∂L/∂(x * y)·y"), ("5-15", "∂tax", "650원"),
     ("tanh", "∂x", "2/cosh(0.5)²"), ("dot", "∂W", "Xᵀ·∂L/∂O"), ("sigmoid-formulas", "∂x", "gy²exp(−x)")],
)  # fmt: skip
def test_what_the_picture_and_the_book_write_can_be_typed(id: str, key: str, text: str) -> None:
    exercise = COURSE[id]
    box = exercise.box(key)
    assert box
    assert grade(exercise, box, text).right, str(grade(exercise, box, text).message)


def test_labels_of_the_picture_can_be_typed() -> None:
    exercise = COURSE["5-15"]
    box = exercise.box("∂n_apple")
    assert box
    assert grade(exercise, box, "1.1 × apple").right
    assert grade(exercise, exercise.box("∂apple"), "1.1 × number of apples").right
    assert grade(exercise, box, "1.1 × 사과", {"apple": "사과"}).right


@pytest.mark.parametrize(("text", "says"), [("6,5", "6.5"), ("0,235", "0.235"), ("-1,5", "-1.5")])
def test_a_decimal_comma_has_a_sentence_of_its_own(text: str, says: str) -> None:
    exercise = COURSE["mul-numbers"]
    found = grade(exercise, exercise.boxes[0], text)
    assert found.outcome == "unreadable"
    assert f"with a point: {says}" in str(found.message)


@pytest.mark.parametrize(
    ("id", "key", "text"),
    [("apples", "price", "price"), ("apples", "price", "2*price/2"), ("apples", "apple_price", "price/tax"),
     ("mul-numbers", "∂x", "∂x"), ("mul-numbers", "∂x", "∂L/∂x"), ("mul", "∂x", "dL/dx"), ("chain", "∂t", "∂z/∂t")],
)  # fmt: skip
def test_what_is_asked_for_is_no_answer(id: str, key: str, text: str) -> None:
    exercise = COURSE[id]
    box = exercise.box(key)
    assert box
    assert grade(exercise, box, text).outcome == "unreadable"


def test_sides_of_an_equation_must_agree() -> None:
    exercise = COURSE["mul-numbers"]
    found = grade(exercise, exercise.boxes[0], "1.3×5 = 7.5")
    assert "differ" in str(found.message)
    assert grade(exercise, exercise.boxes[0], "13 = 6.5").outcome == "unreadable"


def test_exercises_take_the_case_with_which_their_figure_opens() -> None:
    loss = COURSE["softmax-loss"]
    assert dict(loss.feed)["t"] == "[0, 1, 0]"
    for id, exercise in COURSE.items():
        if exercise.figure and id != "relu-off":
            figure = FIGURES[exercise.figure]
            assert set(dict(exercise.feed)) == set(figure.feed), id
            assert np.all([np.all(exercise.trace.values[n] == np.asarray(v)) for n, v in figure.feed.items()]), id


def test_no_example_is_the_answer_of_an_exercise() -> None:
    for exercise in COURSE.values():
        used = [unlike(exercise, every) for every in (examples.FRACTIONS, examples.PRODUCTS, examples.FORMULAS)]
        for box in exercise.boxes:
            for text in (*examples.NUMBERS, *examples.LISTS, *used):
                assert not grade(exercise, box, text).right, text
    answer = Exercise("", "y = x * k", (("x", "3"), ("k", "1.75")))
    assert [unlike(answer, examples.FRACTIONS), unlike(answer, examples.PRODUCTS)] == ["9/7", "1.5*3"]


def test_the_last_digit_of_what_was_typed() -> None:
    assert last_places("[[0.5 1] [2.25 3e2]]") == pytest.approx((0.1, 1, 0.01, 100))
    assert last_places("1.1*2") == last_places("x") == last_places("3-2") == ()


def test_any_text_is_graded_in_bounded_time() -> None:
    dice = random.Random(5)
    words = ("exp", "cosh", "∂L/∂z", "dL/d", ".T", ".sum(", "**", ".5", "\n", "\x00")
    signs = (*"xygW1eᵀ·²()[]|Σ√∂=,;-/^<>원'𝟏 ", *words)
    for exercise in (COURSE["mul"], COURSE["batch-formulas"], COURSE["5-15"]):
        for _ in range(300):
            text = "".join(dice.choice(signs) for _ in range(dice.randint(1, 14)))
            assert grade(exercise, exercise.boxes[0], text).outcome, text
        for text in ("x " * 300, "x·" * 299 + "x", "(" * 600, "g" * 600, "|" * 600, "Σ" * 600, "∂(" * 300, "1," * 300,
                     "transpose(" * 50 + "g" + ")" * 50, "=" * 600, "e^" * 299 + "x", "x'" * 300):  # fmt: skip
            assert grade(exercise, exercise.boxes[0], text[:600]).outcome


def test_names_are_only_those_that_are_known() -> None:
    with pytest.raises(GraphlabError, match="nothing in this graph is called `q`"):
        parse_answer("2 q", NAMES)


def test_nothing_is_nested_deeper_than_a_matrix() -> None:
    with pytest.raises(GraphlabError, match="nothing is nested deeper"):
        parse_answer("[[[1, 2]]]", Names({}))


def test_an_answer_has_a_bounded_length() -> None:
    longest = "1" + "+1" * 50
    longest += " " * (MOST_CHARACTERS - len(longest))
    assert parse_answer(longest, Names({})).evaluate({}) == 51
    with pytest.raises(GraphlabError, match="an answer may have 600 characters"):
        parse_answer(f"{longest} ", Names({}))
