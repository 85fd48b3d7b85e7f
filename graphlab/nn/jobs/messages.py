"""What a page and the training worker tell each other: a job, how it stands, and what its net looks like inside.

All of these are values. None holds a process, a thread or a lock, so that the worker may live anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Message
from graphlab.nn.training.config import TrainConfig

Array = npt.NDArray[Any]

WAITING, RUNNING, PAUSED = "waiting", "running", "paused"
DONE, STOPPED, DIVERGED, FAILED = "done", "stopped", "diverged", "failed"
# A job in one of these goes on, or can be made to go on.
LIVE = (WAITING, RUNNING, PAUSED)


@dataclass(frozen=True)
class Job:
    """What to train, on which data set, and from where: a checkpoint's bytes, or None for the beginning.

    With a checkpoint, `config` may ask for more iterations; the rest of it must be the checkpoint's. `pace` is how
    many iterations a second are done at most, so that one can watch; None: as many as there is time for.
    """

    config: TrainConfig
    dataset: str
    checkpoint: bytes | None = None
    pace: float | None = None


@dataclass(frozen=True, eq=False)
class JobView:
    """How a job stands: one of the states above, and everything to be drawn.

    `losses` is float32, read-only, one a iteration so far; `accuracy` holds (iteration, train, test) and `rates`
    (iteration, learning rate from there on); `speed` is iterations a second, `remaining` seconds or None when
    nobody knows; `verdict` says why a job diverged or failed; `restarts` counts crashes of the worker it survived.
    """

    id: str
    state: str
    iteration: int
    iterations: int
    losses: npt.NDArray[np.float32]
    accuracy: tuple[tuple[int, float, float], ...]
    rates: tuple[tuple[int, float], ...]
    speed: float
    remaining: float | None
    verdict: Message | None
    restarts: int
    config: TrainConfig
    dataset: str
    pace: float | None = None

    @property
    def live(self) -> bool:
        """Whether the job goes on, or can be made to go on."""
        return self.state in LIVE


@dataclass(frozen=True)
class LayerLook:
    """One Affine layer with the function behind it.

    `name` is "Affine1", …; `gradient` the norm of dW; `mean` and `std` are of what the layer puts out (after its
    function; the scores of the last one); `dead` is the share of its units that put out 0 for the whole batch.
    """

    name: str
    gradient: float
    mean: float
    std: float
    dead: float


@dataclass(frozen=True, eq=False)
class Inside:
    """One iteration, in its stages: the mini-batch, what the net said, gradients, and weights before and after.

    `images` is (N, height, width) uint8, `labels` (N,), `probabilities` (N, classes), all of the first 200 images
    of the batch at most, as the net was before the update. `weights` has (before, after) of every parameter.
    Where the training has not taken a step since it was loaded, or is over, the batch is the first training
    images and before equals after.
    """

    iteration: int
    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.intp]
    probabilities: npt.NDArray[np.float32]
    layers: tuple[LayerLook, ...]
    weights: Mapping[str, tuple[Array, Array]]
    loss: float
