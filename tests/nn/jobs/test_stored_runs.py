"""Runs on disk: they outlive a server that is killed, are bounded, and are refused where they are damaged."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphlab.data import load
from graphlab.engine.errors import GraphlabError
from graphlab.nn import TrainConfig, Trainer
from graphlab.nn.jobs import stored_runs
from graphlab.nn.jobs.jobs import Jobs
from graphlab.nn.jobs.messages import Job
from graphlab.nn.jobs.slices import SAVE_SHARE, Training
from graphlab.nn.jobs.stored_runs import Store, StoredRun, read
from graphlab.nn.training.checkpoint import Checkpoint
from tests.nn.jobs.test_jobs import LONG, ROOT, SHORT, begun, finished, kept, plain, seen, until

ID = "a" * 16
# A server of its own: it starts a run, says its address, and goes on until it is killed.
SERVER = """
from graphlab.nn import TrainConfig
from graphlab.nn.jobs.jobs import Jobs
from graphlab.nn.jobs.messages import Job
from threading import Event
jobs = Jobs()
id = jobs.start(Job(TrainConfig(hidden_size=(20,), iterations=1_000_000, seed=3), "digits", pace=3000.0))
print(id, flush=True)
while jobs.view(id).iteration < 400:
    Event().wait(0.01)
print(jobs.view(id).iteration, flush=True)
Event().wait()
"""


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the runs of one test."""
    monkeypatch.setenv(stored_runs.FOLDER, str(tmp_path))
    return tmp_path / "trainings"


@pytest.fixture
def own(state: Path) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


@pytest.fixture(scope="module")
def run() -> StoredRun:
    trainer = Trainer(TrainConfig(hidden_size=(5,), iterations=1000), "digits")
    trainer.advance(30)
    return StoredRun(trainer.checkpoint().to_bytes(), "paused", 500.0)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_outlives_the_server_that_is_killed(how: int, own: Jobs) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        job, reported = server.stdout.readline().decode().strip(), int(server.stdout.readline())
        server.send_signal(how)
    # Its worker stores what runs when it finds that the server has gone.
    until(lambda: Checkpoint.from_bytes(read(job).checkpoint).iteration >= reported)  # type: ignore[union-attr]
    assert own.view(job) is None
    assert own.restore(job) is not None
    until(lambda: seen(own, job).state == "paused")
    view = seen(own, job)
    assert view.iteration >= reported
    assert (view.pace, view.config.hidden_size) == (3000.0, (20,))
    alone = Trainer(view.config, "digits")
    alone.advance(view.iteration)
    assert tuple(view.losses) == alone.losses
    assert kept(own, job).weights == alone.checkpoint().weights
    assert kept(own, job).generator == alone.checkpoint().generator
    own.resume(job)
    until(lambda: seen(own, job).iteration > view.iteration)


def test_it_ends_as_if_nothing_had_happened(state: Path) -> None:
    first, second = Jobs(), Jobs()
    try:
        job = begun(first, SHORT)
        first.pause(job)
        first.close()
        second.restore(job)
        second.resume(job)
        assert finished(second, job).state == "done"
        assert kept(second, job) == plain(SHORT).checkpoint()
    finally:
        second.close()


def test_what_has_ended_comes_back_ended(state: Path) -> None:
    first, second = Jobs(), Jobs()
    try:
        done, stopped = begun(first, SHORT), begun(first, LONG)
        finished(first, done)
        first.stop(stopped)
        at = seen(first, stopped).iteration
        first.close()
        for job in (done, stopped):
            second.restore(job)
        until(lambda: seen(second, done).state == "done")
        until(lambda: seen(second, stopped).iteration == at)
        assert seen(second, stopped).state == "stopped"
        second.resume(stopped)
        assert seen(second, stopped).state == "stopped"
    finally:
        second.close()


def test_a_run_that_is_there_is_not_brought_back(own: Jobs) -> None:
    job = begun(own, LONG)
    own.pause(job)
    own.resume(job)
    view = own.restore(job)
    assert view is not None
    assert view.state == "running"


def test_bringing_back_keeps_to_the_limits(state: Path, run: StoredRun) -> None:
    Store().write(ID, run)
    jobs = Jobs(limit=1)
    try:
        jobs.start(LONG)
        with pytest.raises(GraphlabError, match="Too many"):
            jobs.restore(ID)
        assert jobs.view(ID) is None
    finally:
        jobs.close()


