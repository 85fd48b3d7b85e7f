"""A teacher's set as text, link and file; another exercise of the same kind; the record, its address and its file."""

import json
import random
import zlib
from base64 import urlsafe_b64encode
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.engine.errors import GraphlabError
from graphlab.practice import progress, sets
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Exercise, solution_of
from graphlab.practice.next_exercise import another, count_digits
from graphlab.practice.progress import (
    PracticeRecord,
    Result,
    from_address,
    parse_result,
    result_to_text,
    rule_scores,
    to_address,
)
from graphlab.practice.sets import ExerciseSet, from_link, parse_set, to_link

SOURCE = "t = x + y\nz = t * t"
MINE = ExerciseSet(
    "Chain rule, 2b",
    (
        Exercise("One", SOURCE, (("x", "1"), ("y", "2.5")), "2", "both"),
        Exercise("Two <b>", "y = x * x", (("x", "[1, 2]"),), "[1, 1]", "backward", ("∂x",), 0.05, False),
        Exercise("Three", "z = x * y", (("x", "3"), ("y", "4")), "g", symbols=True),
    ),
    "Hand in by Friday.\nGood luck!",
)


def test_a_set_is_read_as_it_was_written() -> None:
    assert parse_set(sets.set_to_text(MINE)) == MINE
    assert parse_set(from_link(to_link(sets.set_to_text(MINE)))) == MINE
    assert len(to_link(sets.set_to_text(MINE))) < 600


@pytest.mark.parametrize("id", COURSE)
def test_every_exercise_of_the_course_can_stand_in_a_set(id: str) -> None:
    one = COURSE[id]
    back = parse_set(sets.set_to_text(ExerciseSet("", (one,)))).exercises[0]
    assert [box.key for box in back.boxes] == [box.key for box in one.boxes]
    assert (back.feed, back.upstream, back.symbols) == (one.feed, one.upstream, one.symbols)


BROKEN = {
    "": "line 1",
    "hello": "line 1",
    f"{sets.HEADER}\ntitle: x": "no exercise",
    f"{sets.HEADER}\n== A\ngraph:\ny = epx(x)": "line 2",
    f"{sets.HEADER}\n== A\nmode: sideways\ngraph:\ny = x*x": "line 3",
    f"{sets.HEADER}\n== A\ntolerance: 7\ngraph:\ny = x*x": "line 3",
    f"{sets.HEADER}\n== A\nblank: ∂q\nnumbers: x=1\ngraph:\ny = x*x": "line 2",
    f"{sets.HEADER}\n== A\nnumbers: x=import\ngraph:\ny = x*x": "line 3",
    f"{sets.HEADER}\n== A\ngraph:\ny = x*x": "line 2",
    f"{sets.HEADER}\nnonsense": "line 2",
    f"{sets.HEADER}\n" + "== A\nnumbers: x=1\ngraph:\ny = x*x\n" * 41: "at most",
    f"{sets.HEADER}\ntitle: " + "x" * 200: "characters",
    f"{sets.HEADER}\n" + "text: " + "x" * 3000 + "\n== A\nnumbers: x=1\ngraph:\ny = x*x": "characters",
    "x" * 30_000: "characters",
    f"{sets.HEADER}\n== A\nnumbers: x=1\ngraph:\ny = " + " + ".join(["x"] * 300): "nodes",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[-40:])
def test_a_broken_set_is_explained(text: str) -> None:
    with pytest.raises(GraphlabError) as caught:
        parse_set(text)
    assert BROKEN[text] in str(caught.value)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for one in (text, f"{sets.HEADER}\n{text}", f"{sets.HEADER}\n== A\n{text}"):
        with suppress(GraphlabError):
            assert parse_set(one).exercises


@pytest.mark.parametrize(
    "packed",
    ["", "%", "abc", "a" * 20_000, urlsafe_b64encode(b"plain").decode(), "a" + urlsafe_b64encode(b"plain").decode(),
     "a" + urlsafe_b64encode(zlib.compress(b"x" * 10_000_000)).decode(),
     "a" + urlsafe_b64encode(zlib.compress(b"\xff")).decode(), "한글", "a한글", to_link(sets.set_to_text(MINE))[:-9],
     "b" + to_link(sets.set_to_text(MINE))[1:], to_link(sets.set_to_text(MINE))[1:]],
    ids=lambda packed: packed[:10],
)  # fmt: skip
def test_a_broken_link_is_refused_in_bounded_memory(packed: str) -> None:
    with pytest.raises(GraphlabError, match="damaged or not complete"):
        from_link(packed)


