"""MNIST: its four archives, their addresses, and the chapter's `load_mnist`."""

import os
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from graphlab.data import download_errors
from graphlab.data.dataset import MAX_PIXEL, Arrays, Bytes, Source
from graphlab.data.download import DEADLINE, Archive, Progress, download, size_of
from graphlab.data.idx import read_idx
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.errors import mark as _

ARCHIVES = (
    Archive(
        "train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    Archive("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    Archive("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    Archive("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
)
ADDRESSES = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")

Split = tuple[NDArray[np.float32] | Bytes, NDArray[np.float64] | Bytes]


def load_mnist(normalize: bool = True, flatten: bool = True, one_hot_label: bool = False) -> tuple[Split, Split]:
    """Return `(x_train, t_train), (x_test, t_test)` as in the chapter, downloaded at the first call.

    Images are float32 from 0 to 1, or uint8 from 0 to 255 without `normalize`; of shape (N, 784), or
    (N, 1, 28, 28) without `flatten`. Labels are digits, or rows of ten with a single 1. All arrays are
    read-only; uint8 images are shared by all callers, float32 images take 188 MB for each call.
    """
    data = MNIST.load()

    def split(x: Bytes, t: Bytes) -> Split:
        images = _normalized(x) if normalize else x
        return images if flatten else images.reshape(-1, 1, 28, 28), _one_hot(t) if one_hot_label else t

    return split(data.x_train, data.t_train), split(data.x_test, data.t_test)


def folder() -> Path:
    """Return the folder of the archives: GRAPHLAB_DATA_DIR if it holds all four, else the user's cache."""
    return _given() or _cache()


def _given() -> Path | None:
    given = os.environ.get("GRAPHLAB_DATA_DIR")
    path = Path(given).expanduser() if given else None
    return path if path and all(size_of(path / archive.name) is not None for archive in ARCHIVES) else None


def _cache() -> Path:
    from pooch import os_cache

    return Path(os_cache("graphlab")) / "mnist"


def _here() -> bool:
    place = folder()
    return all(size_of(place / archive.name) == archive.size for archive in ARCHIVES)


def _fetch(progress: Progress | None = None, deadline: float = DEADLINE) -> None:
    if not _given():
        download("MNIST", ARCHIVES, _cache(), _addresses(), progress, deadline)


def _addresses() -> tuple[str, ...]:
    mirror = os.environ.get("GRAPHLAB_MNIST_MIRROR")
    if not mirror:
        return ADDRESSES
    try:
        parts = urlsplit(mirror)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise GraphlabError(
            say("`GRAPHLAB_MNIST_MIRROR` is not an address that begins with http:// or https://."),
            hint=say("Correct it, or unset it to download from the usual places."),
        )
    return (mirror.rstrip("/") + "/", *ADDRESSES)


def _read() -> Arrays:
    x_train, t_train, x_test, t_test = (_array(folder(), archive) for archive in ARCHIVES)
    return x_train.reshape(len(x_train), -1), t_train, x_test.reshape(len(x_test), -1), t_test


def _array(place: Path, archive: Archive) -> Bytes:
    try:
        content = (place / archive.name).read_bytes()
    except OSError as error:
        raise download_errors.unreadable(archive.name, place, error) from error
    if sha256(content).hexdigest() != archive.sha256:
        raise download_errors.damaged(archive.name, place)
    return read_idx(content, archive.name)


def _normalized(x: Bytes) -> NDArray[np.float32]:
    images = x.astype(np.float32)
    images /= MAX_PIXEL
    images.flags.writeable = False
    return images


def _one_hot(t: Bytes) -> NDArray[np.float64]:
    rows = np.eye(10)[t]
    rows.flags.writeable = False
    return rows


MNIST = Source(
    "mnist",
    _("MNIST (70,000 images, 28 × 28)"),
    (28, 28),
    10,
    _read,
    _fetch,
    _here,
    sum(archive.size for archive in ARCHIVES),
)
