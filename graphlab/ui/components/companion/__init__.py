"""The companion: a second picture that follows the steps of the stepper on the page."""

from __future__ import annotations

from collections.abc import Sequence

from graphlab.ui.components.shared import palette, register, static_plotly

_COMPANION = register("companion", shared=("dom.js", "plot.js", "plot.css"))


def companion(figure: str, title: str, *, step: int, key: str, follows: Sequence[int] = ()) -> None:
    """Mount a second picture, its title below it, that follows the steps of the stepper on the page.

    `figure` is the JSON text of its specification; `step` is the position from which it starts. `follows` holds its
    position for each of the stepper's; without it both go in step, and the shorter one stays at its end.
    """
    data = {
        "figure": figure,
        "title": title,
        "step": step,
        "follows": list(follows),
        "swap": palette()["swap"],
        "plotly": static_plotly.address(),
    }
    _COMPANION(data=data, key=key)
