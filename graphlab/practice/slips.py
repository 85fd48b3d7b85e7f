"""Known mistakes at a box: those of the op, which stand in its record, and those that any graph invites."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace
from graphlab.practice.answers.tolerance import LEAST, agrees
from graphlab.practice.exercise import Box, part_of, parts, solution_of
from graphlab.practice.general_slips import BROADCAST_SLIPS, GENERAL_SLIPS, GeneralSlip, summed_back


class KnownSlip(NamedTuple):
    """One way to be wrong at a box: the slip's name, the sentence that puts it right, the number it gives.

    `variant` tells ways of one slip apart: which node's gradient was taken, for instance.
    """

    name: str
    says: Message
    value: Any
    variant: str = ""


def known_slips(trace: Trace, box: Box, called: Callable[[str], object] = str) -> Iterator[KnownSlip]:
    """Yield the known ways to be wrong at a box, the most telling first; the right number is none of them.

    `called` gives what a node is called in the sentences, by name.
    """
    right, whole = np.asarray(solution_of(trace, box)), box._replace(part="all")
    shape = np.shape(solution_of(trace, whole))
    with np.errstate(all="ignore"):
        for slip in (
            *_any_graphs(BROADCAST_SLIPS, trace, whole, called),
            *_op_slips(trace, whole),
            *_any_graphs(GENERAL_SLIPS, trace, whole, called),
        ):
            value = np.asarray(slip.value, dtype=np.float64)
            if isinstance(box.part, tuple):
                # A slip that gives another shape has no such cell, unless it gives one number.
                if value.shape not in (shape, ()):
                    continue
                value = value[box.part] if value.ndim else value
            elif box.part == "shape":
                value = part_of(value, "shape")
            if np.all(np.isfinite(value)) and not agrees(value, right, LEAST):
                yield slip._replace(value=value)


def correction(name: str) -> str:
    """Return the sentence that puts a slip right, by the slip's name, as a key of the translation catalogue.

    An unknown name gives an empty text.
    """
    op, _dot, own = name.partition(".")
    found = [slip.says for slip in OPS[op].slips if slip.name == own] if op in OPS else []
    found += [slip.says for slip in (*BROADCAST_SLIPS, *GENERAL_SLIPS) if slip.name == name]
    return found[0] if found else ""


def slip_names() -> frozenset[str]:
    """Return the names of all slips."""
    own = {f"{op.name}.{slip.name}" for op in OPS.values() for slip in op.slips}
    return frozenset(own | {slip.name for slip in (*BROADCAST_SLIPS, *GENERAL_SLIPS)})


def is_vague(name: str) -> bool:
    """Tell whether a slip describes the number rather than the mistake."""
    return any(slip.vague for slip in GENERAL_SLIPS if slip.name == name)


def is_certain(name: str) -> bool:
    """Tell whether a slip is named alone, whatever else gives its number."""
    return any(slip.name == name for slip in BROADCAST_SLIPS)


def _op_slips(trace: Trace, box: Box) -> Iterator[KnownSlip]:
    """Yield the slips that stand in the record of the acting node's op."""
    node = trace.graph.nodes[box.acting]
    if box.kind == "sum" or not node.inputs:
        return
    xs, settings = [trace.node_values[j] for j in node.inputs], dict(node.attrs)
    for slip in trace.ops[node.op].slips:
        if box.kind == "value":
            rule, arguments = slip.forward, xs
        else:
            rule = slip.vjps[box.slot] if slip.vjps else None
            arguments = [trace.node_grads[box.target], trace.node_values[box.target], *xs]
        if rule is not None:
            ways = _tried(rule, arguments, settings)
            for way, value in enumerate((*(summed_back(value, trace, box) for value in ways), *ways)):
                yield KnownSlip(f"{node.op}.{slip.name}", say(slip.says), value, str(way or ""))


def _tried(rule: Callable[..., Any], arguments: list[Any], settings: dict[str, Any]) -> tuple[Any, ...]:
    """Return what the ways of a wrong rule give; where shapes do not fit, nobody can have computed it."""
    try:
        found = rule(*arguments, **settings)
    except (ValueError, GraphlabError):
        return ()
    return found if isinstance(found, tuple) else (found,)


def _any_graphs(
    slips: Iterable[GeneralSlip], trace: Trace, box: Box, called: Callable[[str], object]
) -> Iterator[KnownSlip]:
    nodes, index = trace.graph.nodes, trace.graph.index
    words: dict[str, object] = {"name": called(nodes[box.node].name), "uses": len(parts(trace, box.node))}
    if nodes[box.acting].inputs:
        words["symbol"] = trace.ops[nodes[box.acting].op].symbol
    for slip in slips:
        for other, value in slip.gives(trace, box):
            said = say(slip.says, **words, other=called(other) if other in index else other)
            yield KnownSlip(slip.name, said, value, other)
