"""What the client keeps of one job: the requested state, what the worker has reported, and the lease."""

from bisect import bisect_left
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Message
from graphlab.nn.jobs.messages import FAILED, LIVE, PAUSED, RUNNING, WAITING, Job, JobView


class JobRecord:
    """One job. `requested` is the state asked for last (running, paused, stopped), `reported` the worker's."""

    def __init__(self, id: str, job: Job, lease: float, paused: bool) -> None:
        self.id, self.job, self.lease = id, job, lease
        self.requested, self.reported = PAUSED if paused else RUNNING, WAITING
        self.rate: float | None = None
        self.pace = job.pace
        self.suspended = False  # Paused because its page has gone; a view of it resumes it.
        self.checkpoint = job.checkpoint
        self.verdict: Message | None = None
        self._iteration, self._restarts, self._speed = 0, 0, 0.0
        self._losses: npt.NDArray[np.float32] = np.empty(job.config.iterations, np.float32)
        self._filled = 0
        self._accuracy: list[tuple[int, float, float]] = []
        self._rates: tuple[tuple[int, float], ...] = ((0, job.config.learning_rate),)
        self.renew()

    def renew(self) -> None:
        """Renew the lease."""
        self._until = monotonic() + self.lease

    @property
    def lease_left(self) -> float:
        """The share of the lease that is left; negative when it has expired."""
        return (self._until - monotonic()) / self.lease

    @property
    def live(self) -> bool:
        """Whether the training runs or can be resumed."""
        return self.reported in LIVE

    @property
    def computing(self) -> bool:
        """Whether the worker computes it, or will do so next."""
        return self.live and self.requested == RUNNING

    def start_message(self) -> dict[str, Any]:
        """Return the message that starts the job in a worker, from its latest checkpoint."""
        return {
            "do": "start",
            "job": self.id,
            "config": self.job.config,
            "dataset": self.job.dataset,
            "checkpoint": self.checkpoint,
            "rate": self.rate,
            "pace": self.pace,
            "state": self.requested if self.live else self.reported,
        }

    def update(self, message: dict[str, Any]) -> None:
        """Store what the worker reports."""
        self.reported, self.verdict = message["state"], message["verdict"]
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
            # Views of the old array are in use elsewhere and must not change.
            grown = np.empty(max(end, len(self._losses)), np.float32)
            grown[:since] = self._losses[:since]
            self._losses = grown
        self._losses[since:end] = losses
        self._filled = end

    def reset_after_crash(self) -> None:
        """Let a live job wait for the next worker."""
        if self.live:
            self.reported, self._restarts, self._speed = WAITING, self._restarts + 1, 0.0

    def fail(self, verdict: Message) -> None:
        """Set the job to failed."""
        self.reported, self.verdict = FAILED, verdict

    def view(self) -> JobView:
        """Return the state of the job as a value."""
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
        """Return the requested state while the training runs or is paused, else the reported one."""
        return self.requested if self.reported in (RUNNING, PAUSED) else self.reported
