"""The symbols of a trace: what its edges carry as formulas, forward and backward."""

import re
from collections.abc import Hashable
from functools import cached_property
from typing import Any

import numpy as np

from graphlab.algebra.evaluate import evaluate, local_derivative
from graphlab.algebra.expr import ONE, Call, Expr, Name, Number, call, passed_on, product, total
from graphlab.algebra.from_text import apply_op, has_upstream, keys, parse_rule, replaced
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import Trace, run

# An expression with more names and numbers goes on under its own name.
MOST = 32
LONGEST_LITERAL = 16
_SWITCHES = frozenset({"positive", "larger", "sign"})
_SLOTS = "₁₂₃"


class Symbols:
    """Values and gradients of a trace as expressions, each made when it is asked for first.

    Gradients are products of named local derivatives ("chain"), or as the nodes form them, with the results put in
    ("product"). `upstream` is what the upstream gradient is called; `ones` are groups of inputs that sum to 1.
    """

    def __init__(self, trace: Trace, form: str, upstream: str, ones: tuple[tuple[str, ...], ...] = ()) -> None:
        self.trace, self.form, self.upstream, self.ones = trace, form, upstream, ones
        self._expressions: dict[int, Expr] = {}

    def value(self, i: int) -> Expr:
        """Return what the edges out of node `i` carry: its name if it has one, else what it computes."""
        node = self.trace.graph.nodes[i]
        if node.op == "const":
            return self._constant(i)
        if node.named or not node.inputs:
            return self.name(i)
        whole = self.expression(i)
        return whole if whole.size <= MOST else self.name(i)

    def expression(self, i: int) -> Expr:
        """Return what node `i` computes, in the values of its inputs; an input is itself."""
        node = self.trace.graph.nodes[i]
        if not node.inputs:
            return self.value(i)
        if i not in self._expressions:
            inputs = tuple(map(self.value, node.inputs))
            self._expressions[i] = apply_op(node.op, inputs, node.attrs, single=not self.many(i))
        return self._expressions[i]

    def gradient(self, i: int, slot: int) -> Expr | None:
        """Return what node `i` sends back to its input number `slot`, None where nothing is sent."""
        return self._walk[0].get((i, slot))

    def total(self, i: int) -> Expr | None:
        """Return the gradient of node `i`: the sum of what is sent to it, None where nothing is."""
        return self._walk[1].get(i)

    def rule(self, i: int, slot: int) -> Expr:
        """Return what node `i` sends to an input in terms of its own gradient: one step of the chain."""
        last = i == len(self.trace.graph.nodes) - 1
        return self._summed_back(i, slot, self._formed(i, slot, self.seed if last else self.gradient_name(i)))

    def name(self, i: int) -> Name:
        """Return the name of node `i`."""
        return Name(self.trace.graph.nodes[i].name, i, self.many(i))

    def gradient_name(self, i: int) -> Name:
        """Return what the gradient of node `i` is called."""
        return Name(f"∂{self.letter}/∂{self.trace.graph.nodes[i].name}", ("grad", i), self.many(i))

    def many(self, i: int) -> bool:
        """Tell whether the value of node `i` is an array."""
        return np.ndim(self.trace.node_values[i]) > 0

    @cached_property
    def unit(self) -> bool:
        """Whether the upstream gradient is the number 1, like ∂z/∂z."""
        above, _, below = self.upstream.removeprefix("∂").partition("/∂")
        said = self.upstream == "1" or above == below
        return said and np.ndim(self.trace.upstream) == 0 and bool(self.trace.upstream == 1.0)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Names of the inputs that hold class numbers."""
        trace = self.trace
        known = {
            j
            for parts, i in zip(trace.contributions.values(), trace.contributions, strict=True)
            for j, part in zip(trace.graph.nodes[i].inputs, parts, strict=True)
            if part is None
        }
        return tuple(n.name for j, n in enumerate(trace.graph.nodes) if j in known and n.op == "input")

    def sums_to_one(self, x: Expr) -> bool:
        """Tell whether the elements of an array sum to 1: labels that do here, and what is said to."""
        if isinstance(x, Call) and x.function == "labels":
            return bool(np.allclose(np.sum(evaluate(x, self.trace), axis=-1), 1.0))
        return isinstance(x, Name) and (x.name,) in self.ones

    @cached_property
    def letter(self) -> str:
        """What the final result is called in ∂L/∂x."""
        match = re.fullmatch(r"∂(.+)/∂.+", self.upstream)
        if match:
            return match[1]
        return self.trace.graph.output if self.upstream == "1" else "L"

    @cached_property
    def seed(self) -> Expr:
        """The upstream gradient at the output."""
        last = len(self.trace.graph.nodes) - 1
        return ONE if self.upstream == "1" and not self.many(last) else Name(self.upstream, "upstream", self.many(last))

    @cached_property
    def _walk(self) -> tuple[dict[tuple[int, int], Expr], dict[int, Expr]]:
        """The backward walk: what is sent along every edge, and the sum at every node."""
        trace = self.trace
        arrived: dict[int, dict[tuple[int, int], Expr]] = {len(trace.graph.nodes) - 1: {(0, 0): self.seed}}
        sent: dict[tuple[int, int], Expr] = {}
        for i, parts in trace.contributions.items():
            g = self._sum(i, arrived[i])
            for slot, (j, part) in enumerate(zip(trace.graph.nodes[i].inputs, parts, strict=True)):
                if part is not None:
                    sent[i, slot] = self._sent(i, slot, g)
                    arrived.setdefault(j, {})[i, slot] = sent[i, slot]
        return sent, {i: self._sum(i, parts) for i, parts in arrived.items()}

    def _sum(self, i: int, arrived: dict[tuple[int, int], Expr]) -> Expr:
        """Return the sum of what has reached node `i`, in the order in which the edges leave it."""
        parts = [arrived[edge] for edge in sorted(arrived)]
        if len(parts) == 1:
            return parts[0]
        return total(*parts) if sum(part.size for part in parts) <= 4 * MOST else self.gradient_name(i)

    def _sent(self, i: int, slot: int, g: Expr) -> Expr:
        """Return the product that node `i` forms for an input; it starts anew where it would grow too long."""
        found = self._formed(i, slot, g)
        if found.size > MOST:
            found = self._formed(i, slot, self.gradient_name(i))
        return self._summed_back(i, slot, found)

    def _formed(self, i: int, slot: int, g: Expr) -> Expr:
        if self.form == "chain":
            return product(g, self._local_name(i, slot))
        text = self._rule(i, slot)
        rule = self._settled(i, slot, self._read_rule(i, text, g)) if text else self._through(i, slot, g)
        if not text or has_upstream(text):
            return rule
        return passed_on(product(g)) if rule == ONE and self._writes_one(i, g) else product(g, rule)

    def _rule(self, i: int, slot: int) -> str:
        """Return the rule of the record as text; an op of the learner's own has none."""
        local = self.trace.ops[self.trace.graph.nodes[i].op].local
        return local[slot] if local else ""

    def _through(self, i: int, slot: int, g: Expr) -> Expr:
        """Return what an op of the learner's own sends: the product that is formed in its inside."""
        node, values = self.trace.graph.nodes[i], self.trace.node_values
        op = self.trace.ops[node.op]
        inside = parse(op.expansion or "")
        inner = Symbols(
            run(inside, {key: values[j] for key, j in zip(op.inputs, node.inputs, strict=True)}), "product", "g"
        )
        found = inner.total(inside.index[op.inputs[slot]])
        names: dict[Hashable, Expr] = {
            inside.index[key]: self.value(j) for key, j in zip(op.inputs, node.inputs, strict=True)
        }
        if found is None or not keys(found) <= {"upstream", *names}:
            return product(g, self._local_name(i, slot))
        return replaced(found, {**names, "upstream": product(g)})

    def _local_name(self, i: int, slot: int) -> Name:
        nodes = self.trace.graph.nodes
        j = nodes[i].inputs[slot]
        place = _SLOTS[slot] if nodes[i].inputs.count(j) > 1 else ""
        return Name(f"∂{nodes[i].name}/∂{nodes[j].name}{place}", ("local", i, slot))

    def _settled(self, i: int, slot: int, rule: Expr) -> Expr:
        """Return what a switch was in this run, 1 or 0, where it is a single one; any other rule as it is."""
        switch = isinstance(rule, Call) and rule.function in _SWITCHES and not self.many(i)
        return Number(float(local_derivative(self.trace, i, slot))) if switch else rule

    def _writes_one(self, i: int, g: Expr) -> bool:
        """Tell whether the factor 1 is written, as the chapter does where two unknown numbers are added."""
        nodes = self.trace.graph.nodes
        unknown = len(nodes[i].inputs) > 1 and all(nodes[j].op != "const" for j in nodes[i].inputs)
        return unknown and not isinstance(g, Number) and not self.many(i)

    def _read_rule(self, i: int, text: str, g: Expr) -> Expr:
        """Return a rule of the op of node `i` in the names of this graph."""
        node = self.trace.graph.nodes[i]
        op, xs = self.trace.ops[node.op], [self.trace.node_values[j] for j in node.inputs]
        counts = op.counts(*xs, **dict(node.attrs)) if op.counts else {}
        names: dict[str, Expr] = {key: Name(key, ("count", n)) if n != 1 else ONE for key, n in counts.items()}
        names |= zip(op.inputs, map(self.value, node.inputs), strict=True)
        return parse_rule(text, {**names, "g": product(g), "out": self.value(i)}, node.attrs)

    def _summed_back(self, i: int, slot: int, sent: Expr) -> Expr:
        """Return the sum over the places to which the input was stretched, if it was and no ∂y/∂x says so."""
        node, values = self.trace.graph.nodes[i], self.trace.node_values
        own = np.shape(values[node.inputs[slot]])
        text = self._rule(i, slot)
        if self.form == "chain" or own == np.shape(values[i]) or not text or (has_upstream(text) and text != "g"):
            return sent
        return call("sum_to", product(sent), settings=(("shape", own),), single=not own)

    def _constant(self, i: int) -> Expr:
        given: Any = self.trace.graph.nodes[i].value
        if not isinstance(given, tuple):
            return Number(float(given))
        text = literal(given).replace("-", "−")
        return Name(text if len(text) <= LONGEST_LITERAL else "[…]", i, many=True)
