"""The record of an op, which parser, engine, explanations, programs and tests all read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphlab.engine.ops.annotations import ProofLine, Remark, Slip
from graphlab.engine.ops.size import Size

Attrs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One operation.

    name        the word in the language of graphs
    symbol      what stands in its node
    inputs      names of its inputs, in order; formulas, programs and expansion use them
    forward     `forward(*inputs, **attrs)`, the output
    vjps        one per input: `vjp(g, out, *inputs, **attrs)`, upstream times local gradient, before broadcasting
                is summed back; None where there is no gradient
    local       the local gradient by each input as text in the names of the inputs, of `counts` and `out`; where it
                is no factor (a matrix product, a sum over elements) the whole rule, in `g`
    forward_says, backward_says   one sentence each: what happens, and why
    layer       class name in the chapter's style of code
    attrs       keyword settings with their defaults, such as `axis`
    size        `size(*shapes, **attrs)`, the `Size` for inputs of these shapes, where the output has not the shape to
                which they are broadcast; raises ValueError or IndexError where they do not fit
    infix       how it is written with a sign ("+", "-x", "1/x"), None where it is a call
    counts      numbers in the formulas that depend on the inputs (`$N`, `$n`), by name
    expansion   its form in simpler ops, as text
    proofs      for each input, the way from the product through the expansion to the op's own rule, line by line
    switch      `switch(*inputs)` is True where the op lets the gradient pass
    kink        signed distance of the inputs to a point without a derivative
    remarks     sentences for special inputs (division by zero, ties)
    slips       known mistakes, the most telling first

    The rest is stated only where what is derived from `local` and the name is not wanted; in `rules` and
    `numpy_rules`, one per input, an empty text stands for a derived one.

    formula, rules      LaTeX of the output, and of each downstream gradient; `$x` is an input, `$g` the upstream
                        gradient, `$out` the output
    numpy, numpy_rules  the same in numpy, with names and settings in braces: `{x}`, `{g}`, `{out}`, `{axis}`
    torch               the output in PyTorch, likewise
    complex_forward     `forward` for complex inputs, where `forward` itself does not take them
    """

    name: str
    symbol: str
    inputs: tuple[str, ...]
    forward: Callable[..., Any]
    vjps: tuple[Callable[..., Any], ...]
    local: tuple[str, ...] = ()
    forward_says: str
    backward_says: str
    layer: str
    attrs: Attrs = ()
    size: Callable[..., Size] | None = None
    infix: str | None = None
    counts: Callable[..., dict[str, int]] | None = None
    expansion: str | None = None
    proofs: tuple[tuple[ProofLine, ...], ...] = ()
    switch: Callable[..., Any] | None = None
    kink: Callable[..., Any] | None = None
    remarks: tuple[Remark, ...] = ()
    slips: tuple[Slip, ...] = ()
    formula: str = ""
    rules: tuple[str, ...] = ()
    numpy: str = ""
    numpy_rules: tuple[str, ...] = ()
    torch: str = ""
    complex_forward: Callable[..., Any] | None = None
