"""What an expression comes to in a run: the check on everything that is written."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import mul
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.algebra.expr import LINEAR, Call, Expr, Name, Number, Power, Product, Sum
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.op import Op
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import Value, unbroadcast

# How closely what is written must agree with what was computed; and how closely where large terms cancel.
CLOSE = 1e-7
ROUNDING = 1e-13


def evaluate(x: Expr, trace: Trace) -> Value:
    """Return the value of an expression in a trace of the same graph; overflow and NaN are values."""
    with np.errstate(all="ignore"):
        return _evaluate(x, trace)


def _evaluate(x: Expr, trace: Trace) -> Value:
    if isinstance(x, Number):
        return np.float64(x.value)
    if isinstance(x, Name):
        return value_of_name(x, trace)
    parts = [_evaluate(part, trace) for part in x.parts]
    if isinstance(x, Sum):
        return sum(parts)
    if isinstance(x, Product):
        return reduce(mul, parts, np.float64(-1.0 if x.minus else 1.0))
    if isinstance(x, Power):
        return parts[0] ** _evaluate(x.exponent, trace)
    assert isinstance(x, Call)
    return value_of_call(x, parts, trace.ops)


def magnitude(x: Expr, trace: Trace) -> float:
    """Return a bound on the terms of an expression before any of them cancel: the scale of its rounding errors."""
    if isinstance(x, Sum):
        return sum(magnitude(part, trace) for part in x.parts)
    if isinstance(x, Product):
        return reduce(mul, (magnitude(part, trace) for part in x.parts))
    if isinstance(x, Call) and x.function in LINEAR:
        return reduce(mul, (magnitude(part, trace) * np.size(evaluate(part, trace)) for part in x.operands))
    return float(np.max(np.abs(evaluate(x, trace)), initial=0.0))


def agrees(x: Expr, expected: Value, trace: Trace) -> bool:
    """Tell whether an expression comes to what the engine has computed."""
    try:
        with np.errstate(all="ignore"):
            found = np.broadcast_to(np.asarray(evaluate(x, trace)), np.shape(expected))
            error = ROUNDING * magnitude(x, trace)
    except ValueError:
        # Arrays in it have shapes that do not fit together.
        return False
    least = max(error, CLOSE * CLOSE) if np.isfinite(error) else CLOSE * CLOSE
    return bool(np.allclose(found, expected, rtol=CLOSE, atol=least, equal_nan=True))


def value_of_name(x: Name, trace: Trace) -> Value:
    """Return the value of a name."""
    if x.key == "upstream":
        return trace.upstream
    if isinstance(x.key, int):
        return trace.node_values[x.key]
    assert isinstance(x.key, tuple), x
    what, i, *rest = x.key
    if what == "count":
        return np.float64(i)
    return trace.node_grads[i] if what == "grad" else local_derivative(trace, i, rest[0])


def local_derivative(trace: Trace, i: int, slot: int) -> Value:
    """Return the local derivative of a node by one of its inputs: what it sends on receiving 1."""
    with np.errstate(all="ignore"):
        return trace.product(i, slot, np.ones(np.shape(trace.node_values[i]))[()])


def value_of_call(x: Call, parts: list[Value], ops: Mapping[str, Op]) -> Value:
    """Return the value of a call whose arguments are computed."""
    if x.function == "dot":
        return _matrix_product(x, parts)
    if x.function in _OWN:
        return _OWN[x.function](*parts, **dict(x.settings))
    return ops[x.function].forward(*parts, **dict(x.settings))


def _matrix_product(x: Call, parts: list[Value]) -> Value:
    """Return a matrix product; a transposed vector is a column before the dot and a row behind it."""
    transposed = (isinstance(argument, Call) and argument.function == "T" for argument in x.arguments)
    column = any(t and part.ndim == 1 for t, part in zip(transposed, parts, strict=True))
    return np.multiply.outer(*parts) if column else np.dot(*parts)


_OWN: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "T": np.transpose,
    "labels": k.labels,
    "larger": lambda a, b: k.larger_vjp(1.0, a, b),
    "positive": lambda x: np.where(x > 0, 1.0, 0.0)[()],
    "shaped": lambda g, x: np.reshape(g, np.shape(x)),
    "sign": np.sign,
    "spread": k.spread,
    # What cancels leaves one number, of less than the shape.
    "sum_to": lambda x, shape: unbroadcast(x + np.zeros(shape), np.empty(shape)),
})  # fmt: skip
