"""The components of sharing: a button that copies the page's address, and one that makes bitmaps of a picture."""

from __future__ import annotations

from typing import Literal

from graphlab.ui.components import Words, _register, _worded

COPY_WORDS = ("copy", "copied", "refused")
RASTER_WORDS = ("working", "ready", "broken")

Kind = Literal["png", "zip", "apng"]

_COPY = _register("copy", "dom.js", "button.css")
_RASTER = _register("raster", "dom.js")


def copy_button(words: Words, *, disabled: bool, key: str) -> None:
    """Mount the button that copies the address as it is when it is pressed."""
    _COPY(data={"words": _worded(words, COPY_WORDS), "disabled": disabled}, key=key, width="content")


def raster(
    svg: str, words: Words, *, kind: Kind, at: int, last: int, width: int, name: str, job: str, key: str
) -> None:
    """Mount what makes a bitmap file in the browser and saves it, once for every new `job`.

    `svg` holds the pieces of all positions, each with the `data-at` at which it is to be seen; `kind` is one PNG of
    position `at`, all of them in a zip file, or one animated PNG; `width` is in px.
    """
    data = {"svg": svg, "kind": kind, "at": at, "last": last, "width": width, "name": name, "job": job}
    _RASTER(data={**data, "words": _worded(words, RASTER_WORDS)}, key=key)
