"""What tests of several folders share."""

from collections.abc import Iterator

import pytest

# graphlab comes before numpy, so that it can set one BLAS thread for the whole run.
import graphlab  # noqa: F401
from graphlab.data import mnist


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No data set in memory before, and none of this test's afterwards."""
    kept = vars(mnist.MNIST).pop("_dataset", None)
    yield
    vars(mnist.MNIST).pop("_dataset", None)
    if kept is not None:
        vars(mnist.MNIST)["_dataset"] = kept