@pytest.mark.parametrize("id", COURSE)
def test_another_one_asks_the_same_with_other_numbers(id: str) -> None:
    first = COURSE[id]
    others = [another(first, seed) for seed in (1, 2)]
    assert any(one.feed != first.feed for one in others)
    assert all([box.key for box in one.boxes] == [box.key for box in first.boxes] for one in others)
    assert another(first, 2) == another(first, 2)


@pytest.mark.parametrize("id", ["5-15", "apples", "mul-numbers", "fan-out-sum", "batch", "bias", "softmax-loss"])
def test_another_ones_numbers_come_out_well(id: str) -> None:
    for seed in range(1, 6):
        one = another(COURSE[id], seed)
        values = [solution_of(one.trace, box) for box in one.boxes]
        assert max(count_digits(float(x)) for value in values for x in np.ravel(value)) <= 5


def test_a_record_keeps_the_best_of_every_box() -> None:
    one = COURSE["apples"]
    done = PracticeRecord().with_mark("apples", one, "apple_price", "x").with_slip("mul.sum")
    assert done.marks_of("apples", one) == "x."
    done = done.with_mark("apples", one, "apple_price", "2").with_mark("apples", one, "price", "1")
    assert done.with_mark("apples", one, "price", "x").marks_of("apples", one) == "21"
    assert done.done("apples", one)
    assert done.slips == {"mul.sum": 1}
    (rule,) = rule_scores(done, COURSE)
    assert (rule.op, rule.direction, rule.first, rule.tried, rule.secure) == ("mul", "forward", 1, 2, False)


def test_a_record_comes_back_from_the_address_and_from_the_file() -> None:
    done = PracticeRecord({"5-15": "11x..201", "apples": "21"}, {"mul.unswapped": 2, "softmax_with_loss.t-y": 1})
    assert from_address(to_address(done)) == done
    result = Result(done, "김하나", "Chain rule", "ab12")
    assert parse_result(result_to_text(result)) == result


@pytest.mark.parametrize(
    "text", ["x", "a:1|b", "a:zz", "a:1|no such slip:1", "a:1|upstream:-1", "a:1|upstream:1e9", "<b>:1",
             "a:" + "1" * 200, ";".join(f"a{i}:1" for i in range(300))], ids=lambda text: text[:20],
)  # fmt: skip
def test_a_broken_record_in_the_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_address(text)


GOOD = json.loads(result_to_text(Result(PracticeRecord({"apples": "21"}, {"upstream": 2}))))


@pytest.mark.parametrize(
    "change",
    [{"graphlab": "x"}, {"version": 2}, {"version": "1"}, {"name": 7}, {"name": "x" * 500}, {"marks": []},
     {"marks": {"a": 3}}, {"marks": {"a": "abc"}}, {"marks": {"<b>": "1"}}, {"slips": {"upstream": 1.5}},
     {"slips": {"upstream": True}}, {"slips": {"unheard of": 1}}, {"slips": {"upstream": 10**9}}],
    ids=str,
)  # fmt: skip
def test_a_broken_file_is_explained(change: dict) -> None:
    with pytest.raises(GraphlabError):
        parse_result(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "{", "[" * 15_000, "x" * 30_000, '{"graphlab": "practice"}'])
def test_what_is_no_file_is_explained(text: str) -> None:
    with pytest.raises(GraphlabError):
        parse_result(text)


def test_the_file_of_a_result_has_a_bounded_length() -> None:
    text = result_to_text(Result(PracticeRecord({"sum": "1"})))
    longest = text + " " * (progress.MOST_CHARACTERS - len(text))
    assert parse_result(longest).record.marks == {"sum": "1"}
    with pytest.raises(GraphlabError, match="the file is too large"):
        parse_result(f"{longest} ")


def test_the_link_of_a_set_has_a_bounded_length() -> None:
    rng = random.Random(4)
    links = [to_link("".join(rng.choices("0123456789abcdef", k=length))) for length in (12_000, 19_000)]
    assert len(links[0]) <= sets.LONGEST_LINK < len(links[1])
    assert len(from_link(links[0])) == 12_000
    with pytest.raises(GraphlabError):
        from_link(links[1])
