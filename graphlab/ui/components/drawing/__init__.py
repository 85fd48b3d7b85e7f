"""A drawing that Python made as SVG."""

from graphlab.ui.components.shared import register

_DRAWING = register("drawing", picture=True)


def drawing(svg: str, *, key: str) -> None:
    """Mount a drawing, given as SVG whose texts are escaped; an empty text leaves the place empty."""
    _DRAWING(data={"svg": svg}, key=key)
