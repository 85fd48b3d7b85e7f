"""The accuracy of a net on a data set, its loss, and the share of its dead ReLUs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.data.dataset import MAX_PIXEL
from graphlab.engine.compiled.plan import Plan
from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.ops import OPS
from graphlab.nn.net.architecture import Architecture

Array = npt.NDArray[Any]

# The images that are computed at once.
CHUNK = 1_000
SCALE = np.float32(1 / MAX_PIXEL)


def normalized(pixels: Array) -> Array:
    """Return pixels 0…255 as float32 from 0 to 1."""
    scaled: Array = np.multiply(pixels, SCALE, dtype=np.float32)
    return scaled


class Evaluation:
    """Evaluates a net whose parameters are the arrays in `views`, with their values at the time of the call."""

    def __init__(self, architecture: Architecture, views: Mapping[str, Array]) -> None:
        self._program = compile_graph(architecture.scores, (), np.float32)
        self._views = views
        relu = architecture.activation == "relu"
        hidden = [f"z{k}" for k in range(1, architecture.depth)] if relu else []
        self._relus = [architecture.scores.index[name] for name in hidden]

    def right(self, x: Array, t: Array) -> Iterator[int]:
        """Yield for each chunk of the images (N, pixels) how often the largest score is that of the label (N,)."""
        for i in range(0, len(x), CHUNK):
            scores = self._run(x[i : i + CHUNK]).values[-1]
            yield int(np.count_nonzero(np.argmax(scores, axis=1) == t[i : i + CHUNK]))

    def loss(self, x: Array, t: Array) -> float:
        """Return the loss of the first images."""
        return float(OPS["softmax_with_loss"].forward(self._run(x[:CHUNK]).values[-1], t[:CHUNK]))

    def dead_shares(self, x: Array) -> tuple[float, ...]:
        """Return for each hidden layer of ReLUs the share of units whose output is 0 for each of the first images."""
        return self.dead_shares_of(self._run(x[:CHUNK]).values)

    def dead_shares_of(self, values: Sequence[Any]) -> tuple[float, ...]:
        """Return the same for the images of which `values` are the node values, with or without the loss."""
        return tuple(float(np.mean(~np.any(values[i] > 0, axis=0))) for i in self._relus)

    def _run(self, x: Array) -> Plan:
        plan = self._program.plan({**self._views, "x": normalized(x)})
        plan.forward()
        return plan
