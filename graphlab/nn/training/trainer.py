"""Training as something that can be advanced, stopped at any iteration, kept, and gone back to."""

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
from graphlab.nn.training.verdict import MOST_SILENT, Verdict, judged, non_finite

Array = npt.NDArray[Any]

# So many iterations pass between two looks at the net's health.
CHECK = 250


@dataclass(frozen=True)
class Progress:
    """What one `advance` has brought: the losses and accuracies since the one before, and where the training stands."""

    iteration: int
    iterations: int
    epoch: float
    losses: tuple[float, ...]
    accuracies: tuple[Accuracy, ...]
    learning_rate: float
    verdict: Verdict | None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do: all iterations done, or stopped with a verdict."""
        return self.verdict is not None or self.iteration >= self.iterations


@dataclass(frozen=True, eq=False)
class Iteration:
    """One iteration in its stages: the rows of the mini-batch, loss and gradients, weights before and after."""

    rows: Array
    loss: float
    gradients: Mapping[str, Array]
    before: Mapping[str, Array]
    after: Mapping[str, Array]


class Trainer:
    """Trains the chapter's net on a data set, given as itself or by its name.

    The same seed gives the same history, however the iterations are sliced. Raises `GraphlabError` for settings
    that do not fit the data.

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
        params = self.architecture.drawn(self._rng, config.init, config.weight_init_std)
        self._layout = Layout.of(params)
        self._weights = self._layout.vector(params, np.float32)
        self._views = self._layout.views(self._weights)
        self._optimiser = OPTIMISERS[config.optimiser](self._weights)
        self._evaluation = Evaluation(self.architecture, self._views)
        self._prepare_batch()
        self.iteration, self._start = 0, 0.0
        self._losses: list[float] = []
        self._accuracies: list[Accuracy] = []
        self._exam: Iterator[None] | None = None
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
        """Return a trainer that stands where the checkpoint was taken; `config` may ask for more iterations."""
        trainer = cls(config or checkpoint.config, checkpoint.dataset if dataset is None else dataset)
        trainer.restore(checkpoint)
        return trainer

    @property
    def done(self) -> bool:
        """Whether all iterations are done and evaluated, or the training was stopped with a verdict."""
        return (self.verdict is not None or self.iteration >= self.config.iterations) and not self.examining

    @property
    def examining(self) -> bool:
        """Whether the accuracy is due, and not or not fully counted yet: at the start, after an epoch, at the end."""
        seen = self._accuracies[-1].iteration if self._accuracies else -1
        return seen < self.iteration == self._due() and (not self._losses or isfinite(self._losses[-1]))

    @property
    def epoch(self) -> float:
        """How many times the training has seen as many images as there are."""
        return self.iteration * self.config.batch_size / len(self.dataset.x_train)

    @property
    def learning_rate(self) -> float:
        """The learning rate now; setting it is recorded. Raises `GraphlabError` for a bad one."""
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
        """The learning rates, each with the iteration from which it holds."""
        return tuple(self._rates)

    @property
    def net(self) -> TwoLayerNet:
        """The net as it is now, in float64, as a copy."""
        first, *hidden, last = self.architecture.sizes
        net = TwoLayerNet(first, tuple(hidden), last, activation=self.config.activation)
        net.params.update({name: view.astype(np.float64) for name, view in self._views.items()})
        return net

    def advance(self, n: int, examine: bool = True) -> Progress:
        """Do up to n iterations, fewer if the training ends, and return what they have brought.

        Without `examine` they stop where the accuracy is due, which is then counted by `examine`, piece by piece.
        """
        losses, accuracies = len(self._losses), len(self._accuracies)
        with np.errstate(all="ignore"):
            for _ in range(n):
                if self.examining:
                    if not examine:
                        break
                    self.examine()
                if self.done:
                    break
                self._iterate()
            if examine and n:
                self.examine()
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
        self.examine()
        if self.done:
            raise GraphlabError(say("This training is over: start anew, or go back to a checkpoint."))
        views = self._layout.views
        with np.errstate(all="ignore"):
            loss = self._gradient()
            before, gradient = self._weights.copy(), self._slopes.copy()
            self._update(loss)
        self.examine()
        return Iteration(self._rows.copy(), loss, views(gradient), views(before), views(self._weights.copy()))

    def examine(self, chunks: int | None = None) -> None:
        """Count the accuracy that is due, if one is, for so many chunks of images (None: all of them)."""
        if self.examining:
            self._exam = self._exam or self._examination()
            for _ in islice(self._exam, chunks):
                pass
            if not self.examining:
                self._exam = None

    def _examination(self) -> Iterator[None]:
        """Count the right answers on both sets, chunk by chunk, and take note of the accuracy at the end."""
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
        # Generator.integers would take twice as long; of 2⁵³ equally likely shares no row has one more than another
        # that anybody could notice.
        rows = np.multiply(self._rng.random(size), len(data.x_train), out=self._rows, casting="unsafe")
        # Without a mode numpy checks the rows first and copies the result twice.
        data.x_train.take(rows, 0, self._pixels, "clip")
        np.copyto(self._x, self._pixels)
        np.multiply(self._x, SCALE, out=self._x)
        np.copyto(self._t, data.t_train.take(rows))

    def _update(self, loss: float) -> None:
        """Take note of the loss, move the weights, and look at what is due."""
        self._losses.append(loss)
        self.iteration += 1
        if not isfinite(loss):
            self.verdict = non_finite(self.iteration)
            return
        self._optimiser.step(self._weights, self._slopes, self._rates[-1].learning_rate)
        if not self.iteration % CHECK:
            self.verdict = self._judged()

    def _due(self) -> int:
        """Return the iteration that completes the epoch which the latest one belongs to, or the last of all.

        Before the first one it is the beginning.
        """
        batch, images = self.config.batch_size, len(self.dataset.x_train)
        epoch = ((self.iteration - 1) * batch) // images + 1
        return min(-(-epoch * images // batch), self.config.iterations)

    def _judged(self) -> Verdict | None:
        suspect = any(share >= MOST_SILENT for share in self._evaluation.silence(self._plan.values))
        silent = self._evaluation.silent(self.dataset.x_train) if suspect else ()
        return judged(self._losses, self._start, self._weights, silent)

    def checkpoint(self) -> Checkpoint:
        """Return the training as it stands, as a value."""
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
        """Go back (or forward) to a checkpoint. Raises `GraphlabError` if it is of another net or data set."""
        moments = self._optimiser.moments
        if not self._fits(checkpoint):
            raise GraphlabError(say("This checkpoint belongs to another net or another data set."))
        self._weights[:] = np.frombuffer(checkpoint.weights, np.float32)
        for moment, kept in zip(moments, checkpoint.moments, strict=True):
            moment[:] = np.frombuffer(kept, np.float32)
        self._rng.bit_generator.state = json.loads(checkpoint.generator)
        self.iteration, self._start, self.verdict = checkpoint.iteration, checkpoint.start, checkpoint.verdict
        self._losses = np.frombuffer(checkpoint.losses, np.float32).tolist()
        self._accuracies, self._rates = list(checkpoint.accuracies), list(checkpoint.rates)
        self._exam = None

    def _fits(self, checkpoint: Checkpoint) -> bool:
        held = [len(self._weights.tobytes()), *(moment.nbytes for moment in self._optimiser.moments)]
        kept = [len(checkpoint.weights), *map(len, checkpoint.moments)]
        return held == kept and checkpoint.dataset == self.dataset.name
