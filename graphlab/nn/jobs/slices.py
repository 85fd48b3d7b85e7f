"""One training in the worker: it runs in slices of time and reports by messages."""

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from graphlab.data import Dataset
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.nn.jobs import inspection
from graphlab.nn.jobs.messages import DIVERGED, DONE, FAILED, LIVE, PAUSED, RUNNING, STOPPED, WAITING, Inspection
from graphlab.nn.jobs.stored_runs import Store, StoredRun
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import TrainConfig
from graphlab.nn.training.trainer import Iteration, Trainer

Send = Callable[[dict[str, Any]], None]
Command = dict[str, Any]

# Seconds of processor time of one slice.
SLICE = 0.015
# A training with a pace does the iterations of so many seconds in one slice, and catches up no more than that.
PACE_WINDOW = 0.05
# Processor time that is not counted yet: its maximum, and the share of it that each slice adds to its own time.
MOST_DEBT, DEBT_SHARE = 0.5, 0.05
# Seconds between two progress messages, and between two checkpoints.
REPORT_EVERY = 0.25
SAVE_EVERY = 2.0
# The interval between checkpoints is at least so many times the duration of one: 2 % of the time.
SAVE_SHARE = 50


class Training:
    """A job in the worker: its state, and the processor time it has spent, counted from the worker's clock."""

    def __init__(self, command: Command, send: Send, store: Store | None = None) -> None:
        self.id, self.dataset = str(command["job"]), str(command["dataset"])
        self.state, self.spent, self._debt = WAITING, 0.0, 0.0
        self.pace: float | None = command.get("pace")
        self.ready = 0.0  # The earliest start of its next slice, by perf_counter.
        self.pending: list[Command] = []
        self._command, self._send, self._store = command, send, store
        self._trainer: Trainer | None = None
        self._latest: Iteration | None = None
        self._losses: list[float] = []
        self._rows: list[tuple[int, float, float]] = []
        self._verdict: Message | None = None
        self._per_slice, self._speed = 1, 0.0
        self._reported = self._saved = perf_counter()
        self._reported_iteration, self._save_interval = 0, SAVE_EVERY

    @property
    def trainer(self) -> Trainer:
        """The trainer. Raises `LookupError` before the data set is loaded."""
        if self._trainer is None:
            raise LookupError(self.id)
        return self._trainer

    def load(self, data: Dataset) -> None:
        """Build the trainer on its data set, restore its checkpoint, and report its history."""
        config, checkpoint, rate = self._command["config"], self._command.get("checkpoint"), self._command.get("rate")
        if not isinstance(config, TrainConfig):
            raise TypeError("config")
        self._trainer = trainer = Trainer(config, data)
        if checkpoint is not None:
            trainer.restore(Checkpoint.from_bytes(checkpoint))
        self.state = str(self._command.get("state", RUNNING))
        if rate is not None and rate != trainer.learning_rate and not trainer.done:
            trainer.learning_rate = rate
        self._losses = list(trainer.losses)
        self._rows = [(row.iteration, row.train, row.test) for row in trainer.accuracies]
        self._reported_iteration = trainer.iteration
        self._update_state()
        self.save()
        self.report()

    def slice(self) -> None:
        """Run for about 15 ms, iterations or an evaluation; then report and save what is due."""
        start, trainer = thread_time(), self.trainer
        if trainer.evaluating:
            self._evaluate(start + SLICE)
        else:
            self._latest = None
            before = trainer.iteration
            self._losses += trainer.advance(self._per_slice, evaluate=False).losses
            self._plan_slice(trainer.iteration - before, thread_time() - start)
        self._charge(thread_time() - start)
        self._report_if_due()

    def _plan_slice(self, done: int, seconds: float) -> None:
        """Choose the number of iterations of the next slice and, with a pace, its earliest start."""
        most = 2 * self._per_slice
        if self.pace:
            now = perf_counter()
            self.ready = max(self.ready, now - PACE_WINDOW) + done / self.pace
            most = min(most, int(self.pace * PACE_WINDOW))
        self._per_slice = max(1, min(most, int(done * SLICE / max(seconds, 1e-6))))

    def _evaluate(self, until: float) -> None:
        """Continue the evaluation until the slice is over; add the accuracy when it is complete."""
        trainer, known = self.trainer, len(self.trainer.accuracies)
        while trainer.evaluating and thread_time() < until:
            trainer.evaluate(1)
        self._add_accuracies(known)

    def _add_accuracies(self, known: int) -> None:
        self._rows += [(row.iteration, row.train, row.test) for row in self.trainer.accuracies[known:]]

    def _charge(self, seconds: float) -> None:
        """Count processor time; what goes far beyond a slice, as an evaluation does, is spread over later slices."""
        self._debt += seconds
        counted = max(min(self._debt, SLICE + DEBT_SHARE * self._debt), self._debt - MOST_DEBT)
        self._debt -= counted
        self.spent += counted

    def _report_if_due(self) -> None:
        now = perf_counter()
        if self.trainer.done:
            self._update_state()
            self.halt(self.state)
        else:
            if now - self._reported >= REPORT_EVERY:
                self.report()
            if now - self._saved >= self._save_interval:
                self.save()

    def _update_state(self) -> None:
        """Set the state and the verdict of a training that is done."""
        verdict = self.trainer.verdict
        if verdict is not None:
            self._verdict = Message("{reason} {hint}", (("reason", verdict.reason), ("hint", verdict.suggestion)))
        if self.trainer.done and self.state in LIVE:
            self.state = DIVERGED if verdict else DONE

    def halt(self, state: str) -> None:
        """Stop working in the given state; save and report everything."""
        self.state = state
        self.save()  # First: the checkpoint may be asked for as soon as the state is known.
        self.report()

    def report(self) -> None:
        """Send what is new since the last report."""
        trainer, now = self.trainer, perf_counter()
        self._speed = self._measured(trainer.iteration - self._reported_iteration, now - self._reported)
        self._reported, self._reported_iteration = now, trainer.iteration
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
        """Return iterations a second, smoothed over the last reports; it stays as it is when the training ends."""
        under_way = self.state == RUNNING and seconds >= REPORT_EVERY / 2
        if not done or not (under_way or (self.state in (DONE, DIVERGED) and not self._speed)):
            return self._speed
        latest = done / seconds
        return 0.6 * self._speed + 0.4 * latest if self._speed else latest

    def save(self) -> None:
        """Send and store a checkpoint."""
        start = perf_counter()
        self._send({"is": "checkpoint", "job": self.id, "data": self.store()})
        self._saved = perf_counter()
        self._save_interval = max(SAVE_EVERY, SAVE_SHARE * (self._saved - start))

    def store(self) -> bytes:
        """Store a checkpoint where it outlives the server, and return it."""
        data = self.trainer.checkpoint().to_bytes()
        if self._store:
            self._store.write(self.id, StoredRun(data, STOPPED if self.state == STOPPED else PAUSED, self.pace))
        return data

    def fail(self, error: Exception) -> None:
        """End the training because of an error, which is reported."""
        self.state, self._trainer = FAILED, None
        self._send({"is": "failed", "job": self.id, "verdict": _sentence(error)})

    def pause(self) -> None:
        """Pause after one more iteration, whose details are kept."""
        if self.state == RUNNING:
            self.iterate()
            self.halt(self.state if self.trainer.done else PAUSED)

    def resume(self) -> None:
        """Continue a paused training."""
        if self.state == PAUSED:
            self.state = RUNNING
            self._reported, self._reported_iteration = perf_counter(), self.trainer.iteration
            self.report()

    def stop(self) -> None:
        """End the training for good."""
        if self.state in LIVE:
            self.halt(STOPPED)

    def step(self) -> None:
        """Do one iteration, keep its details, and pause."""
        if self.state in LIVE:
            self.iterate()
            self.halt(self.state if self.trainer.done else PAUSED)

    def iterate(self) -> None:
        """Do one iteration and keep its details."""
        start, trainer = thread_time(), self.trainer
        known = len(trainer.accuracies)
        self._latest = trainer.one_iteration()
        self._losses.append(self._latest.loss)
        self._add_accuracies(known)
        self._charge(thread_time() - start)
        self._update_state()

    def set_pace(self, pace: float | None) -> None:
        """Set the most iterations a second; None: no limit."""
        self.pace, self.ready, self._per_slice = pace, perf_counter(), 1

    def set_rate(self, rate: float) -> None:
        """Change the learning rate of the following iterations."""
        if self.state in LIVE:
            self.trainer.learning_rate = rate
            self.report()
            self.save()

    def inspect(self) -> Inspection:
        """Return the details of the latest iteration; a running training does one for it."""
        if self.state == RUNNING:
            self.iterate()
            self._report_if_due()
        return inspection.inspect(self.trainer, self._latest)

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
