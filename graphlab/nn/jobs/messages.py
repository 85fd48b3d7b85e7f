"""The values that a page and the worker exchange: a job, its state, and the details of one iteration.

None of them holds a process, a thread or a lock.
"""

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
# The states of a job that runs or can be resumed.
LIVE = (WAITING, RUNNING, PAUSED)


@dataclass(frozen=True)
class Job:
    """What to train, on which data set, and from which checkpoint (its bytes, or None for the beginning).

    With a checkpoint, `config` may ask for more iterations; the rest of it must be the checkpoint's. `pace` is the
    most iterations a second; None: no limit.
    """

    config: TrainConfig
    dataset: str
    checkpoint: bytes | None = None
    pace: float | None = None


@dataclass(frozen=True, eq=False)
class JobView:
    """The state of a job, and everything that a page draws of it.

    `losses` is float32, read-only, one for each iteration; `accuracy` holds (iteration, train, test) and `rates`
    (iteration, learning rate from there on); `speed` is iterations a second, `remaining` seconds or None if it is
    unknown; `verdict` says why a job diverged or failed; `restarts` counts the crashes of the worker.
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
        """Whether the job runs or can be resumed."""
        return self.state in LIVE


@dataclass(frozen=True)
class LayerStatistics:
    """Statistics of one Affine layer with its activation function, for one batch.

    `name` is "Affine1", …; `gradient` the norm of dW; `mean` and `std` are those of the outputs after the activation
    (for the last layer, of the scores); `dead` is the share of units whose output is 0 for the whole batch.
    """

    name: str
    gradient: float
    mean: float
    std: float
    dead: float


@dataclass(frozen=True, eq=False)
class Inspection:
    """One iteration in its stages: mini-batch, probabilities, gradients, and weights before and after the update.

    `images` has shape (N, height, width), uint8, `labels` (N,), `probabilities` (N, classes), for the first 200
    images of the batch at most, before the update. `weights` holds (before, after) for each parameter. Where no
    iteration has been done since the training was loaded, the batch is the first training images and before equals
    after.
    """

    iteration: int
    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.intp]
    probabilities: npt.NDArray[np.float32]
    layers: tuple[LayerStatistics, ...]
    weights: Mapping[str, tuple[Array, Array]]
    loss: float
