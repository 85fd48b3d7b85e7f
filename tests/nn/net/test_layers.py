"""The chapter's layers: its numbers, and what its own code gets wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.engine.errors import GraphlabError
from graphlab.nn import AddLayer, Affine, MulLayer, Relu, Sigmoid, SoftmaxWithLoss, Tanh, cross_entropy_error, softmax
from graphlab.nn.net.layers import MOST_PASSES
from tests.reference import torch

often = settings(max_examples=40, derandomize=True)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_bias_in_numbers():
    layer = Affine(np.eye(3), np.array([1, 2, 3]))
    assert layer.forward(np.array([[0, 0, 0], [10, 10, 10]])).tolist() == [[1, 2, 3], [11, 12, 13]]
    layer.backward(np.array([[1, 2, 3], [4, 5, 6]]))
    assert layer.db.tolist() == [5, 7, 9]


def test_relu_and_its_mask():
    layer = Relu()
    assert layer.forward(np.array([[1.0, -0.5], [-2.0, 3.0]])).tolist() == [[1, 0], [0, 3]]
    assert layer.mask.tolist() == [[False, True], [True, False]]
    assert layer.backward(np.ones((2, 2))).tolist() == [[1, 0], [0, 1]]


def test_the_book_s_softmax_with_loss():
    layer = SoftmaxWithLoss()
    assert layer.forward(np.log([0.3, 0.2, 0.5]), np.array([0, 1, 0])) == pytest.approx(1.609438, abs=1e-6)
    assert layer.backward() == pytest.approx([0.3, -0.8, 0.5])
    assert layer.y == pytest.approx([0.3, 0.2, 0.5])
    assert layer.t.tolist() == [0, 1, 0]
    assert layer.loss == pytest.approx(1.609438, abs=1e-6)


def test_numbers_stay_python_numbers():
    layer = MulLayer()
    assert [type(value) for value in (layer.forward(100, 2), *layer.backward(1))] == [int, int, int]
    assert (layer.x, layer.y) == (100, 2)


def test_sigmoid_neither_overflows_nor_loses_its_slope():
    layer = Sigmoid()
    assert layer.forward(np.array([-1000.0, 0, 1000])).tolist() == [0, 0.5, 1]
    layer.forward(np.array([40.0, -40.0]))
    up, down = layer.backward(np.ones(2))
    assert up == pytest.approx(np.exp(-40.0), rel=1e-12)
    assert up == down
    assert layer.out.tolist() == [1 / (1 + np.exp(-40.0)), np.exp(-40.0) / (1 + np.exp(-40.0))]


def test_a_perfect_prediction_costs_nothing_and_a_hopeless_one_is_not_capped():
    assert cross_entropy_error([0.0, 1.0], [0, 1]) == 0
    assert cross_entropy_error([1e-30, 1.0], [1, 0]) == pytest.approx(69.0776, abs=1e-4)
    assert SoftmaxWithLoss().forward(np.array([100.0, 0]), np.array([0, 1])) == 100


def test_forward_and_backward_of_the_loss_agree():
    x, t, layer = rng().standard_normal((3, 4)), np.array([0, 3, 1]), SoftmaxWithLoss()
    layer.forward(x, t)
    step = 1e-6 * rng(1).standard_normal((3, 4))
    expected = (SoftmaxWithLoss().forward(x + step, t) - SoftmaxWithLoss().forward(x - step, t)) / 2
    assert np.sum(layer.backward() * step) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("refused", [softmax, lambda x: SoftmaxWithLoss().forward(x, [1, 0])])
def test_an_infinite_score_is_refused_in_words(refused):
    with pytest.raises(GraphlabError, match="An infinite score has no share"):
        refused([np.inf, 1.0])


def test_softmax_of_a_batch_goes_row_by_row():
    x = rng().standard_normal((3, 4))
    assert softmax(x) == pytest.approx(np.array([softmax(row) for row in x]))
    assert softmax(x).sum(axis=1) == pytest.approx(np.ones(3))


@pytest.mark.parametrize("layer", [Relu(), Sigmoid(), Tanh()])
def test_dout_is_not_overwritten(layer):
    dout = np.ones((2, 2))
    layer.forward(np.array([[1.0, -1.0], [-1.0, 1.0]]))
    layer.backward(dout)
    assert dout.tolist() == [[1, 1], [1, 1]]


def test_branches_that_share_dout_do_not_share_memory():
    layer = AddLayer()
    layer.forward(np.zeros(2), np.zeros(2))
    dx, dy = layer.backward(np.ones(2))
    dx[:] = 7
    assert dy.tolist() == [1, 1]


def test_dout_is_honoured_by_the_loss():
    layer = SoftmaxWithLoss()
    layer.forward(np.array([[1.0, 2.0]]), np.array([0]))
    assert layer.backward(3).tolist() == (3 * layer.backward()).tolist()


def test_a_single_one_hot_sample_counts_as_one():
    one, row = SoftmaxWithLoss(), SoftmaxWithLoss()
    x, t = np.array([1.0, 2.0, 0.5]), np.array([0, 1, 0])
    assert one.forward(x, t) == row.forward(x[np.newaxis], t[np.newaxis])
    assert one.backward().tolist() == row.backward()[0].tolist()


def test_soft_labels_are_taken_as_they_are():
    layer, x, t = SoftmaxWithLoss(), np.array([[1.0, 2.0, 0.5]]), np.array([[0.2, 0.5, 0.3]])
    assert layer.forward(x, t) == pytest.approx(-np.sum(t * np.log(softmax(x))))
    assert layer.backward() == pytest.approx(softmax(x) - t)


@pytest.mark.parametrize("t", [[[0], [1]], [0, -1], [0, 3], [0, 0.5], [0, 1, 2]])
def test_labels_that_do_not_fit_are_refused(t):
    with pytest.raises(GraphlabError, match="label"):
        SoftmaxWithLoss().forward(np.zeros((2, 3)), np.array(t))
    with pytest.raises(GraphlabError, match="label"):
        cross_entropy_error(np.full((2, 3), 1 / 3), np.array(t))


def test_a_layer_used_twice_keeps_both_inputs():
    layer = MulLayer()
    layer.forward(2, 3)
    layer.forward(5, 7)
    assert layer.backward(1) == (7, 5)
    assert layer.backward(1) == (3, 2)
    assert layer.backward(1) == (3, 2)


def test_a_new_round_forgets_the_last():
    layer = MulLayer()
    layer.forward(1, 1)
    layer.forward(2, 3)
    layer.backward(1)
    layer.forward(5, 7)
    assert layer.backward(1) == (7, 5)
    assert layer.backward(1) == (7, 5)


def test_a_shared_affine_in_a_chain():
    """y = (x·W)·W with one layer for both products: the sum of both dW is the gradient."""
    W, x = rng().standard_normal((3, 3)), rng(1).standard_normal((2, 3))
    layer = Affine(W, np.zeros(3))
    layer.forward(layer.forward(x))
    dout = layer.backward(np.ones((2, 3)))
    late = layer.dW
    layer.backward(dout)
    step = 1e-6 * rng(2).standard_normal((3, 3))
    change = np.sum(x @ (W + step) @ (W + step) - x @ (W - step) @ (W - step)) / 2
    assert np.sum((late + layer.dW) * step) == pytest.approx(change, rel=1e-6)


def test_a_layer_does_not_fill_the_memory_and_says_when_it_cannot_go_back():
    layer = Relu()
    for _ in range(2 * MOST_PASSES):
        layer.forward(np.ones(2))
    for _ in range(MOST_PASSES):
        layer.backward(np.ones(2))
    with pytest.raises(GraphlabError, match="must go forward before it can go back"):
        layer.backward(np.ones(2))
    with pytest.raises(GraphlabError, match="`MulLayer` must go forward"):
        MulLayer().backward(1)


def test_a_reused_batch_buffer_does_not_change_the_gradient():
    buffer, layer = np.array([[1.0, 2.0]]), Affine(np.ones((2, 2)), np.zeros(2))
    out = layer.forward(buffer)
    buffer[:], out[:] = 100, 100
    layer.backward(np.ones((1, 2)))
    assert layer.dW.tolist() == [[1, 1], [2, 2]]


@pytest.mark.parametrize("layer", [MulLayer(), AddLayer()])
def test_a_broadcast_gradient_is_summed_back(layer):
    x, y = np.ones((2, 3)), np.full(3, 2.0)
    layer.forward(x, y)
    dx, dy = layer.backward(np.ones((2, 3)))
    assert (dx.shape, dy.shape) == ((2, 3), (3,))
    assert dy.tolist() == [2, 2, 2]


def test_images_keep_their_shape():
    layer = Affine(np.ones((4, 3)), np.zeros(3))
    assert layer.forward(np.ones((2, 1, 2, 2))).shape == (2, 3)
    assert layer.backward(np.ones((2, 3))).shape == (2, 1, 2, 2)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: AddLayer().forward(np.ones(2), np.ones(3)), "their shapes must agree"),
        (lambda: Affine(np.ones((2, 2)), np.ones(3)).forward(np.ones((1, 2))), "their shapes must agree"),
        (lambda: Affine(np.ones((2, 2)), np.ones(2)).forward(np.ones((1, 3))), "do not fit together"),
        (lambda: Relu().forward("many"), "a number or an array of numbers is needed"),
    ],
)
def test_what_does_not_fit_is_said(call, sentence):
    with pytest.raises(GraphlabError, match=sentence):
        call()


def test_an_upstream_gradient_of_another_shape_is_refused():
    layer = Relu()
    layer.forward(np.ones(3))
    with pytest.raises(GraphlabError, match="the upstream gradient has shape"):
        layer.backward(np.ones((3, 3)))


def against_torch(layer, function, *arrays):
    """Raise AssertionError unless outputs and input gradients agree with PyTorch's."""
    library = torch()
    tensors = [library.tensor(array, requires_grad=True) for array in arrays]
    expected = function(*tensors)
    out = layer.forward(*arrays)
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    dout = rng(9).standard_normal(np.shape(out))
    expected.backward(library.tensor(dout))
    found = layer.backward(dout)
    for part, tensor in zip(found if isinstance(found, tuple) else (found,), tensors, strict=False):
        np.testing.assert_allclose(part, tensor.grad.numpy(), rtol=1e-9, atol=1e-12)


