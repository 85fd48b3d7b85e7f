"""A program computes what a run computes, in buffers that it uses again."""

import weakref

import numpy as np
import pytest
from hypothesis import given, settings

from graphlab.engine.compiled.buffers import Layout
from graphlab.engine.compiled.inplace import FEW, IN_PLACE
from graphlab.engine.compiled.program import MOST_PLANS, compile_graph
from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from tests.cases import SIGNED
from tests.strategies import feed_of, graphs

often = settings(max_examples=80, derandomize=True)

NET = parse("h = relu(affine(x, W1, b1))\na = affine(h, W2, b2)\nL = softmax_with_loss(a, t)")
WEIGHTS = ("W1", "b1", "W2", "b2")
# float32 carries seven digits; the rest is lost to cancellation in sums of some hundred numbers.
CLOSE = {"float64": {"rtol": 1e-11, "atol": 1e-12}, "float32": {"rtol": 2e-4, "atol": 2e-5}}


def net_feed(n=6, labels="classes", seed=0):
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 4, n)
    t = {"classes": t, "one-hot": np.eye(4)[t], "soft": rng.dirichlet(np.ones(4), n)}[labels]
    shapes = {"x": (n, 5), "W1": (5, 7), "b1": (7,), "W2": (7, 4), "b2": (4,)}
    return {**{name: rng.standard_normal(shape) for name, shape in shapes.items()}, "t": t}


def agrees(graph, feed, dtype="float64", upstream=1.0, wrt=None):
    """Raise AssertionError unless program and run agree, twice in a row, on output and gradients."""
    trace = run(graph, feed, upstream)
    program = compile_graph(graph, wrt, dtype)
    for _ in range(2):
        output, grads = program(feed, upstream)
        np.testing.assert_allclose(output, trace.output, **CLOSE[dtype])
        assert set(grads) == set(graph.inputs if wrt is None else wrt)
        for name, grad in grads.items():
            expected = trace.grads.get(name, np.zeros(np.shape(feed[name])))
            assert (grad.shape, grad.dtype) == (np.shape(feed[name]), dtype)
            np.testing.assert_allclose(grad, expected, **CLOSE[dtype], err_msg=name)


@often
@given(graphs())
def test_random_graphs(graph):
    agrees(graph, feed_of(graph))


@often
@given(graphs())
def test_random_graphs_for_one_input_only(graph):
    agrees(graph, feed_of(graph), wrt=graph.inputs[:1])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", SIGNED, ids=str)
def test_every_op(case, dtype):
    feed = case.feed((1, -1))
    agrees(case.graph, feed, dtype, case.upstream(run(case.graph, feed).output))


