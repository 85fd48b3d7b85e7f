"""The companion: a second picture that follows the steps of the instrument on the page."""

from collections.abc import Sequence

from graphlab.ui.components.shared import register

_COMPANION = register("companion", shared=("dom.js", "second_picture.js", "second_picture.css"), picture=True)


def companion(svg: str, title: str, *, step: int, key: str, follows: Sequence[int] = ()) -> None:
    """Mount a second picture, its title below it, that follows the steps of the instrument on the page.

    `svg` is the picture at all positions; `step` is the position from which it starts. `follows` holds its
    position for each of the instrument's; without it both go in step, and the shorter one stays at its end.
    """
    data = {"svg": svg, "title": title, "step": step, "follows": list(follows)}
    _COMPANION(data=data, key=key)
