"""The details of an iteration are bounded, whatever the batch."""

import pytest

from graphlab.nn import TrainConfig, Trainer
from graphlab.nn.jobs.inspection import MOST_IMAGES, inspect


@pytest.mark.parametrize("updated", [True, False])
def test_no_more_images_are_sent_than_are_shown(updated: bool) -> None:
    trainer = Trainer(TrainConfig(iterations=1, batch_size=MOST_IMAGES + 9, hidden_size=4), "digits")
    inside = inspect(trainer, trainer.one_iteration() if updated else None)
    assert len(inside.images) == len(inside.labels) == len(inside.probabilities) == MOST_IMAGES
