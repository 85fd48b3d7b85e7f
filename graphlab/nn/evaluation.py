"""How good a net is on a whole data set: accuracy, and what a sample of images shows of its health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.data.dataset import BRIGHTEST
from graphlab.engine.ops import OPS
from graphlab.engine.program import Plan, compile_graph
from graphlab.nn.architecture import Architecture

Array = npt.NDArray[Any]

# Images that go through the net at once.
CHUNK = 1_000
SCALE = np.float32(1 / BRIGHTEST)


def brightness(pixels: Array) -> Array:
    """Return pixels 0…255 as float32 from 0 to 1."""
    scaled: Array = np.multiply(pixels, SCALE, dtype=np.float32)
    return scaled


class Evaluation:
    """The scores of a net whose weights are `views`, which it reads as they are at the time."""

    def __init__(self, architecture: Architecture, views: Mapping[str, Array]) -> None:
        self._program = compile_graph(architecture.scores, (), np.float32)
        self._views = views
        relu = architecture.activation == "relu"
        names = [f"z{k}" for k in range(1, architecture.depth)] if relu else []
        self._switches = [architecture.scores.index[name] for name in names]

    def accuracy(self, x: Array, t: Array) -> float:
        """Return the share of images (N, pixels) whose largest score is at the label (N,)."""
        starts = range(0, len(x), CHUNK)
        return sum(self._right(x[i : i + CHUNK], t[i : i + CHUNK]) for i in starts) / len(x)

    def _right(self, x: Array, t: Array) -> int:
        return int(np.count_nonzero(np.argmax(self._run(x).values[-1], axis=1) == t))

    def loss(self, x: Array, t: Array) -> float:
        """Return the loss of the first images."""
        return float(OPS["softmax_with_loss"].forward(self._run(x[:CHUNK]).values[-1], t[:CHUNK]))

    def silent(self, x: Array) -> tuple[float, ...]:
        """Return, for each hidden layer of ReLUs, the share of units that put out 0 for each of the first images."""
        values = self._run(x[:CHUNK]).values
        return tuple(float(np.mean(~np.any(values[i] > 0, axis=0))) for i in self._switches)

    def _run(self, x: Array) -> Plan:
        plan = self._program.plan({**self._views, "x": brightness(x)})
        plan.forward()
        return plan
