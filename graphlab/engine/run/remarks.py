"""Remarks on a step beside its rule: where infinities and NaN come from, kinks, ties, and a wrong order."""

from math import isfinite
from typing import Any

import numpy as np

from graphlab.engine.errors import Message, say
from graphlab.engine.run.trace import Step, Trace
from graphlab.engine.run.walk import BACKPROPAGATION


def remarks(step: Step) -> tuple[Message, ...]:
    """Return the sentences about what is special in this step; most steps have none.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> str(remarks(run(parse("y = 1 / x"), {"x": 0}).steps[0])[0])
    'Division by zero: the result grows beyond every number.'
    """
    if step.seed:
        return ()
    own = _own(step.trace, step.node)
    odd = _odd_value(step, bool(own)) if step.phase == "forward" else _odd_gradient(step, bool(own))
    return (*own, *odd, *_out_of_order(step))


def _out_of_order(step: Step) -> tuple[Message, ...]:
    """Say that a node acts before every gradient has arrived at it, or once more: only a wrong walk does that."""
    trace, at, name = step.trace, step.visit, step.trace.graph.nodes[step.node].name
    if at < 0 or trace.algorithm is BACKPROPAGATION:
        return ()
    sent = [(k, i, slot, trace.graph.nodes[i].inputs[slot]) for k, (i, _g, parts) in enumerate(trace.visits)
            for slot, part in enumerate(parts) if part is not None]  # fmt: skip
    arriving = {(i, slot) for _k, i, slot, j in sent if j == step.node}
    arrived = {(i, slot) for k, i, slot, j in sent if j == step.node and k < at}
    now = {slot for k, _i, slot, _j in sent if k == at}
    found = []
    if len(arrived) < len(arriving):
        found.append(say("`{name}` acts too early: {count} of {all} gradients have arrived.", name=name,
                         count=len(arrived), all=len(arriving)))  # fmt: skip
    if any(k < at and i == step.node and slot in now for k, i, slot, _j in sent):
        found.append(say("`{name}` acts again: what it has sent already is sent once more.", name=name))
    return tuple(found)


def _own(trace: Trace, i: int) -> tuple[Message, ...]:
    """Return the first remark of the op's record that applies."""
    node = trace.graph.nodes[i]
    said, xs = trace.ops[node.op].remarks, [trace.node_values[j] for j in node.inputs]
    if not said:
        return ()
    with np.errstate(all="ignore"):
        return tuple(say(r.says) for r in said if np.any(r.when(*xs)))[:1]


def _odd_value(step: Step, explained: bool) -> tuple[Message, ...]:
    trace, node = step.trace, step.trace.graph.nodes[step.node]
    value = trace.node_values[step.node]
    if _finite(value):
        return ()
    source = next((j for j in node.inputs if not _finite(trace.node_values[j])), None)
    if source is not None:
        return (_inherited(trace, source),)
    return () if explained else (_overflow(value),)


def _odd_gradient(step: Step, explained: bool) -> tuple[Message, ...]:
    trace = step.trace
    if all(part is None or _finite(part) for part in step.contributions):
        return ()
    if not _finite(trace.node_grads[step.node]):
        return (say("The upstream gradient is already infinite or without a value, and so is the product."),)
    if not _finite(trace.node_values[step.node]):
        return (say("The value of this node is infinite or missing, so its gradient is too."),)
    return () if explained else (say("At this point the local gradient is not finite: the curve is vertical here."),)


def _inherited(trace: Trace, source: int) -> Message:
    """Name the node at which values ceased to be finite."""
    nodes, values = trace.graph.nodes, trace.node_values
    while (earlier := next((j for j in nodes[source].inputs if not _finite(values[j])), None)) is not None:
        source = earlier
    return say("This value is not finite because of `{name}`, where it began.", name=nodes[source].name)


def _overflow(value: Any) -> Message:
    if np.any(np.isnan(value)):
        return say("∞ − ∞ and 0 × ∞ have no value (NaN).")
    return say("The result is larger than any number a computer can hold (1.8 × 10³⁰⁸): it overflows to infinity.")


def _finite(value: Any) -> bool:
    return isfinite(value) if type(value) is np.float64 else bool(np.all(np.isfinite(value)))
