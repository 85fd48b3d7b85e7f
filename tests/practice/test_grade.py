"""Answers judged: right in every way of writing it, slips named, everything else answered with a question."""

import re

import numpy as np
import pytest

from bench.practice.graphs import exercises
from bench.practice.measure import figures
from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run
from graphlab.locale import translator
from graphlab.practice.answers.answer import parse_answer
from graphlab.practice.answers.spelling import Names
from graphlab.practice.answers.tolerance import agrees
from graphlab.practice.course import COURSE, FIRST_EXERCISE
from graphlab.practice.exercise import Exercise, boxes, every_box, solution_of
from graphlab.practice.general_slips import BROADCAST_SLIPS, GENERAL_SLIPS, MOST_ROWS
from graphlab.practice.grade import grade, question
from graphlab.practice.slips import correction, known_slips, slip_names
from graphlab.view.exercise.blanks import shown

FRUIT = COURSE["5-15"]
MATRIX, OTHER = "[[0.5, 1.5], [2, 3.25]]", "[[1, -2], [0.5, 4]]"
SHARES, LABELS = "[[0.25, 0.75], [0.4, 0.6]]", "[[0, 1], [1, 0]]"
# Numbers at which the slips of an op give wrong numbers, where those of the default do not.
FEEDS = {
    "add": [("0.7", "2.5"), (MATRIX, "[3, -1]")], "dot": [(MATRIX, OTHER)], "affine": [(MATRIX, OTHER, "[3, -1]")],
    "transpose": [("[[1, 2, 3], [4, 5, 7]]",)], "sum": [(MATRIX,)], "mean": [(MATRIX,)],
    "reshape": [("[[1, 2, 3], [4, 5, 7]]",)], "softmax": [(MATRIX,)], "cross_entropy": [(SHARES, LABELS)],
    "softmax_with_loss": [(MATRIX, LABELS)], "mean_squared_error": [(MATRIX, OTHER)], "relu": [("-2",), ("3",)],
    "abs": [("-3",)], "log": [("3",)], "sqrt": [("7",)], "maximum": [("2", "5"), ("2", "2")],
    "minimum": [("2", "5"), ("2", "2")],
}  # fmt: skip


def exercises_on(name: str) -> list[Exercise]:
    """An op alone, its output multiplied by 3, so that a gradient arrives that is not 1."""
    op = OPS[name]
    settings = {"reshape": ", shape=[6]", "sum": ", axis=0", "mean": ", axis=0"}
    call = f"{name}({', '.join(op.inputs)}{settings.get(name, '')})"
    feeds = FEEDS.get(name, [("0.7", "2.5")[: len(op.inputs)]])
    source = f"out = {call}\nz = out * k"
    ks = "[[2, 3], [5, -1.5]]" if name in ("dot", "affine", "softmax") else "3"
    ks = "[[2, 3], [5, -1.5], [7, 0.3]]" if name == "transpose" else ks
    ks = "[2, 3, 5, -1.5, 7, 0.3]" if name == "reshape" else ks
    return [Exercise("", source, (*zip(op.inputs, feed, strict=True), ("k", ks)), "1", "both") for feed in feeds]


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if op.slips])
def test_every_slip_of_an_op_can_be_made_and_is_named(name: str) -> None:
    seen = set()
    for exercise in exercises_on(name):
        for box in exercise.boxes:
            for slip in known_slips(exercise.trace, box):
                if slip.name.startswith(f"{name}."):
                    answer = str(np.asarray(slip.value).tolist())
                    verdict = grade(exercise, box, answer)
                    if slip.name in verdict.slips:
                        seen.add(slip.name)
    assert seen == {f"{name}.{slip.name}" for slip in OPS[name].slips}


CHAIN = "\n".join(["y0 = x + 1", *(f"y{i + 1} = y{i} * 1.1" for i in range(80))])


@pytest.mark.parametrize("key", ["∂y40", "y40"])
def test_a_large_graph_is_not_searched_for_numbers_of_other_nodes(key: str) -> None:
    exercise = Exercise("", CHAIN, (("x", "0.3"),), "1.7", "both")
    box = exercise.box(key)
    assert box is not None
    assert len(list(known_slips(exercise.trace, box))) < 40


