"""A trace as a program that runs as it is and prints the same numbers: the chapter's layers, plain numpy, PyTorch."""

import builtins
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op
from graphlab.engine.rewrite.expand import expand
from graphlab.engine.run.trace import Trace, run
from graphlab.export import op_code
from graphlab.view.words.layer_code import layer_code

_RESERVED = frozenset({*dir(builtins), *op_code.HELPERS, *(op.layer for op in OPS.values()), "np", "torch", "_"})
# Beyond this, Python's whole numbers are exact where floats are not.
_EXACT = 2.0**53
_GAP = ""


def layers(trace: Trace) -> str:
    """Return the program in the chapter's style: a class for each op, the forward lines, the backward lines."""
    program = _Program(_plain(trace))
    body = [line.text for line in layer_code(program.trace, program.written)]
    classes = [line for op in program.ops for line in (*_class(op, op.name in program.stretched), _GAP)]
    lines = ["import numpy as np", _GAP, *program.helpers(classes), *classes, *body, _GAP, *program.prints("{}", "d{}")]
    return _joined(trace, lines)


def numpy(trace: Trace) -> str:
    """Return the program in plain numpy: one line a node, and going back one line an edge."""
    program = _Program(_plain(trace))
    ahead = [f"{node.name} = {program.forward(i, 'numpy')}" for i, node in program.operations]
    back = [f"d{program.graph.output} = {program.written(program.trace.upstream)}", *program.backward()]
    leaves = [f"{node.name} = {program.written(value)}" for node, value in program.leaves]
    parts = [*leaves, _GAP, "# Forward", *ahead, _GAP, "# Backward", *back, _GAP, *program.prints("{}", "d{}")]
    return _joined(trace, ["import numpy as np", _GAP, *program.helpers(parts), *parts])


def torch(trace: Trace) -> str:
    """Return the program in PyTorch, which finds the gradients by itself."""
    program = _Program(_plain(trace))
    leaves = [f"{node.name} = {program.tensor(node, value)}" for node, value in program.leaves]
    ahead = [f"{node.name} = {program.forward(i, 'torch')}" for i, node in program.operations]
    # Where nothing depends on an input, PyTorch has nothing to differentiate.
    back = [f"{program.graph.output}.backward({_tensor(program.trace.upstream)})"] if program.reached else []
    shown = program.prints("{}.detach().numpy()", "{}.grad.numpy()")
    head = ["import torch", _GAP, "torch.set_default_dtype(torch.float64)", _GAP]
    return _joined(trace, [*head, *leaves, _GAP, *ahead, *back, _GAP, *shown])


PROGRAMS = MappingProxyType({"layers": layers, "numpy": numpy, "torch": torch})


def _joined(trace: Trace, lines: Iterable[str]) -> str:
    source = [f"# {line}" for line in trace.graph.to_source().splitlines()]
    return "\n".join([*source, *lines]) + "\n"


def _plain(trace: Trace) -> Trace:
    """Return the same run with nothing but ops of the registry: the learner's own are replaced by their insides."""
    graph = trace.graph
    while own := next((node.name for node in graph.nodes if node.inputs and node.op not in OPS), None):
        graph = expand(graph, own).graph
    graph = Graph(tuple(_renamed(graph.nodes)))
    feed = dict(zip(graph.inputs, trace.graph.inputs, strict=True))
    return run(graph, {name: trace.values[old] for name, old in feed.items()}, trace.upstream)


