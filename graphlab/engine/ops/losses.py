"""Scores to probabilities, and the errors that compare them with labels."""

from __future__ import annotations

import numpy as np

from graphlab.engine import kernels as k
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op, Remark

# One record reads as one paragraph.
# fmt: off
LOSSES = (
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
)
# fmt: on
