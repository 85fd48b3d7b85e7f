"""The IDX format of MNIST's archives: a magic number, the sizes, then the bytes."""

import gzip
import math
import zlib

import numpy as np
from numpy.typing import NDArray

from graphlab.data.download_errors import not_idx

# Two zero bytes, the code of the type uint8, and the number of dimensions: labels have one, images three.
_MAGIC = tuple(bytes([0, 0, 8, dimensions]) for dimensions in (1, 2, 3))


def read_idx(archive: bytes, name: str) -> NDArray[np.uint8]:
    """Return the array in a gzipped IDX file of bytes, read-only; `name` is what errors call the file.

    >>> content = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
    >>> read_idx(gzip.compress(content), "example").tolist()
    [[1, 2, 3], [4, 5, 6]]
    """
    content = _unzipped(archive, name)
    if content[:4] not in _MAGIC:
        raise not_idx(name)
    start = 4 + 4 * content[3]
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, start, 4))
    if len(content) <= start or len(content) - start != math.prod(shape):
        raise not_idx(name)
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _unzipped(archive: bytes, name: str) -> bytes:
    try:
        return gzip.decompress(archive)
    except (OSError, EOFError, zlib.error) as error:
        raise not_idx(name) from error
