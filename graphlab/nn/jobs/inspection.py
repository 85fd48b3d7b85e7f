"""The details of one iteration: its batch, its gradients, and statistics of each layer's outputs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.ops import OPS
from graphlab.nn.jobs.messages import Inspection, LayerStatistics
from graphlab.nn.training.evaluation import CHUNK, normalized
from graphlab.nn.training.trainer import Iteration, Trainer

Array = npt.NDArray[Any]

# The most images of a batch that are shown.
MOST_IMAGES = 200


def inspect(trainer: Trainer, iteration: Iteration | None) -> Inspection:
    """Return the details of the iteration that `trainer` has just done; None: of its net on the first images."""
    shown = iteration or _without_update(trainer)
    data, rows = trainer.dataset, shown.rows[:MOST_IMAGES]
    values = _values(trainer, shown.before, data.x_train[rows])
    return Inspection(
        iteration=trainer.iteration,
        images=data.images(rows),
        labels=data.t_train[rows].astype(np.intp),
        probabilities=_softmax(values[f"a{trainer.architecture.depth}"]),
        layers=tuple(_layer(trainer, k, shown.gradients, values) for k in range(1, trainer.architecture.depth + 1)),
        weights={name: (shown.before[name], shown.after[name]) for name in trainer.architecture.parameters},
        loss=shown.loss,
    )


def probabilities(trainer: Trainer) -> npt.NDArray[np.float32]:
    """Return the probabilities (N_test, classes) of the test images for the net as it is now."""
    images, weights, last = trainer.dataset.x_test, _weights(trainer), f"a{trainer.architecture.depth}"
    chunks = (images[i : i + CHUNK] for i in range(0, len(images), CHUNK))
    return np.concatenate([_softmax(_values(trainer, weights, chunk)[last]) for chunk in chunks])


def _without_update(trainer: Trainer) -> Iteration:
    """Return an iteration without an update, on the first training images."""
    data, weights = trainer.dataset, _weights(trainer)
    rows = np.arange(min(trainer.config.batch_size, MOST_IMAGES))
    program = compile_graph(trainer.architecture.graph, trainer.architecture.parameters, np.float32)
    loss, gradients = program({**weights, "x": normalized(data.x_train[rows]), "t": data.t_train[rows].astype(np.intp)})
    return Iteration(rows, float(loss), gradients, weights, weights)


def _weights(trainer: Trainer) -> dict[str, Array]:
    return {name: value.astype(np.float32) for name, value in trainer.net.params.items()}


def _values(trainer: Trainer, weights: Mapping[str, Array], images: Array) -> dict[str, Array]:
    """Return the values of all nodes of the net, by name."""
    graph = trainer.architecture.scores
    plan = compile_graph(graph, (), np.float32).plan({**weights, "x": normalized(images)})
    plan.forward()
    return {node.name: np.asarray(value) for node, value in zip(graph.nodes, plan.values, strict=True)}


def _softmax(scores: Array) -> npt.NDArray[np.float32]:
    with np.errstate(all="ignore"):
        return np.asarray(OPS["softmax"].forward(scores), np.float32)


def _layer(trainer: Trainer, k: int, gradients: Mapping[str, Array], values: Mapping[str, Array]) -> LayerStatistics:
    hidden = k < trainer.architecture.depth
    out = values[f"z{k}" if hidden else f"a{k}"]
    dead = float(np.mean(~np.any(out, axis=0))) if hidden else 0.0
    with np.errstate(all="ignore"):
        return LayerStatistics(
            f"Affine{k}", float(np.linalg.norm(gradients[f"W{k}"])), float(out.mean()), float(out.std()), dead
        )
