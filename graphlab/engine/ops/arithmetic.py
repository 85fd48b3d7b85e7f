"""Ops that are written with a sign: sums, products, quotients and powers."""

from __future__ import annotations

import operator

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.op import Op, Remark, Slip

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
        "AddLayer", local=("1", "1"), infix="+",
        slips=(
            Slip("swapped", _("Swapping the inputs is the rule of “×”. The “+” node passes the gradient on as it is."),
                 (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a)),
            Slip("shared", _("The “+” node does not share the gradient out: each input receives all of it."),
                 (lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip("product", _("This is the product. The “+” node adds its inputs."), forward=lambda a, b: a * b),
            Slip("difference", _("This is the difference. The “+” node adds its inputs."), forward=lambda a, b: a - b),
        ),
    ),
    Op(
        "sub", "−", ("a", "b"), operator.sub, (lambda g, y, a, b: g, lambda g, y, a, b: -g), "$a - $b",
        (r"$g \times 1", r"$g \times (-1)"),
        _("The “−” node subtracts the second input from the first."),
        _(
            "The “−” node passes the upstream gradient on to its first input, and with its sign turned to the second:"
            " one more there is one less in the difference."
        ),
        "SubLayer", local=("1", "-1"), infix="-",
        slips=(
            Slip("sign", _("The second input is taken off: one more of it makes the result smaller, so its gradient "
                           "changes its sign."), (None, lambda g, y, a, b: g)),
            Slip("both turned", _("Only the second input's gradient changes its sign; the first one's stays."),
                 (lambda g, y, a, b: -g, None)),
            Slip("swapped", _("Swapping the inputs is the rule of “×”. The “−” node needs no values on the way back."),
                 (lambda g, y, a, b: g * b, lambda g, y, a, b: -g * a)),
            Slip("reversed", _("The second input is taken off the first, not the other way round."),
                 forward=lambda a, b: b - a),
            Slip("sum", _("This is the sum. The “−” node takes the second input off the first."),
                 forward=lambda a, b: a + b),
        ),
    ),
    Op(
        "mul", "×", ("a", "b"), operator.mul, (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a), r"$a \times $b",
        (r"$g \times $b", r"$g \times $a"),
        _("The “×” node multiplies its inputs."),
        _(
            "The “×” node swaps its inputs: each of them receives the upstream gradient times the value of the other "
            "one."
        ),
        "MulLayer", local=("b", "a"), infix="*",
        slips=(
            Slip("unswapped", _("The “×” node swaps its inputs: multiply by the value of the other input, not by this "
                                "one's own."), (lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)),
            Slip("output", _("You multiplied by the product of both inputs. Only the other input's value belongs "
                             "here."), (lambda g, y, a, b: g * y, lambda g, y, a, b: g * y)),
            Slip("divided", _("The gradient is multiplied by the other input's value, not divided by it."),
                 (lambda g, y, a, b: g / b, lambda g, y, a, b: g / a)),
            Slip("sum", _("This is the sum. The “×” node multiplies its inputs."), forward=lambda a, b: a + b),
        ),
    ),
    Op(
        "div", "/", ("a", "b"), operator.truediv, (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * a / (b * b)),
        r"\frac{$a}{$b}", (r"$g \times \frac{1}{$b}", r"$g \times \left(-\frac{$a}{$b^2}\right)"),
        _("The “/” node divides its first input by the second."),
        _(
            "The “/” node divides the upstream gradient by the second input for the first one; for the second, a "
            "larger divisor makes the quotient smaller, hence the minus sign and the square."
        ),
        "DivLayer", local=("1 / b", "-a / b ** 2"), infix="/",
        remarks=(Remark(lambda a, b: (a == 0) & (b == 0), _("0 / 0 has no value.")),
                 Remark(lambda a, b: b == 0, _("Division by zero: the result grows beyond every number."))),
        slips=(
            Slip("sign", _("A larger divisor makes the quotient smaller: the minus sign is missing."),
                 (None, lambda g, y, a, b: g * a / (b * b))),
            Slip("square", _("The derivative of 1/x is −1/x²: the divisor has to be squared."),
                 (None, lambda g, y, a, b: -g * a / b)),
            Slip("sign and square", _("The derivative of 1/x is −1/x²: both the minus sign and the square are missing."
                                      ), (None, lambda g, y, a, b: g * a / b)),
            Slip("dividend", _("−1/x² is multiplied by the dividend, the first input: that factor is missing."),
                 (None, lambda g, y, a, b: -g / (b * b))),
            Slip("multiplied", _("For the first input the gradient is divided by the second one, not multiplied by "
                                 "it."), (lambda g, y, a, b: g * b, None)),
            Slip("upside down", _("The fraction stands upside down: the first input is divided by the second."),
                 (lambda g, y, a, b: g / a, None), lambda a, b: b / a),
            Slip("product", _("This is the product. The “/” node divides."), forward=lambda a, b: a * b),
        ),
    ),
    Op(
        "neg", "−", ("x",), operator.neg, (lambda g, y, x: -g,), "-$x", (r"$g \times (-1)",),
        _("The “−” node turns the sign of its input."),
        _("The “−” node turns the sign of the upstream gradient too."),
        "NegLayer", local=("-1",), infix="-x",
        slips=(
            Slip("kept", _("The sign turns on the way forth, and it turns on the way back too."),
                 (lambda g, y, x: g,), lambda x: x),
            Slip("value", _("The local gradient is −1, whatever the input is."), (lambda g, y, x: -g * x,)),
        ),
    ),
    Op(
        "pow", "^", ("a", "b"), operator.pow, (k.pow_base_vjp, k.pow_exponent_vjp), "{$a}^{$b}",
        (r"$g \times $b \cdot {$a}^{$b - 1}", r"$g \times $out \cdot \ln $a"),
        _("The power node raises its first input to the power of the second."),
        _(
            "The power rule: the exponent comes down as a factor and falls by one. The square of t has the derivative"
            " 2t."
        ),
        "PowLayer", local=("b * a ** (b - 1)", "out * log(a)"), infix="**",
        remarks=(Remark(lambda a, b: (a < 0) & (b != np.floor(b)),
                        _("A negative number has no real power with a fractional exponent.")),
                 Remark(lambda a, b: (a == 0) & (b < 0), _("0 to a negative power is a division by zero."))),
        slips=(
            Slip("not lowered", _("The exponent comes down as a factor, and falls by one: x² becomes 2x, not 2x²."),
                 (lambda g, y, a, b: g * b * a**b, None)),
            Slip("factor", _("The exponent has to come down as a factor: x² becomes 2x, not x."),
                 (lambda g, y, a, b: g * a ** (b - 1.0), None)),
            Slip("factor alone", _("The exponent comes down as a factor, but the power that is left belongs there too: "
                                   "x² becomes 2x, not 2."), (lambda g, y, a, b: g * b, None)),
            Slip("logarithm", _("The derivative by the exponent has a factor more: the logarithm of the base."),
                 (None, lambda g, y, a, b: g * y)),
            Slip("times", _("This is the input times the exponent. A power multiplies the input by itself."),
                 forward=lambda a, b: a * b),
        ),
    ),
    Op(
        "reciprocal", "/", ("x",), lambda x: 1.0 / x, (lambda g, y, x: -g * y * y,), r"\frac{1}{$x}",
        (r"$g \times \left(-{$out}^2\right)",),
        _("The “/” node takes 1 divided by its input."),
        _("The “/” node multiplies the upstream gradient by −y², the negative square of its own output."),
        "ReciprocalLayer", local=("-(out ** 2)",), infix="1/x",
        remarks=(Remark(lambda x: x == 0, _("Division by zero: the result grows beyond every number.")),),
        slips=(
            Slip("square", _("The derivative of 1/x is −1/x², which is −y²: the square is missing."),
                 (lambda g, y, x: -g * y,)),
            Slip("sign", _("The derivative of 1/x is −1/x²: the minus sign is missing. A larger x makes 1/x smaller."),
                 (lambda g, y, x: g * y * y,)),
            Slip("sign and square", _("The derivative of 1/x is −1/x²: both the minus sign and the square are missing. "
                                      "1/x is the derivative of log x."), (lambda g, y, x: g * y,)),
            Slip("input squared", _("It is the output that is squared, y = 1/x, and not the input."),
                 (lambda g, y, x: -g * x * x,)),
            Slip("input", _("This is the input itself. The “/” node takes 1 divided by it."), forward=lambda x: x),
        ),
    ),
)
# fmt: on
