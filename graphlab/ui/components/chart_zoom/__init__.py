"""The zoom of the charts: a drag over a chart chooses the part of the axis that is shown."""

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import OnChange, nothing, register, translated

WORDS = MappingProxyType({
    "hint": _("Drag over a chart to look closer; a double click brings back the whole."),
    "all": _("Show all"),
})  # fmt: skip

_CHART_ZOOM = register("chart_zoom", shared=("dom.js", "button.css"))


def chart_zoom(
    charts: Mapping[str, Mapping[str, int]],
    translate: Translate,
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
        "words": translated(WORDS, translate),
        "axis": list(axis),
        "whole": list(whole),
        "zoomed": zoomed,
    }
    _CHART_ZOOM(data=data, key=key, on_span_change=on_span_change)
