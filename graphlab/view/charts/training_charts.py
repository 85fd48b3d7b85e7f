"""Charts of a training as ECharts options."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.locale import translator
from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES, run_colours
from graphlab.view.charts.line_chart import Option, line, title

Array = npt.NDArray[Any]
Pairs = list[list[float | None]]
# The first and the last iteration of the axis.
Span = tuple[int, int]

# More points than pixels would only make every second's message to the browser longer.
MOST_POINTS = 500
# How far apart the lines of a chart of shares may be.
SHARE_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25)
# A loss is smoothed over this share of all iterations so far.
SMOOTHED = 40


class RunCurves(NamedTuple):
    """One run of several: its name, and its loss and its test accuracy as (iteration, value)."""

    name: str
    losses: Sequence[tuple[int, float]]
    accuracies: Sequence[tuple[int, float]]


class Event(NamedTuple):
    """What happened at an iteration."""

    iteration: int
    text: str


def loss(
    iterations: Array, losses: Array, events: Sequence[Event], span: Span, language: str = "en", theme: str = "light"
) -> Option:
    """Return the loss of every iteration: each single batch's pale, the smoothed one strong."""
    translate, colours, smooth = translator(language), THEMES[theme], smoothed(losses)
    raw = line(translate("each mini-batch"), thinned(*within(span, iterations, losses)), colours.value, width=1)
    raw["lineStyle"]["opacity"] = raw["itemStyle"]["opacity"] = 0.3
    strong = line(translate("smoothed"), thinned(*within(span, iterations, smooth)), colours.value, width=2.5)
    strong["markLine"] = event_lines(events, colours.muted)
    return _zoomable(chart([raw, strong], translate("Loss"), translate("iteration"), span, y={"min": 0}))


def accuracy(
    points: Sequence[tuple[int, float, float]], span: Span, language: str = "en", theme: str = "light"
) -> Option:
    """Return the accuracy on the training and the test set, once an epoch."""
    translate, colours = translator(language), THEMES[theme]
    at = np.array([iteration for iteration, _, _ in points], float)
    shares = {
        translate("training set"): (np.array([train for _, train, _ in points], float), colours.train),
        translate("test set"): (np.array([test for _, _, test in points], float), colours.test),
    }
    lines = [line(name, thinned(*within(span, at, values)), colour) for name, (values, colour) in shares.items()]
    lines[0]["lineStyle"]["type"] = "dashed"
    seen = [y for one in lines for _x, y in one["data"] if y is not None]
    low = min(seen, default=0) if span[0] else 0
    return _zoomable(chart(lines, translate("Accuracy"), translate("iteration"), span, y=share_axis(low)))


def comparison(runs: Sequence[RunCurves], which: str, most: int, language: str = "en", theme: str = "light") -> Option:
    """Return one curve a run: "losses" or "accuracies"."""
    translate = translator(language)
    lines = []
    for run, colour in zip(runs, run_colours(theme), strict=False):
        points = np.array(getattr(run, which), float).reshape(-1, 2)
        values = smoothed(points[:, 1]) if which == "losses" else points[:, 1]
        lines.append(line(run.name, thinned(points[:, 0], values), colour))
    if which == "losses":
        return chart(lines, translate("Loss"), translate("iteration"), (0, most), y={"min": 0})
    shares = {"min": 0, "max": 1, "interval": 0.25}
    return chart(lines, translate("Accuracy on the test set"), translate("iteration"), (0, most), y=shares)


def share_axis(lowest: float) -> Option:
    """Return the axis of shares from the lowest one up to 1, in at most five equal steps.

    >>> share_axis(0.87)
    {'min': 0.85, 'max': 1, 'interval': 0.05}
    """
    step = next((step for step in SHARE_STEPS if 1 - lowest <= 5 * step), 0.25)
    steps = max(math.ceil(round((1 - lowest) / step, 6)), 1)
    return {"min": round(1 - steps * step, 3), "max": 1, "interval": step}


