"""The registry of notations: what the labels of a picture can be written in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import mark as _
from graphlab.view.notation.notation import NotationWriter, Numbers
from graphlab.view.notation.shapes_notation import Shapes
from graphlab.view.notation.symbols_notation import Both, Symbolic


class NotationEntry(NamedTuple):
    """The class that writes the labels, the word on the switch (a key of the catalogue), and when it is offered."""

    writer: NotationWriter
    word: str
    arrays_only: bool = False


NOTATIONS: Mapping[str, NotationEntry] = MappingProxyType({
    "numbers": NotationEntry(Numbers, _("numbers")),
    "symbols": NotationEntry(Symbolic, _("symbols")),
    "both": NotationEntry(Both, _("both")),
    "shapes": NotationEntry(Shapes, _("shapes"), arrays_only=True),
})  # fmt: skip
