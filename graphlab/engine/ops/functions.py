"""Functions of single numbers, applied to each element of an array."""

from __future__ import annotations

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.op import Line, Op, Remark, Slip

# One record reads as one paragraph.
# fmt: off
FUNCTIONS = (
    Op(
        "exp", "exp", ("x",), np.exp, (lambda g, y, x: g * y,), r"\exp($x)", (r"$g \times $out",),
        _("The “exp” node raises e = 2.718… to the power of its input."),
        _("The “exp” node multiplies the upstream gradient by its own output: exp is its own derivative."),
        "ExpLayer", local=("out",),
        slips=(
            Slip("of the input", _("The upstream gradient is multiplied by exp(x), the output, not by the input x."),
                 (lambda g, y, x: g * x,)),
            Slip("power rule", _("The power rule is for xⁿ. In exp(x) the x stands in the exponent: the derivative is "
                                 "exp(x) itself."), (lambda g, y, x: g * x * np.exp(x - 1.0),)),
            Slip("twice", _("Multiply by the output exp(x) as it is: exp is not applied once more."),
                 (lambda g, y, x: g * np.exp(y),)),
            Slip("of the sum", _("The exponent stays x: the gradient stands outside of exp, as a factor."),
                 (lambda g, y, x: np.exp(g * x),)),
            Slip("times e", _("exp(x) is e to the power of x, not e times x."), forward=lambda x: np.e * x),
        ),
    ),
    Op(
        "log", "log", ("x",), np.log, (lambda g, y, x: g / x,), r"\log $x", (r"$g \times \frac{1}{$x}",),
        _("The “log” node takes the natural logarithm of its input."),
        _("The “log” node divides the upstream gradient by its input: the derivative of log x is 1/x."),
        "LogLayer", local=("1 / x",),
        remarks=(Remark(lambda x: x == 0, _("log 0 is −∞: no power of e is zero.")),
                 Remark(lambda x: x < 0, _("A negative number has no real logarithm."))),
        slips=(
            Slip("inverted", _("The derivative of log x is 1/x: divide by the input, do not multiply by it."),
                 (lambda g, y, x: g * x,)),
            Slip("of the output", _("Divide by the input x of the logarithm, not by its output."),
                 (lambda g, y, x: g / y,)),
            Slip("logarithm", _("You multiplied by the logarithm itself. Its derivative is 1/x."),
                 (lambda g, y, x: g * y,)),
            Slip("square", _("−1/x² is the derivative of 1/x. The derivative of log x is 1/x."),
                 (lambda g, y, x: -g / (x * x),)),
            Slip("base ten", _("This is the logarithm to the base 10. Here log is the natural one, to the base e."),
                 forward=np.log10),
        ),
    ),
    Op(
        "sqrt", "√", ("x",), np.sqrt, (lambda g, y, x: g / (2.0 * y),), r"\sqrt{$x}",
        (r"$g \times \frac{1}{2 \cdot $out}",),
        _("The “√” node takes the square root of its input."),
        _("The “√” node divides the upstream gradient by twice its own output."),
        "SqrtLayer", local=("1 / (2 * out)",),
        remarks=(Remark(lambda x: x < 0, _("A negative number has no real square root.")),
                 Remark(lambda x: x == 0, _("At 0 the square root rises vertically: its slope is infinite."))),
        slips=(
            Slip("two", _("The derivative of √x is 1/(2√x): the 2 in the denominator is missing."),
                 (lambda g, y, x: g / y,)),
            Slip("of the input", _("Divide by twice the output √x, not by twice the input."),
                 (lambda g, y, x: g / (2.0 * x),)),
            Slip("inverted", _("Divide by 2√x; do not multiply by it."), (lambda g, y, x: g * 2.0 * y,)),
            Slip("half", _("This is half of the input. Its square root is the number whose square it is."),
                 (lambda g, y, x: g / 2.0,), lambda x: x / 2.0),
        ),
    ),
    Op(
        "abs", "|x|", ("x",), np.abs, (lambda g, y, x: g * np.sign(x),), "|$x|",
        (r"$g \times \operatorname{sign}($x)",),
        _("The “|x|” node drops the sign of its input."),
        _("The “|x|” node passes the upstream gradient on, with its sign turned where the input was negative."),
        "AbsLayer", local=("sign(x)",), kink=lambda x: x,
        remarks=(Remark(lambda x: x == 0, _("At 0 the absolute value has a kink and no slope; it is taken as 0.")),),
        slips=(
            Slip("sign", _("The input was negative: one more makes |x| smaller, so the gradient changes its sign."),
                 (lambda g, y, x: g,), lambda x: x),
            Slip("value", _("The local gradient is the sign of the input, 1 or −1, and not the input itself."),
                 (lambda g, y, x: g * x,)),
        ),
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
        "MaximumLayer", local=("larger(a, b)", "larger(b, a)"), kink=lambda a, b: a - b,
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
        slips=(
            Slip("loser", _("The smaller input does not reach the result: nothing comes back to it, and everything to "
                            "the larger one."),
                 (lambda g, y, a, b: k.larger_vjp(g, b, a), lambda g, y, a, b: k.larger_vjp(g, a, b))),
            Slip("shared", _("The gradient is not shared out: all of it goes to the larger input."),
                 (lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip("smaller", _("This is the smaller input. The “max” node lets the larger one through."),
                 forward=np.minimum),
            Slip("sum", _("This is the sum. The “max” node lets the larger input through."),
                 forward=lambda a, b: a + b),
        ),
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
        "MinimumLayer", local=("larger(b, a)", "larger(a, b)"), kink=lambda a, b: a - b,
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
        slips=(
            Slip("loser", _("The larger input does not reach the result: nothing comes back to it, and everything to "
                            "the smaller one."),
                 (lambda g, y, a, b: k.larger_vjp(g, a, b), lambda g, y, a, b: k.larger_vjp(g, b, a))),
            Slip("shared", _("The gradient is not shared out: all of it goes to the smaller input."),
                 (lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip("larger", _("This is the larger input. The “min” node lets the smaller one through."),
                 forward=np.maximum),
            Slip("sum", _("This is the sum. The “min” node lets the smaller input through."),
                 forward=lambda a, b: a + b),
        ),
    ),
    Op(
        "relu", "ReLU", ("x",), k.relu, (lambda g, y, x: g * (x > 0),), r"\max(0, $x)", (r"$g \times [$x > 0]",),
        _("ReLU is a switch: it lets a positive input through and puts 0 in place of any other."),
        _(
            "ReLU passes the upstream gradient on unchanged where its input was positive, and blocks it elsewhere: "
            "where the switch was open, nothing that happens before it can change the result."
        ),
        "Relu", local=("positive(x)",), switch=lambda x: x > 0, kink=lambda x: x,
        remarks=(Remark(lambda x: x == 0, _("Exactly at 0 ReLU has a kink and no slope; it is taken as 0.")),),
        slips=(
            Slip("let through", _("The input was not positive, so the switch is open: ReLU lets nothing through, "
                                  "neither forth nor back."), (lambda g, y, x: g,), lambda x: x),
            Slip("blocked", _("The input was positive, so the switch is closed: the gradient passes unchanged."),
                 (lambda g, y, x: g * 0.0,), lambda x: x * 0.0),
            Slip("value", _("ReLU passes the gradient on unchanged; it does not multiply it by the value."),
                 (lambda g, y, x: g * y,)),
            Slip("step", _("ReLU lets a positive input through as it is; it does not make a 1 of it."),
                 forward=lambda x: (x > 0) * 1.0),
        ),
    ),
    Op(
        "sigmoid", "σ", ("x",), k.sigmoid, (k.sigmoid_vjp,), r"\frac{1}{1 + \exp(-$x)}",
        (r"$g \times $out \, (1 - $out)",),
        _("The sigmoid node squeezes any number into the range from 0 to 1."),
        _("The sigmoid needs only its own output for the way back: the local gradient is y(1 − y)."),
        "Sigmoid", local=("out ** 2 * exp(-x)",), expansion="y = 1 / (1 + exp(x * -1))",
        # The kernel takes |x|, which is not the same of a complex number.
        complex_forward=lambda x: 0.5 * (1.0 + np.tanh(0.5 * x)),
        proofs=((
            Line("g * -(y ** 2) * 1 * exp(-x) * -1",
                 _("Backward through the four nodes: “/” multiplies by −y², “+” by 1, “exp” by its output exp(−x), and "
                   "“×” by −1.")),
            Line("g * y ** 2 * exp(-x)", _("The two minus signs cancel, and a factor 1 changes nothing.")),
            Line("g * y * (1 / (1 + exp(-x))) * exp(-x)",
                 _("One of the two factors y is written out: y is 1 / (1 + exp(−x)).")),
            Line("g * y * (exp(-x) / (1 + exp(-x)))", _("The last two factors become one fraction.")),
            Line("g * y * ((1 + exp(-x) - 1) / (1 + exp(-x)))",
                 _("In the numerator 1 is added and taken off again, so that the denominator appears in it.")),
            Line("g * y * (1 - 1 / (1 + exp(-x)))", _("The fraction is split in two, and the first of them is 1.")),
            Line("g * y * (1 - y)", _("What is left of the fraction is y: the output alone is enough.")),
        ),),
        slips=(
            Slip("of the input", _("In y(1 − y) the y is the output of the sigmoid, not its input x."),
                 (lambda g, y, x: g * x * (1.0 - x),)),
            Slip("y alone", _("The local gradient is y(1 − y): the factor 1 − y is missing."),
                 (lambda g, y, x: g * y,)),
            Slip("1-y alone", _("The local gradient is y(1 − y): the factor y is missing."),
                 (lambda g, y, x: g * (1.0 - y),)),
            Slip("tanh", _("1 − y² belongs to tanh. The local gradient of the sigmoid is y(1 − y)."),
                 (lambda g, y, x: g * (1.0 - y * y),)),
            Slip("sign", _("In 1 / (1 + exp(−x)) the exponent is −x; you took exp(x)."),
                 forward=lambda x: k.sigmoid(-x)),
            Slip("exp", _("This is exp(−x) alone. The sigmoid is 1 / (1 + exp(−x))."), forward=lambda x: np.exp(-x)),
            Slip("reciprocal", _("You have 1 + exp(−x). The sigmoid is 1 divided by that."),
                 forward=lambda x: 1.0 + np.exp(-x)),
        ),
    ),
    Op(
        "tanh", "tanh", ("x",), np.tanh, (k.tanh_vjp,), r"\tanh($x)", (r"$g \times (1 - {$out}^2)",),
        _("The “tanh” node squeezes any number into the range from −1 to 1."),
        _("The “tanh” node needs only its own output for the way back: the local gradient is 1 − y²."),
        "TanhLayer", local=("1 - out ** 2",), expansion="p = exp(x)\nn = exp(-x)\ny = (p - n) / (p + n)",
        proofs=((
            Line("(g / (p + n) - g * (p - n) / (p + n) ** 2) * p"
                 " + (-g / (p + n) - g * (p - n) / (p + n) ** 2) * n * -1",
                 _("Backward through the parts: “/” sends one branch to p − n and one to p + n, both reach p and n, "
                   "and “exp” multiplies by its output.")),
            Line("(g / (p + n) - g * y / (p + n)) * p + (g / (p + n) + g * y / (p + n)) * n",
                 _("(p − n) / (p + n) is y, and the minus sign goes into the second bracket.")),
            Line("g * ((1 - y) * p + (1 + y) * n) / (p + n)",
                 _("What both brackets share is written once, before them.")),
            Line("g * (p + n - y * (p - n)) / (p + n)", _("The products are multiplied out and sorted anew.")),
            Line("g * (1 - y * ((p - n) / (p + n)))", _("The fraction is split in two, and the first of them is 1.")),
            Line("g * (1 - y ** 2)", _("The fraction that is left is y again: the output alone is enough.")),
        ),),
        slips=(
            Slip("of the input", _("In 1 − y² the y is the output of tanh, not its input x."),
                 (lambda g, y, x: g * (1.0 - x * x),)),
            Slip("square", _("The local gradient is 1 − y²: the square is missing."),
                 (lambda g, y, x: g * (1.0 - y),)),
            Slip("sigmoid", _("y(1 − y) belongs to the sigmoid. The local gradient of tanh is 1 − y²."),
                 (lambda g, y, x: g * y * (1.0 - y),)),
            Slip("one", _("You have y². The local gradient is 1 − y²."), (lambda g, y, x: g * y * y,)),
            Slip("sigmoid's value", _("This is the sigmoid. tanh runs from −1 to 1."), forward=k.sigmoid),
        ),
    ),
)
# fmt: on
