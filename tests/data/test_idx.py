"""Corrupt archives give a sentence, never a wrong array and never a traceback."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.data.idx import read_idx
from graphlab.engine.errors import GraphlabError


def idx(array: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


IMAGES = np.arange(24, dtype=np.uint8).reshape(4, 3, 2)


@pytest.mark.parametrize("array", [IMAGES, IMAGES.ravel(), IMAGES[0]])
def test_round_trip(array: np.ndarray) -> None:
    result = read_idx(gzip.compress(idx(array)), "x")
    assert np.array_equal(result, array)
    assert not result.flags.writeable


@pytest.mark.parametrize(
    "content",
    {
        "empty": b"",
        "magic alone": idx(IMAGES)[:4],
        "half the sizes": idx(IMAGES)[:9],
        "no data": idx(IMAGES)[:16],
        "one byte short": idx(IMAGES)[:-1],
        "one byte long": idx(IMAGES) + b"\0",
        "wrong magic": b"\1" + idx(IMAGES)[1:],
        "another type": b"\0\0\x0d\3" + idx(IMAGES)[4:],
        "255 dimensions": b"\0\0\x08\xff" + bytes(1020),
        "no dimensions": b"\0\0\x08\0" + b"\7",
        "sizes that overflow": b"\0\0\x08\3" + b"\xff" * 12 + b"\0",
        "nothing times a lot": b"\0\0\x08\3" + bytes(4) + b"\xff" * 8,
    }.values(),
)
def test_corrupt_content(content: bytes) -> None:
    with pytest.raises(GraphlabError, match=r"`labels\.gz` is damaged"):
        read_idx(gzip.compress(content), "labels.gz")


def attempt(archive: bytes) -> np.ndarray | str:
    try:
        return read_idx(archive, "x")
    except GraphlabError as error:
        return str(error)


@given(st.data())
def test_a_damaged_archive_never_passes(data: st.DataObject) -> None:
    archive = gzip.compress(idx(IMAGES), mtime=0)
    at = data.draw(st.integers(0, len(archive) - 1))
    flipped = archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1 :]
    result = attempt(data.draw(st.sampled_from([archive[:at], flipped, archive[at + 1 :]])))
    # Some bytes of gzip's own header (time, system) may be anything.
    assert "is damaged" in result if isinstance(result, str) else np.array_equal(result, IMAGES)


@given(st.binary(max_size=64))
def test_anything_at_all(content: bytes) -> None:
    for archive in (content, gzip.compress(content), gzip.compress(b"\0\0\x08" + content)):
        result = attempt(archive)
        assert "downloaded again" in result if isinstance(result, str) else result.size
