"""The graph as code in the style of the chapter: one layer a node, forward lines, backward lines in reverse."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from graphlab.engine.graph.graph import Node
from graphlab.engine.graph.source_text import literal
from graphlab.engine.run.mistakes import accumulates
from graphlab.engine.run.trace import Trace


@dataclass(frozen=True)
class CodeLine:
    """One line of code; `position` is the step that it stands for, None for lines before the first step."""

    text: str
    position: int | None = None


def layer_code(trace: Trace, write: Callable[[object], str] | None = None) -> tuple[CodeLine, ...]:
    """Return the program of a trace: the layers, the forward lines, the backward lines.

    `write` writes a number or an array; by default large arrays are left out.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> for line in layer_code(run(parse("price = apple * tax"), {"apple": 100, "tax": 1.1})): print(line.text)
    apple = 100
    tax = 1.1
    <BLANKLINE>
    mul_apple_layer = MulLayer()
    <BLANKLINE>
    price = mul_apple_layer.forward(apple, tax)
    <BLANKLINE>
    dprice = 1
    dapple, dtax = mul_apple_layer.backward(dprice)
    """
    layers, write = _layer_names(trace), write or _literal
    parts = [list(_inputs(trace, write)), list(_layers(trace, layers)), list(_forward(trace, layers, write))]
    return tuple(line for part in parts for line in (*part, CodeLine(""))) + tuple(_backward(trace, layers, write))


def _inputs(trace: Trace, write: Callable[[object], str]) -> Iterator[CodeLine]:
    for node, value in zip(trace.graph.nodes, trace.node_values, strict=True):
        if node.op == "input":
            yield CodeLine(f"{node.name} = {write(value)}")


def _literal(value: object) -> str:
    array = np.asarray(value)
    if array.ndim == 0:
        return literal(float(array)) if np.isfinite(array) else f'float("{float(array)}")'
    if array.size > 12 or not np.all(np.isfinite(array)):
        return f"…  # {'×'.join(map(str, array.shape))}"
    return f"np.array({literal(_nested(array))})"


def _nested(array: np.ndarray) -> tuple[object, ...]:
    return tuple(_nested(row) if row.ndim else float(row) for row in array)


def _layer_names(trace: Trace) -> dict[int, str]:
    """Name each layer after its op and its first input, as the chapter does: `mul_apple_layer`."""
    nodes = trace.graph.nodes
    names = {i: _layer_name(nodes, i) for i in trace.operations}
    often = Counter(names.values())
    numbers = {name: count(1) for name in often}
    return {i: f"{name}_layer{'' if often[name] == 1 else next(numbers[name])}" for i, name in names.items()}


def _layer_name(nodes: tuple[Node, ...], i: int) -> str:
    first = next((nodes[j].name for j in nodes[i].inputs if nodes[j].op == "input"), None)
    return f"{nodes[i].op}_{first}" if first else nodes[i].op


def _layers(trace: Trace, layers: dict[int, str]) -> Iterator[CodeLine]:
    for i, name in layers.items():
        node = trace.graph.nodes[i]
        op = trace.ops[node.op]
        settings = ", ".join(f"{k}={v!r}" for k, v in node.attrs if v != dict(op.attrs)[k])
        yield CodeLine(f"{name} = {op.layer}({settings})")


def _forward(trace: Trace, layers: dict[int, str], write: Callable[[object], str]) -> Iterator[CodeLine]:
    nodes = trace.graph.nodes
    width = max(len(nodes[i].name) for i in layers)
    for position, (i, layer) in enumerate(layers.items(), start=1):
        arguments = ", ".join(_argument(nodes[j], write) for j in nodes[i].inputs)
        yield CodeLine(f"{nodes[i].name:<{width}} = {layer}.forward({arguments})", position)


def _argument(node: Node, write: Callable[[object], str]) -> str:
    return write(node.value) if node.op == "const" else node.name


def _backward(trace: Trace, layers: dict[int, str], write: Callable[[object], str]) -> Iterator[CodeLine]:
    nodes, seed = trace.graph.nodes, trace.forward_count + 1
    yield CodeLine(f"d{nodes[-1].name} = {write(trace.upstream)}", seed)
    sent = _sent_names(trace)
    for k, i in enumerate(trace.order):
        position = seed + 1 + k
        yield CodeLine(f"{', '.join(sent[k])} = {layers[i]}.backward(d{nodes[i].name})", position)
        for j in sorted(set(nodes[i].inputs)):
            arrivals = trace.arrivals.get(j, ())
            if k not in arrivals or len(arrivals) == 1:
                continue
            following = next((one for one in arrivals if one > k), None)
            # What has arrived is added up when it is all there, and in a wrong order whenever the node acts.
            if following is None or j in trace.order[k + 1 : following]:
                parts = [name for one, c in enumerate(trace.order[: k + 1])
                         for name, source in zip(sent[one], nodes[c].inputs, strict=True)
                         if source == j and name != "_"]  # fmt: skip
                arrived = " + ".join(parts if accumulates(trace) else parts[-1:])
                yield CodeLine(f"d{nodes[j].name} = {arrived}", position)


def _sent_names(trace: Trace) -> list[list[str]]:
    """Name what each visit sends back: `dx`, or `dx_1`, `dx_2` where several arrive at x, `_` for nothing."""
    nodes, seen = trace.graph.nodes, Counter[int]()
    names: list[list[str]] = []
    for i, _g, parts in trace.visits:
        names.append([])
        for j, part in zip(nodes[i].inputs, parts, strict=True):
            seen[j] += part is not None
            name = f"d{nodes[j].name}" if len(trace.arrivals.get(j, ())) == 1 else f"d{nodes[j].name}_{seen[j]}"
            names[-1].append("_" if part is None else name)
    return names
