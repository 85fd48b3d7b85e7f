"""Trainings in their own process: watched, paused, questioned, given up, and brought back after a crash."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import psutil
import pytest

from graphlab.data import load
from graphlab.engine.errors import GraphlabError
from graphlab.nn import TrainConfig, Trainer
from graphlab.nn.jobs.jobs import Jobs
from graphlab.nn.jobs.limits import weights
from graphlab.nn.jobs.messages import Job, JobView
from graphlab.nn.jobs.process import WorkerProcess
from graphlab.nn.jobs.slices import Training
from graphlab.nn.training.checkpoint import Checkpoint

ROOT = Path(__file__).parents[3]
LONG = Job(TrainConfig(iterations=1_000_000, learning_rate=0.05), "digits")
SHORT = Job(TrainConfig(hidden_size=(20,), iterations=1_500, seed=3), "digits")


@pytest.fixture(scope="module")
def shared() -> Iterator[Jobs]:
    """One worker for the tests that leave it as they found it."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def own() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def until(found: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def seen(jobs: Jobs, job: str) -> JobView:
    view = jobs.view(job)
    assert view is not None
    return view


def begun(jobs: Jobs, job: Job, lease: float = 120.0) -> str:
    made = jobs.start(job, lease)
    until(lambda: seen(jobs, made).iteration > 0)
    return made


def finished(jobs: Jobs, job: str) -> JobView:
    until(lambda: not seen(jobs, job).live)
    return seen(jobs, job)


@cache
def plain(job: Job) -> Trainer:
    """Return the same training without a worker."""
    trainer = Trainer(job.config, job.dataset)
    trainer.advance(job.config.iterations)
    return trainer


def kept(jobs: Jobs, job: str) -> Checkpoint:
    data = jobs.checkpoint(job)
    assert data is not None
    return Checkpoint.from_bytes(data)


def test_a_training_from_start_to_end(shared: Jobs) -> None:
    job = shared.start(SHORT)
    assert seen(shared, job).state in ("waiting", "running")
    view, alone = finished(shared, job), plain(SHORT)
    assert (view.state, view.iteration, view.iterations, view.restarts) == ("done", 1500, 1500, 0)
    assert view.verdict is None
    assert view.remaining is None
    assert view.losses.dtype == np.float32
    assert tuple(view.losses) == alone.losses
    assert view.accuracy == tuple((row.iteration, row.train, row.test) for row in alone.accuracies)
    assert view.rates == ((0, 0.1),)
    assert view.speed > 0
    assert kept(shared, job) == alone.checkpoint()


def test_a_view_is_a_value(shared: Jobs) -> None:
    job = begun(shared, LONG)
    early = seen(shared, job)
    copy = early.losses.copy()
    until(lambda: seen(shared, job).iteration > early.iteration)
    assert len(early.losses) == early.iteration
    assert np.array_equal(early.losses, copy)
    assert not early.losses.flags.writeable
    assert seen(shared, job).speed > 0
    until(lambda: seen(shared, job).remaining is not None)
    shared.stop(job)


def test_pause_and_resume_change_nothing(shared: Jobs) -> None:
    job = begun(shared, SHORT)
    for _ in range(4):
        shared.pause(job)
        rest = seen(shared, job)
        assert rest.state in ("paused", "done")
        assert kept(shared, job).iteration == rest.iteration
        assert shared.inspect(job, timeout=20) is not None
        assert seen(shared, job).iteration == rest.iteration
        shared.step(job)
        shared.resume(job)
        until(lambda at=rest.iteration: seen(shared, job).iteration > at + 1 or not seen(shared, job).live)
    finished(shared, job)
    assert kept(shared, job) == plain(SHORT).checkpoint()


def test_from_a_checkpoint(shared: Jobs) -> None:
    half = Trainer(SHORT.config, SHORT.dataset)
    half.advance(700)
    job = shared.start(Job(SHORT.config, SHORT.dataset, half.checkpoint().to_bytes()))
    assert tuple(finished(shared, job).losses) == plain(SHORT).losses
    assert kept(shared, job) == plain(SHORT).checkpoint()


