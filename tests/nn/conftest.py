"""MNIST from the archives beside the checkout."""

import os
from pathlib import Path

import pytest

from graphlab.data import load
from graphlab.data.mnist import ARCHIVES, MNIST
from tests.needs import lacking

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mnist(monkeypatch):
    """The real data set; skip where its archives are not on this machine, except in CI, where they must be."""
    places = [Path(os.environ.get("GRAPHLAB_DATA_DIR") or ROOT), ROOT.parent / "shared" / "mnist"]
    here = next((p for p in places if all((p / archive.name).is_file() for archive in ARCHIVES)), None)
    if here is None and not MNIST.here():
        lacking("MNIST's archives are not here")
    if here is not None:
        monkeypatch.setenv("GRAPHLAB_DATA_DIR", str(here))
    return load("mnist")
