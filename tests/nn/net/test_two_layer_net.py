"""The chapter's net: its names, its results, any depth, and the functions beside it."""

from functools import partial

import numpy as np
import pytest

from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.nn import TwoLayerNet, central_differences, numerical_gradient
from graphlab.nn.net.layers import Affine


def small(hidden=6, **settings):
    """A net of 5 inputs and 4 classes with weights large enough to see."""
    return TwoLayerNet(5, hidden, 4, weight_init_std=0.5, rng=1, **settings)


def batch(n=7, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((n, 5)), rng.integers(0, 4, n)


def loss_at(net, x, t, _param):
    return net.loss(x, t)


def one_hot(t):
    return np.eye(4)[t]


def test_the_chapter_s_names_and_shapes():
    net = TwoLayerNet(784, 50, 10)
    assert {name: param.shape for name, param in net.params.items()} == {
        "W1": (784, 50),
        "b1": (50,),
        "W2": (50, 10),
        "b2": (10,),
    }
    assert list(net.layers) == ["Affine1", "Relu1", "Affine2"]
    assert type(net.lastLayer).__name__ == "SoftmaxWithLoss"
    assert 0.0098 < net.params["W1"].std() < 0.0102
    assert not net.params["b1"].any()


def test_a_seed_a_generator_and_the_global_state():
    np.random.seed(3)
    before = np.random.get_state()[1].tolist()
    nets = [TwoLayerNet(5, 6, 4, rng=7), TwoLayerNet(5, 6, 4, rng=np.random.default_rng(7))]
    assert nets[0].params["W1"].tolist() == nets[1].params["W1"].tolist()
    assert TwoLayerNet(5, 6, 4).params["W1"].tolist() != TwoLayerNet(5, 6, 4).params["W1"].tolist()
    assert np.random.get_state()[1].tolist() == before


@pytest.mark.parametrize(("init", "spread"), [("std", 0.01), ("he", (2 / 400) ** 0.5), ("xavier", (1 / 400) ** 0.5)])
def test_initial_weights(init, spread):
    assert TwoLayerNet(400, 100, 4, rng=0, init=init).params["W1"].std() == pytest.approx(spread, rel=0.03)


@pytest.mark.parametrize("labels", [lambda t: t, one_hot, lambda t: 0.9 * one_hot(t) + 0.025])
@pytest.mark.parametrize("hidden", [6, (6, 5), (6, 5, 3)])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_three_gradients_agree(hidden, activation, labels):
    net, (x, t) = small(hidden, activation=activation), batch()
    analytic, numeric, trace = net.gradient(x, labels(t)), net.numerical_gradient(x, labels(t)), net.run(x, labels(t))
    assert list(analytic) == list(net.params)
    for name, param in net.params.items():
        assert analytic[name].shape == param.shape
        np.testing.assert_allclose(analytic[name], trace.grads[name], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(analytic[name], numeric[name], atol=1e-7)


def test_the_batched_numerical_gradient_is_the_plain_loop():
    for hidden in (6, (6, 5)):
        net, (x, t) = small(hidden), batch()
        found = net.numerical_gradient(x, t)
        for name, param in net.params.items():
            plain = numerical_gradient(partial(loss_at, net, x, t), param)
            np.testing.assert_allclose(found[name], plain, atol=1e-10)


def test_the_batched_numerical_gradient_of_one_sample():
    net, (x, t) = small(), batch(1)
    expected = net.numerical_gradient(x, t)
    for label in (t[0], one_hot(t[0])):
        found = net.numerical_gradient(x[0], label)
        assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_predict_loss_and_accuracy():
    net, (x, t) = small(), batch()
    by_hand = np.maximum(x @ net.params["W1"] + net.params["b1"], 0) @ net.params["W2"] + net.params["b2"]
    np.testing.assert_allclose(net.predict(x), by_hand)
    np.testing.assert_allclose(net.predict(x[0]), by_hand[0])
    assert net.loss(x, t) == pytest.approx(net.run(x, t).output)
    right = np.mean(by_hand.argmax(axis=1) == t)
    assert net.accuracy(x, t) == net.accuracy(x, one_hot(t)) == right
    assert net.accuracy(x[0], one_hot(t[0])) == float(by_hand[0].argmax() == t[0])


def test_predict_takes_a_batch_of_any_length():
    net, (x, _) = small(), batch(2345)
    np.testing.assert_allclose(net.predict(x), np.concatenate([net.predict(x[:7]), net.predict(x[7:])]), rtol=1e-12)


def test_images_may_keep_their_shape():
    net, (x, t) = (
        TwoLayerNet(4, 3, 2, rng=0),
        (np.random.default_rng(0).random((5, 1, 2, 2)), np.array([0, 1, 0, 1, 0])),
    )
    assert net.predict(x).tolist() == net.predict(x.reshape(5, 4)).tolist()
    assert net.loss(x, t) == net.loss(x.reshape(5, 4), t)
    assert net.gradient(x, t)["W1"].tolist() == net.gradient(x.reshape(5, 4), t)["W1"].tolist()
    assert net.numerical_gradient(x, t)["W1"] == pytest.approx(net.gradient(x, t)["W1"], abs=1e-8)


def test_the_layers_go_back_by_hand_as_in_the_chapter():
    net, (x, t) = small(), batch()
    net.loss(x, t)
    dout = net.lastLayer.backward(1)
    for layer in reversed(net.layers.values()):
        dout = layer.backward(dout)
    found = {f"{letter}{k}": getattr(net.layers[f"Affine{k}"], f"d{letter}") for k in (1, 2) for letter in "Wb"}
    expected = net.gradient(x, t)
    for name, grad in found.items():
        np.testing.assert_allclose(grad, expected[name], rtol=1e-10, atol=1e-15)
    assert net.layers["Affine1"].dW is expected["W1"]


def test_rebinding_a_parameter_takes_effect():
    net, (x, t) = small(), batch()
    other = TwoLayerNet(5, 6, 4, weight_init_std=0.5, rng=2)
    for name, param in other.params.items():
        net.params[name] = param
    assert net.loss(x, t) == other.loss(x, t)
    assert net.predict(x).tolist() == other.predict(x).tolist()
    assert net.gradient(x, t)["W1"].tolist() == other.gradient(x, t)["W1"].tolist()
    first = net.layers["Affine1"]
    assert isinstance(first, Affine)
    assert first.W is net.params["W1"]
    first.b = np.ones(6)
    assert net.params["b1"].tolist() == [1] * 6


def test_gradients_are_the_caller_s_own():
    net = small()
    first = net.gradient(*batch())
    kept = {name: grad.copy() for name, grad in first.items()}
    net.gradient(*batch(seed=1))
    assert all(np.array_equal(first[name], kept[name]) for name in kept)


def test_the_graph_is_text_and_the_trace_has_steps():
    net, (x, t) = small((6, 5)), batch()
    assert parse(net.graph.to_source()) == net.graph
    assert net.graph.inputs == ("x", "W1", "b1", "W2", "b2", "W3", "b3", "t")
    assert len(net.run(x, t).steps) == 13


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"hidden_size": 0}, "A hidden layer has 1 to 2,000 units"),
        ({"hidden_size": 100_000}, "A hidden layer has 1 to 2,000 units"),
        ({"hidden_size": 2.5}, "A hidden layer has"),
        ({"hidden_size": ()}, "1 to 8 hidden layers"),
        ({"hidden_size": 5, "activation": "step"}, "Choose one of: relu, sigmoid, tanh"),
        ({"hidden_size": 5, "init": "zero"}, "Choose one of: std, he, xavier"),
    ],
)
def test_bad_sizes_and_words_are_refused(settings, sentence):
    with pytest.raises(GraphlabError, match=sentence):
        TwoLayerNet(input_size=5, output_size=4, **settings)


