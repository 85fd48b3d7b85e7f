"""What line charts have in common, as ECharts options."""

from collections.abc import Sequence
from typing import Any

Option = dict[str, Any]


def title(text: str, size: int = 14) -> Option:
    """Return the title of a chart, at its top left."""
    return {"text": text, "left": 0, "top": 0, "textStyle": {"fontSize": size, "fontWeight": "normal"}}


def line(name: str, points: Sequence[Any], colour: str, width: float = 2, **options: Any) -> Option:
    """Return one line through points [x, y]; few points are marked."""
    return {
        "type": "line",
        "id": name,
        "name": name,
        "data": points,
        "showSymbol": len(points) < 3,
        "symbolSize": 6,
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": width},
        "emphasis": {"disabled": True},
        **options,
    }
