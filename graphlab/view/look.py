"""How a trace is to be looked at: what the edges say, where constants stand, what is lit and what is framed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Frame(NamedTuple):
    """The inside of an opened composite node: its title, the name of its last node, the names of all its nodes."""

    title: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """One way of looking at a trace.

    notation    what the edges say: a key of `NOTATIONS` ("numbers", "symbols", "both", "shapes")
    form        how symbols write a gradient: "chain", "product" or "simplified"
    upstream    what symbols call the upstream gradient; "" is ∂L/∂output
    inside      constants stand inside the nodes that use them
    local       only the acting node, its inputs and its output are bright
    path        positions of the nodes on a way that is lit
    frames      the insides of opened composites, outer before inner
    handles     composite nodes and frames carry a handle that opens or closes them
    clouds      names of inputs that are drawn as a cloud: a part of the graph that is not shown
    """

    notation: str = "numbers"
    form: str = "product"
    upstream: str = ""
    inside: bool = False
    local: bool = False
    path: tuple[int, ...] = ()
    frames: tuple[Frame, ...] = ()
    handles: bool = False
    clouds: tuple[str, ...] = ()


PLAIN = Look()
