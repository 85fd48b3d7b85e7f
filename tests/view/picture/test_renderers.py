"""Plotly and SVG show the same marks: the same texts, shapes and colours at the same places, at every position."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings

import graphlab as gl
from graphlab.engine.rewrite.expand import opened
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import THEMES
from graphlab.view.layout.visible import composites
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.marks import STYLES, Line, head_corners
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import plotly_spec
from graphlab.view.picture.svg_picture import stepping, stylesheet, svgs
from tests.strategies import feed_of, graphs
from tests.view.picture.seen import differences, in_plotly, in_svg

SEEN = Look(images=(("x", 8, 8),), bars=("scores", "y"))


def traced(number: str) -> Trace:
    figure = gl.FIGURES[number]
    return gl.run(figure.graph, figure.feed, figure.upstream)


def assert_alike(trace: Trace, look: Look = PLAIN, theme: str = "light", labels: Any = None) -> None:
    drawn = picture(trace, "en", labels, look)
    figure = plotly_spec(drawn, theme)
    for at, svg in enumerate(svgs(drawn, theme)):
        one, other = list(in_plotly(figure, at)), list(in_svg(svg))
        assert len(one) > 2
        assert differences(one, other) == [], f"position {at}"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("number", gl.FIGURES)
def test_every_figure_at_every_position(number: str, notation: str) -> None:
    figure = gl.FIGURES[number]
    labels = {name: translator("ko")(label) for name, label in figure.labels.items()}
    look = Look(notation=notation, form=figure.form, elided=figure.elided, hidden=figure.hidden, toggles=True)
    assert_alike(traced(number), look, "dark" if notation == "shapes" else "light", labels)


@pytest.mark.parametrize(
    ("number", "look"),
    [("5-4", Look(focus=True, elided=("others",))), ("5-19", Look(inline_constants=True, focus=True, toggles=True)),
     ("5-28", SEEN), ("5-28", replace(SEEN, focus=True)), ("5-17", Look(selected=("price",))),
     ("5-17", Look(path=((0, 2, 0),)))],
)  # fmt: skip
def test_what_lies_below_and_above_the_graph(number: str, look: Look) -> None:
    assert_alike(traced(number), look, "dark")


def test_matrices_and_opened_groups() -> None:
    rng = np.random.default_rng(0)
    feed = {"x": rng.random((100, 784)), "W1": rng.normal(size=(784, 50)), "b1": rng.normal(size=50)}
    assert_alike(gl.run(gl.parse("h = relu(dot(x, W1) + b1)\nL = sum(h)"), feed))
    trace = gl.run(gl.parse("L = softmax_with_loss(x * 1, [0, 1, 0])"), {"x": (0.5, 1.0, -1.0)})
    found = opened(trace.graph, [trace.graph.nodes[i].name for i in composites(trace.graph)])
    assert_alike(gl.run(found.graph, {"x": (0.5, 1.0, -1.0)}), Look(groups=found.groups, toggles=True))


@settings(max_examples=15, deadline=None)
@given(graphs())
def test_any_graph(graph: Any) -> None:
    assert_alike(gl.run(graph, feed_of(graph)))


def test_differences_are_found() -> None:
    drawn = picture(traced("5-13"))
    one, other = list(in_plotly(plotly_spec(drawn), 3)), list(in_svg(svgs(drawn, "light")[3]))
    assert differences(one, [seen._replace(place=tuple(x + 1 for x in seen.place)) for seen in other])
    assert differences(one, other[1:])
    assert differences(one[1:], other)
    assert differences(one, [*other, other[0]])


@pytest.mark.parametrize("number", ["5-17", "5-27", "5-28"])
def test_in_a_page_every_mark_has_a_class_and_the_style_sheet_its_colours(number: str) -> None:
    drawn = picture(traced(number), look=replace(SEEN, notation="shapes", focus=True, toggles=True))
    by_colour, by_class = (ElementTree.fromstring(stepping(drawn, 2, theme)) for theme in ("light", ""))
    shapes = [element for element in by_class.iter() if element.tag.rpartition("}")[2] in ("path", "circle", "rect")]
    assert all(element.get("class") or "var(--" in element.get("style", "") for element in shapes)
    classes = {element.get("class") for element in by_class.iter()} - {None, "marks"}
    assert not [name for name in classes if f".{name}{{" not in stylesheet()]
    assert not [colour for theme in THEMES.values() for colour in theme if colour in stepping(drawn, 2)]
    assert not [colour for theme in THEMES.values() for colour in theme if colour not in stylesheet()]
    pieces = [[element.get("data-at") for element in root.iter() if element.get("data-at")]
              for root in (by_colour, by_class)]  # fmt: skip
    assert pieces[0] == pieces[1]


def test_every_role_is_drawn_somewhere() -> None:
    rng = np.random.default_rng(0)
    net = gl.run(gl.parse("y = sigmoid(dot(x, W))"), {"x": rng.random((9, 8)), "W": rng.normal(size=(8, 7))})
    found = opened(gl.parse("L = sigmoid(relu(x))"), ["L"])
    inside = gl.run(found.graph, {"x": 0.5})
    looks = [(traced("5-28"), replace(SEEN, focus=True)), (net, Look(toggles=True)),
             (traced("5-17"), Look(selected=("price",))),
             (inside, Look(groups=found.groups, path=((0, 1, 0),), elided=("x",)))]  # fmt: skip
    roles = {mark.role for trace, look in looks for mark in picture(trace, look=look).marks}
    # Where something is wrong: see the pictures of faults.
    assert set(STYLES) - roles == {"fault", "title"}


def test_arrowheads_are_as_plotly_draws_them() -> None:
    # Read off plotly's own drawing in Chromium: M0,0L-7.321,-5.235L-9.000,0.068Z at (239, 78), of size 9.
    tip, *others = head_corners(Line(((100.0, 34.0), (239.0, 78.0)), 9.0))
    assert tip == (239.0, 78.0)
    places = sorted((x - 239, y - 78) for x, y in others)
    assert places[0] == pytest.approx((-9.0, 0.068), abs=0.01)
    assert places[1] == pytest.approx((-7.321, -5.235), abs=0.01)


def test_marks_know_when_they_are_visible() -> None:
    drawn = picture(traced("5-13"))
    when = {run.text: [at for at in range(4) if mark.visible(at)]
            for mark in drawn.marks if mark.words for line in mark.words.lines for run in line}  # fmt: skip
    assert (when["10"], when["50"], when["1.3"], when["6.5"]) == ([0, 1, 2, 3], [1, 2, 3], [2, 3], [3])
    assert [mark.only for mark in drawn.marks if mark.role == "ring"] == [(1, 2, 3)]
