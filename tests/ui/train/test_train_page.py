"""The training page through Streamlit's own test client, with the real worker on the bundled digits."""

import json
import os
import re
import signal
import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from graphlab.data import DATASETS
from graphlab.nn import TrainConfig, Trainer, TwoLayerNet
from graphlab.nn.jobs.jobs import jobs
from graphlab.nn.jobs.messages import DONE, PAUSED, RUNNING
from graphlab.nn.jobs.stored_runs import Store, StoredRun
from graphlab.ui.train import live_charts, race
from tests.ui.test_pages import component, healthy, opened, text_of

PAGE = "pages/mnist.py"
SECONDS = 20


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def press(app: AppTest, label: str) -> AppTest:
    return healthy(button(app, label).click().run())


def field(app: AppTest, label: str):
    return next(one for one in app.text_input if one.label == label)


def typed(app: AppTest, label: str, text: str) -> AppTest:
    return healthy(field(app, label).set_value(text).run())


def view(app: AppTest):
    return jobs().view(app.query_params["job"])


def until(app: AppTest, true: Callable[[], bool]) -> AppTest:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
    return healthy(app.run())


@pytest.fixture
def app():
    app = opened(PAGE)
    yield app
    if "job" in app.query_params:
        jobs().stop(app.query_params["job"])


def test_at_first_there_is_one_thing_to_press(app: AppTest) -> None:
    assert [one.label for one in app.text_input[:3]] == ["Learning rate", "Hidden units", "Batch"]
    assert not button(app, "Start").disabled
    assert button(app, "Stop").disabled
    assert any("1,797 images" in caption.value for caption in app.caption)


@pytest.mark.parametrize("name", list(DATASETS)[1:])
def test_every_data_set_can_be_chosen(name: str) -> None:
    app, chosen = opened(PAGE), DATASETS[name]
    (offer,) = [one for one in app.button if one.key == f"data-{name}"]
    assert chosen.title in offer.label.replace("\\", "")
    if not chosen.fetch:
        healthy(offer.click().run())
        assert any(f"Data: {chosen.title}" in one.value.replace("\\", "") for one in app.caption)


def test_start_pause_resume_and_stop(app: AppTest) -> None:
    typed(app, "Iterations", "1000000")
    press(app, "Start")
    until(app, lambda: view(app).iteration > 0)
    press(app, "Pause")
    assert view(app).state == PAUSED
    at = view(app).iteration
    press(app, "Resume")
    until(app, lambda: view(app).iteration > at)
    press(app, "Stop")
    assert not view(app).live
    assert not button(app, "Start again").disabled


def pace(app: AppTest):
    return next(group for group in app.button_group if group.label == "Pace")


def test_the_pace_changes_in_mid_run_and_full_speed_is_for_mnist(app: AppTest) -> None:
    assert pace(app).value == "watch"
    press(app, "One iteration")
    assert view(app).pace == 500
    healthy(pace(app).set_value("slow").run())
    assert view(app).pace == 10
    again = opened(PAGE, job=app.query_params["job"])
    assert pace(again).value == "slow"
    press(app, "Stop")


def test_a_worker_that_breaks_down_is_said_and_training_goes_on(app: AppTest) -> None:
    typed(app, "Iterations", "1000000")
    press(app, "Start")
    until(app, lambda: view(app).iteration > 0)
    before, pid = view(app).iteration, jobs().pid
    os.kill(pid, signal.SIGKILL)
    until(app, lambda: view(app).iteration > before)
    assert jobs().pid != pid
    assert any("broke down and was started anew" in one.value for one in app.info)


@pytest.mark.parametrize("stored", ["paused", "stopped"])
def test_a_run_comes_back_after_the_server_with_its_settings(stored: str) -> None:
    trainer = Trainer(TrainConfig(hidden_size=(7,), iterations=500, seed=11), "digits")
    trainer.advance(40)
    id = f"a-run-of-before-{stored}"
    Store().write(id, StoredRun(trainer.checkpoint().to_bytes(), stored, 10.0))
    app = opened(PAGE, job=id)
    until(app, lambda: jobs().view(id).iteration == 40)
    assert (field(app, "Hidden units").value, field(app, "Seed").value, pace(app).value) == ("7", "11", "slow")
    assert button(app, "Resume" if stored == "paused" else "Start again")
    assert jobs().view(id).state == stored
    assert [one.value for one in app.info if "It is back as it was saved." in one.value] != [] or stored == "stopped"
    if stored == "paused":
        press(app, "One iteration")
        until(app, lambda: jobs().view(id).iteration == 41)
        press(app, "Resume")
    assert not [one for one in app.info if "It is back" in one.value]
    jobs().stop(id)


