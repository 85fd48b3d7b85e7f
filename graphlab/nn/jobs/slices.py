"""One training inside the worker: done in slices, and told about in messages."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from graphlab.data import Dataset
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.nn.jobs import inspection
from graphlab.nn.jobs.messages import DIVERGED, DONE, FAILED, LIVE, PAUSED, RUNNING, STOPPED, WAITING, Inside
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import TrainConfig
from graphlab.nn.training.trainer import Iteration, Trainer

Send = Callable[[dict[str, Any]], None]
Command = dict[str, Any]

# Seconds of processor time that a training has before the next one's turn.
SLICE = 0.015
# A training with a pace does about so many seconds' worth of iterations at a time, and makes up for no more.
BREATH = 0.05
# Time that is not counted yet: the most, and the share of it that each slice adds to its own.
MOST_DEBT, DEBT_SHARE = 0.5, 0.05
# Seconds between two messages about progress, and between two checkpoints; the first comes sooner.
TELL_EVERY = 0.25
KEEP_EVERY, KEEP_FIRST = 2.0, 0.5
# A checkpoint that took long to write is written less often, so that they take 2 % of the time at most.
KEEP_SHARE = 50


class Training:
    """A job while the worker has it. `state` is what is told; `spent` the processor time it has had,
    counted from the worker's clock: see `Worker`."""

    def __init__(self, command: Command, send: Send) -> None:
        self.id, self.dataset = str(command["job"]), str(command["dataset"])
        self.state, self.spent, self._debt = WAITING, 0.0, 0.0
        self.pace: float | None = command.get("pace")
        self.ready = 0.0  # When its next turn may come, by perf_counter.
        self.pending: list[Command] = []
        self._command, self._send = command, send
        self._trainer: Trainer | None = None
        self._step: Iteration | None = None
        self._losses: list[float] = []
        self._rows: list[tuple[int, float, float]] = []
        self._verdict: Message | None = None
        self._many, self._speed = 1, 0.0
        self._told = self._kept = perf_counter()
        self._told_at, self._rest = 0, KEEP_FIRST

    @property
    def trainer(self) -> Trainer:
        """The trainer, once the data set is there."""
        if self._trainer is None:
            raise LookupError(self.id)
        return self._trainer

    def load(self, data: Dataset) -> None:
        """Make the training ready on its data set, as it was in its checkpoint, and tell its history."""
        config, kept, rate = self._command["config"], self._command.get("checkpoint"), self._command.get("rate")
        if not isinstance(config, TrainConfig):
            raise TypeError("config")
        self._trainer = trainer = Trainer(config, data)
        if kept is not None:
            trainer.restore(Checkpoint.from_bytes(kept))
        self.state = str(self._command.get("state", RUNNING))
        if rate is not None and rate != trainer.learning_rate and not trainer.done:
            trainer.learning_rate = rate
        self._losses = list(trainer.losses)
        self._rows = [(row.iteration, row.train, row.test) for row in trainer.accuracies]
        self._told_at = trainer.iteration
        self._settle()
        self.tell()

    def slice(self) -> None:
        """Go on for about 15 ms, with iterations or with counting the accuracy; tell and keep what is due."""
        began, trainer = thread_time(), self.trainer
        if trainer.examining:
            self._examine(began + SLICE)
        else:
            self._step = None
            before = trainer.iteration
            self._losses += trainer.advance(self._many, examine=False).losses
            self._fit(trainer.iteration - before, thread_time() - began)
        self._charge(thread_time() - began)
        self._due()

    def _fit(self, done: int, took: float) -> None:
        """Choose how many iterations the next turn has and, if there is a pace, when it may come."""
        most = 2 * self._many
        if self.pace:
            now = perf_counter()
            self.ready = max(self.ready, now - BREATH) + done / self.pace
            most = min(most, int(self.pace * BREATH))
        self._many = max(1, min(most, int(done * SLICE / max(took, 1e-6))))

    def _examine(self, until: float) -> None:
        """Go on counting the accuracy until the turn is over, and take note of it when it is known."""
        trainer, known = self.trainer, len(self.trainer.accuracies)
        while trainer.examining and thread_time() < until:
            trainer.examine(1)
        self._note(known)

    def _note(self, known: int) -> None:
        self._rows += [(row.iteration, row.train, row.test) for row in self.trainer.accuracies[known:]]

    def _charge(self, seconds: float) -> None:
        """Count processor time; what goes far beyond a slice, as an epoch's accuracy does, little by little."""
        self._debt += seconds
        counted = max(min(self._debt, SLICE + DEBT_SHARE * self._debt), self._debt - MOST_DEBT)
        self._debt -= counted
        self.spent += counted

    def _due(self) -> None:
        now = perf_counter()
        if self.trainer.done:
            self._settle()
            self.rest(self.state)
        else:
            if now - self._told >= TELL_EVERY:
                self.tell()
            if now - self._kept >= self._rest:
                self.keep()

    def _settle(self) -> None:
        """Find the state of a training that has nothing left to do."""
        verdict = self.trainer.verdict
        if verdict is not None:
            self._verdict = Message("{reason} {hint}", (("reason", verdict.reason), ("hint", verdict.suggestion)))
        if self.trainer.done and self.state in LIVE:
            self.state = DIVERGED if verdict else DONE

    def rest(self, state: str) -> None:
        """Stand still in the given state: keep and tell everything."""
        self.state = state
        self.keep()  # First: who is told that it rests may ask for the checkpoint at once.
        self.tell()

    def tell(self) -> None:
        """Send what is new since the last time."""
        trainer, now = self.trainer, perf_counter()
        self._speed = self._measured(trainer.iteration - self._told_at, now - self._told)
        self._told, self._told_at = now, trainer.iteration
        self._send(
            {
                "is": "progress",
                "job": self.id,
                "state": self.state,
                "iteration": trainer.iteration,
                "iterations": trainer.config.iterations,
                "since": trainer.iteration - len(self._losses),
                "losses": np.array(self._losses, np.float32),
                "accuracy": self._rows,
                "rates": [(rate.iteration, rate.learning_rate) for rate in trainer.rates],
                "speed": self._speed,
                "verdict": self._verdict,
            }
        )
        self._losses, self._rows = [], []

    def _measured(self, done: int, seconds: float) -> float:
        """Return iterations a second, smoothed over the last messages; at the end what it was on the way."""
        under_way = self.state == RUNNING and seconds >= TELL_EVERY / 2
        if not done or not (under_way or (self.state in (DONE, DIVERGED) and not self._speed)):
            return self._speed
        latest = done / seconds
        return 0.6 * self._speed + 0.4 * latest if self._speed else latest

    def keep(self) -> None:
        """Send a checkpoint."""
        began = perf_counter()
        self._send({"is": "checkpoint", "job": self.id, "data": self.trainer.checkpoint().to_bytes()})
        self._kept = perf_counter()
        self._rest = max(KEEP_EVERY, KEEP_SHARE * (self._kept - began))

    def fail(self, error: Exception) -> None:
        """Give the training up because of an error, and say which."""
        self.state, self._trainer = FAILED, None
        self._send({"is": "failed", "job": self.id, "verdict": _sentence(error)})

    def pause(self) -> None:
        """Rest after one more iteration, whose details are kept."""
        if self.state == RUNNING:
            self.one()
            self.rest(self.state if self.trainer.done else PAUSED)

    def resume(self) -> None:
        """Go on."""
        if self.state == PAUSED:
            self.state = RUNNING
            self._told, self._told_at = perf_counter(), self.trainer.iteration
            self.tell()

    def stop(self) -> None:
        """End the training for good."""
        if self.state in LIVE:
            self.rest(STOPPED)

    def step(self) -> None:
        """Do one iteration, keep its details, and rest."""
        if self.state in LIVE:
            self.one()
            self.rest(self.state if self.trainer.done else PAUSED)

    def one(self) -> None:
        """Do one iteration and keep its details."""
        began, trainer = thread_time(), self.trainer
        known = len(trainer.accuracies)
        self._step = trainer.one_iteration()
        self._losses.append(self._step.loss)
        self._note(known)
        self._charge(thread_time() - began)
        self._settle()

    def walk(self, pace: float | None) -> None:
        """Do so many iterations a second at most from here on; None: as many as there is time for."""
        self.pace, self.ready, self._many = pace, perf_counter(), 1

    def rate(self, rate: float) -> None:
        """Change the learning rate from here on."""
        if self.state in LIVE:
            self.trainer.learning_rate = rate
            self.tell()
            self.keep()

    def inside(self) -> Inside:
        """Return the details of the latest iteration; a running training does one for it."""
        if self.state == RUNNING:
            self.one()
            self._due()
        return inspection.inside(self.trainer, self._step)

    def predict(self) -> Any:
        """Return the probabilities of the test images."""
        return inspection.probabilities(self.trainer)


def _sentence(error: Exception) -> Message:
    if isinstance(error, GraphlabError):
        return (
            Message("{message} {hint}", (("message", error.message), ("hint", error.hint)))
            if error.hint
            else error.message
        )
    if isinstance(error, MemoryError):
        return say("The memory of the server does not suffice for this training. Make the net or the batch smaller.")
    return say(
        "This training was ended by an error in the program ({error}). Start it anew.", error=type(error).__name__
    )
