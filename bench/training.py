"""Training against the chapter's loop, against PyTorch, and against the matrix products that nobody can save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from bench.table import Reading, interleaved, ratios, reading
from graphlab.data import Dataset, load, load_mnist
from graphlab.engine.compiled.buffers import Layout
from graphlab.engine.compiled.program import compile_graph
from graphlab.nn import TrainConfig, Trainer, TwoLayerNet
from graphlab.nn.net.optimizer import SGD
from graphlab.nn.training.evaluation import normalized

SIZES = (784, 50, 10)
BATCH, RATE, STEPS = 100, 0.1, 20
SEEDS = range(5)


class ChapterAffine:
    """The chapter's Affine: everything in new arrays, and a gradient towards the input whoever wants it."""

    def __init__(self, params: Mapping[str, Any], k: int) -> None:
        self.W, self.b = params[f"W{k}"], params[f"b{k}"]

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout: Any) -> Any:
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx


class ChapterRelu:
    """The chapter's ReLU, by a mask."""

    def forward(self, x: Any) -> Any:
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout: Any) -> Any:
        dout[self.mask] = 0
        return dout


class ChapterLoss:
    """The chapter's softmax with loss, with 1e-7 in the logarithm."""

    def forward(self, x: Any, t: Any) -> Any:
        shifted = (x.T - np.max(x.T, axis=0)).T
        self.y, self.t = (np.exp(shifted).T / np.sum(np.exp(shifted).T, axis=0)).T, t
        rows = np.arange(len(t))
        return -np.sum(np.log(self.y[rows, t.argmax(axis=1)] + 1e-7)) / len(t)

    def backward(self) -> Any:
        return (self.y - self.t) / len(self.t)


class ChapterNet:
    """The chapter's net: four layers, float64 parameters."""

    def __init__(self) -> None:
        spread, (first, hidden, last) = 0.01, SIZES
        self.params = {
            "W1": spread * np.random.randn(first, hidden),
            "b1": np.zeros(hidden),
            "W2": spread * np.random.randn(hidden, last),
            "b2": np.zeros(last),
        }
        self.layers = [ChapterAffine(self.params, 1), ChapterRelu(), ChapterAffine(self.params, 2)]
        self.last = ChapterLoss()

    def loss(self, x: Any, t: Any) -> Any:
        for layer in self.layers:
            x = layer.forward(x)
        return self.last.forward(x, t)

    def gradient(self, x: Any, t: Any) -> dict[str, Any]:
        self.loss(x, t)
        dout = self.last.backward()
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        first, _, second = self.layers
        return {"W1": first.dW, "b1": first.db, "W2": second.dW, "b2": second.db}

    def numerical_gradient(self, x: Any, t: Any) -> dict[str, Any]:
        return {name: chapter_differences(lambda _: self.loss(x, t), param) for name, param in self.params.items()}


def chapter_differences(f: Callable[[Any], Any], x: Any) -> Any:
    """Return the gradient of f by the chapter's loop over every element."""
    h, grad = 1e-4, np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
    while not it.finished:
        place = it.multi_index
        kept = x[place]
        x[place] = float(kept) + h
        above = f(x)
        x[place] = kept - h
        grad[place] = (above - f(x)) / (2 * h)
        x[place] = kept
        it.iternext()
    return grad


@cache
def mnist() -> Dataset:
    return load("mnist")


@cache
def images() -> tuple[Any, Any]:
    """Return MNIST as the chapter trains on it: float32 images, one-hot labels."""
    return load_mnist(normalize=True, one_hot_label=True)[0]


def chapter_step() -> Callable[[], Any]:
    """Return one turn of the chapter's loop."""
    net, (x, t) = ChapterNet(), images()

    def step() -> Any:
        rows = np.random.choice(len(x), BATCH)
        x_batch, t_batch = x[rows], t[rows]
        grad = net.gradient(x_batch, t_batch)
        for key in ("W1", "b1", "W2", "b2"):
            net.params[key] -= RATE * grad[key]
        return net.loss(x_batch, t_batch)

    return step


def our_steps() -> Callable[[], Any]:
    """Return a slice of the trainer, which goes back before an epoch ends: evaluations are not steps."""
    trainer = Trainer(TrainConfig(), mnist())
    trainer.advance(1)
    start = trainer.checkpoint()

    def steps() -> Any:
        if trainer.iteration > 500:
            trainer.restore(start)
        return trainer.advance(STEPS)

    return steps


