"""The chapter's net: Affine, ReLU, Affine, softmax with loss; of any depth, with any activation."""

from collections import OrderedDict
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.compiled.program import Program, compile_graph
from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops import kernels
from graphlab.engine.run.trace import Trace, run
from graphlab.nn.net.architecture import ACTIVATIONS, INIT_STD, INITS, Architecture, hidden_sizes, one_of
from graphlab.nn.net.layers import Affine, Layer, Relu, Sigmoid, SoftmaxWithLoss, Tanh, as_rows
from graphlab.nn.net.numerical_gradient import numerical_gradients

Array = npt.NDArray[np.float64]
Seed = int | np.random.Generator | None

# The most samples that `predict` computes at once: more would not fit into the processor's cache.
CHUNK = 1_000


class TwoLayerNet:
    """A net with the chapter's names: `params`, `layers`, `lastLayer`, `predict`, `loss`, `accuracy`, `gradient`.

    `hidden_size` is a number, or a tuple for several hidden layers; `activation` is "relu", "sigmoid" or "tanh";
    `init` is "std" (normal × `weight_init_std`), "he" or "xavier"; `rng` is a seed or a Generator; numpy's global
    one is not used. Raises `GraphlabError` for bad sizes and unknown words.

    >>> net = TwoLayerNet(784, 50, 10, rng=0)
    >>> list(net.params), list(net.layers)
    (['W1', 'b1', 'W2', 'b2'], ['Affine1', 'Relu1', 'Affine2'])
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int | tuple[int, ...],
        output_size: int,
        weight_init_std: float = INIT_STD,
        rng: Seed = None,
        activation: str = "relu",
        init: str = "std",
    ) -> None:
        for problem in (one_of(activation, ACTIVATIONS), one_of(init, INITS)):
            if problem:
                raise GraphlabError(problem)
        self.architecture = Architecture((input_size, *hidden_sizes(hidden_size), output_size), activation)
        self.params: dict[str, Any] = self.architecture.initial_parameters(
            np.random.default_rng(rng), init, weight_init_std
        )
        self._grads: dict[str, Any] = {}
        self.layers = _layers(self.architecture, self.params, self._grads)
        self.lastLayer = SoftmaxWithLoss()
        self._scores = compile_graph(self.architecture.scores, (), np.float64)
        self._loss: Program = compile_graph(self.graph, self.architecture.parameters, np.float64)

    @property
    def graph(self) -> Graph:
        """The net in the language of graphs."""
        return self.architecture.graph

    def run(self, x: Any, t: Any) -> Trace:
        """Return the trace of one batch: every value, every gradient, every step."""
        return run(self.graph, {**self.params, "x": as_rows(x), "t": t})

    def predict(self, x: Any) -> Array:
        """Return the scores of a sample or of a batch of any length."""
        x = as_rows(np.asarray(x))
        if x.ndim < 2 or len(x) <= CHUNK:
            scores: Array = self._scores.output({**self.params, "x": x})
            return scores
        return np.concatenate([self.predict(x[i : i + CHUNK]) for i in range(0, len(x), CHUNK)])

    def loss(self, x: Any, t: Any) -> float:
        """Return the loss, computed by the layers, which are then ready for `backward`."""
        for layer in (*self.layers.values(), self.lastLayer):
            layer.clear()
        for layer in self.layers.values():
            x = layer.forward(x)  # type: ignore[attr-defined]
        return self.lastLayer.forward(x, t)

    def accuracy(self, x: Any, t: Any) -> float:
        """Return the share of samples whose largest score is at the label; labels as for the loss."""
        scores = self.predict(x)
        right = np.argmax(kernels.labels(scores, np.asarray(t)), axis=-1)
        return float(np.mean(np.argmax(scores, axis=-1) == right))

    def gradient(self, x: Any, t: Any) -> dict[str, Array]:
        """Return the gradient of the loss by every parameter, by backpropagation; the layers' dW and db too."""
        self._grads.clear()  # So that the memory can be used again.
        _, grads = self._loss({**self.params, "x": as_rows(x), "t": t})
        self._grads.update(grads)
        return grads

    def numerical_gradient(self, x: Any, t: Any) -> dict[str, Array]:
        """Return the gradient by central differences, from forward passes alone."""
        return numerical_gradients(self.architecture, self.params, as_rows(x), t)


def _shared(store: str, letter: str, doc: str) -> Any:
    """Return a property that is stored in one of the net's dictionaries, by its letter and the layer's number."""

    def get(layer: Any) -> Any:
        return getattr(layer, store).get(f"{letter}{layer._k}")

    def put(layer: Any, value: Any) -> None:
        getattr(layer, store)[f"{letter}{layer._k}"] = value

    return property(get, put, doc=doc)


class _NetAffine(Affine):
    """An Affine layer that shares its weights with the net's `params`, and its gradients with the net's."""

    W = _shared("_params", "W", "The weights.")
    b = _shared("_params", "b", "The bias.")
    dW = _shared("_grads", "W", "The gradient of the weights, None before there is one.")  # noqa: N815
    db = _shared("_grads", "b", "The gradient of the bias, None before there is one.")

    def __init__(self, params: dict[str, Any], grads: dict[str, Any], k: int) -> None:
        self._params, self._grads, self._k = params, grads, k
        super().__init__(params[f"W{k}"], params[f"b{k}"])


def _layers(architecture: Architecture, params: dict[str, Any], grads: dict[str, Any]) -> OrderedDict[str, Layer]:
    """Return the layers by the chapter's names, in order: Affine1, Relu1, Affine2, …"""
    between = {"relu": Relu, "sigmoid": Sigmoid, "tanh": Tanh}[architecture.activation]
    layers: OrderedDict[str, Layer] = OrderedDict()
    for k in range(1, architecture.depth + 1):
        if k > 1:
            layers[f"{between.__name__}{k - 1}"] = between()
        layers[f"Affine{k}"] = _NetAffine(params, grads, k)
    return layers
