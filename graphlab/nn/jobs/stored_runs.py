"""Runs on disk, so that they outlive the server: the last checkpoint of each, with its state and pace."""

import json
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import inf
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic, time

import numpy as np
from platformdirs import user_state_dir

from graphlab.engine.errors import GraphlabError, say
from graphlab.nn.jobs.messages import PAUSED, STOPPED, JobView
from graphlab.nn.training.checkpoint import Checkpoint, unpacked

# Names the folder, where the user's own is not wanted.
FOLDER = "GRAPHLAB_STATE_DIR"
# A run is kept for so many seconds after its last checkpoint, and all runs take so many bytes at most.
LONGEST, MOST_BYTES = 24 * 3600.0, 500 * 2**20
# No checkpoint of a net that may be trained here is larger.
MOST_BYTES_OF_ONE = 64 * 2**20
# Seconds after which the folder is scanned again: another server may write there too.
SCAN_EVERY = 60.0
FORMAT = 1
_ID = re.compile(r"[\w-]{16,64}", re.ASCII)
_SUFFIX, _PART = ".npz", ".part-"


@dataclass(frozen=True)
class StoredRun:
    """A run as it is kept: the bytes of its checkpoint, "paused" or "stopped", and its pace (None: no limit)."""

    checkpoint: bytes
    state: str
    pace: float | None


def folder() -> Path:
    """Return the folder of the runs: `GRAPHLAB_STATE_DIR`, else the user's folder for the state of programs."""
    return Path(os.environ.get(FOLDER) or user_state_dir("graphlab", appauthor=False)).expanduser() / "trainings"


def read(id: str) -> StoredRun | None:
    """Return a run that was stored within the last 24 hours; None if there is none.

    Raises `GraphlabError` for a file that is damaged or was not written by `Store`.
    """
    path = folder() / f"{id}{_SUFFIX}"
    try:
        found = path.stat() if _ID.fullmatch(id) else None
    except OSError:
        return None
    if found is None or time() - found.st_mtime > LONGEST:
        return None
    try:
        if found.st_size > MOST_BYTES_OF_ONE:
            raise ValueError
        parts = unpacked(path.read_bytes())
        plain = json.loads(parts["run"])
        state, pace = plain["state"], plain["pace"]
        if plain["format"] != FORMAT or state not in (PAUSED, STOPPED) or not (pace is None or 0 < pace < inf):
            raise ValueError
        return StoredRun(parts["checkpoint"], state, pace)
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        raise GraphlabError(say("What was kept of this run is damaged, so it cannot go on.")) from None


def stored_view(id: str) -> JobView | None:
    """Return a stored run as it is drawn, without bringing it back; None if there is none, or if it is damaged."""
    try:
        run = read(id)
        checkpoint = Checkpoint.from_bytes(run.checkpoint) if run else None
    except GraphlabError:
        return None
    if run is None or checkpoint is None:
        return None
    return JobView(
        id=id,
        state=run.state,
        iteration=checkpoint.iteration,
        iterations=checkpoint.config.iterations,
        losses=np.frombuffer(checkpoint.losses, np.float32),
        accuracy=tuple((row.iteration, row.train, row.test) for row in checkpoint.accuracies),
        rates=tuple((rate.iteration, rate.learning_rate) for rate in checkpoint.rates),
        speed=0.0,
        remaining=None,
        verdict=None,
        restarts=0,
        config=checkpoint.config,
        dataset=checkpoint.dataset,
        pace=run.pace,
    )


class Store:
    """Writes runs into the folder, and deletes the oldest where they grow too old or too large.

    Where the folder cannot be written this is said once on stderr, and nothing is kept.
    """

    def __init__(self) -> None:
        self._folder, self._reported = folder(), False
        self._bytes, self._scanned = 0, -SCAN_EVERY

    def write(self, id: str, run: StoredRun) -> None:
        """Store a run in the place of what was stored of it before; a reader sees the one or the other."""
        plain = json.dumps({"format": FORMAT, "state": run.state, "pace": run.pace}).encode()
        file = BytesIO()
        np.savez(file, run=np.frombuffer(plain, np.uint8), checkpoint=np.frombuffer(run.checkpoint, np.uint8))
        try:
            self._replace(self._folder / f"{id}{_SUFFIX}", file.getbuffer())
            self._bytes += file.getbuffer().nbytes
            if self._bytes > MOST_BYTES or monotonic() - self._scanned > SCAN_EVERY:
                self._prune()
        except OSError as error:
            if not self._reported:
                self._reported = True
                print(f"graphlab: runs cannot be kept in {self._folder} ({error.strerror or error})", file=sys.stderr)

    def _replace(self, path: Path, content: memoryview) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=_PART, delete=False) as file:
            try:
                file.write(content)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _prune(self) -> None:
        """Delete what is too old, then the oldest until the rest is small enough; half-written files go in time too."""
        found = []
        for path in self._folder.iterdir():
            if path.name.startswith(_PART) or (path.suffix == _SUFFIX and _ID.fullmatch(path.stem)):
                with suppress(FileNotFoundError):  # Another server may delete too.
                    found.append((path.stat().st_mtime, path.stat().st_size, path))
        found.sort()
        self._bytes, self._scanned = sum(size for _time, size, _path in found), monotonic()
        for written, size, path in found:
            if self._bytes <= MOST_BYTES and time() - written <= LONGEST:
                break
            path.unlink(missing_ok=True)
            self._bytes -= size
