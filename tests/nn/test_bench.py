"""The rows of the bench about training, at a tiny size, on real MNIST."""

import math

import pytest

from bench import training
from tests.reference import torch


@pytest.mark.parametrize(
    "measure",
    [training.against_chapter, training.against_products, training.gradient_of_three],
    ids=lambda m: m.__name__,
)
def test_measuring_at_a_tiny_size(mnist, measure) -> None:
    assert all(math.isfinite(number) and number > 0 for number in measure(2))


def test_pytorch_where_it_is_installed(mnist) -> None:
    torch()
    assert training.against_torch(2).value > 0
