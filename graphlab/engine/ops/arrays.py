"""Ops on whole arrays: products of matrices, sums, shapes."""

from __future__ import annotations

import numpy as np

from graphlab.engine import kernels as k
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op

# One record reads as one paragraph.
# fmt: off
ARRAYS = (
    Op(
        "dot", "dot", ("A", "B"), k.dot, (k.dot_left_vjp, k.dot_right_vjp), r"$A \cdot $B",
        (r"$g \cdot {$B}^{T}", r"{$A}^{T} \cdot $g"),
        _("The “dot” node is the matrix product: every row of the first with every column of the second."),
        _(
            "As with “×”, each input receives the upstream gradient times the other one, transposed so that the "
            "shapes agree."
        ),
        "DotLayer",
    ),
    Op(
        "affine", "Affine", ("X", "W", "b"), lambda x, w, b: k.dot(x, w) + b,
        (lambda g, out, x, w, b: k.dot_left_vjp(g, out, x, w),
         lambda g, out, x, w, b: k.dot_right_vjp(g, out, x, w),
         lambda g, out, x, w, b: g),
        r"$X \cdot $W + $b", (r"$g \cdot {$W}^{T}", r"{$X}^{T} \cdot $g", "$g"),
        _("The Affine node multiplies by the weights and adds the bias."),
        _(
            "Affine is “dot” and “+” in one: the gradient goes to X through Wᵀ, to W through Xᵀ, and to the bias "
            "unchanged."
        ),
        "Affine", expansion="Y = dot(X, W) + b",
    ),
    Op(
        "transpose", "T", ("x",), np.transpose, (lambda g, y, x: np.transpose(g),), "{$x}^{T}", ("{$g}^{T}",),
        _("The “T” node makes rows into columns."),
        _("The gradient is transposed back."),
        "TransposeLayer",
    ),
    Op(
        "sum", "Σ", ("x",), k.summed, (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),), r"\sum $x",
        (r"$g \times 1",),
        _("The “Σ” node adds up the elements of its input."),
        _("Like “+”, the “Σ” node passes the upstream gradient on, unchanged, to every element it added."),
        "SumLayer", attrs=(("axis", None), ("keepdims", 0)),
    ),
    Op(
        "mean", "mean", ("x",), lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis),
        (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) / k.count(x, axis),),
        r"\frac{1}{$n} \sum $x", (r"$g \times \frac{1}{$n}",),
        _("The “mean” node adds up the elements and divides by their number."),
        _("Every element receives the same share of the upstream gradient: one n-th."),
        "MeanLayer", attrs=(("axis", None), ("keepdims", 0)),
        counts=lambda x, axis, keepdims: {"n": k.count(x, axis)},
    ),
    Op(
        "reshape", "reshape", ("x",), lambda x, shape: np.reshape(x, shape),
        (lambda g, y, x, shape: np.reshape(g, np.shape(x)),), r"\operatorname{reshape}($x)", ("$g",),
        _("The “reshape” node puts the same elements into another shape."),
        _("The gradient is put back into the shape of the input."),
        "ReshapeLayer", attrs=(("shape", ()),),
    ),
)
# fmt: on
