"""The losses: perfect predictions, every kind of label, the upstream gradient, and what the chapter gets wrong."""

import numpy as np
import pytest

from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run

CROSS_ENTROPY = parse("L = cross_entropy(y, t)")
SOFTMAX_WITH_LOSS = parse("L = softmax_with_loss(y, t)")
LOSSES = {"cross_entropy": CROSS_ENTROPY, "softmax_with_loss": SOFTMAX_WITH_LOSS}
both = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@pytest.mark.parametrize("t", [[0, 1, 0], 1])
def test_a_perfect_prediction_costs_exactly_nothing(t):
    for loss in (run(CROSS_ENTROPY, {"y": [0, 1, 0], "t": t}), run(SOFTMAX_WITH_LOSS, {"y": [0, 900, -5], "t": t})):
        assert loss.output == 0
        assert not np.signbit(loss.output)
        assert np.all(np.isfinite(loss.grads["y"]))


@pytest.mark.parametrize("gap", np.linspace(0, 800, 41))
def test_loss_is_never_negative_and_never_capped(gap):
    loss = run(SOFTMAX_WITH_LOSS, {"y": [gap, 0.0], "t": [0, 1]}).output
    assert loss == pytest.approx(np.logaddexp(gap, 0), rel=1e-14)
    assert run(SOFTMAX_WITH_LOSS, {"y": [gap, 0.0], "t": [1, 0]}).output >= 0


def test_cross_entropy_is_not_capped_at_16():
    assert run(CROSS_ENTROPY, {"y": [1, 1e-300], "t": 1}).output == pytest.approx(300 * np.log(10), rel=1e-15)
    assert run(CROSS_ENTROPY, {"y": [1, 0], "t": 1}).output == np.inf


@pytest.mark.parametrize("p", [1e-12, 1e-7, 1e-3, 0.5])
def test_forward_and_backward_agree_for_small_probabilities(p):
    # The chapter's log(y + 1e-7) has not the derivative that its backward computes.
    def loss(value):
        return run(CROSS_ENTROPY, {"y": [value, 1 - p], "t": 0})

    h = p * 1e-5
    numeric = (loss(p + h).output - loss(p - h).output) / (2 * h)
    assert loss(p).grads["y"][0] == pytest.approx(numeric, rel=1e-8) == pytest.approx(-1 / p)


@pytest.mark.parametrize("t", [[0, 1, 0], 1])
def test_one_sample_is_divided_by_one_not_by_the_number_of_classes(t):
    trace = run(SOFTMAX_WITH_LOSS, {"y": np.log([0.3, 0.2, 0.5]), "t": t})
    assert trace.output == pytest.approx(-np.log(0.2))
    np.testing.assert_allclose(trace.grads["y"], [0.3, -0.8, 0.5], rtol=1e-14)


def test_a_batch_is_the_mean_of_its_samples():
    rng = np.random.default_rng(5)
    scores, labels = rng.normal(size=(4, 3)), rng.dirichlet(np.ones(3), 4)
    batch = run(SOFTMAX_WITH_LOSS, {"y": scores, "t": labels})
    single = [run(SOFTMAX_WITH_LOSS, {"y": y, "t": t}) for y, t in zip(scores, labels, strict=True)]
    assert batch.output == pytest.approx(np.mean([trace.output for trace in single]), rel=1e-14)
    np.testing.assert_allclose(batch.grads["y"], np.array([trace.grads["y"] for trace in single]) / 4, rtol=1e-12)


@both
def test_class_numbers_and_one_hot_labels_are_the_same(loss):
    y = np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]])
    numbers, one_hot = run(loss, {"y": y, "t": [1, 0]}), run(loss, {"y": y, "t": np.eye(3)[[1, 0]]})
    assert numbers.output == one_hot.output
    np.testing.assert_array_equal(numbers.grads["y"], one_hot.grads["y"])


