"""Trainings in a process of their own, as a page sees them: started, watched, paused, questioned, and given up."""

from __future__ import annotations

import atexit
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimedOut
from functools import cache
from itertools import count
from secrets import token_urlsafe
from threading import Event, RLock, Thread
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.nn.jobs.job_record import Record
from graphlab.nn.jobs.limits import MOST_JOBS, MOST_WEIGHTS_OF_ALL, check, weights
from graphlab.nn.jobs.messages import FAILED, PAUSED, RUNNING, STOPPED, Inside, Job, JobView
from graphlab.nn.jobs.process import Link
from graphlab.nn.jobs.wire import inside_of
from graphlab.nn.training.config import rate_problem

LEASE = 120.0
# So long a command waits to be obeyed; if the worker is busy for longer, it is obeyed later.
PATIENCE = 1.0
# Seconds between two looks at the leases.
TICK = 0.25
# A worker that is at work and says nothing for so long hangs.
SILENCE = 60.0
# So many crashes within so many seconds are no accident.
MOST_CRASHES, WITHIN = 3, 60.0


class Jobs:
    """All trainings of a server. Every method may be called from any thread, and none waits for a training.

    The worker's process begins with the first job. Ids are not to be guessed, so they may stand in an address.
    """

    def __init__(self, limit: int = MOST_JOBS) -> None:
        self._limit = limit
        self._lock = RLock()
        self._records: dict[str, Record] = {}
        self._link: Link | None = None
        self._tokens = count()
        self._replies: dict[int, Future[Any]] = {}
        self._crashes: list[float] = []
        self._closed = Event()
        self._keeper: Thread | None = None

    def start(self, job: Job, lease: float = LEASE, *, paused: bool = False) -> str:
        """Begin a training (or only make it ready for `step`, if `paused`) and return its id.

        Raises `GraphlabError` for settings that do not fit, and if the server has enough to do.
        """
        check(job)
        record = Record(token_urlsafe(12), job, lease, paused)
        with self._lock:
            self._make_room(weights(job))
            link = self._connected()
            self._records[record.id] = record
            link.send(record.start())
        return record.id

    def view(self, id: str) -> JobView | None:
        """Return how a job stands and renew its lease; None for an id that is gone."""
        with self._lock:
            record = self._records.get(id)
            if record is None:
                return None
            record.renew()
            if record.away:
                record.away, record.wanted = False, RUNNING
                self._send({"do": "resume", "job": id})
            return record.view()

    def pause(self, id: str) -> None:
        """Let a training rest where it is."""
        self._command(id, "pause", PAUSED)

    def resume(self, id: str) -> None:
        """Let a paused training go on."""
        self._command(id, "resume", RUNNING)

    def stop(self, id: str) -> None:
        """End a training for good; it can still be viewed and questioned."""
        self._command(id, "stop", STOPPED)

    def step(self, id: str) -> None:
        """Do one iteration with all its details, which `inside` then returns, and pause."""
        self._command(id, "step", PAUSED)

    def set_learning_rate(self, id: str, rate: float) -> None:
        """Change the learning rate in mid-run. Raises `GraphlabError` for a bad one."""
        problem = rate_problem(rate)
        if problem:
            raise GraphlabError(problem)
        with self._lock:
            if id in self._records:
                self._records[id].rate = float(rate)
        self._command(id, "rate", rate=float(rate))

    def set_pace(self, id: str, pace: float | None) -> None:
        """Do at most so many iterations a second from here on; None: as many as there is time for."""
        with self._lock:
            if id in self._records:
                self._records[id].pace = pace
        self._command(id, "pace", pace=pace)

    def release(self, id: str) -> None:
        """Say that the page has gone: the job pauses, goes on at the next `view`, and is given up with its lease."""
        with self._lock:
            if id in self._records:
                self._leave(self._records[id])

    def inside(self, id: str, timeout: float = 1.0) -> Inside | None:
        """Return what the net looks like now; None if the worker does not answer in time."""
        plain = self._ask(id, "inside", timeout)
        return inside_of(plain) if isinstance(plain, dict) else None

    def predictions(self, id: str, timeout: float = 2.0) -> npt.NDArray[np.float32] | None:
        """Return the probabilities (N_test, classes) of the test images; None if they do not come in time."""
        found = self._ask(id, "predict", timeout)
        return found if isinstance(found, np.ndarray) else None

    def checkpoint(self, id: str) -> bytes | None:
        """Return the latest checkpoint: of now for a job at rest, about two seconds old for a running one."""
        with self._lock:
            record = self._records.get(id)
            return record.checkpoint if record else None

    @property
    def pid(self) -> int | None:
        """The number of the worker's process, None when there is none."""
        with self._lock:
            return self._link.pid if self._link else None

    def computing(self) -> int:
        """Return how many jobs the worker says it is at work on; no lease is renewed."""
        with self._lock:
            return sum(record.told == RUNNING for record in self._records.values())

    def close(self) -> None:
        """End the worker and give up every job."""
        with self._lock:
            self._closed.set()
            link, self._link = self._link, None
            self._records.clear()
            self._answer_nobody()
        if link:
            link.close()
        if self._keeper:
            self._keeper.join(5.0)

    def _command(self, id: str, do: str, wanted: str | None = None, **more: Any) -> None:
        """Send a command, and wait a little until it is obeyed, so that the next `view` shows it."""
        with self._lock:
            record = self._records.get(id)
            if record is None:
                return
            record.renew()
            record.away = False
            record.wanted = wanted or record.wanted
        self._ask(id, do, PATIENCE, **more)

    def _ask(self, id: str, do: str, timeout: float, **more: Any) -> Any:
        """Return the worker's answer; None if there is none in time."""
        answer: Future[Any] = Future()
        with self._lock:
            if id not in self._records or self._link is None:
                return None
            token = next(self._tokens)
            self._replies[token] = answer
            self._send({"do": do, "job": id, "token": token, **more})
        try:
            return answer.result(timeout)
        except TimedOut:
            return None
        finally:
            with self._lock:
                self._replies.pop(token, None)

    def _send(self, message: dict[str, Any]) -> None:
        if self._link:
            self._link.send(message)

    def _make_room(self, more: int) -> None:
        live = [record.job for record in self._records.values() if record.live]
        if len(live) >= self._limit or sum(map(weights, live)) + more > MOST_WEIGHTS_OF_ALL:
            raise GraphlabError(
                say("Too many trainings are running on this server."), hint=say("Try again in a minute or two.")
            )
        ended = [id for id, record in self._records.items() if not record.live]
        for id in ended[: max(0, len(ended) - self._limit)]:
            self._give_up(id)

    def _connected(self) -> Link:
        """Return the link to the worker, begun if need be with all that is known."""
        if self._closed.is_set():
            raise GraphlabError(say("The server is shutting down."))
        if self._link is None:
            try:
                self._link = Link(self._received, self._lost)
            except OSError as error:
                raise GraphlabError(
                    say("The training process cannot be started ({error}).", error=str(error))
                ) from error
            for record in self._records.values():
                if record.told != FAILED:
                    self._link.send(record.start())
        if self._keeper is None:
            self._keeper = Thread(target=self._keep, daemon=True)
            self._keeper.start()
        return self._link

    def _received(self, message: dict[str, Any]) -> None:
        """Take in a message of the worker."""
        with self._lock:
            record = self._records.get(str(message.get("job")))
            match message["is"]:
                case "reply":
                    answer = self._replies.pop(message["token"], None)
                    if answer:
                        answer.set_result(message["value"])
                case "progress" if record:
                    record.progress(message)
                case "checkpoint" if record:
                    record.checkpoint = message["data"]
                case "failed" if record:
                    record.fail(message["verdict"])

    def _lost(self, link: Link) -> None:
        """Start the worker again after a crash, each job from its last checkpoint, unless it crashes all the time."""
        with self._lock:
            if link is not self._link:
                return
            self._link = None
            self._answer_nobody()
            now = monotonic()
            self._crashes = [*(crash for crash in self._crashes if now - crash < WITHIN), now]
            for record in self._records.values():
                record.lost()
            if len(self._crashes) >= MOST_CRASHES:
                self._fail_all(say("The training process ended {times} times within a minute.", times=MOST_CRASHES))
            elif self._records:
                self._reconnect()

    def _reconnect(self) -> None:
        try:
            self._connected()
        except GraphlabError as error:
            self._fail_all(error.message)

    def _fail_all(self, verdict: Message) -> None:
        for record in self._records.values():
            if record.live:
                record.fail(verdict)

    def _answer_nobody(self) -> None:
        answers, self._replies = list(self._replies.values()), {}
        for answer in answers:
            answer.set_result(None)

    def _keep(self) -> None:
        """Look after the leases, and after a worker that hangs."""
        while not self._closed.wait(TICK):
            with self._lock:
                for id, record in list(self._records.items()):
                    if record.left <= 0:
                        self._give_up(id)
                    elif record.left <= 0.5:
                        self._leave(record)
                busy = any(record.told == RUNNING for record in self._records.values())
                if self._link and busy and monotonic() - self._link.heard > SILENCE:
                    self._link.kill()

    def _leave(self, record: Record) -> None:
        """Pause a job at which nobody looks."""
        if record.computing:
            record.away, record.wanted = True, PAUSED
            self._send({"do": "pause", "job": record.id})

    def _give_up(self, id: str) -> None:
        del self._records[id]
        self._send({"do": "drop", "job": id})


@cache
def jobs() -> Jobs:
    """Return the trainings of this server."""
    made = Jobs()
    atexit.register(made.close)
    return made
