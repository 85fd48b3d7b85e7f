"""The table of a gradient check: what backpropagation says, what was measured, and the verdict in words."""

from collections.abc import Callable, Sequence
from math import floor, isfinite, log10

import numpy as np

from graphlab.engine.errors import Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.gradient_check import GradientCheck
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.view.base import numbers

HEADS = (_("Input"), _("Backpropagation"), _("Numerical"), _("Relative error"), _("Verdict"))
_NOTHING = _("Not finite here, so there is nothing to compare.")
# The verdicts other than that a gradient is right.
REFUSED = ("shape", "unknown", "kink", "differ")


def table(
    rows: Sequence[GradientCheck],
    called: Callable[[str], str],
    caption: str,
    translate: Translate,
    key: str,
    counted: bool = True,
) -> None:
    """Draw one row an input; those whose gradients differ are lit. `counted`: say how many digits agree."""
    columns = [Column(translate(head), number=0 < i < 4) for i, head in enumerate(HEADS)]
    lines = [Row(_cells(row, called, translate, counted), current=differ(row)) for row in rows]
    node_table(columns, lines, caption, key=key)


def _cells(row: GradientCheck, called: Callable[[str], str], translate: Translate, counted: bool) -> list[str]:
    return [
        called(row.name),
        numbers.array(row.analytic),
        numbers.array(row.numeric) if row.checked == row.size and isfinite(row.error) else "",
        numbers.number(row.error, 2 if counted else 4) if isfinite(row.error) else "",
        " ".join(message.translated(translate) for message in verdict(row, counted)),
    ]


def verdict(row: GradientCheck, counted: bool) -> list[Message]:
    """Return the verdict, and how much of a large array it rests on."""
    found = [_sentence(row) if counted or row.verdict in REFUSED else say("They agree.")]
    if row.checked < row.size:
        found.append(say("{checked} of {size} elements checked.", checked=row.checked, size=row.size))
    return found


def _sentence(row: GradientCheck) -> Message:
    match row.verdict:
        case "shape":
            shape = np.shape(row.numeric)
            return say("Wrong shape: {given} instead of {shape}.", given=np.shape(row.analytic), shape=shape)
        case "unknown":
            finite = np.all(np.isfinite(row.analytic))
            return say("It cannot be measured in this way.") if finite else say(_NOTHING)
        case "kink":
            return say("At a kink of a node: there it has no derivative to compare with.")
        case "lost":
            return say("Rounding errors are as large as what is compared: nothing can be told.")
        case "differ":
            return say("They differ.")
        case "coarse":
            return say("The smaller h is, the closer they are: this h is too large.")
    return say("They agree in {digits} digits.", digits=digits(row.error)) if row.error else say("They agree exactly.")


def differ(row: GradientCheck) -> bool:
    """Tell whether a gradient is refuted by the measurement."""
    return row.verdict in ("shape", "differ")


def digits(error: float) -> int:
    """Return how many digits of two numbers agree, given their relative error.

    >>> digits(3e-8), digits(0.4), digits(0.0)
    (7, 0, 16)
    """
    return 16 if error == 0 else max(0, floor(-log10(error)))
