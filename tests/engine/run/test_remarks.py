"""What a step says beside its rule: where infinities and NaN come from, kinks and ties."""

import numpy as np
import pytest

from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import run


def said(source, feed):
    """Return the remarks of each step, as text."""
    return [" ".join(map(str, remarks(step))) for step in run(parse(source), feed).steps]


@pytest.mark.parametrize("array", [False, True], ids=["number", "array"])
@pytest.mark.parametrize(
    ("source", "feed", "says"),
    [
        ("y = a / b", {"a": 1, "b": 0}, "Division by zero"),
        ("y = a / b", {"a": 0, "b": 0}, "0 / 0 has no value"),
        ("y = 1 / x", {"x": 0}, "Division by zero"),
        ("y = log(x)", {"x": 0}, "log 0 is −∞"),
        ("y = log(x)", {"x": -1}, "A negative number has no real logarithm"),
        ("y = sqrt(x)", {"x": -1}, "A negative number has no real square root"),
        ("y = x ** 0.5", {"x": -1}, "no real power with a fractional exponent"),
        ("y = x ** -1", {"x": 0}, "0 to a negative power"),
        ("y = exp(x)", {"x": 1000}, "larger than any number a computer can hold"),
        ("y = x * 10", {"x": 1e308}, "larger than any number a computer can hold"),
        ("y = x * 10", {"x": -1e308}, "larger than any number a computer can hold"),
        ("y = x - 1", {"x": np.inf}, "This value is not finite because of `x`, where it began"),
        ("y = x - 1", {"x": np.nan}, "This value is not finite because of `x`, where it began"),
    ],
)
def test_a_value_that_is_not_finite_is_explained(source, feed, says, array):
    feed = {name: [value, 2.0] if array else value for name, value in feed.items()}
    assert says in said(source, feed)[0]


def test_the_node_where_the_trouble_began_is_named():
    forward = said("big = exp(x)\na = big * 2\nb = z + a\ny = log(b)", {"x": 1000, "z": 1})[:4]
    assert "overflows to infinity" in forward[0]
    assert all("because of `big`, where it began" in text for text in forward[1:])


def test_infinity_minus_infinity_is_put_down_to_the_overflow():
    assert "because of `a`" in said("a = exp(x)\nb = exp(x)\ny = a - b", {"x": 1000})[2]


@pytest.mark.parametrize("scores", [[1.0, np.inf], [[0, 1], [np.inf, 1]]])
def test_softmax_of_infinity_is_not_nan_without_a_word(scores):
    assert "An infinite score has no share" in said("y = softmax(x)", {"x": scores})[0]
    labels = np.zeros(np.shape(scores)[:-1])
    assert "An infinite score has no share" in said("L = softmax_with_loss(x, t)", {"x": scores, "t": labels})[0]


@pytest.mark.parametrize(
    ("source", "feed", "says"),
    [
        ("y = relu(x)", {"x": 0}, "Exactly at 0 ReLU has a kink"),
        ("y = relu(x)", {"x": [1, 0, 2]}, "Exactly at 0 ReLU has a kink"),
        ("y = abs(x)", {"x": 0}, "At 0 the absolute value has a kink"),
        ("y = maximum(x, z)", {"x": 2, "z": 2}, "Both inputs are equal"),
        ("y = minimum(x, z)", {"x": 2, "z": 2}, "Both inputs are equal"),
        ("y = sqrt(x)", {"x": 0}, "its slope is infinite"),
        ("y = x ** 0.5", {"x": 0}, "the local gradient is not finite: the curve is vertical"),
        ("L = softmax_with_loss(x, t)", {"x": [1, 2], "t": [1, 1]}, "The labels do not sum to 1"),
        ("L = cross_entropy(x, t)", {"x": [0, 1], "t": 0}, "The right answer was given probability 0"),
        ("L = cross_entropy(x, t)", {"x": [-1, 1], "t": 0}, "A negative number has no real logarithm"),
        ("y = exp(x)", {"x": 1000}, "The value of this node is infinite or missing, so its gradient is too"),
    ],
)
def test_what_is_special_on_the_way_back_is_explained(source, feed, says):
    assert says in said(source, feed)[-1]


def test_an_upstream_gradient_that_is_not_finite_is_explained():
    assert "upstream gradient is already infinite" in said("s = x * 2\ny = sqrt(s)", {"x": 0})[-1]


@pytest.mark.parametrize(
    ("source", "feed"),
    [
        ("price = (apple * n_apple + orange * n_orange) * tax",
         {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1}),
        ("y = relu(x) + abs(x) + maximum(x, 1) + sqrt(x) + log(x) + x ** 2 + 1 / x", {"x": 3}),
        ("L = softmax_with_loss(x, t)", {"x": [[900, -900], [0, 0]], "t": [0, 1]}),
        ("L = softmax_with_loss(x, t)", {"x": [1, 2, 3], "t": [0.2, 0.3, 0.5]}),
        ("y = sigmoid(x)", {"x": [-1000, 1000]}),
        ("y = softmax(x)", {"x": [-np.inf, 1000]}),
    ],
)  # fmt: skip
def test_ordinary_steps_have_no_remark(source, feed):
    assert not any(said(source, feed))


def test_the_seed_has_no_remark():
    steps = run(parse("y = 1 / x"), {"x": 0}).steps
    assert steps[1].seed
    assert remarks(steps[1]) == ()


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.remarks], ids=lambda op: op.name)
def test_the_remarks_of_an_op_ask_about_its_inputs(op):
    answers = [remark.when(*[np.ones(2)] * len(op.inputs)) for remark in op.remarks]
    assert all(np.asarray(answer).dtype == bool for answer in answers)
