"""The registry: every op is one record here, and everything else follows from it."""

from __future__ import annotations

import operator
from types import MappingProxyType

import numpy as np

from graphlab.engine import kernels as k
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op, Remark

# One record reads as one paragraph.
# fmt: off
_RECORDS = (
    Op(
        "add", "+", ("a", "b"), operator.add, (lambda g, y, a, b: g, lambda g, y, a, b: g), "$a + $b",
        (r"$g \times 1", r"$g \times 1"),
        _("The “+” node adds its inputs."),
        _(
            "The “+” node passes the gradient that arrives from the right on to both inputs, unchanged: one more on "
            "either side is one more in the sum."
        ),
        "AddLayer", infix="+",
    ),
    Op(
        "sub", "−", ("a", "b"), operator.sub, (lambda g, y, a, b: g, lambda g, y, a, b: -g), "$a - $b",
        (r"$g \times 1", r"$g \times (-1)"),
        _("The “−” node subtracts the second input from the first."),
        _(
            "The “−” node passes the upstream gradient on to its first input, and with its sign turned to the second:"
            " one more there is one less in the difference."
        ),
        "SubLayer", infix="-",
    ),
    Op(
        "mul", "×", ("a", "b"), operator.mul, (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a), r"$a \times $b",
        (r"$g \times $b", r"$g \times $a"),
        _("The “×” node multiplies its inputs."),
        _(
            "The “×” node swaps its inputs: each of them receives the upstream gradient times the value of the other "
            "one."
        ),
        "MulLayer", infix="*",
    ),
    Op(
        "div", "/", ("a", "b"), operator.truediv, (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * a / (b * b)),
        r"\frac{$a}{$b}", (r"$g \times \frac{1}{$b}", r"$g \times \left(-\frac{$a}{$b^2}\right)"),
        _("The “/” node divides its first input by the second."),
        _(
            "The “/” node divides the upstream gradient by the second input for the first one; for the second, a "
            "larger divisor makes the quotient smaller, hence the minus sign and the square."
        ),
        "DivLayer", infix="/",
        remarks=(Remark(lambda a, b: (a == 0) & (b == 0), _("0 / 0 has no value.")),
                 Remark(lambda a, b: b == 0, _("Division by zero: the result grows beyond every number."))),
    ),
    Op(
        "neg", "−", ("x",), operator.neg, (lambda g, y, x: -g,), "-$x", (r"$g \times (-1)",),
        _("The “−” node turns the sign of its input."),
        _("The “−” node turns the sign of the upstream gradient too."),
        "NegLayer", infix="-x",
    ),
    Op(
        "pow", "^", ("a", "b"), operator.pow, (k.pow_base_vjp, k.pow_exponent_vjp), "{$a}^{$b}",
        (r"$g \times $b \cdot {$a}^{$b - 1}", r"$g \times $out \cdot \ln $a"),
        _("The power node raises its first input to the power of the second."),
        _(
            "The power rule: the exponent comes down as a factor and falls by one. The square of t has the derivative"
            " 2t."
        ),
        "PowLayer", infix="**",
        remarks=(Remark(lambda a, b: (a < 0) & (b != np.floor(b)),
                        _("A negative number has no real power with a fractional exponent.")),
                 Remark(lambda a, b: (a == 0) & (b < 0), _("0 to a negative power is a division by zero."))),
    ),
    Op(
        "reciprocal", "/", ("x",), lambda x: 1.0 / x, (lambda g, y, x: -g * y * y,), r"\frac{1}{$x}",
        (r"$g \times \left(-{$out}^2\right)",),
        _("The “/” node takes 1 divided by its input."),
        _("The “/” node multiplies the upstream gradient by −y², the negative square of its own output."),
        "ReciprocalLayer", infix="1/x",
        remarks=(Remark(lambda x: x == 0, _("Division by zero: the result grows beyond every number.")),),
    ),
    Op(
        "exp", "exp", ("x",), np.exp, (lambda g, y, x: g * y,), r"\exp($x)", (r"$g \times $out",),
        _("The “exp” node raises e = 2.718… to the power of its input."),
        _("The “exp” node multiplies the upstream gradient by its own output: exp is its own derivative."),
        "ExpLayer",
    ),
    Op(
        "log", "log", ("x",), np.log, (lambda g, y, x: g / x,), r"\log $x", (r"$g \times \frac{1}{$x}",),
        _("The “log” node takes the natural logarithm of its input."),
        _("The “log” node divides the upstream gradient by its input: the derivative of log x is 1/x."),
        "LogLayer",
        remarks=(Remark(lambda x: x == 0, _("log 0 is −∞: no power of e is zero.")),
                 Remark(lambda x: x < 0, _("A negative number has no real logarithm."))),
    ),
    Op(
        "sqrt", "√", ("x",), np.sqrt, (lambda g, y, x: g / (2.0 * y),), r"\sqrt{$x}",
        (r"$g \times \frac{1}{2 \cdot $out}",),
        _("The “√” node takes the square root of its input."),
        _("The “√” node divides the upstream gradient by twice its own output."),
        "SqrtLayer",
        remarks=(Remark(lambda x: x < 0, _("A negative number has no real square root.")),
                 Remark(lambda x: x == 0, _("At 0 the square root rises vertically: its slope is infinite."))),
    ),
    Op(
        "abs", "|x|", ("x",), np.abs, (lambda g, y, x: g * np.sign(x),), "|$x|",
        (r"$g \times \operatorname{sign}($x)",),
        _("The “|x|” node drops the sign of its input."),
        _("The “|x|” node passes the upstream gradient on, with its sign turned where the input was negative."),
        "AbsLayer", kink=lambda x: x,
        remarks=(Remark(lambda x: x == 0, _("At 0 the absolute value has a kink and no slope; it is taken as 0.")),),
    ),
    Op(
        "maximum", "max", ("a", "b"), np.maximum,
        (lambda g, y, a, b: k.larger_vjp(g, a, b), lambda g, y, a, b: k.larger_vjp(g, b, a)), r"\max($a, $b)",
        (r"$g \times [$a > $b]", r"$g \times [$b > $a]"),
        _("The “max” node lets the larger input through."),
        _(
            "The “max” node sends the whole upstream gradient to the larger input and nothing to the other: "
            "[a > b] is 1 or 0."
        ),
        "MaximumLayer", kink=lambda a, b: a - b,
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
    ),
    Op(
        "minimum", "min", ("a", "b"), np.minimum,
        (lambda g, y, a, b: k.larger_vjp(g, b, a), lambda g, y, a, b: k.larger_vjp(g, a, b)), r"\min($a, $b)",
        (r"$g \times [$a < $b]", r"$g \times [$b < $a]"),
        _("The “min” node lets the smaller input through."),
        _(
            "The “min” node sends the whole upstream gradient to the smaller input and nothing to the other: "
            "[a < b] is 1 or 0."
        ),
        "MinimumLayer", kink=lambda a, b: a - b,
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
    ),
    Op(
        "relu", "ReLU", ("x",), k.relu, (lambda g, y, x: g * (x > 0),), r"\max(0, $x)", (r"$g \times [$x > 0]",),
        _("ReLU is a switch: it lets a positive input through and puts 0 in place of any other."),
        _(
            "ReLU passes the upstream gradient on unchanged where its input was positive, and blocks it elsewhere: "
            "where the switch was open, nothing that happens before it can change the result."
        ),
        "Relu", kink=lambda x: x,
        remarks=(Remark(lambda x: x == 0, _("Exactly at 0 ReLU has a kink and no slope; it is taken as 0.")),),
    ),
    Op(
        "sigmoid", "σ", ("x",), k.sigmoid, (k.sigmoid_vjp,), r"\frac{1}{1 + \exp(-$x)}",
        (r"$g \times $out \, (1 - $out)",),
        _("The sigmoid node squeezes any number into the range from 0 to 1."),
        _("The sigmoid needs only its own output for the way back: the local gradient is y(1 − y)."),
        "Sigmoid", expansion="y = 1 / (1 + exp(x * -1))",
    ),
    Op(
        "tanh", "tanh", ("x",), np.tanh, (k.tanh_vjp,), r"\tanh($x)", (r"$g \times (1 - {$out}^2)",),
        _("The “tanh” node squeezes any number into the range from −1 to 1."),
        _("The “tanh” node needs only its own output for the way back: the local gradient is 1 − y²."),
        "TanhLayer", expansion="p = exp(x)\nn = exp(-x)\ny = (p - n) / (p + n)",
    ),
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
        "softmax", "softmax", ("x",), k.softmax, (k.softmax_vjp,), r"\frac{\exp($x)}{\sum \exp($x)}",
        (r"$out \odot \left($g - \sum $g \odot $out\right)",),
        _("Softmax turns scores into shares that are positive and sum to 1, row by row."),
        _(
            "The shares sum to 1, so one grows only at the cost of the others: the average, weighted by the shares, is "
            "taken off each upstream gradient, and what is left is multiplied by the share."
        ),
        "Softmax", expansion="e = exp(x)\nS = sum(e, axis=-1, keepdims=1)\ny = e * (1 / S)",
        remarks=(Remark(lambda x: np.isposinf(x), _("An infinite score has no share: ∞ / ∞ has no value.")),),
    ),
    Op(
        "cross_entropy", "cross entropy", ("y", "t"), k.cross_entropy,
        (k.cross_entropy_vjp, k.cross_entropy_label_vjp), r"-\frac{1}{$N} \sum $t \log $y",
        (r"-$g \times \frac{1}{$N} \cdot \frac{$t}{$y}", r"-$g \times \frac{1}{$N} \log $y"),
        _("The cross entropy error is the negative logarithm of the probability given to the right answer."),
        _("Only the right answer's probability matters: the smaller it is, the larger the gradient −t / y."),
        "CrossEntropyError", counts=lambda y, t: {"N": k.batch_size(y)},
        expansion="L = -mean(sum(t * log(y), axis=-1))",
        remarks=(Remark(lambda y, t: (k.labels(y, t) > 0) & (y == 0),
                        _("The right answer was given probability 0: its logarithm is −∞, the loss infinite.")),
                 Remark(lambda y, t: y < 0, _("A negative number has no real logarithm."))),
    ),
    Op(
        "softmax_with_loss", "softmax + loss", ("x", "t"), k.softmax_with_loss,
        (k.softmax_with_loss_vjp, k.softmax_with_loss_label_vjp),
        r"-\frac{1}{$N} \sum $t \log \operatorname{softmax}($x)",
        (r"$g \times \frac{1}{$N} \left(\operatorname{softmax}($x) - $t\right)",
         r"-$g \times \frac{1}{$N} \log \operatorname{softmax}($x)"),
        _("Softmax turns the scores into probabilities, and the cross entropy error compares them with the labels."),
        _(
            "What comes back is simply y − t, the difference between the probabilities and the labels: a bad "
            "prediction sends back much, a good one little."
        ),
        "SoftmaxWithLoss", counts=lambda x, t: {"N": k.batch_size(x)},
        expansion="y = softmax(x)\nL = cross_entropy(y, t)",
        remarks=(Remark(lambda x, t: ~np.isclose(np.sum(k.labels(x, t), axis=-1), 1.0),
                        _("The labels do not sum to 1: the probabilities are weighted with that sum.")),
                 Remark(lambda x, t: np.isposinf(x), _("An infinite score has no share: ∞ / ∞ has no value."))),
    ),
    Op(
        "mean_squared_error", "½Σ(y−t)²", ("y", "t"), k.mean_squared_error,
        (lambda g, out, y, t: g * (y - t), lambda g, out, y, t: g * (t - y)),
        r"\frac{1}{2} \sum \left($y - $t\right)^2",
        (r"$g \times \left($y - $t\right)", r"$g \times \left($t - $y\right)"),
        _("The squared error is half the sum of the squared differences between outputs and targets."),
        _("The half takes away the 2 of the square: what comes back is the difference y − t itself."),
        "MeanSquaredError", expansion="d = y - t\nL = sum(d * d) * 0.5",
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
        "reshape", "reshape", ("x",), lambda x, shape: np.reshape(x, shape),
        (lambda g, y, x, shape: np.reshape(g, np.shape(x)),), r"\operatorname{reshape}($x)", ("$g",),
        _("The “reshape” node puts the same elements into another shape."),
        _("The gradient is put back into the shape of the input."),
        "ReshapeLayer", attrs=(("shape", ()),),
    ),
)
# fmt: on

OPS = MappingProxyType({op.name: op for op in _RECORDS})
