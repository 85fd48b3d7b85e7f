"""A draft with numbers: what of it can be computed, and, once it is complete, the gradients."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from graphlab.build.draft import Draft
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError
from graphlab.engine.run.trace import Trace, run
from graphlab.engine.run.values import Value


class Numbered(NamedTuple):
    """The numbers of a draft, by name; `sent` are the gradients along the wires, by the input in which they end.

    Gradients are there as soon as the output can be computed. `problem` says why there are no numbers at all.
    """

    values: Mapping[str, Value]
    grads: Mapping[str, Value]
    sent: Mapping[tuple[str, int], Value]
    problem: GraphlabError | None = None


def numbered(draft: Draft) -> Numbered:
    """Run what of the draft can be run; an input without a value gets 2, 3, …, as it does in the explorer.

    >>> from graphlab.build.draft import parse_draft
    >>> float(numbered(parse_draft("y = x * x\\nz = ? + y")).values["y"])
    4.0
    """
    try:
        graph = draft.graph
        whole = replace(draft, chosen="").graph if draft.chosen else graph
    except GraphlabError as error:
        # One line a node can be too long a text though the learner's own is not.
        return Numbered({}, {}, {}, error)
    if whole is None or graph is None:
        given = {part.name: np.asarray(part.value) for part in draft.parts if part.value is not None}
        return Numbered(given, {}, {})
    feed = {name: whole.defaults.get(name, float(number)) for number, name in enumerate(whole.inputs, start=2)}
    try:
        trace = run(whole, feed, limits=APP.run)
        values = trace.values
        if draft.chosen:
            # What is computed from the output has a value, and no gradient.
            trace = run(graph, {name: feed[name] for name in graph.inputs}, limits=APP.run)
    except GraphlabError as error:
        return Numbered({}, {}, {}, error)
    if not draft.complete:
        return Numbered(values, {}, {})
    return Numbered(values, trace.grads, dict(_sent(trace)))


def _sent(trace: Trace) -> list[tuple[tuple[str, int], Value]]:
    nodes = trace.graph.nodes
    return [
        ((nodes[i].name, slot), part)
        for i, parts in trace.contributions.items()
        for slot, part in enumerate(parts)
        if part is not None
    ]
