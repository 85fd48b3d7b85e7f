"""Arrays as images: grey digits, weights in two hues, mosaics of several, and PNG files."""

import zlib
from base64 import b64encode
from math import ceil
from struct import pack
from typing import Any

import numpy as np
import numpy.typing as npt

from graphlab.view.base.theme import THEMES

Bytes = npt.NDArray[np.uint8]


def png(rgb: Bytes) -> bytes:
    """Write an array of shape (height, width, 3) as a PNG file.

    >>> png(np.zeros((2, 3, 3), np.uint8))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    height, width, _ = rgb.shape
    lines = np.zeros((height, 1 + 3 * width), np.uint8)
    lines[:, 1:] = rgb.reshape(height, -1)
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))


def data_url(rgb: Bytes) -> str:
    """Return an image as a data URL."""
    return "data:image/png;base64," + b64encode(png(rgb)).decode()


def colour(text: str) -> Bytes:
    """Return a colour as three numbers.

    >>> colour("#FF8000").tolist()
    [255, 128, 0]
    """
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], np.uint8)


def blended(share: npt.NDArray[Any], start: str, end: str) -> Bytes:
    """Mix two colours, element by element: 0 is the first, 1 the second."""
    low, high = colour(start).astype(float), colour(end).astype(float)
    return np.asarray(low + share[..., np.newaxis] * (high - low) + 0.5).astype(np.uint8)


def ink(images: Bytes, theme: str) -> Bytes:
    """Return grey images (0…255) in the ink and on the paper of a theme."""
    return blended(images / 255, THEMES[theme].node, THEMES[theme].ink)


def signed(values: npt.NDArray[Any], theme: str) -> Bytes:
    """Return numbers as colours: 0 as the paper, negative ones blue, positive ones orange, the largest strongest."""
    values = np.nan_to_num(np.asarray(values, float))
    top = float(np.max(np.abs(values), initial=0.0)) or 1.0
    colours = THEMES[theme]
    share = np.abs(values) / top
    below, above = blended(share, colours.node, colours.value), blended(share, colours.node, colours.gradient)
    return np.where((values < 0)[..., np.newaxis], below, above)


def mosaic(pictures: Bytes, columns: int, theme: str, gap: int = 1) -> Bytes:
    """Lay images of shape (n, height, width, 3) out in rows, with a thin pale line between them."""
    fine = max(1, 24 // pictures.shape[1])
    pictures = pictures.repeat(fine, axis=1).repeat(fine, axis=2)
    n, height, width, _ = pictures.shape
    rows = ceil(n / columns)
    image = np.empty((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), np.uint8)
    image[:] = colour(THEMES[theme].pale)
    for i, picture in enumerate(pictures):
        top, left = (i // columns) * (height + gap), (i % columns) * (width + gap)
        image[top : top + height, left : left + width] = picture
    return image