def test_a_run_whose_file_is_damaged_is_said(app: AppTest) -> None:
    Store().write("a-damaged-run-of-before", StoredRun(b"", "paused", None))
    app = opened(PAGE, job="a-damaged-run-of-before")
    assert [one.value for one in app.warning] == ["This is no checkpoint of a training, or it is damaged."]
    assert not button(app, "Start").disabled


def test_a_run_ends_by_itself(app: AppTest) -> None:
    typed(app, "Iterations", "300")
    press(app, "Start")
    until(app, lambda: view(app).state == DONE)
    assert view(app).iteration == 300
    assert view(app).accuracy[-1][2] > 0.5
    assert button(app, "One iteration").disabled


def test_one_iteration_walks_through_the_four_stages(app: AppTest) -> None:
    press(app, "One iteration")
    until(app, lambda: view(app).iteration == 1)
    for title in ("1 · Mini-batch", "2 · Gradient", "3 · Update", "4 · Repeat"):
        assert title in text_of(app)
    assert "100 images are drawn at random from the training set; here are 40 of them." in text_of(app)
    press(app, "Next iteration")
    until(app, lambda: view(app).iteration == 2)
    assert "Iteration 2 of 10,000 is done." in text_of(app)


def test_reset_keeps_the_seed_and_gives_the_same_history(app: AppTest) -> None:
    typed(app, "Iterations", "30")
    press(app, "Start")
    until(app, lambda: view(app).state == DONE)
    first = view(app).losses.copy()
    press(app, "Reset")
    assert "job" not in app.query_params
    press(app, "Start")
    until(app, lambda: view(app).state == DONE)
    np.testing.assert_array_equal(view(app).losses, first)
    press(app, "New seed")
    assert field(app, "Seed").value != "0"


def test_the_learning_rate_changes_in_mid_run(app: AppTest) -> None:
    press(app, "One iteration")
    typed(app, "Learning rate", "0.05")
    until(app, lambda: view(app).rates[-1] == (1, 0.05))
    typed(app, "Learning rate", "-1")
    assert view(app).rates[-1] == (1, 0.05)


@pytest.mark.parametrize(
    "label, text",
    [("Learning rate", "0"), ("Learning rate", "-1"), ("Learning rate", "1e300"), ("Learning rate", "nan"),
     ("Learning rate", "fast"), ("Hidden units", "0"), ("Hidden units", "100000"), ("Hidden units", "100,000"),
     ("Hidden units", ""), ("Batch", "0"), ("Batch", "1438"), ("Batch", "1.5"), ("Iterations", "-3"), ("Seed", "x")],
)  # fmt: skip
def test_bad_values_are_explained_next_to_the_field(app: AppTest, label: str, text: str) -> None:
    typed(app, label, text)
    assert field(app, label).value == text
    assert any(":red[" in element.value for element in app.markdown)
    assert button(app, "Start").disabled


def test_a_run_in_the_address_is_found_again_with_its_settings(app: AppTest) -> None:
    typed(app, "Hidden units", "20")
    press(app, "One iteration")
    again = opened(PAGE, job=app.query_params["job"])
    assert field(again, "Hidden units").value == "20"
    assert not button(again, "Resume").disabled


@pytest.mark.parametrize("job", ["gone", "<b>", "x" * 99])
def test_a_run_that_is_gone_is_said_and_can_be_followed_by_another(job: str) -> None:
    app = opened(PAGE, job=job)
    assert app.warning
    assert not button(app, "Start").disabled


def test_leaving_for_another_page_keeps_the_run(app: AppTest) -> None:
    typed(app, "Hidden units", "20")
    press(app, "One iteration")
    job = app.query_params["job"]
    healthy(app.switch_page("pages/explorer.py").run())
    healthy(app.switch_page(PAGE).run())
    assert app.query_params["job"] == job
    assert field(app, "Hidden units").value == "20"


def test_a_learning_rate_that_is_far_too_large_is_named(app: AppTest) -> None:
    typed(app, "Learning rate", "1000")
    press(app, "Start")
    until(app, lambda: view(app).verdict is not None)
    assert app.error


