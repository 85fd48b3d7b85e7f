"""The gallery: cards with a figure's picture, number and title; a click opens the figure."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import OnChange, nothing, plotly_script, register, translated

WORDS = MappingProxyType({"gallery": _("Figures of the chapter")})

_GALLERY = register("gallery", shared=("dom.js", "fetch_ahead.js"), picture=True)


class Card(NamedTuple):
    """One figure of the gallery, with the SVG of its picture at all positions."""

    id: str
    number: str
    title: str
    svg: str
    href: str


def gallery(cards: Sequence[Card], translate: Translate, *, key: str, on_open_change: OnChange = nothing) -> str | None:
    """Mount the gallery and return the id of the card that was just opened, if one was.

    What the page of a figure needs and this one does not, plotly.js, is fetched ahead once cards are drawn.
    """
    data = {
        "cards": [card._asdict() for card in cards],
        "words": translated(WORDS, translate),
        "ahead": plotly_script.ADDRESS,
    }
    opened = _GALLERY(data=data, key=key, on_open_change=on_open_change)["open"]
    return None if opened is None else str(opened)
