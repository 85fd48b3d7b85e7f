"""A nudge against the engine: the prediction is gradient × Δ, the truth is another run; poles and kinks are honest."""

import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import graphlab as gl
from graphlab.book.quantities import UNITS, Quantity
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run
from graphlab.locale import languages, translator
from graphlab.view.charts.nudge_chart import HALF, Names, chart_data, first, nudged, sentences, spans
from tests.strategies import feed_of, graphs

SHOP = Names(Quantity("apple", UNITS["apple"]), Quantity("price", UNITS["price"]))
PLAIN = Names(Quantity("x"), Quantity("y"))


def one(text: str, x: float, span: float = 2.0):
    return nudged(run(parse(text), {"x": x}), "x", 0, span)


def at(found, delta: float) -> int:
    return int(np.argmin(np.abs(found.deltas - delta)))


def said(found, delta: float, words: Names = PLAIN) -> str:
    return " ".join(str(message) for message in sentences(found, at(found, delta), words))


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
@example(-1e308, -1.0)
@example(1e8, 1e300)
@example(1.0, 1.7e308)
def test_the_largest_numbers_are_drawn(x: float, factor: float) -> None:
    trace = run(parse("y = x * a"), {"x": x, "a": factor})
    for span in spans(x):
        found = nudged(trace, "x", 0, span)
        if np.isfinite(found.result):
            json.dumps(chart_data(found, PLAIN, translator("en")), allow_nan=False)