def test_written_and_read(state: Path, run: StoredRun) -> None:
    Store().write(ID, run)
    assert read(ID) == run
    assert [path.name for path in state.iterdir()] == [f"{ID}.npz"]
    with np.load(state / f"{ID}.npz", allow_pickle=False) as file:
        assert set(file.files) == {"run", "checkpoint"}


@pytest.mark.parametrize("id", ["", "..", f"../{ID}", f"{ID}/x", f"{ID}\0", "b" * 16, "é" * 16, "a" * 65])
def test_only_an_id_names_a_file(id: str, state: Path, run: StoredRun) -> None:
    Store().write(ID, run)
    (state.parent / f"{ID}.npz").write_bytes((state / f"{ID}.npz").read_bytes())
    assert read(id) is None


def test_ids_cannot_be_guessed(own: Jobs) -> None:
    ids = {own.start(LONG, paused=True) for _ in range(5)}
    assert all(re.fullmatch(r"[\w-]{16}", id, re.ASCII) for id in ids)
    assert len(ids) == 5


def test_after_a_day_it_is_gone(state: Path, run: StoredRun) -> None:
    Store().write(ID, run)
    yesterday = time.time() - stored_runs.LONGEST - 1
    os.utime(state / f"{ID}.npz", (yesterday, yesterday))
    assert read(ID) is None
    for name in (".part-abc", "notes.txt"):
        (state / name).write_text("old")
        os.utime(state / name, (yesterday, yesterday))
    Store().write("b" * 16, run)
    assert sorted(path.name for path in state.iterdir()) == [f"{'b' * 16}.npz", "notes.txt"]


