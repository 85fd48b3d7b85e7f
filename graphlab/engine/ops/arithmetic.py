"""Ops that are written with a sign: sums, products, quotients and powers."""

import operator

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.annotations import Remark, Slip
from graphlab.engine.ops.op import Op

# One record reads as one paragraph.
# fmt: off
ARITHMETIC = (
    Op(
        name="add", symbol="+", inputs=("a", "b"), infix="+", layer="AddLayer",
        forward=operator.add, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: g), local=("1", "1"),
        forward_says=_("The “+” node adds its inputs."),
        backward_says=_("The “+” node passes the gradient that arrives from the right on to both inputs, unchanged: "
                        "one more on either side is one more in the sum."),
        slips=(
            Slip(name="swapped", says=_("Swapping the inputs is the rule of “×”. The “+” node passes the gradient on "
                                        "as it is."), vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: g * a)),
            Slip(name="value", says=_("The local gradient of “+” is 1, whatever its inputs are: their values do not "
                                      "enter."), vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)),
            Slip(name="shared", says=_("The “+” node does not share the gradient out: each input receives all of it."),
                 vjps=(lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip(name="product", says=_("This is the product. The “+” node adds its inputs."),
                 forward=lambda a, b: a * b),
            Slip(name="difference", says=_("This is the difference. The “+” node adds its inputs."),
                 forward=lambda a, b: a - b),
            Slip(name="one row", says=_("A bias is added to every row: to each sample of the batch."),
                 forward=k.added_to_one_row),
        ),
    ),
    Op(
        name="sub", symbol="−", inputs=("a", "b"), infix="-", layer="SubLayer",
        forward=operator.sub, vjps=(lambda g, y, a, b: g, lambda g, y, a, b: -g), local=("1", "-1"),
        forward_says=_("The “−” node subtracts the second input from the first."),
        backward_says=_("The “−” node passes the upstream gradient on to its first input, and with its sign turned "
                        "to the second: one more there is one less in the difference."),
        slips=(
            Slip(name="sign", says=_("The second input is taken off: one more of it makes the result smaller, so its "
                                     "gradient changes its sign."), vjps=(None, lambda g, y, a, b: g)),
            Slip(name="both turned", says=_("Only the second input's gradient changes its sign; the first one's "
                                            "stays."), vjps=(lambda g, y, a, b: -g, None)),
            Slip(name="swapped", says=_("Swapping the inputs is the rule of “×”. The “−” node needs no values on the "
                                        "way back."),
                 vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: (-g * a, g * a))),
            Slip(name="value", says=_("The local gradients of “−” are 1 and −1, whatever its inputs are: their values "
                                      "do not enter."),
                 vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: (-g * b, g * b))),
            Slip(name="reversed", says=_("The second input is taken off the first, not the other way round."),
                 forward=lambda a, b: b - a),
            Slip(name="sum", says=_("This is the sum. The “−” node takes the second input off the first."),
                 forward=lambda a, b: a + b),
        ),
    ),
    Op(
        name="mul", symbol="×", inputs=("a", "b"), infix="*", layer="MulLayer",
        forward=operator.mul, vjps=(lambda g, y, a, b: g * b, lambda g, y, a, b: g * a), local=("b", "a"),
        formula=r"$a \times $b",
        forward_says=_("The “×” node multiplies its inputs."),
        backward_says=_("The “×” node swaps its inputs: each of them receives the upstream gradient times the value "
                        "of the other one."),
        slips=(
            Slip(name="unswapped", says=_("The “×” node swaps its inputs: multiply by the value of the other input, "
                                          "not by this one's own."),
                 vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)),
            Slip(name="output", says=_("You multiplied by the product of both inputs. Only the other input's value "
                                       "belongs here."), vjps=(lambda g, y, a, b: g * y, lambda g, y, a, b: g * y)),
            Slip(name="divided", says=_("The gradient is multiplied by the other input's value, not divided by it."),
                 vjps=(lambda g, y, a, b: g / b, lambda g, y, a, b: g / a)),
            Slip(name="both", says=_("Only the other input's value is the factor, not the sum of both."),
                 vjps=(lambda g, y, a, b: g * (a + b), lambda g, y, a, b: g * (a + b))),
            Slip(name="added", says=_("The upstream gradient is multiplied by a value, not added to it; and the value "
                                      "is that of the other input."),
                 vjps=(lambda g, y, a, b: g + a, lambda g, y, a, b: g + b)),
            Slip(name="sum", says=_("This is the sum. The “×” node multiplies its inputs."),
                 forward=lambda a, b: a + b),
            Slip(name="quotient", says=_("This is a quotient. The “×” node multiplies its inputs."),
                 forward=lambda a, b: (a / b, b / a)),
            Slip(name="difference", says=_("This is the difference. The “×” node multiplies its inputs."),
                 forward=lambda a, b: (a - b, b - a)),
        ),
    ),
    Op(
        name="div", symbol="/", inputs=("a", "b"), infix="/", layer="DivLayer",
        forward=operator.truediv, vjps=(lambda g, y, a, b: g / b, lambda g, y, a, b: -g * a / (b * b)),
        local=("1 / b", "-a / b ** 2"),
        forward_says=_("The “/” node divides its first input by the second."),
        backward_says=_("The “/” node divides the upstream gradient by the second input for the first one; for the "
                        "second, a larger divisor makes the quotient smaller, hence the minus sign and the square."),
        remarks=(Remark(lambda a, b: (a == 0) & (b == 0), _("0 / 0 has no value.")),
                 Remark(lambda a, b: b == 0, _("Division by zero: the result grows beyond every number."))),
        slips=(
            Slip(name="sign", says=_("A larger divisor makes the quotient smaller: the minus sign is missing."),
                 vjps=(None, lambda g, y, a, b: g * a / (b * b))),
            Slip(name="square", says=_("The derivative of 1/x is −1/x²: the divisor has to be squared."),
                 vjps=(None, lambda g, y, a, b: -g * a / b)),
            Slip(name="sign and square", says=_("The derivative of 1/x is −1/x²: both the minus sign and the square "
                                                "are missing."), vjps=(None, lambda g, y, a, b: g * a / b)),
            Slip(name="divisor alone", says=_("The derivative of a/b by b is −a/b²: minus sign, dividend and square "
                                              "all belong to it."),
                 vjps=(None, lambda g, y, a, b: (g / (b * b), -g / b))),
            Slip(name="dividend", says=_("−1/x² is multiplied by the dividend, the first input: that factor is "
                                         "missing."), vjps=(None, lambda g, y, a, b: -g / (b * b))),
            Slip(name="multiplied", says=_("For the first input the gradient is divided by the second one, not "
                                           "multiplied by it."), vjps=(lambda g, y, a, b: g * b, None)),
            Slip(name="upside down", says=_("The fraction stands upside down: the first input is divided by the "
                                            "second."), vjps=(lambda g, y, a, b: g / a, None),
                 forward=lambda a, b: b / a),
            Slip(name="logarithm", says=_("The logarithm is what 1/x comes from when one integrates. The derivative "
                                          "of 1/x is −1/x²."),
                 vjps=(None, lambda g, y, a, b: (g * a * np.log(b), g * np.log(b)))),
            Slip(name="product", says=_("This is the product. The “/” node divides."), forward=lambda a, b: a * b),
            Slip(name="difference", says=_("This is the difference. The “/” node divides."),
                 forward=lambda a, b: a - b),
        ),
    ),
    Op(
        name="neg", symbol="−", inputs=("x",), infix="-x", layer="NegLayer",
        forward=operator.neg, vjps=(lambda g, y, x: -g,), local=("-1",),
        forward_says=_("The “−” node turns the sign of its input."),
        backward_says=_("The “−” node turns the sign of the upstream gradient too."),
        slips=(
            Slip(name="kept", says=_("The sign turns on the way forth, and it turns on the way back too."),
                 vjps=(lambda g, y, x: g,), forward=lambda x: x),
            Slip(name="value", says=_("The local gradient is −1, whatever the input is."),
                 vjps=(lambda g, y, x: -g * x,)),
        ),
    ),
    Op(
        name="pow", symbol="^", inputs=("a", "b"), infix="**", layer="PowLayer",
        forward=operator.pow, vjps=(k.pow_base_vjp, k.pow_exponent_vjp), local=("b * a ** (b - 1)", "out * log(a)"),
        rules=("", r"$g \times $out \cdot \ln $a"),
        numpy_rules=("{g} * np.where({b} == 0, 0.0, {b} * {a} ** ({b} - 1.0))",
                     "{g} * np.where(({a} == 0) & ({b} > 0), 0.0, {out} * np.log({a}))"),
        forward_says=_("The power node raises its first input to the power of the second."),
        backward_says=_("The power rule: the exponent comes down as a factor and falls by one. The square of t has "
                        "the derivative 2t."),
        remarks=(Remark(lambda a, b: (a < 0) & (b != np.floor(b)),
                        _("A negative number has no real power with a fractional exponent.")),
                 Remark(lambda a, b: (a == 0) & (b < 0), _("0 to a negative power is a division by zero."))),
        slips=(
            Slip(name="not lowered", says=_("The exponent comes down as a factor, and falls by one: x² becomes 2x, "
                                            "not 2x²."), vjps=(lambda g, y, a, b: g * b * a**b, None)),
            Slip(name="factor", says=_("The exponent has to come down as a factor: x² becomes 2x, not x."),
                 vjps=(lambda g, y, a, b: g * a ** (b - 1.0), None)),
            Slip(name="factor alone", says=_("The exponent comes down as a factor, but the power that is left "
                                             "belongs there too: x² becomes 2x, not 2."),
                 vjps=(lambda g, y, a, b: g * b, None)),
            Slip(name="output", says=_("This is the power itself. On the way back its derivative is needed: x² becomes "
                                       "2x."), vjps=(lambda g, y, a, b: g * y, None)),
            Slip(name="integrated", says=_("You integrated. The derivative goes the other way: the exponent comes down "
                                           "as a factor and falls by one, and x² becomes 2x, not x³/3."),
                 vjps=(lambda g, y, a, b: g * a ** (b + 1.0) / (b + 1.0), None)),
            Slip(name="raised", says=_("The exponent falls by one, it does not rise: x² becomes 2x, not 2x³."),
                 vjps=(lambda g, y, a, b: g * b * a ** (b + 1.0), None)),
            Slip(name="factor lowered", says=_("The exponent comes down as a factor before it falls by one: x³ becomes "
                                               "3x², not 2x²."),
                 vjps=(lambda g, y, a, b: g * (b - 1.0) * a ** (b - 1.0), None)),
            Slip(name="divided", says=_("The exponent multiplies, it does not divide: x² becomes 2x, not x/2."),
                 vjps=(lambda g, y, a, b: (g * a / b, g * a ** (b - 1.0) / b), None)),
            Slip(name="logarithm", says=_("The derivative by the exponent has a factor more: the logarithm of the "
                                          "base."), vjps=(None, lambda g, y, a, b: g * y)),
            Slip(name="times", says=_("This is the input times the exponent. A power multiplies the input by itself."),
                 forward=lambda a, b: a * b),
            Slip(name="sum", says=_("This is the sum. A power multiplies the input by itself."),
                 forward=lambda a, b: a + b),
            Slip(name="reversed", says=_("The first input is raised to the power of the second, not the other way "
                                         "round."), forward=lambda a, b: b**a),
        ),
    ),
    Op(
        name="reciprocal", symbol="/", inputs=("x",), infix="1/x", layer="ReciprocalLayer",
        forward=lambda x: 1.0 / x, vjps=(lambda g, y, x: -g * y * y,), local=("-(out ** 2)",),
        forward_says=_("The “/” node takes 1 divided by its input."),
        backward_says=_("The “/” node multiplies the upstream gradient by −y², the negative square of its own output."),
        remarks=(Remark(lambda x: x == 0, _("Division by zero: the result grows beyond every number.")),),
        slips=(
            Slip(name="square", says=_("The derivative of 1/x is −1/x², which is −y²: the square is missing."),
                 vjps=(lambda g, y, x: -g * y,)),
            Slip(name="sign", says=_("The derivative of 1/x is −1/x²: the minus sign is missing. A larger x makes "
                                     "1/x smaller."), vjps=(lambda g, y, x: g * y * y,)),
            Slip(name="sign and square", says=_("The derivative of 1/x is −1/x²: both the minus sign and the square "
                                                "are missing. 1/x is the derivative of log x."),
                 vjps=(lambda g, y, x: g * y,)),
            Slip(name="input squared", says=_("It is the output that is squared, y = 1/x, and not the input."),
                 vjps=(lambda g, y, x: -g * x * x,)),
            Slip(name="logarithm", says=_("The logarithm is what 1/x comes from when one integrates. The derivative "
                                          "of 1/x is −1/x²."), vjps=(lambda g, y, x: g * np.log(x),)),
            Slip(name="negative", says=_("This is the input with its sign turned. The “/” node takes 1 divided by it."),
                 forward=lambda x: -x),
            Slip(name="input", says=_("This is the input itself. The “/” node takes 1 divided by it."),
                 forward=lambda x: x),
        ),
    ),
)
# fmt: on
