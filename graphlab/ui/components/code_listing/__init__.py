"""The code listing: lines of a program, of which the one that acts in the current step is lit."""

from collections.abc import Sequence

from graphlab.ui.components.shared import register

_CODE_LISTING = register("code_listing", shared=("dom.js",))


def code_listing(lines: Sequence[tuple[str, int]], label: str, *, turn: int, step: int, key: str) -> None:
    """Mount the code: its lines and the positions at which they act, the one of `step` lit.

    A gap stands before the line of position `turn`. When an instrument on the page moves, the light follows by itself.
    """
    data = {"lines": [list(line) for line in lines], "label": label, "turn": turn, "step": step}
    _CODE_LISTING(data=data, key=key)
