"""Several named arrays in one vector, so that all of them can be updated in one operation."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """The place of each named array in the vector.

    >>> layout = Layout.of({"W": np.zeros((2, 3)), "b": np.zeros(3)})
    >>> layout.size, layout.views(np.arange(9.0))["b"].tolist()
    (9, [6.0, 7.0, 8.0])
    """

    shapes: tuple[tuple[str, Shape], ...]

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> "Layout":
        """Return the layout that holds these arrays, one after another."""
        return cls(tuple((name, np.shape(array)) for name, array in arrays.items()))

    @cached_property
    def size(self) -> int:
        """Number of elements in all."""
        return sum(math.prod(shape) for _, shape in self.shapes)

    @cached_property
    def _parts(self) -> tuple[tuple[str, slice, Shape], ...]:
        """Each name with its piece of the vector and its shape."""
        ends = accumulate(math.prod(shape) for _, shape in self.shapes)
        return tuple(
            (name, slice(end - math.prod(shape), end), shape)
            for (name, shape), end in zip(self.shapes, ends, strict=True)
        )

    def views(self, vector: Array) -> dict[str, Array]:
        """Return each array as a view of the vector."""
        return {name: vector[part].reshape(shape) for name, part, shape in self._parts}

    def vector(self, arrays: Mapping[str, Any], dtype: npt.DTypeLike) -> Array:
        """Return a new vector with a copy of the arrays."""
        vector = np.empty(self.size, dtype)
        for name, view in self.views(vector).items():
            view[...] = arrays[name]
        return vector
