"""The names of the chapter's inputs and results within a sentence, and their units."""

from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import mark as _


class Quantity(NamedTuple):
    """A quantity as a sentence names it, and a number of it with its unit; both are keys of the catalogue."""

    phrase: str
    unit: str = "{number}"


_WON = _("{number} won")

QUANTITIES = MappingProxyType({
    "apple": Quantity(_("the price of an apple"), _WON),
    "n_apple": Quantity(_("the number of apples")),
    "orange": Quantity(_("the price of an orange"), _WON),
    "n_orange": Quantity(_("the number of oranges")),
    "tax": Quantity(_("the tax factor")),
    "others": Quantity(_("the price of the other goods"), _WON),
    "price": Quantity(_("the price to pay"), _WON),
})  # fmt: skip
