"""A definition with a derivative typed by the learner, checked point by point by numerical differentiation."""

from typing import NamedTuple

import numpy as np

from graphlab.build.draft import parse_draft
from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.gradient_check import TOLERANCE
from graphlab.engine.run.numerical import Measure, Slopes
from graphlab.engine.run.trace import Trace, run
from graphlab.locale import translator
from graphlab.view.base.numbers import number
from graphlab.view.base.theme import THEMES
from graphlab.view.charts.line_chart import Option, line

POINTS = tuple(float(x) for x in np.linspace(-4, 4, 33))
# The values of the other parameters, all different, so that none is mistaken for another.
OTHERS = (0.7, 1.3, -0.4, 2.1)


class CheckedPoint(NamedTuple):
    """The value of the op at x, and its derivative: the learner's own, the engine's, and the measured one.

    `wrong`: her own differs from the measured one; never at a kink or where the measured one is not finite.
    """

    x: float
    value: float
    own: float
    engine: float
    measured: float
    wrong: bool


@bounded(APP.caches["curves"], lambda _points, *texts: 4_000 + 2 * sum(map(len, texts)))
def check_derivative(definition: str, param: str, derivative: str) -> tuple[CheckedPoint, ...]:
    """Check the derivative of a definition by one of its parameters at every point.

    `derivative` is text in the names of the parameters. Raises `GraphlabError` where one of the texts cannot be read.

    >>> [point.wrong for point in check_derivative("cube(x) = x ** 3", "x", "3 * x ** 2")].count(True)
    0
    >>> [point.x for point in check_derivative("cube(x) = x ** 3", "x", "x ** 2") if not point.wrong]
    [0.0]
    """
    own = parse_draft(definition).definitions
    if not own:
        raise GraphlabError(say("write one definition on one line, as in `swish(x) = x * sigmoid(x)`."))
    name, params, _nodes = own[-1]
    if param not in params:
        raise GraphlabError(say("`{name}` has no such input.", name=name))
    op = parse(f"{definition}\n{name}({', '.join(params)})")
    slope = parse(f"{definition}\n{param} * 0 + ({derivative})")
    surplus = next((one for one in slope.inputs if one not in params), None)
    if surplus is not None:
        raise GraphlabError(
            say("The derivative may use the inputs of `{name}`; `{surplus}` is none.", name=name, surplus=surplus)
        )
    others = dict(zip((one for one in params if one != param), OTHERS * 5, strict=False))
    return tuple(_point(op, slope, param, {**others, param: x}) for x in POINTS)


def _point(op: Graph, slope: Graph, param: str, feed: dict[str, float]) -> CheckedPoint:
    trace, x = run(op, feed), feed[param]
    measured, kink = Slopes(trace).slope(param, 0, Measure())
    own = _at(slope, {one: feed[one] for one in slope.inputs})
    off = abs(own - measured) > TOLERANCE * max(1.0, abs(own), abs(measured))
    wrong = not kink and bool(np.isfinite(measured)) and (off or not np.isfinite(own))
    return CheckedPoint(x, _number(trace), own, float(np.sum(trace.grads[param])), measured, wrong)


def _at(graph: Graph, feed: dict[str, float]) -> float:
    return _number(run(graph, feed))


def _number(trace: Trace) -> float:
    value = trace.output
    if np.size(value) != 1:
        raise GraphlabError(say("Here an operation on single numbers is judged."))
    return float(np.reshape(value, ()))


def own_op_chart(points: tuple[CheckedPoint, ...], language: str = "en", theme: str = "light") -> Option:
    """Return both derivatives as an ECharts option; wrong points are marked."""
    translate, colours = translator(language), THEMES[theme]
    measured, own = translate("measured"), translate("yours")
    marks = [{"coord": [point.x, point.own]} for point in points if point.wrong and np.isfinite(point.own)]
    marked = {"symbol": "circle", "symbolSize": 9, "itemStyle": {"color": colours.fault}, "data": marks, "silent": True}
    return {
        "animation": False,
        "grid": {"left": 56, "right": 24, "top": 40, "bottom": 36},
        "legend": {"data": [measured, own], "textStyle": {"color": colours.ink}, "top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "min": POINTS[0], "max": POINTS[-1], "axisLabel": {"color": colours.muted}},
        "yAxis": {"type": "value", "scale": True, "axisLabel": {"color": colours.muted},
                  "splitLine": {"lineStyle": {"color": colours.pale}}},
        "series": [
            _line(measured, [(p.x, p.measured) for p in points], colours.value, "solid"),
            _line(own, [(p.x, p.own) for p in points], colours.gradient, "dashed") | {"markPoint": marked},
        ],
    }  # fmt: skip


def _line(name: str, pairs: list[tuple[float, float]], colour: str, kind: str) -> Option:
    data = [[x, y] for x, y in pairs if np.isfinite(y)]
    style = {"color": colour, "width": 2.5, "type": kind}
    return line(name, data, colour, showSymbol=False, symbolSize=4, lineStyle=style, emphasis={})


def rows(points: tuple[CheckedPoint, ...], most: int) -> list[list[str]]:
    """Return the wrong points as texts: x, her own derivative, the measured one; at most `most`, evenly spread."""
    wrong = [point for point in points if point.wrong]
    chosen = wrong[:: max(1, -(-len(wrong) // most))]
    return [[number(p.x), number(p.own), number(p.measured)] for p in chosen]
