"""Functions of single numbers, applied to each element of an array."""

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.annotations import ProofLine, Remark, Slip
from graphlab.engine.ops.op import Op

# One record reads as one paragraph.
# fmt: off
FUNCTIONS = (
    Op(
        name="exp", symbol="exp", inputs=("x",), layer="ExpLayer",
        forward=np.exp, vjps=(lambda g, y, x: g * y,), local=("out",),
        forward_says=_("The “exp” node raises e = 2.718… to the power of its input."),
        backward_says=_("The “exp” node multiplies the upstream gradient by its own output: exp is its own "
                        "derivative."),
        slips=(
            Slip(name="of the input", says=_("The upstream gradient is multiplied by exp(x), the output, not by the "
                                             "input x."), vjps=(lambda g, y, x: g * x,)),
            Slip(name="power rule", says=_("The power rule is for xⁿ. In exp(x) the x stands in the exponent: the "
                                           "derivative is exp(x) itself."),
                 vjps=(lambda g, y, x: g * x * np.exp(x - 1.0),)),
            Slip(name="twice", says=_("Multiply by the output exp(x) as it is: exp is not applied once more."),
                 vjps=(lambda g, y, x: g * np.exp(y),)),
            Slip(name="of the sum", says=_("The exponent stays x: the gradient stands outside of exp, as a factor."),
                 vjps=(lambda g, y, x: np.exp(g * x),)),
            Slip(name="sign", says=_("The exponent is x; you took exp(−x)."),
                 vjps=(lambda g, y, x: g * np.exp(-x),), forward=lambda x: np.exp(-x)),
            Slip(name="e alone", says=_("The factor is exp(x), e to the power of x, and not e itself."),
                 vjps=(lambda g, y, x: g * np.e,)),
            Slip(name="times the input", says=_("exp(x) alone is the derivative: the x does not come down as a "
                                                "factor."),
                 vjps=(lambda g, y, x: g * x * y,)),
            Slip(name="another base", says=_("exp(x) is e to the power of x, with e = 2.718…"),
                 forward=lambda x: (10.0**x, 2.0**x, x**np.e)),
            Slip(name="of the gradient", says=_("exp is not applied to the gradient. Its output, exp(x), is a factor."),
                 vjps=(lambda g, y, x: np.exp(g),)),
            Slip(name="times e", says=_("exp(x) is e to the power of x, not e times x."), forward=lambda x: np.e * x),
        ),
    ),
    Op(
        name="log", symbol="log", inputs=("x",), layer="LogLayer",
        forward=np.log, vjps=(lambda g, y, x: g / x,), local=("1 / x",),
        forward_says=_("The “log” node takes the natural logarithm of its input."),
        backward_says=_("The “log” node divides the upstream gradient by its input: the derivative of log x is 1/x."),
        remarks=(Remark(lambda x: x == 0, _("log 0 is −∞: no power of e is zero.")),
                 Remark(lambda x: x < 0, _("A negative number has no real logarithm."))),
        slips=(
            Slip(name="inverted", says=_("The derivative of log x is 1/x: divide by the input, do not multiply by it."),
                 vjps=(lambda g, y, x: g * x,)),
            Slip(name="of the output", says=_("Divide by the input x of the logarithm, not by its output."),
                 vjps=(lambda g, y, x: g / y,)),
            Slip(name="logarithm", says=_("You multiplied by the logarithm itself. Its derivative is 1/x."),
                 vjps=(lambda g, y, x: g * y,)),
            Slip(name="square", says=_("−1/x² is the derivative of 1/x. The derivative of log x is 1/x."),
                 vjps=(lambda g, y, x: (-g / (x * x), g / (x * x)),)),
            Slip(name="of the gradient", says=_("The logarithm is not taken of the gradient. Divide the gradient by "
                                                "the input."), vjps=(lambda g, y, x: np.log(g),)),
            Slip(name="exponential", says=_("This is exp(x). The logarithm undoes it: it is the exponent that makes e "
                                            "into x."), forward=np.exp),
            Slip(name="base ten", says=_("This is the logarithm to the base 10. Here log is the natural one, to the "
                                         "base e."), forward=np.log10),
            Slip(name="base two", says=_("This is the logarithm to the base 2. Here log is the natural one, to the "
                                         "base e."), forward=np.log2),
        ),
    ),
    Op(
        name="sqrt", symbol="√", inputs=("x",), layer="SqrtLayer",
        forward=np.sqrt, vjps=(lambda g, y, x: g / (2.0 * y),), local=("1 / (2 * out)",),
        numpy_rules=("{g} / (2.0 * {out})",),
        forward_says=_("The “√” node takes the square root of its input."),
        backward_says=_("The “√” node divides the upstream gradient by twice its own output."),
        remarks=(Remark(lambda x: x < 0, _("A negative number has no real square root.")),
                 Remark(lambda x: x == 0, _("At 0 the square root rises vertically: its slope is infinite."))),
        slips=(
            Slip(name="two", says=_("The derivative of √x is 1/(2√x): the 2 in the denominator is missing."),
                 vjps=(lambda g, y, x: g / y,)),
            Slip(name="of the input", says=_("Divide by twice the output √x, not by twice the input."),
                 vjps=(lambda g, y, x: g / (2.0 * x),)),
            Slip(name="inverted", says=_("The whole 2√x stands in the denominator: divide by 2 and by √x."),
                 vjps=(lambda g, y, x: (g * 2.0 * y, g * 2.0 / y),)),
            Slip(name="output", says=_("You multiplied by the root itself. Its derivative is 1/(2√x)."),
                 vjps=(lambda g, y, x: g * y,)),
            Slip(name="square", says=_("This is the square. The square root goes the other way: it is the number whose "
                                       "square the input is."), forward=lambda x: x * x),
            Slip(name="half", says=_("This is half of the input. Its square root is the number whose square it is."),
                 vjps=(lambda g, y, x: g / 2.0,), forward=lambda x: x / 2.0),
        ),
    ),
    Op(
        name="abs", symbol="|x|", inputs=("x",), layer="AbsLayer",
        forward=np.abs, vjps=(lambda g, y, x: g * np.sign(x),), local=("sign(x)",), formula="|$x|", kink=lambda x: x,
        forward_says=_("The “|x|” node drops the sign of its input."),
        backward_says=_("The “|x|” node passes the upstream gradient on, with its sign turned where the input was "
                        "negative."),
        remarks=(Remark(lambda x: x == 0, _("At 0 the absolute value has a kink and no slope; it is taken as 0.")),),
        slips=(
            Slip(name="sign", says=_("The input was negative: one more makes |x| smaller, so the gradient changes "
                                     "its sign."), vjps=(lambda g, y, x: g,), forward=lambda x: x),
            Slip(name="value", says=_("The local gradient is the sign of the input, 1 or −1, and not the input "
                                      "itself."), vjps=(lambda g, y, x: (g * x, g * y),)),
        ),
    ),
    Op(
        name="maximum", symbol="max", inputs=("a", "b"), layer="MaximumLayer",
        forward=np.maximum, vjps=(lambda g, y, a, b: k.larger_vjp(g, a, b), lambda g, y, a, b: k.larger_vjp(g, b, a)),
        local=("larger(a, b)", "larger(b, a)"), kink=lambda a, b: a - b,
        forward_says=_("The “max” node lets the larger input through."),
        backward_says=_("The “max” node sends the whole upstream gradient to the larger input and nothing to the "
                        "other: [a > b] is 1 or 0."),
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
        slips=(
            Slip(name="loser", says=_("The smaller input does not reach the result: nothing comes back to it, and "
                                      "everything to the larger one."),
                 vjps=(lambda g, y, a, b: k.larger_vjp(g, b, a), lambda g, y, a, b: k.larger_vjp(g, a, b))),
            Slip(name="shared", says=_("The gradient is not shared out: all of it goes to the larger input."),
                 vjps=(lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip(name="value", says=_("The “max” node passes the gradient on as it is: the value of the input does not "
                                      "enter."), vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)),
            Slip(name="tie", says=_("Both inputs are equal: each of them receives half of the gradient."),
                 vjps=(lambda g, y, a, b: np.where(a == b, 0.0 * g, np.nan),) * 2),
            Slip(name="smaller", says=_("This is the smaller input. The “max” node lets the larger one through."),
                 forward=np.minimum),
            Slip(name="sum", says=_("This is the sum. The “max” node lets the larger input through."),
                 forward=lambda a, b: a + b),
        ),
    ),
    Op(
        name="minimum", symbol="min", inputs=("a", "b"), layer="MinimumLayer",
        forward=np.minimum, vjps=(lambda g, y, a, b: k.larger_vjp(g, b, a), lambda g, y, a, b: k.larger_vjp(g, a, b)),
        local=("larger(b, a)", "larger(a, b)"), rules=(r"$g \times [$a < $b]", r"$g \times [$b < $a]"),
        kink=lambda a, b: a - b,
        forward_says=_("The “min” node lets the smaller input through."),
        backward_says=_("The “min” node sends the whole upstream gradient to the smaller input and nothing to the "
                        "other: [a < b] is 1 or 0."),
        remarks=(Remark(lambda a, b: a == b, _("Both inputs are equal: each receives half of the gradient.")),),
        slips=(
            Slip(name="loser", says=_("The larger input does not reach the result: nothing comes back to it, and "
                                      "everything to the smaller one."),
                 vjps=(lambda g, y, a, b: k.larger_vjp(g, a, b), lambda g, y, a, b: k.larger_vjp(g, b, a))),
            Slip(name="shared", says=_("The gradient is not shared out: all of it goes to the smaller input."),
                 vjps=(lambda g, y, a, b: g / 2.0, lambda g, y, a, b: g / 2.0)),
            Slip(name="value", says=_("The “min” node passes the gradient on as it is: the value of the input does not "
                                      "enter."), vjps=(lambda g, y, a, b: g * a, lambda g, y, a, b: g * b)),
            Slip(name="tie", says=_("Both inputs are equal: each of them receives half of the gradient."),
                 vjps=(lambda g, y, a, b: np.where(a == b, 0.0 * g, np.nan),) * 2),
            Slip(name="larger", says=_("This is the larger input. The “min” node lets the smaller one through."),
                 forward=np.maximum),
            Slip(name="sum", says=_("This is the sum. The “min” node lets the smaller input through."),
                 forward=lambda a, b: a + b),
        ),
    ),
    Op(
        name="relu", symbol="ReLU", inputs=("x",), layer="Relu",
        forward=k.relu, vjps=(lambda g, y, x: g * (x > 0),), local=("positive(x)",), formula=r"\max(0, $x)",
        numpy="np.where({x} <= 0, 0.0, {x})", numpy_rules=("{g} * ({x} > 0)",), switch=lambda x: x > 0,
        kink=lambda x: x,
        forward_says=_("ReLU is a switch: it lets a positive input through and puts 0 in place of any other."),
        backward_says=_("ReLU passes the upstream gradient on unchanged where its input was positive, and blocks it "
                        "elsewhere: where the switch was open, nothing that happens before it can change the result."),
        remarks=(Remark(lambda x: x == 0, _("Exactly at 0 ReLU has a kink and no slope; it is taken as 0.")),),
        slips=(
            Slip(name="let through", says=_("The input was not positive, so the switch is open: ReLU lets nothing "
                                            "through, neither forth nor back."), vjps=(lambda g, y, x: g,),
                 forward=lambda x: x),
            Slip(name="blocked", says=_("The input was positive, so the switch is closed: the gradient passes "
                                        "unchanged."), vjps=(lambda g, y, x: g * 0.0,), forward=lambda x: x * 0.0),
            Slip(name="value", says=_("ReLU passes the gradient on unchanged; it does not multiply it by the value."),
                 vjps=(lambda g, y, x: g * x,)),
            Slip(name="size", says=_("ReLU does not drop the sign: it puts 0 in place of a negative input."),
                 forward=np.abs),
            Slip(name="step", says=_("ReLU lets a positive input through as it is; it does not make a 1 of it."),
                 forward=lambda x: (x > 0) * 1.0),
        ),
    ),
    Op(
        name="sigmoid", symbol="σ", inputs=("x",), layer="Sigmoid",
        forward=k.sigmoid, vjps=(k.sigmoid_vjp,), local=("out ** 2 * exp(-x)",), formula=r"\frac{1}{1 + \exp(-$x)}",
        rules=(r"$g \times $out \, (1 - $out)",), numpy_rules=("{g} * {out} * sigmoid(-{x})",),
        # The kernel takes |x|, which is not differentiable in complex numbers.
        complex_forward=lambda x: 0.5 * (1.0 + np.tanh(0.5 * x)),
        forward_says=_("The sigmoid node squeezes any number into the range from 0 to 1."),
        backward_says=_("The sigmoid needs only its own output for the way back: the local gradient is y(1 − y)."),
        expansion="y = 1 / (1 + exp(x * -1))",
        proofs=(
            (ProofLine("g * -(y ** 2) * 1 * exp(-x) * -1",
                       _("Backward through the four nodes: “/” multiplies by −y², “+” by 1, “exp” by its output "
                         "exp(−x), and “×” by −1.")),
             ProofLine("g * y ** 2 * exp(-x)", _("The two minus signs cancel, and a factor 1 changes nothing.")),
             ProofLine("g * y * (1 / (1 + exp(-x))) * exp(-x)",
                       _("One of the two factors y is written out: y is 1 / (1 + exp(−x)).")),
             ProofLine("g * y * (exp(-x) / (1 + exp(-x)))", _("The last two factors become one fraction.")),
             ProofLine("g * y * ((1 + exp(-x) - 1) / (1 + exp(-x)))",
                       _("In the numerator 1 is added and taken off again, so that the denominator appears in it.")),
             ProofLine("g * y * (1 - 1 / (1 + exp(-x)))",
                       _("The fraction is split in two, and the first of them is 1.")),
             ProofLine("g * y * (1 - y)", _("What is left of the fraction is y: the output alone is enough."))),
        ),
        slips=(
            Slip(name="of the input", says=_("In y(1 − y) the y is the output of the sigmoid, not its input x."),
                 vjps=(lambda g, y, x: g * x * (1.0 - x),)),
            Slip(name="y alone", says=_("The local gradient is y(1 − y): the factor 1 − y is missing."),
                 vjps=(lambda g, y, x: g * y,)),
            Slip(name="1-y alone", says=_("The local gradient is y(1 − y): the factor y is missing."),
                 vjps=(lambda g, y, x: g * (1.0 - y),)),
            Slip(name="tanh", says=_("1 − y² belongs to tanh. The local gradient of the sigmoid is y(1 − y)."),
                 vjps=(lambda g, y, x: g * (1.0 - y * y),)),
            Slip(name="y squared", says=_("You have y². The local gradient is y(1 − y), which is y − y²."),
                 vjps=(lambda g, y, x: g * y * y,)),
            Slip(name="plus", says=_("You have y(1 + y). The local gradient is y(1 − y): near 1 the sigmoid hardly "
                                     "rises."), vjps=(lambda g, y, x: g * y * (1.0 + y),)),
            Slip(name="mixed", says=_("In y(1 − y) both letters are the output; the input x does not enter."),
                 vjps=(lambda g, y, x: (g * y * (1.0 - x), g * x * (1.0 - y)),)),
            Slip(name="twice", says=_("In y(1 − y) the y is the output as it is: the sigmoid is not applied once "
                                      "more."), vjps=(lambda g, y, x: g * k.sigmoid(y) * k.sigmoid(-y),)),
            Slip(name="y² missing", says=_("exp(−x) alone is not the local gradient: it is y² · exp(−x), which is "
                                           "y(1 − y)."), vjps=(lambda g, y, x: g * np.exp(-x),)),
            Slip(name="one missing", says=_("You have 1 / exp(−x). The sigmoid is 1 / (1 + exp(−x)): the 1 + is "
                                            "missing below."), forward=np.exp),
            Slip(name="sign", says=_("In 1 / (1 + exp(−x)) the exponent is −x; you took exp(x)."),
                 forward=lambda x: k.sigmoid(-x)),
            Slip(name="exp", says=_("This is exp(−x) alone. The sigmoid is 1 / (1 + exp(−x))."),
                 forward=lambda x: np.exp(-x)),
            Slip(name="reciprocal", says=_("You have 1 + exp(−x). The sigmoid is 1 divided by that."),
                 forward=lambda x: 1.0 + np.exp(-x)),
        ),
    ),
    Op(
        name="tanh", symbol="tanh", inputs=("x",), layer="TanhLayer",
        forward=np.tanh, vjps=(k.tanh_vjp,), local=("1 - out ** 2",), rules=(r"$g \times (1 - {$out}^2)",),
        numpy_rules=("{g} * 4.0 * sigmoid(2.0 * {x}) * sigmoid(-2.0 * {x})",),
        forward_says=_("The “tanh” node squeezes any number into the range from −1 to 1."),
        backward_says=_("The “tanh” node needs only its own output for the way back: the local gradient is 1 − y²."),
        expansion="p = exp(x)\nn = exp(-x)\ny = (p - n) / (p + n)",
        proofs=(
            (ProofLine("(g / (p + n) - g * (p - n) / (p + n) ** 2) * p"
                       " + (-g / (p + n) - g * (p - n) / (p + n) ** 2) * n * -1",
                       _("Backward through the parts: “/” sends one branch to p − n and one to p + n, both reach p "
                         "and n, and “exp” multiplies by its output.")),
             ProofLine("(g / (p + n) - g * y / (p + n)) * p + (g / (p + n) + g * y / (p + n)) * n",
                       _("(p − n) / (p + n) is y, and the minus sign goes into the second bracket.")),
             ProofLine("g * ((1 - y) * p + (1 + y) * n) / (p + n)",
                       _("What both brackets share is written once, before them.")),
             ProofLine("g * (p + n - y * (p - n)) / (p + n)", _("The products are multiplied out and sorted anew.")),
             ProofLine("g * (1 - y * ((p - n) / (p + n)))",
                       _("The fraction is split in two, and the first of them is 1.")),
             ProofLine("g * (1 - y ** 2)", _("The fraction that is left is y again: the output alone is enough."))),
        ),
        slips=(
            Slip(name="of the input", says=_("In 1 − y² the y is the output of tanh, not its input x."),
                 vjps=(lambda g, y, x: g * (1.0 - x * x),)),
            Slip(name="square", says=_("The local gradient is 1 − y²: the square is missing."),
                 vjps=(lambda g, y, x: g * (1.0 - y),)),
            Slip(name="sigmoid", says=_("y(1 − y) belongs to the sigmoid. The local gradient of tanh is 1 − y²."),
                 vjps=(lambda g, y, x: g * y * (1.0 - y),)),
            Slip(name="one", says=_("You have y². The local gradient is 1 − y²."), vjps=(lambda g, y, x: g * y * y,)),
            Slip(name="plus", says=_("You have 1 + y². The local gradient is 1 − y²: near ±1 tanh hardly rises."),
                 vjps=(lambda g, y, x: g * (1.0 + y * y),)),
            Slip(name="cosh", says=_("The local gradient is 1/cosh²x, which is 1 − y²: the square is missing."),
                 vjps=(lambda g, y, x: g / np.cosh(x),)),
            Slip(name="tangent", says=_("This is the tangent, tan x. tanh is the hyperbolic one: "
                                        "(exp(x) − exp(−x)) / (exp(x) + exp(−x))."), forward=np.tan),
            Slip(name="sinh", says=_("This is sinh x, the upper half of the fraction. It is divided by cosh x, the "
                                     "lower half."), forward=np.sinh),
            Slip(name="sigmoid's value", says=_("This is the sigmoid. tanh runs from −1 to 1."), forward=k.sigmoid),
        ),
    ),
)
# fmt: on