def test_soft_labels_are_used_whole_forward_and_backward():
    # The chapter takes the argmax forward and the whole labels backward.
    y, t = np.array([0.2, 0.7, 0.1]), np.array([0.5, 0.3, 0.2])
    trace = run(SOFTMAX_WITH_LOSS, {"y": np.log(y), "t": t})
    assert trace.output == pytest.approx(-np.sum(t * np.log(y)), rel=1e-14)
    np.testing.assert_allclose(trace.grads["y"], y - t, atol=1e-15)
    np.testing.assert_allclose(trace.grads["t"], -np.log(y), rtol=1e-14)


def test_labels_that_do_not_sum_to_one_still_have_the_right_gradient():
    trace = run(SOFTMAX_WITH_LOSS, {"y": np.log([0.2, 0.7, 0.1]), "t": [1, 1, 0]})
    np.testing.assert_allclose(trace.grads["y"], 2 * np.array([0.2, 0.7, 0.1]) - [1, 1, 0], atol=1e-15)


@both
def test_class_numbers_have_no_gradient_and_soft_labels_have_one(loss):
    y = [[0.2, 0.8], [0.5, 0.5]]
    assert "t" not in run(loss, {"y": y, "t": [0, 1]}).grads
    assert run(loss, {"y": y, "t": [[0, 1], [1, 0]]}).grads["t"].shape == (2, 2)
    assert run(loss, {"y": y, "t": [0, 1]}).steps[-1].contributions[1] is None


@both
@pytest.mark.parametrize(
    ("t", "says"),
    [
        (np.zeros((4, 1)), r"labels of shape \(4, 1\) do not fit scores of shape \(4, 3\)"),
        (np.zeros((3, 4)), r"give \(4, 3\) \(one-hot or soft\) or \(4,\) \(class numbers\)"),
        (np.zeros(3), "do not fit"),
        (0, "do not fit"),
        ([0, 1, -1, 2], "label -1 is not one of the classes 0 to 2"),
        ([0, 1, 3, 2], "label 3 is not one of the classes 0 to 2"),
        ([0, 0.5, 1, 2], "label 0.5 is not"),
        ([0, np.nan, 1, 2], "label nan is not"),
    ],
)
def test_labels_that_would_be_misread_are_refused_with_a_sentence(loss, t, says):
    with pytest.raises(GraphlabError, match=says) as caught:
        run(loss, {"y": np.full((4, 3), 1 / 3), "t": t})
    assert caught.value.node == "L"


@both
@pytest.mark.parametrize("y", [3.0, np.ones((2, 2, 2))])
def test_scores_that_are_no_vector_and_no_batch_are_refused(loss, y):
    with pytest.raises(GraphlabError, match="a loss takes a vector of scores"):
        run(loss, {"y": y, "t": 0})


@pytest.mark.parametrize("name", ["cross_entropy", "softmax_with_loss", "mean_squared_error"])
def test_the_upstream_gradient_is_honoured(name):
    # The chapter's SoftmaxWithLoss.backward ignores dout.
    graph, feed = parse(f"L = {name}(y, t)"), {"y": [0.2, 0.7, 0.1], "t": [0, 0, 1]}
    np.testing.assert_allclose(run(graph, feed, 3).grads["y"], 3 * run(graph, feed).grads["y"], rtol=1e-15)
    scaled = run(parse(f"L = {name}(y, t) * 3"), feed)
    np.testing.assert_allclose(scaled.grads["y"], 3 * run(graph, feed).grads["y"], rtol=1e-15)


def test_mean_squared_error_sends_back_the_difference_and_broadcasts_nothing():
    graph = parse("L = mean_squared_error(y, t)")
    trace = run(graph, {"y": [1, 2, 3], "t": [1, 0, 5]})
    assert trace.output == 4
    assert trace.grads["y"].tolist() == [0, 2, -2]
    with pytest.raises(GraphlabError, match=r"outputs of shape \(3,\) and targets of shape \(3, 1\)"):
        run(graph, {"y": [1, 2, 3], "t": [[1], [2], [3]]})


@both
def test_impossible_scores_are_no_class_of_the_wrong_label(loss):
    y = [0.0, 1.0] if loss is CROSS_ENTROPY else [-np.inf, 0.0]
    trace = run(loss, {"y": y, "t": [0, 1]})
    assert trace.output == 0
    assert np.all(np.isfinite(trace.grads["y"]))
