"""Every fault of a download: a sentence that says what to do, and nothing half-written left."""

import errno
import io
import os
import re
import shutil
import socket
import stat
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pooch
import pytest
from filelock import FileLock

from graphlab.data import download, mnist
from graphlab.data.mnist import ARCHIVES, MNIST
from graphlab.engine.errors import GraphlabError
from tests.data.mirror import Mirror, serving

NAMES = [archive.name for archive in ARCHIVES]
FIRST, *REST = NAMES
LAST = NAMES[-1]


def fetch(deadline: float = 20.0, progress: download.Progress | None = None) -> None:
    assert MNIST.fetch is not None
    MNIST.fetch(progress, deadline)


def failure(deadline: float = 20.0) -> str:
    with pytest.raises(GraphlabError) as caught:
        fetch(deadline)
    assert caught.value.hint
    return str(caught.value)


def left(cache: Path) -> list[str]:
    """The archives in the cache, after a look that there is nothing else and each of them is whole."""
    names = sorted(path.name for path in cache.iterdir() if path.name != ".lock")
    whole = [archive.name for archive in ARCHIVES if archive.whole(cache)]
    assert names == sorted(whole)
    return whole


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_download(mirror: Mirror, cache: Path) -> None:
    assert not MNIST.here()
    told: list[tuple[int, int, int]] = []
    fetch(progress=lambda done, total: told.append((done, total, threading.get_ident())))
    assert left(cache) == NAMES
    assert MNIST.here()
    assert mirror.asked == dict.fromkeys(NAMES, 1)
    assert {stat.S_IMODE((cache / name).stat().st_mode) for name in NAMES} == {0o644}
    done = [each[0] for each in told]
    assert done == sorted(done)
    assert done[-1] == MNIST.size
    assert {each[1] for each in told} == {MNIST.size}
    assert {each[2] for each in told} == {threading.get_ident()}
    fetch()
    assert mirror.asked.total() == 4
    assert len(MNIST.load().x_train) == 60_000


@pytest.mark.parametrize(
    ("how", "sentence", "advice"),
    [
        ("404", "answered with status 404", "Try again"),
        ("500", "answered with status 500", "Try again"),
        ("circle", "answered with status 302", "Try again"),
        ("cut", "broke off after [0-9,]+ of 28,881 bytes", "archives that have arrived are kept"),
        ("short", "its checksum is wrong", "thrown away"),
        ("wrong", "its checksum is wrong", "thrown away"),
        ("long", "its checksum is wrong", "thrown away"),
        ("login", "its checksum is wrong", "login page"),
        ("unzipped", "its checksum is wrong", "thrown away"),
        ("hangup", "does not answer", "connection to the internet"),
        ("nothing", "does not answer", "connection to the internet"),
        ("stall", "broke off", "Try again"),
    ],
)
def test_a_fault_and_then_another_try(
    mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch, how: str, sentence: str, advice: str
) -> None:
    if how in {"stall", "nothing"}:
        monkeypatch.setattr(download, "_SILENCE", 0.5)
    mirror.misbehave = {NAMES[1]: [how] * (99 if how == "circle" else 1)}
    message = failure()
    assert re.search(sentence, message), message
    assert advice in message
    assert left(cache) == [FIRST]
    mirror.misbehave = {}
    mirror.asked.clear()
    fetch()
    assert left(cache) == NAMES
    assert FIRST not in mirror.asked, "an archive that is complete was asked for again"


def test_a_redirect_is_followed(mirror: Mirror, cache: Path) -> None:
    mirror.misbehave = {name: ["redirect"] for name in NAMES}
    fetch()
    assert left(cache) == NAMES


@pytest.mark.parametrize("how", ["trickle", "stall", "nothing"])
def test_the_deadline_holds_whatever_the_server_does(mirror: Mirror, cache: Path, how: str) -> None:
    mirror.misbehave = {LAST: [how]}
    before = time.monotonic()
    message = failure(deadline=1.0)
    assert time.monotonic() - before < 2.0
    assert "has not arrived within 1 seconds: 11.6 of 11.6 MB" in message
    assert left(cache) == NAMES[:-1]