def bars(names: Sequence[str], values: Sequence[float], name: str, colour: str) -> Option:
    """Return one horizontal bar a name, the number written at its end."""
    data = [{"value": _finite(value), "label": {"formatter": number(value, 3)}} for value in values]
    return {
        "animation": False,
        "title": title(name, 13),
        "grid": {"left": 8, "right": 64, "top": 28, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "yAxis": {"type": "category", "data": list(names), "inverse": True, "axisTick": {"show": False}},
        "series": [{"type": "bar", "data": data, "barMaxWidth": 18, "itemStyle": {"color": colour},
                    "label": {"show": True, "position": "right"}}],
    }  # fmt: skip


def confusion(counts: Array, language: str = "en", theme: str = "light") -> Option:
    """Return how often each digit (row) was read as each digit (column); right answers are pale, mistakes strong."""
    translate, colours = translator(language), THEMES[theme]
    wrong = counts - np.diag(np.diag(counts))
    top = int(wrong.max(initial=0)) or 1
    names = [str(digit) for digit in range(len(counts))]
    return {
        "animation": False,
        "tooltip": {"show": False},
        "grid": {"left": 48, "right": 4, "top": 44, "bottom": 4, "containLabel": False, "outerBoundsMode": "none"},
        "xAxis": _digits(names, translate("read as"), "top", 22),
        "yAxis": {**_digits(names, translate("the digit"), "left", 26), "inverse": True},
        "series": [{
            "type": "heatmap",
            "selectedMode": "single",
            "data": [_cell(i, j, int(count), top, colours) for (i, j), count in np.ndenumerate(counts)],
            "label": {"show": True},
            "select": {"itemStyle": {"borderColor": colours.ring, "borderWidth": 3}},
            "emphasis": {"disabled": True},
        }],
        "visualMap": {"show": False, "min": 0, "max": 1, "seriesIndex": []},
    }  # fmt: skip


def _digits(names: list[str], name: str, position: str, gap: int) -> Option:
    hidden = {"show": False}
    return {
        "type": "category", "data": names, "position": position,
        "name": name, "nameLocation": "middle", "nameGap": gap,
        "axisLine": hidden, "axisTick": hidden, "splitArea": hidden,
    }  # fmt: skip


def _cell(i: int, j: int, count: int, top: int, colours: Any) -> Option:
    opacity = 0.12 if i == j else 0.15 + 0.85 * count / top if count else 0.0
    colour = colours.value if i == j else colours.gradient
    style = {"color": colour, "opacity": opacity, "borderColor": colours.pale, "borderWidth": 1}
    # On a strong orange dark figures are readable in both themes.
    ink = THEMES["light"].ink if opacity > 0.5 else colours.ink
    text = {"formatter": str(count) if count else "", "color": ink, "opacity": 1}
    # Without a name of its own a cell shares that of its column, and is selected together with it.
    return {"name": f"{i}{j}", "value": [j, i, count], "itemStyle": style, "label": text}


def chart(series: list[Option], y_name: str, x_name: str, span: Span, *, y: Option) -> Option:
    """Return lines over a part of the iterations."""
    return {
        "animation": False,
        "title": title(y_name),
        "legend": {"right": 44, "top": 0, "icon": "roundRect", "itemWidth": 18, "itemHeight": 4},
        "grid": {**margins(series), "containLabel": False, "outerBoundsMode": "none"},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.4f"},
        "xAxis": {
            "type": "value", "min": span[0], "max": span[1], "minInterval": 1,
            "name": x_name, "nameLocation": "middle", "nameGap": 26, "splitLine": {"show": False},
            "axisLabel": {"showMinLabel": span[0] % 10 == 0, "showMaxLabel": span[1] % 10 == 0},
        },
        "yAxis": {"type": "value", "splitNumber": 4, **y},
        "series": series,
    }  # fmt: skip


def margins(series: Sequence[Option]) -> dict[str, int]:
    """Return the px kept free around curves: at the left there is room for their largest value as a number.

    They depend on nothing else, so that the curves stay where they are while their axes change.
    """
    values = [y for one in series for _x, y in one["data"] if y is not None]
    digits = len(f"{max(values, default=0):,.0f}")
    return {"left": min(max(48, 20 + 7 * digits), 120), "right": 30, "top": 36, "bottom": 46}


def _zoomable(option: Option) -> Option:
    """Return a chart over which the pointer is a cross: a part of it can be selected by dragging."""
    below = {"x": 0, "y": option["grid"]["top"], "width": 9999, "height": 9999}
    return {**option, "graphic": [{"type": "rect", "invisible": True, "cursor": "crosshair", "shape": below}]}


def event_lines(events: Sequence[Event], colour: str) -> Option:
    """Return a dashed vertical line at each event."""
    label, style = {"position": "insideEndTop", "color": colour}, {"color": colour, "type": "dashed", "width": 1}
    data = [{"xAxis": event.iteration, "label": {"formatter": event.text, **label}} for event in events]
    return {"symbol": "none", "silent": True, "animation": False, "lineStyle": style, "data": data}


def within(span: Span, at: Array, values: Array) -> tuple[Array, Array]:
    """Return the points on the axis and the next one on each side, so that a part is drawn up to its edges.

    >>> within((3, 4), np.arange(1, 7), np.arange(1, 7) * 10.0)
    (array([2, 3, 4, 5]), array([20., 30., 40., 50.]))
    """
    first, last = np.searchsorted(at, span[0], "left"), np.searchsorted(at, span[1], "right")
    kept = slice(max(first - 1, 0), last + 1)
    return at[kept], values[kept]


def thinned(at: Array, values: Array) -> Pairs:
    """Return at most so many points as a chart has pixels for, the last one among them; what is not finite is a gap.

    >>> thinned(np.arange(3), np.array([1.0, np.nan, 3.0]))
    [[0.0, 1.0], [1.0, None], [2.0, 3.0]]
    """
    step = max(1, -(-len(values) // MOST_POINTS))
    kept = slice((len(values) - 1) % step, None, step)
    return [[float(x), _finite(y)] for x, y in zip(at[kept], values[kept], strict=True)]


def _finite(value: float) -> float | None:
    return float(f"{value:.5g}") if np.isfinite(value) else None


def smoothed(values: Array) -> Array:
    """Return the mean over a window around each value: narrow where there are few, and at the steep beginning.

    >>> smoothed(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 2.0, 3.0]
    """
    half, at = len(values) // (2 * SMOOTHED), np.arange(len(values))
    finite = np.where(np.isfinite(values), values, 0.0)
    sums = np.concatenate([[0.0], np.cumsum(finite, dtype=float)])
    start, end = at - np.minimum(half, at), np.minimum(at + np.minimum(half, at) + 1, len(values))
    return np.where(np.isfinite(values), (sums[end] - sums[start]) / (end - start), np.nan)
