"""Symbols come to what the engine computes: of every op, of random graphs, in every form."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bench.random_graphs import sample
from graphlab.algebra.evaluate import ROUNDING, agrees, evaluate, magnitude
from graphlab.algebra.expr import Expr, Name
from graphlab.algebra.forms import symbols
from graphlab.algebra.from_text import keys
from graphlab.algebra.sympy_conversion import SympyConverter
from graphlab.algebra.to_text import as_latex, as_text, shorten
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace, run
from tests.cases import CASES, Case
from tests.strategies import feed_of, graphs, own_graphs

TIES = {"maximum", "minimum"}


def names_a_jacobian(expression: Expr, trace: Trace) -> bool:
    """Whether ∂y/∂x stands in it for arrays: a name, by which one cannot multiply element by element."""
    return any(
        isinstance(key, tuple) and key[0] == "local" and np.ndim(trace.node_values[key[1]]) for key in keys(expression)
    )


def is_finite(trace: Trace) -> bool:
    """Whether every value is finite: at infinity the engine's rules have limits where a formula has ∞ · 0."""
    return all(np.all(np.isfinite(value)) for value in trace.node_values)


def has_a_value(expression: Expr, trace: Trace) -> bool:
    """Whether a formula has a finite value: the engine has the limit of 0 · log 0, too."""
    with np.errstate(all="ignore"):
        return bool(np.all(np.isfinite(evaluate(expression, trace))))


def assert_symbols_come_to_the_trace(trace: Trace, form: str, limits: bool = True) -> None:
    """Check every gradient; without `limits` those are left out whose formula has no value here."""
    if not is_finite(trace):
        return
    found = symbols(trace, form)
    edges = [(i, slot) for i, parts in trace.contributions.items() for slot in range(len(parts))]
    pairs = [(found.gradient(i, slot), trace.contributions[i][slot]) for i, slot in edges]
    pairs += [(found.total(i), total) for i, total in enumerate(trace.node_grads)]
    for expression, number in pairs:
        if expression is not None and np.all(np.isfinite(number)) and not names_a_jacobian(expression, trace):
            undefined = not limits and not has_a_value(expression, trace)
            assert undefined or agrees(expression, number, trace), f"{trace.graph.to_source()}: {as_text(expression)}"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_op_has_a_rule_for_each_input(op) -> None:
    assert len(op.local) == len(op.inputs)


@pytest.mark.parametrize("form", ["product", "simplified"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_of_every_op_is_its_vjp(case: Case, form: str) -> None:
    feed = case.feed()
    trace = run(case.graph, feed, case.upstream(run(case.graph, feed).output))
    assert_symbols_come_to_the_trace(trace, form)


@pytest.mark.parametrize("form", ["chain", "product"])
@pytest.mark.parametrize("case", [c for c in CASES if not any(c.shapes) and c.op.name != "reshape"], ids=str)
def test_local_derivatives_of_numbers(case: Case, form: str) -> None:
    assert_symbols_come_to_the_trace(run(case.graph, case.feed(), 1.7), form)


@given(graphs())
@example(parse("x0 = 0.01\nn1 = x0 * x0\ny = n1 / n1"))
@example(parse("x0 = 0.01\nx1 = [[0.01], [0.01]]\nn2 = x1 - tanh(x0)\ny = n2 / n2"))
@settings(max_examples=80)
def test_products_of_random_graphs(graph: Graph) -> None:
    with np.errstate(all="ignore"):
        assert_symbols_come_to_the_trace(run(graph, feed_of(graph), 1.3), "product")


@given(graphs())
@example(parse("x0 = 0.01\nn1 = 1 / x0\ny = n1 / n1"))
@example(parse("x = 0.01\nzero = x + -x\ny = x / zero"))
@example(parse("v = [1, 2, 3]\nm = [[1], [2]]\nzero = m - m\ny = v * zero"))
@settings(max_examples=40)
def test_simplified_gradients_of_random_graphs_hold_at_other_points(graph: Graph) -> None:
    assume(not any(OPS[node.op].kink for node in graph.nodes if node.inputs))
    with np.errstate(all="ignore"):
        found = symbols(run(graph, feed_of(graph), 1.3), "simplified")
        rng = np.random.default_rng(7)
        elsewhere = {name: value * rng.uniform(0.5, 1.5, np.shape(value)) for name, value in feed_of(graph).items()}
        other = run(graph, elsewhere, 0.7)
        assume(is_finite(other))
        formed = symbols(other, "product")
        for i, total in enumerate(other.node_grads):
            expression = found.total(i)
            if expression is not None and np.all(np.isfinite(total)):
                # Terms that cancel leave the engine with their rounding errors where the simplified form is 0.
                rounding = ROUNDING * magnitude(formed.total(i), other)
                noise = np.max(np.abs(total), initial=0.0) <= rounding
                assert noise or agrees(expression, total, other), f"{graph.to_source()}: {as_text(expression)}"


@given(own_graphs())
@settings(max_examples=40)
def test_products_of_graphs_with_definitions(graph: Graph) -> None:
    assert_symbols_come_to_the_trace(run(graph, feed_of(graph), 1.3), "product")


@given(graphs())
@settings(max_examples=40)
def test_values_of_random_graphs(graph: Graph) -> None:
    with np.errstate(all="ignore"):
        trace = run(graph, feed_of(graph))
        found = symbols(trace)
        for i, value in enumerate(trace.node_values):
            np.testing.assert_allclose(
                np.broadcast_to(evaluate(found.expression(i), trace), np.shape(value)), value, rtol=1e-12
            )


def simplified(source: str, node: str, **feed) -> str:
    trace = run(parse(source), feed)
    return as_text(symbols(trace, "simplified").total(trace.graph.index[node]))


RNG = np.random.default_rng(0)
X, W1, B1, W2 = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 5)), RNG.normal(size=5), RNG.normal(size=(5, 2))


