"""Download archives into a folder with pooch: whole or not at all, once for all processes, within a deadline."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from graphlab.data import download_errors

Progress = Callable[[int, int], None]

# Seconds: for all archives together, for a server that sends nothing, and between two reports of the progress.
DEADLINE = 600.0
_SILENCE = 20.0
_TICK = 0.1
# Bytes that are read at once.
_CHUNK = 1 << 12
# The folder in which pooch keeps what is not complete.
_PARTIAL = "partial"


@dataclass(frozen=True)
class Archive:
    """One file to download: its name, its size in bytes and its SHA-256 sum."""

    name: str
    size: int
    sha256: str

    def whole(self, folder: Path) -> bool:
        """Whether the folder holds it with the right size and checksum."""
        path = folder / self.name
        if size_of(path) != self.size:
            return False
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == self.sha256


@dataclass(frozen=True)
class _Request:
    """Which archives are wanted, in which folder, and until when; `end` is by the monotonic clock."""

    title: str
    archives: tuple[Archive, ...]
    folder: Path
    progress: Progress | None
    deadline: float
    end: float

    @property
    def total(self) -> int:
        return sum(archive.size for archive in self.archives)

    @property
    def partial(self) -> Path:
        return self.folder / _PARTIAL

    def missing(self) -> list[Archive]:
        return [archive for archive in self.archives if not archive.whole(self.folder)]

    def arrived(self) -> int:
        parts = [size_of(path) or 0 for path in self.partial.glob("*")]
        whole = [archive.size for archive in self.archives if size_of(self.folder / archive.name) == archive.size]
        return min(sum(parts) + sum(whole), self.total)

    def report(self) -> None:
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
    """Download the archives that the folder lacks, each from the first address that has it.

    `progress(bytes done, bytes in all)` is called in the caller's thread; what it raises ends the download.
    Raises `GraphlabError`; then the archives that are complete are kept, and nothing else.
    """
    request = _Request(title, tuple(archives), folder, progress, deadline, time.monotonic() + deadline)
    try:
        if not request.missing():
            return
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(request):
            _from_any(request, addresses)
    except OSError as error:
        raise download_errors.unwritable(title, folder, request.total, error) from error


def size_of(path: Path) -> int | None:
    """Return the size of a file, or None where there is none or it cannot be seen."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


@contextmanager
def _locked(request: _Request) -> Iterator[None]:
    """Let one process at a time download; the others report the progress while they wait."""
    from filelock import FileLock, Timeout

    lock = FileLock(request.folder / ".lock")
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_TICK)
        except Timeout as error:
            if request.late():
                raise download_errors.busy(request.title, request.folder) from error
            request.report()
    try:
        # A process that was killed may have left something.
        shutil.rmtree(request.partial, ignore_errors=True)
        request.partial.mkdir()
        yield
    finally:
        shutil.rmtree(request.partial, ignore_errors=True)
        lock.release()


def _from_any(request: _Request, addresses: Sequence[str]) -> None:
    failed: list[download_errors.AddressError] = []
    for address in addresses:
        try:
            for archive in request.missing():
                _fetch(request, archive, address)
            return
        except download_errors.AddressError as error:
            failed.append(error)
    raise max(failed, key=lambda error: error.answered)


def _fetch(request: _Request, archive: Archive, address: str) -> None:
    transfer = _Transfer(address + archive.name, archive, request.partial)
    transfer.start()
    try:
        while transfer.is_alive():
            transfer.join(_TICK)
            request.report()
            if request.late() and transfer.is_alive():
                raise download_errors.too_slow(request.title, request.deadline, request.arrived(), request.total)
    finally:
        transfer.stop()
    if transfer.error:
        host = urlsplit(address).hostname or address
        raise _explained(transfer.error, transfer, request.title, host) from transfer.error
    path = request.partial / archive.name
    os.chmod(path, 0o644)
    os.replace(path, request.folder / archive.name)
    request.report()


class _Transfer(Thread):
    """One archive on its way into a folder, in a thread that can be left behind.

    Timeouts of a connection start again with every byte, and some waits (for names, proxies) have none: only the
    thread that waits for this one can keep a deadline. To pooch it is the progress bar: `total` is set as soon as a
    server answers, and what `update` raises ends the transfer.
    """

    def __init__(self, url: str, archive: Archive, folder: Path) -> None:
        super().__init__(name="graphlab-download", daemon=True)
        self.url, self.archive, self.folder = url, archive, folder
        self.total: int | None = None
        self.done, self._most = 0, archive.size + _CHUNK
        self.error: Exception | None = None

    def run(self) -> None:
        """Download and check the archive; an error is kept in `error`."""
        from pooch import HTTPDownloader, get_logger, retrieve

        get_logger().setLevel("WARNING")
        # A store that compresses on the way would send other bytes, with another checksum.
        headers = {"Accept-Encoding": "identity"}
        responses: list[Any] = []
        hooks = {"response": lambda response, **_: responses.append(response)}
        load = HTTPDownloader(self, _CHUNK, timeout=_SILENCE, headers=headers, hooks=hooks)
        try:
            retrieve(self.url, self.archive.sha256, self.archive.name, self.folder, downloader=load)
        except Exception as error:
            self.error = error
        finally:
            # pooch leaves the connection open where a download fails.
            for response in responses:
                response.close()

    def update(self, size: int) -> None:
        """Count the bytes of a chunk; pooch counts the last one as a whole one."""
        self.done += size
        if self.done >= self._most:
            raise ValueError("more bytes than the archive has")

    def stop(self) -> None:
        """Let the next chunk end the transfer."""
        self._most = 0

    def reset(self) -> None:
        """Count from 0, as pooch does at the end."""
        self.done = 0

    def close(self) -> None:
        """Do nothing; pooch closes its progress bars."""


def _explained(error: Exception, transfer: _Transfer, title: str, host: str) -> Exception:
    """Return the sentence for what pooch has raised, or an error of the disk as it is."""
    from requests import RequestException

    status = getattr(getattr(error, "response", None), "status_code", None)
    if status:
        return download_errors.refused(title, host, status)
    if not isinstance(error, RequestException):
        # pooch's only other errors are those of the disk, and the checksum's.
        return error if isinstance(error, OSError) else download_errors.wrong(transfer.archive.name, host)
    if transfer.total is None:
        return download_errors.unreachable(title, host)
    return download_errors.broken_off(transfer.archive.name, host, transfer.done, transfer.archive.size)