@pytest.mark.parametrize("case", [case for case in SIGNED if case.op.name in IN_PLACE], ids=str)
def test_every_op_in_the_middle_of_a_graph(case):
    """Its inputs are computed and used twice, so that in-place kernels write into shared and added-up gradients."""
    feed = case.feed((1, -1))
    leaves = [Node(name, "input") for name in case.op.inputs]
    twice = [Node(f"{node.name}2", "add", (i, i)) for i, node in enumerate(leaves) if node.name != "t"]
    places = [len(leaves) + i if i < len(twice) else i for i in range(len(leaves))]
    op = Node("out", case.op.name, tuple(places), case.attrs)
    at = len(leaves) + len(twice)
    again = op._replace(name="again")
    agrees(Graph((*leaves, *twice, op, again, Node("both", "mul", (at, at + 1)))), feed)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("labels", ["classes", "one-hot", "soft"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("n", [6, 3 * FEW])
def test_the_net(dtype, labels, activation, n):
    graph = parse(NET.to_source().replace("relu", activation))
    agrees(graph, net_feed(n, labels=labels), dtype, wrt=WEIGHTS)
    agrees(graph, net_feed(n, labels=labels), dtype, upstream=0.25)
    # Scores far from 0 and far apart, and labels whose sum is not 1.
    far = net_feed(n, labels=labels)
    agrees(graph, {**far, "b2": np.array([-900.0, 5, 300, 800])}, "float64", wrt=WEIGHTS)
    if labels == "soft":
        agrees(graph, {**far, "t": 3 * far["t"]}, dtype, wrt=WEIGHTS)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64", "float64", "bool"])
def test_class_numbers_of_every_kind(dtype):
    feed = {**net_feed(), "t": np.array([0, 1, 0, 1, 1, 0]).astype(dtype)}
    agrees(NET, feed, wrt=WEIGHTS)


def test_labels_and_inputs_that_are_written_over_count_as_they_are_now():
    program, feed = compile_graph(NET, WEIGHTS, np.float64), net_feed()
    feed["x"] = feed["x"].astype(np.float32)
    before, _ = program(feed)
    feed["t"][:] = (feed["t"] + 1) % 4
    feed["x"][:] += 1
    after, _ = program(feed)
    assert after == pytest.approx(run(NET, feed).output) != before
    feed["t"][0] = 4
    with pytest.raises(GraphlabError, match="label 4"):
        program(feed)


@pytest.mark.parametrize("op", ["sigmoid", "tanh"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_squashing_is_exact_at_both_ends(op, dtype):
    x = np.array([-1000.0, -80, -40, -20, -1e-3, 0, 1e-3, 20, 40, 80, 1000, np.inf, -np.inf])
    trace = run(parse(f"y = {op}(x)"), {"x": x})
    output, grads = compile_graph(parse(f"y = {op}(x)"), dtype=dtype)({"x": x})
    np.testing.assert_allclose(output, trace.output, rtol=1e-5, atol=1e-37)
    np.testing.assert_allclose(grads["x"], trace.grads["x"], rtol=1e-5, atol=1e-37)


def test_infinite_scores_are_what_a_run_makes_of_them():
    graph = parse("L = softmax_with_loss(a, t)")
    for row in ([1, -np.inf, 2], [np.inf, 1, 2], [np.nan, 1, 2], [1e30, 0, 0]):
        for t in ([0, 2], np.eye(3)[[0, 2]], np.eye(3)[[1, 2]]):
            feed = {"a": np.array([row, [1.0, 2, 3]]), "t": np.array(t)}
            expected = run(graph, feed).output
            assert compile_graph(graph, ("a",), np.float64)(feed)[0] == pytest.approx(expected, nan_ok=True)


def test_no_gradient_that_nobody_asks_for():
    plan = compile_graph(NET, WEIGHTS, np.float64).plan(net_feed())
    plan.run()
    got = {node.name for node, grad in zip(NET.nodes, plan.grads, strict=True) if grad is not None}
    assert not got & {"x", "t"}
    assert set(WEIGHTS) < got


def test_buffers_are_used_again_and_results_are_the_callers_own():
    program = compile_graph(NET, WEIGHTS, np.float64)
    first, second = net_feed(), net_feed(seed=1)
    loss, grads = program(first)
    kept = {name: grad.copy() for name, grad in grads.items()}
    plan = program.plan(first)
    before = [plan.values[i] for i, node in enumerate(NET.nodes) if node.op in ("affine", "relu")]
    assert program(second)[0] != loss
    after = [plan.values[i] for i, node in enumerate(NET.nodes) if node.op in ("affine", "relu")]
    assert all(a is b for a, b in zip(before, after, strict=True))
    assert all(np.array_equal(grads[name], kept[name]) for name in kept)


def test_the_gradients_can_be_one_vector():
    feed = net_feed()
    layout = Layout.of({name: feed[name] for name in WEIGHTS})
    vector = np.full(layout.size, np.nan)
    plan = compile_graph(NET, WEIGHTS, np.float64).plan(feed)
    plan.aim(layout.views(vector))
    plan.run()
    grads = run(NET, feed).grads
    np.testing.assert_allclose(vector, np.concatenate([grads[name].reshape(-1) for name in WEIGHTS]))


def test_gradients_are_not_kept_once_they_are_handed_out():
    program = compile_graph(NET, WEIGHTS, np.float64)
    held = weakref.ref(program(net_feed())[1]["W1"])
    assert held() is None


def test_a_plan_reads_the_arrays_it_was_given():
    feed = {name: value.astype(np.float32) if name != "t" else value for name, value in net_feed().items()}
    plan = compile_graph(NET, WEIGHTS).plan(feed)
    before = float(plan.run())
    feed["b2"][0] += 10
    assert float(plan.run()) != before


def test_other_batch_sizes_get_plans_of_their_own():
    program = compile_graph(NET, WEIGHTS, np.float64)
    plans = [program.plan(net_feed(n)) for n in (6, 3)]
    assert plans[0] is not plans[1]
    assert program.plan(net_feed(6, seed=2)) is plans[0]
    for n in (1, 6, 3, 6):
        assert program(net_feed(n))[0] == pytest.approx(run(NET, net_feed(n)).output)
    for n in range(1, 3 * MOST_PLANS):
        program(net_feed(n))
    assert len(program._plans) == MOST_PLANS


def test_single_samples_and_scalars():
    feed = net_feed(1)
    agrees(NET, {**feed, "x": feed["x"][0], "t": feed["t"][0]})
    agrees(parse("y = x * x + w"), {"x": np.array(3.0), "w": np.array(2.0)})


def test_defaults_constants_and_inputs_without_influence():
    graph = parse("w = [1, 2]\nz = x * 3\ny = sum(x * w) * 2")
    output, grads = compile_graph(graph, dtype=np.float64)({"x": [1, 1]})
    assert (output, grads["x"].tolist(), grads["w"].tolist()) == (6, [2, 4], [2, 2])
    alone = compile_graph(parse("z = a * 3\ny = x * 2"), dtype=np.float64)({"x": 1, "a": [1, 2]})[1]
    assert alone["a"].tolist() == [0, 0]


def test_forward_only():
    feed = net_feed()
    assert compile_graph(NET, (), np.float64).output(feed) == pytest.approx(run(NET, feed).output)
    assert compile_graph(NET, (), np.float64)(feed)[1] == {}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"t": [0, 1, 2, 3, 0, -1]}, "label -1 is not one of the classes"),
        ({"t": [0, 1, 2, 3, 0, 4]}, "label 4 is not one of the classes"),
        ({"t": [[0], [1], [2], [3], [0], [1]]}, "labels of shape"),
        ({"x": "many"}, "is not a number"),
        ({"x": np.zeros((6, 4))}, "do not fit together"),
        ({"X": 1}, "has no input `X`"),
    ],
)
def test_bad_inputs_are_refused_whether_planned_or_not(change, sentence):
    program = compile_graph(NET, WEIGHTS)
    for _ in range(2):
        with pytest.raises(GraphlabError, match=sentence):
            program({**net_feed(), **change})
        program(net_feed())


def test_what_cannot_be_asked_for():
    with pytest.raises(GraphlabError, match=r"has no input `w1`\. Did you mean `W1`\?"):
        compile_graph(NET, ("w1",))
    with pytest.raises(GraphlabError, match="the input `b1` has no value"):
        compile_graph(NET, ())({"x": [[1.0]], "W1": [[1.0]]})
    with pytest.raises(GraphlabError, match="the upstream gradient has shape"):
        compile_graph(NET)(net_feed(), np.ones(3))