@pytest.mark.parametrize("bias", [[0.5, 1.5], [[0.5, 1.5]]], ids=str)
def test_the_first_rows_of_a_large_batch_are_tried_one_by_one(bias: list) -> None:
    x = np.arange(60).reshape(30, 2) ** 1.5
    trace = run(parse("y = x + b\nz = y * y"), {"x": x, "b": bias}, np.ones((30, 2)))
    box = next(box for box in every_box(trace) if box.key == "∂b")
    assert 0 < sum(slip.name == "one row" for slip in known_slips(trace, box)) <= MOST_ROWS


# More graphs and seeds in `python -m bench --only practice-unnamed practice-misnamed practice-refused`.
def test_wrong_answers_of_beginners_are_named_right_and_right_ones_taken() -> None:
    found = figures(17, graphs=25)
    assert found.kinds >= 120
    assert found.wrong >= 1000
    assert found.right >= 1700
    assert found.named_right >= 97
    assert found.named_wrong <= 0.5
    assert found.refused == 0


@pytest.mark.parametrize("text", ["2.2", "11/5", "1.1*2", "1.1 × 2", "2.20", "= 2.2", "tax * n_apple", "4.4/2"])
def test_ways_to_write_two_point_two(text: str) -> None:
    assert grade(FRUIT, FRUIT.box("∂apple"), text).right


# The slips that the chapter's exercise invites, with what a learner would type.
CHAPTER = (
    ("∂apple", "110", "mul.unswapped"), ("∂apple", "2", "upstream"), ("∂n_apple", "2", "value"),
    ("∂orange", "-3.3", "sign"), ("∂n_orange", "150", "upstream"), ("∂apple", "22", "decimal point"),
    ("∂apple_price", "1.1*450", "add.swapped"), ("∂tax", "1.1", "mul.unswapped"), ("∂all_price", "1", "local"),
    ("∂apple", "2.3", ""), ("∂tax", "700", ""), ("∂orange", "3", "upstream"), ("∂n_orange", "450", "output"),
    ("∂n_orange", "1.1*100", "other gradient"),
)  # fmt: skip


@pytest.mark.parametrize(("key", "text", "slip"), CHAPTER)
def test_slips_of_the_chapters_exercise(key: str, text: str, slip: str) -> None:
    verdict = grade(FRUIT, FRUIT.box(key), text)
    assert verdict.slips[:1] == ((slip,) if slip else ())
    assert not verdict.right
    if not slip:
        assert verdict.outcome == "unrecognised"
        assert str(verdict.message).endswith("?")


def test_every_slip_of_any_graph_is_given_by_some_exercise() -> None:
    made = {"rounding"}
    for _id, exercise in exercises(9, 60):
        made |= {slip.name for box in exercise.boxes for slip in known_slips(exercise.trace, box)}
    assert {slip.name for slip in (*BROADCAST_SLIPS, *GENERAL_SLIPS)} <= made


def test_a_sum_at_a_fan_out() -> None:
    exercise = COURSE["fan-out-sum"]
    box = exercise.box("∂t")
    assert grade(exercise, box, "3 + 3 + 1").right
    assert grade(exercise, box, "3").slips[0] == "one use"
    assert grade(exercise, box, "9").slips[0] == "product of uses"
    assert grade(exercise, exercise.box("∂t[2]"), "7").slips[0] == "sum too early"
    assert grade(exercise, exercise.box("∂x"), "3").slips[0] == "one use before"


def test_the_gradient_of_a_bias_is_summed_over_the_batch() -> None:
    exercise = COURSE["bias"]
    box = exercise.box("∂B")
    assert grade(exercise, box, "[5, 7, 9]").right
    assert grade(exercise, box, "(1+4, 2+5, 3+6)").right
    assert grade(exercise, box, "[[1, 2, 3], [4, 5, 6]]").slips[0] in ("not summed", "local")
    assert grade(exercise, box, "[[5, 7, 9]]").slips == ("shape",)
    assert grade(exercise, box, "5").outcome == "unrecognised"


def test_rounding_too_far_is_said() -> None:
    exercise = COURSE["sigmoid"]
    assert grade(exercise, exercise.boxes[0], "0.235").right
    assert grade(exercise, exercise.boxes[0], "0.24").slips == ("rounding",)
    assert grade(exercise, exercise.boxes[0], "0.2").slips == ("rounding",)
    assert grade(exercise, exercise.boxes[0], "0.25").outcome != "right"


