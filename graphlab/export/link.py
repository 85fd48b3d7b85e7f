"""The state of a page in an address: as readable variables while they are short, else packed into one."""

from collections.abc import Mapping
from urllib.parse import urlencode

from graphlab.engine import packing

# The variable that holds all others, packed.
PACKED = "z"
# Most characters of an address with readable variables, and of any address.
READABLE, LONGEST = 300, 4_000
# Characters kept free for the host and the page.
HOST = 200
_SEPARATOR = "\0"


def address(variables: Mapping[str, str]) -> dict[str, str] | None:
    """Return the variables of an address for these variables, packed if they are long; None if they are too long.

    >>> address({"figure": "5-17", "step": "6"})
    {'figure': '5-17', 'step': '6'}
    """
    if len(urlencode(variables)) <= READABLE:
        return dict(variables)
    packed = pack(variables)
    return {PACKED: packed} if len(packed) + HOST <= LONGEST else None


def variables(address: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an address, the readable ones before the packed. Raises `GraphlabError`."""
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
