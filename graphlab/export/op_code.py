"""How each op is written in numpy, in both directions, and in PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Rule(NamedTuple):
    """One op in code: forward, what goes back to each input, and forward in PyTorch.

    The inputs stand in braces by their places `{0}`, `{1}`, the output is `{out}`, what comes in from the right `{g}`,
    a setting stands by its name. Everything put in is a name or a number, so it needs no brackets.
    """

    numpy: str
    back: tuple[str, ...]
    torch: str = ""


# Functions that a program needs beside numpy, each written out in it where a rule uses it.
HELPERS: Mapping[str, str] = MappingProxyType({
    "sigmoid": """\
def sigmoid(x):
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)""",
    "softmax": """\
def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)""",
    "log_softmax": """\
def log_softmax(x):
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))""",
    "batch_size": """\
def batch_size(x):
    return np.shape(x)[0] if np.ndim(x) == 2 else 1""",
    "one_hot": """\
def one_hot(t, x):
    return t if np.shape(t) == np.shape(x) else np.eye(np.shape(x)[-1])[np.asarray(t, dtype=int)]""",
    "larger": """\
def larger(a, b):
    return np.where(a == b, 0.5, 1.0 * (a > b))""",
    "spread": """\
def spread(g, x, axis, keepdims):
    if axis is not None and not keepdims and np.ndim(x):
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))""",
    "count": """\
def count(x, axis):
    return np.size(x) if axis is None else np.size(x) // np.size(np.sum(x, axis=axis))""",
    "left": """\
def left(g, a, b):
    g = np.reshape(g, (np.atleast_2d(a).shape[0], -1))
    return np.dot(g, (b if np.ndim(b) == 2 else b[:, np.newaxis]).T).reshape(np.shape(a))""",
    "right": """\
def right(g, a, b):
    g = np.reshape(g, (np.atleast_2d(a).shape[0], -1))
    return np.dot(np.atleast_2d(a).T, g).reshape(np.shape(b))""",
    "fit": """\
def fit(g, x):
    # What was stretched on the way forth is added up on the way back.
    g = np.sum(g, axis=tuple(range(np.ndim(g) - np.ndim(x))))
    return np.sum(g, axis=tuple(i for i, n in enumerate(np.shape(x)) if n == 1), keepdims=True).reshape(np.shape(x))""",
})  # fmt: skip

_SHARES = "torch.softmax({0}, -1)"
_SUM, _MEAN = (f"torch.{name}({{0}}, {{axis}}, bool({{keepdims}}))" for name in ("sum", "mean"))

RULES: Mapping[str, Rule] = MappingProxyType({
    "add": Rule("{0} + {1}", ("{g} * 1", "{g} * 1")),
    "sub": Rule("{0} - {1}", ("{g} * 1", "{g} * -1")),
    "mul": Rule("{0} * {1}", ("{g} * {1}", "{g} * {0}")),
    "div": Rule("{0} / {1}", ("{g} / {1}", "-{g} * {0} / {1} ** 2")),
    "neg": Rule("-{0}", ("-{g}",)),
    "pow": Rule("{0} ** {1}", ("{g} * np.where({1} == 0, 0.0, {1} * {0} ** ({1} - 1.0))",
                               "{g} * np.where(({0} == 0) & ({1} > 0), 0.0, {out} * np.log({0}))")),
    "reciprocal": Rule("1.0 / {0}", ("-{g} * {out} ** 2",)),
    "exp": Rule("np.exp({0})", ("{g} * {out}",), "torch.exp({0})"),
    "log": Rule("np.log({0})", ("{g} / {0}",), "torch.log({0})"),
    "sqrt": Rule("np.sqrt({0})", ("{g} / (2.0 * {out})",), "torch.sqrt({0})"),
    "abs": Rule("np.abs({0})", ("{g} * np.sign({0})",), "torch.abs({0})"),
    "maximum": Rule("np.maximum({0}, {1})", ("{g} * larger({0}, {1})", "{g} * larger({1}, {0})"),
                    "torch.maximum({0}, {1})"),
    "minimum": Rule("np.minimum({0}, {1})", ("{g} * larger({1}, {0})", "{g} * larger({0}, {1})"),
                    "torch.minimum({0}, {1})"),
    "relu": Rule("np.where({0} <= 0, 0.0, {0})", ("{g} * ({0} > 0)",), "torch.relu({0})"),
    "sigmoid": Rule("sigmoid({0})", ("{g} * {out} * sigmoid(-{0})",), "torch.sigmoid({0})"),
    "tanh": Rule("np.tanh({0})", ("{g} * 4.0 * sigmoid(2.0 * {0}) * sigmoid(-2.0 * {0})",), "torch.tanh({0})"),
    "dot": Rule("np.dot({0}, {1})", ("left({g}, {0}, {1})", "right({g}, {0}, {1})"), "{0} @ {1}"),
    "affine": Rule("np.dot({0}, {1}) + {2}", ("left({g}, {0}, {1})", "right({g}, {0}, {1})", "{g} * 1"),
                   "{0} @ {1} + {2}"),
    "transpose": Rule("np.transpose({0})", ("np.transpose({g})",), "{0}.permute(tuple(reversed(range({0}.ndim))))"),
    "sum": Rule("np.sum({0}, axis={axis}, keepdims=bool({keepdims}))", ("spread({g}, {0}, {axis}, {keepdims})",), _SUM),
    "mean": Rule("np.mean({0}, axis={axis}, keepdims=bool({keepdims}))",
                 ("spread({g}, {0}, {axis}, {keepdims}) / count({0}, {axis})",), _MEAN),
    "reshape": Rule("np.reshape({0}, {shape})", ("np.reshape({g}, np.shape({0}))",), "{0}.reshape({shape})"),
    "softmax": Rule("softmax({0})", ("{out} * ({g} - np.sum({g} * {out}, axis=-1, keepdims=True))",), _SHARES),
    "cross_entropy": Rule(
        "-np.sum(one_hot({1}, {0}) * np.log(np.where(one_hot({1}, {0}) == 0, 1.0, {0}))) / batch_size({0})",
        ("np.where(one_hot({1}, {0}) == 0, 0.0, -{g} * one_hot({1}, {0}) / ({0} * batch_size({0})))",
         "-{g} * np.log({0}) / batch_size({0})"),
        "-({1} * torch.log({0})).sum() / ({0}.shape[0] if {0}.ndim == 2 else 1)",
    ),
    "softmax_with_loss": Rule(
        "-np.sum(one_hot({1}, {0}) * log_softmax({0})) / batch_size({0})",
        ("{g} * (softmax({0}) * np.sum(one_hot({1}, {0}), axis=-1, keepdims=True) - one_hot({1}, {0}))"
         " / batch_size({0})", "-{g} * log_softmax({0}) / batch_size({0})"),
        "torch.nn.functional.cross_entropy({0}, {1})",
    ),
    "mean_squared_error": Rule("0.5 * np.sum(({0} - {1}) ** 2)", ("{g} * ({0} - {1})", "{g} * ({1} - {0})"),
                               "0.5 * torch.nn.functional.mse_loss({0}, {1}, reduction='sum')"),
})  # fmt: skip
