"""Training: the chapter's curve, the same history however it is sliced, checkpoints, and what goes wrong."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from graphlab.data import Dataset
from graphlab.engine.errors import GraphlabError
from graphlab.nn import Checkpoint, Rate, TrainConfig, Trainer, TwoLayerNet, config_problems
from graphlab.nn.net.architecture import Architecture
from graphlab.nn.net.optimizer import OPTIMISERS
from graphlab.nn.training.evaluation import normalized
from graphlab.nn.training.verdict import verdict_on
from tests.reference import torch

SHORT = TrainConfig(iterations=600, seed=3)


def history(trainer):
    return trainer.losses, trainer.accuracies, trainer.rates, trainer.verdict


def test_the_chapter_s_curve_on_mnist(mnist):
    progress = Trainer(TrainConfig(iterations=1800), mnist).advance(1800)
    assert [(row.iteration, row.epoch) for row in progress.accuracies] == [(0, 0), (600, 1), (1200, 2), (1800, 3)]
    before, first, _, third = progress.accuracies
    assert before.test < 0.3
    assert min(first.train, first.test) >= 0.89
    assert min(third.train, third.test) >= 0.925
    assert progress.done
    assert progress.verdict is None


def test_the_trainer_does_what_the_chapter_s_loop_does():
    """One hand-written loop in float64 over the same batches ends at the same weights."""
    trainer = Trainer(TrainConfig(iterations=20, batch_size=10), "digits")
    data, rng = trainer.dataset, np.random.default_rng(0)
    net = TwoLayerNet(64, 50, 10)
    net.params.update(Architecture((64, 50, 10)).initial_parameters(rng))
    losses = []
    for _ in range(20):
        rows = (rng.random(10) * len(data.x_train)).astype(int)
        x, t = normalized(data.x_train[rows]), data.t_train[rows]
        losses.append(net.loss(x, t))
        for name, grad in net.gradient(x, t).items():
            net.params[name] = net.params[name] - 0.1 * grad
    assert trainer.advance(20).losses == pytest.approx(losses, rel=1e-5)
    for name, param in trainer.net.params.items():
        np.testing.assert_allclose(param, net.params[name], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_the_same_history_however_it_is_sliced(optimiser):
    config = replace(SHORT, optimiser=optimiser, learning_rate=0.01)
    whole, sliced, stepped = (Trainer(config, "digits") for _ in range(3))
    whole.advance(600)
    pieces = [sliced.advance(n) for n in (1, 7, 0, 250, 42, 299, 1, 50)]
    for _ in range(300):
        stepped.one_iteration()
    stepped.advance(1000)
    assert whole.checkpoint() == sliced.checkpoint() == stepped.checkpoint()
    assert sum((piece.losses for piece in pieces), ()) == whole.losses
    assert sum((piece.accuracies for piece in pieces), ()) == whole.accuracies


def test_another_seed_is_another_history():
    assert Trainer(SHORT, "digits").advance(5) != Trainer(replace(SHORT, seed=4), "digits").advance(5)
    assert Trainer(SHORT, "digits").advance(5) == Trainer(SHORT, "digits").advance(5)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
def test_a_checkpoint_is_kept_gone_back_to_and_trained_on_from(optimiser):
    trainer = Trainer(replace(SHORT, optimiser=optimiser, learning_rate=0.01), "digits")
    trainer.advance(123)
    kept = trainer.checkpoint()
    trainer.advance(1000)
    end = trainer.checkpoint()
    trainer.restore(kept)
    assert trainer.checkpoint() == kept
    trainer.advance(1000)
    assert trainer.checkpoint() == end
    elsewhere = Trainer.resumed(Checkpoint.from_bytes(kept.to_bytes()))
    elsewhere.advance(1000)
    assert elsewhere.checkpoint() == end
    assert history(elsewhere) == history(trainer)


def test_a_checkpoint_is_a_value():
    trainer = Trainer(SHORT, "digits")
    start = trainer.checkpoint()
    assert Trainer.resumed(start).advance(3) == trainer.advance(3)
    checkpoint = trainer.checkpoint()
    assert hash(checkpoint) == hash(trainer.checkpoint())
    trainer.advance(1)
    assert checkpoint != trainer.checkpoint()
    with pytest.raises(FrozenInstanceError):
        checkpoint.iteration = 0
    restored = Checkpoint.from_bytes(checkpoint.to_bytes())
    assert restored == checkpoint
    assert b"pickle" not in checkpoint.to_bytes()


def test_a_verdict_survives_the_checkpoint():
    trainer = Trainer(TrainConfig(learning_rate=1000), "digits")
    trainer.advance(300)
    assert Checkpoint.from_bytes(trainer.checkpoint().to_bytes()).verdict == trainer.verdict


@pytest.mark.parametrize("data", [b"", b"PK", b"\x93NUMPY", b"not a checkpoint"])
def test_what_is_no_checkpoint_is_refused(data):
    with pytest.raises(GraphlabError, match="This is no checkpoint"):
        Checkpoint.from_bytes(data)


def test_a_damaged_checkpoint_is_refused():
    data = Trainer(SHORT, "digits").checkpoint().to_bytes()
    with pytest.raises(GraphlabError, match="This is no checkpoint"):
        Checkpoint.from_bytes(data[: len(data) // 2])


def test_a_checkpoint_of_another_net_is_refused():
    checkpoint = Trainer(SHORT, "digits").checkpoint()
    with pytest.raises(GraphlabError, match="belongs to another net"):
        Trainer(replace(SHORT, hidden_size=(7,)), "digits").restore(checkpoint)
    with pytest.raises(GraphlabError, match="belongs to another net"):
        Trainer(replace(SHORT, optimiser="adam"), "digits").restore(checkpoint)


def test_more_iterations_than_planned():
    trainer = Trainer(replace(SHORT, iterations=50), "digits")
    trainer.advance(1000)
    longer = Trainer.resumed(trainer.checkpoint(), config=replace(SHORT, iterations=80))
    assert longer.advance(1000).iteration == 80


def test_the_learning_rate_changes_in_mid_run_and_is_recorded():
    trainer, twin = Trainer(SHORT, "digits"), Trainer(SHORT, "digits")
    for one in (trainer, twin):
        one.advance(100)
        one.learning_rate = 0.5
        one.learning_rate = 0.01
        one.advance(100)
    assert trainer.rates == (Rate(0, 0.1), Rate(100, 0.01))
    assert trainer.advance(1).learning_rate == 0.01
    twin.advance(1)
    assert trainer.checkpoint() == twin.checkpoint() != Trainer(SHORT, "digits").checkpoint()
    with pytest.raises(GraphlabError, match="must be larger than 0"):
        trainer.learning_rate = 0


@pytest.mark.parametrize(
    ("rows", "batch", "iterations"), [(10, 3, 20), (10, 10, 5), (7, 2, 15), (12, 5, 1), (9, 1, 30)]
)
def test_no_epoch_is_missed(rows, batch, iterations):
    x, t = np.arange(rows * 4, dtype=np.uint8).reshape(rows, 4), np.arange(rows, dtype=np.uint8) % 2
    trainer = Trainer(
        TrainConfig(batch_size=batch, iterations=iterations), Dataset("tiny", "Tiny", (2, 2), 2, x, t, x, t)
    )
    trainer.advance(iterations)
    epochs = iterations * batch // rows
    wanted = {0, *(-(-epoch * rows // batch) for epoch in range(1, epochs + 1)), iterations}
    assert [row.iteration for row in trainer.accuracies] == sorted(wanted)
    assert [int(row.epoch) for row in trainer.accuracies if row.iteration < iterations] == sorted(
        {int(i * batch / rows) for i in wanted if i < iterations}
    )


def test_the_stages_of_one_iteration():
    trainer = Trainer(SHORT, "digits")
    stages = trainer.one_iteration()
    assert stages.rows.shape == (100,)
    assert stages.loss == trainer.losses[-1]
    for name, before in stages.before.items():
        np.testing.assert_allclose(stages.after[name], before - 0.1 * stages.gradients[name], atol=1e-7)
    rows = stages.rows
    x, t = normalized(trainer.dataset.x_train[rows]), trainer.dataset.t_train[rows]
    net = TwoLayerNet(64, 50, 10)
    net.params.update(stages.before)
    for name, grad in net.gradient(x, t).items():
        np.testing.assert_allclose(stages.gradients[name], grad, rtol=1e-3, atol=1e-6)
    trainer.advance(600)
    with pytest.raises(GraphlabError, match="This training is over"):
        trainer.one_iteration()


@pytest.mark.parametrize(
    ("settings", "kind", "words"),
    [
        ({"learning_rate": 3}, "dead", "Dead ReLUs: in hidden layer 1"),
        ({"learning_rate": 10}, "dead", "Dead ReLUs"),
        ({"learning_rate": 1e3}, "exploding", "The weights explode"),
        ({"learning_rate": 1e6}, "exploding", "The weights explode"),
        ({"learning_rate": 10, "activation": "tanh"}, "stuck", "above its start"),
        ({"learning_rate": 1, "optimiser": "adam"}, "dead", "Dead ReLUs"),
        ({"learning_rate": 1e6, "hidden_size": (20, 20, 20), "init": "he"}, "non-finite", "infinite or no number"),
    ],
)
def test_divergence_is_recognised_and_named(settings, kind, words):
    trainer = Trainer(TrainConfig(**settings), "digits")
    progress = trainer.advance(1000)
    assert progress.verdict is not None
    assert progress.verdict.kind == kind
    assert words in str(progress.verdict.reason)
    assert str(progress.verdict.suggestion)
    assert progress.done
    assert progress.iteration <= 100
    assert trainer.advance(10).losses == ()


@pytest.mark.parametrize("rate", [10, 1e3, 1e6])
@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("init", ["std", "he", "xavier"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_divergence_is_flagged_within_fifty_iterations(activation, init, optimiser, rate):
    settings = {"activation": activation, "init": init, "optimiser": optimiser, "learning_rate": rate}
    assert Trainer(TrainConfig(**settings), "digits").advance(50).verdict is not None


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 3},
        {"learning_rate": 5, "hidden_size": (50, 50)},
        {"learning_rate": 10, "hidden_size": (50, 50)},
        {"learning_rate": 30, "activation": "sigmoid"},
        {"learning_rate": 30, "activation": "sigmoid", "hidden_size": (50, 50)},
        {"learning_rate": 10, "activation": "sigmoid", "optimiser": "momentum"},
        {"learning_rate": 2, "activation": "sigmoid", "optimiser": "adam"},
        {"learning_rate": 1, "activation": "tanh", "optimiser": "adam"},
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_divergence_at_a_moderate_rate_is_flagged_as_early(settings, seed):
    assert Trainer(TrainConfig(**settings, seed=seed), "digits").advance(50).verdict is not None


@pytest.mark.parametrize(
    "losses, kind",
    [
        ([1.3] * 50, "stuck"),
        ([1.3] * 49, None),
        ([1.05] * 50, None),
        ([1.3] * 30 + [0.9] + [1.3] * 19, None),
        ([3.0] * 40 + [1.5] * 10, None),
        ([1.2, 0.5] * 25, None),
    ],
)
def test_losses_above_the_start_in_a_row_are_stuck_unless_they_fall(losses, kind):
    found = verdict_on(losses, 1.0, np.ones(3), (), ())
    assert (found and found.kind) == kind


@pytest.mark.parametrize("share, units, dead", [(0.8, 20, True), (0.8, 10, False), (0.9, 10, True), (0.78, 50, False)])
def test_a_small_layer_may_have_more_silent_units(share, units, dead):
    found = verdict_on([1.0] * 50, 1.0, np.ones(3), (share,), (units,))
    assert (found is not None) == dead


@pytest.mark.parametrize("settings, rate", [({}, 10.0), ({}, 1e3), ({"activation": "tanh"}, 10.0)])
def test_divergence_in_mid_run_is_flagged_as_early(settings, rate):
    trainer = Trainer(TrainConfig(**settings), "digits")
    assert trainer.advance(310).verdict is None
    trainer.learning_rate = rate
    assert trainer.advance(50).verdict is not None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("optimiser, rate", [("sgd", 0.1), ("momentum", 0.01), ("adam", 0.001)])
@pytest.mark.parametrize("init", ["std", "he", "xavier"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_the_usual_settings_raise_no_alarm(activation, init, optimiser, rate, seed):
    settings = {"activation": activation, "init": init, "optimiser": optimiser, "learning_rate": rate, "seed": seed}
    assert Trainer(TrainConfig(**settings), "digits").advance(400).verdict is None


@pytest.mark.parametrize("rate, diverges", [(0.1, False), (10, True), (1e3, True), (1e6, True)])
def test_divergence_on_mnist(mnist, rate, diverges):
    assert (Trainer(TrainConfig(learning_rate=rate), mnist).advance(50).verdict is not None) == diverges


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 1e-6},
        {"learning_rate": 1.0},
        {"learning_rate": 1.0, "activation": "sigmoid"},
        {"learning_rate": 0.01, "batch_size": 1},
        {"weight_init_std": 100.0},
        {"hidden_size": 1},
        {"optimiser": "adam", "learning_rate": 0.1},
        {"hidden_size": (50,) * 8, "init": "he"},
    ],
)
def test_slow_or_noisy_learning_is_not_taken_for_divergence(settings):
    assert Trainer(TrainConfig(iterations=1000, **settings), "digits").advance(1000).verdict is None


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_every_optimiser_learns_the_digits(optimiser, activation):
    rate = {"sgd": 0.5, "momentum": 0.1, "adam": 0.01}[optimiser]
    config = TrainConfig(iterations=600, learning_rate=rate, optimiser=optimiser, activation=activation, init="xavier")
    assert Trainer(config, "digits").advance(600).accuracies[-1].train > 0.95


def test_optimisers_against_pytorch():
    library = torch()
    for name, make in {
        "sgd": lambda w: library.optim.SGD([w], lr=0.1),
        "momentum": lambda w: library.optim.SGD([w], lr=0.1, momentum=0.9),
        "adam": lambda w: library.optim.Adam([w], lr=0.1),
    }.items():
        weights, rng = np.linspace(-1, 1, 7), np.random.default_rng(0)
        tensor = library.tensor(weights.copy(), requires_grad=True)
        ours, theirs = OPTIMISERS[name](weights), make(tensor)
        for _ in range(20):
            gradient = rng.standard_normal(7)
            tensor.grad = library.tensor(gradient.copy())
            theirs.step()
            ours.step(weights, gradient, 0.1)
            np.testing.assert_allclose(weights, tensor.detach().numpy(), rtol=1e-9, atol=1e-12)


def test_the_defaults_are_the_chapter_s():
    config = TrainConfig()
    assert (config.hidden_size, config.activation, config.init, config.weight_init_std) == ((50,), "relu", "std", 0.01)
    assert (config.learning_rate, config.batch_size, config.iterations, config.optimiser) == (0.1, 100, 10_000, "sgd")
    with pytest.raises(FrozenInstanceError):
        config.seed = 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("hidden_size", 0, "A hidden layer has 1 to 2,000 units"),
        ("hidden_size", 100_000, "A hidden layer has 1 to 2,000 units"),
        ("hidden_size", (50,) * 9, "1 to 8 hidden layers"),
        ("learning_rate", 0, "at 0 nothing is learned"),
        ("learning_rate", -1, "larger than 0"),
        ("learning_rate", 1e300, "may be 1,000,000 at most"),
        ("learning_rate", float("nan"), "must be a number"),
        ("learning_rate", None, "must be a number"),
        ("batch_size", 0, "A batch has 1 to 10,000 images"),
        ("batch_size", 10_001, "A batch has 1 to 10,000 images"),
        ("batch_size", 1.5, "A batch has"),
        ("iterations", 0, "1 to 1,000,000 iterations"),
        ("iterations", 1_000_001, "1 to 1,000,000 iterations"),
        ("seed", -1, "The seed is a whole number"),
        ("optimiser", "rmsprop", "Choose one of: sgd, momentum, adam"),
        ("activation", "step", "Choose one of"),
        ("init", "zero", "Choose one of"),
        ("weight_init_std", 0, "spread of the initial weights"),
        ("weight_init_std", 100.1, "and 100 at most"),
    ],
)
def test_bad_settings_are_refused_with_the_setting_s_name(name, value, sentence):
    assert list(config_problems({name: value})) == [name]
    with pytest.raises(GraphlabError, match=sentence):
        TrainConfig(**{name: value})


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(GraphlabError, match="The batch has 2000 images, but there are only 1437"):
        Trainer(TrainConfig(batch_size=2000), "digits")
    assert config_problems(vars(TrainConfig()), rows=1437) == {}


def piecewise(trainer, kept=None):
    """Train to the end in pieces, an accuracy in pieces of one chunk; put a checkpoint in the middle of each aside."""
    while not trainer.done:
        trainer.advance(7, evaluate=False)
        while trainer.evaluating:
            trainer.evaluate(1)
            if kept is not None:
                kept.append(trainer.checkpoint())
    return trainer.checkpoint()


def test_the_accuracy_can_be_counted_in_pieces():
    config, kept = TrainConfig(iterations=50), []
    whole = Trainer(config, "digits")
    whole.advance(50)
    assert piecewise(Trainer(config, "digits"), kept) == whole.checkpoint()
    # The digits are three chunks, and so many accuracies are counted: at the start, after three epochs, at the end.
    assert len(kept) >= 3 * 5
    for checkpoint in kept:
        assert piecewise(Trainer.resumed(checkpoint)) == whole.checkpoint()


def test_without_evaluating_iterations_stop_where_an_accuracy_is_due():
    trainer = Trainer(TrainConfig(iterations=40), "digits")
    assert trainer.advance(100, evaluate=False).iteration == 0
    trainer.evaluate()
    assert trainer.advance(100, evaluate=False).iteration == 15  # 1,437 images in batches of 100.
    assert trainer.evaluating
    assert not trainer.done


def test_going_back_in_the_middle_of_a_count_begins_another():
    config = TrainConfig(iterations=30)
    whole = Trainer(config, "digits")
    start = whole.checkpoint()
    whole.advance(30)
    trainer = Trainer(config, "digits")
    trainer.evaluate()
    trainer.advance(15, evaluate=False)
    trainer.evaluate(1)
    trainer.restore(start)
    trainer.advance(30)
    assert trainer.checkpoint() == whole.checkpoint()
