"""Bring checked archives into a folder: whole or not at all, once for all processes, within a deadline."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Thread
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from graphlab.data import download_errors

Progress = Callable[[int, int], None]

DEADLINE = 600.0

# A server that is silent for so many seconds is given up.
_SILENCE = 20.0
_TICK = 0.1
_CHUNK = 1 << 12
_PART = ".part"


@dataclass(frozen=True)
class Archive:
    """One file to have: its name, its size in bytes and its SHA-256 sum."""

    name: str
    size: int
    sha256: str

    def whole(self, folder: Path) -> bool:
        """Whether the folder holds it, complete and unharmed."""
        path = folder / self.name
        if size_of(path) != self.size:
            return False
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True)
class _Job:
    """What is wanted, where, whom to tell, and until when; `end` is by the monotonic clock."""

    title: str
    archives: tuple[Archive, ...]
    folder: Path
    progress: Progress | None
    deadline: float
    end: float

    @property
    def total(self) -> int:
        return sum(archive.size for archive in self.archives)

    def missing(self) -> list[Archive]:
        return [archive for archive in self.archives if not archive.whole(self.folder)]

    def arrived(self) -> int:
        parts = [size_of(path) or 0 for path in self.folder.glob(f"*{_PART}")]
        whole = [archive.size for archive in self.archives if size_of(self.folder / archive.name) == archive.size]
        return min(sum(parts) + sum(whole), self.total)

    def tell(self) -> None:
        if self.progress:
            self.progress(self.arrived(), self.total)

    def late(self) -> bool:
        return time.monotonic() > self.end


def download(
    title: str,
    archives: Sequence[Archive],
    folder: Path,
    addresses: Sequence[str],
    progress: Progress | None = None,
    deadline: float = DEADLINE,
) -> None:
    """Bring the archives that the folder lacks into it, from the first address that gives them.

    `progress(bytes done, bytes in all)` is called in the caller's thread; what it raises ends the download.
    Raises `GraphlabError`; then the archives that are complete are kept, and nothing else.
    """
    job = _Job(title, tuple(archives), folder, progress, deadline, time.monotonic() + deadline)
    try:
        if not job.missing():
            return
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(job):
            _clear(folder)
            _from_any(job, addresses)
    except OSError as error:
        raise download_errors.unwritable(job.title, job.folder, job.total, error) from error


def size_of(path: Path) -> int | None:
    """Return the size of a file, or None where there is none to be seen."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


@contextmanager
def _alone(job: _Job) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(job.folder / ".lock")
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_TICK)
        except Timeout as error:
            if job.late():
                raise download_errors.busy(job.title, job.folder) from error
            job.tell()
    try:
        yield
    finally:
        lock.release()


def _clear(folder: Path) -> None:
    # Whoever holds the lock is the only one who downloads: what others left behind is dead.
    for path in folder.glob(f"*{_PART}"):
        with suppress(OSError):
            path.unlink()


def _from_any(job: _Job, addresses: Sequence[str]) -> None:
    failed: list[download_errors.AddressError] = []
    for address in addresses:
        try:
            for archive in job.missing():
                _bring(job, archive, address)
            return
        except download_errors.AddressError as fault:
            failed.append(fault)
    raise max(failed, key=lambda fault: fault.answered)


def _bring(job: _Job, archive: Archive, address: str) -> None:
    descriptor, name = tempfile.mkstemp(_PART, archive.name, job.folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            transfer = _Transfer(address + archive.name, file, archive.size)
            _watch(job, transfer)
        _judge(job, archive, transfer, urlsplit(address).hostname or address)
        os.chmod(name, 0o644)
        os.replace(name, job.folder / archive.name)
    finally:
        Path(name).unlink(missing_ok=True)
    job.tell()


def _watch(job: _Job, transfer: _Transfer) -> None:
    transfer.start()
    while transfer.is_alive():
        transfer.join(_TICK)
        job.tell()
        if job.late() and transfer.is_alive():
            raise download_errors.too_slow(job.title, job.deadline, job.arrived(), job.total)


class _Answer(Protocol):
    def close(self) -> None: ...


class _Transfer(Thread):
    """One archive on its way into a file, in a thread that can be left behind.

    Timeouts of the connection start again with every byte, and some waits (names, proxies) have none:
    only the thread that waits outside can keep a deadline. It closes the file, and the next write ends this one.
    """

    def __init__(self, url: str, file: BinaryIO, size: int) -> None:
        super().__init__(name="graphlab-download", daemon=True)
        self._url, self._file, self._size = url, file, size
        self.answers: list[_Answer] = []
        self.done = 0
        self.digest = sha256()
        self.fault: Exception | None = None
        self.disk: OSError | None = None

    def run(self) -> None:
        """Download; what goes wrong is kept for whoever waits."""
        from pooch import HTTPDownloader

        # What stores compress on the way would arrive unzipped, with a checksum of its own.
        headers = {"Accept-Encoding": "identity"}
        try:
            HTTPDownloader(chunk_size=_CHUNK, timeout=_SILENCE, headers=headers, hooks={"response": self._keep})(
                self._url, self, None
            )
        except Exception as fault:
            self.fault = fault
        finally:
            # pooch leaves the connection open where a download fails.
            for answer in self.answers:
                answer.close()

    def _keep(self, answer: _Answer, **_: object) -> None:
        self.answers.append(answer)

    def write(self, data: bytes) -> None:
        """Take what has arrived, but never more than the archive has bytes."""
        self.done += len(data)
        if self.done > self._size:
            raise ValueError("more bytes than the archive has")
        self.digest.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            self.disk = error
            raise

    def flush(self) -> None:
        """Let the progress be seen on disk."""
        try:
            self._file.flush()
        except OSError as error:
            self.disk = error
            raise


def _judge(job: _Job, archive: Archive, transfer: _Transfer, host: str) -> None:
    if transfer.disk:
        raise transfer.disk
    if transfer.done == archive.size and transfer.digest.hexdigest() == archive.sha256:
        return
    status = getattr(getattr(transfer.fault, "response", None), "status_code", None)
    if status:
        raise download_errors.refused(job.title, host, status) from transfer.fault
    if transfer.done > archive.size or not transfer.fault:
        raise download_errors.wrong(archive.name, host) from transfer.fault
    if transfer.answers:
        raise download_errors.broken_off(archive.name, host, transfer.done, archive.size) from transfer.fault
    raise download_errors.unreachable(job.title, host) from transfer.fault
