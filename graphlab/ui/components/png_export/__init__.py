"""PNG files of the picture (one, a zip of all, an animated one), made in the browser."""

from types import MappingProxyType
from typing import Literal

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import register, translated

WORDS = MappingProxyType({
    "working": _("The picture is being made …"),
    "ready": _("The picture is in your downloads."),
    "broken": _("The browser could not make the picture; take the SVG instead."),
})  # fmt: skip

Kind = Literal["png", "zip", "apng"]

_PNG_EXPORT = register("png_export", shared=("dom.js",), picture=True)


def png_export(
    svg: str, translate: Translate, *, kind: Kind, at: int, last: int, width: int, name: str, job: str, key: str
) -> None:
    """Mount what makes a file of bitmaps in the browser and saves it, once for every new `job`.

    `svg` holds the pieces of all positions, each with the `data-at` at which it is to be seen; `kind` is one PNG of
    position `at`, all of them in a zip file, or one animated PNG; `width` is in px.
    """
    data = {"svg": svg, "kind": kind, "at": at, "last": last, "width": width, "name": name, "job": job}
    _PNG_EXPORT(data={**data, "words": translated(WORDS, translate)}, key=key)
