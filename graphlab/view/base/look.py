"""How a trace is to be looked at: what the edges say, where constants stand, what is lit and what is framed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

FORMS = ("chain", "product", "simplified")


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
    ones        groups of inputs that sum to 1, such as labels; simplified symbols make use of it
    inside      constants stand inside the nodes that use them
    local       only the acting node, its inputs and its output are bright
    path        the edges of a way that is lit: source, target and which input of the target it is
    frames      the insides of opened composites, outer before inner
    handles     composite nodes and frames carry a handle that opens or closes them
    marked      names of nodes that are marked, to be made one node
    clouds      names of inputs that are drawn as a cloud: a part of the graph that is not shown
    unseen      names of inputs that are not drawn at all
    open_ends   more of the graph lies before the inputs and behind the result, as far as L
    images      inputs that are drawn as images: name, rows and columns
    bars        names of two nodes: beside the result stand the numbers of the first and bars for those of the second
    """

    notation: str = "numbers"
    form: str = "product"
    upstream: str = ""
    ones: tuple[tuple[str, ...], ...] = ()
    inside: bool = False
    local: bool = False
    path: tuple[tuple[int, int, int], ...] = ()
    frames: tuple[Frame, ...] = ()
    handles: bool = False
    marked: tuple[str, ...] = ()
    clouds: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    open_ends: bool = False
    images: tuple[tuple[str, int, int], ...] = ()
    bars: tuple[str, ...] = ()


PLAIN = Look()
