"""Charts of numerical differentiation as ECharts options: its error over h, what a kink does to it, what it costs."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, log10
from typing import NamedTuple

from graphlab.engine.run.numerical import best
from graphlab.locale import translator
from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES
from graphlab.view.charts.line_chart import Option, line, title

# The axes hold powers of ten, so that they can be written as the chapter writes h: 1e-4.
LEAST, MOST, TOP = -17, 1, 4
# A side of the best h that is narrower than this, in powers of ten, is too narrow for its name.
NARROW = 1.5
# Nearer to an edge of the chart than this, in powers of ten, a centred name would be cut off.
EDGE = 0.5


class ErrorCurve(NamedTuple):
    """The errors of one numerical method: its name, the role of its colour, and whether it is chosen."""

    name: str
    errors: Sequence[float]
    role: str
    chosen: bool
    dashed: bool = False


def errors(
    curves: Sequence[ErrorCurve], steps: Sequence[float], h: float, language: str = "en", theme: str = "light"
) -> Option:
    """Return the relative error over h, both as powers of ten; an error of 0 stands at the lower edge."""
    translate, colours = translator(language), THEMES[theme]
    lines = [_error_line(curve, steps, getattr(colours, curve.role)) for curve in curves]
    chosen = next((i for i, curve in enumerate(curves) if curve.chosen), 0)
    lines[chosen]["markLine"] = _vertical_line(log10(h), f"h = {power(h)}", colours.ring, colours.ink)
    found = best(steps, curves[chosen].errors) if curves else None
    if found is not None:
        error = dict(zip(steps, curves[chosen].errors, strict=True))[found]
        colour = getattr(colours, curves[chosen].role)
        lines[chosen]["markPoint"] = _best_point(
            found, error, f"{translate('best h')} {power(found)}", colour, _alignment(found, steps)
        )
        ranges = {translate("rounding"): (log10(min(steps)), log10(found)),
                 translate("truncation"): (log10(found), log10(max(steps)))}  # fmt: skip
        lines[chosen]["markArea"] = _error_names(ranges, colours.muted)
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


def _error_line(curve: ErrorCurve, steps: Sequence[float], colour: str) -> Option:
    data = [
        {"value": [log10(h), _height(error)], "name": f"{curve.name}: h = {power(h)}, {number(error, 2)}"}
        for h, error in zip(steps, curve.errors, strict=True)
        if isfinite(error)
    ]
    opacity = 1 if curve.chosen else 0.55
    style = {"color": colour, "width": 2.5 if curve.chosen else 1.5, "type": "dashed" if curve.dashed else "solid"}
    return line(
        curve.name, data, colour, showSymbol=True, symbol="circle", symbolSize=5 if curve.chosen else 3,
        itemStyle={"color": colour, "opacity": opacity}, lineStyle={**style, "opacity": opacity},
        z=3 if curve.chosen else 2,
    )  # fmt: skip


def _height(error: float) -> float:
    return max(LEAST, min(MOST, log10(error))) if error > 0 else LEAST


def _vertical_line(x: float, text: str, colour: str, ink: str) -> Option:
    data = [{"xAxis": x, "label": {"formatter": text, "position": "end", "color": ink}}]
    style = {"color": colour, "type": "solid", "width": 2}
    return {"symbol": "none", "silent": True, "animation": False, "lineStyle": style, "data": data}


def _error_names(ranges: Mapping[str, tuple[float, float]], colour: str) -> Option:
    """Return the names of the errors that dominate to the left and to the right of the best h, where there is space."""
    label = {"show": True, "position": "insideTop", "distance": 8, "color": colour, "fontSize": 13}
    areas = [
        [{"xAxis": begin, "name": name, "label": label}, {"xAxis": end}]
        for name, (begin, end) in ranges.items()
        if end - begin > NARROW
    ]
    return {"silent": True, "animation": False, "itemStyle": {"color": "rgba(0, 0, 0, 0)"}, "data": areas}


def _best_point(h: float, error: float, text: str, colour: str, align: str) -> Option:
    label = {"formatter": text, "position": "bottom", "align": align, "color": colour, "fontWeight": "bold"}
    place = {"coord": [log10(h), _height(error)], "symbol": "circle", "symbolSize": 13}
    data = [{**place, "label": {"show": True, **label}}]
    return {"silent": True, "animation": False, "itemStyle": {"color": colour}, "data": data}


def _alignment(h: float, steps: Sequence[float]) -> str:
    """Return how the name at h is aligned so that it does not leave the chart."""
    if log10(max(steps)) - log10(h) < EDGE:
        return "right"
    return "left" if log10(h) - log10(min(steps)) < EDGE else "center"


def _chart(lines: list[Option], name: str, x: Option, y: Option) -> Option:
    powers = {"formatter": "1e{value}"}
    return {
        "animation": False,
        "title": title(name),
        "legend": {"left": 0, "top": 22, "itemWidth": 18, "itemHeight": 4, "icon": "roundRect"},
        "grid": {"left": 8, "right": 24, "top": 86, "bottom": 28, "containLabel": True},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {
            "type": "value", "nameLocation": "middle", "nameGap": 28, "splitLine": {"show": False},
            "axisLabel": {**powers, "hideOverlap": True}, "axisLine": {"onZero": False}, **x,
        },
        "yAxis": {"type": "value", "axisLabel": powers, "axisLine": {"onZero": False}, **y},
        "series": lines,
    }  # fmt: skip


def _points(xs: Iterable[float], ys: Iterable[float]) -> list[list[float]]:
    return [[x, y] for x, y in zip(xs, ys, strict=True)]


def _dotted(name: str, points: list[list[float]], colour: str) -> Option:
    return line(name, points, colour, 2.5, showSymbol=True, symbol="circle", symbolSize=7)


def kink(
    places: Sequence[float], exact: Sequence[float], slopes: Sequence[float], language: str = "en", theme: str = "light"
) -> Option:
    """Return the derivative near a kink, exact and measured; `places` are x in units of h."""
    translate, colours = translator(language), THEMES[theme]
    drawn = {translate("backpropagation"): (exact, colours.gradient), translate("measured"): (slopes, colours.value)}
    lines = [line(name, _points(places, values), colour, 2.5) for name, (values, colour) in drawn.items()]
    x = {"min": min(places), "max": max(places), "interval": 1, "name": "x / h", "axisLabel": {}}
    option = _chart(lines, translate("Derivative of ReLU"), x, {"min": -0.2, "max": 1.2, "interval": 0.2})
    option["yAxis"]["axisLabel"] = {"showMinLabel": False, "showMaxLabel": False}
    option["grid"]["top"] = 60
    option["tooltip"] = {"show": False}
    return option


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
    lines = [_dotted(name, _points(at, map(log10, seconds)), colour) for name, (seconds, colour) in drawn.items()]
    x = {"min": at[0], "max": at[-1], "interval": 1, "name": translate("inputs")}
    low, high = (round(log10(edge([*numerical, *backward])) + by) for edge, by in ((min, -0.5), (max, 0.5)))
    option = _chart(lines, translate("Seconds for one gradient"), x, {"min": low, "max": high, "interval": 1})
    option["tooltip"] = {"show": False}
    return option


def descent(losses: Sequence[float], language: str = "en", theme: str = "light") -> Option:
    """Return the loss after each update."""
    translate, colours = translator(language), THEMES[theme]
    losses_line = _dotted(translate("Loss"), _points(range(len(losses)), losses), colours.value)
    x = {"min": 0, "max": len(losses) - 1, "name": translate("update"), "axisLabel": {}}
    option = _chart([losses_line], translate("Loss"), x, {"min": 0})
    option["yAxis"]["axisLabel"] = {}
    option["legend"] = {"show": False}
    option["grid"]["top"] = 40
    option["tooltip"] = {"show": False}
    return option
