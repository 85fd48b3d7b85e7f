"""The names that the answer in a box may use: nodes, gradients that are known by then, and the letters of the book."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from graphlab.engine.run.trace import Trace
from graphlab.practice.answers.spelling import Names
from graphlab.practice.exercise import UPSTREAM, Box, Exercise, parts

NO_LABELS: Mapping[str, str] = MappingProxyType({})


def names_of(exercise: Exercise, trace: Trace, box: Box, labels: Mapping[str, str] = NO_LABELS) -> Names:
    """Return the names that may be used in a box, with their values in a run of the exercise's graph.

    `labels` are the reader's words for what inputs and result stand for, by name.
    """
    nodes, text = trace.graph.nodes, exercise.text
    gradients = dict(_gradients(trace, box))
    values: dict[str, Any] = dict(gradients.values())
    known = [i for i, node in enumerate(nodes) if box.kind != "value" or i < box.node or not node.inputs]
    if box.kind == "gradient":
        # The book's code: backward(dout) of a layer whose forward has kept out.
        values |= {"dout": trace.node_grads[box.target], "out": trace.node_values[box.target]}
    for i in reversed(trace.operations):
        if i >= box.acting and (counts := trace.ops[nodes[i].op].counts):
            values |= counts(*(trace.node_values[j] for j in nodes[i].inputs), **dict(nodes[i].attrs))
    if exercise.named_upstream:
        values[UPSTREAM] = trace.upstream
    values |= {nodes[i].name: trace.node_values[i] for i in known}
    own, unit = nodes[box.node].name, bool(np.all(np.asarray(trace.upstream) == 1.0)) and not exercise.named_upstream
    written = {name: identifier for name, (identifier, _) in gradients.items()}
    unnamed = {"".join(text(name).split()): name for name in written if name in trace.graph.index}
    return Names(
        values,
        {**{made: written[name] for made, name in unnamed.items()}, **written},
        frozenset({own, "".join(text(own).split())}),
        box.kind != "value",
        frozenset(node.name for node in (nodes[:-1] if unit else nodes)),
        {word: name for words in (exercise.labels, labels) for name, word in words.items()},
    )


def _gradients(trace: Trace, box: Box) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Yield the gradients that are known before a box is filled: what they are called, and identifier and value."""
    nodes = trace.graph.nodes
    if box.kind == "value":
        return
    least = box.target if box.kind == "gradient" else box.node + 1
    for i in (i for i in trace.order if i >= least):
        yield nodes[i].name, (f"gradient_{nodes[i].name}", trace.node_grads[i])
    if box.kind == "sum":
        name = nodes[box.node].name
        for k, part in enumerate(parts(trace, box.node), start=1):
            yield f"{name}[{k}]", (f"gradient_{name}_{k}", part)
