"""Whether a training has diverged: the reason, and what to change.

A learning rate that is far too large seldom gives NaN. Most often the loss stays finite, above its start, because the
ReLUs are 0 for every image, or the weights grow without limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Message, say

Array = npt.NDArray[Any]

# The number of last losses that are averaged: few where the loss is far above its start, many where it is near it.
FEW, MANY = 20, 100
# So many losses in a row above the start are no noise of the batches.
ROW = 25
# A loss counts as stuck above so many times its start; far above it at once, if it does not fall.
WORSE, FAR = 1.1, 5.0
# So far above its start it counts as stuck though it falls.
LOST = 50.0
# The first iterations may go far above the start and come back.
SETTLED = 50
# A loss falls if the mean of the later half of the last few is below so many times that of the earlier half: far above
# the start, and near it.
FALLING, COMING_BACK = 0.5, 0.66
# Weights of a net that learns stay below about ten.
HUGE_WEIGHT = 1e3
# The share of dead units from which on a layer counts as dead, and that of a small layer, in which more of them may be
# silent by chance.
MOST_DEAD, MOST_DEAD_OF_FEW, FEW_UNITS = 0.8, 0.9, 20


@dataclass(frozen=True)
class Verdict:
    """Why a training was stopped: `kind` is "non-finite", "exploding", "dead" or "stuck"."""

    kind: str
    reason: Message
    suggestion: Message


def non_finite(iteration: int) -> Verdict:
    """Return the verdict on a loss that is infinite or NaN."""
    reason = say("At iteration {iteration} the loss is infinite or no number any more.", iteration=iteration)
    return Verdict("non-finite", reason, _smaller_steps())


def verdict_on(
    losses: Sequence[float], start: float, weights: Array, dead_shares: Sequence[float], units: Sequence[int]
) -> Verdict | None:
    """Return what has gone wrong, if anything.

    `losses` are those so far, `start` the loss before training, `dead_shares` the share of units in each hidden layer
    whose output is 0 for every image of a sample (empty where there is no ReLU), `units` the number of all of them.
    """
    largest = float(np.max(np.abs(weights)))
    if not largest < HUGE_WEIGHT:
        reason = say("The weights explode: the largest is {largest:.3g}.", largest=largest)
        return Verdict("exploding", reason, _smaller_steps())
    if len(losses) < SETTLED:
        return None
    most = [MOST_DEAD if count >= FEW_UNITS else MOST_DEAD_OF_FEW for count in units]
    dead = next((k for k, share in enumerate(dead_shares, start=1) if share >= most[k - 1]), None)
    latest = float(np.mean(losses[-FEW:]))
    if dead is not None and not latest < start / WORSE:
        return Verdict("dead", _dead(dead, dead_shares[dead - 1]), _alive())
    if latest > LOST * start or (latest > FAR * start and not _falls(losses[-FEW:], FALLING)):
        return _stuck(latest, start)
    if latest > WORSE * start and min(losses[-ROW:]) >= start and not _falls(losses[-FEW:], COMING_BACK):
        return _stuck(latest, start)
    latest = float(np.mean(losses[-MANY:]))
    return _stuck(latest, start) if len(losses) >= 2 * MANY and latest > WORSE * start else None


def _falls(losses: Sequence[float], below: float) -> bool:
    half = len(losses) // 2
    return float(np.mean(losses[half:])) < below * float(np.mean(losses[:half]))


def _stuck(latest: float, start: float) -> Verdict:
    reason = say("The loss is stuck at {latest:.3g}, above its start at {start:.3g}.", latest=latest, start=start)
    return Verdict("stuck", reason, _smaller_steps())


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