def test_what_counts_as_the_same_is_relative() -> None:
    exercise = Exercise("", "y = x * w", (("x", "0.0001"), ("w", "0.002")), mode="forward")
    assert grade(exercise, exercise.boxes[0], "2e-7").right
    assert not grade(exercise, exercise.boxes[0], "2.1e-7").right
    assert not grade(exercise, exercise.boxes[0], "0").right
    assert grade(Exercise("", exercise.source, exercise.feed, mode="forward", tolerance=0.1), exercise.boxes[0],
                 "2.1e-7").right  # fmt: skip


UNREADABLE = ["", "  ", "abc", "1,2,", "__import__('os')", "1; 2", "x = 3", "1/0", "9**9**9", "[1, [2]]", "(" * 300,
              "[" * 90 + "1" + "]" * 90, "1" * 700, "∂", "2 q", "exp", "'a'", "lambda: 1", "\x00", "𝟏" * 600,
              "[[[1]]]"]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE, ids=lambda text: text[:12])
def test_what_cannot_be_read_is_explained(text: str) -> None:
    verdict = grade(FRUIT, FRUIT.boxes[0], text)
    assert verdict.outcome in ("unreadable", "unrecognised")
    assert len(str(verdict.message)) > 10
    assert verdict.message.translated(translator("ko")) != str(verdict.message)


@pytest.mark.parametrize("text", ["", "1.1.1", "2.2&", "<b>x</b>", "x = 3"])
def test_in_a_box_nobody_is_told_how_a_line_of_a_graph_looks(text: str) -> None:
    assert "write one number or one formula" in str(grade(FRUIT, FRUIT.boxes[0], text).message)


@pytest.mark.parametrize(
    ("id", "key", "text"),
    [("chain", "∂x", "2*(x+y)"), ("chain", "∂x", "2*x + 2*y"), ("chain", "∂t", "2*t"), ("chain", "∂t", "t + t"),
     ("mul", "∂x", "g*y"), ("mul", "∂x", "y·g"), ("add", "∂y", "g"), ("square", "∂x", "g*2*x"),
     ("sigmoid-formula", "∂x", "g*y*(1-y)"), ("sigmoid-formula", "∂x", "g*y**2*exp(-x)"),
     ("sigmoid-formula", "∂x", "g*exp(-x)/(1+exp(-x))²"), ("sigmoid-formulas", "∂v3", "-g*y^2"),
     ("batch-formulas", "∂X", "dot(g, transpose(W))"), ("batch-formulas", "∂W", "transpose(X) @ g"),
     ("batch-formulas", "∂B", "sum(g, axis=0)")],
)  # fmt: skip
def test_formulas_that_are_mathematically_equal_are_right(id: str, key: str, text: str) -> None:
    exercise = COURSE[id]
    assert grade(exercise, exercise.box(key), text).right


@pytest.mark.parametrize(
    ("id", "key", "text"),
    [("chain", "∂x", "2*(x+y)*1.0001"), ("chain", "∂x", "2*x+y"), ("chain", "∂x", "6"), ("chain", "∂t", "2*x"),
     ("chain", "∂x", "(x+y)*2 + 0.00001"), ("chain", "∂x", "2*(x-y)"), ("mul", "∂x", "y"), ("mul", "∂x", "g*x"),
     ("add", "∂y", "1"), ("sigmoid-formula", "∂x", "g*y*(1+y)"), ("sigmoid-formula", "∂x", "g*x*(1-x)"),
     ("sigmoid-formula", "∂x", "g*y**2*exp(x)"), ("batch-formulas", "∂X", "dot(g, W)"), ("batch-formulas", "∂B", "g")],
)  # fmt: skip
def test_formulas_that_are_nearly_right_are_not(id: str, key: str, text: str) -> None:
    exercise = COURSE[id]
    assert not grade(exercise, exercise.box(key), text).right


@pytest.mark.parametrize(
    ("id", "key", "text", "slip"),
    [("mul", "∂x", "y", "upstream"), ("mul", "∂x", "g*x", "mul.unswapped"), ("add", "∂y", "1", "upstream"),
     ("sigmoid-formula", "∂x", "g*x*(1-x)", "sigmoid.of the input"), ("sigmoid-formulas", "∂v3", "-g*y", None),
     ("sigmoid-formulas", "∂v3", "g*y*y", "reciprocal.sign"), ("chain", "∂t", "t", "pow.factor"),
     ("batch-formulas", "∂X", "transpose(dot(W, transpose(g)))", "right")],
)  # fmt: skip
def test_slips_in_formulas(id: str, key: str, text: str, slip: str | None) -> None:
    exercise = COURSE[id]
    verdict = grade(exercise, exercise.box(key), text)
    if slip == "right":
        assert verdict.right
    else:
        assert verdict.slips[:1] == ((slip or "reciprocal.square"),)


