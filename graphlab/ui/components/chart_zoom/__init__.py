"""The component that lets the mouse choose which part of the charts is shown."""

from __future__ import annotations

from collections.abc import Mapping

from graphlab.ui.components import OnChange, Words, _register, _worded, nothing

ZOOM_WORDS = ("hint", "all")

_ZOOM = _register("zoom", "dom.js", "button.css")


def zoom(
    charts: Mapping[str, Mapping[str, int]],
    words: Words,
    *,
    axis: tuple[int, int],
    whole: tuple[int, int],
    zoomed: bool,
    key: str,
    on_span_change: OnChange = nothing,
) -> None:
    """Mount a line with a hint and, if `zoomed`, a button; a drag over one of the charts reports a part of its axis.

    `charts` holds for the key of each chart the px that it keeps free around its curves: left, right, top and bottom.
    `axis` is what they show now. The state `span` is the two ends of the drag in any order, or `whole` after a double
    click or the button.
    """
    data = {
        "charts": {name: dict(margins) for name, margins in charts.items()},
        "words": _worded(words, ZOOM_WORDS),
        "axis": list(axis),
        "whole": list(whole),
        "zoomed": zoomed,
    }
    _ZOOM(data=data, key=key, on_span_change=on_span_change)
