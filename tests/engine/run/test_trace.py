"""A run as a value: the book's numbers, every step, fan-out, the upstream gradient, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run, run_with
from graphlab.engine.run.walk import BACKPROPAGATION
from tests.reference import autograd_gradients
from tests.strategies import feed_of, graphs

often = settings(max_examples=150, derandomize=True)

APPLES = parse("price = apple * n_apple * tax")
FRUIT = parse("price = (apple * n_apple + orange * n_orange) * tax")
FRUIT_FEED = {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1}
MIXED = parse("h = relu(X @ W + b)\nleft = exp(-h)\nL = mean(left * h + h) / 2")
MIXED_FEED = {"X": [[1, -2], [0.5, 3]], "W": [[0.3, -0.7, 1], [0.2, 0.5, -1]], "b": [0.1, 0.2, 0.3]}


def same(found, expected):
    """Whether two mappings hold the same numbers."""
    return set(found) == set(expected) and all(np.array_equal(found[name], expected[name]) for name in expected)


def test_two_apples():
    trace = run(APPLES, {"apple": 100, "n_apple": 2, "tax": 1.1})
    assert trace.output == trace.values["price"] == 220.00000000000003
    assert trace.grads == {"apple": 2.2, "n_apple": 110.00000000000001, "tax": 200, "v1": 1.1, "price": 1}
    assert [type(value) for value in trace.values.values()] == [float] * 5


def test_two_apples_and_three_oranges():
    trace = run(FRUIT, FRUIT_FEED)
    assert [trace.values[name] for name in ("v1", "v2", "v3", "price")] == [200, 450, 650, 715.0000000000001]
    expected = {"apple": 2.2, "n_apple": 110, "orange": 3.3, "n_orange": 165, "tax": 650, "v1": 1.1, "v3": 1.1}
    assert {name: trace.grads[name] for name in expected} == pytest.approx(expected, rel=1e-15)


def test_steps_of_two_apples_and_three_oranges():
    steps = run(FRUIT, FRUIT_FEED).steps
    assert len(steps) == 9
    assert [step.index for step in steps] == list(range(9))
    assert [step.phase for step in steps] == ["forward"] * 4 + ["backward"] * 5
    acting = [step.trace.graph.nodes[step.node].name for step in steps]
    assert acting == ["v1", "v2", "v3", "price", "price", "price", "v3", "v2", "v1"]
    assert [step.seed for step in steps].index(True) == 4
    assert sum(step.seed for step in steps) == 1
    assert [step.contributions for step in steps[:5]] == [()] * 5
    assert steps[5].contributions == (1.1, 650.0)
    assert steps[6].contributions == (1.1, 1.1)
    assert steps[-1].index == 8
    assert [step.index for step in steps[2:4]] == [2, 3]
    with pytest.raises(IndexError):
        steps[9]


@pytest.mark.parametrize(("graph", "feed"), [(FRUIT, FRUIT_FEED), (MIXED, MIXED_FEED)], ids=["fruit", "mixed"])
def test_each_forward_step_adds_exactly_its_own_node(graph, feed):
    trace = run(graph, feed)
    known = {node.name for node in graph.nodes if not node.inputs}
    for step in trace.steps[: trace.forward_count]:
        known.add(graph.nodes[step.node].name)
        assert set(step.values) == known
        assert step.grads == {}
    for step in trace.steps[trace.forward_count :]:
        assert same(step.values, trace.values)
    assert trace.steps[trace.forward_count].grads == {graph.output: 1}


def truncated(trace, acted):
    """Return a run in which only the nodes that have acted are computed; all others are inputs with their value."""
    nodes = [
        node if i in acted or not node.inputs else Node(node.name, "input") for i, node in enumerate(trace.graph.nodes)
    ]
    feed = {node.name: trace.values[node.name] for node in nodes if node.op == "input"}
    return run(Graph(tuple(nodes)), feed, trace.upstream)


def assert_steps_are_truncated_runs(trace):
    forward = trace.steps[: trace.forward_count]
    for step in forward:
        shorter = run(Graph(trace.graph.nodes[: step.node + 1]), {n: trace.values[n] for n in _inputs(trace, step)})
        assert all(np.array_equal(step.values[name], value, equal_nan=True) for name, value in shorter.values.items())
    acted = set()
    for step in trace.steps[trace.forward_count + 1 :]:
        acted.add(step.node)
        expected = truncated(trace, acted).grads
        for name, gradient in step.grads.items():
            np.testing.assert_allclose(gradient, expected[name], rtol=1e-13, err_msg=name)


def _inputs(trace, step):
    return [node.name for node in trace.graph.nodes[: step.node + 1] if node.op == "input"]


@pytest.mark.parametrize(("graph", "feed"), [(FRUIT, FRUIT_FEED), (MIXED, MIXED_FEED)], ids=["fruit", "mixed"])
def test_each_step_is_a_run_that_stops_there(graph, feed):
    assert_steps_are_truncated_runs(run(graph, feed))


@settings(max_examples=40, derandomize=True)
@given(graphs())
def test_each_step_of_any_graph_is_a_run_that_stops_there(graph):
    trace = run(graph, feed_of(graph))
    assume(all(np.all(np.isfinite(value)) for value in [*trace.values.values(), *trace.grads.values()]))
    assert_steps_are_truncated_runs(trace)


@often
@given(graphs())
def test_any_graph_agrees_with_autograd(graph):
    feed = feed_of(graph)
    trace = run(graph, feed, 1.5)
    biggest = np.max([np.max(np.abs(value)) for value in [*trace.values.values(), *trace.grads.values()]])
    assume(biggest < 1e100)
    assume(not any(_at_kink(trace, i) for i in trace.operations))
    found = autograd_gradients(graph, feed, 1.5 * np.ones(np.shape(trace.output)))
    for name in graph.inputs:
        np.testing.assert_allclose(trace.grads[name], found[name], rtol=1e-7, atol=1e-12 * biggest, err_msg=name)


def _at_kink(trace, i):
    """Whether a node stands at a point without a derivative, where everyone may choose."""
    node = trace.graph.nodes[i]
    xs = [trace.node_values[j] for j in node.inputs]
    distance = {"relu": lambda x: x, "abs": lambda x: x}.get(node.op, lambda a, b=np.inf: a - b)(*xs)
    return bool(np.any(np.abs(distance) < 1e-12))


def test_the_walk_through_softmax_with_loss():
    graph = parse(
        "e1 = exp(a1)\ne2 = exp(a2)\ne3 = exp(a3)\nS = e1 + e2 + e3\nr = 1 / S\n"
        "y1 = e1 * r\ny2 = e2 * r\ny3 = e3 * r\n"
        "s = t1 * log(y1) + t2 * log(y2) + t3 * log(y3)\nL = s * -1"
    )
    y, t = np.array([0.3, 0.2, 0.5]), (0, 1, 0)
    feed = {f"a{i + 1}": np.log(y[i]) for i in range(3)} | {f"t{i + 1}": t[i] for i in range(3)}
    trace = run(graph, feed)
    assert trace.output == pytest.approx(1.609438, abs=5e-7)
    assert [trace.grads[f"a{i + 1}"] for i in range(3)] == pytest.approx([0.3, -0.8, 0.5])
    assert [trace.grads[name] for name in ("s", "r", "S")] == pytest.approx([-1, -1, 1])
    assert trace.grads["t2"] == pytest.approx(-np.log(0.2))


@pytest.mark.parametrize(
    ("source", "feed", "gradients"),
    [
        ("a = 3\nb = a + a", {}, {"a": 2}),
        ("y = x * x + x", {"x": 3}, {"x": 7}),
        ("y = x * x * x", {"x": 2}, {"x": 12}),
        ("y = 1 / (1 + exp(x * -1))", {"x": 0.5}, {"x": pytest.approx(0.235004, abs=5e-7)}),
        ("y = sigmoid(x)", {"x": 0.5}, {"x": pytest.approx(0.235004, abs=5e-7)}),
        ("z = (x + y) ** 2", {"x": 1, "y": 2}, {"x": 6, "y": 6}),
        ("y = maximum(x, x)", {"x": 1}, {"x": 1}),
        ("y = x - x", {"x": 1}, {"x": 0}),
    ],
)
def test_contributions_are_summed_where_a_value_fans_out(source, feed, gradients):
    found = run(parse(source), feed).grads
    assert {name: found[name] for name in gradients} == gradients


def test_the_three_contributions_to_x_in_x_squared_plus_x():
    trace = run(parse("s = x * x\ny = s + x"), {"x": 3})
    assert [step.contributions for step in trace.steps[3:]] == [(1, 1), (3, 3)]
    assert [step.grads.get("x") for step in trace.steps] == [None, None, None, 1, 7]


def test_one_layer_used_twice_keeps_both_of_its_inputs():
    # A layer object of the chapter remembers only the input of its last forward.
    trace = run(parse("h = relu(x)\ny = relu(h - 5) + relu(x - 1)"), {"x": 3})
    assert trace.grads["x"] == 1


def test_unused_nodes_have_gradient_zero_in_the_shape_of_their_value():
    trace = run(parse("u = [1, 2]\nw = exp(u)\ny = x * 2"), {"x": 3})
    assert trace.grads["u"].tolist() == [0, 0] == trace.grads["w"].tolist()
    acting = [step.trace.graph.nodes[step.node].name for step in trace.steps if step.phase == "backward"]
    assert acting == ["y", "y"]


def test_an_output_of_constants_alone_still_receives_the_upstream_gradient():
    trace = run(parse("y = exp(0.5) + sum([1, 2])"), upstream=3)
    assert trace.grads == trace.steps[-1].grads == {"y": 3.0}
    assert trace.order == ()


@pytest.mark.parametrize(("graph", "feed"), [(FRUIT, FRUIT_FEED), (MIXED, MIXED_FEED)], ids=["fruit", "mixed"])
def test_every_rule_is_applied_once_however_much_is_looked_at(graph, feed):
    calls = []
    counted = lambda rule: lambda *args, **attrs: calls.append(rule) or rule(*args, **attrs)  # noqa: E731
    ops = {name: replace(op, vjps=tuple(map(counted, op.vjps))) for name, op in OPS.items()}
    trace = run_with(ops, BACKPROPAGATION, graph, feed, 1.0)
    seen = [(step.contributions, step.stretched, step.grads, trace.node_grads) for step in trace.steps]
    edges = sum(len(node.inputs) for node in graph.nodes)
    assert len(seen) == len(trace.steps)
    assert len(calls) == edges - sum(len(graph.consumers[i]) for i in graph.constant)


def test_constants_have_no_gradient_and_nothing_is_sent_to_them():
    trace = run(parse("y = x * (2 + 3)"), {"x": 4})
    assert set(trace.grads) == {"x", "y"}
    assert [step.contributions for step in trace.steps if step.phase == "backward"] == [(), (5, None)]
    assert run(parse("y = 2 * 3")).output == 6


def test_a_step_knows_which_inputs_were_stretched():
    steps = run(parse("y = (X + b) * s"), {"X": np.ones((2, 3)), "b": [1, 2, 3], "s": 2}).steps
    assert [step.stretched for step in steps] == [(), (), (), (3,), (1,)]


def test_class_numbers_have_no_gradient_even_when_they_are_computed():
    trace = run(parse("t = first + 1\nL = softmax_with_loss(x, t)\n"), {"x": [1, 2, 3], "first": 1})
    assert set(trace.grads) == {"x", "L"}


def test_upstream_may_be_a_number_or_an_array():
    graph, feed = parse("y = x * w"), {"x": [1, 2], "w": 3}
    assert run(graph, feed, 2).grads["x"].tolist() == [6, 6]
    assert run(graph, feed, [1, 10]).grads["x"].tolist() == [3, 30]
    assert run(graph, feed, [1, 10]).grads["w"] == 21
    assert run(parse("z = x * y"), {"x": 10, "y": 5}, 1.3).grads == {"x": 6.5, "y": 13, "z": 1.3}


@pytest.mark.parametrize("upstream", [[1, 2, 3], [[1, 2]], [[1], [2]], []])
def test_upstream_of_another_shape_is_refused(upstream):
    with pytest.raises(GraphlabError, match=r"the upstream gradient has shape .*, the output has shape \(2,\)"):
        run(parse("y = x * 2"), {"x": [1, 2]}, upstream)


def test_an_input_without_a_value_is_named():
    with pytest.raises(GraphlabError, match="the input `tax` has no value"):
        run(APPLES, {"apple": 1, "n_apple": 2})
    with pytest.raises(GraphlabError, match="the input `tax` has no value"):
        run(APPLES, {"apple": 1, "n_apple": 2, "tax": None})


@pytest.mark.parametrize(("name", "meant"), [("aple", "apple"), ("Tax", "tax"), ("n_appel", "n_apple")])
def test_a_surplus_input_is_named_with_the_nearest_right_one(name, meant):
    with pytest.raises(GraphlabError, match=rf"no input `{name}`\. Did you mean `{meant}`\?"):
        run(APPLES, {"apple": 1, "n_apple": 2, "tax": 1, name: 3})


@pytest.mark.parametrize("name", ["price", "v1", "c1"])
def test_only_inputs_can_be_fed(name):
    with pytest.raises(GraphlabError, match=f"no input `{name}`"):
        run(parse("price = (apple + 2) * tax"), {"apple": 1, "tax": 1, name: 3})


def test_a_value_in_the_text_may_be_left_out_or_replaced():
    graph = parse("apple = 100\nprice = apple * 2")
    assert run(graph).output == 200
    assert run(graph, {"apple": 3}).output == 6


NO_NUMBERS = ["abc", "3", b"3", None, [None], [1, None], [[1], [1, 2]], 1j, np.array([1j]), {}, {1}, object(), ["a"]]
NO_NUMBERS += [np.datetime64("2020"), run, [10, "a"]]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(GraphlabError, match=r"is not a number or an array of numbers|has no value"):
        run(parse("y = x * 2"), {"x": value})
    with pytest.raises(GraphlabError, match="upstream gradient is not a number or an array of numbers"):
        run(parse("y = x * 2"), {"x": 1}, value)


def test_a_number_too_large_for_a_float_is_refused():
    assert run(parse("y = x * 1"), {"x": 10**300}).output == 1e300
    for value in (10**400, [1, 10**400]):
        with pytest.raises(GraphlabError, match="too large"):
            run(parse("y = x * 2"), {"x": value})


def test_whole_numbers_and_truth_values_become_float64():
    for value in (3, True, np.int8(3), np.float32(3), [1, 2], np.arange(3), np.array([True])):
        trace = run(parse("y = x / 2"), {"x": value})
        assert np.asarray(trace.output).dtype == np.float64
        np.testing.assert_array_equal(trace.output, np.asarray(value) / 2)


@pytest.mark.parametrize(
    ("source", "feed", "says"),
    [
        (
            "good = a * 2\nbad = good + b",
            {"a": [1, 2], "b": [1, 2, 3]},
            r"node `bad`: .*good \(2,\) and b \(3,\) do not fit",
        ),
        (
            "y = X @ W",
            {"X": np.ones((2, 3)), "W": np.ones((2, 3))},
            r"node `y`: .*X \(2, 3\) and W \(2, 3\) do not fit.* X \(3\).* W \(2\)",
        ),
        ("y = X @ W", {"X": 2, "W": [1]}, r"node `y`: a matrix product takes vectors or matrices, not shapes \(\)"),
        ("y = X @ W", {"X": np.ones((1, 1, 1)), "W": [1]}, r"node `y`: a matrix product takes"),
        ("y = affine(X, W, b)", {"X": np.ones((2, 2)), "W": np.ones((2, 3)), "b": np.ones(2)}, r"node `y`: .*\(2,\)"),
        ("y = sum(x, axis=2)", {"x": [1]}, r"node `y`: .*\(1,\), axis=2"),
        ("y = mean(x, axis=(0, 0))", {"x": [1]}, r"node `y`: .*axis=\(0, 0\)"),
        ("y = reshape(x, [2, 2])", {"x": [1]}, r"node `y`: .*shape=\(2, 2\)"),
        ("y = reshape(x)", {"x": [1, 2]}, r"node `y`: .*`reshape` cannot be computed"),
        ("y = softmax(x)", {"x": []}, r"node `y`: "),
    ],
)
def test_shapes_that_do_not_fit_are_told_with_node_and_shapes(source, feed, says):
    with pytest.raises(GraphlabError, match=says) as caught:
        run(parse(source), feed)
    assert caught.value.node == str(caught.value).split("`")[1]


def test_a_chain_of_100_000_nodes():
    # Recursion over nodes would end at a thousand.
    nodes = [Node("x", "input"), *[Node(f"n{i}", "add", (i, 0)) for i in range(100_000)]]
    trace = run(Graph(tuple(nodes)), {"x": 1})
    assert trace.output == 100_001 == trace.grads["x"]
    assert len(trace.steps) == 200_001
    assert trace.steps[-1].node == 1


def test_changing_the_fed_array_afterwards_changes_nothing():
    fed, upstream = np.array([1.0, 2.0]), np.array([1.0, 1.0])
    trace = run(parse("y = x * x"), {"x": fed}, upstream)
    fed[:], upstream[:] = 9, 9
    assert trace.values["x"].tolist() == [1, 2]
    assert [part.tolist() for part in trace.steps[-1].contributions] == [[1, 2], [1, 2]]


def test_a_trace_cannot_be_changed():
    trace = run(parse("y = x * x"), {"x": [1, 2]})
    with pytest.raises(AttributeError):
        trace.upstream = 3
    with pytest.raises(ValueError, match="read-only"):
        trace.values["y"][0] = 3
    with pytest.raises(AttributeError):
        trace.steps[0].index = 3


@pytest.mark.parametrize(
    ("source", "x", "output"),
    [
        ("y = 1 / x", 0, np.inf),
        ("y = x / x", 0, np.nan),
        ("y = log(x)", 0, -np.inf),
        ("y = log(x)", -1, np.nan),
        ("y = exp(x)", 1000, np.inf),
        ("y = sqrt(x)", -1, np.nan),
        ("y = x ** 0.5", -1, np.nan),
        ("y = x ** -1", 0, np.inf),
        ("y = x * 2", np.inf, np.inf),
        ("y = x * 2", np.nan, np.nan),
        ("y = x * 1e308 * 10", 1, np.inf),
    ],
)
def test_infinities_and_nan_are_values(source, x, output):
    graph = parse(source)
    assert run(graph, {"x": x}).output == pytest.approx(output, nan_ok=True)
    np.testing.assert_array_equal(run(graph, {"x": [x]}).output, [output])
    assert len(list(run(graph, {"x": x}).steps)) == len(run(graph, {"x": x}).steps)
