"""The worksheet: a box for every number that has to be found, and every answer on the other page only."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

import graphlab as gl
from graphlab.export.export_subject import Show
from graphlab.export.stepping_page import POLICY
from graphlab.export.worksheet import drawings, exercise, free, worksheet
from graphlab.locale import languages
from graphlab.ui.frame.subject import wanted
from graphlab.view.exercise.blanks import blanks
from graphlab.view.layout.boxes import TEXT, around, overlap, text_size
from tests.export.shows import HOSTILE, hostile, show_of
from tests.export.test_stepping_page import tags
from tests.export.test_svg import SVG, drawn


def boxes(svg: str) -> int:
    """Return the number of boxes in a drawing: rectangles with round corners; pixels and the paper have none."""
    return len(ElementTree.fromstring(svg).findall(f".//{SVG}rect[@rx]"))


def test_apples_and_oranges() -> None:
    asked, solved = drawings(show_of(gl.FIGURES["5-17"]))
    given, answers = {text for text, _, _ in drawn(asked)}, {text for text, _, _ in drawn(solved)}
    assert {"100", "2", "150", "3", "1.1", "1"} <= given
    assert not {"200", "450", "650", "715", "2.2", "110", "165", "3.3"} & given
    assert {"200", "450", "650", "715", "2.2", "110", "165", "3.3"} <= answers
    assert boxes(asked) == 4 + 8
    assert boxes(solved) == 0


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_has_a_box_for_every_number_and_no_answer_beside_it(figure) -> None:
    show = show_of(figure, "ko")
    asked, solved = drawings(show)
    assert boxes(asked) == len(exercise(show).boxes)
    given, answers = [text for text, _, _ in drawn(asked)], [text for text, _, _ in drawn(solved)]
    assert len(answers) >= len(given) + boxes(asked)


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_as_it_is_meant_to_be_looked_at(figure) -> None:
    show = show_of(figure, look=wanted(figure))
    assert boxes(drawings(show)[0]) == len(exercise(show).boxes)


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_no_box_touches_another_or_what_is_given(figure) -> None:
    show = show_of(figure, look=wanted(figure))
    drawing = blanks(exercise(show), show.labels, show.look)
    found = [around((one.x, one.y), (one.width, one.height)) for one in drawing.fields]
    given = [around((one.x, one.y), text_size(one.text, TEXT, bold=True)) for one in drawing.labels
             if free(one, drawing.fields) and not one.key]  # fmt: skip
    assert not [pair for pair in combinations([*found, *given], 2) if overlap(*pair)]


def test_a_sum_stands_once() -> None:
    show = Show(gl.run(gl.parse("y = x * x + x"), {"x": 3}))
    assert [text for text, _, _ in drawn(drawings(show)[1])].count("7") == 1
    assert not [text for text, _, _ in drawn(drawings(show)[0]) if "7" in text]


def test_a_graph_without_a_title_has_one_heading() -> None:
    text = worksheet(Show(gl.run(gl.parse("y = x * x"), {"x": 3})))
    assert [tag for tag, _ in tags(text)].count("h1") == 1
    assert "<h1>Answers</h1>" in text


@pytest.mark.parametrize("language", languages())
def test_it_prints_on_two_pages(language: str) -> None:
    text = worksheet(show_of(gl.FIGURES["5-17"], language, "dark"))
    found = [tag for tag, _ in tags(text)]
    assert found.count("section") == 2
    assert "break-before: page" in text
    assert "@media print" in text
    assert POLICY in text
    assert "#0E1117" not in text
    assert set(re.findall(r"https?://[^\"' )]*", text)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    found = [tag for tag, _ in tags(worksheet(hostile(text)))]
    assert (found.count("script"), found.count("svg"), found.count("style")) == (1, 2, 1)
    assert not set(found) & {"img", "a", "b"}
