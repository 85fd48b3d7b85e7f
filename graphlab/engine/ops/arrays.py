"""Ops on whole arrays: products of matrices, sums, shapes."""

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.op import Op, ProofLine, Slip

# One record reads as one paragraph.
# fmt: off
ARRAYS = (
    Op(
        name="dot", symbol="dot", inputs=("A", "B"), layer="DotLayer",
        forward=k.dot, vjps=(k.dot_left_vjp, k.dot_right_vjp), local=("dot(g, T(B))", "dot(T(A), g)"),
        numpy="np.dot({A}, {B})", numpy_rules=("left({g}, {A}, {B})", "right({g}, {A}, {B})"), torch="{A} @ {B}",
        forward_says=_("The “dot” node is the matrix product: every row of the first with every column of the second."),
        backward_says=_("As with “×”, each input receives the upstream gradient times the other one, transposed so "
                        "that the shapes agree."),
        slips=(
            Slip(name="wrong transpose", says=_("The wrong matrix is transposed. Check the shapes: the gradient of "
                                                "the first input is the upstream gradient times the transposed "
                                                "second one, that of the second is the transposed first one times "
                                                "the upstream gradient."),
                 vjps=(lambda g, y, a, b: np.dot(b, np.transpose(g)) if np.ndim(b) == 2 else np.dot(np.transpose(g), b),
                       lambda g, y, a, b: np.dot(np.transpose(g), a))),
            Slip(name="not transposed", says=_("The other matrix has to be transposed before it is multiplied."),
                 vjps=(lambda g, y, a, b: np.dot(g, b), lambda g, y, a, b: np.dot(a, g))),
            Slip(name="order", says=_("In a matrix product the order counts: the two factors stand the wrong way "
                                      "round."),
                 vjps=(lambda g, y, a, b: np.dot(np.transpose(b), g), lambda g, y, a, b: np.dot(g, np.transpose(a)))),
            Slip(name="other matrix", says=_("This is the other matrix, transposed. It still has to be multiplied by "
                                             "the upstream gradient."),
                 vjps=(lambda g, y, a, b: np.transpose(b), lambda g, y, a, b: np.transpose(a))),
            Slip(name="elementwise", says=_("This multiplies element by element. A matrix product takes every row of "
                                            "the first with every column of the second."), forward=lambda a, b: a * b),
        ),
    ),
    Op(
        name="affine", symbol="Affine", inputs=("X", "W", "b"), layer="Affine",
        forward=k.affine,
        vjps=(lambda g, out, x, w, b: k.dot_left_vjp(g, out, x, w),
              lambda g, out, x, w, b: k.dot_right_vjp(g, out, x, w), lambda g, out, x, w, b: g),
        local=("dot(g, T(W))", "dot(T(X), g)", "g"), numpy="np.dot({X}, {W}) + {b}",
        numpy_rules=("left({g}, {X}, {W})", "right({g}, {X}, {W})", ""), torch="{X} @ {W} + {b}",
        forward_says=_("The Affine node multiplies by the weights and adds the bias."),
        backward_says=_("Affine is “dot” and “+” in one: the gradient goes to X through Wᵀ, to W through Xᵀ, and to "
                        "the bias unchanged."),
        expansion="Y = dot(X, W) + b",
        proofs=(
            (ProofLine("dot(g * 1, transpose(W))",
                       _("“+” multiplies by 1, and “dot” by the other matrix, transposed.")),
             ProofLine("dot(g, transpose(W))", _("A factor 1 changes nothing."))),
            (ProofLine("dot(transpose(X), g * 1)",
                       _("“+” multiplies by 1, and “dot” by the other matrix, transposed.")),
             ProofLine("dot(transpose(X), g)", _("A factor 1 changes nothing."))),
            (ProofLine("sum(g * 1, axis=0)",
                       _("“+” multiplies by 1. The bias was added to every row, so the rows of what comes back are "
                         "summed.")),
             ProofLine("sum(g, axis=0)", _("A factor 1 changes nothing."))),
        ),
        slips=(
            Slip(name="wrong transpose", says=_("The wrong matrix is transposed. Check the shapes: the gradient of X "
                                                "is the upstream gradient times Wᵀ, that of W is Xᵀ times the "
                                                "upstream gradient."),
                 vjps=(lambda g, y, x, w, b: np.dot(w, np.transpose(g)),
                       lambda g, y, x, w, b: np.dot(np.transpose(g), x), None)),
            Slip(name="not transposed", says=_("The other matrix has to be transposed before it is multiplied."),
                 vjps=(lambda g, y, x, w, b: np.dot(g, w), lambda g, y, x, w, b: np.dot(x, g), None)),
            Slip(name="averaged", says=_("The bias was added to every sample, so its gradients are summed over the "
                                         "batch, not averaged."),
                 vjps=(None, None, lambda g, y, x, w, b: np.mean(np.atleast_2d(g), axis=0))),
            Slip(name="bias value", says=_("The local gradient of the bias is 1: the bias itself does not enter."),
                 vjps=(None, None, lambda g, y, x, w, b: g * b)),
            Slip(name="no bias", says=_("The bias is missing: it is added to every row of the product."),
                 forward=lambda x, w, b: k.dot(x, w)),
        ),
    ),
    Op(
        name="transpose", symbol="T", inputs=("x",), layer="TransposeLayer",
        forward=np.transpose, vjps=(lambda g, y, x: np.transpose(g),), local=("transpose(g)",),
        torch="{x}.permute(tuple(reversed(range({x}.ndim))))",
        forward_says=_("The “T” node makes rows into columns."),
        backward_says=_("The gradient is transposed back."),
        slips=(
            Slip(name="not back", says=_("The gradient has to be transposed back into the shape of the input."),
                 vjps=(lambda g, y, x: g,), forward=lambda x: x),
        ),
    ),
    Op(
        name="sum", symbol="Σ", inputs=("x",), attrs=(("axis", None), ("keepdims", 0)), layer="SumLayer",
        forward=k.summed, vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),),
        local=("spread(g, x)",), numpy="np.sum({x}, axis={axis}, keepdims=bool({keepdims}))",
        torch="torch.sum({x}, {axis}, bool({keepdims}))",
        forward_says=_("The “Σ” node adds up the elements of its input."),
        backward_says=_("Like “+”, the “Σ” node passes the upstream gradient on, unchanged, to every element it "
                        "added."),
        slips=(
            Slip(name="shared", says=_("Nothing is shared out: every element that was added receives all of the "
                                       "gradient."),
                 vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) / k.count(x, axis),)),
            Slip(name="value", says=_("The local gradient of a sum is 1 for every element: the elements do not enter."),
                 vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) * x,)),
            Slip(name="mean", says=_("This is the mean. The “Σ” node does not divide by the number of elements."),
                 forward=lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis)),
        ),
    ),
    Op(
        name="mean", symbol="mean", inputs=("x",), attrs=(("axis", None), ("keepdims", 0)), layer="MeanLayer",
        forward=lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis),
        vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) / k.count(x, axis),),
        local=("spread(g, x) / n",), formula=r"\frac{1}{$n} \sum $x",
        numpy="np.mean({x}, axis={axis}, keepdims=bool({keepdims}))", torch="torch.mean({x}, {axis}, bool({keepdims}))",
        counts=lambda x, axis, keepdims: {"n": k.count(x, axis)},
        forward_says=_("The “mean” node adds up the elements and divides by their number."),
        backward_says=_("Every element receives the same share of the upstream gradient: one n-th."),
        slips=(
            Slip(name="one n-th", says=_("The mean divides by the number of elements: each receives one n-th of the "
                                         "gradient."),
                 vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),),
                 forward=lambda x, axis, keepdims: k.summed(x, axis, keepdims)),
            Slip(name="value", says=_("The elements themselves do not enter: each receives one n-th of the gradient."),
                 vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims) * x / k.count(x, axis),)),
        ),
    ),
    Op(
        name="reshape", symbol="reshape", inputs=("x",), attrs=(("shape", ()),), layer="ReshapeLayer",
        forward=lambda x, shape: np.reshape(x, shape), vjps=(lambda g, y, x, shape: np.reshape(g, np.shape(x)),),
        local=("shaped(g, x)",), rules=("$g",), numpy="np.reshape({x}, {shape})",
        numpy_rules=("np.reshape({g}, np.shape({x}))",), torch="{x}.reshape({shape})",
        forward_says=_("The “reshape” node puts the same elements into another shape."),
        backward_says=_("The gradient is put back into the shape of the input."),
        slips=(
            Slip(name="not back", says=_("The numbers are right; put them back into the shape of the input."),
                 vjps=(lambda g, y, x, shape: g,)),
        ),
    ),
)
# fmt: on
