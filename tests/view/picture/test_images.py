"""What a picture shows beside nodes and edges: the lever of a switch, an image, bars, open ends."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import dark_colours
from graphlab.view.layout.attachments import SHARE, TALL
from graphlab.view.picture.levers import passes, switches
from graphlab.view.picture.marks import Area, Line, Pixel
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import spec
from graphlab.view.picture.scene import scene

DIGIT = gl.FIGURES["5-28"]
SEEN = Look(images=(("x", 8, 8),), bars=("scores", "y"))


def relu(x: Any, source: str = "y = relu(x)") -> Trace:
    return gl.run(gl.parse(source), {"x": x})


def digit(**changes: Any) -> Trace:
    return gl.run(DIGIT.graph, {**DIGIT.feed, **changes}, DIGIT.upstream)


def arms(trace: Trace, at: int, look: Look = PLAIN) -> list[tuple[tuple[float, float], ...]]:
    """The lines of the levers."""
    marks = picture(trace, look=look).at(at)
    return [mark.shape.points for mark in marks if mark.role == "lever" and isinstance(mark.shape, Line)]


@pytest.mark.parametrize(("x", "closed"), [(2, True), (0.1, True), (0, False), (-0.0, False), (-3, False)])
def test_a_lever_is_closed_where_the_gradient_passes(x: float, closed: bool) -> None:
    trace = relu(x)
    assert passes(scene(trace), 1) is closed is bool(trace.grads["x"])
    heights = {y for points in arms(trace, 0) for _, y in points}
    assert (len(heights) == 1) is closed
    assert min(heights) > 0


def test_a_lever_stands_where_the_input_of_a_single_number_is_known() -> None:
    later = relu(2, "y = relu(x * x)")
    assert [len(arms(later, at)) for at in (0, 1, 2)] == [0, 3, 3]
    assert not arms(relu((2, -1)), 0)
    assert not arms(gl.run(gl.parse("y = exp(x)"), {"x": 2}), 1)
    assert [switches(scene(later), i) for i in range(3)] == [False, False, True]


def test_only_the_lever_of_the_bright_node_is_seen() -> None:
    trace = gl.run(gl.parse("h = relu(x)\ny = relu(h)"), {"x": 2})
    local = replace(PLAIN, focus=True)
    assert [len(arms(trace, at, local)) for at in (0, 1, 2, 3)] == [0, 3, 3, 3]
    assert arms(trace, 1, local) != arms(trace, 2, local)
    assert [len(arms(trace, at)) for at in (0, 1)] == [3, 6]


def test_the_image_stands_at_its_input() -> None:
    made = picture(digit(), look=SEEN)
    pixels = [mark.shape for mark in made.at(0) if isinstance(mark.shape, Pixel)]
    ink = np.reshape(DIGIT.feed["x"], (8, 8))
    assert len(pixels) == np.count_nonzero(ink)
    seen = scene(digit(), look=SEEN)
    left, top = seen.plan.points[0][0] - seen.boxes[0].width / 2, seen.plan.points[0][1] - TALL / 2
    for mark in pixels:
        row, column = int((mark.y - top) / TALL * 8), int((mark.x - left) / TALL * 8)
        assert mark.share == ink[row, column]


def test_numbers_that_fill_no_image_are_none() -> None:
    for x, w in ((np.ones(4), np.ones((4, 4))), (np.zeros(64), DIGIT.feed["W1"])):
        made = picture(digit(x=x, W1=w), look=SEEN)
        assert not [mark.shape for mark in made.at(0) if isinstance(mark.shape, Pixel)]


def test_the_pixels_are_drawn_in_the_other_theme_too() -> None:
    text = json.dumps(spec(digit(), look=SEEN))
    for ours, theirs in sorted(dark_colours().items(), key=lambda pair: -len(pair[0])):
        text = text.replace(ours, theirs)
    dark = json.dumps(spec(digit(), theme="dark", look=SEEN))
    assert text == dark


def test_scores_and_bars_stand_beside_the_result_when_they_are_known() -> None:
    trace = digit()
    made = picture(trace, look=SEEN)
    known = {name: next(s.index + 1 for s in trace.steps if trace.graph.nodes[s.node].name == name)
             for name in ("scores", "y")}  # fmt: skip

    def texts(at: int) -> list[str]:
        return [run.text for mark in made.at(at) if mark.words for line in mark.words.lines for run in line]

    assert not {"10.1", "0.991"} & set(texts(known["scores"] - 1))
    assert "10.1" in texts(known["scores"])
    assert "0.991" not in texts(known["scores"])
    assert {"5.3", "0.008", "10.1", "0.991", "−0.3"} <= set(texts(known["y"]))
    assert set("0123456789") <= set(texts(0))
    bars = [mark.shape for mark in made.at(known["y"]) if mark.role == "bar" and isinstance(mark.shape, Area)]
    widths = [bar.points[1][0] - bar.points[0][0] for bar in bars]
    assert len(bars) == 10
    np.testing.assert_allclose(np.array(widths) / max(widths), trace.values["y"] / max(trace.values["y"]), atol=0.01)
    assert not [mark for mark in made.at(known["scores"]) if mark.role == "bar"]


def test_what_is_not_one_row_of_a_few_numbers_has_no_bars() -> None:
    many = gl.run(gl.parse("s = a * 1\ny = softmax(s)"), {"a": np.ones(17)})
    batch = gl.run(gl.parse("s = a * 1\ny = softmax(s)"), {"a": np.ones((2, 3))})
    for trace in (many, batch):
        look = Look(bars=("s", "y"))
        assert scene(trace, look=look).boxes[-1].width < SHARE
        assert spec(trace, look=look)["data"]
    assert spec(many, look=Look(bars=("s", "nothing")))["data"]


def test_a_picture_with_an_image_stays_small() -> None:
    assert len(json.dumps(spec(digit(), look=SEEN))) < 250_000


def test_an_excerpt_goes_on() -> None:
    trace = gl.run(gl.parse("z = x + y"), {"x": 10, "y": 5})
    names = scene(trace, {"x": "apples"}, Look(excerpt=True)).captions
    assert names == ("⋯ → apples\nx", "⋯ → y", "+", "z → ⋯ → L")
    assert scene(trace).captions == ("x", "y", "+", "z")


def test_inputs_that_are_not_drawn_leave_no_trace() -> None:
    weights = DIGIT.hidden
    trace = digit()
    seen = scene(trace, look=replace(SEEN, hidden=weights))
    index = trace.graph.index
    assert not {index[name] for name in weights} & set(seen.drawn)
    assert {edge.source for edge in seen.edges} == set(seen.drawn[:-1])
    assert seen.plan.width < scene(trace, look=SEEN).plan.width
    text = json.dumps(spec(trace, look=replace(SEEN, hidden=weights)))
    assert not [name for name in weights if f'"{name}"' in text]
