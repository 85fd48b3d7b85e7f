"""A data set as it is trained on, and the row that says where it comes from."""

from __future__ import annotations

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
BRIGHTEST = 255


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels for training and for testing, as read-only uint8 arrays.

    `x_train` and `x_test` have one row of pixels (0…255) an image, `t_train` and `t_test` one label an
    image. `title` is the key of its translation.

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
        """How many pixels an image has: the net's number of inputs."""
        return self.image_shape[0] * self.image_shape[1]

    def images(self, rows: slice | NDArray[np.intp], *, test: bool = False) -> Bytes:
        """Return some images of the training or test set, each as rows and columns of pixels."""
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
    """One row of the data sets: what it is, how it is read from disk and, unless bundled, brought there.

    `read` gives x_train, t_train, x_test, t_test. `fetch(progress, deadline)` downloads what is missing,
    `here` says without reading whether nothing is, and `size` is how many bytes a download takes.
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
        """Return the data set, downloaded first if need be; one copy a process, whoever asks."""
        if self.fetch and not self.loaded:
            # Outside the lock: who only waits for a download may give up, and is told how far it is.
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
