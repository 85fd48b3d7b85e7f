"""The explanation of a step: sentences, formulas, and the change as plain text for a screen reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from graphlab.algebra.expr import Expr
from graphlab.algebra.to_text import as_text
from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.mistakes import accumulates
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import Step, Trace
from graphlab.locale import translator
from graphlab.view.base import numbers
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.notation.symbols_notation import SYMBOLIC, symbols_of
from graphlab.view.words.derivations import Derivation
from graphlab.view.words.formulas import Formula, NodeLatex, completed, formulas, sent

_START = _("Nothing has been computed yet; only the inputs have their values. Press the key → or the button “Next”.")
_ONE = _("1, because the output is differentiated by itself. From here the gradient travels back, against the arrows.")
_UPSTREAM = _("The gradient {upstream} comes in from the right, from the larger graph of which this one is a part.")
_UPSTREAM_ARRAY = _("The output is an array: the upstream gradient has one number for each of its elements.")
_ONE_OF_MANY = _("`{name}` is used in {uses} places, so this is one of {uses} contributions to its gradient.")
_SUM = _("All {uses} contributions to `{name}` have arrived, and they are added up: that is its gradient.")
_STRETCHED = _(
    "`{name}` was stretched to fit ({shape} → {wide}), and so used in several places: what comes back from each of "
    "them is summed, to its own shape."
)
_FINAL = _("L stands for the final result, here `{name}`.")


@dataclass(frozen=True)
class Explanation:
    """The explanation of a position: sentences, formulas, and the change in plain text for a screen reader."""

    sentences: tuple[str, ...]
    formulas: tuple[Formula, ...]
    change: str

    @property
    def spoken(self) -> str:
        """The change and the sentences as one plain text."""
        return " ".join(part for part in (self.change, *self.sentences) if part)


def explain(trace: Trace, position: int, language: str = "en", theme: str = "light", look: Look = PLAIN) -> Explanation:
    """Explain the step that leads to a position: 0 is the start, k shows the trace after its k-th step.

    In symbols (`look.notation`) the formulas show the rule, the product and what it simplifies to.
    """
    translate = translator(language)
    if position == 0:
        return Explanation((translate(_START),), (), "")
    step, node_latex = trace.steps[position - 1], NodeLatex(trace, theme)
    sentences = tuple(message.translated(translate) for message in (*_sentences(step, look), *remarks(step)))
    if look.notation not in SYMBOLIC:
        return Explanation(sentences, tuple(formulas(step, node_latex)), change_text(step))
    return Explanation(sentences, tuple(Derivation(trace, look, node_latex).formulas(step)), change_text(step, look))


def change_text(step: Step, look: Look = PLAIN) -> str:
    """Return what a step adds to the picture, in plain text: "price = 715", "∂L/∂tax = 650"."""
    nodes, write = step.trace.graph.nodes, _texts(step, look)
    if step.phase == "forward":
        return f"{nodes[step.node].name} = {write.value(step.node)}."
    if step.seed:
        return f"∂{write.letter}/∂{nodes[-1].name} = {write.total(step.node)}."
    return " ".join(_arrivals(step, write))


class _Texts(NamedTuple):
    """Writes values, what a step sends along an edge, and whole gradients; `letter` is what is differentiated."""

    letter: str
    value: Callable[[int], str]
    gradient: Callable[[int], str]
    total: Callable[[int], str]


def _texts(step: Step, look: Look) -> _Texts:
    """Return the texts of a step as expressions or as numbers."""
    trace = step.trace
    if look.notation in SYMBOLIC:
        symbols = symbols_of(trace, look)
        return _Texts(
            symbols.letter,
            lambda i: as_text(symbols.expression(i)),
            lambda slot: _text(symbols.gradient(step.node, slot)),
            lambda i: _text(symbols.total(i)),
        )
    return _Texts(
        "L",
        lambda i: _inline(trace.node_values[i]),
        lambda slot: _inline(step.contributions[slot]),
        lambda i: _inline(trace.node_grads[i]),
    )


def _text(x: Expr | None) -> str:
    return as_text(x) if x else ""


def _arrivals(step: Step, write: _Texts) -> Iterator[str]:
    trace = step.trace
    for slot, (j, part) in enumerate(sent(step)):
        if part is not None:
            sign = "+=" if accumulates(trace) and len(trace.arrivals[j]) > 1 else "="
            yield f"∂{write.letter}/∂{_name(trace, j)} {sign} {write.gradient(slot)}."
    for j in completed(step):
        yield f"∂{write.letter}/∂{_name(trace, j)} = {write.total(j)}."


def _inline(value: Any) -> str:
    return numbers.array(value).replace("\n", "; ")


def _sentences(step: Step, look: Look) -> Iterator[Message]:
    trace, node = step.trace, step.trace.graph.nodes[step.node]
    if step.seed:
        yield from _symbolic_seed(trace, look) if look.notation in SYMBOLIC else _seed_sentences(trace)
        return
    op = trace.ops[node.op]
    yield say(op.forward_says if step.phase == "forward" else op.backward_says)
    for j in step.stretched:
        shape, wide = (np.shape(trace.node_values[i]) for i in (j, step.node))
        yield say(_STRETCHED, name=_name(trace, j), shape=shape, wide=wide)
    for j in sorted({j for j, part in sent(step) if part is not None}):
        arrivals = len(trace.arrivals[j])
        if arrivals > 1 and accumulates(trace):
            yield say(_SUM if j in completed(step) else _ONE_OF_MANY, name=_name(trace, j), uses=arrivals)


def _seed_sentences(trace: Trace) -> Iterator[Message]:
    if np.ndim(trace.upstream):
        yield say(_UPSTREAM_ARRAY)
    elif trace.upstream == 1.0:
        yield say(_ONE)
    else:
        yield say(_UPSTREAM, upstream=numbers.number(float(trace.upstream)))
    if trace.graph.output != "L":
        yield say(_FINAL, name=trace.graph.output)


def _symbolic_seed(trace: Trace, look: Look) -> Iterator[Message]:
    symbols = symbols_of(trace, look)
    yield say(_ONE) if symbols.unit else say(_UPSTREAM, upstream=symbols.upstream)


def _name(trace: Trace, i: int) -> str:
    return trace.graph.nodes[i].name
