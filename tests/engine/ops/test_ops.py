"""Every op of the registry against numerical differentiation, autograd, PyTorch and its own expansion."""

import numpy as np
import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS, kernels
from graphlab.engine.run.trace import run
from tests.cases import BOTH_SIGNS, CASES, SIGNED, Case
from tests.reference import autograd_gradients, autograd_op, torch, torch_op, torch_run

every_case = pytest.mark.parametrize("case", CASES, ids=str)
every_op = pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)

DRAWN = [(case, (1,)) for case in CASES] + [(case, BOTH_SIGNS) for case in SIGNED]
every_draw = pytest.mark.parametrize(("case", "signs"), DRAWN, ids=[f"{case}{signs}" for case, signs in DRAWN])


def traced(case: Case, signs=(1,)):
    """Run a case on random inputs, with a random upstream gradient."""
    feed = case.feed(signs)
    upstream = case.upstream(run(case.graph, feed).output)
    return run(case.graph, feed, upstream), feed, upstream


def central_differences(case: Case, feed, name, upstream, h=1e-5):
    """Return the numerical gradient by one input, written here once more and apart from the engine's."""
    x = np.array(feed[name], dtype=float)
    found = np.empty_like(x)
    for place in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            nudged = x.copy()
            nudged[place] += sign * h
            ends.append(np.asarray(run(case.graph, {**feed, name: nudged}).output))
        found[place] = np.sum(upstream * (ends[0] - ends[1])) / (2 * h)
    return found


def assert_close(found, expected, rtol=1e-10):
    assert set(found) == set(expected)
    for name in expected:
        assert np.shape(found[name]) == np.shape(expected[name]), name
        np.testing.assert_allclose(found[name], expected[name], rtol=rtol, atol=rtol, err_msg=name)


def input_grads(trace, feed):
    return {name: trace.grads[name] for name in feed if name in trace.grads}


def results(trace, feed):
    return {"out": trace.output, **input_grads(trace, feed)}


@every_draw
def test_gradients_agree_with_numerical_differentiation(case, signs):
    trace, feed, upstream = traced(case, signs)
    found = input_grads(trace, feed)
    assert_close(found, {name: central_differences(case, feed, name, upstream) for name in found}, rtol=2e-7)


@every_draw
def test_gradients_agree_with_autograd(case, signs):
    trace, feed, upstream = traced(case, signs)
    assert_close(input_grads(trace, feed), autograd_gradients(case.graph, feed, upstream))


@every_draw
def test_values_and_gradients_agree_with_pytorch(case, signs):
    trace, feed, upstream = traced(case, signs)
    output, gradients = torch_run(case.graph, feed, upstream)
    assert_close(results(trace, feed), {"out": output, **gradients})


@pytest.mark.parametrize("reference", [autograd_op, torch_op])
def test_the_ops_of_the_book_have_a_reference(reference):
    torch()

    def known(op):
        try:
            return reference(op) is not None
        except pytest.skip.Exception:
            return False

    assert sum(map(known, OPS)) >= 26


@pytest.mark.parametrize("case", [case for case in CASES if case.op.kink], ids=str)
@pytest.mark.parametrize("feed", [lambda shape: np.zeros(shape), lambda shape: np.ones(shape)], ids=["0", "1"])
def test_gradients_at_kinks_are_those_of_pytorch(case, feed):
    given = {name: feed(shape) for name, shape in zip(case.op.inputs, case.shapes, strict=True)}
    trace = run(case.graph, given)
    _, gradients = torch_run(case.graph, given, np.ones(np.shape(trace.output)))
    assert_close(input_grads(trace, given), gradients)


# The expansion of the cross entropy multiplies by the labels: it is for one-hot and soft ones.
UNEXPANDED = ("cross_entropy", "classes")
EXPANDABLE = [case for case in CASES if case.op.expansion and (case.op.name, case.labels) != UNEXPANDED]


@pytest.mark.parametrize("case", EXPANDABLE, ids=str)
def test_expansion_has_the_same_value_and_gradients(case):
    trace, feed, upstream = traced(case)
    expanded = run(parse(case.op.expansion), feed, upstream)
    assert_close(results(expanded, feed), results(trace, feed))


def test_the_ops_of_the_book_have_an_expansion():
    composed = {"sigmoid", "tanh", "affine", "softmax", "cross_entropy", "softmax_with_loss", "mean_squared_error"}
    assert composed <= {op.name for op in OPS.values() if op.expansion}


@every_case
def test_nothing_that_is_given_is_changed_and_nothing_handed_out_can_be(case):
    given = case.feed()
    upstream = np.array(case.upstream(run(case.graph, given).output))
    before = {name: np.array(value) for name, value in {**given, "upstream": upstream}.items()}
    trace = run(case.graph, given, upstream)
    kept = {name: np.array(value) for name, value in {**trace.values, **trace.grads}.items()}
    for name, value in {**given, "upstream": upstream}.items():
        np.testing.assert_array_equal(value, before[name])
        if np.ndim(value):
            value[...] = 77
    upstream[...] = 77
    for name, value in {**trace.values, **trace.grads}.items():
        np.testing.assert_array_equal(value, kept[name])
    arrays = [*trace.values.values(), *trace.grads.values(), trace.upstream, *trace.node_values, *trace.node_grads]
    arrays += [part for step in trace.steps for part in step.contributions]
    assert not any(value.flags.writeable for value in arrays if isinstance(value, np.ndarray))


@every_case
def test_everything_is_float64_and_gradients_have_the_shape_of_their_value(case):
    trace, _, _ = traced(case)
    for value, gradient in zip(trace.node_values, trace.node_grads, strict=True):
        assert value.dtype == np.float64
        assert gradient is None or (gradient.dtype == np.float64 and gradient.shape == value.shape)


