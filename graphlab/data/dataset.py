"""A data set for training, and the record that says where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from graphlab.data.download import DEADLINE, Progress
from graphlab.engine.errors import GraphlabError, say

Bytes = NDArray[np.uint8]
Arrays = tuple[Bytes, Bytes, Bytes, Bytes]
Fetch = Callable[[Progress | None, float], None]

# The value of a pixel that is fully on; a pixel divided by it lies in 0…1.
MAX_PIXEL = 255


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels for training and for testing, as read-only uint8 arrays.

    `x_train` and `x_test` have shape (N, pixels) with values 0…255, `t_train` and `t_test` shape (N,). `title` is a
    key of the catalogue. Raises `GraphlabError` for other shapes, types and labels.

    >>> x, t = np.zeros((3, 4), np.uint8), np.array([0, 1, 1], np.uint8)
    >>> Dataset("tiny", "Tiny", (2, 2), 2, x, t, x, t).images(slice(2)).shape
    (2, 2, 2)
    """

    name: str
    title: str
    image_shape: tuple[int, int]
    classes: int
    x_train: Bytes = field(repr=False)
    t_train: Bytes = field(repr=False)
    x_test: Bytes = field(repr=False)
    t_test: Bytes = field(repr=False)

    def __post_init__(self) -> None:
        for part in ("train", "test"):
            x, t = getattr(self, f"x_{part}"), getattr(self, f"t_{part}")
            self._check(x, t)
            object.__setattr__(self, f"x_{part}", _read_only(x))
            object.__setattr__(self, f"t_{part}", _read_only(t))

    @property
    def pixels(self) -> int:
        """The number of pixels of an image, and so of inputs of the net."""
        return self.image_shape[0] * self.image_shape[1]

    def images(self, rows: slice | NDArray[np.intp], *, test: bool = False) -> Bytes:
        """Return some images of the training or test set, of shape (N, rows, columns)."""
        return (self.x_test if test else self.x_train)[rows].reshape(-1, *self.image_shape)

    def _check(self, x: Bytes, t: Bytes) -> None:
        if x.dtype != np.uint8 or t.dtype != np.uint8 or x.shape != (len(t), self.pixels) or t.ndim != 1:
            raise GraphlabError(
                say(
                    "Data set `{name}`: images of shape {x} and labels of shape {t} do not fit; "
                    "uint8 arrays of shape (N, {pixels}) and (N,) are needed.",
                    name=self.name,
                    x=x.shape,
                    t=t.shape,
                    pixels=self.pixels,
                )
            )
        if not len(t) or t.max() >= self.classes:
            raise GraphlabError(
                say(
                    "Data set `{name}`: there must be images, with labels from 0 to {last}.",
                    name=self.name,
                    last=self.classes - 1,
                )
            )


@dataclass(frozen=True, eq=False)
class Source:
    """What a data set is, how it is read from disk and, unless it is bundled, downloaded.

    `read` returns x_train, t_train, x_test, t_test. `fetch(progress, deadline)` downloads the files that are missing,
    `here` returns whether none is, without reading them, and `size` is the number of bytes of a download.
    """

    name: str
    title: str
    image_shape: tuple[int, int]
    classes: int
    read: Callable[[], Arrays]
    fetch: Fetch | None = None
    here: Callable[[], bool] = lambda: True
    size: int = 0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def load(self, progress: Progress | None = None, deadline: float = DEADLINE) -> Dataset:
        """Return the data set, downloaded first where necessary; a process holds one copy."""
        if self.fetch and not self.loaded:
            # Outside the lock: a thread that waits for another one's download has its own progress and deadline.
            self.fetch(progress, deadline)
        with self._lock:
            return self._dataset

    @property
    def loaded(self) -> bool:
        """Whether it is in memory already."""
        return "_dataset" in vars(self)

    @cached_property
    def _dataset(self) -> Dataset:
        return Dataset(self.name, self.title, self.image_shape, self.classes, *self.read())


def _read_only(array: Bytes) -> Bytes:
    view = array.view()
    view.flags.writeable = False
    return view