def test_stop(shared: Jobs) -> None:
    job = begun(shared, LONG)
    shared.stop(job)
    view = seen(shared, job)
    assert view.state == "stopped"
    for command in (shared.resume, shared.step, shared.pause):
        command(job)
    assert (seen(shared, job).state, seen(shared, job).iteration) == ("stopped", view.iteration)
    assert shared.predictions(job) is not None


def test_the_learning_rate_changes_in_mid_run(shared: Jobs) -> None:
    job = begun(shared, LONG)
    shared.set_learning_rate(job, 0.01)
    view = seen(shared, job)
    assert [rate for _, rate in view.rates] == [0.05, 0.01]
    assert 0 < view.rates[1][0] <= view.iteration
    with pytest.raises(GraphlabError, match="larger than 0"):
        shared.set_learning_rate(job, 0.0)
    assert seen(shared, job).state == "running"
    shared.stop(job)


def test_a_pace_slows_down_without_changing_anything(shared: Jobs) -> None:
    other = begun(shared, LONG)
    job = begun(shared, replace(SHORT, pace=100.0))
    before, start = seen(shared, job).iteration, time.monotonic()
    until(lambda: seen(shared, job).iteration > before + 100)
    done, seconds = seen(shared, job).iteration - before, time.monotonic() - start
    # What is told is up to a quarter of a second old; a busy machine may do less, but never more.
    assert done <= 100 * (seconds + 0.5)
    assert seen(shared, job).pace == 100
    at = seen(shared, other).iteration
    until(lambda: seen(shared, other).iteration > at)
    shared.stop(other)
    shared.set_pace(job, None)
    assert seen(shared, job).pace is None
    finished(shared, job)
    assert kept(shared, job) == plain(SHORT).checkpoint()


def test_a_slow_pace_leaves_the_processor_alone(own: Jobs) -> None:
    begun(own, replace(LONG, pace=10.0))
    assert psutil.Process(own.pid).cpu_percent(1.0) < 40


def test_an_accuracy_is_counted_over_many_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphlab.nn.training.evaluation.CHUNK", 1)
    monkeypatch.setattr("graphlab.nn.jobs.slices.SLICE", 0.002)
    job = Training({"job": "a", "dataset": "digits", "config": LONG.config}, lambda message: None)
    job.load(load("digits"))
    turns = 0
    while not job.trainer.accuracies:
        job.slice()
        turns += 1
    assert turns > 5


def test_one_iteration_in_its_stages(shared: Jobs) -> None:
    job = shared.start(LONG, paused=True)
    until(lambda: seen(shared, job).state == "paused")
    shared.step(job)
    view, inside = seen(shared, job), shared.inspect(job)
    assert (view.state, view.iteration) == ("paused", 1)
    assert inside is not None
    alone = Trainer(LONG.config, "digits")
    step = alone.one_iteration()
    data = load("digits")
    assert (inside.iteration, inside.loss) == (1, step.loss)
    assert np.array_equal(inside.images, data.images(step.rows))
    assert np.array_equal(inside.labels, data.t_train[step.rows])
    for name, (before, after) in inside.weights.items():
        assert np.array_equal(before, step.before[name])
        assert np.array_equal(after, step.after[name])
    assert np.allclose(inside.probabilities.sum(axis=1), 1, atol=1e-5)
    rows = np.arange(len(inside.labels))
    assert np.isclose(-np.log(inside.probabilities[rows, inside.labels]).mean(), inside.loss, rtol=1e-4)
    first, last = inside.layers
    assert (first.name, last.name) == ("Affine1", "Affine2")
    assert np.isclose(first.gradient, np.linalg.norm(step.gradients["W1"]))
    assert first.std > 0
    assert 0 <= first.dead <= 1
    shared.stop(job)


