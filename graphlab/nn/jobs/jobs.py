"""The client of the training worker: starts jobs, views, pauses and inspects them, and drops them with their lease."""

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
from graphlab.nn.jobs import stored_runs
from graphlab.nn.jobs.job_record import JobRecord
from graphlab.nn.jobs.limits import MOST_JOBS, MOST_WEIGHTS_OF_ALL, check_job, weights
from graphlab.nn.jobs.messages import FAILED, PAUSED, RUNNING, STOPPED, Inspection, Job, JobView
from graphlab.nn.jobs.process import WorkerProcess
from graphlab.nn.jobs.wire import inspection_of
from graphlab.nn.training.checkpoint import Checkpoint
from graphlab.nn.training.config import rate_problem

LEASE = 120.0
# Seconds that a command waits for its reply; a busy worker executes it later.
COMMAND_TIMEOUT = 1.0
# Seconds between two checks of the leases.
LEASE_CHECK_INTERVAL = 0.25
# Seconds without any report after which a worker with running jobs is killed, though its heartbeat goes on.
WORKER_TIMEOUT = 60.0
# After so many crashes within so many seconds the worker is not started again.
MOST_CRASHES, CRASH_WINDOW = 3, 60.0


class Jobs:
    """All trainings of a server. Every method may be called from any thread, and none waits for a training.

    The worker's process starts with the first job. Ids cannot be guessed, so they may stand in an address.
    """

    def __init__(self, limit: int = MOST_JOBS) -> None:
        self._limit = limit
        self._lock = RLock()
        self._records: dict[str, JobRecord] = {}
        self._process: WorkerProcess | None = None
        self._tokens = count()
        self._replies: dict[int, Future[Any]] = {}
        self._crashes: list[float] = []
        self._closed = Event()
        self._lease_thread: Thread | None = None

    def start(self, job: Job, lease: float = LEASE, *, paused: bool = False) -> str:
        """Start a training, paused or running, and return its id.

        Raises `GraphlabError` for settings that do not fit, and where the limits of the server are reached.
        """
        check_job(job)
        record = JobRecord(token_urlsafe(12), job, lease, paused)
        with self._lock:
            self._add(record)
        return record.id

    def restore(self, id: str, lease: float = LEASE) -> JobView | None:
        """Bring back, paused or ended, a run that has outlived its server or its lease; None if it was not stored.

        Raises `GraphlabError` if what is stored is damaged, and where the limits of the server are reached.
        """
        if (run := stored_runs.read(id)) is None:
            return None
        checkpoint = Checkpoint.from_bytes(run.checkpoint)
        job = Job(checkpoint.config, checkpoint.dataset, run.checkpoint, run.pace)
        check_job(job)
        record = JobRecord(id, job, lease, paused=True)
        if run.state == STOPPED:
            record.reported = STOPPED
        with self._lock:
            if id not in self._records:
                self._add(record)
        return self.view(id)

    def _add(self, record: JobRecord) -> None:
        self._check_capacity(weights(record.job))
        process = self._started_process()
        self._records[record.id] = record
        process.send(record.start_message())

    def view(self, id: str) -> JobView | None:
        """Return the state of a job and renew its lease; None for an unknown id."""
        with self._lock:
            record = self._records.get(id)
            if record is None:
                return None
            record.renew()
            if record.suspended:
                record.suspended, record.requested = False, RUNNING
                self._send({"do": "resume", "job": id})
            return record.view()

    def pause(self, id: str) -> None:
        """Pause a training."""
        self._command(id, "pause", PAUSED)

    def resume(self, id: str) -> None:
        """Resume a paused training."""
        self._command(id, "resume", RUNNING)

    def stop(self, id: str) -> None:
        """End a training; it can still be viewed and inspected."""
        self._command(id, "stop", STOPPED)

    def step(self, id: str) -> None:
        """Do one iteration, whose details `inspect` returns, and pause."""
        self._command(id, "step", PAUSED)

    def set_learning_rate(self, id: str, rate: float) -> None:
        """Change the learning rate during the training. Raises `GraphlabError` for a bad one."""
        problem = rate_problem(rate)
        if problem:
            raise GraphlabError(problem)
        with self._lock:
            if id in self._records:
                self._records[id].rate = float(rate)
        self._command(id, "rate", rate=float(rate))

    def set_pace(self, id: str, pace: float | None) -> None:
        """Set the most iterations a second; None: no limit."""
        with self._lock:
            if id in self._records:
                self._records[id].pace = pace
        self._command(id, "pace", pace=pace)

    def release(self, id: str) -> None:
        """Pause a job whose page has gone; the next `view` resumes it, and it is dropped with its lease."""
        with self._lock:
            if id in self._records:
                self._suspend(self._records[id])

    def inspect(self, id: str, timeout: float = 1.0) -> Inspection | None:
        """Return the details of the latest iteration; None if the worker does not reply in time."""
        plain = self._ask(id, "inspect", timeout)
        return inspection_of(plain) if isinstance(plain, dict) else None

    def predictions(self, id: str, timeout: float = 2.0) -> npt.NDArray[np.float32] | None:
        """Return the probabilities (N_test, classes) of the test images; None if the worker does not reply in time."""
        found = self._ask(id, "predict", timeout)
        return found if isinstance(found, np.ndarray) else None

    def checkpoint(self, id: str) -> bytes | None:
        """Return the latest checkpoint; that of a running job is up to about two seconds old."""
        with self._lock:
            record = self._records.get(id)
            return record.checkpoint if record else None

    @property
    def pid(self) -> int | None:
        """The id of the worker's process, None when there is none."""
        with self._lock:
            return self._process.pid if self._process else None

    def computing(self) -> int:
        """Return how many jobs are running in the worker; no lease is renewed."""
        with self._lock:
            return sum(record.reported == RUNNING for record in self._records.values())

    def close(self) -> None:
        """End the worker and drop every job."""
        with self._lock:
            self._closed.set()
            process, self._process = self._process, None
            self._records.clear()
            self._cancel_replies()
        if process:
            process.close()
        if self._lease_thread:
            self._lease_thread.join(5.0)

    def _command(self, id: str, do: str, requested: str | None = None, **more: Any) -> None:
        """Send a command and wait a moment for its reply, so that the next `view` shows its effect."""
        with self._lock:
            record = self._records.get(id)
            if record is None:
                return
            record.renew()
            record.suspended = False
            record.requested = requested or record.requested
        self._ask(id, do, COMMAND_TIMEOUT, **more)

    def _ask(self, id: str, do: str, timeout: float, **more: Any) -> Any:
        """Return the worker's reply; None if there is none in time."""
        reply: Future[Any] = Future()
        with self._lock:
            if id not in self._records or self._process is None:
                return None
            token = next(self._tokens)
            self._replies[token] = reply
            self._send({"do": do, "job": id, "token": token, **more})
        try:
            return reply.result(timeout)
        except TimedOut:
            return None
        finally:
            with self._lock:
                self._replies.pop(token, None)

    def _send(self, message: dict[str, Any]) -> None:
        if self._process:
            self._process.send(message)

    def _check_capacity(self, more: int) -> None:
        live = [record.job for record in self._records.values() if record.live]
        if len(live) >= self._limit or sum(map(weights, live)) + more > MOST_WEIGHTS_OF_ALL:
            raise GraphlabError(
                say("Too many trainings are running on this server."), hint=say("Try again in a minute or two.")
            )
        ended = [id for id, record in self._records.items() if not record.live]
        for id in ended[: max(0, len(ended) - self._limit)]:
            self._drop(id)

    def _started_process(self) -> WorkerProcess:
        """Return the worker's process; a new one is given all jobs."""
        if self._closed.is_set():
            raise GraphlabError(say("The server is shutting down."))
        if self._process is None:
            try:
                self._process = WorkerProcess(self._receive_message, self._ended)
            except OSError as error:
                raise GraphlabError(
                    say("The training process cannot be started ({error}).", error=str(error))
                ) from error
            for record in self._records.values():
                if record.reported != FAILED:
                    self._process.send(record.start_message())
        if self._lease_thread is None:
            self._lease_thread = Thread(target=self._check_leases, daemon=True)
            self._lease_thread.start()
        return self._process

    def _receive_message(self, message: dict[str, Any]) -> None:
        """Handle a message of the worker."""
        with self._lock:
            record = self._records.get(str(message.get("job")))
            match message["is"]:
                case "reply":
                    reply = self._replies.pop(message["token"], None)
                    if reply:
                        reply.set_result(message["value"])
                case "progress" if record:
                    record.update(message)
                case "checkpoint" if record:
                    record.checkpoint = message["data"]
                case "failed" if record:
                    record.fail(message["verdict"])

    def _ended(self, process: WorkerProcess) -> None:
        """Restart the worker after a crash, each job from its last checkpoint, unless it has crashed too often."""
        with self._lock:
            if process is not self._process:
                return
            self._process = None
            self._cancel_replies()
            now = monotonic()
            self._crashes = [*(crash for crash in self._crashes if now - crash < CRASH_WINDOW), now]
            for record in self._records.values():
                record.reset_after_crash()
            if len(self._crashes) >= MOST_CRASHES:
                self._fail_all(say("The training process ended {times} times within a minute.", times=MOST_CRASHES))
            elif self._records:
                self._restart_process()

    def _restart_process(self) -> None:
        try:
            self._started_process()
        except GraphlabError as error:
            self._fail_all(error.message)

    def _fail_all(self, verdict: Message) -> None:
        for record in self._records.values():
            if record.live:
                record.fail(verdict)

    def _cancel_replies(self) -> None:
        replies, self._replies = list(self._replies.values()), {}
        for reply in replies:
            reply.set_result(None)

    def _check_leases(self) -> None:
        """Pause and drop jobs by their leases, and kill a worker that hangs."""
        while not self._closed.wait(LEASE_CHECK_INTERVAL):
            with self._lock:
                for id, record in list(self._records.items()):
                    if record.lease_left <= 0:
                        self._drop(id)
                    elif record.lease_left <= 0.5:
                        self._suspend(record)
                busy = any(record.reported == RUNNING for record in self._records.values())
                if self._process and (
                    self._process.hangs(LEASE_CHECK_INTERVAL)
                    or (busy and monotonic() - self._process.last_message > WORKER_TIMEOUT)
                ):
                    self._process.kill()

    def _suspend(self, record: JobRecord) -> None:
        """Pause a job whose page has gone."""
        if record.computing:
            record.suspended, record.requested = True, PAUSED
            self._send({"do": "pause", "job": record.id})

    def _drop(self, id: str) -> None:
        del self._records[id]
        self._send({"do": "drop", "job": id})


@cache
def jobs() -> Jobs:
    """Return the trainings of this server."""
    made = Jobs()
    atexit.register(made.close)
    return made
