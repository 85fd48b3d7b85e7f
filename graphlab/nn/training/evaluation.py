"""How good a net is on a whole data set: accuracy, and what a sample of images shows of its health."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.data.dataset import BRIGHTEST
from graphlab.engine.compiled.plan import Plan
from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.ops import OPS
from graphlab.nn.net.architecture import Architecture

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

    def right(self, x: Array, t: Array) -> Iterator[int]:
        """Yield for one chunk of images (N, pixels) after another how often the largest score is at the label (N,)."""
        for i in range(0, len(x), CHUNK):
            scores = self._run(x[i : i + CHUNK]).values[-1]
            yield int(np.count_nonzero(np.argmax(scores, axis=1) == t[i : i + CHUNK]))

    def loss(self, x: Array, t: Array) -> float:
        """Return the loss of the first images."""
        return float(OPS["softmax_with_loss"].forward(self._run(x[:CHUNK]).values[-1], t[:CHUNK]))

    def silent(self, x: Array) -> tuple[float, ...]:
        """Return, for each hidden layer of ReLUs, the share of units that put out 0 for each of the first images."""
        return self.silence(self._run(x[:CHUNK]).values)

    def silence(self, values: Sequence[Any]) -> tuple[float, ...]:
        """Return the same for the images from which the net, or the net with its loss, has just computed `values`."""
        return tuple(float(np.mean(~np.any(values[i] > 0, axis=0))) for i in self._switches)

    def _run(self, x: Array) -> Plan:
        plan = self._program.plan({**self._views, "x": brightness(x)})
        plan.forward()
        return plan