@pytest.mark.parametrize("t", [[[0], [1]], [0, -1]])
def test_labels_that_do_not_fit_are_refused_everywhere(t):
    net, x = small(), np.zeros((2, 5))
    for method in (net.loss, net.gradient, net.accuracy, net.numerical_gradient, net.run):
        with pytest.raises(GraphlabError, match="label"):
            method(x, np.array(t))


def test_numerical_gradient_of_a_plain_function():
    assert numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, 4.0])) == pytest.approx([6, 8])
    assert numerical_gradient(lambda x: x**2, 3) == pytest.approx(6)


def test_numerical_gradient_of_integers():
    x = np.array([[3, 4]])
    assert numerical_gradient(lambda x: np.sum(x**2), x) == pytest.approx(np.array([[6, 8]]))
    assert x.tolist() == [[3, 4]]


def test_numerical_gradient_refuses_float32():
    with pytest.raises(GraphlabError, match="float32 has too few digits"):
        numerical_gradient(np.sum, np.ones(2, np.float32))


def test_the_parameter_is_put_back_when_the_function_raises():
    x = np.array([1.0, 2.0])

    def f(_):
        if x[1] != 2.0:
            raise ZeroDivisionError
        return x[0]

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(f, x)
    assert x.tolist() == [1, 2]


def test_central_differences_leave_the_array_whole_between_two_elements():
    x = np.array([1.0, 2.0])
    for _, slope in central_differences(np.sum, x):
        assert slope == pytest.approx(1)
        assert x.tolist() == [1, 2]


def test_numerical_gradient_of_an_array_that_is_not_contiguous():
    x = np.arange(6.0).reshape(2, 3).T
    assert numerical_gradient(lambda x: np.sum(x**2), x) == pytest.approx(2 * x)
