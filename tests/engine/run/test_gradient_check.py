"""The gradient check accepts every op, and rejects every derivative that is wrong by a thousandth."""

import random
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run import definitions
from graphlab.engine.run.gradient_check import check_gradients, check_run, run_cost
from graphlab.engine.run.numerical import Measure
from graphlab.engine.run.trace import run, run_with
from graphlab.engine.run.values import frozen
from graphlab.engine.run.walk import BACKPROPAGATION
from tests.cases import CASES, SIGNED

# One case an op and kind of labels is enough to be caught by: the largest shape of each.
LARGEST = {(case.op.name, case.labels): case for case in CASES}.values()
WRONG = [
    pytest.param(case, place, id=f"{case}-{name}")
    for case in LARGEST
    for place, name in enumerate(case.op.inputs)
    if not (name == "t" and case.labels == "classes")
]


def spoiled(monkeypatch, name, place, factor=1.001):
    """Put a wrong derivative by one input of one op into the registry that runs read."""
    op = OPS[name]
    right = op.vjps[place]
    rules = list(op.vjps)
    rules[place] = lambda *args, **settings: right(*args, **settings) * factor
    monkeypatch.setattr(definitions, "OPS", MappingProxyType({**OPS, name: replace(op, vjps=tuple(rules))}))


def checked(source, feed, **settings):
    """Return the rows of a check by input name."""
    return {row.name: row for row in check_gradients(parse(source), feed, **settings)}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_op_is_accepted(case):
    feed = case.feed()
    rows = check_gradients(case.graph, feed, upstream=case.upstream(run(case.graph, feed).output))
    assert [row.name for row in rows] == [n for n in case.op.inputs if not (n == "t" and case.labels == "classes")]
    assert all(row.ok and not row.kink and row.error < 1e-5 for row in rows)


@pytest.mark.parametrize("case", SIGNED, ids=str)
def test_every_op_is_accepted_with_numbers_of_both_signs(case):
    assert all(row.ok for row in check_gradients(case.graph, case.feed((1, -1))))


@pytest.mark.parametrize("factor", [1.001, 0.999, -1])
@pytest.mark.parametrize(("case", "place"), WRONG)
def test_a_derivative_wrong_by_a_thousandth_is_rejected(monkeypatch, case, place, factor):
    feed = case.feed()
    upstream = case.upstream(run(case.graph, feed).output)
    spoiled(monkeypatch, case.op.name, place, factor)
    verdicts = [row.ok for row in check_gradients(case.graph, feed, upstream=upstream)]
    assert verdicts == [i != place for i in range(len(verdicts))]


def test_one_wrong_derivative_is_found_in_the_middle_of_a_net(monkeypatch):
    source = "h = relu(X @ W1 + b1)\nL = softmax_with_loss(h @ W2 + b2, t)"
    rng = np.random.default_rng(3)
    shapes = {"X": (3, 4), "W1": (4, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
    feed = {name: rng.normal(size=shape) for name, shape in shapes.items()} | {"t": [0, 1, 1]}
    assert all(row.ok for row in checked(source, feed).values())
    spoiled(monkeypatch, "relu", 0)
    assert {name for name, row in checked(source, feed).items() if row.ok} == {"W2", "b2"}


def test_a_gradient_that_is_missing_a_broadcast_sum_is_rejected():
    first = BACKPROPAGATION._replace(fit=lambda part, x: frozen(part[0]) if np.ndim(x) == 1 else part)
    trace = run_with(OPS, first, parse("y = X + b"), {"X": np.ones((3, 2)), "b": [1, 2]}, 1.0)
    assert [row.verdict for row in check_run(trace)] == ["agree", "differ"]


@pytest.mark.parametrize(
    ("source", "x"),
    [("y = 1 / x", 3e-4), ("y = 1 / x", -3e-4), ("y = log(x)", 1e-6), ("y = log(x)", 1e-4), ("y = sqrt(x)", 1e-6),
     ("y = x ** -2", 1e-3), ("y = x ** 0.5", 1e-5), ("y = 2 / x", 1e-5)],
)  # fmt: skip
def test_near_a_pole_the_right_derivative_is_accepted_and_a_wrong_one_rejected(monkeypatch, source, x):
    graph = parse(source)
    assert [(row.ok, row.kink) for row in check_gradients(graph, {"x": x})] == [(True, False)]
    place = graph.nodes[-1].inputs.index(graph.index["x"])
    spoiled(monkeypatch, graph.nodes[-1].op, place)
    assert not check_gradients(graph, {"x": x})[0].ok


@pytest.mark.parametrize("scale", [1e-8, 1e-3, 1.0, 1e3, 1e8])
def test_the_verdict_does_not_depend_on_the_scale_of_the_result(monkeypatch, scale):
    source, feed = f"y = sigmoid(x) * {scale!r}", {"x": [0.5, -2]}
    assert checked(source, feed)["x"].ok
    spoiled(monkeypatch, "sigmoid", 0)
    assert not checked(source, feed)["x"].ok


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3, 1e8])
def test_large_and_small_inputs_are_accepted(scale):
    assert checked("y = x * x + 3 * x", {"x": scale})["x"].ok


