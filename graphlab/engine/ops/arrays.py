"""Ops on whole arrays: products of matrices, sums, shapes."""

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.annotations import ProofLine, Slip
from graphlab.engine.ops.op import Op
from graphlab.engine.ops.size import Size

# One record reads as one paragraph.
# fmt: off
ARRAYS = (
    Op(
        name="dot", symbol="dot", inputs=("A", "B"), layer="DotLayer", size=k.dot_size,
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
                 vjps=(lambda g, y, a, b: k.products((b, g.T), (g.T, b), (g.T, b.T)),
                       lambda g, y, a, b: k.products((g.T, a), (a, g.T), (a.T, g.T)))),
            Slip(name="not transposed", says=_("The other matrix has to be transposed before it is multiplied."),
                 vjps=(lambda g, y, a, b: k.products((g, b), (b, g)), lambda g, y, a, b: k.products((a, g), (g, a)))),
            Slip(name="order", says=_("In a matrix product the order counts: the two factors stand the wrong way "
                                      "round."),
                 vjps=(lambda g, y, a, b: k.products((b.T, g)), lambda g, y, a, b: k.products((g, a.T)))),
            Slip(name="other matrix", says=_("This is the other matrix, transposed. It still has to be multiplied by "
                                             "the upstream gradient."),
                 vjps=(lambda g, y, a, b: np.transpose(b), lambda g, y, a, b: np.transpose(a))),
            Slip(name="one sample", says=_("This is what one sample gives. The weights worked on every sample of the "
                                           "batch: Xᵀ times the upstream gradient adds up all of them."),
                 vjps=(None, lambda g, y, a, b: k.each_sample(g, a))),
            Slip(name="averaged", says=_("Nothing is divided by the number of samples here: a mean over the batch is "
                                         "the business of the loss."),
                 vjps=(lambda g, y, a, b: k.dot_left_vjp(g, y, a, b) / k.batch_size(a),
                       lambda g, y, a, b: k.dot_right_vjp(g, y, a, b) / k.batch_size(a))),
            Slip(name="elementwise", says=_("This multiplies element by element. A matrix product takes every row of "
                                            "the first with every column of the second."),
                 vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: g * a), forward=lambda a, b: a * b),
            Slip(name="reversed", says=_("In a matrix product the order counts: the first input stands on the left."),
                 forward=lambda a, b: np.dot(b, a)),
        ),
    ),
    Op(
        name="affine", symbol="Affine", inputs=("X", "W", "b"), layer="Affine", size=k.affine_size,
        forward=k.affine,
        vjps=(lambda g, out, x, w, b: k.dot_left_vjp(g, out, x, w),
              lambda g, out, x, w, b: k.dot_right_vjp(g, out, x, w), lambda g, out, x, w, b: g),
        local=("dot(g, T(W))", "dot(T(X), g)", "g"), numpy="np.dot({X}, {W}) + {b}",
        numpy_rules=("left({g}, {X}, {W})", "right({g}, {X}, {W})", ""), torch="{X} @ {W} + {b}",
        forward_says=_("The Affine node multiplies by the weights and adds the bias."),
        backward_says=_("Affine is “dot” and “+” in one: the gradient goes to X through Wᵀ, to W through Xᵀ, and to "
                        "the bias past the product, as “+” sends it."),
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
                 vjps=(lambda g, y, x, w, b: k.products((w, g.T), (g.T, w), (g.T, w.T)),
                       lambda g, y, x, w, b: k.products((g.T, x), (x, g.T), (x.T, g.T)), None)),
            Slip(name="not transposed", says=_("The other matrix has to be transposed before it is multiplied."),
                 vjps=(lambda g, y, x, w, b: k.products((g, w), (w, g)),
                       lambda g, y, x, w, b: k.products((x, g), (g, x)), None)),
            Slip(name="order", says=_("In a matrix product the order counts: the two factors stand the wrong way "
                                      "round."),
                 vjps=(lambda g, y, x, w, b: k.products((w.T, g)), lambda g, y, x, w, b: k.products((g, x.T)), None)),
            Slip(name="one sample", says=_("This is what one sample gives. The weights worked on every sample of the "
                                           "batch: Xᵀ times the upstream gradient adds up all of them."),
                 vjps=(None, lambda g, y, x, w, b: k.each_sample(g, x), None)),
            Slip(name="weights averaged", says=_("Nothing is divided by the number of samples here: a mean over the "
                                                 "batch is the business of the loss."),
                 vjps=(lambda g, y, x, w, b: k.dot_left_vjp(g, y, x, w) / k.batch_size(x),
                       lambda g, y, x, w, b: k.dot_right_vjp(g, y, x, w) / k.batch_size(x), None)),
            Slip(name="bias value", says=_("The local gradient of the bias is 1: the bias itself does not enter."),
                 vjps=(None, None, lambda g, y, x, w, b: g * b)),
            Slip(name="no bias", says=_("The bias is missing: it is added to every row of the product."),
                 forward=lambda x, w, b: k.dot(x, w)),
            Slip(name="one row", says=_("A bias is added to every row: to each sample of the batch."),
                 forward=lambda x, w, b: k.added_to_one_row(k.dot(x, w), b)),
        ),
    ),
    Op(
        name="transpose", symbol="T", inputs=("x",), layer="TransposeLayer", size=lambda x: Size(x[::-1]),
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
        size=k.summed_size, forward=k.summed, vjps=(lambda g, y, x, axis, keepdims: k.spread(g, x, axis, keepdims),),
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
            Slip(name="other axis", says=_("You summed along the other axis: axis=0 adds up the rows, column by "
                                           "column, and axis=1 the columns, row by row."),
                 forward=lambda x, axis, keepdims: k.summed(x, k.other_axis(x, axis), keepdims)),
        ),
    ),
    Op(
        name="mean", symbol="mean", inputs=("x",), attrs=(("axis", None), ("keepdims", 0)), layer="MeanLayer",
        size=k.summed_size, forward=lambda x, axis, keepdims: k.summed(x, axis, keepdims) / k.count(x, axis),
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
            Slip(name="other axis", says=_("You averaged along the other axis: axis=0 takes the mean of each column, "
                                           "axis=1 that of each row."),
                 forward=lambda x, axis, keepdims: np.mean(x, k.other_axis(x, axis), keepdims=bool(keepdims))),
        ),
    ),
    Op(
        name="reshape", symbol="reshape", inputs=("x",), attrs=(("shape", ()),), layer="ReshapeLayer",
        size=k.reshaped_size,
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
