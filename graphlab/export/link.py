"""Everything that a page shows, in an address: as it is while it is short, else compressed behind a version letter."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from urllib.parse import urlencode

from graphlab.engine.errors import GraphlabError, say

# The one variable that stands for all others, and the letter with which this way of packing begins.
PACKED, VERSION = "z", "a"
# Up to here an address is left as people can read it; beyond LONGEST it is no link any more.
READABLE, LONGEST = 300, 4_000
# The host and the page stand before it.
ROOM = 200
# A text of 20,000 letters of three bytes each, and the rest.
MOST_BYTES = 80_000
_SEPARATOR = "\0"


def address(variables: Mapping[str, str]) -> dict[str, str] | None:
    """Return the variables as an address holds them, packed if that is needed; None where they are too many for one.

    >>> address({"figure": "5-17", "step": "6"})
    {'figure': '5-17', 'step': '6'}
    """
    if len(urlencode(variables)) <= READABLE:
        return dict(variables)
    packed = pack(variables)
    return {PACKED: packed} if len(packed) + ROOM <= LONGEST else None


def variables(address: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an address; what it holds openly goes before what is packed. Raises `GraphlabError`."""
    inside = unpack(address[PACKED]) if PACKED in address else {}
    return inside | {name: value for name, value in address.items() if name != PACKED}


def pack(variables: Mapping[str, str]) -> str:
    """Return variables as one short text of letters, digits, - and _."""
    lines = (f"{name}={value.replace(_SEPARATOR, '')}" for name, value in variables.items())
    squeezed = zlib.compress(_SEPARATOR.join(lines).encode("utf-8", "replace"), 9)
    return VERSION + base64.urlsafe_b64encode(squeezed).decode().rstrip("=")


def unpack(text: str) -> dict[str, str]:
    """Return the variables in a packed text. Raises `GraphlabError` for anything else, before it takes memory.

    >>> unpack(pack({"text": "y = x * x", "step": "2"}))
    {'text': 'y = x * x', 'step': '2'}
    """
    if len(text) > LONGEST or text[:1] != VERSION:
        raise damaged()
    try:
        squeezed = base64.b64decode(text[1:] + "=" * (-(len(text) - 1) % 4), altchars=b"-_", validate=True)
        opened = zlib.decompressobj()
        content = opened.decompress(squeezed, MOST_BYTES)
        if not opened.eof or opened.unused_data:
            raise damaged()
        pairs = [part.partition("=") for part in content.decode().split(_SEPARATOR, 64)]
    except (binascii.Error, zlib.error, ValueError) as error:
        raise error if isinstance(error, GraphlabError) else damaged() from None
    return {name: value for name, sign, value in pairs if sign}


def damaged() -> GraphlabError:
    """Return the error for a link that nobody could have copied."""
    return GraphlabError(say("this link is damaged or not complete: copy it once more, to its very end."))
