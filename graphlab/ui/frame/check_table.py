"""The table of a gradient check: what backpropagation says, what was measured, and the verdict in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, isfinite, log10

import numpy as np

from graphlab.engine.errors import Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.numerical import Comparison
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.view.base import numbers

HEADS = (_("Input"), _("Backpropagation"), _("Numerical"), _("Relative error"), _("Verdict"))
_NOTHING = _("Not finite here, so there is nothing to compare.")
# With fewer digits in common two gradients differ: a wrong rule shows in the first, a bad h costs some of the last.
FEW = 2


def table(
    rows: Sequence[Comparison], called: Callable[[str], str], caption: str, translate: Translate, key: str
) -> None:
    """Draw one row an input; those whose gradients differ are lit."""
    columns = [Column(translate(head), number=0 < i < 4) for i, head in enumerate(HEADS)]
    lines = [Row(_cells(row, called, translate), current=differs(row)) for row in rows]
    node_table(columns, lines, caption, key=key)


def _cells(row: Comparison, called: Callable[[str], str], translate: Translate) -> list[str]:
    label = called(row.name)
    return [
        label if label == row.name else f"{label} ({row.name})",
        numbers.array(row.analytic),
        numbers.array(row.numeric) if row.checked == row.size and isfinite(row.error) else "",
        numbers.number(row.error, 2) if isfinite(row.error) else "",
        " ".join(message.translated(translate) for message in verdict(row)),
    ]


def verdict(row: Comparison) -> list[Message]:
    """Return the verdict, and how much of a large array it rests on."""
    found = [_verdict(row)]
    if row.checked < row.size:
        found.append(say("{checked} of {size} elements checked.", checked=row.checked, size=row.size))
    return found


def _verdict(row: Comparison) -> Message:
    if not row.fits:
        return say("Wrong shape: {given} instead of {shape}.", given=np.shape(row.analytic), shape=row.numeric.shape)
    if not isfinite(row.error):
        return say("It cannot be measured in this way.") if _known(row) else say(_NOTHING)
    if row.kink:
        return say("At a kink: there is no derivative to compare with.")
    if row.lost:
        return say("Both are smaller than the rounding errors: nothing can be told.")
    if differs(row):
        return say("They differ.")
    if digits(row.error) < FEW:
        return say("The smaller h is, the closer they are: this h is too large.")
    return say("They agree in {digits} digits.", digits=digits(row.error)) if row.error else say("They agree exactly.")


def _known(row: Comparison) -> bool:
    return bool(np.all(np.isfinite(row.analytic)))


def differs(row: Comparison) -> bool:
    """Tell whether a gradient is refuted by the measurement."""
    if not row.fits:
        return True
    told = isfinite(row.error) and not row.kink and not row.lost and not row.coarse
    return told and digits(row.error) < FEW


def digits(error: float) -> int:
    """Return how many digits of two numbers agree, given their relative error.

    >>> digits(3e-8), digits(0.4), digits(0.0)
    (7, 0, 16)
    """
    return 16 if error == 0 else max(0, floor(-log10(error)))
