"""Whether a training still learns: what has gone wrong, and what would be right.

A learning rate that is far too large seldom gives NaN. Most often the loss stays finite, stuck above its start,
behind ReLUs that are silent for every image, or the weights grow without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Message, say

Array = npt.NDArray[Any]

# The last losses are judged together: a single batch may be unlucky.
WINDOW = 100
# A loss counts as stuck when it stays this much above its start.
WORSE = 1.1
# Weights that learn stay below some ten; gradients through weights of this size only throw them about.
HUGE_WEIGHT = 1e3
# From here on too few units are left to carry what the net must tell apart.
MOST_SILENT = 0.9


@dataclass(frozen=True)
class Verdict:
    """Why a training was stopped: `kind` is "non-finite", "exploding", "dead" or "stuck"."""

    kind: str
    reason: Message
    suggestion: Message


def non_finite(iteration: int) -> Verdict:
    """Return the verdict on a loss that is no number."""
    reason = say("At iteration {iteration} the loss is infinite or no number any more.", iteration=iteration)
    return Verdict("non-finite", reason, _smaller_steps())


def judged(losses: Sequence[float], start: float, weights: Array, silent: Sequence[float]) -> Verdict | None:
    """Return what has gone wrong, if anything.

    `losses` are those so far, `start` the loss before training, `silent` the share of units in each hidden
    layer that put out 0 for every image of a sample (empty where there is no ReLU).
    """
    largest = float(np.max(np.abs(weights)))
    if not largest < HUGE_WEIGHT:
        reason = say("The weights explode: the largest is {largest:.3g}.", largest=largest)
        return Verdict("exploding", reason, _smaller_steps())
    dead = next((k for k, share in enumerate(silent, start=1) if share >= MOST_SILENT), None)
    latest = float(np.mean(losses[-WINDOW:]))
    if dead is not None and not latest < start / WORSE:
        return Verdict("dead", _dead(dead, silent[dead - 1]), _alive())
    if len(losses) >= 2 * WINDOW and latest > WORSE * start:
        reason = say("The loss is stuck at {latest:.3g}, above its start at {start:.3g}.", latest=latest, start=start)
        return Verdict("stuck", reason, _smaller_steps())
    return None


def _dead(layer: int, share: float) -> Message:
    return say(
        "Dead ReLUs: in hidden layer {layer}, {percent:.0f} % of the units put out 0 for every image, "
        "so no gradient passes them.",
        layer=layer,
        percent=100 * share,
    )


def _smaller_steps() -> Message:
    return say("The steps are too large. Try a learning rate ten times smaller.")


def _alive() -> Message:
    return say(
        "Start anew with a smaller learning rate or with initial weights “he”: "
        "a unit that is silent for every image stays so."
    )
