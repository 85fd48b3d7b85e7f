"""The real archives, a server for them, and a cache folder that is empty."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphlab.data import mnist
from tests.data.mirror import Mirror, serving
from tests.needs import lacking

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def archives() -> Path:
    """Where the four archives lie: GRAPHLAB_DATA_DIR, or beside the checkout."""
    places = [Path(os.environ.get("GRAPHLAB_DATA_DIR") or ROOT), ROOT.parent / "shared" / "mnist"]
    for place in places:
        if all((place / archive.name).is_file() for archive in mnist.ARCHIVES):
            return place.resolve()
    return lacking(f"MNIST's archives are in none of {', '.join(map(str, places))}")


@pytest.fixture
def cache(tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that downloads go to, not made yet; no proxy, no folder given, no way to the internet."""
    for variable in (
        "GRAPHLAB_DATA_DIR",
        "GRAPHLAB_MNIST_MIRROR",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "graphlab" / "mnist"


@pytest.fixture
def mirror(archives: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """The only address there is."""
    with serving(archives) as server:
        monkeypatch.setattr(mnist, "ADDRESSES", (server.url,))
        yield server