@pytest.mark.parametrize(
    ("source", "node", "feed", "gradient"),
    [
        ("y = x * x + x", "x", {"x": 3}, "(∂L/∂y)·(2x + 1)"),
        ("p = exp(x)\nn = exp(-x)\ny = (p - n) / (p + n)", "x", {"x": 0.3}, "(∂L/∂y)·(1 − y²)"),
        ("y = tanh(x)", "x", {"x": 0.3}, "(∂L/∂y)·(1 − y²)"),
        ("y = sqrt(x * x + 1)", "x", {"x": 0.3}, "(∂L/∂y)·x/y"),
        ("y = log(1 + exp(x))", "x", {"x": 0.3}, "(∂L/∂y)·exp(x)/(1 + exp(x))"),
        ("y = x ** n", "x", {"x": 2, "n": 3}, "(∂L/∂y)·n·x^(n − 1)"),
        ("s = sigmoid(x * w + b)\nL = (s - t) ** 2 / 2", "w", {"x": 1, "w": 2, "b": 0.5, "t": 1}, "x·s(1 − s)·(s − t)"),
        ("L = softmax_with_loss(a, t)", "a", {"a": X, "t": [0, 2, 1, 0]}, "(softmax(a) − t)/N"),
        ("h = sigmoid(dot(x, W1) + b1)\ny = dot(h, W2)\nL = mean_squared_error(y, t)", "W1",
         {"x": X, "W1": W1, "b1": B1, "W2": W2, "t": X[:, :2]}, "xᵀ·(((y − t)·W2ᵀ) ⊙ h(1 − h))"),
        ("h = relu(affine(x, W1, b1))\ny = softmax(dot(h, W2))\nL = cross_entropy(y, t)", "b1",
         {"x": X, "W1": W1, "b1": B1, "W2": W2, "t": [0, 1, 1, 0]}, "Σ(((y − t)/N·W2ᵀ) ⊙ [x·W1 + b1 > 0])"),
    ],
)  # fmt: skip
def test_simplified_gradients(source: str, node: str, feed, gradient: str) -> None:
    assert simplified(source, node, **feed) == gradient


def test_labels_that_overflow_do_not_sum_to_1() -> None:
    assert "Σ" in simplified("y = softmax(a)\nL = cross_entropy(y, exp(t))", "a", a=[0.1, 0.2], t=[0.5, 1000.0])


def test_labels_that_do_not_sum_to_1_leave_their_sum() -> None:
    found = simplified("y = softmax(a)\nL = cross_entropy(y, t)", "a", a=[0.1, 0.2], t=[0.5, 1.0])
    assert "Σ t" in found
    assert found != "y − t"


def test_what_is_said_to_sum_to_1_must_do_so() -> None:
    trace = run(parse("z = x * a + x * b"), {"x": 2, "a": 0.25, "b": 0.75})
    assert as_text(symbols(trace, "simplified", ones=(("a", "b"),)).total(0)) == "∂L/∂z"
    other = run(parse("z = x * a + x * b"), {"x": 2, "a": 0.25, "b": 0.5})
    assert as_text(symbols(other, "simplified", ones=(("a", "b"),)).total(0)) == "(∂L/∂z)·(a + b)"