@pytest.mark.parametrize(
    ("source", "feed"),
    [
        ("y = relu(x)", {"x": 0}),
        ("y = relu(x)", {"x": 5e-5}),
        ("y = relu(x)", {"x": [1, -1, 0]}),
        ("y = abs(x)", {"x": 0}),
        ("y = relu(x * 3 - 3)", {"x": 1}),
        ("y = maximum(x, 2)", {"x": 2}),
        ("y = minimum(2, x)", {"x": 2.00001}),
    ],
)
def test_a_kink_is_noted_and_not_judged(source, feed):
    row = checked(source, feed)["x"]
    assert row.kink
    assert row.ok


SMOOTH = ["relu(x) ** 2", "x * relu(x)", "abs(x) * x + 3 * x", "minimum(x, 0) ** 2", "relu(x) * relu(-x)", "x ** 3"]


@pytest.mark.parametrize("source", SMOOTH)
@pytest.mark.parametrize("x", [0, 3e-5, -3e-5, [0, 1, -1]])
def test_where_the_slopes_of_both_sides_meet_there_is_no_kink(source, x):
    row = checked(f"y = {source}", {"x": x})["x"]
    assert not row.kink
    assert row.ok
    assert row.error < 1e-5


def test_where_the_slopes_of_both_sides_meet_a_wrong_rule_is_found(monkeypatch):
    spoiled(monkeypatch, "mul", 0)
    row = checked("y = relu(x) ** 2 + x * 3", {"x": 0})["x"]
    assert not row.kink
    assert not row.ok


def test_elements_beside_a_kink_are_judged_all_the_same(monkeypatch):
    spoiled(monkeypatch, "relu", 0)
    row = checked("y = relu(x)", {"x": [0, 1]})["x"]
    assert row.kink
    assert not row.ok


def test_no_kink_where_none_is_crossed():
    assert not checked("y = relu(x) + abs(x) + maximum(x, 2)", {"x": 1})["x"].kink
    assert not checked("y = maximum(x, x)", {"x": 1})["x"].kink


@pytest.mark.parametrize("source", ["y = log(x)", "y = relu(log(x))", "y = sqrt(x) + abs(x)"])
def test_what_has_no_value_is_not_called_right(source):
    row = checked(source, {"x": -1})["x"]
    assert not row.ok
    assert not row.kink


def test_most_bounds_the_elements_that_are_perturbed():
    x = np.arange(1.0, 101.0).reshape(10, 10)
    row = checked("y = x * x", {"x": x}, most=7)["x"]
    assert (row.checked, row.size, row.ok) == (7, 100, True)
    assert np.count_nonzero(~np.isnan(row.numeric)) == 7
    assert not np.isnan(row.numeric[[0, -1], [0, -1]]).any()
    assert row.analytic.shape == row.numeric.shape == (10, 10)
    whole = checked("y = x * x", {"x": x})["x"]
    assert (whole.checked, whole.size) == (100, 100)
    assert not np.isnan(whole.numeric).any()


