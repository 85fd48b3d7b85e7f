"""The numerical gradient of a net by forward passes alone, for many weights at once.

A changed weight changes one column of its layer's output, which is one column of the next layer's input; so the next
sums change by an outer product. Only from there on is the net computed, for all weights of one unit in one batch.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.engine.ops import OPS, kernels
from graphlab.engine.run.numerical import H
from graphlab.nn.net.architecture import Architecture

Array = npt.NDArray[np.float64]


class _Net(NamedTuple):
    """One batch in a net: the parameters, the inputs and sums of each layer, and the labels as distributions."""

    activation: str
    weights: Sequence[Array]
    biases: Sequence[Array]
    inputs: Sequence[Array]
    sums: Sequence[Array]
    labels: Array


def numerical_gradients(
    architecture: Architecture, params: Mapping[str, Any], x: Any, t: Any, h: float = H
) -> dict[str, Array]:
    """Return the central differences of the loss by every parameter, in float64.

    `x` is one sample or a batch, `t` labels as for the loss. The result is that of the chapter's loop.
    """
    x, t = np.asarray(x, np.float64), np.asarray(t)
    if x.ndim == 1:
        x, t = x[np.newaxis], t[np.newaxis]
    net = _net(architecture, params, x, t)
    found: dict[str, Array] = {}
    for k in range(architecture.depth):
        slopes = np.stack([_slopes(net, k, j, h) for j in range(net.sums[k].shape[1])], axis=1)
        found[f"W{k + 1}"], found[f"b{k + 1}"] = slopes[:-1], slopes[-1]
    return found


def _net(architecture: Architecture, params: Mapping[str, Any], x: Array, t: Any) -> _Net:
    numbered = range(1, architecture.depth + 1)
    weights = [np.asarray(params[f"W{k}"], np.float64) for k in numbered]
    biases = [np.asarray(params[f"b{k}"], np.float64) for k in numbered]
    inputs, sums = [x], [_affine(x, weights[0], biases[0])]
    for w, b in zip(weights[1:], biases[1:], strict=True):
        inputs.append(OPS[architecture.activation].forward(sums[-1]))
        sums.append(_affine(inputs[-1], w, b))
    return _Net(architecture.activation, weights, biases, inputs, sums, kernels.labels(sums[-1], t))


def _affine(x: Array, w: Array, b: Array) -> Array:
    result: Array = OPS["affine"].forward(x, w, b)
    return result


def _slopes(net: _Net, k: int, j: int, h: float) -> Array:
    """Return the derivatives by the weights into unit j of layer k, and last the one by its bias."""
    steps = h * np.column_stack([net.inputs[k], np.ones(len(net.labels))]).T
    return (_losses(net, k, j, steps) - _losses(net, k, j, -steps)) / (2 * h)


def _losses(net: _Net, k: int, j: int, steps: Array) -> Array:
    """Return the loss for each row of `steps`; a row is added to the sums of unit j of layer k, one for each sample."""
    if k + 1 == len(net.sums):
        scores = np.repeat(net.sums[k][np.newaxis], len(steps), axis=0)
        scores[:, :, j] += steps
        return _loss(net.labels, scores)
    activation = OPS[net.activation].forward
    before = net.sums[k][:, j]
    change = activation(before + steps) - activation(before)
    return _loss(
        net.labels, _scores_from(net, k + 1, net.sums[k + 1] + change[..., np.newaxis] * net.weights[k + 1][j])
    )


def _scores_from(net: _Net, k: int, sums: Array) -> Array:
    """Return the scores that follow from the sums of layer k; leading axes are batches."""
    for w, b in zip(net.weights[k + 1 :], net.biases[k + 1 :], strict=True):
        flat = OPS[net.activation].forward(sums).reshape(-1, w.shape[0])
        sums = _affine(flat, w, b).reshape(*sums.shape[:-1], w.shape[1])
    return sums


def _loss(labels: Array, scores: Array) -> Array:
    """Return the cross entropy of each batch of scores (batches, samples, classes)."""
    result: Array = -np.sum(labels * kernels.log_softmax(scores), axis=(1, 2)) / len(labels)
    return result
