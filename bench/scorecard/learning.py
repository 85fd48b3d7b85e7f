"""Rows about training: how soon one that diverges is stopped, and that others are not."""

from __future__ import annotations

from typing import Any

from bench.scorecard.row import Reading, at_most, joined
from graphlab.nn.training.config import TrainConfig
from graphlab.nn.training.trainer import Trainer

LATEST, PATIENCE = 50, 1_000
# Steps that are far too large, whatever limits or scales them; and settings with which the net learns, if slowly or
# with noise.
DIVERGING: tuple[dict[str, Any], ...] = tuple(
    {"learning_rate": rate, "activation": activation, "optimiser": optimiser}
    for rate in (10.0, 100.0, 1e3, 1e6) for activation in ("relu", "tanh") for optimiser in ("sgd", "momentum", "adam")
)  # fmt: skip
LEARNING: tuple[dict[str, Any], ...] = (
    {}, {"learning_rate": 1e-6}, {"learning_rate": 1.0}, {"weight_init_std": 100.0},
    {"learning_rate": 0.01, "batch_size": 1}, {"hidden_size": 5}, {"learning_rate": 0.1, "optimiser": "adam"},
    {"activation": "sigmoid"}, {"optimiser": "adam", "learning_rate": 0.001}, {"hidden_size": (50, 50), "init": "he"},
)  # fmt: skip


def divergence(count: int) -> Reading:
    """Train with each setting and so many seeds: those that diverge are stopped within 50 iterations, no others."""
    trainings = [(settings, seed) for settings in DIVERGING for seed in range(count)]
    stops = [(stopped(settings, seed), str(settings)) for settings, seed in trainings]
    wrong = [str(settings) for settings in LEARNING for seed in range(count) if stopped(settings, seed) < PATIENCE]
    late = tuple(f"{settings}: after {iteration}" for iteration, settings in stops if iteration > LATEST)
    return joined(
        at_most(max(stops)[0], LATEST, f"iterations at most, {len(stops)} trainings", digits=0)._replace(faults=late),
        Reading(f"{len(wrong)} of {len(LEARNING) * count} others stopped", not wrong, tuple(wrong)),
    )


def stopped(settings: dict[str, Any], seed: int) -> int:
    """Return the iteration at which a training on the small digits is stopped, or the last one."""
    trainer = Trainer(TrainConfig(**settings, iterations=PATIENCE, seed=seed), "digits")
    return trainer.advance(PATIENCE).iteration
