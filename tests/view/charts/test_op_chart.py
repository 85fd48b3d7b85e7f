"""The small drawings of ops: computed from the op's own rules, honest at poles and kinks, harmless as markup."""

import re
import time
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.ops import ELEMENTWISE, OPS
from graphlab.engine.run.trace import Trace
from graphlab.locale import languages
from graphlab.view.base.numbers import number
from graphlab.view.base.svg_elements import Panel
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.charts.op_curve import OpCurve, curve_of

ONE = [op for op in OPS.values() if op.name in ELEMENTWISE and len(op.inputs) == 1]
TWO = [op for op in OPS.values() if op.name in ELEMENTWISE and len(op.inputs) == 2]


def trace_of(source: str, **feed: object) -> Trace:
    return gl.run(gl.parse(source), feed)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("}text")]


def curve(name: str, at: float) -> OpCurve:
    found = curve_of(OPS[name], (np.float64(at),), [0])
    assert found
    return found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("op", ONE, ids=lambda op: op.name)
def test_every_op_of_one_input_has_a_curve_in_both_steps(op, language: str) -> None:
    trace = trace_of(f"y = {op.name}(x)", x=0.5)
    forward, backward = op_chart(trace, 1, language), op_chart(trace, 3, language)
    assert forward == backward
    value, slope = float(op.forward(np.float64(0.5))), trace.grads["x"]
    assert f"f(0.5) = {number(value)}" in texts(forward)
    assert f"f′(0.5) = {number(slope)}" in texts(forward)
    assert ElementTree.fromstring(forward)[0].tag.endswith("title")


@pytest.mark.parametrize("op", TWO, ids=lambda op: op.name)
def test_every_op_of_two_numbers_shows_both_local_gradients(op) -> None:
    trace = trace_of(f"y = {op.name}(first, second)", first=2.0, second=3.0)
    wanted = [f"∂y/∂{name} = {number(trace.grads[name])}" for name in ("first", "second")]
    assert texts(op_chart(trace, 3)) == wanted


def bars(svg: str) -> list[float]:
    """Return the widths of the bars."""
    rects = [one for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("}rect")]
    return [float(one.attrib["width"]) for one in rects]


@pytest.mark.parametrize(("first", "second"), [(650.0, 1.1), (1.1, -650.0), (-1e200, 1e-100), (1e-300, 5e-324)])
def test_of_two_bars_the_shorter_can_be_seen_and_the_longer_shows_that_it_is_cut(first: float, second: float) -> None:
    svg = op_chart(trace_of("y = a * b", a=first, b=second), 1)
    longest = max(abs(first), abs(second))
    wanted = [300.0 if abs(x) == longest else 8.0 for x in (second, first)]
    assert bars(svg) == [min(x, 292.0) for x in wanted] if first * second < 0 else bars(svg) == wanted
    assert svg.count("m6 0") == 1


@pytest.mark.parametrize(("first", "second"), [(2.0, 1.0), (2.0, 0.0), (0.0, 0.0), (30.0, -1.0)])
def test_bars_that_can_be_seen_are_true_to_scale(first: float, second: float) -> None:
    svg = op_chart(trace_of("y = a * b", a=first, b=second), 1)
    reach = max(first, second, 0.0) - min(first, second, 0.0) or 1.0
    assert bars(svg) == pytest.approx([300 * abs(x) / reach for x in (second, first)], abs=0.05)
    assert "m6 0" not in svg


@pytest.mark.parametrize("at", [1e308, -1e308, 1e-308, 5e17, [1e300, -1e300, 1e-9]])
@pytest.mark.parametrize("text", [*(f"{op.name}(x)" for op in ONE), "maximum(x, -1e308)", "x ** 2", "x * 1e308"])
def test_numbers_at_the_end_of_the_floats_are_drawn_or_left_out(text: str, at: object) -> None:
    svg = op_chart(trace_of(f"y = {text}", x=at), 1)
    assert not re.search(r"nan|[\d\"( ]-?inf", svg)


@pytest.mark.parametrize("op", TWO, ids=lambda op: op.name)
def test_with_a_constant_it_is_a_function_of_the_other_input(op) -> None:
    trace = trace_of(f"y = {op.name}(x, 3)", x=2.0)
    assert f"f′(2) = {number(trace.grads['x'])}" in texts(op_chart(trace, 1))


@pytest.mark.parametrize("inside", ["x ** 2", "exp(x) + x", "square(x) * 1"])
def test_an_op_of_ones_own_has_a_curve_too(inside: str) -> None:
    trace = trace_of(f"square(x) = x * x\nf(x) = {inside}\ny = f(x)", x=3.0)
    value, slope = trace.values["y"], trace.grads["x"]
    assert {f"f(3) = {number(value)}", f"f′(3) = {number(slope)}"} <= set(texts(op_chart(trace, 3)))


@pytest.mark.parametrize("inside", ["sum(x)", "x * [1, 2, 3]", "softmax(x * [1, 2])"])
def test_what_is_no_function_of_one_number_has_none(inside: str) -> None:
    assert op_chart(trace_of(f"f(x) = {inside}\ny = f(x)", x=3.0), 1) == ""


