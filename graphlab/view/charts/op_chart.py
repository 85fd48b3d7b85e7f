"""A small SVG of what an op does at its inputs: its curve and slope, its local gradients, or its softmax shares."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import ELEMENTWISE, OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.heat import sampled
from graphlab.view.base.node_label import short
from graphlab.view.base.numbers import number
from graphlab.view.base.svg_elements import Panel, bar, colour, drawing, element, label, stroke
from graphlab.view.charts.op_curve import OpCurve, curve_of, drawable

Array = npt.NDArray[np.float64]

# px; small enough for a phone, where what is wider would shrink together with its texts.
WIDTH, NARROW, HEIGHT = 404, 330, 190
PANEL, NEXT = 165.0, 206.0
MOST_POINTS, MOST_BARS = 60, 10
LINE = 30
# px: bars fill WIDE; beside a far longer one a bar is as long as SHORTEST, and the other is cut, with a gap GAP_AT
# before its end.
WIDE, SHORTEST, GAP_AT = 300.0, 8.0, 24.0

_CURVE = _("The function of the node and its derivative at the point where it stands: {value} and {slope}.")
_POINTS = _("The function of the node and its derivative, with a point for each element of the array.")
_PAIR = _("The two local gradients of the node: {first} and {second}.")
_SHARES = _("The scores at the left, and at the right the shares that softmax makes of them.")


def op_chart(trace: Trace, position: int, language: str = "en") -> str:
    """Return the drawing (SVG) of the op that acts in the step leading to a position, "" where there is none."""
    step = trace.steps[position - 1] if position else None
    if step is None or step.seed:
        return ""
    node, translate = trace.graph.nodes[step.node], translator(language)
    op, inputs = trace.ops[node.op], tuple(trace.node_values[j] for j in node.inputs)
    if op.name == "softmax" and np.size(inputs[0]):
        return _softmax_chart(inputs[0], trace.node_values[step.node], translate)
    if not elementwise(op):
        return ""
    free = [k for k, j in enumerate(node.inputs) if j not in trace.graph.constant]
    curve = curve_of(op, inputs, free)
    if curve:
        return _curve_chart(curve, translate)
    if len(free) == 2 and not any(map(np.ndim, inputs)):
        names = [short(trace.graph.nodes[i].name) for i in (step.node, *node.inputs)]
        return _gradient_bars(op, inputs, names, translate)
    return ""


def elementwise(op: Op) -> bool:
    """Tell whether an op works element by element; a definition does if every op inside does.

    >>> from graphlab.engine.language.parse import parse
    >>> graph = parse("f(x) = x ** 2\\ng(x) = sum(x)\\ny = f(x) + g(x)")
    >>> elementwise(ops_of(graph)["f"]), elementwise(ops_of(graph)["g"])
    (True, False)
    """
    if op.name in OPS:
        return op.name in ELEMENTWISE
    inside = parse(op.expansion or "")
    single = all(not isinstance(node.value, tuple) for node in inside.nodes if node.op == "const")
    return single and all(elementwise(ops_of(inside)[node.op]) for node in inside.nodes if node.inputs)


def _curve_chart(curve: OpCurve, translate: Translate) -> str:
    one = np.ndim(curve.inputs[curve.slot]) == 0
    at = np.unique(sampled(curve.at[np.newaxis], 1, MOST_POINTS))
    values, slopes = curve.value(at), curve.slope(at)
    title = say(_CURVE, value=_equals("f", at, values), slope=_equals("f′", at, slopes)) if one else say(_POINTS)
    titles = (_equals("f", at, values), _equals("f′", at, slopes)) if one else ("f", "f′")
    sides = (
        _panel(curve, 0, titles[0], "value", curve.values, at, values, slopes if one else None),
        _panel(curve, 1, titles[1], "gradient_text", curve.slopes, at, slopes, None),
    )
    return drawing(WIDTH, HEIGHT, title.translated(translate), chain(*sides))


def _equals(name: str, at: Array, found: Array) -> str:
    return f"{name}({number(at[0])}) = {number(found[0])}"


def _panel(
    curve: OpCurve, k: int, title: str, role: str, ys: Array, at: Array, points: Array, slopes: Array | None
) -> Iterator[str]:
    """Yield one of the two panels: axes, curve, tangent if there are slopes, and points."""
    panel = Panel((30.0 + NEXT * k, 30.0, PANEL, 140.0), curve.span, curve.reach(ys, points))
    yield label(title, 30.0 + NEXT * k, 16, role)
    yield panel.axes()
    lines = stroke(panel.path(curve.xs, ys), role, 2.5)
    if slopes is not None and drawable(np.array([points[0], slopes[0]])).all():
        lines += stroke(_tangent(panel, at[0], points[0], slopes[0]), "gradient", 2, "5 4")
    yield panel.clip(f"side{k}", lines) + panel.scales()
    for x, y in zip(at, points, strict=True):
        if drawable(y):
            yield _point(*panel.place(x, y), role, len(at) == 1)


def _tangent(panel: Panel, x: float, y: float, slope: float) -> str:
    """Return a piece of the tangent, always of the same length in px."""
    (px, py), (x0, x1), (y0, y1) = panel.place(x, y), panel.span, panel.reach
    run, rise = panel.box[2] / (x1 - x0), -slope * panel.box[3] / (y1 - y0)
    part = 60.0 / float(np.hypot(run, rise))
    dx, dy = part * run, part * rise
    return f"M{px - dx:.1f} {py - dy:.1f}L{px + dx:.1f} {py + dy:.1f}"


def _point(x: float, y: float, role: str, alone: bool) -> str:
    look = (
        f"fill:{colour(role)};stroke:{colour('node')};stroke-width:{2 if alone else 1};opacity:{1 if alone else 0.75}"
    )
    return element("circle", cx=float(x), cy=float(y), r=6 if alone else 4, style=look)


def _gradient_bars(op: Op, inputs: Sequence[Any], names: Sequence[str], translate: Translate) -> str:
    """Draw the two local gradients as bars from a common 0, each under its name."""
    with np.errstate(all="ignore"):
        found = [float(vjp(np.float64(1.0), op.forward(*inputs), *inputs)) for vjp in op.vjps]
    titles = [f"∂{names[0]}/∂{name} = {number(x)}" for name, x in zip(names[1:], found, strict=True)]
    title = say(_PAIR, first=titles[0], second=titles[1]).translated(translate)
    parts = [label(title, 10, 18 + 48 * k, "gradient_text") for k, title in enumerate(titles)]
    bars = _bars(_in_sight(_lengths(found, WIDE), WIDE), (10.0, 26.0), 48, "gradient")
    return drawing(NARROW, 96, title, [*parts, *bars])


class Length(NamedTuple):
    """The length of a bar in px, to the left where it is negative; `cut` says that the number is larger than that."""

    px: float
    cut: bool = False


def _lengths(values: Sequence[float], width: float, most: float = 0.0) -> list[Length]:
    """Return the lengths of bars with a common 0 that fill a width together; what is infinite has none.

    The width reaches up to the largest number, at least to `most`.
    """
    known = [float(x) if np.isfinite(x) else 0.0 for x in values]
    size = max(most, *map(abs, known)) or 1.0
    shares = [x / size for x in known]
    scale = width / ((max(most / size, *shares) - min(0.0, *shares)) or 1.0)
    return [Length(scale * x) for x in shares]


def _in_sight(lengths: Sequence[Length], width: float) -> list[Length]:
    """Return lengths with which the shortest bar can be seen beside one that is far longer, which is cut."""
    sizes = [one.px for one in lengths]
    shortest = min((abs(px) for px in sizes if px), default=SHORTEST)
    if shortest >= SHORTEST:
        return list(lengths)
    room = width - SHORTEST if min(sizes) < 0 < max(sizes) else width
    scaled = [px / shortest * SHORTEST for px in sizes]
    return [Length(min(max(px, -room), room), abs(px) > room) for px in scaled]


def _bars(lengths: Sequence[Length], start: tuple[float, float], line: float, role: str) -> Iterator[str]:
    """Yield bars from a common 0, one every so many px, the longest to the left from `start`; a gap marks a cut."""
    left, top = start
    zero = left - min(0.0, *(one.px for one in lengths))
    for k, (px, cut) in enumerate(lengths):
        y = top + line * k
        yield bar(zero, y, px, 14, role)
        if cut:
            x = zero + px - np.copysign(GAP_AT, px)
            yield stroke(f"M{x - 3:.1f} {y + 17:.1f}l6 -20m6 0l-6 20", "paper", 3)
    yield stroke(f"M{zero:.1f} {top - 3:.1f}v{line * (len(lengths) - 1) + 20:.1f}", "muted", 1)


def _softmax_chart(scores: Any, shares: Any, translate: Translate) -> str:
    """Draw the scores of one sample as bars, and beside each the share that softmax gives it."""
    before, after = (np.reshape(x, (-1, np.shape(x)[-1]))[0][:MOST_BARS] for x in (scores, shares))
    height = 12 + LINE * len(before)
    parts = [
        part
        for values, left, most in ((before, 10.0, 0.0), (after, 180.0, 1.0))
        for part in (*_bars(_lengths(values, 80.0, most), (left, 10.0), LINE, "value"), *_numbers(values, left + 90))
    ]
    return drawing(NARROW, height, translate(_SHARES), parts)


def _numbers(values: Array, x: float) -> Iterator[str]:
    for k, value in enumerate(values):
        yield label(number(value, 3), x, 22 + LINE * k, "value")