def test_rows_say_by_how_much():
    row = checked("y = x ** 2", {"x": 3})["x"]
    assert (row.name, row.analytic, type(row.numeric)) == ("x", 6, float)
    assert row.numeric == pytest.approx(6, rel=1e-9)
    assert row.error < 1e-8
    assert row.difference < 1e-7


def test_integer_arrays_are_checked_as_real_numbers():
    # The chapter's numerical_gradient adds 1e-4 to an integer array, which changes nothing.
    x = np.array([1, 2, 3])
    row = checked("y = x * x", {"x": x})["x"]
    assert row.ok
    assert row.numeric == pytest.approx([2, 4, 6])
    assert x.tolist() == [1, 2, 3]


def test_a_check_that_fails_half_way_leaves_the_inputs_as_they_were(monkeypatch):
    # The chapter's numerical_gradient leaves the parameter perturbed when the function raises.
    x, calls = np.array([1.0, 2.0]), []

    def forward(value):
        calls.append(value)
        if len(calls) == 4:
            raise ValueError
        return np.exp(value)

    monkeypatch.setattr(definitions, "OPS", MappingProxyType({**OPS, "exp": replace(OPS["exp"], forward=forward)}))
    with pytest.raises(ValueError):  # whatever the op raises
        check_gradients(parse("y = exp(x)"), {"x": x})
    assert len(calls) == 4
    assert x.tolist() == [1, 2]


def test_class_numbers_are_left_out_and_unused_inputs_are_zero():
    rows = checked("u = 3\nL = softmax_with_loss(x, t)", {"x": [1, 2], "t": 0})
    assert set(rows) == {"x", "u"}
    assert rows["u"].ok
    assert rows["u"].analytic == rows["u"].numeric == 0
    computed = checked("t = first + 1\nL = softmax_with_loss(x, t)", {"x": [1, 2], "first": 0})
    assert set(computed) == {"x"}


def test_upstream_is_part_of_what_is_compared():
    row = checked("y = x * 2", {"x": [1, 2]}, upstream=[1, 10])["x"]
    assert row.ok
    assert row.analytic.tolist() == [2, 20]


WALLS = [
    ("sqrt(x)", 1e-9), ("sqrt(x)", 1e-300), ("log(x)", 1e-300), ("log(x)", 1e-12), ("x * log(x)", 1e-200),
    ("x ** 1.5", 1e-9), ("x ** 1.5", 0), ("sqrt(1 - x)", 1 - 1e-9), ("log(1 - x)", 1 - 1e-7), ("1 / x", 1e-9),
    ("1 / x", -1e-150), ("abs(sqrt(x))", 1e-10), ("log(x) + relu(x)", 1e-9), ("sqrt(x * x)", 1e-9),
    ("sqrt(x)", 1e200), ("x ** 2", 1e150), ("x ** 2", 1e-200), ("log(relu(x))", 1e-6), ("tanh(x * 1e6)", 1e-7),
]  # fmt: skip


@pytest.mark.parametrize(("source", "x"), WALLS)
@pytest.mark.parametrize("inner", ["x * 1", "(x + 0) / 1"])
def test_near_a_wall_a_right_gradient_is_not_called_wrong(source, x, inner):
    row = checked(f"u = {inner}\ny = {source.replace('x', 'u')}", {"x": x})["x"]
    assert row.ok, row
    assert row.verdict in ("agree", "lost")