def test_no_slip_is_the_right_answer_and_every_name_has_a_sentence() -> None:
    assert all(correction(name) for name in slip_names())
    for exercise in COURSE.values():
        for box in exercise.boxes:
            right = solution_of(exercise.trace, box)
            assert not any(agrees(slip.value, right, 1e-9) for slip in known_slips(exercise.trace, box))


@pytest.mark.parametrize("id", COURSE)
def test_every_exercise_of_the_course_can_be_solved_with_its_own_numbers(id: str) -> None:
    exercise = COURSE[id]
    assert exercise.boxes
    if exercise.blank:
        assert [box.key for box in exercise.boxes] == [b.key for b in boxes(exercise.trace) if b.key in exercise.blank]
    if not exercise.symbols:
        for box in exercise.boxes:
            assert grade(exercise, box, str(np.asarray(solution_of(exercise.trace, box)).tolist())).right


def test_the_course_begins_with_the_chapters_exercise() -> None:
    assert FIRST_EXERCISE == "5-15"
    assert 28 <= len(COURSE) <= 40
    assert [box.key for box in FRUIT.boxes] == ["∂all_price", "∂tax", "∂apple_price", "∂orange_price", "∂orange",
                                                "∂n_orange", "∂apple", "∂n_apple"]  # fmt: skip


def test_the_labels_in_the_picture_can_be_typed_as_they_stand() -> None:
    assert float(parse_answer("27,183", Names({})).evaluate({})) == 27183
    assert float(parse_answer("3.6×10⁻¹⁰", Names({})).evaluate({})) == 3.6e-10
    assert parse_answer("(0.3, −0.8, 0.5)", Names({}), (3,)).evaluate({}).tolist() == [0.3, -0.8, 0.5]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2x", 6), ("2(x + 1)", 8), ("y(1 - y)", -2), ("(x)(y)", 6), ("1e2", 100), ("1e-2", 0.01), ("3e1", 30),
     ("2exp(0)", 2), (".5x", 1.5), ("x1", 7), ("2 x", 6), ("x y", 6), ("x x1 y", 42),
     ("[1 2] [3 4]", [[1, 2], [3, 4]]), ("2x1", 14)],
)  # fmt: skip
def test_products_may_be_written_without_a_sign(text: str, value: object) -> None:
    names = {"x": np.float64(3), "y": np.float64(2), "x1": np.float64(7)}
    assert np.asarray(parse_answer(text, Names(names)).evaluate(names)).tolist() == value


# How the picture writes a matrix product, the language of graphs writes in words.
@pytest.mark.parametrize("id", sorted(set(COURSE) - {"batch-formulas"}))
def test_what_the_page_shows_as_the_answer_is_accepted(id: str) -> None:
    exercise = COURSE[id]
    for box in exercise.boxes:
        assert grade(exercise, box, shown(exercise, box).replace("\n", " ")).right, shown(exercise, box)


def test_names_are_only_those_of_the_graph() -> None:
    with pytest.raises(GraphlabError, match="Did you mean `apple`"):
        parse_answer("aple*2", Names({"apple": 1.0}))


@pytest.mark.parametrize("id", [id for id, one in COURSE.items() if one.labels])
def test_sentences_call_things_by_their_names(id: str) -> None:
    exercise, korean = COURSE[id], translator("ko")
    for box in exercise.boxes:
        right = solution_of(exercise.trace, box)
        texts = [slip.says for slip in known_slips(exercise.trace, box, exercise.called)] + [
            question(exercise, box, right)
        ]
        for text in (text.translated(translate) for text in texts for translate in (korean, str)):
            assert set(re.findall("`([^`]+)`", text)) <= {*exercise.graph.index}, text


def test_what_computes_a_node_stands_with_a_name_that_the_text_does_not_give() -> None:
    exercise = Exercise("", "z = x * y + x", (("x", "3"), ("y", "4")), "2")
    verdict = grade(exercise, exercise.box("∂x[1]"), "12 * 1")
    assert verdict.slips == ("other value",)
    assert "`v1 = x * y`" in str(verdict.message)
