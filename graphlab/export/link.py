"""Everything that a page shows, in an address: as it is while it is short, else compressed behind a version letter."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from graphlab.engine import packing

# The one variable that stands for all others.
PACKED = "z"
# Up to here an address is left as people can read it; beyond LONGEST it is no link any more.
READABLE, LONGEST = 300, 4_000
# The host and the page stand before it.
ROOM = 200
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
    return packing.pack(_SEPARATOR.join(f"{name}={value.replace(_SEPARATOR, '')}" for name, value in variables.items()))


def unpack(text: str) -> dict[str, str]:
    """Return the variables in a packed text. Raises `GraphlabError` for anything else, before it takes memory.

    >>> unpack(pack({"text": "y = x * x", "step": "2"}))
    {'text': 'y = x * x', 'step': '2'}
    """
    pairs = (part.partition("=") for part in packing.unpack(text, LONGEST).split(_SEPARATOR, 64))
    return {name: value for name, sign, value in pairs if sign}
