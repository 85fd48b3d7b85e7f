"""Ops on whole arrays: products of matrices, sums, shapes."""

from __future__ import annotations

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.op import Line, Op, Slip

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
        "DotLayer", local=("dot(g, T(B))", "dot(T(A), g)"),
        slips=(
            Slip("wrong transpose", _("The wrong matrix is transposed. Check the shapes: the gradient of the first "
                                      "input is the upstream gradient times the transposed second one, that of the "
                                      "second is the transposed first one times the upstream gradient."),
                 (lambda g, y, a, b: np.dot(b, np.transpose(g)) if np.ndim(b) == 2 else np.dot(np.transpose(g), b),
                  lambda g, y, a, b: np.dot(np.transpose(g), a))),
            Slip("not transposed", _("The other matrix has to be transposed before it is multiplied."),
                 (lambda g, y, a, b: np.dot(g, b), lambda g, y, a, b: np.dot(a, g))),
            Slip("order", _("In a matrix product the order counts: the two factors stand the wrong way round."),
                 (lambda g, y, a, b: np.dot(np.transpose(b), g), lambda g, y, a, b: np.dot(g, np.transpose(a)))),
            Slip("other matrix", _("This is the other matrix, transposed. It still has to be multiplied by the "
                                   "upstream gradient."),
                 (lambda g, y, a, b: np.transpose(b), lambda g, y, a, b: np.transpose(a))),
            Slip("elementwise", _("This multiplies element by element. A matrix product takes every row of the first "
                                  "with every column of the second."), forward=lambda a, b: a * b),
        ),
    ),
    Op(
        "affine", "Affine", ("X", "W", "b"), k.affine,
        (lambda g, out, x, w, b: k.dot_left_vjp(g, out, x, w),
         lambda g, out, x, w, b: k.dot_right_vjp(g, out, x, w),
         lambda g, out, x, w, b: g),
        r"$X \cdot $W + $b", (r"$g \cdot {$W}^{T}", r"{$X}^{T} \cdot $g", "$g"),
        _("The Affine node multiplies by the weights and adds the bias."),
        _(
            "Affine is “dot” and “+” in one: the gradient goes to X through Wᵀ, to W through Xᵀ, and to the bias "
            "unchanged."
        ),
        "Affine", local=("dot(g, T(W))", "dot(T(X), g)", "g"), expansion="Y = dot(X, W) + b",
        proofs=(
            (Line("dot(g * 1, transpose(W))", _("“+” multiplies by 1, and “dot” by the other matrix, transposed.")),
             Line("dot(g, transpose(W))", _("A factor 1 changes nothing."))),
            (Line("dot(transpose(X), g * 1)", _("“+” multiplies by 1, and “dot” by the other matrix, transposed.")),
             Line("dot(transpose(X), g)", _("A factor 1 changes nothing."))),
            (Line("sum(g * 1, axis=0)", _("“+” multiplies by 1. The bias was added to every row, so the rows of "
                                          "what comes back are summed.")),
             Line("sum(g, axis=0)", _("A factor 1 changes nothing."))),
        ),
        slips=(
            Slip("wrong transpose", _("The wrong matrix is transposed. Check the shapes: the gradient of X is the "
                                      "upstream gradient times Wᵀ, that of W is Xᵀ times the upstream gradient."),
                 (lambda g, y, x, w, b: np.dot(w, np.transpose(g)), lambda g, y, x, w, b: np.dot(np.transpose(g), x),
                  None)),
            Slip("not transposed", _("The other matrix has to be transposed before it is multiplied."),
                 (lambda g, y, x, w, b: np.dot(g, w), lambda g, y, x, w, b: np.dot(x, g), None)),
            Slip("averaged", _("The bias was added to every sample, so its gradients are summed over the batch, not "
                               "averaged."), (None, None, lambda g, y, x, w, b: np.mean(np.atleast_2d(g), axis=0))),
            Slip("bias value", _("The local gradient of the bias is 1: the bias itself does not enter."),
                 (None, None, lambda g, y, x, w, b: g * b)),
            Slip("no bias", _("The bias is missing: it is added to every row of the product."),
                 forward=lambda x, w, b: k.dot(x, w)),
        ),
    ),
    Op(
        "transpose", "T", ("x",), np.transpose, (lambda g, y, x: np.transpose(g),), "{$x}^{T}", ("{$g}^{T}",),
        _("The “T” node makes rows into columns."),
        _("The gradient is transposed back."),
        "TransposeLayer", local=("transpose(g)",),
        slips=(
            Slip("not back", _("The gradient has to be transposed back into the shape of the input."),
                 (lambda g, y, x: g,), lambda x: x),
        ),
    ),
    Op(
        "sum", "Σ", ("x",), k.summed, (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),), r"\sum $x",
        (r"$g \times 1",),
        _("The “Σ” node adds up the elements of its input."),
        _("Like “+”, the “Σ” node passes the upstream gradient on, unchanged, to every element it added."),
        "SumLayer", local=("spread(g, x)",), attrs=(("axis", None), ("keepdims", 0)),
        slips=(
            Slip("shared", _("Nothing is shared out: every element that was added receives all of the gradient."),
                 (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) / k.count(x, axis),)),
            Slip("value", _("The local gradient of a sum is 1 for every element: the elements do not enter."),
                 (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) * x,)),
            Slip("mean", _("This is the mean. The “Σ” node does not divide by the number of elements."),
                 forward=lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis)),
        ),
    ),
    Op(
        "mean", "mean", ("x",), lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis),
        (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) / k.count(x, axis),),
        r"\frac{1}{$n} \sum $x", (r"$g \times \frac{1}{$n}",),
        _("The “mean” node adds up the elements and divides by their number."),
        _("Every element receives the same share of the upstream gradient: one n-th."),
        "MeanLayer", local=("spread(g, x) / n",), attrs=(("axis", None), ("keepdims", 0)),
        counts=lambda x, axis, keepdims: {"n": k.count(x, axis)},
        slips=(
            Slip("one n-th", _("The mean divides by the number of elements: each receives one n-th of the gradient."),
                 (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),),
                 lambda x, axis, keepdims: k.summed(x, axis, keepdims)),
            Slip("value", _("The elements themselves do not enter: each receives one n-th of the gradient."),
                 (lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) * x / k.count(x, axis),)),
        ),
    ),
    Op(
        "reshape", "reshape", ("x",), lambda x, shape: np.reshape(x, shape),
        (lambda g, y, x, shape: np.reshape(g, np.shape(x)),), r"\operatorname{reshape}($x)", ("$g",),
        _("The “reshape” node puts the same elements into another shape."),
        _("The gradient is put back into the shape of the input."),
        "ReshapeLayer", local=("shaped(g, x)",), attrs=(("shape", ()),),
        slips=(
            Slip("not back", _("The numbers are right; put them back into the shape of the input."),
                 (lambda g, y, x, shape: g,)),
        ),
    ),
)
# fmt: on