@pytest.mark.parametrize(("source", "x"), [wall for wall in WALLS if wall != ("x ** 2", 1e-200) and wall[1]])
@pytest.mark.parametrize("factor", [1.01, 0.5, -1])
def test_near_a_wall_a_wrong_gradient_is_found(monkeypatch, source, x, factor):
    trace = run(parse(f"y = {source}"), {"x": x})
    right = trace.grads["x"]
    monkeypatch.setitem(trace.grads, "x", right * factor)
    assert check_run(trace)[0].verdict == "differ"


@pytest.mark.parametrize(
    "source",
    ["relu(x) - relu(-x)", "abs(x) - 2 * relu(x)", "relu(x) * 2 - abs(x)", "maximum(x, 0) + minimum(x, 0) * 3",
     "sqrt(x * x)", "relu(x) + relu(-x)"],
)  # fmt: skip
def test_where_a_node_stands_at_its_kink_its_choice_is_not_called_wrong(source):
    for exactly in (False, True):
        (row,) = check_run(run(parse(f"y = {source}"), {"x": 0}), exactly=exactly)
        assert row.verdict == "kink"
        assert row.ok


def test_a_wrong_rule_beside_a_node_at_its_kink_is_found(monkeypatch):
    spoiled(monkeypatch, "mul", 0, factor=1.5)
    assert checked("y = relu(x) ** 2 + x * 3 + abs(x) ** 3", {"x": 0})["x"].verdict == "differ"


@pytest.mark.parametrize(
    ("source", "x"), [("1 / x", 1e-9), ("sqrt(x)", 1e-9), ("log(x)", 1e-300), ("tanh(x * 1e6)", 1e-7)]
)
def test_a_step_of_ones_own_that_is_too_large_is_called_so(monkeypatch, source, x):
    trace = run(parse(f"y = {source}"), {"x": x})
    assert check_run(trace, Measure(1e-4), exactly=True)[0].verdict == "coarse"
    monkeypatch.setitem(trace.grads, "x", trace.grads["x"] * 1.5)
    assert check_run(trace, Measure(1e-4), exactly=True)[0].verdict in ("differ", "unknown")


SMOOTH_PARTS = ("sqrt({})", "log({})", "1 / {}", "{} ** 1.5", "exp({})", "tanh({})", "{} * {}", "sigmoid({})", "-{}")
BENT_PARTS = ("relu({})", "abs({})", "relu({}) - relu(-{})", "maximum({}, 0)", "relu({}) ** 2", "minimum({}, {} * 2)")


def test_no_right_gradient_of_random_functions_is_called_wrong_at_any_place():
    dice = random.Random(3)
    for _ in range(400):
        inside = "x"
        for _part in range(dice.randint(1, 3)):
            inside = dice.choice((*SMOOTH_PARTS, *BENT_PARTS)).replace("{}", f"({inside})")
        x = dice.choice([0.0, *(sign * 10.0 ** dice.randint(-40, 3) for sign in (1, 1, -1))])
        trace = run(parse(f"y = {inside}"), {"x": x})
        for exactly in (False, True):
            (row,) = check_run(trace, exactly=exactly)
            assert row.verdict != "differ", (inside, x, row)


def test_a_check_of_bounded_effort_leaves_out_the_last_inputs() -> None:
    names = [f"x{n}" for n in range(300)]
    graph = parse("y = " + " + ".join(f"{name} * {name}" for name in names))
    trace = run(graph, dict.fromkeys(names, 0.5))
    cost = run_cost(trace)
    assert [row.name for row in check_run(trace)] == names
    rows = check_run(trace, effort=100 * cost)
    assert [row.name for row in rows] == names[: len(rows)]
    assert 20 < len(rows) <= 50
    assert all(row.ok for row in rows)


def test_a_check_of_bounded_effort_measures_fewer_elements() -> None:
    trace = run(parse("y = sum(x * x * x)"), {"x": np.linspace(1.0, 2.0, 400)})
    (row,) = check_run(trace, effort=200 * run_cost(trace))
    assert (row.checked, row.size, row.ok) == (50, 400, True)
    (row,) = check_run(trace, most=8, effort=200 * run_cost(trace))
    assert row.checked == 8
