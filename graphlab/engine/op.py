"""What an op is: one immutable record that parser, engine, explanations and tests all read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Attrs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence to be said where `when(*inputs)` holds for some element."""

    when: Callable[..., Any]
    says: str


@dataclass(frozen=True, slots=True)
class Op:
    """One operation.

    name        the word in the language of graphs
    symbol      what stands in its node
    inputs      names of its inputs, in order; formulas and expansion use them
    forward     `forward(*inputs, **attrs)`, the output
    vjps        one per input: `vjp(g, out, *inputs, **attrs)`, upstream gradient times local gradient,
                before broadcasting is summed back; it may return None where there is no gradient
    formula     LaTeX of the output; `$name` stands for an input
    rules       LaTeX of each downstream gradient; `$g` is the upstream gradient, `$out` the output
    forward_says, backward_says   one sentence each: what happens, and why
    layer       class name in the chapter's style of code
    attrs       keyword settings with their defaults, such as `axis`
    infix       how it is written with a sign ("+", "-x", "1/x") rather than as a call, else None
    counts      numbers in the formulas that depend on the inputs (`$N`, `$n`), by name
    expansion   its form in simpler ops, as text
    kink        signed distance of the inputs to a point without a derivative
    remarks     sentences for special inputs (division by zero, ties)
    """

    name: str
    symbol: str
    inputs: tuple[str, ...]
    forward: Callable[..., Any]
    vjps: tuple[Callable[..., Any], ...]
    formula: str
    rules: tuple[str, ...]
    forward_says: str
    backward_says: str
    layer: str
    attrs: Attrs = ()
    infix: str | None = None
    counts: Callable[..., dict[str, int]] | None = None
    expansion: str | None = None
    kink: Callable[..., Any] | None = None
    remarks: tuple[Remark, ...] = ()