def test_inside_while_it_runs_and_when_it_is_over(shared: Jobs) -> None:
    job = shared.start(SHORT, paused=True)
    shared.resume(job)
    inside = shared.inspect(job)
    assert inside is not None
    assert inside.iteration > 0
    assert not np.array_equal(*inside.weights["W2"])
    finished(shared, job)
    over = shared.inspect(job)
    assert over is not None
    assert over.iteration == 1500
    assert over.loss < inside.loss
    assert np.array_equal(*over.weights["W2"])
    assert kept(shared, job) == plain(SHORT).checkpoint()


def test_predictions(shared: Jobs) -> None:
    job = shared.start(SHORT)
    accuracy = finished(shared, job).accuracy[-1][2]
    found, data = shared.predictions(job), load("digits")
    assert found is not None
    assert found.shape == (360, 10)
    assert np.isclose((found.argmax(axis=1) == data.t_test).mean(), accuracy)


def test_divergence_is_named(shared: Jobs) -> None:
    job = shared.start(Job(TrainConfig(iterations=20_000, learning_rate=1e3), "digits"))
    view = finished(shared, job)
    assert view.state == "diverged"
    assert "learning rate" in str(view.verdict)
    assert shared.inspect(job) is not None


def test_what_cannot_be_done_is_refused(shared: Jobs) -> None:
    for job in (
        Job(TrainConfig(batch_size=5_000), "digits"),
        Job(TrainConfig(), "no such set"),
        Job(TrainConfig(), "digits", b"no checkpoint"),
        Job(TrainConfig(hidden_size=(2_000, 2_000)), "digits"),
    ):
        with pytest.raises(GraphlabError):
            shared.start(job)


def test_a_checkpoint_of_another_net_fails_alone(shared: Jobs) -> None:
    other = begun(shared, LONG)
    alien = Trainer(TrainConfig(hidden_size=7), "digits").checkpoint().to_bytes()
    job = shared.start(Job(SHORT.config, "digits", alien))
    view = finished(shared, job)
    assert view.state == "failed"
    assert "another net" in str(view.verdict)
    assert shared.inspect(job) is None
    assert seen(shared, other).state == "running"
    shared.stop(other)


def test_there_is_a_limit() -> None:
    jobs = Jobs(limit=2)
    try:
        first, _ = jobs.start(LONG), jobs.start(LONG)
        with pytest.raises(GraphlabError, match="Too many"):
            jobs.start(LONG)
        jobs.stop(first)
        until(lambda: seen(jobs, first).state == "stopped")
        jobs.start(LONG)
    finally:
        jobs.close()


def test_all_nets_of_a_server_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphlab.nn.jobs.jobs.MOST_WEIGHTS_OF_ALL", 2 * weights(LONG) - 1)
    jobs = Jobs()
    try:
        first = jobs.start(LONG)
        with pytest.raises(GraphlabError, match="Too many"):
            jobs.start(LONG)
        jobs.stop(first)
        until(lambda: seen(jobs, first).state == "stopped")
        jobs.start(LONG)
    finally:
        jobs.close()


def test_ids_that_are_gone(shared: Jobs) -> None:
    assert shared.view("x") is None
    assert shared.inspect("x") is None
    assert shared.predictions("x") is None
    assert shared.checkpoint("x") is None
    for command in (shared.pause, shared.resume, shared.stop, shared.step, shared.release):
        command("x")
    shared.set_learning_rate("x", 0.1)


def test_a_job_without_a_page_pauses_and_is_given_up(shared: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(shared, LONG)

    def later(seconds: float) -> None:
        monkeypatch.setattr("graphlab.nn.jobs.job_record.monotonic", lambda: time.monotonic() + seconds)

    later(55.0)
    assert shared.inspect(job, timeout=20) is not None
    assert shared.computing() == 1
    later(65.0)
    until(lambda: shared.computing() == 0)
    view = seen(shared, job)
    assert view.state == "running"
    until(lambda: seen(shared, job).iteration > view.iteration)
    later(190.0)
    until(lambda: shared.checkpoint(job) is None)
    assert shared.view(job) is None


def test_released_and_seen_again(shared: Jobs) -> None:
    job = begun(shared, SHORT)
    shared.release(job)
    until(lambda: shared.computing() == 0)
    assert seen(shared, job).state in ("running", "done")
    finished(shared, job)
    assert kept(shared, job) == plain(SHORT).checkpoint()


def test_who_has_paused_stays_paused(shared: Jobs) -> None:
    job = begun(shared, LONG)
    shared.pause(job)
    shared.release(job)
    assert seen(shared, job).state == "paused"
    assert shared.inspect(job, timeout=20) is not None
    assert shared.computing() == 0
    shared.stop(job)


def crash(jobs: Jobs) -> None:
    pid = jobs.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: jobs.pid != pid)


