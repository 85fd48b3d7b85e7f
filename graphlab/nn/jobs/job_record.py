"""What the client knows of one job: what was asked for, what the worker has told, and until when anybody cares."""

from __future__ import annotations

from bisect import bisect_left
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Message
from graphlab.nn.jobs.messages import FAILED, LIVE, PAUSED, RUNNING, WAITING, Job, JobView


class Record:
    """One job. `wanted` is the state asked for last (running, paused, stopped), `told` what the worker said."""

    def __init__(self, id: str, job: Job, lease: float, paused: bool) -> None:
        self.id, self.job, self.lease = id, job, lease
        self.wanted, self.told = PAUSED if paused else RUNNING, WAITING
        self.rate: float | None = None
        self.pace = job.pace
        self.away = False  # Paused because nobody looks, to go on when somebody does.
        self.checkpoint = job.checkpoint
        self.verdict: Message | None = None
        self._iteration, self._restarts, self._speed = 0, 0, 0.0
        self._losses: npt.NDArray[np.float32] = np.empty(job.config.iterations, np.float32)
        self._filled = 0
        self._accuracy: list[tuple[int, float, float]] = []
        self._rates: tuple[tuple[int, float], ...] = ((0, job.config.learning_rate),)
        self.renew()

    def renew(self) -> None:
        """Begin the lease anew."""
        self._until = monotonic() + self.lease

    @property
    def left(self) -> float:
        """The share of the lease that is left; negative when it has run out."""
        return (self._until - monotonic()) / self.lease

    @property
    def live(self) -> bool:
        """Whether the training goes on, or can be made to."""
        return self.told in LIVE

    @property
    def computing(self) -> bool:
        """Whether the worker is, or soon will be, at work on it."""
        return self.live and self.wanted == RUNNING

    def start(self) -> dict[str, Any]:
        """Return the message that puts the job, as far as it is known, into the hands of a worker."""
        return {
            "do": "start",
            "job": self.id,
            "config": self.job.config,
            "dataset": self.job.dataset,
            "checkpoint": self.checkpoint,
            "rate": self.rate,
            "pace": self.pace,
            "state": self.wanted if self.live else self.told,
        }

    def progress(self, message: dict[str, Any]) -> None:
        """Take in what the worker tells."""
        self.told, self.verdict = message["state"], message["verdict"]
        self._iteration, self._speed = int(message["iteration"]), float(message["speed"])
        self._rates = tuple((int(i), float(rate)) for i, rate in message["rates"])
        rows = [(int(i), float(train), float(test)) for i, train, test in message["accuracy"]]
        if rows:
            kept = bisect_left(self._accuracy, rows[0][0], key=lambda row: row[0])
            self._accuracy = self._accuracy[:kept] + rows
        self._add(int(message["since"]), message["losses"])

    def _add(self, since: int, losses: npt.NDArray[np.float32]) -> None:
        end = since + len(losses)
        if since < self._filled or end > len(self._losses):
            # Views of the old array are in use elsewhere: they keep what they show.
            grown = np.empty(max(end, len(self._losses)), np.float32)
            grown[:since] = self._losses[:since]
            self._losses = grown
        self._losses[since:end] = losses
        self._filled = end

    def lost(self) -> None:
        """Take note that the worker has crashed: a living job waits for the next one."""
        if self.live:
            self.told, self._restarts, self._speed = WAITING, self._restarts + 1, 0.0

    def fail(self, verdict: Message) -> None:
        """Take note that nothing will come of this job."""
        self.told, self.verdict = FAILED, verdict

    def view(self) -> JobView:
        """Return how the job stands, as a value."""
        losses = self._losses[: self._filled]
        losses.flags.writeable = False
        state, iterations = self._state(), self.job.config.iterations
        ahead = state == RUNNING and self._speed > 0
        return JobView(
            id=self.id,
            state=state,
            iteration=self._iteration,
            iterations=iterations,
            losses=losses,
            accuracy=tuple(self._accuracy),
            rates=self._rates,
            speed=self._speed,
            remaining=(iterations - self._iteration) / self._speed if ahead else None,
            verdict=self.verdict,
            restarts=self._restarts,
            config=self.job.config,
            dataset=self.job.dataset,
            pace=self.pace,
        )

    def _state(self) -> str:
        """Return the state: what was asked for holds at once, unless the training is over or not begun."""
        return self.wanted if self.told in (RUNNING, PAUSED) else self.told
