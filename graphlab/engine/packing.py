"""Text for an address: compressed, with a letter in front that names the format."""

import base64
import binascii
import zlib

from graphlab.engine.errors import GraphlabError, say

VERSION = "a"
# A text of 20,000 characters of three bytes each, and the other variables.
MOST_BYTES = 80_000


def pack(text: str) -> str:
    """Return the text compressed, as letters, digits, - and _."""
    compressed = zlib.compress(text.encode("utf-8", "replace"), 9)
    return VERSION + base64.urlsafe_b64encode(compressed).decode().rstrip("=")


def unpack(packed: str, most: int) -> str:
    """Return the text that `pack` has packed.

    Raises `GraphlabError` for more than `most` characters and for anything that `pack` does not return, without
    decompressing more than MOST_BYTES.

    >>> unpack(pack("y = x * x"), most=100)
    'y = x * x'
    """
    if len(packed) > most or packed[:1] != VERSION:
        raise damaged()
    try:
        compressed = base64.b64decode(packed[1:] + "=" * (-(len(packed) - 1) % 4), altchars=b"-_", validate=True)
        opened = zlib.decompressobj()
        text = opened.decompress(compressed, MOST_BYTES).decode()
    except (binascii.Error, zlib.error, ValueError):
        raise damaged() from None
    if not opened.eof or opened.unused_data:
        raise damaged()
    return text


def damaged() -> GraphlabError:
    """Return the error for a damaged link."""
    return GraphlabError(say("this link is damaged or not complete: copy it once more, to its very end."))