@settings(max_examples=60)
@given(graphs(), st.data())
def test_predicted_is_gradient_times_change_and_actual_another_run(graph: Graph, data: st.DataObject) -> None:
    feed = feed_of(graph)
    trace = run(graph, feed)
    name = data.draw(st.sampled_from(graph.inputs))
    i = data.draw(st.integers(0, np.size(feed[name]) - 1))
    found = nudged(trace, name, i, data.draw(st.sampled_from([0.2, 2.0, 50.0])))
    k = data.draw(st.integers(0, 2 * HALF))
    delta = float(found.deltas[k])
    slope = np.reshape(trace.grads[name], -1)[i]
    np.testing.assert_allclose(found.predicted[k], slope * delta, rtol=1e-12, equal_nan=True)
    moved = np.array(feed[name], dtype=float)
    moved.reshape(-1)[i] += delta
    with np.errstate(all="ignore"):
        again = float(np.sum(run(graph, {**feed, name: moved}).node_values[-1] - trace.node_values[-1]))
    np.testing.assert_allclose(found.actual[k], again, rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("number", gl.FIGURES)
def test_every_figure_can_be_nudged(number: str, language: str) -> None:
    figure = gl.FIGURES[number]
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    for name in trace.graph.inputs:
        drawn = chart_data(nudged(trace, name, 0, 2.0), PLAIN, translator(language))
        assert len(drawn["positions"]) == 2 * HALF + 1
        assert all(frame["sentence"] and len(frame["texts"]) == 2 for frame in drawn["positions"])
        assert all(-1 <= bar <= 1 for frame in drawn["positions"] for bar in frame["bars"] if bar is not None)


def test_the_chapters_sentence() -> None:
    trace = gl.run(gl.FIGURES["5-17"].graph, gl.FIGURES["5-17"].feed)
    found = nudged(trace, "apple", 0, 10.0)
    assert said(found, 1, SHOP) == (
        "If apple were 1 won higher, price would be 2.2 won higher, says the gradient. Run again, it is exactly that."
    )
    assert said(found, -3, SHOP).startswith(
        "If apple were 3 won lower, price would be 6.6 won lower, says the gradient."
    )


@pytest.mark.parametrize(
    ("text", "x", "delta", "words"),
    [
        ("y = x * x", 3, 1, "If x were 1 higher, y would be 6 higher, says the gradient. Run again, it is 7 higher."),
        ("y = x * x", 3, -1, "If x were 1 lower, y would be 6 lower, says the gradient. Run again, it is 5 lower."),
        ("y = -x", 3, 1, "If x were 1 higher, y would be 1 lower, says the gradient. Run again, it is exactly that."),
        ("y = -x", 3, -1, "If x were 1 lower, y would be 1 higher, says the gradient. Run again, it is exactly that."),
        ("y = relu(x)", -0.5, 1,
         "If x were 1 higher, y would stay as it is, says the gradient. Run again, it is 0.5 higher."),
        ("y = relu(x)", -1.5, -1,
         "If x were 1 lower, y would stay as it is, says the gradient. Run again, it is exactly that."),
        ("y = abs(x)", -0.5, 1,
         "If x were 1 higher, y would be 1 lower, says the gradient. Run again, it stays as it is."),
        ("y = log(x)", 1, -2,
         "If x were 2 lower, y would be 2 lower, says the gradient. "
         "Run again, there is no such number: the curve ends before."),
        ("y = x * 2", 1, 0, "Nothing has been changed yet."),
    ],
)  # fmt: skip
def test_the_sentences(text: str, x: float, delta: float, words: str) -> None:
    assert said(one(text, x), delta) == words


def test_the_gap_grows_with_the_change() -> None:
    found = one("y = exp(x)", 0.5)
    gaps = np.abs(found.actual - found.predicted)
    right, left = gaps[HALF:], gaps[HALF::-1]
    assert np.all(np.diff(right) > 0)
    assert np.all(np.diff(left) > 0)
    assert right[1] < 0.01 * right[-1]


@pytest.mark.parametrize("x", [1.0, 0.9, -0.37])
def test_no_line_is_drawn_across_a_pole(x: float) -> None:
    found = one("y = 1 / x", x)
    assert len(found.curve) == 2
    left, right = found.curve
    assert x + left[-1, 0] <= 0 <= x + right[0, 0]


def test_no_line_is_drawn_across_a_jump() -> None:
    # Off the grid, so that the jump lies between two points.
    assert len(one("y = x / abs(x)", 0.513).curve) == 2


@pytest.mark.parametrize("text", ["y = exp(3 * x)", "y = tanh(500 * x)", "y = relu(x)", "y = x ** 3", "y = x * 0"])
def test_what_is_only_steep_or_bent_stays_whole(text: str) -> None:
    assert len(one(text, 0.513).curve) == 1


def test_the_curve_ends_where_the_values_do() -> None:
    (piece,) = one("y = log(x)", 1.0).curve
    assert piece[0, 0] > -1
    assert piece[-1, 0] == 2


@pytest.mark.parametrize(
    ("text", "x", "kink"),
    [("y = relu(x)", 0, (0, 1)), ("y = abs(x)", 0, (-1, 1)), ("y = relu(x)", 0.1, None), ("y = exp(9 * x)", 0, None),
     ("y = x * 1e9", 3, None)],
)  # fmt: skip
def test_a_kink_has_two_slopes(text: str, x: float, kink: tuple | None) -> None:
    found = one(text, x).kink
    assert found == (None if kink is None else pytest.approx(kink, abs=1e-6))


def test_a_pole_does_not_flatten_the_picture() -> None:
    drawn = chart_data(one("y = 1 / x", 1.0), PLAIN, str)
    (x1, y1), (x2, y2) = drawn["tangent"]
    assert (x1, x2) == (0, 1)
    assert y2 - y1 > 0.15


def test_every_point_of_the_drawing_says_what_the_numbers_say() -> None:
    found = one("y = x * x", 3)
    drawn = chart_data(found, PLAIN, str)
    frame = drawn["positions"][at(found, 1)]
    assert frame["texts"] == ["+6", "+7"]
    assert frame["delta"] == "Δ = +1"
    predicted, actual = frame["bars"]
    assert actual / predicted == pytest.approx(7 / 6, rel=1e-3)
    assert frame["points"][1][1] < frame["points"][0][1] < drawn["origin"][1]
    assert drawn["x"] == ["1", "3", "5"]


def test_the_slider_begins_at_one_where_it_can() -> None:
    for value in (0.0, 0.5, 2.0, 100.0, -3500.0):
        for span in spans(value):
            assert 0 < first(span) <= span
    assert first(spans(100.0)[1]) == 1.0


def test_an_array_is_nudged_element_by_element() -> None:
    trace: Trace = run(parse("y = sum(x * x)"), {"x": ((1, 2), (3, 4))})
    assert [nudged(trace, "x", i, 2.0).slope for i in range(4)] == [2, 4, 6, 8]


def test_the_upstream_gradient_counts() -> None:
    trace = run(parse("y = x * 2"), {"x": 3}, 10)
    found = nudged(trace, "x", 0, 2.0)
    assert found.predicted[-1] == found.actual[-1] == 40


@pytest.mark.parametrize(("text", "x"), [("y = sqrt(x)", 0), ("y = 1 / x", 0), ("y = log(x)", -1), ("y = x / x", 0)])
def test_where_nothing_is_finite_nothing_fails(text: str, x: float) -> None:
    found = one(text, x)
    assert not np.isfinite(found.slope * found.result)


@pytest.mark.parametrize("value", [1e308, -1e308, 1e-308, 1.7e308])
@pytest.mark.parametrize("source", ["y = sigmoid(sigmoid(x)) ** 2", "y = relu(x)", "y = 1 / x", "y = x * 1e300"])
def test_numbers_at_the_end_of_the_floats_can_be_nudged(source: str, value: float) -> None:
    trace = gl.run(gl.parse(source), {"x": value}, 1e10)
    for span in spans(value):
        found = nudged(trace, "x", 0, span)
        if np.isfinite(found.slope) and np.isfinite(found.result):
            json.dumps(chart_data(found, Names(Quantity("x"), Quantity("L")), str), allow_nan=False)