def test_all_runs_together_are_bounded(state: Path, run: StoredRun, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.write(ID, run)
    size = (state / f"{ID}.npz").stat().st_size
    os.utime(state / f"{ID}.npz", (time.time() - 200, time.time() - 200))
    monkeypatch.setattr(stored_runs, "MOST_BYTES", 4 * size)
    for i in range(20):
        name = f"{i:016}"
        store.write(name, run)
        store.write(name, run)
        # File systems may keep times only so fine.
        os.utime(state / f"{name}.npz", (time.time() - 100 + i, time.time() - 100 + i))
        assert sum(path.stat().st_size for path in state.iterdir()) <= 5 * size
        assert read(name) == run
    assert read(ID) is None


def npz(**arrays: Any) -> bytes:
    file = BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def compressed(run: StoredRun) -> bytes:
    file = BytesIO()
    np.savez_compressed(file, run=np.zeros(10**7, np.uint8), checkpoint=np.frombuffer(run.checkpoint, np.uint8))
    return file.getvalue()


def text(plain: str) -> Any:
    return np.frombuffer(plain.encode(), np.uint8)


FOREIGN = (
    b"",
    b"PK\x03\x04",
    b"not a file of ours",
    npz(x=np.zeros(3)),
    npz(run=np.array([object()]), checkpoint=np.zeros(1)),
    *(
        npz(run=text(plain), checkpoint=text("x"))
        for plain in (
            "[]", "{}", "\xff", "[" * 100_000, '{"format":2,"state":"paused","pace":null}',
            '{"format":1,"state":"failed","pace":null}', '{"format":1,"state":"paused","pace":"fast"}',
            '{"format":1,"state":"paused","pace":NaN}', '{"format":1,"state":["paused"],"pace":-1}',
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize("content", FOREIGN, ids=range(len(FOREIGN)))
def test_foreign_files_are_refused_with_a_sentence(content: bytes, state: Path) -> None:
    state.mkdir()
    (state / f"{ID}.npz").write_bytes(content)
    with pytest.raises(GraphlabError, match="is damaged"):
        read(ID)


def test_what_would_unpack_to_more_is_refused(state: Path, run: StoredRun, monkeypatch: pytest.MonkeyPatch) -> None:
    state.mkdir()
    (state / f"{ID}.npz").write_bytes(compressed(run))
    with pytest.raises(GraphlabError, match="is damaged"):
        read(ID)
    Store().write(ID, run)
    monkeypatch.setattr(stored_runs, "MOST_BYTES_OF_ONE", 1000)
    with pytest.raises(GraphlabError, match="is damaged"):
        read(ID)


def test_damaged_files_are_refused_whatever_the_damage(state: Path, run: StoredRun) -> None:
    Store().write(ID, run)
    path, rng = state / f"{ID}.npz", random.Random()
    whole = path.read_bytes()
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 1, 3))):
            at = rng.randrange(len(data))
            cut = rng.choice((0, 1, rng.randrange(200)))
            data[at : at + cut] = rng.randbytes(rng.choice((0, 1, 5)))
        path.write_bytes(data)
        try:
            found = read(ID)
            assert found is not None
            checkpoint = Checkpoint.from_bytes(found.checkpoint)
        except GraphlabError:
            continue
        # Only what the format does not check: times in the archive.
        assert (checkpoint, found.pace) == (Checkpoint.from_bytes(run.checkpoint), run.pace)


def test_numbers_that_were_changed_are_refused_or_go_on(run: StoredRun) -> None:
    with np.load(BytesIO(run.checkpoint)) as file:
        parts = {name: file[name].tobytes() for name in file.files}
    rng, edits = random.Random(), (b"", b"0", b"-", b"null", b"1e400", b'"x"', b"[", b"{}")
    for _ in range(500):
        name = rng.choice(list(parts))
        changed, at = bytearray(parts[name]), rng.randrange(len(parts[name]))
        changed[at : at + rng.choice((0, 1, 4))] = rng.choice(edits)
        data = npz(**{key: np.frombuffer({**parts, name: changed}[key], np.uint8) for key in parts})
        with suppress(GraphlabError):
            Trainer.resumed(Checkpoint.from_bytes(data)).advance(1)


def test_a_folder_that_cannot_be_written_is_said_once(
    tmp_path: Path, run: StoredRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(stored_runs.FOLDER, str(tmp_path / "file"))
    store = Store()
    for _ in range(3):
        store.write(ID, run)
    assert capsys.readouterr().err.count("runs cannot be kept in") == 1
    assert not own_files(tmp_path)


def own_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix == ".npz" or path.name.startswith(".")]


def test_a_training_goes_on_where_nothing_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(stored_runs.FOLDER, str(tmp_path / "file"))
    jobs = Jobs()
    try:
        job = jobs.start(SHORT)
        assert finished(jobs, job).state == "done"
        assert jobs.restore("b" * 16) is None
    finally:
        jobs.close()


def test_a_write_that_fails_leaves_what_was_there(state: Path, run: StoredRun, monkeypatch: pytest.MonkeyPatch) -> None:
    Store().write(ID, run)

    def full(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    Store().write(ID, StoredRun(run.checkpoint, "stopped", None))
    monkeypatch.undo()
    monkeypatch.setenv(stored_runs.FOLDER, str(state.parent))
    assert [path.name for path in state.iterdir()] == [f"{ID}.npz"]
    assert read(ID) == run


def test_checkpoints_take_two_percent_of_the_time_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("graphlab.nn.jobs.slices.perf_counter", lambda: now[0])

    class Slow:
        def write(self, id: str, run: StoredRun) -> None:
            now[0] += 3.0
            writes.append(now[0])

    writes: list[float] = []
    job = Training(
        {"job": "a", "dataset": "digits", "config": LONG.config},
        lambda message: None,
        Slow(),  # type: ignore[arg-type]
    )
    job.load(load("digits"))
    while len(writes) < 3:
        now[0] += 0.5
        job.slice()
    assert np.diff(writes).min() >= SAVE_SHARE * 3.0


def test_a_run_of_a_data_set_that_is_not_there_is_refused(own: Jobs, run: StoredRun) -> None:
    foreign = replace(Checkpoint.from_bytes(run.checkpoint), dataset="no such set").to_bytes()
    Store().write(ID, StoredRun(foreign, "paused", None))
    with pytest.raises(GraphlabError, match="no data set"):
        own.restore(ID)


def test_the_first_checkpoint_is_stored_at_once(own: Jobs) -> None:
    job = own.start(Job(TrainConfig(iterations=1_000_000), "digits"), paused=True)
    until(lambda: seen(own, job).state == "paused")
    stored = read(job)
    assert stored is not None
    assert Checkpoint.from_bytes(stored.checkpoint).iteration == 0
