"""What tests of several folders share."""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

# graphlab comes before numpy, so that it can set one BLAS thread for the whole run.
import graphlab  # noqa: F401
from graphlab.data import mnist

# Random seeds everywhere; on a busy machine neither an example nor the making of examples can be too slow.
settings.register_profile("graphlab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("graphlab")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No data set in memory before, and none of this test's afterwards."""
    kept = vars(mnist.MNIST).pop("_dataset", None)
    yield
    vars(mnist.MNIST).pop("_dataset", None)
    if kept is not None:
        vars(mnist.MNIST)["_dataset"] = kept


@pytest.fixture(autouse=True, scope="session")
def _scanned_once() -> Iterator[None]:
    """Each run of an app test would read again what every installed package says of itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="session")
def _runs_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trainings of tests are not kept among the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHLAB_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


CORE = ("tests/engine/", "tests/algebra/", "tests/book/", "tests/view/", "tests/practice/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need neither browser, page nor network, for `pytest -m core`."""
    for item in items:
        if item.nodeid.startswith(CORE):
            item.add_marker("core")


def pytest_collection_finish() -> None:
    """Hide the thousands of collected tests from the garbage collector, which would go through all of them often."""
    gc.collect()
    gc.freeze()