def test_after_a_crash_training_goes_on_from_the_checkpoint(own: Jobs) -> None:
    running, resting, ended = begun(own, LONG), begun(own, LONG), begun(own, SHORT)
    own.pause(resting)
    rest = seen(own, resting)
    own.stop(ended)
    own.set_learning_rate(running, 0.1)
    before = seen(own, running)
    crash(own)
    assert seen(own, running).state in ("waiting", "running")
    until(lambda: seen(own, running).iteration > before.iteration)
    own.pause(running)
    view = seen(own, running)
    assert (view.state, view.restarts, view.rates) == ("paused", 1, before.rates)
    assert np.array_equal(view.losses[: before.iteration], before.losses)
    alone = Trainer(LONG.config, "digits")
    alone.advance(view.rates[1][0])
    alone.learning_rate = 0.1
    alone.advance(view.iteration - alone.iteration)
    assert kept(own, running) == alone.checkpoint()
    assert tuple(view.losses) == alone.losses
    assert (seen(own, resting).state, seen(own, resting).iteration) == ("paused", rest.iteration)
    assert seen(own, resting).restarts == 1
    assert seen(own, ended).state in ("stopped", "done")
    assert seen(own, ended).restarts == 0
    assert own.predictions(ended) is not None


def test_three_crashes_are_enough(own: Jobs) -> None:
    job = begun(own, LONG)
    for _ in range(3):
        until(lambda: seen(own, job).state == "running")
        crash(own)
    view = seen(own, job)
    assert (view.state, view.restarts, own.pid) == ("failed", 3, None)
    assert "3 times within a minute" in str(view.verdict)
    assert own.inspect(job) is None
    assert begun(own, LONG)
    assert (seen(own, job).state, seen(own, job).verdict) == ("failed", view.verdict)


