"""How each op is written in numpy, in both directions, and in PyTorch: derived where its record does not state it.

A template has each input in braces by its name, the output as `{out}`, the upstream gradient as `{g}`, a setting by
its name. Everything put in is a name or a number, so it needs no brackets.
"""

import ast
import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from graphlab.algebra.from_text import has_upstream
from graphlab.engine.language.syntax import python_tree
from graphlab.engine.ops.op import Op

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

_ONE_INPUT = MappingProxyType({"-x": "-{x}", "1/x": "1.0 / {x}"})
# A word, and what tells a function or the name of a setting from a quantity.
_WORD = re.compile(r"(?<![\w.])([A-Za-z_]\w*)([(=]?)")
_COUNTS = MappingProxyType({"n": "count({first}, {{axis}})", "N": "batch_size({first})"})


def numpy(op: Op) -> str:
    """Return how numpy computes an op's output.

    >>> from graphlab.engine.ops import OPS
    >>> numpy(OPS["mul"]), numpy(OPS["exp"]), numpy(OPS["softmax"])
    ('{a} * {b}', 'np.exp({x})', 'softmax({x})')
    """
    if op.numpy or op.infix:
        return op.numpy or _with_sign(op)
    own = getattr(np, op.name, None) is op.forward
    assert own or op.name in HELPERS, f"the record of `{op.name}` has to say how numpy writes it"
    return f"{'np.' if own else ''}{op.name}({_arguments(op)})"


def torch(op: Op) -> str:
    """Return how PyTorch computes an op's output."""
    return op.torch or (_with_sign(op) if op.infix else f"torch.{op.name}({_arguments(op)})")


def numpy_rules(op: Op) -> tuple[str, ...]:
    """Return what goes back to each input, in numpy.

    >>> from graphlab.engine.ops import OPS
    >>> numpy_rules(OPS["div"]), numpy_rules(OPS["sum"])
    (('{g} / {b}', '-{g} * {a} / {b} ** 2'), ('spread({g}, {x}, {axis}, {keepdims})',))
    """
    stated = op.numpy_rules or ("",) * len(op.inputs)
    return tuple(rule or _rule(op, local) for rule, local in zip(stated, op.local, strict=True))


def _with_sign(op: Op) -> str:
    return _ONE_INPUT.get(op.infix or "") or f"{{{op.inputs[0]}}} {op.infix} {{{op.inputs[1]}}}"


def _arguments(op: Op) -> str:
    return ", ".join(f"{{{name}}}" for name in op.inputs)


def _rule(op: Op, local: str) -> str:
    if len(op.inputs) > 1 and local in ("1", "-1", "g"):
        # Each input receives an array of its own.
        return f"{{g}} * {local.replace('g', '1')}"
    tree = python_tree(local, "eval").body
    text = ast.unparse(tree if has_upstream(local) else _times(ast.Name("g"), tree))
    spread = f"spread(g, {op.inputs[0]}"
    text = text.replace(f"{spread})", f"{', '.join([spread, *dict(op.attrs)])})")
    return _WORD.sub(lambda word: _in_numpy(op, *word.groups()), text).replace("keepdims=1", "keepdims=True")


def _in_numpy(op: Op, word: str, sign: str) -> str:
    """Return a word of a local gradient as numpy has it: a function, the name of a setting, or a place to fill in."""
    if sign:
        return f"{word if sign == '=' or word in HELPERS else f'np.{word}'}{sign}"
    counted = _COUNTS.get(word, "") if op.counts else ""
    return counted.format(first=f"{{{op.inputs[0]}}}") or f"{{{word}}}"


def _times(g: ast.expr, factor: ast.expr) -> ast.expr:
    """Return g times an expression: its minus sign stands before g, and g above the line of its fraction."""
    if isinstance(factor, ast.UnaryOp):
        return _times(ast.UnaryOp(factor.op, g), factor.operand)
    if isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Mult | ast.Div):
        return ast.BinOp(_times(g, factor.left), factor.op, factor.right)
    is_one = isinstance(factor, ast.Constant) and factor.value == 1
    return g if is_one else ast.BinOp(g, ast.Mult(), factor)
