"""Text in an address: compressed, behind a letter that names this way of packing."""

from __future__ import annotations

import base64
import binascii
import zlib

from graphlab.engine.errors import GraphlabError, say

VERSION = "a"
# A text of 20,000 letters of three bytes each, and the rest.
MOST_BYTES = 80_000


def pack(text: str) -> str:
    """Return a text as letters, digits, - and _."""
    squeezed = zlib.compress(text.encode("utf-8", "replace"), 9)
    return VERSION + base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


def unpack(packed: str, most: int) -> str:
    """Return the text in a packed one of at most so many characters.

    Raises `GraphlabError` for anything else, before it takes memory.

    >>> unpack(pack("y = x * x"), most=100)
    'y = x * x'
    """
    if len(packed) > most or packed[:1] != VERSION:
        raise damaged()
    try:
        squeezed = base64.b64decode(packed[1:] + "=" * (-(len(packed) - 1) % 4), altchars=b"-_", validate=True)
        opened = zlib.decompressobj()
        text = opened.decompress(squeezed, MOST_BYTES).decode()
    except (binascii.Error, zlib.error, ValueError):
        raise damaged() from None
    if not opened.eof or opened.unused_data:
        raise damaged()
    return text


def damaged() -> GraphlabError:
    """Return the error for a link that nobody could have copied."""
    return GraphlabError(say("this link is damaged or not complete: copy it once more, to its very end."))
