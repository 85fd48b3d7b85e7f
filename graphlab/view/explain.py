"""What a step means: a sentence, the formula in symbols, and the same formula with the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.op import Op
from graphlab.engine.ops import OPS
from graphlab.engine.remarks import remarks
from graphlab.engine.trace import Step, Trace
from graphlab.locale import translator
from graphlab.view import numbers, tex
from graphlab.view.theme import THEMES

_START = _("Nothing has been computed yet; only the inputs have their values. Press the key → or the button “Next”.")
_ITSELF = _(
    "1, because the output is differentiated by itself. From here the gradient travels back, against the arrows."
)
_FROM_OUTSIDE = _("The gradient {upstream} comes in from the right, from the larger graph of which this one is a part.")
_SPREAD = _("The output is an array: the upstream gradient has one number for each of its elements.")
_ONE_OF_MANY = _("`{name}` is used in {uses} places, so this is one of {uses} contributions to its gradient.")
_SUM = _("All {uses} contributions to `{name}` have arrived, and they are added up: that is its gradient.")
_STRETCHED = _("`{name}` was stretched to fit ({shape} → {wide}), so its gradient is summed back to its own shape.")
_FINAL = _("L stands for the final result, here `{name}`.")


# Of the numbers' line, in characters; beyond it the result gets a line of its own.
_WIDEST = 44


def _width(latex: str) -> int:
    """Return about how many characters wide the LaTeX stands on the page."""
    text = re.sub(r"\\(?:begin|end|textcolor)\{[^}]*\}|\\[a-zA-Z]+|[{}&\\;]", "", latex)
    return len(text)


@dataclass(frozen=True)
class Formula:
    """One equation in LaTeX: what is computed, in symbols, with the numbers, and the result."""

    left: str
    symbols: str
    numbers: str = ""
    result: str = ""

    @property
    def latex(self) -> str:
        """The equation on two lines, aligned at the equals sign."""
        last = f"{self.numbers} = {self.result}" if self.numbers else self.result
        lines = [self.symbols, *([self.numbers, self.result] if _width(last) > _WIDEST else [last])]
        return rf"\begin{{aligned}} {self.left} &= " + r" \\ &= ".join(filter(None, lines)) + r" \end{aligned}"


@dataclass(frozen=True)
class Explanation:
    """What a position shows: sentences, formulas, and the news in plain text for a screen reader."""

    sentences: tuple[str, ...]
    formulas: tuple[Formula, ...]
    news: str

    @property
    def spoken(self) -> str:
        """Everything that has just happened as one plain text."""
        return " ".join(part for part in (self.news, *self.sentences) if part)


def explain(trace: Trace, position: int, language: str = "en", theme: str = "light") -> Explanation:
    """Explain the step that leads to a position: 0 is the start, k shows the trace after its k-th step."""
    translate = translator(language)
    if position == 0:
        return Explanation((translate(_START),), (), "")
    step = trace.steps[position - 1]
    voice = _Voice(trace, theme)
    sentences = tuple(message.translated(translate) for message in (*_sentences(step), *remarks(step)))
    return Explanation(sentences, tuple(_formulas(step, voice)), news(step))


def news(step: Step) -> str:
    """Return what a step adds to the picture, in plain text: "price = 715", "∂L/∂tax = 650"."""
    nodes = step.trace.graph.nodes
    if step.phase == "forward":
        return f"{nodes[step.node].name} = {_inline(step.trace.node_values[step.node])}."
    if step.seed:
        return f"∂L/∂{nodes[-1].name} = {_inline(step.trace.upstream)}."
    return " ".join(_arrivals(step))


def _arrivals(step: Step) -> Iterator[str]:
    trace = step.trace
    for j, part in _sent(step):
        if part is not None:
            sign = "+=" if len(_uses(trace, j)) > 1 else "="
            yield f"∂L/∂{_title(trace, j)} {sign} {_inline(part)}."
    for j in _completed(step):
        yield f"∂L/∂{_title(trace, j)} = {_inline(trace.node_grads[j])}."


def _completed(step: Step) -> list[int]:
    """Return the inputs that fan out and whose last contribution arrives in this step."""
    reached = sorted({j for j, part in _sent(step) if part is not None})
    return [j for j in reached if len(uses := _uses(step.trace, j)) > 1 and uses[-1] == step.node]


def _inline(value: Any) -> str:
    return numbers.array(value).replace("\n", "; ")


def _sentences(step: Step) -> Iterator[Message]:
    trace, node = step.trace, step.trace.graph.nodes[step.node]
    if step.seed:
        yield from _seed_sentences(trace)
        return
    op = OPS[node.op]
    yield say(op.forward_says if step.phase == "forward" else op.backward_says)
    wide = np.shape(trace.node_values[step.node])
    for j in step.stretched:
        own = np.shape(trace.node_values[j])
        yield say(_STRETCHED, name=_title(trace, j), shape=own, wide=wide)
    for j in sorted({j for j, part in _sent(step) if part is not None}):
        uses = _uses(trace, j)
        if len(uses) > 1:
            yield say(_SUM if j in _completed(step) else _ONE_OF_MANY, name=_title(trace, j), uses=len(uses))


def _seed_sentences(trace: Trace) -> Iterator[Message]:
    if np.ndim(trace.upstream):
        yield say(_SPREAD)
    elif trace.upstream == 1.0:
        yield say(_ITSELF)
    else:
        yield say(_FROM_OUTSIDE, upstream=numbers.number(float(trace.upstream)))
    if trace.graph.output != "L":
        yield say(_FINAL, name=trace.graph.output)


def _sent(step: Step) -> list[tuple[int, Any]]:
    return list(zip(step.trace.graph.nodes[step.node].inputs, step.contributions, strict=False))


def _uses(trace: Trace, i: int) -> list[int]:
    """Return the consumers that send a gradient to node `i`, in the order in which they send it."""
    sent = trace.contributions
    users = (c for c in reversed(trace.graph.consumers[i]) if c in sent)
    return [c for c in users if sent[c][trace.graph.nodes[c].inputs.index(i)] is not None]


def _title(trace: Trace, i: int) -> str:
    return trace.graph.nodes[i].name


@dataclass(frozen=True)
class _Voice:
    """Writes nodes as symbols and as numbers, in the colours of the picture."""

    trace: Trace
    theme: str

    def name(self, i: int) -> str:
        node = self.trace.graph.nodes[i]
        return tex.value(self.trace.node_values[i]) if node.op == "const" else tex.name(node.name)

    def gradient(self, i: int, plain: bool = False) -> str:
        text = rf"\frac{{\partial L}}{{\partial {tex.name(self.trace.graph.nodes[i].name)}}}"
        return text if plain else self.dress("g", text)

    def dress(self, what: str, text: str) -> str:
        colours = THEMES[self.theme]
        if what in ("N", "n"):
            return text
        return tex.coloured(text, colours.gradient_text if what == "g" else colours.value)

    def symbols(self, i: int) -> dict[str, str]:
        node = self.trace.graph.nodes[i]
        return {**self._inputs(i, self.name), "g": self.gradient(i, plain=True), "out": tex.name(node.name)} | {
            key: key for key in self._counts(i)
        }

    def numbers(self, i: int) -> dict[str, str]:
        values, grads = self.trace.node_values, self.trace.node_grads
        written = {**self._inputs(i, lambda j: tex.value(values[j])), "out": tex.value(values[i])}
        written |= {key: str(number) for key, number in self._counts(i).items()}
        return written if grads[i] is None else {**written, "g": tex.value(grads[i])}

    def _inputs(self, i: int, write: Any) -> dict[str, str]:
        node = self.trace.graph.nodes[i]
        return {key: write(j) for key, j in zip(OPS[node.op].inputs, node.inputs, strict=True)}

    def _counts(self, i: int) -> Mapping[str, int]:
        node = self.trace.graph.nodes[i]
        op: Op = OPS[node.op]
        xs = [self.trace.node_values[j] for j in node.inputs]
        return op.counts(*xs, **dict(node.attrs)) if op.counts else {}


def _formulas(step: Step, voice: _Voice) -> Iterator[Formula]:
    trace, i = step.trace, step.node
    if step.seed:
        yield Formula(voice.gradient(i), voice.dress("g", tex.value(trace.upstream)))
        return
    op, written = OPS[trace.graph.nodes[i].op], (voice.symbols(i), voice.numbers(i))
    if step.phase == "forward":
        symbols, figures = (tex.fill(op.formula, parts, voice.dress) for parts in written)
        result = voice.dress("out", tex.value(trace.node_values[i]))
        yield Formula(tex.name(trace.graph.nodes[i].name), symbols, figures, result)
        return
    for (j, part), rule in zip(_sent(step), op.rules, strict=True):
        if part is not None:
            symbols, figures = (_summed_back(step, j, tex.fill(rule, parts, voice.dress)) for parts in written)
            yield Formula(_left(trace, j, voice), symbols, figures, voice.dress("g", tex.value(part)))
    yield from _sums(step, voice)


def _left(trace: Trace, j: int, voice: _Voice) -> str:
    """Return the left side: the gradient, or what is added to it where the value fans out."""
    return rf"\text{{+}}\; {voice.gradient(j)}" if len(_uses(trace, j)) > 1 else voice.gradient(j)


def _summed_back(step: Step, j: int, text: str) -> str:
    return rf"\sum \left( {text} \right)" if j in step.stretched else text


def _sums(step: Step, voice: _Voice) -> Iterator[Formula]:
    trace = step.trace
    for j in _completed(step):
        parts = [voice.dress("g", tex.value(part)) for part in _contributions(trace, j)]
        yield Formula(voice.gradient(j), " + ".join(parts), "", voice.dress("g", tex.value(trace.node_grads[j])))


def _contributions(trace: Trace, i: int) -> list[Any]:
    """Return what every use of node `i` has sent to it, in the order of the walk."""
    found = []
    for c, sent in trace.contributions.items():
        found += [
            part for j, part in zip(trace.graph.nodes[c].inputs, sent, strict=True) if j == i and part is not None
        ]
    return found
