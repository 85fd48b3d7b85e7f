"""Scores to probabilities, and the errors that compare them with labels."""

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.ops import kernels as k
from graphlab.engine.ops.annotations import ProofLine, Remark, Slip
from graphlab.engine.ops.op import Op

# One record reads as one paragraph.
# fmt: off
LOSSES = (
    Op(
        name="softmax", symbol="softmax", inputs=("x",), layer="Softmax",
        forward=k.softmax, vjps=(k.softmax_vjp,), local=("out * (g - sum(g * out, axis=-1, keepdims=1))",),
        formula=r"\frac{\exp($x)}{\sum \exp($x)}", rules=(r"$out \odot \left($g - \sum $g \odot $out\right)",),
        torch="torch.softmax({x}, -1)",
        forward_says=_("Softmax turns scores into shares that are positive and sum to 1, row by row."),
        backward_says=_("The shares sum to 1, so one grows only at the cost of the others: the average, weighted by "
                        "the shares, is taken off each upstream gradient, and what is left is multiplied by the "
                        "share."),
        expansion="e = exp(x)\nS = sum(e, axis=-1, keepdims=1)\ny = e * (1 / S)",
        proofs=(
            (ProofLine("(g * (1 / S) - sum(g * e, axis=-1, keepdims=1) * (1 / S) ** 2) * e",
                       _("Two branches reach “exp”: one straight from “×”, and one through 1/S and the sum, to "
                         "which every element has sent its part. “exp” multiplies both by its output.")),
             ProofLine("e / S * (g - sum(g * e, axis=-1, keepdims=1) / S)",
                       _("1/S stands in both terms, and goes before the bracket.")),
             ProofLine("e / S * (g - sum(g * (e / S), axis=-1, keepdims=1))",
                       _("S is the same for all elements of a row, so that it may go into the sum.")),
             ProofLine("y * (g - sum(g * y, axis=-1, keepdims=1))", _("e / S is the output y."))),
        ),
        remarks=(Remark(lambda x: np.isposinf(x), _("An infinite score has no share: ∞ / ∞ has no value.")),),
        slips=(
            Slip(name="average", says=_("The weighted average of the upstream gradients has to be taken off before "
                                        "multiplying: the shares sum to 1, so they cannot all grow."),
                 vjps=(lambda g, y, x: y * g,)),
            Slip(name="sigmoid", says=_("y(1 − y) is the derivative of an element by its own score. The other scores "
                                        "count too: each share falls when another one grows."),
                 vjps=(lambda g, y, x: g * y * (1.0 - y),)),
            Slip(name="y", says=_("This is y, the output. What comes back is y times the upstream gradient without "
                                  "its weighted average."), vjps=(lambda g, y, x: y,)),
            Slip(name="not divided", says=_("These are the exponentials. Softmax divides them by their sum."),
                 forward=np.exp),
            Slip(name="no exponential", says=_("The scores are first put through exp; only then are they divided by "
                                               "their sum."), forward=lambda x: x / np.sum(x, axis=-1, keepdims=True)),
            Slip(name="whole batch", says=_("Every row is a sample of its own: divide by the sum of the row, not by "
                                            "that of the whole batch."),
                 forward=lambda x: k.softmax(np.ravel(x)).reshape(np.shape(x))),
            Slip(name="sigmoid's value", says=_("This is the sigmoid of each score. Softmax divides each exponential "
                                                "by the sum of all of them."), forward=k.sigmoid),
            Slip(name="largest", says=_("Softmax does not pick the largest score: every class receives a share."),
                 forward=lambda x: (x == np.max(x, axis=-1, keepdims=True)) * 1.0),
        ),
    ),
    Op(
        name="cross_entropy", symbol="cross entropy", inputs=("y", "t"), layer="CrossEntropyError", size=k.scalar_size,
        forward=k.cross_entropy, vjps=(k.cross_entropy_vjp, k.cross_entropy_label_vjp),
        local=("-g / N * labels(y, t) / y", "-g / N * log(y)"), formula=r"-\frac{1}{$N} \sum $t \log $y",
        rules=("", r"-$g \times \frac{1}{$N} \log $y"),
        numpy="-np.sum(one_hot({t}, {y}) * np.log(np.where(one_hot({t}, {y}) == 0, 1.0, {y}))) / batch_size({y})",
        numpy_rules=("np.where(one_hot({t}, {y}) == 0, 0.0, -{g} * one_hot({t}, {y}) / ({y} * batch_size({y})))",
                     "-{g} * np.log({y}) / batch_size({y})"),
        torch="-({t} * torch.log({y})).sum() / ({y}.shape[0] if {y}.ndim == 2 else 1)",
        counts=lambda y, t: {"N": k.batch_size(y)},
        forward_says=_("The cross entropy error is the negative logarithm of the probability given to the right "
                       "answer."),
        backward_says=_("Only the right answer's probability matters: the smaller it is, the larger the gradient −t "
                        "/ y."),
        expansion="L = -mean(sum(t * log(y), axis=-1))",
        proofs=(
            (ProofLine("-g * (1 / N) * t * (1 / y)",
                       _("g is the gradient that reaches the loss. “−” turns its sign, “mean” divides by the N "
                         "rows, “Σ” passes it on, “×” multiplies by t, and “log” divides by y.")),
             ProofLine("-g * t / (N * y)", _("The factors become one fraction."))),
            (ProofLine("-g * (1 / N) * log(y)", _("The other input of “×” is log y.")),
             ProofLine("-g * log(y) / N", _("The factors become one fraction."))),
        ),
        remarks=(Remark(lambda y, t: (k.labels(y, t) > 0) & (y == 0),
                        _("The right answer was given probability 0: its logarithm is −∞, the loss infinite.")),
                 Remark(lambda y, t: y < 0, _("A negative number has no real logarithm."))),
        slips=(
            Slip(name="one N-th", says=_("The loss is averaged over the batch: the factor 1/N is missing."),
                 vjps=(lambda g, out, y, t: k.cross_entropy_vjp(g, out, y, t) * k.batch_size(y),
                       lambda g, out, y, t: -g * np.log(y)),
                 forward=lambda y, t: k.cross_entropy(y, t) * k.batch_size(y)),
            Slip(name="sign", says=_("The minus sign in front of the sum is missing: a loss is never negative, and a "
                                     "larger probability makes it smaller."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(g * k.labels(y, t) / y, y),
                       lambda g, out, y, t: k.with_and_without_mean(g * np.log(y), y)),
                 forward=lambda y, t: -k.cross_entropy(y, t)),
            Slip(name="y-t", says=_("y − t comes back from softmax and cross entropy together. This node alone sends "
                                    "−t / y."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(g * (y - k.labels(y, t)), y), None)),
            Slip(name="multiplied", says=_("The derivative of log y is 1/y: divide by the probability."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(-g * k.labels(y, t) * y, y), None)),
            Slip(name="label forgotten", says=_("Only the right answer counts: the label t is a factor."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(-g / y, y), None),
                 forward=lambda y, t: k.with_and_without_mean(-np.sum(np.log(y)), y)),
            Slip(name="squared", says=_("−1/y² is the derivative of 1/y. The derivative of log y is 1/y, so −t / y "
                                        "comes back."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(-g * k.labels(y, t) / (y * y), y), None)),
            Slip(name="probability forgotten", says=_("This is −t. It still has to be divided by the probability y."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(-g * k.labels(y, t), y), None)),
            Slip(name="loss", says=_("−t log y belongs to the loss itself. The derivative of log y is 1/y, so −t / y "
                                     "comes back."),
                 vjps=(lambda g, out, y, t: k.with_and_without_mean(-g * k.times_log(k.labels(y, t), y), y), None)),
            Slip(name="no logarithm", says=_("The logarithm of the probability is missing."),
                 forward=lambda y, t: k.without_logarithm(np.sum(k.labels(y, t) * y), y)),
            Slip(name="base ten", says=_("This is the logarithm to the base 10. Here log is the natural one, to the "
                                         "base e."), forward=lambda y, t: k.cross_entropy(y, t) / np.log(10.0)),
        ),
    ),
    Op(
        name="softmax_with_loss", symbol="softmax + loss", inputs=("x", "t"), layer="SoftmaxWithLoss",
        size=k.scalar_size, forward=k.softmax_with_loss, vjps=(k.softmax_with_loss_vjp, k.softmax_with_loss_label_vjp),
        local=("g / N * (softmax(x) * sum(labels(x, t), axis=-1, keepdims=1) - labels(x, t))",
               "-g / N * log(softmax(x))"),
        formula=r"-\frac{1}{$N} \sum $t \log \operatorname{softmax}($x)",
        rules=(r"$g \times \frac{1}{$N} \left(\operatorname{softmax}($x) - $t\right)",
               r"-$g \times \frac{1}{$N} \log \operatorname{softmax}($x)"),
        numpy="-np.sum(one_hot({t}, {x}) * log_softmax({x})) / batch_size({x})",
        numpy_rules=("{g} * (softmax({x}) * np.sum(one_hot({t}, {x}), axis=-1, keepdims=True) - one_hot({t}, {x}))"
                     " / batch_size({x})",
                     "-{g} * log_softmax({x}) / batch_size({x})"),
        torch="torch.nn.functional.cross_entropy({x}, {t})", counts=lambda x, t: {"N": k.batch_size(x)},
        forward_says=_("Softmax turns the scores into probabilities, and the cross entropy error compares them with "
                       "the labels."),
        backward_says=_("What comes back is simply y − t, the difference between the probabilities and the labels: a "
                        "bad prediction sends back much, a good one little."),
        expansion="y = softmax(x)\nL = cross_entropy(y, t)",
        proofs=(
            (ProofLine("y * (-g * t / (N * y) - sum(-g * t / (N * y) * y, axis=-1, keepdims=1))",
                       _("Cross entropy sends −t / y, divided by N, and softmax puts it into its own rule.")),
             ProofLine("y * (-g * t / (N * y) + g / N * sum(t, axis=-1, keepdims=1))",
                       _("In the sum y cancels, and what is the same for all elements goes before it.")),
             ProofLine("g / N * (y * sum(t, axis=-1, keepdims=1) - t)",
                       _("y is multiplied in and cancels once more, and g / N goes before the bracket.")),
             ProofLine("g / N * (y - t)",
                       _("The labels sum to 1: for one-hot and soft labels alike, what is left is y − t."))),
            (ProofLine("-g * (1 / N) * log(y)", _("The other input of “×” is log y.")),
             ProofLine("-g / N * log(softmax(x))", _("y is the softmax of the scores."))),
        ),
        remarks=(Remark(lambda x, t: ~np.isclose(np.sum(k.labels(x, t), axis=-1), 1.0),
                        _("The labels do not sum to 1: the probabilities are weighted with that sum.")),
                 Remark(lambda x, t: np.isposinf(x), _("An infinite score has no share: ∞ / ∞ has no value."))),
        slips=(
            Slip(name="label forgotten", says=_("This is y, the output of softmax. The label is taken off: y − t "
                                                "comes back."),
                 vjps=(lambda g, out, x, t: k.with_and_without_mean(g * k.softmax(x), x), None)),
            Slip(name="t-y", says=_("The sign is turned: y − t comes back, the prediction minus the label."),
                 vjps=(lambda g, out, x, t: k.with_and_without_mean(g * (k.labels(x, t) - k.softmax(x)), x), None)),
            Slip(name="one N-th", says=_("The loss is averaged over the batch: the factor 1/N is missing."),
                 vjps=(lambda g, out, x, t: k.softmax_with_loss_vjp(g, out, x, t) * k.batch_size(x),
                       lambda g, out, x, t: -g * k.log_softmax(x)),
                 forward=lambda x, t: k.softmax_with_loss(x, t) * k.batch_size(x)),
            Slip(name="scores", says=_("The scores are first turned into probabilities by softmax; the label is "
                                       "taken off those."),
                 vjps=(lambda g, out, x, t: k.with_and_without_mean(g * (x - k.labels(x, t)), x), None)),
            Slip(name="-t/y", says=_("−t / y is what the cross entropy alone sends back. After softmax it is y − t."),
                 vjps=(lambda g, out, x, t: k.with_and_without_mean(-g * k.labels(x, t) / k.softmax(x), x), None)),
            Slip(name="label", says=_("This is the label t. What comes back is y − t."),
                 vjps=(lambda g, out, x, t: (k.labels(x, t), -k.labels(x, t)), None)),
            Slip(name="probability", says=_("This is the probability of the right answer. The loss is its negative "
                                            "logarithm."), forward=lambda x, t: np.exp(-k.softmax_with_loss(x, t))),
            Slip(name="sign", says=_("The minus sign in front of the sum is missing: a loss is never negative."),
                 forward=lambda x, t: -k.softmax_with_loss(x, t)),
        ),
    ),
    Op(
        name="mean_squared_error", symbol="½Σ(y−t)²", inputs=("y", "t"), layer="MeanSquaredError", size=k.scalar_size,
        forward=k.mean_squared_error, vjps=(lambda g, out, y, t: g * (y - t), lambda g, out, y, t: g * (t - y)),
        local=("g * (y - t)", "g * (t - y)"), formula=r"\frac{1}{2} \sum \left($y - $t\right)^2",
        numpy="0.5 * np.sum(({y} - {t}) ** 2)", torch="0.5 * torch.nn.functional.mse_loss({y}, {t}, reduction='sum')",
        forward_says=_("The squared error is half the sum of the squared differences between outputs and targets."),
        backward_says=_("The half takes away the 2 of the square: what comes back is the difference y − t itself."),
        expansion="d = y - t\nL = sum(d * d) * 0.5",
        proofs=(
            (ProofLine("(g * 0.5 * d + g * 0.5 * d) * 1",
                       _("“×” multiplies by 0.5, “Σ” passes on, and d · d sends two branches to d, each times the "
                         "other factor. “−” passes their sum on to y.")),
             ProofLine("g * 0.5 * 2 * d", _("Two equal branches are twice the one.")),
             ProofLine("g * d", _("Half of 2 is 1.")),
             ProofLine("g * (y - t)", _("d is y − t."))),
            (ProofLine("(g * 0.5 * d + g * 0.5 * d) * -1", _("To t the “−” node sends the same with its sign turned.")),
             ProofLine("-g * d", _("Two equal halves are one whole.")),
             ProofLine("g * (t - y)", _("d is y − t, and the sign goes into the bracket."))),
        ),
        slips=(
            Slip(name="t-y", says=_("The sign is turned: y − t goes to the output y, and t − y to the target t."),
                 vjps=(lambda g, out, y, t: g * (t - y), lambda g, out, y, t: g * (y - t))),
            Slip(name="two", says=_("The half in front of the sum takes the 2 of the square away."),
                 vjps=(lambda g, out, y, t: g * 2.0 * (y - t), lambda g, out, y, t: g * 2.0 * (t - y))),
            Slip(name="half", says=_("The half and the 2 of the square cancel: y − t remains."),
                 vjps=(lambda g, out, y, t: g * 0.5 * (y - t), lambda g, out, y, t: g * 0.5 * (t - y))),
            Slip(name="squared", says=_("This is the square itself. Its derivative, with the half in front, is the "
                                        "difference."),
                 vjps=(lambda g, out, y, t: g * (y - t) ** 2, lambda g, out, y, t: g * (y - t) ** 2)),
            Slip(name="averaged", says=_("This loss is half the sum of the squares: nothing is divided by their "
                                         "number."),
                 vjps=(lambda g, out, y, t: g * (y - t) / np.size(y), lambda g, out, y, t: g * (t - y) / np.size(y)),
                 forward=lambda y, t: k.mean_squared_error(y, t) / np.size(y)),
            Slip(name="half forgotten", says=_("The half in front of the sum is missing."),
                 forward=lambda y, t: 2.0 * k.mean_squared_error(y, t)),
            Slip(name="not squared", says=_("The differences are squared before they are added."),
                 forward=lambda y, t: 0.5 * np.sum(y - t)),
        ),
    ),
)
# fmt: on