@every_op
def test_record_is_complete(op):
    assert len(op.vjps) == len(op.local) == len(op.inputs) > 0
    assert all(len(stated) in (0, len(op.inputs)) for stated in (op.rules, op.numpy_rules, op.proofs))
    assert all(len(slip.vjps) in (0, len(op.inputs)) and (slip.vjps or slip.forward) for slip in op.slips)
    assert all([op.symbol, op.forward_says, op.backward_says, op.layer])
    assert op.name.isidentifier()
    assert OPS[op.name] is op


@pytest.mark.parametrize("source", ["y = a + b", "y = a - b", "y = a * b", "y = a / b", "y = maximum(a, b)"])
def test_a_broadcast_gradient_is_summed_back(source):
    a, b = np.arange(1.0, 7.0).reshape(2, 3), np.array([0.5, 1.5, 2.5])
    whole = run(parse(source), {"a": a, "b": np.broadcast_to(b, (2, 3))})
    stretched = run(parse(source), {"a": a, "b": b})
    np.testing.assert_array_equal(stretched.grads["b"], whole.grads["b"].sum(axis=0))


def test_bias_of_the_book():
    trace = run(
        parse("Y = X_dot_W + B"), {"X_dot_W": [[0, 0, 0], [10, 10, 10]], "B": [1, 2, 3]}, [[1, 2, 3], [4, 5, 6]]
    )
    assert trace.output.tolist() == [[1, 2, 3], [11, 12, 13]]
    assert trace.grads["B"].tolist() == [5, 7, 9]
    assert trace.grads["X_dot_W"].tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("x", [-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0])
def test_sigmoid_and_tanh_neither_warn_nor_overflow(x):
    for value in (np.float64(x), np.array([x, x])):
        y = kernels.sigmoid(value)
        assert np.all(y == (0 if x < -745 else np.exp(min(x, 0.0)) / (1 + np.exp(-abs(x)))))
        assert np.all(np.isfinite(kernels.sigmoid_vjp(1.0, y, value)))
        assert np.all(np.isfinite(kernels.tanh_vjp(1.0, np.tanh(value), value)))


def test_derivatives_at_plus_and_minus_40_are_the_same_tiny_number():
    def slope(op, x):
        return run(parse(f"y = {op}(x)"), {"x": x}).grads["x"]

    assert slope("sigmoid", 40) == pytest.approx(np.exp(-40), rel=1e-12, abs=0) == slope("sigmoid", -40)
    assert slope("tanh", 20) == pytest.approx(4 * np.exp(-40), rel=1e-12, abs=0) == slope("tanh", -20)


def test_sigmoid_of_zero_and_of_infinity():
    assert [float(kernels.sigmoid(np.float64(x))) for x in (-np.inf, 0, np.inf)] == [0, 0.5, 1]
    assert np.isnan(kernels.sigmoid(np.float64(np.nan)))
    assert np.isnan(kernels.relu(np.float64(np.nan)))


@pytest.mark.parametrize("scores", [[1000.0, 0, -1000], [-1e307, 0, 1e307], [-np.inf, 0, 0], [1e-320, 0, 0]])
def test_softmax_does_not_overflow(scores):
    y = kernels.softmax(np.array(scores))
    assert np.all((y >= 0) & (y <= 1))
    assert y.sum() == pytest.approx(1, rel=1e-15)


def test_softmax_of_a_batch_goes_row_by_row():
    # The rows lie far apart: taking the largest score of all off every row would leave 0 / 0.
    scores = np.random.default_rng(1).normal([[-900], [0], [0], [900]], 5, (4, 3))
    rows = np.array([kernels.softmax(row) for row in scores])
    np.testing.assert_allclose(kernels.softmax(scores), rows, rtol=1e-15)


def test_softmax_refuses_a_single_number():
    with pytest.raises(ValueError, match=r"node `y`: softmax takes a vector"):
        run(parse("y = softmax(x)"), {"x": 3})


def test_relu_does_not_write_into_a_gradient_that_a_branch_shares():
    # The chapter's Relu.backward sets dout[mask] = 0 in place, and the other branch loses it too.
    trace = run(parse("r = relu(x)\ny = r + z"), {"x": [-1, 1], "z": [5, 5]}, [10, 20])
    assert trace.grads["x"].tolist() == [0, 20]
    assert trace.grads["z"].tolist() == [10, 20] == trace.grads["y"].tolist()


@pytest.mark.parametrize(
    ("source", "feed", "gradients"),
    [
        ("y = x ** 2", {"x": 0}, {"x": 0}),
        ("y = x ** 0", {"x": 0}, {"x": 0}),
        ("y = x ** 1", {"x": 0}, {"x": 1}),
        ("y = x ** n", {"x": 0, "n": 2}, {"x": 0, "n": 0}),
        ("y = x ** n", {"x": -2, "n": 3}, {"x": 12}),
        ("y = relu(x)", {"x": 0}, {"x": 0}),
        ("y = abs(x)", {"x": 0}, {"x": 0}),
        ("y = maximum(a, b)", {"a": 2, "b": 2}, {"a": 0.5, "b": 0.5}),
        ("y = minimum(a, b)", {"a": 2, "b": 2}, {"a": 0.5, "b": 0.5}),
        ("y = minimum(a, b)", {"a": 1, "b": 2}, {"a": 1, "b": 0}),
        ("y = x * x", {"x": 3}, {"x": 6}),
    ],
)
def test_gradients_at_special_points(source, feed, gradients):
    found = run(parse(source), feed).grads
    assert {name: found[name] for name in gradients} == gradients