def test_the_part_of_the_axis_that_was_chosen_stays(app: AppTest) -> None:
    typed(app, "Iterations", "300")
    press(app, "Start")
    until(app, lambda: view(app).state == DONE)
    healthy(app.slider[0].set_value((100, 200)).run())
    for _ in range(2):
        axis = json.loads(app.get("echarts_chart")[0].proto.spec)["xAxis"]
        assert (axis["min"], axis["max"]) == (100, 200)
        healthy(app.run())


def test_what_the_mouse_is_told_is_what_the_charts_draw(app: AppTest) -> None:
    press(app, "One iteration")
    loss, accuracy = (json.loads(chart.proto.spec) for chart in app.get("echarts_chart")[:2])
    told = component(app, "zoom")
    for drawn, margins in ((loss, told["charts"]["loss"]), (accuracy, told["charts"]["accuracy"])):
        assert margins == {side: drawn["grid"][side] for side in ("left", "right", "top", "bottom")}
        assert told["axis"] == [drawn["xAxis"]["min"], drawn["xAxis"]["max"]]
    assert not told["zoomed"]
    healthy(app.slider[0].set_value((0, 5000)).run())
    assert component(app, "zoom")["zoomed"]


@pytest.mark.parametrize(
    "dragged, axis_ends, kept",
    [
        ([400, 100], 1000, (100, 400)),
        ([0, 1000], 1000, (0, 1000)),
        # The axis of a run that rests ends where the run is; who drags up to there wants to see it go on.
        ([100, 450], 450, (100, 1000)),
        ([450, 450], 450, (449, 1000)),
        ([7, 7], 1000, (7, 8)),
    ],
)
def test_a_drag_becomes_a_part_of_the_axis(
    monkeypatch: pytest.MonkeyPatch, dragged: list[int], axis_ends: int, kept: tuple[int, int]
) -> None:
    monkeypatch.setattr(live_charts.st, "session_state", {"zoom": {"span": dragged}})
    live_charts._chosen(SimpleNamespace(iterations=1000), axis_ends)
    assert live_charts.st.session_state["shown of 1000"] == (kept, 1)


def test_a_late_word_of_the_slider_does_not_undo_what_the_mouse_has_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    run, state = SimpleNamespace(iterations=1000), {"zoom": {"span": [0, 1000]}, "slider": (100, 200)}
    monkeypatch.setattr(live_charts.st, "session_state", state)
    live_charts._chosen(run, 1000)
    live_charts._slid(run, "slider", 0)
    assert live_charts._zoomed(run) == ((0, 1000), 1)
    live_charts._slid(run, "slider", 1)
    assert live_charts._zoomed(run) == ((100, 200), 1)


def test_leaving_for_another_page_keeps_the_part_of_the_axis(app: AppTest) -> None:
    press(app, "One iteration")
    healthy(app.slider[0].set_value((100, 200)).run())
    healthy(app.switch_page("pages/explorer.py").run())
    healthy(app.switch_page(PAGE).run())
    assert app.slider[0].value == (100, 200)


def test_inside(app: AppTest) -> None:
    press(app, "One iteration")
    app.session_state["parts"] = "Inside"
    healthy(app.run())
    assert "What each hidden unit looks for" in text_of(app)
    assert len(component(app, "net instrument")["says"]) == 10


@pytest.mark.parametrize("sizes, activation", [("30, 20", "sigmoid"), ("7", "tanh")])
def test_other_nets_show_their_inside_too(app: AppTest, sizes: str, activation: str) -> None:
    typed(app, "Hidden units", sizes)
    healthy(next(box for box in app.selectbox if box.label == "Activation").set_value(activation).run())
    press(app, "One iteration")
    app.session_state["parts"] = "Inside"
    healthy(app.run())
    assert component(app, "net instrument")["says"]


def test_how_good(app: AppTest) -> None:
    press(app, "One iteration")
    app.session_state["parts"] = "How good"
    healthy(app.run())
    assert "of 360 test images" in text_of(app)
    cells = next(box for box in app.selectbox if "cell" in box.label)
    assert sum(int(option.rsplit(" ", 1)[1]) for option in cells.options) == 360
    healthy(app.slider[1].set_value(17).run())


def test_compare_keeps_up_to_six_runs(app: AppTest) -> None:
    press(app, "One iteration")
    app.session_state["parts"] = "Compare"
    healthy(app.run())
    for _ in range(5):
        label = next(one.label for one in app.button if ": " in one.label and not one.disabled)
        press(app, label)
        until(app, lambda: view(app).iteration > 0)
    rows = component(app, "runs")["rows"]
    assert [row["cells"][0] for row in rows] == [f"Run {number}" for number in range(1, 7)]
    assert all(one.disabled for one in app.button if ": " in one.label)
    press(app, "Remove run 2")
    assert len(component(app, "runs")["rows"]) == 5
    again = compared(app.query_params["kept"])
    names = [row["cells"][0] for row in component(again, "runs")["rows"]]
    assert names == [f"Run {number}" for number in (1, 3, 4, 5)]


