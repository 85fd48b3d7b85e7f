"""Where a question stands in the picture, and that nothing on the page tells its number before."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from graphlab import parse, run
from graphlab.book import FIGURES
from graphlab.engine.run.trace import Trace
from graphlab.practice.exercise import Exercise
from graphlab.practice.questions import questions
from graphlab.ui.explorer.tabs import _rows
from graphlab.ui.frame.subject import Subject, of_case
from graphlab.view.base import numbers
from graphlab.view.exercise.blanks import spot
from graphlab.view.exercise.question_marks import asked, places
from graphlab.view.layout.boxes import around
from graphlab.view.notation import symbols_notation
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.scene import label_size, scene
from graphlab.view.words.layer_code import layer_code
from graphlab.view.words.position_text import position_text

# The size that a field has at least, in px of the picture.
FIELD = (76.0, 38.0)


def subject(number: str, notation: str = "") -> Subject:
    figure = FIGURES[number]
    shown = of_case(figure, figure.case)
    return replace(shown, look=replace(shown.look, notation=notation)) if notation else shown


def with_another_future(trace: Trace, at: int) -> Trace:
    """Return the run with other numbers in place of all that is not known at a position."""
    nodes, done = trace.graph.nodes, max(at - trace.forward_count - 1, 0)
    ahead = set(trace.operations[at:])
    values = tuple(_other(value) if i in ahead else value for i, value in enumerate(trace.node_values))
    waiting = {j for i, _received, _sent in trace.visits[done:] for j in nodes[i].inputs}
    later = tuple(
        (i, _other(received) if i in waiting else received, tuple(map(_other, sent)))
        for i, received, sent in trace.visits[done:]
    )
    reached = tuple(_other(g) if i in waiting else g for i, g in enumerate(trace.reached))
    return replace(trace, node_values=values, visits=(*trace.visits[:done], *later), reached=reached)


def _other(value):
    return None if value is None else np.asarray(value) * 1.7 + 0.31


def told(shown: Subject, trace: Trace, at: int) -> tuple:
    """Return all that the page tells of numbers at a position."""
    drawn = picture(trace, "en", {}, shown.look)
    texts = Counter((str(mark.words and mark.words.lines), mark.tip) for mark in drawn.marks if mark.visible(at))
    return texts, position_text(trace, at, shown.look), layer_code(trace), _rows(trace, at)


@pytest.mark.parametrize("number", FIGURES)
def test_nothing_on_the_page_tells_what_lies_ahead(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A run whose numbers are made up must not be kept as the run of its graph.
    monkeypatch.setattr(symbols_notation, "_cached", symbols_notation._cached.__wrapped__)
    shown = subject(number)
    every = questions(shown.trace, "every", hidden=shown.look.hidden)
    # Of a long run some positions in both directions.
    for at, _box in every[:: max(len(every) // 8, 1)]:
        other = with_another_future(shown.trace, at)
        assert told(shown, other, at) == told(shown, shown.trace, at), at
        assert told(shown, other, at + 1) != told(shown, shown.trace, at + 1), at


@pytest.mark.parametrize("number", FIGURES)
def test_a_field_stands_where_its_number_will_and_hides_no_other(number: str) -> None:
    shown = subject(number, "numbers")
    drawn = scene(shown.trace, {}, shown.look)
    found = places(drawn)
    marks = [mark for mark in picture(shown.trace, "en", {}, shown.look).marks if mark.role in ("value", "gradient")]
    sizes = {
        centre: label_size(text)
        for part, texts in (
            (drawn.placed.above, drawn.above),
            (drawn.placed.below, drawn.below),
            (drawn.placed.sums, drawn.sums),
        )
        for centre, text in zip(part, texts, strict=True)
    }
    for at, box in questions(shown.trace, "every", hidden=shown.look.hidden):
        place, own = found[box.key], spot(drawn, box)[0]
        field = around(place, FIELD)
        assert min(field) >= 0
        assert field[2] <= drawn.plan.width
        assert field[3] <= drawn.plan.height
        assert own is not None
        assert np.hypot(place.x - own[0], place.y - own[1]) <= 80
        for mark in marks:
            if mark.visible(at):
                left, top, right, bottom = around(mark.shape[:2], sizes[mark.shape[:2]])
                assert field[2] <= left or field[0] >= right or field[3] <= top or field[1] >= bottom, box.key


@pytest.mark.parametrize("number", FIGURES)
def test_the_number_appears_at_its_place_with_the_step_that_was_asked_for(number: str) -> None:
    shown = subject(number, "numbers")
    drawn = picture(shown.trace, "en", {}, shown.look)
    for at, box in questions(shown.trace, "every", hidden=shown.look.hidden):
        centre, text = spot(drawn.scene, box)
        marks = [mark for mark in drawn.marks if mark.words and mark.words.lines == text.lines and
                 tuple(mark.shape[:2]) == centre]  # fmt: skip
        assert marks
        assert not any(mark.visible(at) for mark in marks)
        assert all(mark.visible(at + 1) for mark in marks)


def test_the_question_of_a_large_graph_stands_at_its_node_where_there_is_no_label() -> None:
    trace = run(parse("y = x * w"), {"x": 2, "w": 3})
    drawn = scene(trace, {})
    bare = replace(drawn, placed=drawn.placed._replace(below=(None,) * len(drawn.edges)))
    x, y = bare.plan.points[trace.graph.index["y"]]
    place = places(bare)["∂x"]
    assert np.hypot(place.x - x, place.y - y) <= 80


@pytest.mark.parametrize(
    ("source", "feed", "at", "wanted"),
    [
        ("y = x * w", (("x", "2"), ("w", "3")), 0, "y = ?"),
        ("y = x * w", (("x", "2"), ("w", "3")), 2, "∂L/∂x = ?"),
        ("y = x * w + x", (("x", "2"), ("w", "3")), 0, "v1 = x * w = ?"),
        ("y = x * w + x", (("x", "2"), ("w", "3")), 4, "∂L/∂x: the sum of all 2 = ?"),
        ("y = x * w", (("x", str([1] * 20)), ("w", "3")), 0, "the shape of y = ?"),
    ],
)
def test_a_question_names_what_the_formula_names(source: str, feed, at: int, wanted: str) -> None:
    exercise = Exercise("", source, feed, "1", "both")
    boxes = dict(questions(exercise.trace, "every"))
    assert asked(exercise, boxes[at], str) == wanted


def test_the_trace_of_another_future_differs_in_what_is_asked_for() -> None:
    trace = run(parse("y = x * w"), {"x": 2, "w": 3})
    other = with_another_future(trace, 2)
    assert numbers.array(other.contributions[2][0]) != numbers.array(trace.contributions[2][0])
    assert other.node_values == trace.node_values