def test_a_worker_that_hangs_keeps_nobody_waiting_and_is_replaced(own: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its silence alone gives it away, however long a training may take to report.
    monkeypatch.setattr("graphlab.nn.jobs.jobs.WORKER_TIMEOUT", float("inf"))
    job, resting = begun(own, LONG), begun(own, LONG)
    own.pause(resting)
    pid = own.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    asked = time.monotonic()
    assert own.inspect(job, timeout=0.1) is None
    assert seen(own, job).state == "running"
    assert time.monotonic() - asked < 5
    until(lambda: seen(own, job).restarts == 1)
    at = seen(own, job).iteration
    until(lambda: seen(own, job).iteration > at)
    assert own.pid != pid
    assert seen(own, resting).state == "paused"


def test_a_worker_whose_training_hangs_is_replaced_too(own: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(own, LONG)
    monkeypatch.setattr("graphlab.nn.jobs.jobs.WORKER_TIMEOUT", -1.0)
    until(lambda: seen(own, job).restarts > 0)


HANGING = """
from threading import Event
from graphlab.nn.jobs import slices, worker
slices.Training.slice = lambda training: Event().wait()
worker.main()
"""


def test_the_heart_beats_during_a_long_computation() -> None:
    start = b'{"do":"start","job":"b","dataset":"digits","config":{"~config":{"hidden_size":[5]}}}\n'
    with subprocess.Popen(
        [sys.executable, "-c", HANGING], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(start)
        worker.stdin.flush()
        lines = [worker.stdout.readline()]
        while b'"running"' not in lines[-1]:
            lines.append(worker.stdout.readline())
        for _ in range(3):
            assert worker.stdout.readline() == b'{"is":"heartbeat"}\n'
        worker.kill()


def process_that_prints(*lines: str, monkeypatch: pytest.MonkeyPatch) -> WorkerProcess:
    code = f"import sys; print(*{lines!r}, sep='\\n', flush=True); sys.stdin.read()"
    monkeypatch.setattr("graphlab.nn.jobs.process._COMMAND", (sys.executable, "-c", code))
    came: list[object] = []
    process = WorkerProcess(came.append, lambda process: None)
    until(lambda: came == [{"is": "last"}])
    return process


def test_three_seconds_of_silence_mean_that_a_worker_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    process = process_that_prints('{"is": "heartbeat"}', '{"is": "last"}', monkeypatch=monkeypatch)
    assert [process.hangs(1.0) for _ in range(5)] == [False, False, False, True, True]
    process.close()


def test_a_worker_may_take_longer_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    process = process_that_prints('{"is": "last"}', monkeypatch=monkeypatch)
    assert not process.hangs(59.0)
    assert process.hangs(2.0)
    process.close()


def test_twenty_trainings_share_alike(own: Jobs) -> None:
    started = [own.start(Job(TrainConfig(iterations=1_000_000, seed=seed), "digits")) for seed in range(20)]
    until(lambda: all(seen(own, job).iteration for job in started))
    before = np.array([seen(own, job).iteration for job in started])

    def alike() -> bool:
        done = np.array([seen(own, job).iteration for job in started]) - before
        # After eight turns each, whatever else the machine did during one of them.
        return done.sum() >= 16_000 and done.sum() ** 2 / (len(done) * (done**2).sum()) >= 0.95

    until(alike)
    assert own.inspect(started[7], timeout=5) is not None


def test_who_pauses_and_resumes_neither_loses_nor_gains(own: Jobs) -> None:
    first = begun(own, LONG)
    until(lambda: seen(own, first).iteration > 2_000)
    own.pause(first)
    ahead = seen(own, first).iteration
    second = begun(own, LONG)
    own.resume(first)
    start = np.array([seen(own, job).iteration for job in (first, second)])

    def done() -> np.ndarray:
        return np.array([seen(own, job).iteration for job in (first, second)]) - start

    until(lambda: done().sum() > 3 * ahead)
    # Whoever gains or loses by the pause does so by as many iterations as the first was ahead, or by all of them.
    assert done().min() > 0.35 * done().max()


def test_closing_ends_the_process() -> None:
    jobs = Jobs()
    begun(jobs, LONG)
    pid = jobs.pid
    jobs.close()
    jobs.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(GraphlabError):
        jobs.start(SHORT)


def test_a_client_that_is_killed_takes_its_worker_along() -> None:
    code = (
        "from graphlab.nn.jobs.jobs import *; from graphlab.nn import TrainConfig; import time; j = jobs();"
        "j.start(Job(TrainConfig(iterations=1_000_000), 'digits')); print(j.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        pid = int(client.stdout.readline())
        assert running(pid)
        client.kill()
    until(lambda: not running(pid))


def running(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_garbage_on_stdin_does_not_kill_the_worker() -> None:
    garbage = (
        b'\x00\xff\n{}\n[]\nnull\n{"do":"start"}\n{"do":"start","job":"a","dataset":[],"config":3}\n{"do":"fly"}\n'
        b'{"do":"pause","job":{}}\n{"~array":"!","dtype":"O","shape":[1]}\n' + b"[" * 100_000 + b"\n"
        b'{"do":"start","job":"b","dataset":"digits","config":{"~config":{"hidden_size":[5],"iterations":2}}}\n'
    )
    command = [sys.executable, "-m", "graphlab.nn.jobs.worker"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(garbage)
        worker.stdin.flush()
        lines = [worker.stdout.readline()]
        while b'"done"' not in lines[-1]:
            assert lines[-1]
            lines.append(worker.stdout.readline())
        worker.stdin.close()
        assert worker.wait(5) == 0