sizes = st.integers(1, 6)


@often
@given(sizes, sizes, sizes, st.integers(0, 99))
def test_layers_against_pytorch(n, m, k, seed):
    library, dice = torch(), rng(seed)
    x, y = dice.standard_normal((n, m)), dice.standard_normal(m)
    against_torch(MulLayer(), lambda a, b: a * b, x, y)
    against_torch(AddLayer(), lambda a, b: a + b, x, y)
    for layer, function in ((Relu(), library.relu), (Sigmoid(), library.sigmoid), (Tanh(), library.tanh)):
        against_torch(layer, function, x)
    w, b = dice.standard_normal((m, k)), dice.standard_normal(k)
    weights = [library.tensor(value, requires_grad=True) for value in (w, b)]
    layer = Affine(w, b)
    against_torch(layer, lambda a: a @ weights[0] + weights[1], x)
    np.testing.assert_allclose(layer.dW, weights[0].grad.numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(layer.db, weights[1].grad.numpy(), rtol=1e-9, atol=1e-12)


@often
@given(sizes, st.integers(2, 6), st.sampled_from(["classes", "soft", "one sample"]), st.integers(0, 99))
def test_the_loss_against_pytorch(n, classes, labels, seed):
    library, dice = torch(), rng(seed)
    shape = (classes,) if labels == "one sample" else (n, classes)
    x = 10 * dice.standard_normal(shape)
    t = dice.integers(0, classes, n) if labels == "classes" else dice.dirichlet(np.ones(classes), shape[:-1])
    scores = library.tensor(x, requires_grad=True)
    expected = library.nn.functional.cross_entropy(scores, library.tensor(t))
    expected.backward()
    layer = SoftmaxWithLoss()
    assert layer.forward(x, t) == pytest.approx(expected.item(), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(layer.backward(), scores.grad.numpy(), rtol=1e-9, atol=1e-12)
