"""Gradient check: the gradients of a run against numerical differentiation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.cost import sizes
from graphlab.engine.run.numerical import Estimate, H, Measure, Slopes
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.values import Value, as_python, frozen

# A central difference with h = 1e-4 is good to about 1e-8; a derivative wrong by 0.1 % is off by 1e-3.
TOLERANCE = 1e-5
# With a step of the caller's own: a wrong rule shows in the first two digits, a bad step costs some of the last.
ROUGH = 1e-2
# How much work a page may spend on one check.
EFFORT = 400_000
# With such a step, so many elements that are furthest off are measured with finer steps too.
MOST_SETTLED = 8

Verdict = Literal["shape", "unknown", "kink", "differ", "lost", "coarse", "agree"]


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """One input's gradient, as a run has found it (`analytic`) and as it was measured (`numeric`).

    `error` is the largest relative error and `difference` the largest absolute one over the `checked` of `size`
    elements. `ok` says that no element without a kink is refuted. `fits` says whether the gradient has the input's
    shape (if not, `error` is infinite), `kink` whether an element stands so close to a point without a derivative that
    the measurement straddles it, or at one where a node had to choose its slope, `lost` whether the rounding errors of
    the measurement hide the gradient, and `coarse` whether the two differ because the step is too large.
    """

    name: str
    analytic: Value
    numeric: Value
    error: float
    difference: float
    ok: bool
    fits: bool
    kink: bool
    lost: bool
    coarse: bool
    checked: int
    size: int

    @property
    def verdict(self) -> Verdict:
        """What is to be said first; "unknown" where one of the two has no finite value, whatever the step."""
        if not self.fits:
            return "shape"
        if self.coarse:
            return "coarse"
        if self.kink:
            return "kink"
        if not np.isfinite(self.error):
            return "unknown"
        if not self.ok:
            return "differ"
        return "lost" if self.lost else "agree"


def check_gradients(
    graph: Graph, feed: Mapping[str, Any] | None = None, eps: float = H, upstream: Any = 1.0, most: int | None = None
) -> tuple[GradientCheck, ...]:
    """Compare backpropagation with central differences (f(x + h) − f(x − h)) / 2h in float64, h = eps·√max(1, |x|).

    One row an input, in the graph's order; class numbers, which have no gradient, are left out. `most` bounds
    how many elements of an array are perturbed (evenly spread; the rest of `numeric` is NaN). Raises
    `GraphlabError` as `run` does.

    >>> from graphlab.engine.language.parse import parse
    >>> [row.ok for row in check_gradients(parse("y = sigmoid(x) * w"), {"x": 0.5, "w": 2})]
    [True, True]
    """
    trace = run(graph, feed, upstream)
    if not isinstance(eps, float | int) or not 0 < eps < np.inf:
        raise GraphlabError(say("`eps` is the step of the measurement: a small positive number such as 1e-4."))
    return check_run(trace, Measure(eps), most)


def check_run(
    trace: Trace,
    measure: Measure | None = None,
    most: int | None = None,
    names: Sequence[str] | None = None,
    exactly: bool = False,
    effort: int | None = None,
) -> tuple[GradientCheck, ...]:
    """Compare the gradients of a run with measured ones, input by input (`names`: only of these).

    The step follows the size of each element, and finer ones are tried where the two disagree, as they do near a pole
    or the end of a domain; errors are relative to the element. `exactly` measures with the step asked for and no other;
    errors are then relative to the largest element. Of what takes more than so much `effort`, in microseconds as
    `run_cost` reckons them, fewer elements are checked, and the last inputs not at all.

    >>> from graphlab.engine.language.parse import parse
    >>> trace = run(parse("y = exp(x)"), {"x": 1})
    >>> [(row.verdict, f"{row.error:.0e}") for row in check_run(trace, Measure(h=0.1), exactly=True)]
    [('agree', '2e-03')]
    """
    slopes, measure = Slopes(trace), measure or Measure()
    rounding = slopes.rounding(measure)
    wanted = [name for name in names or trace.graph.inputs if name in trace.grads]
    runs = None if effort is None else max(1, effort // run_cost(trace))
    if runs is not None:
        most = min(most or runs, max(1, runs // (4 * max(1, len(wanted)))))
    rows: list[GradientCheck] = []
    with np.errstate(all="ignore"):
        for name in wanted:
            if runs is not None and slopes.runs >= runs:
                break
            rows.append(_checked(slopes, name, measure, most, rounding, exactly))
    return tuple(rows)


def run_cost(trace: Trace) -> int:
    """Return about how many microseconds a run forward takes: one for a node, 100 elements or 6,000 multiply-adds."""
    pairs = zip(trace.graph.nodes, trace.node_values, strict=True)
    found = sizes(trace.graph, [None if node.inputs else np.shape(value) for node, value in pairs], trace.ops)
    return len(trace.graph.nodes) + sum(size.elements // 100 + size.products // 6_000 for _node, size in found)


class _Measured(NamedTuple):
    """A measured derivative, whether a kink is in its way, how far two steps are from agreeing on it, and rounding."""

    slope: float
    kink: bool
    doubt: float = 0.0
    noise: float = 0.0


def _checked(
    slopes: Slopes, name: str, measure: Measure, most: int | None, rounding: float, exactly: bool
) -> GradientCheck:
    analytic, shape = slopes.trace.grads[name], np.shape(slopes.trace.values[name])
    numeric = np.full(shape, np.nan).reshape(-1)
    chosen = _spread(numeric.size, most)
    fits = np.shape(analytic) == shape
    exact = np.reshape(analytic, -1)[chosen] if fits else np.full(len(chosen), np.inf)
    found = [_measured(slopes, name, i, float(g), measure, exactly) for i, g in zip(chosen, exact, strict=True)]
    numeric[chosen] = [one.slope for one in found]
    kinks = np.array([one.kink for one in found], dtype=bool)
    difference, sizes = np.abs(exact - numeric[chosen]), np.maximum(np.abs(exact), np.abs(numeric[chosen]))
    norm = float(np.max(sizes, initial=0.0))
    # What is smaller than the doubt about a measurement, or than its rounding, is no difference.
    noise = np.full(len(chosen), rounding) if exactly else np.array([one.noise for one in found])
    floor = norm if exactly else np.maximum([one.doubt for one in found], noise) / TOLERANCE
    errors = np.where(difference == 0, 0.0, difference / np.maximum(sizes, floor))
    error = float(np.max(errors, initial=0.0)) if fits else float("inf")
    lost = bool(norm <= np.max(noise, initial=0.0))
    coarse = False
    off = exactly and measure.method != "complex" and fits and not kinks.any() and not error <= ROUGH
    if off:
        furthest = np.argsort(-np.nan_to_num(difference, nan=np.inf))[:MOST_SETTLED]
        settled = [(slopes.settled(name, chosen[k], measure.h), float(exact[k])) for k in furthest]
        kinks[furthest] = [one.kink for one, _expected in settled]
        finer = [_agrees(*pair) for pair in settled]
        coarse = all(finer) and not kinks.any() and not np.max(difference) <= 10 * rounding
        lost = lost or (not coarse and False not in finer)
    agree = bool(np.all(errors[~kinks] <= (ROUGH if exactly else TOLERANCE)))
    return GradientCheck(
        name,
        analytic,
        as_python(frozen(numeric.reshape(shape))),
        error,
        float(np.max(difference, initial=0.0)),
        fits and (agree or (exactly and (lost or coarse))),
        fits,
        bool(kinks.any()),
        lost,
        coarse,
        len(chosen),
        numeric.size,
    )


def _spread(size: int, most: int | None) -> list[int]:
    if most is None or size <= most:
        return list(range(size))
    return sorted({int(i) for i in np.linspace(0, size - 1, most)})


def _measured(slopes: Slopes, name: str, i: int, expected: float, measure: Measure, exactly: bool) -> _Measured:
    """Measure the derivative by one element.

    Where it disagrees with the analytic one, or where rounding hides it, finer steps are tried, and the two
    neighbours that agree best with each other decide: near a pole a step of eps is too coarse, and at the end of a
    domain there are values on one side only. The analytic value has no say in that.
    """
    x = float(np.reshape(slopes.trace.values[name], -1)[i])
    h = measure.h if exactly else measure.h * max(1.0, abs(x)) ** 0.5
    first, kink = slopes.slope(name, i, replace(measure, h=h))
    noise = slopes.noise(h)
    if kink or (exactly and measure.method == "complex"):
        return _Measured(first, kink)
    near = ROUGH if exactly else TOLERANCE
    agree = abs(first - expected) <= near * max(abs(first), abs(expected))
    if agree and np.isfinite(first) and noise <= near * abs(expected):
        return _Measured(first, False, 0.0, noise)
    if exactly:
        return _Measured(first, not agree and _chosen_at_a_kink(slopes, name, i, h, first - expected))
    settled = slopes.settled(name, i, h)
    difference = settled.slope - expected
    bound = max(settled.doubt, settled.noise, TOLERANCE * max(abs(settled.slope), abs(expected)))
    kink = settled.kink or (not abs(difference) <= bound and _chosen_at_a_kink(slopes, name, i, settled.h, difference))
    return _Measured(settled.slope, kink, settled.doubt, settled.noise)


def _chosen_at_a_kink(slopes: Slopes, name: str, i: int, h: float, difference: float) -> bool:
    """Tell whether a difference comes of the slope that a node takes exactly at its kink, as in relu(x) − relu(−x)."""
    above, below = slopes.nudged(name, i, h), slopes.nudged(name, i, -h)
    if not abs(difference) > 0 or not slopes.straddles(above, below):
        return False
    return abs(difference) <= (1 + ROUGH) * slopes.choice(name, i, h)


def _agrees(settled: Estimate, expected: float) -> bool | None:
    """Tell whether finer steps than the one that was asked for find the exact derivative; None if they cannot tell."""
    if not np.isfinite(settled.slope):
        return None
    return bool(abs(settled.slope - expected) <= max(settled.doubt, settled.noise, ROUGH * abs(expected)))
