"""The formulas of a step in symbols: the rule of the node, the product of the local gradients, its simplification."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from graphlab.algebra.dialects import Latex
from graphlab.algebra.expr import Expr
from graphlab.algebra.op_latex import formula as formula_of
from graphlab.algebra.symbols import Symbols
from graphlab.algebra.to_text import write
from graphlab.engine.run.trace import Step, Trace
from graphlab.view.base import tex
from graphlab.view.base.look import Look
from graphlab.view.notation.symbols_notation import symbols_of
from graphlab.view.words.formulas import Formula, NodeLatex, completed, sent
from graphlab.view.words.formulas import formulas as in_numbers


@dataclass(frozen=True)
class Derivation:
    """Writes the values and gradients of a trace as expressions, in the colours of the picture."""

    trace: Trace
    look: Look
    node_latex: NodeLatex

    @cached_property
    def product(self) -> Symbols:
        """The symbols in their product form."""
        return symbols_of(self.trace, replace(self.look, form="product"))

    @cached_property
    def forms(self) -> tuple[Symbols, ...]:
        """The forms in which a gradient is shown, one after the other."""
        first = [symbols_of(self.trace, replace(self.look, form="chain"))] if self.look.form == "chain" else []
        simplified = symbols_of(self.trace, replace(self.look, form="simplified"))
        return *first, self.product, *([simplified] if simplified is not self.product else [])

    def formulas(self, step: Step) -> Iterator[Formula]:
        """Yield the formulas of a step, with the numbers in them if the notation is "both"."""
        backward = self._seed if step.seed else self._backward
        found = self._forward(step) if step.phase == "forward" else backward(step)
        numbers = list(in_numbers(step, self.node_latex))
        for formula, known in zip(found, numbers, strict=True):
            if self.look.notation == "both" and known.symbols != formula.symbols:
                yield replace(formula, numbers=known.numbers, result=known.result or known.symbols)
            elif formula.symbols:
                yield formula

    def _forward(self, step: Step) -> Iterator[Formula]:
        nodes, i = self.trace.graph.nodes, step.node
        op, latex = self.trace.ops[nodes[i].op], self.node_latex
        formula = tex.fill(formula_of(op), latex.symbols(i), latex.coloured)
        inlined = any(nodes[j].inputs and not nodes[j].named for j in nodes[i].inputs)
        more = (self.latex(self.product.expression(i)),) if inlined else ()
        yield Formula(tex.name(nodes[i].name), formula, more=more)

    def _seed(self, step: Step) -> Iterator[Formula]:
        left, right = self._name(step.node), self.latex(self.product.seed)
        one = self.node_latex.coloured("g", "1")
        yield Formula(left, one if self.product.unit else right if right != left else "")

    def _backward(self, step: Step) -> Iterator[Formula]:
        for slot, (j, part) in enumerate(sent(step)):
            if part is None:
                continue
            chain = (form.gradient(step.node, slot) for form in self.forms)
            first = [self.product.rule(step.node, slot)] if self.look.form != "chain" else []
            yield self._formula(self.node_latex.left(j, self._name(j)), [*first, *chain])
        for j in completed(step):
            yield self._formula(self._name(j), [form.total(j) for form in self.forms])

    def _formula(self, left: str, forms: Iterable[Expr | None]) -> Formula:
        first, *more = dict.fromkeys(self.latex(form) for form in forms if form)
        return Formula(left, first, more=tuple(more))

    def _name(self, i: int) -> str:
        return self.latex(self.product.gradient_name(i))

    def latex(self, x: Expr) -> str:
        """Return an expression in LaTeX, its names in their colours."""
        return write(x, Latex(lambda gradient, text: self.node_latex.coloured("g" if gradient else "out", text)))
