"""Functions of single numbers, applied to each element of an array."""

from __future__ import annotations

import numpy as np

from graphlab.engine import kernels as k
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op, Remark

# One record reads as one paragraph.
# fmt: off
FUNCTIONS = (
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
)
# fmt: on
