"""Whether a layer learns, judged by its gradient and its outputs."""

from collections.abc import Sequence
from math import isfinite

from graphlab.engine.errors import Message, say
from graphlab.nn.jobs.messages import LayerStatistics

# A gradient smaller than this share of the largest one of the net hardly changes its layer.
VANISHING = 1e-3
EXPLODING = 1e3
DEAD = 0.3


def health(looks: Sequence[LayerStatistics], at: int) -> tuple[bool, Message]:
    """Return whether the layer at a position learns, and a sentence about it.

    >>> looks = [LayerStatistics("Affine1", 1e-6, 0, 1, 0), LayerStatistics("Affine2", 1, 0, 1, 0)]
    >>> [(well, str(message).split(":")[0]) for well, message in (health(looks, 0), health(looks, 1))]
    [(False, 'vanishing'), (True, 'healthy')]
    """
    look, last = looks[at], at + 1 == len(looks)
    largest = max((one.gradient for one in looks if isfinite(one.gradient)), default=0.0)
    if not isfinite(look.gradient) or look.gradient > EXPLODING:
        return False, say("exploding: the gradient is so large that every update overshoots")
    if not last and look.dead >= DEAD:
        return False, say("dead units: {percent:.0f} % put out 0 for the whole batch", percent=100 * look.dead)
    if look.gradient < VANISHING * largest or look.gradient == 0:
        return False, say("vanishing: hardly any gradient arrives here")
    return True, say("healthy")