@pytest.mark.parametrize("op", ONE, ids=lambda op: op.name)
@pytest.mark.parametrize("at", [-2.0, -0.01, 0.0, 0.5, 40.0, 1e-8, 1e6, np.inf, np.nan])
def test_it_can_be_drawn_wherever_the_node_stands(op, at: float) -> None:
    svg = op_chart(trace_of(f"y = {op.name}(x)", x=at), 3)
    if np.isfinite(at):
        ElementTree.fromstring(svg)
        assert "nan" not in svg
        assert not re.search(r'[\d"( ]-?inf', svg)
    else:
        assert svg == ""


def test_the_slope_is_the_derivative_of_the_curve() -> None:
    for op in ONE:
        found = curve(op.name, 0.7)
        xs = found.xs[1:-1]
        numeric = (found.value(xs + 1e-6) - found.value(xs - 1e-6)) / 2e-6
        near = np.min(np.abs(xs[:, np.newaxis] - np.append(found.kinks, 0.0)), axis=1) < 0.02
        known = np.isfinite(numeric) & np.isfinite(found.slopes[1:-1]) & ~near
        assert known.any()
        np.testing.assert_allclose(found.slopes[1:-1][known], numeric[known], rtol=1e-5, atol=1e-6, err_msg=op.name)


def vertical(path: str) -> list[str]:
    """Return the pieces of a path that rise by more than half of the panel within a thousandth of its width."""
    points = [(kind, float(x), float(y)) for kind, x, y in re.findall(r"([ML])([-\d.]+) ([-\d.]+)", path)]
    return [b for a, b in pairwise(points) if b[0] == "L" and abs(b[1] - a[1]) < 0.1 and abs(b[2] - a[2]) > 0.5]


@pytest.mark.parametrize(("name", "at"), [("reciprocal", 1.6), ("reciprocal", -0.05), ("relu", 2.0), ("abs", -1.5)])
def test_no_line_runs_through_a_pole_or_up_a_leap(name: str, at: float) -> None:
    found = curve(name, at)
    for ys in (found.values, found.slopes):
        path = Panel((0, 0, 200, 100), found.span, found.reach(ys, found.value(found.at))).path(found.xs, ys)
        assert vertical(path) == []
    assert path.count("M") == 2


def test_a_curve_goes_right_up_to_its_kink() -> None:
    found = curve("relu", 2.0)
    known = found.xs[np.isfinite(found.slopes)]
    assert known[known < 0].max() > -1e-6
    assert known[known > 0].min() < 1e-6
    assert np.isnan(found.slopes[found.xs == 0]).all()


def test_a_pole_between_two_samples_is_not_crossed_and_a_steep_piece_is() -> None:
    panel = Panel((0, 0, 200, 100), (-1, 1), (-1, 1))
    assert panel.path(np.array([-0.1, 0.1]), np.array([-500.0, 500.0])).count("M") == 2
    assert panel.path(np.array([-0.1, 0.1]), np.array([-0.5, 500.0])).count("M") == 1


def test_a_curve_keeps_to_where_it_is_defined() -> None:
    found = curve("log", 2.0)
    assert -0.6 < found.span[0] < 0 < 4 <= found.span[1]
    assert np.isnan(found.slopes[found.xs <= 0]).all()


def test_softmax_shows_scores_and_shares() -> None:
    figure = gl.FIGURES["5-30"]
    trace = gl.run(figure.graph, figure.feed)
    assert texts(op_chart(trace, 1)) == ["1.1", "0.693", "1.61", "0.3", "0.2", "0.5"]


def test_an_array_stands_on_the_curve_as_points() -> None:
    trace = trace_of("y = relu(x)", x=[[-1.0, 2.0], [3.0, -4.0]])
    svg = op_chart(trace, 1)
    assert svg.count("<circle") == 8
    assert op_chart(trace_of("y = relu(x)", x=np.arange(10_000.0)), 1).count("<circle") <= 120


@pytest.mark.parametrize(
    "source", ["y = dot([1, 2], x)", "y = sum(x)", "y = [1, 2] * x", "y = cross_entropy(x, [0, 1])"]
)
def test_where_there_is_nothing_to_show_there_is_nothing(source: str) -> None:
    trace = trace_of(source, x=[0.4, 0.6])
    assert [op_chart(trace, position) for position in range(len(trace.steps) + 1)] == [""] * (len(trace.steps) + 1)


def test_the_start_and_the_seed_have_no_drawing() -> None:
    trace = trace_of("y = exp(x)", x=1)
    assert [bool(op_chart(trace, position)) for position in range(4)] == [False, True, False, True]


def test_names_are_escaped_and_colours_follow_the_theme() -> None:
    svg = op_chart(trace_of("y = 사과 * β", 사과=1, β=2), 1)
    assert "∂y/∂사과 = 2" in texts(svg)
    assert not re.search(r"fill:#|stroke:#", svg)


def test_a_drawing_is_small_and_quick() -> None:
    traces = [trace_of(f"y = {op.name}(x)", x=0.5) for op in ONE]
    assert max(len(op_chart(trace, 1)) for trace in traces) < 16_000
    start = time.process_time()
    for trace in traces:
        op_chart(trace, 1)
    assert (time.process_time() - start) / len(traces) < 0.02
