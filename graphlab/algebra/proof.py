"""Why a composite op's rule is what its parts do: a chain of small steps, each of which can be put to the test."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.algebra.expr import Expr, Name
from graphlab.algebra.from_text import parse_literally
from graphlab.algebra.to_text import as_latex
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run
from graphlab.engine.run.values import Value

_SHAPES = MappingProxyType({"affine": ((2, 3), (3, 4), (4,))})


@dataclass(frozen=True)
class ProofStep:
    """One line: the gradient as an expression, and why it equals the line before, a key of the catalogue."""

    expression: Expr
    says: str

    @property
    def latex(self) -> str:
        """The line in LaTeX."""
        return as_latex(self.expression)


@dataclass(frozen=True)
class Evidence:
    """What a proof comes to in numbers: every line, backpropagation through the expansion, and the op's own rule."""

    lines: tuple[Value, ...]
    parts: Value
    own: Value

    @property
    def error(self) -> float:
        """The largest difference between any of them."""
        return float(max(np.max(np.abs(value - self.own), initial=0.0) for value in (*self.lines, self.parts)))


def provable(op: str) -> bool:
    """Tell whether there is a proof for an op."""
    return op in OPS and bool(OPS[op].proofs)


def proof(op: str, which: int = 0) -> tuple[ProofStep, ...]:
    """Return the lines from the product of the parts to the op's own rule, for one of its inputs.

    >>> from graphlab.algebra.to_text import as_text
    >>> as_text(proof("sigmoid")[-1].expression)
    '(∂L/∂y)·y(1 − y)'
    """
    output = parse(OPS[op].expansion or "").output
    upstream = Name("g" if output == "L" else f"∂L/∂{output}")
    return tuple(ProofStep(parse_literally(line.text, {"g": upstream}), line.says) for line in OPS[op].proofs[which])


def evidence(op: str, which: int, feed: Mapping[str, Any], upstream: Any = 1.0) -> Evidence:
    """Return what every line of a proof comes to for inputs by their names in the op's record."""
    record = OPS[op]
    name = record.inputs[which]
    expansion = run(parse(record.expansion or ""), feed, upstream)
    single = run(alone(op), feed, upstream)
    counts = record.counts(*[np.asarray(feed[key]) for key in record.inputs]) if record.counts else {}
    known = {**expansion.values, **counts, "g": expansion.upstream}
    shape = np.shape(single.grads[name])
    lines = tuple(np.broadcast_to(_comes_to(line.text, known), shape) for line in record.proofs[which])
    return Evidence(lines, expansion.grads[name], single.grads[name])


def check(op: str, which: int = 0, seed: int = 0) -> Evidence:
    """Return what every line of a proof comes to at a random point; labels sum to 1 there."""
    rng, record = np.random.default_rng(seed), OPS[op]
    shapes = _SHAPES.get(op, ((2, 3),) * len(record.inputs))
    feed = {name: rng.uniform(0.2, 2.0, shape) for name, shape in zip(record.inputs, shapes, strict=True)}
    if "t" in feed:
        feed["t"] /= feed["t"].sum(axis=-1, keepdims=True)
    return evidence(op, which, feed, rng.uniform(0.5, 2.0, np.shape(run(alone(op), feed).output)))


def alone(op: str) -> Graph:
    """Return the graph that holds nothing but the op."""
    return parse(f"{op}({', '.join(OPS[op].inputs)})")


def _comes_to(text: str, known: Mapping[str, Any]) -> Value:
    graph = parse(text)
    return run(graph, {name: known[name] for name in graph.inputs}).output
