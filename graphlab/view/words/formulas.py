"""The formulas of a step: in the symbols of its op, with the numbers in them, and what they come to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphlab.algebra import op_latex
from graphlab.engine.ops.op import Op
from graphlab.engine.run.mistakes import accumulates
from graphlab.engine.run.trace import Step, Trace
from graphlab.engine.run.values import Value
from graphlab.view.base import tex
from graphlab.view.base.theme import THEMES

# Of the numbers' line, in characters; beyond it the result gets a line of its own.
_WIDEST = 44


def _width(latex: str) -> int:
    """Return about how many characters wide the LaTeX stands on the page."""
    text = re.sub(r"\\(?:begin|end|textcolor)\{[^}]*\}|\\[a-zA-Z]+|[{}&\\;]", "", latex)
    return len(text)


@dataclass(frozen=True)
class Formula:
    """One equation in LaTeX: what is computed, in symbols, `more` forms of it, with the numbers, and the result."""

    left: str
    symbols: str
    numbers: str = ""
    result: str = ""
    more: tuple[str, ...] = ()

    @property
    def latex(self) -> str:
        """The equation on some lines, aligned at the equals sign; fractions one over the other get some air."""
        last = f"{self.numbers} = {self.result}" if self.numbers else self.result
        ends = [self.numbers, self.result] if _width(last) > _WIDEST else [last]
        lines = filter(None, [self.symbols, *self.more, *ends])
        ended = r" \\[0.4em] &= " if self.more else r" \\ &= "
        return rf"\begin{{aligned}} {self.left} &= " + ended.join(lines) + r" \end{aligned}"


def sent(step: Step) -> list[tuple[int, Any]]:
    """Return the inputs of the acting node, and what is sent to each."""
    return list(zip(step.trace.graph.nodes[step.node].inputs, step.contributions, strict=False))


def completed(step: Step) -> list[int]:
    """Return the inputs that fan out and whose last contribution arrives in this step."""
    reached, arrivals = sorted({j for j, part in sent(step) if part is not None}), step.trace.arrivals
    return [j for j in reached if len(arrivals[j]) > 1 and arrivals[j][-1] == step.visit]


@dataclass(frozen=True)
class NodeLatex:
    """Writes nodes in LaTeX as symbols and as numbers, in the colours of the picture."""

    trace: Trace
    theme: str

    def label(self, i: int) -> str:
        """Return what a node is called."""
        return tex.name(self.trace.graph.nodes[i].name)

    def name(self, i: int) -> str:
        """Return what a node is called, or a constant's number."""
        return tex.value(self.trace.node_values[i]) if self.trace.graph.nodes[i].op == "const" else self.label(i)

    def gradient(self, i: int, plain: bool = False) -> str:
        """Return ∂L/∂x."""
        text = rf"\frac{{\partial L}}{{\partial {self.label(i)}}}"
        return text if plain else self.coloured("g", text)

    def left(self, i: int, gradient: str) -> str:
        """Return the left side: the gradient, or what is added to it where the value fans out."""
        return (
            rf"\text{{+}}\; {gradient}"
            if accumulates(self.trace) and len(self.trace.arrivals.get(i, ())) > 1
            else gradient
        )

    def coloured(self, what: str, text: str) -> str:
        """Return LaTeX in the colour of gradients ("g") or of values."""
        colours = THEMES[self.theme]
        if what in ("N", "n"):
            return text
        return tex.coloured(text, colours.gradient_text if what == "g" else colours.value)

    def symbols(self, i: int) -> dict[str, str]:
        """Return what the names in an op's formulas stand for, in symbols."""
        return {**self._inputs(i, self.name), "g": self.gradient(i, plain=True), "out": self.label(i)} | {
            key: key for key in self._counts(i)
        }

    def numbers(self, i: int, upstream: Value | None) -> dict[str, str]:
        """Return what the names in an op's formulas stand for, in numbers; `upstream` is the gradient at the node."""
        values = self.trace.node_values
        written = {**self._inputs(i, lambda j: tex.value(values[j])), "out": tex.value(values[i])}
        written |= {key: str(number) for key, number in self._counts(i).items()}
        return written if upstream is None else {**written, "g": tex.value(upstream)}

    def constants(self, i: int) -> dict[str, float]:
        """Return the inputs of a node that are single numbers written in the text, by their names in its op."""
        node, nodes = self.trace.graph.nodes[i], self.trace.graph.nodes
        pairs = zip(self.trace.ops[node.op].inputs, node.inputs, strict=True)
        return {key: v for key, j in pairs if nodes[j].op == "const" and isinstance(v := nodes[j].value, float)}

    def _inputs(self, i: int, write: Any) -> dict[str, str]:
        node = self.trace.graph.nodes[i]
        return {key: write(j) for key, j in zip(self.trace.ops[node.op].inputs, node.inputs, strict=True)}

    def _counts(self, i: int) -> Mapping[str, int]:
        node = self.trace.graph.nodes[i]
        op: Op = self.trace.ops[node.op]
        xs = [self.trace.node_values[j] for j in node.inputs]
        return op.counts(*xs, **dict(node.attrs)) if op.counts else {}


def formulas(step: Step, latex: NodeLatex) -> Iterator[Formula]:
    """Yield the formulas of a step in numbers."""
    trace, i = step.trace, step.node
    if step.seed:
        yield Formula(latex.gradient(i), latex.coloured("g", tex.value(trace.upstream)))
        return
    op, written = trace.ops[trace.graph.nodes[i].op], (latex.symbols(i), latex.numbers(i, step.upstream))
    if step.phase == "forward":
        symbols, figures = (tex.fill(op_latex.formula(op), parts, latex.coloured) for parts in written)
        result = latex.coloured("out", tex.value(trace.node_values[i]))
        yield Formula(latex.label(i), symbols, figures, result)
        return
    for (j, part), rule in zip(sent(step), op_latex.rules(op, latex.constants(i)), strict=True):
        if part is not None:
            symbols, figures = (_summed_back(step, j, tex.fill(rule, parts, latex.coloured)) for parts in written)
            yield Formula(latex.left(j, latex.gradient(j)), symbols, figures, latex.coloured("g", tex.value(part)))
    yield from _sums(step, latex)


def _summed_back(step: Step, j: int, text: str) -> str:
    return rf"\sum \left( {text} \right)" if j in step.stretched else text


def _sums(step: Step, latex: NodeLatex) -> Iterator[Formula]:
    trace = step.trace
    for j in completed(step) if accumulates(trace) else ():
        parts = [latex.coloured("g", tex.value(part)) for part in _contributions(trace, j)]
        yield Formula(latex.gradient(j), " + ".join(parts), "", latex.coloured("g", tex.value(trace.node_grads[j])))


def _contributions(trace: Trace, i: int) -> list[Any]:
    """Return what every use of node `i` has sent to it, in the order of the walk."""
    nodes = trace.graph.nodes
    return [part for c, _g, parts in trace.visits for j, part in zip(nodes[c].inputs, parts, strict=True)
            if j == i and part is not None]  # fmt: skip