def _renamed(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the nodes under names that mean nothing else in a program."""
    names = {node.name for node in nodes}

    def clashes(name: str) -> bool:
        gradient = re.fullmatch(r"d(.+?)(_\d+)?", name)
        means = gradient and (gradient[1] in names or name[1:] in names)
        return bool(means) or name in _RESERVED or re.search(r"_layer\d*$", name) is not None

    for node in nodes:
        name = node.name
        while clashes(name):
            name += "_"
            if name in names:
                name += "0"
        names.add(name)
        yield node._replace(name=name)


@dataclass(frozen=True)
class _Program:
    """A run whose graph holds nothing but ops of the registry, under names that a program can use."""

    trace: Trace

    @property
    def graph(self) -> Graph:
        return self.trace.graph

    @property
    def leaves(self) -> list[tuple[Node, Any]]:
        pairs = zip(self.graph.nodes, self.trace.node_values, strict=True)
        return [(node, value) for node, value in pairs if node.op == "input"]

    @property
    def reached(self) -> list[str]:
        """The inputs that have a gradient."""
        return [name for name in self.graph.inputs if self.trace.reached[self.graph.index[name]] is not None]

    @property
    def operations(self) -> list[tuple[int, Node]]:
        return [(i, self.graph.nodes[i]) for i in self.trace.operations]

    @cached_property
    def ops(self) -> list[Op]:
        """Every op that is used, once."""
        return [OPS[name] for name in dict.fromkeys(node.op for _, node in self.operations)]

    @cached_property
    def stretched(self) -> frozenset[str]:
        """The ops that somewhere stretch an input, whose gradient is summed back."""
        return frozenset(self.graph.nodes[step.node].op for step in self.trace.steps if step.stretched)

    @cached_property
    def strict(self) -> bool:
        """Whether a number goes where Python's own numbers would stop, or go on otherwise than floats."""
        every = [x for x in (*self.trace.node_values, *self.trace.node_grads) if x is not None]
        with np.errstate(all="ignore"):
            return not all(np.all(np.abs(x) < _EXACT) for x in every)

    def written(self, value: Any) -> str:
        """Return a number or an array as numpy code."""
        text = _literal(value)
        if np.ndim(value):
            return f"np.array({text})"
        return f"np.float64({text})" if self.strict else text

    def tensor(self, node: Node, value: Any) -> str:
        """Return a leaf as a tensor; one that has a gradient says so."""
        return _tensor(value, ", requires_grad=True" if node.name in self.reached else "")

    def forward(self, i: int, library: str) -> str:
        """Return what computes a node."""
        node = self.graph.nodes[i]
        op = OPS[node.op]
        sources = [self.graph.nodes[j] for j in node.inputs]
        # A sign takes a bare number beside a tensor, a function does not.
        bare = bool(op.infix) and any(source.op != "const" for source in sources)
        parts = [source.name if source.op != "const" else self._constant(source, library, bare) for source in sources]
        if library == "torch" and node.op in ("cross_entropy", "softmax_with_loss"):
            return self._torch_loss(node, parts)
        template = op_code.numpy(op) if library == "numpy" else op_code.torch(op)
        return template.format(**dict(zip(op.inputs, parts, strict=True)), **dict(node.attrs))

    def _torch_loss(self, node: Node, parts: list[str]) -> str:
        scores, labels = (np.shape(self.trace.node_values[j]) for j in node.inputs)
        if scores == labels:
            return OPS[node.op].torch.format(**dict(zip(OPS[node.op].inputs, parts, strict=True)))
        # Class numbers are whole numbers for PyTorch.
        given = f"torch.log({parts[0]})" if node.op == "cross_entropy" else parts[0]
        name = "nll_loss" if node.op == "cross_entropy" else "cross_entropy"
        return f"torch.nn.functional.{name}({given}, {parts[1]}.long())"

    def _constant(self, node: Node, library: str, bare: bool) -> str:
        if library == "torch" and (isinstance(node.value, tuple) or not bare):
            return _tensor(node.value)
        text = _literal(node.value) if library == "torch" else self.written(node.value)
        return f"({text})" if text.startswith("-") else text

    def backward(self) -> Iterator[str]:
        """Yield a line for every gradient that an edge sends back; several that meet are added up."""
        nodes, begun = self.graph.nodes, set[int]()
        for i, _g, contributions in self.trace.visits:
            parts = [nodes[j].name if nodes[j].op != "const" else self._constant(nodes[j], "numpy", True)
                     for j in nodes[i].inputs]  # fmt: skip
            op, settings = OPS[nodes[i].op], dict(nodes[i].attrs)
            named = {**dict(zip(op.inputs, parts, strict=True)), "g": f"d{nodes[i].name}", "out": nodes[i].name}
            sent = zip(nodes[i].inputs, contributions, op_code.numpy_rules(op), parts, strict=True)
            for j, part, rule, name in sent:
                if part is None:
                    continue
                text = rule.format(**named, **settings)
                text = f"fit({text}, {name})" if nodes[i].op in self.stretched else text
                target = f"d{nodes[j].name}"
                yield f"{target} = {target} + {text}" if j in begun else f"{target} = {text}"
                begun.add(j)

    def helpers(self, lines: Iterable[str]) -> list[str]:
        """Return the functions that the lines use, each followed by a gap."""
        text = "\n".join(lines)
        found: list[str] = []
        for name, helper in op_code.HELPERS.items():
            if re.search(rf"(?<!def )\b{name}\(", text):
                found += [helper, _GAP]
        return found

    def prints(self, value: str, gradient: str) -> Iterator[str]:
        """Yield what prints the output, and the gradient of every input that has one."""
        yield f'print("{self.graph.output} =", {value.format(self.graph.output)})'
        for name in self.reached:
            yield f'print("dL/d{name} =", {gradient.format(name)})'


def _class(op: Op, stretches: bool) -> Iterator[str]:
    """Yield an op as a layer of the chapter's: it remembers on the way forth what it needs on the way back."""
    settings = [key for key, _ in op.attrs]
    kept = [f"self.{name}" for name in op.inputs]
    own = {name: f"self.{name}" for name in (*op.inputs, *settings, "out")}
    back = [text.format(**own, g="dout") for text in op_code.numpy_rules(op)]
    back = [f"fit({text}, {name})" for text, name in zip(back, kept, strict=True)] if stretches else back
    yield f"class {op.layer}:"
    if settings:
        yield f"    def __init__(self, {', '.join(f'{key}={value}' for key, value in op.attrs)}):"
        yield from (f"        self.{key} = {key}" for key in settings)
        yield _GAP
    yield f"    def forward(self, {', '.join(op.inputs)}):"
    yield f"        {', '.join(kept)} = {', '.join(op.inputs)}"
    yield f"        self.out = {op_code.numpy(op).format(**own | {name: name for name in op.inputs})}"
    yield "        return self.out"
    yield _GAP
    yield "    def backward(self, dout):"
    yield from (f"        d{name} = {text}" for name, text in zip(op.inputs, back, strict=True))
    yield f"        return {', '.join(f'd{name}' for name in op.inputs)}"


def _literal(value: Any) -> str:
    """Return a number, or an array as nested lists of floats."""
    if np.ndim(value):
        return f"[{', '.join(_literal(row) if np.ndim(row) else _float(row) for row in np.asarray(value))}]"
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else _float(number)


def _float(value: Any) -> str:
    return repr(float(value)) if np.isfinite(value) else f'float("{float(value)}")'


def _tensor(value: Any, more: str = "") -> str:
    return f"torch.tensor({_literal(value) if np.ndim(value) else _float(value)}{more})"
