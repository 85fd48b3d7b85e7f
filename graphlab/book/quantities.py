"""The quantities of the chapter's shop: what their names stand for, and their units."""

from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import mark as _

# What inputs and result stand for, by name. No other value may be called so: `apple_price` is a product.
WORDS = MappingProxyType({
    "apple": _("apple"), "n_apple": _("number of apples"), "orange": _("orange"), "n_orange": _("number of oranges"),
    "tax": _("tax"), "price": _("price"), "others": _("other goods"),
})  # fmt: skip
_WON = _("{number} won")
UNITS = MappingProxyType(dict.fromkeys(("apple", "orange", "others", "price"), _WON))
# By how much a quantity is changed at a time; others by a part of their size.
STEPS = MappingProxyType({"apple": 10, "orange": 10, "others": 10, "n_apple": 1, "n_orange": 1})


class Quantity(NamedTuple):
    """A quantity by its name, and a number of it with its unit, a key of the catalogue."""

    name: str
    unit: str = "{number}"