@pytest.mark.parametrize(
    ("source", "gradient"),
    [
        ("y = sum(x * x, axis=1)", "(∂L/∂y) ⊙ 2x"),
        ("y = mean(x * w * x, axis=-1)", "(∂L/∂y) ⊙ 2x ⊙ w/n"),
        ("e = exp(x)\nS = sum(e, axis=1)\nL = sum(log(S))", "e/S"),
        ("h1 = sum(x, axis=1)\nh2 = mean(h1, axis=0)\ny = h2 ** 2", "(∂L/∂y)·2·h2/n"),
        ("u = x + w\nh = u - u\ny = softmax(h)", "0"),
    ],
)
def test_a_gradient_that_is_spread_over_an_axis_is_simplified_too(source: str, gradient: str) -> None:
    graph = parse(source)
    assert simplified(source, "x", **{name: [[1, 2, 3], [4, 5, 6]] for name in graph.inputs}) == gradient


def test_a_shorter_form_whose_shapes_do_not_fit_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SympyConverter, "stretched", lambda self, x: self.convert(x.arguments[0]))
    x = [[1, 2, 3], [4, 5, 6]]
    assert simplified("y = sum(x * x, axis=1)", "x", x=x) == "(∂L/∂y) ⊙ x + (∂L/∂y) ⊙ x"


@given(st.integers(0, 2**32), st.sampled_from(["product", "simplified"]))
@settings(max_examples=30)
def test_symbols_of_graphs_as_learners_type_them(seed: int, form: str) -> None:
    with np.errstate(all="ignore"):
        assert_symbols_come_to_the_trace(sample(seed).trace, form, limits=False)


@pytest.mark.parametrize("source", ["y = mean(-x)", "y = sum(-x)", "y = -reshape(-x, shape=[6])", "y = sum(x - x)"])
def test_the_sign_of_a_value_is_not_that_of_what_is_spread_over_it(source: str) -> None:
    for form in ("product", "simplified"):
        trace = run(parse(source), {"x": [[1, 2, 3], [4, 5, 6]]}, 2.0)
        assert_symbols_come_to_the_trace(trace, form)
        assert as_text(symbols(trace, form).rule(len(trace.graph.nodes) - 1, 0)).count("−") == source.count("= -")


@pytest.mark.parametrize("source", ["h = x / (-1e308)\ny = sqrt(h)", "h = 1e308 - x\ny = h * x / h * (h * x)"])
def test_numbers_that_grow_beyond_a_float_stay_as_they_are(source: str) -> None:
    assert simplified(source, "x", x=-1000.0)


def test_a_simplification_that_fails_its_test_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphlab.algebra import simplify

    monkeypatch.setattr(simplify, "factored", lambda fraction, meant: Name("wrong", 0))
    monkeypatch.setattr(simplify, "factored_out", lambda fraction, meant: Name("wrong", 0))
    monkeypatch.setattr(simplify, "split", lambda fraction, meant: Name("wrong", 0))
    assert simplified("y = x * x + x", "x", x=3) == "(∂L/∂y)·x + (∂L/∂y)·x + ∂L/∂y"


def test_the_sum_of_branches_stands_in_brackets_before_the_next_factor() -> None:
    trace = run(parse("t = 3 * x\ny = t * a + t * b"), {"x": 1, "a": 2, "b": 5})
    assert as_text(symbols(trace).total(trace.graph.index["x"])) == "((∂L/∂y)·a + (∂L/∂y)·b)·3"


def test_a_node_that_uses_an_input_twice_tells_its_places_apart() -> None:
    trace = run(parse("y = x * x"), {"x": 3})
    found = symbols(trace, "chain").total(0)
    assert as_text(found) == "(∂L/∂y)·(∂y/∂x₁) + (∂L/∂y)·(∂y/∂x₂)"
    assert r"\partial x^{(2)}" in as_latex(found)


@pytest.mark.parametrize(
    "text",
    [
        "(∂L/∂y)·y²·exp(−x)",
        "((∂L/∂price)·tax + (∂L/∂price)·n_apple)·orange",
        "x" * 40,
        "Σ(a ⊙ b)",
        "(((t1/y1)·e1 + (t2/y2)·e2 + (t3/y3)·e3)·r)·e1",
    ],
)
def test_shortened_text_is_short_and_begins_like_the_whole(text: str) -> None:
    short = shorten(text)
    assert len(short) <= 24
    assert text.startswith(short.rstrip(")").rstrip("…"))
    assert (short == text) == (len(text) <= 24)
    assert short.count("(") == short.count(")")
