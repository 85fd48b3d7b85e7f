"""The nudge: a slider that changes one input, with bars and curve of what was predicted and what came out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import palette, register, translated

WORDS = MappingProxyType({
    "slider": _("How much the input is changed"),
    "predicted": _("predicted"),
    "actual": _("actual"),
    "curve": _("the result, run again"),
    "tangent": _("what the gradient promises"),
})  # fmt: skip

_NUDGE = register("nudge", shared=("dom.js", "pull.js", "plot.js"))


def nudge(drawing: Mapping[str, Any], translate: Translate, *, key: str) -> None:
    """Mount slider, bars and curve of a nudged input; `drawing` is that of `graphlab.view.charts.nudge_chart`."""
    colours = palette("value", "gradient", "gradient_text", "fault")
    _NUDGE(data={"drawing": dict(drawing), "words": translated(WORDS, translate), **colours}, key=key)
