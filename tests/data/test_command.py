"""`python -m graphlab.data`, in processes of its own: success, failure, two at once, one killed in the midst."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphlab.data.download import size_of
from graphlab.data.mnist import ARCHIVES, MNIST
from tests.data.mirror import Mirror

ROOT = Path(__file__).parents[2]
NAMES = [archive.name for archive in ARCHIVES]


@pytest.fixture
def through(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    """The mirror, also for the processes that a test starts."""
    monkeypatch.setenv("GRAPHLAB_MNIST_MIRROR", mirror.url)
    return mirror


def start() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "graphlab.data"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_a_part(cache: Path, name: str) -> None:
    before = NAMES[: NAMES.index(name)]
    for _ in range(1000):
        if all((cache / one).exists() for one in before) and any(map(size_of, cache.glob("partial/*"))):
            return
        time.sleep(0.01)
    pytest.fail("nothing has begun to arrive")


def test_two_processes_at_once_ask_for_each_archive_once(through: Mirror, cache: Path) -> None:
    through.misbehave = {name: ["crawl"] for name in NAMES[1:3]}
    both = [start(), start()]
    for process in both:
        out, err = process.communicate(timeout=25)
        assert process.returncode == 0, err
        assert "MNIST is ready: 60,000 images to train on and 10,000 to test on." in out
        assert err == ""
    assert through.asked == dict.fromkeys(NAMES, 1)


def test_what_a_killed_process_leaves_is_removed(through: Mirror, cache: Path) -> None:
    through.misbehave = {NAMES[2]: ["crawl"]}
    process = start()
    wait_for_a_part(cache, NAMES[2])
    process.kill()
    process.communicate()
    assert list(cache.glob("partial/*")), "the test came too late"
    through.asked.clear()
    MNIST.load(deadline=20.0)
    assert sorted(path.name for path in cache.iterdir() if path.name != ".lock") == sorted(NAMES)
    assert through.asked == {NAMES[2]: 1, NAMES[3]: 1}


def test_interrupted_by_the_keyboard(through: Mirror, cache: Path) -> None:
    through.misbehave = {NAMES[0]: ["crawl"]}
    # A suite that is started in the background ignores the signal, and a process inherits that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start()
    signal.signal(signal.SIGINT, before)
    wait_for_a_part(cache, NAMES[0])
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert err == "Stopped. What has arrived is kept: the same command goes on from there.\n"
    assert not (cache / "partial").exists()


def test_a_failure_is_a_sentence_and_an_exit_code(through: Mirror, cache: Path) -> None:
    through.always("404")
    process = start()
    out, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert err.startswith("MNIST could not be downloaded: 127.0.0.1 answered with status 404. Try again")
    assert "Traceback" not in out + err


def test_a_progress_line_on_a_terminal(through: Mirror, cache: Path) -> None:
    pty = pytest.importorskip("pty")
    through.misbehave = {NAMES[0]: ["crawl"]}
    parent, child = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "graphlab.data"], cwd=ROOT, stdout=child, stderr=child)
    os.close(child)
    shown = b""
    while process.poll() is None:
        try:
            shown += os.read(parent, 4096)
        except OSError:  # the terminal is gone with the process
            break
    os.close(parent)
    assert process.wait() == 0
    assert shown.count(b"\rMNIST: ") > 3
    assert b"11.6 of 11.6 MB" in shown