def as_often(step: Callable[[], Any]) -> Callable[[], Any]:
    """Return as many of somebody else's steps."""

    def steps() -> None:
        for _ in range(STEPS):
            step()

    return steps


def torch_step() -> Callable[[], Any]:
    """Return one step of the same net in PyTorch, eager, on one thread."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    data = mnist()
    x, t = torch.from_numpy(normalized(data.x_train)), torch.from_numpy(data.t_train.astype(np.int64))
    first, hidden, last = SIZES
    net = nn.Sequential(nn.Linear(first, hidden), nn.ReLU(), nn.Linear(hidden, last))
    loss_of, optimiser = nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=RATE)

    def step() -> Any:
        rows = torch.randint(len(x), (BATCH,))
        optimiser.zero_grad()
        loss = loss_of(net(x[rows]), t[rows])
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def against_chapter(repeats: int) -> Reading:
    """Return the time of a full step as a multiple of the chapter's."""
    return ratios(*interleaved(repeats, our_steps(), as_often(chapter_step())))


def against_torch(repeats: int) -> Reading:
    """Return the time of a full step as a multiple of PyTorch's."""
    return ratios(*interleaved(repeats, our_steps(), as_often(torch_step())))


def against_products(repeats: int) -> Reading:
    """Return the time of gradient and update as a multiple of their five matrix products."""
    net = TwoLayerNet(*SIZES, rng=0)
    params = {name: param.astype(np.float32) for name, param in net.params.items()}
    feed = {**params, "x": normalized(mnist().x_train[:BATCH]), "t": mnist().t_train[:BATCH].astype(np.intp)}
    plan = compile_graph(net.graph, tuple(params), np.float32).plan(feed)
    layout = Layout.of(params)
    weights, slopes = layout.vector(params, np.float32), layout.vector(params, np.float32)
    plan.put([{**feed, **layout.views(weights)}[name] for name in net.graph.inputs])
    plan.aim(layout.views(slopes))
    optimiser = SGD(weights)

    def ours() -> None:
        plan.run()
        optimiser.step(weights, slopes, 1e-6)

    return ratios(*interleaved(repeats, ours, products(feed), times=STEPS))


def products(feed: Mapping[str, Any]) -> Callable[[], None]:
    """Return the five matrix products of forward and backward, into arrays that are there."""
    x, w1, w2 = feed["x"], feed["W1"], feed["W2"]
    hidden, scores = x @ w1, x @ w1 @ w2
    towards_hidden, towards_scores = hidden.copy(), scores.copy()
    d1, d2 = np.empty_like(w1), np.empty_like(w2)

    def five() -> None:
        np.dot(x, w1, out=hidden)
        np.dot(hidden, w2, out=scores)
        np.dot(hidden.T, towards_scores, out=d2)
        np.dot(towards_scores, w2.T, out=towards_hidden)
        np.dot(x.T, towards_hidden, out=d1)

    return five


def three() -> tuple[TwoLayerNet, ChapterNet, Any, Any]:
    """Return both nets with the same weights, and three images with their labels."""
    ours, theirs, (x, t) = TwoLayerNet(*SIZES, rng=0), ChapterNet(), images()
    for name, param in theirs.params.items():
        param[...] = ours.params[name]
    return ours, theirs, x[:3], t[:3]


def gradient_of_three(repeats: int) -> Reading:
    """Return the time of the gradient of three images, float64, as a multiple of the chapter's."""
    ours, theirs, x, t = three()
    for name, expected in theirs.gradient(x, t).items():
        np.testing.assert_allclose(ours.gradient(x, t)[name], expected, rtol=1e-5, atol=1e-9)
    return ratios(*interleaved(repeats, lambda: ours.gradient(x, t), lambda: theirs.gradient(x, t), times=5 * STEPS))


def numerical(repeats: int) -> Reading:
    """Return the time of the numerical gradient of every parameter as a multiple of the chapter's loop."""
    ours, theirs, x, t = three()
    return ratios(*interleaved(repeats, lambda: ours.numerical_gradient(x, t), lambda: theirs.numerical_gradient(x, t)))


def error(repeats: int) -> Reading:
    """Return the largest share of test images, in percent, that a trained net gets wrong, over five seeds."""
    del repeats
    found = [100 * (1 - trained(seed)) for seed in SEEDS]
    spread = reading(found)
    return Reading(max(found), spread.low, spread.high)


def trained(seed: int) -> float:
    """Return the accuracy on the test set after the chapter's 10,000 iterations."""
    return Trainer(TrainConfig(seed=seed), mnist()).advance(10_000).accuracies[-1].test
