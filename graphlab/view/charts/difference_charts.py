"""Charts of numerical differentiation as ECharts options: its error over h, what a kink does to it, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, log10
from typing import Any, NamedTuple

from graphlab.engine.run.numerical import best
from graphlab.locale import translator
from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES

Option = dict[str, Any]

# The axes hold powers of ten, so that they can be written as the chapter writes h: 1e-4.
LEAST, MOST, TOP = -17, 1, 4
# A side of the best step that is narrower than this, in powers of ten, has no room for its name.
ROOM = 1.5
# Nearer to an edge of the chart than this, in powers of ten, a centred name would be cut off.
EDGE = 0.5


class Curve(NamedTuple):
    """The errors of one way of measuring: its name, the colour's role, and whether it is the one that was chosen."""

    name: str
    errors: Sequence[float]
    role: str
    chosen: bool
    dashed: bool = False


def errors(
    curves: Sequence[Curve], steps: Sequence[float], h: float, language: str = "en", theme: str = "light"
) -> Option:
    """Return the relative error over h, both as powers of ten; an error of 0 stands at the lower edge."""
    translate, colours = translator(language), THEMES[theme]
    lines = [_line(curve, steps, getattr(colours, curve.role)) for curve in curves]
    chosen = next((i for i, curve in enumerate(curves) if curve.chosen), 0)
    lines[chosen]["markLine"] = _upright(log10(h), f"h = {power(h)}", colours.ring, colours.ink)
    found = best(steps, curves[chosen].errors) if curves else None
    if found is not None:
        error = dict(zip(steps, curves[chosen].errors, strict=True))[found]
        colour = getattr(colours, curves[chosen].role)
        lines[chosen]["markPoint"] = _best(
            found, error, f"{translate('best h')} {power(found)}", colour, _inward(found, steps)
        )
        sides = {translate("rounding"): (log10(min(steps)), log10(found)),
                 translate("truncation"): (log10(found), log10(max(steps)))}  # fmt: skip
        lines[chosen]["markArea"] = _sides(sides, colours.muted)
    low, high = log10(min(steps)), log10(max(steps))
    x = {"min": round(low), "max": round(high), "interval": 1, "name": "h"}
    return _chart(lines, translate("Relative error"), x, {"min": LEAST, "max": TOP, "interval": 3})


def power(h: float) -> str:
    """Write a step as the chapter does.

    >>> power(1e-4), power(5.6e-6)
    ('1e-4', '6e-6')
    """
    mantissa, exponent = f"{h:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def _line(curve: Curve, steps: Sequence[float], colour: str) -> Option:
    data = [
        {"value": [log10(h), _height(error)], "name": f"{curve.name}: h = {power(h)}, {number(error, 2)}"}
        for h, error in zip(steps, curve.errors, strict=True)
        if isfinite(error)
    ]
    style = {"color": colour, "width": 2.5 if curve.chosen else 1.5, "type": "dashed" if curve.dashed else "solid"}
    return {
        "type": "line",
        "id": curve.name,
        "name": curve.name,
        "data": data,
        "symbol": "circle",
        "symbolSize": 5 if curve.chosen else 3,
        "itemStyle": {"color": colour, "opacity": 1 if curve.chosen else 0.55},
        "lineStyle": {**style, "opacity": 1 if curve.chosen else 0.55},
        "emphasis": {"disabled": True},
        "z": 3 if curve.chosen else 2,
    }


def _height(error: float) -> float:
    return max(LEAST, min(MOST, log10(error))) if error > 0 else LEAST


def _upright(x: float, text: str, colour: str, ink: str) -> Option:
    label = {"formatter": text, "position": "end", "color": ink}
    style = {"color": colour, "type": "solid", "width": 2}
    return {
        "symbol": "none",
        "silent": True,
        "animation": False,
        "lineStyle": style,
        "data": [{"xAxis": x, "label": label}],
    }


def _sides(sides: Mapping[str, tuple[float, float]], colour: str) -> Option:
    """Return the names of the errors that rule to the left and to the right of the best step, where there is room."""
    label = {"show": True, "position": "insideTop", "distance": 8, "color": colour, "fontSize": 13}
    areas = [
        [{"xAxis": begin, "name": name, "label": label}, {"xAxis": end}]
        for name, (begin, end) in sides.items()
        if end - begin > ROOM
    ]
    return {"silent": True, "animation": False, "itemStyle": {"color": "rgba(0, 0, 0, 0)"}, "data": areas}


