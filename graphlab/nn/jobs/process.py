"""The worker's process on the client's side: lines to it, lines from it, and a call when it has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any

import graphlab
from graphlab.nn.jobs.wire import from_line, to_line

# Seconds without a heartbeat after which a worker counts as hung, and the same before its first one.
SILENCE, START = 3.0, 60.0
_COMMAND = (sys.executable, "-m", "graphlab.nn.jobs.worker")
_ROOT = str(Path(graphlab.__file__).parents[1])


class WorkerProcess:
    """A worker process with a thread that writes to it and one that reads from it.

    `received(message)` and `ended(process)` are called in the reading thread; `last_message` is the time of the last
    message that was no heartbeat. Raises `OSError` if no process can be started.
    """

    def __init__(self, received: Callable[[dict[str, Any]], None], ended: Callable[[WorkerProcess], None]) -> None:
        self.last_message, self._silence, self._beats = monotonic(), 0.0, False
        self._receive_message, self._ended = received, ended
        self._outbox: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment())
        self._threads = [Thread(target=target, daemon=True) for target in (self._write, self._read)]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def send(self, message: dict[str, Any]) -> None:
        """Queue a message; never waits for the worker."""
        self._outbox.put(message)

    def hangs(self, seconds: float) -> bool:
        """Count `seconds` more in which this server has run, and tell whether the worker was silent for too long.

        Time by the clock would also count while the server itself was stopped.
        """
        self._silence += seconds
        return self._silence > (SILENCE if self._beats else START)

    def kill(self) -> None:
        """Kill the process, as if it had crashed."""
        self._process.kill()

    def close(self, patience: float = 3.0) -> None:
        """Let the process end; kill it after `patience` seconds."""
        self._outbox.put(None)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
        for thread in self._threads:
            thread.join(patience)

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            while (message := self._outbox.get()) is not None:
                pipe.write(to_line(message))
                pipe.flush()
        except BrokenPipeError:
            pass  # The reading thread reports the end.
        finally:
            _shut(pipe)

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        for line in pipe:
            self._silence = 0.0
            self._receive(line)
        self._process.wait()
        self._outbox.put(None)
        pipe.close()
        self._ended(self)

    def _receive(self, line: bytes) -> None:
        try:
            message = from_line(line)
            if message["is"] == "heartbeat":
                self._beats = True
            else:
                self.last_message = monotonic()
                self._receive_message(message)
        except (ValueError, KeyError, TypeError) as error:
            print(f"graphlab: not a message of the training worker: {error!r}", file=sys.stderr)


def _shut(pipe: Any) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _environment() -> dict[str, str]:
    paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **threads, "PYTHONPATH": os.pathsep.join(paths)}
