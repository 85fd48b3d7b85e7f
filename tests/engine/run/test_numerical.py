"""Measured derivatives: every method on every op, the error over h, and what cannot be measured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run import numerical
from graphlab.engine.run.gradient_check import GradientCheck, check_run
from graphlab.engine.run.numerical import METHODS, STEPS, Measure, Slopes, best, error_curve, obstacles
from graphlab.engine.run.trace import Trace, run
from tests.cases import CASES
from tests.strategies import feed_of, graphs

SIGMOID = parse("y = 1 / (1 + exp(x * -1))")
SOFT = [case for case in CASES if not case.op.kink]
KINKED = [op for op in OPS.values() if op.kink]


def compare(trace: Trace, measure: Measure | None = None, most: int | None = None) -> tuple[GradientCheck, ...]:
    return check_run(trace, measure, most, exactly=True)


@settings(deadline=None)
@given(graphs())
def test_without_a_nudge_the_values_are_those_of_the_run(graph: Graph) -> None:
    trace = run(graph, feed_of(graph))
    with np.errstate(all="ignore"):
        values = Slopes(trace).nudged(graph.inputs[0], 0, 0.0)
    for mine, engines in zip(values, trace.node_values, strict=True):
        np.testing.assert_array_equal(mine, engines)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_node_is_rounded_to_the_precision_asked_for(case) -> None:
    with np.errstate(all="ignore"):
        values = Slopes(run(case.graph, case.feed())).nudged(case.graph.inputs[0], 0, 0.0, np.float32)
    for value in values:
        assert np.asarray(value).dtype == np.float32


def test_the_inside_of_a_definition_is_rounded_to_the_precision_asked_for() -> None:
    trace = run(parse("f(x) = (x + 1) * 3\ny = f(a)"), {"a": 0.1})
    plain = run(parse("y = (a + 1) * 3"), {"a": 0.1})
    for kind in (np.float32, np.float64):
        assert Slopes(trace).nudged("a", 0, 0.0, kind)[-1] == Slopes(plain).nudged("a", 0, 0.0, kind)[-1]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_central_differences_confirm_every_op(case) -> None:
    trace = run(case.graph, case.feed())
    for row in compare(run(case.graph, case.feed(), case.upstream(trace.output)), Measure(h=1e-5)):
        assert row.kink or row.lost or row.error < 1e-6, row


@pytest.mark.parametrize("case", SOFT, ids=str)
def test_the_complex_step_is_exact_where_an_op_has_no_kink(case) -> None:
    trace = run(case.graph, case.feed())
    for row in compare(run(case.graph, case.feed(), case.upstream(trace.output)), Measure(1e-20, "complex")):
        assert row.error < 1e-11, row


@pytest.mark.parametrize("op", KINKED, ids=lambda op: op.name)
def test_an_op_with_a_kink_has_no_complex_step_and_says_so(op) -> None:
    names = [f"x{i}" for i in range(len(op.inputs))]
    graph = parse(f"y = {op.name}({', '.join(names)})")
    trace = run(graph, dict.fromkeys(names, 1.5))
    for name in names:
        assert obstacles(graph, name) == (op.name,)
        assert np.isnan(Slopes(trace).slope(name, 0, Measure(1e-20, "complex"))[0])


def test_an_obstacle_beside_the_way_is_none() -> None:
    graph = parse("y = relu(x) + exp(w)")
    assert obstacles(graph, "w") == ()
    assert Slopes(run(graph, {"x": 1, "w": 1})).slope("w", 0, Measure(1e-20, "complex"))[0] == pytest.approx(np.e)


def test_a_value_that_does_not_exist_has_no_complex_derivative() -> None:
    assert np.isnan(Slopes(run(parse("y = log(x)"), {"x": -1})).slope("x", 0, Measure(1e-20, "complex"))[0])


@pytest.mark.parametrize(
    ("method", "precision", "h", "least"),
    [("forward", "float64", (1e-9, 1e-7), 1e-7), ("central", "float64", (1e-6, 1e-4), 1e-9),
     ("forward", "float32", (1e-4, 1e-2), 1e-2), ("central", "float32", (1e-3, 1e-1), 1e-4),
     ("complex", "float64", (1e-12, 1e-7), 1e-15)],
)  # fmt: skip
def test_the_best_step_is_where_theory_puts_it(method: str, precision: str, h: tuple, least: float) -> None:
    errors = error_curve(run(SIGMOID, {"x": 0.5}), "x", 0, Measure(1e-4, method, precision))
    found = best(STEPS, errors)
    assert h[0] <= found <= h[1]
    assert min(errors) < least
    assert errors[0] > 1e-4


def test_the_error_grows_with_h_squared_and_with_one_over_h() -> None:
    trace = run(SIGMOID, {"x": 0.5})
    coarse = error_curve(trace, "x", 0, Measure(), (1e-1, 1e-2))
    assert coarse[0] / coarse[1] == pytest.approx(100, rel=0.02)
    forward = error_curve(trace, "x", 0, Measure(method="forward"), (1e-1, 1e-2))
    assert forward[0] / forward[1] == pytest.approx(10, rel=0.1)
    fine = error_curve(trace, "x", 0, Measure(), np.logspace(-12, -11, 20))
    coarser = error_curve(trace, "x", 0, Measure(), np.logspace(-9, -8, 20))
    assert 100 < np.mean(fine) / np.mean(coarser) < 10_000


def test_a_graph_that_is_straight_has_no_truncation_error() -> None:
    trace = run(parse("price = apple * n"), {"apple": 100, "n": 2})
    assert error_curve(trace, "apple", 0, Measure(), (1e-1,))[0] < 1e-12


@pytest.mark.parametrize(("x", "slope"), [(0.0, 0.5), (5e-5, 0.75), (2e-4, 1.0), (-2e-4, 0.0)])
def test_a_kink_within_reach_is_noticed(x: float, slope: float) -> None:
    (row,) = compare(run(parse("y = relu(x)"), {"x": x}))
    assert float(row.numeric) == pytest.approx(slope)
    assert row.kink == (abs(x) < 1e-4)


@pytest.mark.parametrize("method", ["forward", "central"])
@pytest.mark.parametrize("h", [1e-1, 1e-4, 1e-7])
def test_where_the_slopes_of_both_sides_meet_the_step_is_too_large(method: str, h: float) -> None:
    (row,) = compare(run(parse("y = relu(x) ** 2"), {"x": 0}), Measure(h, method))
    assert not row.kink
    assert row.coarse
    (row,) = compare(run(parse("y = relu(x)"), {"x": 0}), Measure(h, method))
    assert row.kink
    assert not row.coarse


def test_a_wrong_rule_does_not_come_closer_with_a_smaller_step(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = run(parse("y = relu(x) ** 2 + exp(w)"), {"x": 2, "w": 1})
    assert not any(row.coarse for row in compare(trace, Measure(1e-4)))
    monkeypatch.setitem(trace.grads, "x", 4.4)
    monkeypatch.setitem(trace.grads, "w", 0.1)
    assert not any(row.coarse or row.kink for row in compare(trace, Measure(1e-4)))
    assert not any(row.coarse for row in compare(trace, Measure(1e-6, precision="float32")))


def test_a_gradient_below_the_rounding_is_called_lost() -> None:
    (row,) = compare(run(parse("y = sum(softmax(x))"), {"x": (1.0, 2.0, 4.5)}))
    assert row.lost
    (row,) = compare(run(parse("y = exp(x)"), {"x": 1}))
    assert not row.lost


def test_only_some_elements_of_a_large_input_are_nudged() -> None:
    (row,) = compare(run(parse("y = sum(exp(x))"), {"x": np.linspace(0, 1, 50)}), most=5)
    assert (row.checked, row.size, int(np.isfinite(row.numeric).sum())) == (5, 50, 5)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_relative_error_is_symmetric_and_at_most_two(a: float, b: float) -> None:
    assert numerical.relative(a, b) == numerical.relative(b, a) <= 2


@pytest.mark.parametrize("method", METHODS)
def test_evaluations_are_counted_as_they_happen(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = numerical.forward
    monkeypatch.setattr(numerical, "forward", lambda *given: calls.append(1) or real(*given))
    compare(run(parse("y = sum(exp(x))"), {"x": np.linspace(0, 1, 7)}), Measure(1e-4, method))
    assert len(calls) == numerical.evaluations(method, 7)


def test_no_error_no_best_step() -> None:
    assert best((0.1, 0.01), (np.nan, np.inf)) is None
    assert best((0.1, 0.01, 0.001), (np.nan, 0.0, 0.0)) == 0.01
