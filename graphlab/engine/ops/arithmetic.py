"""Ops that are written with a sign: sums, products, quotients and powers."""

from __future__ import annotations

import operator

import numpy as np

from graphlab.engine import kernels as k
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op, Remark

# One record reads as one paragraph.
# fmt: off
ARITHMETIC = (
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
)
# fmt: on
