"""The trainer: advances by any number of iterations, and saves and restores checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.data import Dataset, load
from graphlab.engine.compiled.buffers import Layout
from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.errors import GraphlabError, say
from graphlab.nn.net.architecture import Architecture
from graphlab.nn.net.optimizer import OPTIMISERS
from graphlab.nn.net.two_layer_net import TwoLayerNet
from graphlab.nn.training.checkpoint import Accuracy, Checkpoint, Rate
from graphlab.nn.training.config import TrainConfig, config_problems, rate_problem
from graphlab.nn.training.evaluation import SCALE, Evaluation
from graphlab.nn.training.verdict import MOST_DEAD, Verdict, non_finite, verdict_on

Array = npt.NDArray[Any]

# The iterations between two checks for divergence.
CHECK = 25


@dataclass(frozen=True)
class Progress:
    """The result of one `advance`: its losses and accuracies, and the state of the training after it."""

    iteration: int
    iterations: int
    epoch: float
    losses: tuple[float, ...]
    accuracies: tuple[Accuracy, ...]
    learning_rate: float
    verdict: Verdict | None

    @property
    def done(self) -> bool:
        """Whether all iterations are done, or the training was stopped with a verdict."""
        return self.verdict is not None or self.iteration >= self.iterations


@dataclass(frozen=True, eq=False)
class Iteration:
    """One iteration in its stages: the rows of the mini-batch, loss, gradients, weights before and after the update."""

    rows: Array
    loss: float
    gradients: Mapping[str, Array]
    before: Mapping[str, Array]
    after: Mapping[str, Array]


class Trainer:
    """Trains the chapter's net on a data set, given by itself or by its name.

    The same seed gives the same history, however the iterations are divided among calls. Raises `GraphlabError` for
    settings that do not fit the data.

    >>> trainer = Trainer(TrainConfig(iterations=30), "digits")
    >>> trainer.advance(10).iteration, trainer.advance(100).done
    (10, True)
    """

    def __init__(self, config: TrainConfig, dataset: Dataset | str) -> None:
        self.config, self.dataset = config, load(dataset) if isinstance(dataset, str) else dataset
        for problem in config_problems(vars(config), len(self.dataset.x_train)).values():
            raise GraphlabError(problem)
        sizes = (self.dataset.pixels, *config.hidden_size, self.dataset.classes)
        self.architecture = Architecture(sizes, config.activation)
        self._rng = np.random.default_rng(config.seed)
        params = self.architecture.initial_parameters(self._rng, config.init, config.weight_init_std)
        self._layout = Layout.of(params)
        self._weights = self._layout.vector(params, np.float32)
        self._views = self._layout.views(self._weights)
        self._optimiser = OPTIMISERS[config.optimiser](self._weights)
        self._evaluation = Evaluation(self.architecture, self._views)
        self._prepare_batch()
        self.iteration, self._start = 0, 0.0
        self._losses: list[float] = []
        self._accuracies: list[Accuracy] = []
        self._pending: Iterator[None] | None = None
        self._rates = [Rate(0, config.learning_rate)]
        self.verdict: Verdict | None = None

    def _prepare_batch(self) -> None:
        size, pixels = self.config.batch_size, self.dataset.pixels
        self._pixels = np.empty((size, pixels), np.uint8)
        self._x, self._t = np.zeros((size, pixels), np.float32), np.zeros(size, np.intp)
        self._rows = np.zeros(size, np.intp)
        program = compile_graph(self.architecture.graph, self.architecture.parameters, np.float32)
        self._plan = program.plan({**self._views, "x": self._x, "t": self._t})
        self._slopes = np.empty_like(self._weights)
        self._plan.aim(self._layout.views(self._slopes))

    @classmethod
    def resumed(
        cls, checkpoint: Checkpoint, dataset: Dataset | str | None = None, config: TrainConfig | None = None
    ) -> Trainer:
        """Return a trainer in the state of the checkpoint; `config` may ask for more iterations."""
        trainer = cls(config or checkpoint.config, checkpoint.dataset if dataset is None else dataset)
        trainer.restore(checkpoint)
        return trainer

    @property
    def done(self) -> bool:
        """Whether all iterations are done and evaluated, or the training was stopped with a verdict."""
        return (self.verdict is not None or self.iteration >= self.config.iterations) and not self.evaluating

    @property
    def evaluating(self) -> bool:
        """Whether an accuracy is due (at the start, after each epoch, at the end) and not completely counted yet."""
        seen = self._accuracies[-1].iteration if self._accuracies else -1
        return seen < self.iteration == self._due() and (not self._losses or isfinite(self._losses[-1]))

    @property
    def epoch(self) -> float:
        """The images of all batches so far, divided by the training images."""
        return self.iteration * self.config.batch_size / len(self.dataset.x_train)

    @property
    def learning_rate(self) -> float:
        """The learning rate; setting it adds to `rates`. Raises `GraphlabError` for a bad one."""
        return self._rates[-1].learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        problem = rate_problem(rate)
        if problem:
            raise GraphlabError(problem)
        earlier = [row for row in self._rates if row.iteration < self.iteration]
        self._rates = [*earlier, Rate(self.iteration, float(rate))]

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss of every iteration so far."""
        return tuple(self._losses)

    @property
    def accuracies(self) -> tuple[Accuracy, ...]:
        """Accuracy before training, after every epoch, and at the end."""
        return tuple(self._accuracies)

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The learning rates, each with the iteration from which on it is used."""
        return tuple(self._rates)

    @property
    def net(self) -> TwoLayerNet:
        """The net as it is now, in float64, as a copy."""
        first, *hidden, last = self.architecture.sizes
        net = TwoLayerNet(first, tuple(hidden), last, activation=self.config.activation)
        net.params.update({name: view.astype(np.float64) for name, view in self._views.items()})
        return net

    def advance(self, n: int, evaluate: bool = True) -> Progress:
        """Do up to n iterations, fewer if the training ends, and return their results.

        Without `evaluate` they stop where an accuracy is due; the method `evaluate` then counts it in chunks.
        """
        losses, accuracies = len(self._losses), len(self._accuracies)
        with np.errstate(all="ignore"):
            for _ in range(n):
                if self.evaluating:
                    if not evaluate:
                        break
                    self.evaluate()
                if self.done:
                    break
                self._iterate()
            if evaluate and n:
                self.evaluate()
        return Progress(
            self.iteration,
            self.config.iterations,
            self.epoch,
            tuple(self._losses[losses:]),
            tuple(self._accuracies[accuracies:]),
            self.learning_rate,
            self.verdict,
        )

    def one_iteration(self) -> Iteration:
        """Do one iteration and return its stages. Raises `GraphlabError` if the training is over."""
        self.evaluate()
        if self.done:
            raise GraphlabError(say("This training is over: start anew, or go back to a checkpoint."))
        views = self._layout.views
        with np.errstate(all="ignore"):
            loss = self._gradient()
            before, gradient = self._weights.copy(), self._slopes.copy()
            self._update(loss)
        self.evaluate()
        return Iteration(self._rows.copy(), loss, views(gradient), views(before), views(self._weights.copy()))

    def evaluate(self, chunks: int | None = None) -> None:
        """Count the accuracy that is due, if one is, for so many chunks of images (None: all)."""
        if self.evaluating:
            self._pending = self._pending or self._counted()
            for _ in islice(self._pending, chunks):
                pass
            if not self.evaluating:
                self._pending = None

    def _counted(self) -> Iterator[None]:
        """Count the right answers on both sets, chunk by chunk, and add the accuracy at the end."""
        data, shares = self.dataset, []
        for x, t in ((data.x_train, data.t_train), (data.x_test, data.t_test)):
            right = 0
            for found in self._evaluation.right(x, t):
                right += found
                yield
            shares.append(right / len(x))
        self._accuracies.append(Accuracy(self.iteration, self.epoch, *shares))

    def _iterate(self) -> None:
        self._update(self._gradient())

    def _gradient(self) -> float:
        """Draw a mini-batch; return its loss, with the gradient of every weight in the plan."""
        if not self.iteration:
            self._start = self._evaluation.loss(self.dataset.x_train, self.dataset.t_train)
        self._draw()
        return float(self._plan.run())

    def _draw(self) -> None:
        """Fill the batch with images drawn at random, with replacement."""
        data, size = self.dataset, self.config.batch_size
        # Generator.integers takes twice as long; with 2⁵³ equally likely numbers the rows differ by a negligible bias.
        rows = np.multiply(self._rng.random(size), len(data.x_train), out=self._rows, casting="unsafe")
        # Without a mode numpy checks the rows first and copies the result twice.
        data.x_train.take(rows, 0, self._pixels, "clip")
        np.copyto(self._x, self._pixels)
        np.multiply(self._x, SCALE, out=self._x)
        np.copyto(self._t, data.t_train.take(rows))

    def _update(self, loss: float) -> None:
        """Store the loss, update the weights, and check for divergence when that is due."""
        self._losses.append(loss)
        self.iteration += 1
        if not isfinite(loss):
            self.verdict = non_finite(self.iteration)
            return
        self._optimiser.step(self._weights, self._slopes, self._rates[-1].learning_rate)
        if not self.iteration % CHECK:
            self.verdict = self._judge()

    def _due(self) -> int:
        """Return the last iteration of the epoch of the latest iteration, at most the last one of all.

        Before the first iteration it is 0.
        """
        batch, images = self.config.batch_size, len(self.dataset.x_train)
        epoch = ((self.iteration - 1) * batch) // images + 1
        return min(-(-epoch * images // batch), self.config.iterations)

    def _judge(self) -> Verdict | None:
        suspect = any(share >= MOST_DEAD for share in self._evaluation.dead_shares_of(self._plan.values))
        dead = self._evaluation.dead_shares(self.dataset.x_train) if suspect else ()
        return verdict_on(self._losses, self._start, self._weights, dead, self.config.hidden_size)

    def checkpoint(self) -> Checkpoint:
        """Return the state of the training as a value."""
        return Checkpoint(
            config=self.config,
            dataset=self.dataset.name,
            iteration=self.iteration,
            start=self._start,
            weights=self._weights.tobytes(),
            moments=tuple(moment.tobytes() for moment in self._optimiser.moments),
            generator=json.dumps(self._rng.bit_generator.state),
            losses=np.array(self._losses, np.float32).tobytes(),
            accuracies=self.accuracies,
            rates=self.rates,
            verdict=self.verdict,
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take over the state of a checkpoint. Raises `GraphlabError` if it is of another net or data set."""
        moments = self._optimiser.moments
        if not self._fits(checkpoint):
            raise GraphlabError(say("This checkpoint belongs to another net or another data set."))
        self._rng.bit_generator.state = json.loads(checkpoint.generator)
        self._weights[:] = np.frombuffer(checkpoint.weights, np.float32)
        for moment, kept in zip(moments, checkpoint.moments, strict=True):
            moment[:] = np.frombuffer(kept, np.float32)
        self.iteration, self._start, self.verdict = checkpoint.iteration, checkpoint.start, checkpoint.verdict
        self._losses = np.frombuffer(checkpoint.losses, np.float32).tolist()
        self._accuracies, self._rates = list(checkpoint.accuracies), list(checkpoint.rates)
        self._pending = None

    def _fits(self, checkpoint: Checkpoint) -> bool:
        held = [len(self._weights.tobytes()), *(moment.nbytes for moment in self._optimiser.moments)]
        kept = [len(checkpoint.weights), *map(len, checkpoint.moments)]
        return held == kept and checkpoint.dataset == self.dataset.name