def compared(kept: str) -> AppTest:
    app = opened(PAGE, kept=kept)
    app.session_state["parts"] = "Compare"
    return healthy(app.run())


def test_runs_that_were_kept_outlive_the_server_as_far_as_they_are_whole() -> None:
    trainer = Trainer(TrainConfig(hidden_size=(7,), iterations=500, learning_rate=0.25), "digits")
    trainer.advance(40)
    Store().write("a-run-kept-before", StoredRun(trainer.checkpoint().to_bytes(), "stopped", None))
    Store().write("a-run-kept-and-damaged", StoredRun(b"", "stopped", None))
    app = compared("2-a-run-kept-before.3-a-run-kept-and-damaged.5-a-run-that-is-gone")
    (row,) = component(app, "runs")["rows"]
    assert (row["cells"][0], row["cells"][2], row["cells"][3]) == ("Run 2", "0.25", "7")


@pytest.mark.parametrize("kept", ["x", "1-", "-1-a", "1-a/b", ".".join(["1-a"] * 7), "1-a..2-b"])
def test_a_damaged_list_of_kept_runs_is_said(kept: str) -> None:
    assert any("The address is damaged" in one.value for one in opened(PAGE, kept=kept).warning)


def test_the_race(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "LIMIT", 0.2)
    typed(app, "Hidden units", "5")
    app.session_state["parts"] = "Why backpropagation"
    healthy(app.run())
    press(app, "Start the race")
    # One gradient costs at least one evaluation of the loss, and the plain loop needs two for each of 385 weights.
    (factor,) = re.findall(r"\*\*([\d,]+) times\*\* faster", text_of(app))
    assert 1 < int(factor.replace(",", "")) < 2 * 385
    rows = component(app, "gradient differences")["rows"]
    assert [row["cells"][0] for row in rows] == ["W1", "b1", "W2", "b2"]


def test_the_race_belongs_to_its_data_set(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.session_state["parts"] = "Why backpropagation"
    app.session_state["race"] = "mnist", race.Result(1e-4, 1e-3, 10, 10, {})
    assert "times** faster" not in text_of(healthy(app.run()))
    app.session_state["race"] = "digits", race.Result(1e-4, 1e-3, 10, 10, {})
    assert "times** faster" in text_of(healthy(app.run()))


class Costs:
    """A compiled program whose runs take 30 and 10 seconds of its clock, and 50 times as long now and then."""

    def __init__(self) -> None:
        self.seconds, self._calls = 0.0, 0

    def __call__(self, feed: object) -> None:
        self._take(30.0)

    def output(self, feed: object) -> float:
        self._take(10.0)
        return 0.0

    def _take(self, seconds: float) -> None:
        self._calls += 1
        self.seconds += seconds * (50 if self._calls % 97 == 0 else 1)


@pytest.mark.parametrize("limit", [1e3, 1e9])
def test_the_race_takes_medians_of_both_by_one_clock(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = Costs()
    monkeypatch.setattr(race, "LIMIT", limit)
    monkeypatch.setattr(race, "perf_counter", lambda: costs.seconds)
    monkeypatch.setattr(race, "compile_graph", lambda *given: costs)
    *_, result = race._run(TwoLayerNet(4, 3, 2, rng=0), np.ones((3, 4)), np.zeros(3, np.intp))
    assert (result.backward, result.nudge, result.weights) == (30, 20, 23)
    assert result.done == (23 if limit > 1e6 else result.done)
    assert result.factor == 23 * 20 / 30


def test_a_failed_download_is_a_sentence_and_the_digits_stay(fresh, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("GRAPHLAB_DATA_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("GRAPHLAB_MNIST_MIRROR", "not an address")
    app = opened(PAGE)
    press(app, next(one.label for one in app.button if "MNIST" in one.label))
    assert len(app.error) == 1
    assert not button(app, "Start").disabled


def test_running_is_not_a_state_of_the_script(app: AppTest) -> None:
    typed(app, "Iterations", "1000000")
    begun = time.monotonic()
    press(app, "Start")
    assert time.monotonic() - begun < 5
    assert view(app).state in (RUNNING, "waiting")