def _best(h: float, error: float, text: str, colour: str, align: str) -> Option:
    label = {"formatter": text, "position": "bottom", "align": align, "color": colour, "fontWeight": "bold"}
    point = {
        "coord": [log10(h), _height(error)],
        "symbol": "circle",
        "symbolSize": 13,
        "label": {"show": True, **label},
    }
    return {"silent": True, "animation": False, "itemStyle": {"color": colour}, "data": [point]}


def _inward(h: float, steps: Sequence[float]) -> str:
    """Return how the name of a step is aligned so that it does not leave the chart at its edges."""
    if log10(max(steps)) - log10(h) < EDGE:
        return "right"
    return "left" if log10(h) - log10(min(steps)) < EDGE else "center"


def _chart(lines: list[Option], title: str, x: Option, y: Option) -> Option:
    powers = {"formatter": "1e{value}"}
    return {
        "animation": False,
        "title": {"text": title, "left": 0, "top": 0, "textStyle": {"fontSize": 14, "fontWeight": "normal"}},
        "legend": {"left": 0, "top": 22, "itemWidth": 18, "itemHeight": 4, "icon": "roundRect"},
        "grid": {"left": 8, "right": 24, "top": 86, "bottom": 28, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "value",
            "nameLocation": "middle",
            "nameGap": 28,
            "axisLabel": {**powers, "hideOverlap": True},
            "axisLine": {"onZero": False},
            "splitLine": {"show": False},
            **x,
        },
        "yAxis": {"type": "value", "axisLabel": powers, "axisLine": {"onZero": False}, **y},
        "series": lines,
    }


def kink(
    places: Sequence[float], exact: Sequence[float], slopes: Sequence[float], language: str = "en", theme: str = "light"
) -> Option:
    """Return the derivative round a kink, as it is and as it is measured; `places` are in steps of h."""
    translate, colours = translator(language), THEMES[theme]
    drawn = {
        translate("backpropagation"): (exact, colours.gradient),
        translate("measured"): (slopes, colours.value),
    }
    lines = [_plain(name, places, values, colour) for name, (values, colour) in drawn.items()]
    x = {"min": min(places), "max": max(places), "interval": 1, "name": "x / h", "axisLabel": {}}
    option = _chart(lines, translate("Derivative of ReLU"), x, {"min": -0.2, "max": 1.2, "interval": 0.2})
    option["yAxis"]["axisLabel"] = {"showMinLabel": False, "showMaxLabel": False}
    option["grid"]["top"] = 60
    option["tooltip"] = {"show": False}
    return option


def _plain(name: str, places: Sequence[float], values: Sequence[float], colour: str) -> Option:
    return {
        "type": "line",
        "id": name,
        "name": name,
        "data": [[x, y] for x, y in zip(places, values, strict=True)],
        "showSymbol": False,
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": 2.5},
        "emphasis": {"disabled": True},
    }


def cost(
    counts: Sequence[int],
    numerical: Sequence[float],
    backward: Sequence[float],
    language: str = "en",
    theme: str = "light",
) -> Option:
    """Return the seconds of one whole gradient over the number of inputs, both as powers of ten."""
    translate, colours = translator(language), THEMES[theme]
    drawn = {
        translate("numerical differentiation"): (numerical, colours.value),
        translate("backpropagation"): (backward, colours.gradient),
    }
    at = [log10(count) for count in counts]
    lines = [_plain(name, at, [log10(s) for s in seconds], colour) for name, (seconds, colour) in drawn.items()]
    for line in lines:
        line.update(showSymbol=True, symbol="circle", symbolSize=7)
    x = {"min": at[0], "max": at[-1], "interval": 1, "name": translate("inputs")}
    low, high = (round(log10(edge([*numerical, *backward])) + by) for edge, by in ((min, -0.5), (max, 0.5)))
    option = _chart(lines, translate("Seconds for one gradient"), x, {"min": low, "max": high, "interval": 1})
    option["tooltip"] = {"show": False}
    return option


def descent(losses: Sequence[float], language: str = "en", theme: str = "light") -> Option:
    """Return the loss after each update."""
    translate, colours = translator(language), THEMES[theme]
    line = _plain(translate("Loss"), range(len(losses)), losses, colours.value)
    line.update(showSymbol=True, symbol="circle", symbolSize=7)
    x = {"min": 0, "max": len(losses) - 1, "name": translate("update"), "axisLabel": {}}
    option = _chart([line], translate("Loss"), x, {"min": 0})
    option["yAxis"]["axisLabel"] = {}
    option["legend"] = {"show": False}
    option["grid"]["top"] = 40
    option["tooltip"] = {"show": False}
    return option
