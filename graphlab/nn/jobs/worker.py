"""The process that trains: `python -m graphlab.nn.jobs.worker`.

It reads commands from stdin, reports progress on stdout, gives each job fair slices of time and ends with stdin.
Commands and messages are lines in the format of `wire`.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import perf_counter, sleep
from typing import Any, BinaryIO

from graphlab.data import Dataset, load
from graphlab.engine.errors import GraphlabError
from graphlab.nn.jobs.messages import FAILED, PAUSED, RUNNING, WAITING
from graphlab.nn.jobs.slices import Command, Training
from graphlab.nn.jobs.stored_runs import Store
from graphlab.nn.jobs.wire import from_line, to_line

# Seconds between two heartbeats.
HEARTBEAT = 0.5


@dataclass(frozen=True, eq=False)
class Loaded:
    """A data set that has been loaded, or the error of loading it."""

    name: str
    found: Dataset | Exception


class Worker:
    """All jobs of a server, scheduled by the processor time they have spent.

    The job with the least time has the next slice, so that long iterations gain nothing. The clock is that least time;
    a job that starts or resumes is set to it, so that it does not catch up what it has not asked for.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.inbox: SimpleQueue[Command | Loaded | None] = SimpleQueue()
        self._out, self._writing, self._store = out, Lock(), Store()
        self._jobs: dict[str, Training] = {}
        self._data: dict[str, Dataset | None] = {}  # None: being loaded.
        self._clock = 0.0

    def listen(self, lines: BinaryIO) -> None:
        """Put every command into the inbox, and None at the end; a line that is no command is skipped."""
        for line in lines:
            try:
                self.inbox.put(from_line(line))
            except ValueError as error:
                print(f"graphlab worker: not a command: {error}", file=sys.stderr)
        self.inbox.put(None)

    def beat(self) -> None:
        """Send heartbeats from a thread of their own: they stop when the process does, not while it computes."""
        with suppress(BrokenPipeError):
            while True:
                self._send({"is": "heartbeat"})
                sleep(HEARTBEAT)

    def serve(self) -> None:
        """Alternate between commands and slices until the commands end."""
        while True:
            ready, wait = self._ready()
            while not ready or not self.inbox.empty():
                try:
                    item = self.inbox.get(timeout=wait)
                except Empty:
                    pass  # A training that was ahead of its pace is ready.
                else:
                    if item is None:
                        return
                    self._handle(item)
                ready, wait = self._ready()
            job = min(ready, key=lambda job: job.spent)
            if job.pace:
                job.spent = max(job.spent, self._clock)  # It does not catch up the slices that its pace left out.
            self._clock = max(self._clock, job.spent)
            self._guarded(job, job.slice)

    def store_all(self) -> None:
        """Store what runs, because the server has ended."""
        for job in self._jobs.values():
            if job.state == RUNNING:
                job.store()

    def _ready(self) -> tuple[list[Training], float | None]:
        """Return the jobs that can run now, and the seconds until one more can; None if only a command changes that."""
        running, now = [job for job in self._jobs.values() if job.state == RUNNING], perf_counter()
        ahead = [job.ready - now for job in running if job.pace and job.ready > now]
        return [job for job in running if not job.pace or job.ready <= now], min(ahead, default=None)

    def _handle(self, item: Command | Loaded) -> None:
        try:
            if isinstance(item, Loaded):
                self._loaded(item)
            else:
                self._execute(item)
        except (KeyError, TypeError, ValueError) as error:
            print(f"graphlab worker: a command that cannot be executed: {error!r}", file=sys.stderr)

    def _execute(self, command: Command) -> None:
        do, job = command.get("do"), self._jobs.get(str(command.get("job")))
        if do == "start":
            self._start(command)
        elif do == "drop":
            self._jobs.pop(str(command.get("job")), None)
        elif job is not None and job.state == WAITING:
            job.pending.append(command)
            return
        elif job is not None and job.state != FAILED:
            self._reply(command, self._guarded(job, lambda: self._act(job, command)))
            return
        self._reply(command, None)

    def _act(self, job: Training, command: Command) -> Any:
        actions: dict[str, Callable[[], Any]] = {
            "pause": job.pause,
            "resume": lambda: self._resume(job),
            "stop": job.stop,
            "step": job.step,
            "rate": lambda: job.set_rate(float(command["rate"])),
            "pace": lambda: job.set_pace(command["pace"]),
            "inspect": job.inspect,
            "predict": job.predict,
        }
        action = actions.get(str(command.get("do")))
        try:
            return action() if action else None
        except GraphlabError:
            return None  # The command does not fit the state of the training, which continues.

    def _reply(self, command: Command, value: Any) -> None:
        if "token" in command:
            self._send({"is": "reply", "token": command["token"], "value": value})

    def _start(self, command: Command) -> None:
        job = Training(command, self._send, self._store)
        self._jobs[job.id] = job
        data = self._data.get(job.dataset)
        if data is not None:
            self._begin(job, data)
        elif job.dataset not in self._data:
            self._data[job.dataset] = None
            Thread(target=self._load, args=(job.dataset,), daemon=True).start()

    def _load(self, name: str) -> None:
        """Load a data set in a thread beside the trainings."""
        try:
            self.inbox.put(Loaded(name, load(name)))
        except Exception as error:
            self.inbox.put(Loaded(name, error))

    def _loaded(self, loaded: Loaded) -> None:
        found = loaded.found
        waiting = [job for job in self._jobs.values() if job.dataset == loaded.name and job.state == WAITING]
        if isinstance(found, Exception):
            del self._data[loaded.name]
            for job in waiting:
                self._fail(job, found)
        else:
            self._data[loaded.name] = found
            for job in waiting:
                self._begin(job, found)

    def _begin(self, job: Training, data: Dataset) -> None:
        job.spent = self._clock
        self._guarded(job, lambda: job.load(data))
        pending, job.pending = job.pending, []
        for command in pending:
            self._handle(command)

    def _resume(self, job: Training) -> None:
        if job.state == PAUSED:
            job.spent = self._clock
            job.resume()

    def _guarded(self, job: Training, action: Callable[[], Any]) -> Any:
        """Return the action's result; an error ends this job and no other."""
        try:
            return action()
        except BrokenPipeError:
            raise
        except Exception as error:
            return self._fail(job, error)

    def _fail(self, job: Training, error: Exception) -> None:
        if not isinstance(error, ValueError):
            traceback.print_exception(error)
        job.fail(error)
        pending, job.pending = job.pending, []
        for command in pending:
            self._reply(command, None)

    def _send(self, message: dict[str, Any]) -> None:
        line = to_line(message)
        with self._writing:
            self._out.write(line)
            self._out.flush()


def main() -> None:
    """Serve until stdin closes. Printed text goes to stderr: stdout carries messages alone."""
    # Ctrl-C in a terminal reaches this process too; it ends when the server does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    worker = Worker(out)
    Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    Thread(target=worker.beat, daemon=True).start()
    try:
        worker.serve()
    except BrokenPipeError:
        pass  # The server has ended.
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    worker.store_all()
    # Not by returning: the thread that reads stdin would block the interpreter's exit.
    os._exit(0)


if __name__ == "__main__":
    main()
