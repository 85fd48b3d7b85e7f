"""The same graphs computed by HIPS autograd and by PyTorch, which know nothing of ours."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from graphlab.engine.graph.graph import Graph
from graphlab.engine.ops import OPS
from tests.needs import lacking

Table = Mapping[str, Callable[..., Any]]
_INFIX = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}


def evaluate(graph: Graph, feed: Mapping[str, Any], table: Callable[[str], Callable[..., Any]]) -> Any:
    """Return the output of the graph, each op computed by the function that `table` gives for its name."""
    values: list[Any] = []
    for node in graph.nodes:
        if node.op == "input":
            values.append(feed[node.name])
        elif node.op == "const":
            values.append(np.array(node.value))
        else:
            values.append(table(node.op)(*[values[i] for i in node.inputs], **dict(node.attrs)))
    return values[-1]


def _labels(scores: Any, t: Any) -> Any:
    return t if np.shape(t) == np.shape(scores) else np.eye(scores.shape[-1])[t]


def _rows(scores: Any) -> int:
    return scores.shape[0] if scores.ndim == 2 else 1


def _softmax(x: Any) -> Any:
    e = anp.exp(x - anp.max(x, axis=-1, keepdims=True))
    return e / anp.sum(e, axis=-1, keepdims=True)


def _cross_entropy(y: Any, t: Any) -> Any:
    return -anp.sum(_labels(y, t) * anp.log(y)) / _rows(y)


_AUTOGRAD: Table = {
    "neg": operator.neg,
    "reciprocal": lambda x: 1.0 / x,
    "relu": lambda x: anp.where(x > 0, x, 0.0),
    "sigmoid": lambda x: 1.0 / (1.0 + anp.exp(-x)),
    "softmax": _softmax,
    "cross_entropy": _cross_entropy,
    "softmax_with_loss": lambda x, t: _cross_entropy(_softmax(x), t),
    "mean_squared_error": lambda y, t: 0.5 * anp.sum((y - t) ** 2),
    "affine": lambda x, w, b: anp.dot(x, w) + b,
}


def autograd_op(op: str) -> Callable[..., Any]:
    """Return how autograd computes an op; skip the test where it does not know it."""
    return _named(op, _AUTOGRAD, anp) or pytest.skip(f"autograd has no `{op}`")


def torch_op(op: str) -> Callable[..., Any]:
    """Return how PyTorch computes an op; skip the test where it does not know it."""
    library = torch()
    return _named(op, _torch_table(library), library, library.nn.functional) or pytest.skip(f"PyTorch has no `{op}`")


def _named(op: str, own: Table, *modules: Any) -> Callable[..., Any] | None:
    """Return an op from a table, as an operator, or by its name in a module."""
    known = (own.get(op), _INFIX.get(OPS[op].infix or ""), *(getattr(module, op, None) for module in modules))
    return next(filter(None, known), None)


def autograd_gradients(graph: Graph, feed: Mapping[str, Any], upstream: Any) -> dict[str, Any]:
    """Return what autograd finds for every input that is not a class number."""
    floats = {name: np.array(value) for name, value in feed.items() if np.asarray(value).dtype.kind == "f"}

    def loss(given: dict[str, Any]) -> Any:
        return anp.sum(upstream * evaluate(graph, {**feed, **given}, autograd_op))

    return dict(grad(loss)(floats))


def torch() -> ModuleType:
    """Return PyTorch; skip where it is not installed, except in CI, where it must be."""
    try:
        import torch
    except ModuleNotFoundError:
        lacking("PyTorch is not installed")
    return torch


def _torch_table(torch: ModuleType) -> Table:
    loss = torch.nn.functional
    return {
        "affine": lambda x, w, b: x @ w + b,
        "dot": operator.matmul,
        "transpose": lambda x: x.permute(tuple(reversed(range(x.ndim)))),
        "reshape": lambda x, shape: x.reshape(shape),
        "sum": lambda x, axis, keepdims: torch.sum(x, axis, bool(keepdims)),
        "mean": lambda x, axis, keepdims: torch.mean(x, axis, bool(keepdims)),
        "softmax": lambda x: torch.softmax(x, -1),
        "cross_entropy": lambda y, t: (
            -(t * torch.log(y)).sum() / _rows(y) if t.dtype.is_floating_point else loss.nll_loss(torch.log(y), t)
        ),
        "softmax_with_loss": loss.cross_entropy,
        "mean_squared_error": lambda y, t: 0.5 * loss.mse_loss(y, t, reduction="sum"),
    }


def torch_run(graph: Graph, feed: Mapping[str, Any], upstream: Any) -> tuple[Any, dict[str, Any]]:
    """Return the output and the gradients that PyTorch finds in float64."""
    library = torch()
    given = {name: library.tensor(np.asarray(value)) for name, value in feed.items()}
    floats = {name: tensor for name, tensor in given.items() if tensor.dtype.is_floating_point}
    for tensor in floats.values():
        tensor.requires_grad_()
    output = evaluate(graph, given, torch_op)
    output.backward(library.tensor(np.asarray(upstream)))
    return output.detach().numpy(), {name: tensor.grad.numpy() for name, tensor in floats.items()}
