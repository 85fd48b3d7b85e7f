"""The course of exercises through the chapter, one record an exercise, on its figures where it has them."""

from types import MappingProxyType

from graphlab.book import FIGURES
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.practice.exercise import UPSTREAM, Exercise, Mode


def _figure(
    number: str,
    mode: Mode = "backward",
    blank: str = "",
    case: int | None = None,
    upstream: str = "",
    symbols: bool = False,
) -> Exercise:
    """Return an exercise on a figure of the chapter with the inputs of a case: that with which the figure opens."""
    figure = FIGURES[number]
    used = figure.cases[figure.first if case is None else case]
    feed = tuple((name, literal(value)) for name, value in used.feed.items())
    asked = upstream or (UPSTREAM if symbols else literal(used.upstream))
    return Exercise(
        figure.title,
        used.source or figure.source,
        feed,
        asked,
        mode,
        tuple(blank.split()),
        symbols=symbols,
        figure=number,
    )


def _own(
    title: str, source: str, numbers: str, mode: Mode = "backward", upstream: str = "1", symbols: bool = False
) -> Exercise:
    """Return an exercise on a graph that the chapter does not draw; `numbers` as in `x=3; y=2`."""
    feed = tuple((name.strip(), value.strip()) for name, value in (part.split("=") for part in numbers.split(";")))
    return Exercise(title, source, feed, upstream, mode, symbols=symbols)


# The chapter's own exercise comes first.
COURSE = MappingProxyType({
    "5-15": _figure("5-15"),
    "apples": _figure("5-2", "forward"),
    "basket": _figure("5-3", "forward"),
    "others": _figure("5-4", "forward"),
    "inside": _figure("5-5"),
    "square": _own(_("One node: the square"), "y = x ** 2", "x=3", upstream=UPSTREAM, symbols=True),
    "chain": _figure("5-8", symbols=True, upstream="1"),
    "chain-numbers": _figure("5-8"),
    "add": _figure("5-9", symbols=True),
    "add-numbers": _figure("5-11"),
    "mul": _figure("5-12", symbols=True),
    "mul-numbers": _figure("5-13"),
    "apples-back": _figure("5-14"),
    "minus": _own(_("Minus: what is paid back"), "rest = budget - price\ncost = rest * rate",
                  "budget=1000; price=700; rate=1.5"),
    "divide": _own(_("Divide: the price of one"), "each = total / people", "total=12; people=4", upstream="2"),
    "fan-out": _own(_("One value, used twice"), "z = x * y + x", "x=3; y=4"),
    "fan-out-sum": _own(_("A sum that fans out"), "t = x + y\nz = t * t + t", "x=1; y=2"),
    "relu-on": _figure("5-18", upstream="1.3"),
    "relu-off": _figure("5-18", case=1, upstream="1.3"),
    "neuron": _own(_("A neuron with ReLU"), "u = x * w + b\ny = relu(u)", "x=3; w=2; b=-1", "both", "0.5"),
    "reciprocal": _own(_("One divided by x"), "y = 1 / x", "x=4", upstream="2"),
    "log": _own(_("The logarithm"), "y = log(x)", "x=4", upstream="2"),
    "sigmoid-steps": _figure("5-20", "both"),
    "sigmoid-formulas": _figure("5-20", symbols=True),
    "sigmoid": _figure("5-22"),
    "sigmoid-formula": _figure("5-22", symbols=True),
    "tanh": _own(_("tanh, the sigmoid's sister"), "y = tanh(x)", "x=0.5", upstream="2"),
    "dot": _figure("5-26"),
    "affine": _figure("5-25"),
    "batch": _figure("5-27", blank="∂X ∂W ∂B"),
    "batch-formulas": _figure("5-27", blank="∂X ∂W ∂B", symbols=True),
    "bias": _figure("bias-backward", blank="∂B"),
    "softmax-steps": _figure("5-29", blank="∂y2 ∂r ∂S ∂e2 ∂a2"),
    "softmax-loss": _figure("5-30", blank="∂y ∂a"),
    "squared-error": _figure("squared-error", blank="∂y"),
})  # fmt: skip

FIRST_EXERCISE = next(iter(COURSE))
# The id of the exercise on a graph of the learner's own.
OWN = "own"