def test_a_thread_left_behind_ends_and_harms_nothing(mirror: Mirror, cache: Path) -> None:
    mirror.misbehave = {FIRST: ["crawl"]}
    failure(deadline=0.3)
    fetch()
    assert left(cache) == NAMES
    for thread in threading.enumerate():
        if thread.name == "graphlab-download":
            thread.join(5)
            assert not thread.is_alive()
    assert left(cache) == NAMES


def test_nobody_answers(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [f"http://127.0.0.1:{closed_port()}/", "http://no-such-host.invalid/"]
    monkeypatch.setattr(mnist, "ADDRESSES", tuple(addresses))
    message = failure()
    assert "MNIST could not be downloaded: 127.0.0.1 does not answer." in message
    assert "Check this machine's connection to the internet" in message
    assert left(cache) == []


def test_the_second_address_is_asked_for_what_the_first_does_not_give(
    mirror: Mirror, archives: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.misbehave = {NAMES[2]: ["404"]}
    with serving(archives) as second:
        monkeypatch.setattr(mnist, "ADDRESSES", (mirror.url, second.url))
        fetch()
        assert second.asked == {NAMES[2]: 1, NAMES[3]: 1}
    assert mirror.asked == dict.fromkeys(NAMES[:3], 1)
    assert left(cache) == NAMES


@pytest.mark.parametrize("mirror_first", [True, False])
def test_of_two_faults_the_more_telling_is_reported(
    mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch, mirror_first: bool
) -> None:
    mirror.always("wrong")
    addresses = (mirror.url, f"http://127.0.0.1:{closed_port()}/")
    monkeypatch.setattr(mnist, "ADDRESSES", addresses if mirror_first else addresses[::-1])
    assert "its checksum is wrong" in failure()


def test_the_usual_addresses_come_after_the_mirror(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
    assert mnist._addresses() == usual
    monkeypatch.setenv("GRAPHLAB_MNIST_MIRROR", "https://example.org/mnist")
    assert mnist._addresses() == ("https://example.org/mnist/", *usual)


@pytest.mark.parametrize("address", ["example.org/mnist", "file:///etc", "http://", "http://[", "ftp://example.org"])
def test_a_mirror_that_is_no_address(cache: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("GRAPHLAB_MNIST_MIRROR", address)
    assert "`GRAPHLAB_MNIST_MIRROR` is not an address" in failure()


def test_a_password_in_the_address_is_not_shown(cache: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.always("404")
    monkeypatch.setattr(mnist, "ADDRESSES", (mirror.url.replace("//", "//user:secret@"),))
    assert "secret" not in failure()


class FullDisk(io.BufferedWriter):
    """A file on a disk with room for a hundred thousand bytes."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_a_full_disk(mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(pooch.downloaders, "open", lambda name, mode: FullDisk(io.FileIO(name, mode)), raising=False)
        message = failure()
    assert f"The disk is full: {cache} needs 12 MB. Make room, then try again." in message
    assert left(cache) == []
    fetch()
    assert left(cache) == NAMES


@pytest.mark.parametrize(
    ("module", "call"), [(tempfile, "NamedTemporaryFile"), (shutil, "move"), (os, "chmod"), (os, "replace")]
)
def test_a_disk_that_fills_up_at_another_moment(
    mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, call, full)
    assert "The disk is full" in failure()
    assert left(cache) == []


def test_a_cache_that_cannot_be_made(mirror: Mirror, cache: Path) -> None:
    cache.parent.parent.mkdir()
    cache.parent.write_text("a file where the folder should be")
    message = failure()
    assert f"{cache} cannot be written to" in message
    assert "`GRAPHLAB_DATA_DIR`" in message
    assert mirror.asked.total() == 0


def test_a_read_only_cache(mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch()
    (cache / LAST).unlink()
    (cache / ".lock").unlink(missing_ok=True)
    mirror.asked.clear()
    parents = [path for path in cache.parents if path.stat().st_uid == os.getuid() and not path.stat().st_mode & 0o001]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in parents}
    user = os.geteuid()
    try:
        cache.chmod(0o555)
        for path in parents:
            path.chmod(modes[path] | 0o055)
        if user == 0:  # to whom no folder is read-only
            os.seteuid(65534)
        message = failure()
    finally:
        os.seteuid(user)
        cache.chmod(0o755)
        for path, mode in modes.items():
            path.chmod(mode)
    assert f"{cache} cannot be written to (Permission denied)" in message
    assert mirror.asked.total() == 0
    assert left(cache) == NAMES[:-1]


def test_damaged_archives_in_the_cache_are_replaced(mirror: Mirror, cache: Path) -> None:
    fetch()
    (cache / LAST).write_bytes(b"x" * ARCHIVES[-1].size)
    (cache / FIRST).write_bytes(b"half")
    mirror.asked.clear()
    fetch()
    assert left(cache) == NAMES
    assert mirror.asked == {FIRST: 1, LAST: 1}


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ZeroDivisionError])
def test_what_the_progress_raises_ends_the_download(mirror: Mirror, cache: Path, kind: type[BaseException]) -> None:
    mirror.misbehave = {FIRST: ["crawl"]}

    def stop(done: int, total: int) -> None:
        if done:
            raise kind

    with pytest.raises(kind):
        fetch(progress=stop)
    assert left(cache) == []
    fetch()
    assert left(cache) == NAMES


def test_waiting_for_another_program_has_an_end_and_shows_its_progress(mirror: Mirror, cache: Path) -> None:
    (cache / "partial").mkdir(parents=True)
    (cache / "partial" / "somebody").write_bytes(b"x" * 1000)
    told = []
    with FileLock(cache / ".lock"), pytest.raises(GraphlabError, match="Another program is still downloading MNIST"):
        fetch(0.4, lambda done, total: told.append((done, total)))
    assert told[0] == (1000, MNIST.size)
    assert mirror.asked.total() == 0
    assert (cache / "partial" / "somebody").exists(), "the file of whoever holds the lock was removed"


def test_sessions_of_one_server_download_once(mirror: Mirror, cache: Path) -> None:
    with ThreadPoolExecutor(5) as pool:
        assert len({id(data) for data in pool.map(lambda _: MNIST.load(deadline=20.0), range(5))}) == 1
    assert mirror.asked == dict.fromkeys(NAMES, 1)


def test_a_given_folder_goes_first(
    archives: Path, mirror: Mirror, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHLAB_DATA_DIR", str(archives))
    assert MNIST.here()
    assert mnist.folder() == archives
    assert len(MNIST.load().x_test) == 10_000
    assert mirror.asked.total() == 0
    assert not cache.exists()


def test_a_given_folder_that_lacks_an_archive_is_passed_over(
    archives: Path, mirror: Mirror, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REST:
        (tmp_path / name).symlink_to(archives / name)
    monkeypatch.setenv("GRAPHLAB_DATA_DIR", str(tmp_path))
    assert not MNIST.here()
    assert len(MNIST.load().x_test) == 10_000
    assert left(cache) == NAMES


def test_a_given_folder_with_a_damaged_archive_is_named(
    archives: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REST:
        (tmp_path / name).symlink_to(archives / name)
    (tmp_path / FIRST).write_bytes((archives / FIRST).read_bytes()[:-1])
    monkeypatch.setenv("GRAPHLAB_DATA_DIR", str(tmp_path))
    with pytest.raises(GraphlabError, match=f"`{FIRST}` in {tmp_path} is damaged: its checksum is wrong."):
        MNIST.load()
    (tmp_path / FIRST).write_bytes((archives / FIRST).read_bytes())
    assert len(MNIST.load().x_test) == 10_000
