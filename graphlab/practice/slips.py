"""Known mistakes at a box: those of the op, which stand in its record, and those that any graph invites."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import frozen, unbroadcast
from graphlab.practice.exercise import Box, parts, solution_of
from graphlab.practice.tolerance import LEAST, agrees

# A trace of at most so many nodes is searched for numbers of other nodes.
MOST_SEARCHED = 60


class KnownSlip(NamedTuple):
    """One way to be wrong at a box: the slip's name, the sentence that puts it right, the number it gives.

    `variant` tells ways of one slip apart: which node's gradient was taken, for instance.
    """

    name: str
    says: Message
    value: Any
    variant: str = ""


class GeneralSlip(NamedTuple):
    """A slip that any graph invites: `gives(trace, box)` yields the wrong numbers, each with the words for it.

    `vague` says that it describes the number rather than the mistake, so it is named only where nothing else is.
    """

    name: str
    says: str
    gives: Callable[[Trace, Box], Iterable[tuple[str, Any]]]
    vague: bool = False


def known_slips(trace: Trace, box: Box, called: Callable[[str], object] = str) -> Iterator[KnownSlip]:
    """Yield the known ways to be wrong at a box, the most telling first; the right number is none of them.

    `called` gives what a node is called in the sentences, by name.
    """
    right = np.asarray(solution_of(trace, box))
    with np.errstate(all="ignore"):
        for slip in (*_op_slips(trace, box), *_general_slips(trace, box, called)):
            value = np.asarray(slip.value, dtype=np.float64)
            if np.all(np.isfinite(value)) and not agrees(value, right, LEAST):
                yield slip._replace(value=value)


def correction(name: str) -> str:
    """Return the sentence that puts a slip right, by the slip's name, as a key of the translation catalogue.

    An unknown name gives an empty text.
    """
    op, _dot, own = name.partition(".")
    found = [slip.says for slip in OPS[op].slips if slip.name == own] if op in OPS else []
    found += [slip.says for slip in GENERAL_SLIPS if slip.name == name]
    return found[0] if found else ""


def slip_names() -> frozenset[str]:
    """Return the names of all slips."""
    own = {f"{op.name}.{slip.name}" for op in OPS.values() for slip in op.slips}
    return frozenset(own | {slip.name for slip in GENERAL_SLIPS})


def is_vague(name: str) -> bool:
    """Tell whether a slip describes the number rather than the mistake."""
    return any(slip.vague for slip in GENERAL_SLIPS if slip.name == name)


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
            for value in _tried(rule, arguments, settings):
                yield KnownSlip(f"{node.op}.{slip.name}", say(slip.says), _back(value, trace, box))


def _tried(rule: Callable[..., Any], arguments: list[Any], settings: dict[str, Any]) -> Iterator[Any]:
    """Yield what a wrong rule gives; where shapes do not fit, nobody can have computed it."""
    try:
        yield rule(*arguments, **settings)
    except (ValueError, GraphlabError):
        return


def _back(value: Any, trace: Trace, box: Box) -> Any:
    """Return a wrong gradient summed back to the input's shape, as far as that is possible."""
    x = trace.node_values[box.node]
    if box.kind != "gradient" or np.shape(value) == np.shape(x):
        return frozen(value)
    try:
        return unbroadcast(frozen(value), x)
    except ValueError:
        return frozen(value)


def _general_slips(trace: Trace, box: Box, called: Callable[[str], object]) -> Iterator[KnownSlip]:
    nodes, index = trace.graph.nodes, trace.graph.index
    words: dict[str, object] = {"name": called(nodes[box.node].name), "uses": len(parts(trace, box.node))}
    if nodes[box.acting].inputs:
        words["symbol"] = trace.ops[nodes[box.acting].op].symbol
    for slip in GENERAL_SLIPS:
        for other, value in slip.gives(trace, box):
            said = say(slip.says, **words, other=called(other) if other in index else other)
            yield KnownSlip(slip.name, said, value, other)


def _rule(trace: Trace, box: Box, g: Any, summed: bool = True) -> Any:
    """Return what the acting node would send along the box's edge on receiving `g`."""
    part = trace.product(box.target, box.slot, g)
    return unbroadcast(part, trace.node_values[box.node]) if summed else part


def _local(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        yield "", _rule(trace, box, frozen(np.ones(np.shape(trace.node_values[box.target]))))


def _arriving(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        yield "", _back(trace.node_grads[box.target], trace, box)


def _value(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind != "value":
        yield "", trace.node_values[box.node]


def _output(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        yield trace.graph.nodes[box.target].name, trace.node_values[box.target]


def _sign(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield "", -solution_of(trace, box)


def _forgotten_sum(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    """Yield what comes of one contribution alone, at the sum itself or one step further back."""
    if box.kind == "sum":
        yield from ((str(k), part) for k, part in enumerate(parts(trace, box.node), start=1))


def _forgotten_before(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient" and len(arrived := parts(trace, box.target)) > 1:
        name = trace.graph.nodes[box.target].name
        yield from ((name, _rule(trace, box, part)) for part in arrived)


def _unsummed(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        whole = _rule(trace, box, trace.node_grads[box.target], summed=False)
        if np.asarray(whole).shape != np.shape(trace.node_values[box.node]):
            yield "", whole


def _sibling(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        others = trace.graph.nodes[box.target].inputs
        for j, part in zip(others, trace.contributions[box.target], strict=True):
            if part is not None and j != box.node:
                yield trace.graph.nodes[j].name, part


def _too_early(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient" and len(parts(trace, box.node)) > 1:
        yield "", trace.node_grads[box.node]


def _multiplied(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "sum":
        yield "", np.prod(np.stack(parts(trace, box.node)), axis=0)


def _averaged(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "sum":
        yield "", np.mean(np.stack(parts(trace, box.node)), axis=0)


def _added(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    for _name, local in _local(trace, box):
        g = trace.node_grads[box.target]
        if np.asarray(g).shape == np.shape(local):
            yield "", g + local


def _other_upstream(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind != "gradient" or len(trace.graph.nodes) > MOST_SEARCHED:
        return
    own, shape = trace.node_grads[box.target], np.shape(trace.node_values[box.target])
    for i in trace.order:
        g = trace.node_grads[i]
        if i != box.target and np.asarray(g).shape == shape and not agrees(g, own, LEAST):
            yield trace.graph.nodes[i].name, _rule(trace, box, g)


def _other_gradient(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "value" or len(trace.graph.nodes) > MOST_SEARCHED:
        return
    near = {box.node, box.target, *trace.graph.nodes[box.acting].inputs}
    for i, (node, g) in enumerate(zip(trace.graph.nodes, trace.node_grads, strict=True)):
        if g is not None and i not in near:
            yield node.name, g


def _other_value(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if len(trace.graph.nodes) > MOST_SEARCHED:
        return
    for i, node in enumerate(trace.graph.nodes):
        if i not in (box.node, box.target) and node.op != "const":
            yield node.name, trace.node_values[i]


def _decimal_point(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield from (("", solution_of(trace, box) * factor) for factor in (10.0, 0.1, 100.0, 0.01))


def _turned(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if np.ndim(solution_of(trace, box)) == 2:
        yield "", np.transpose(solution_of(trace, box))


def _reshaped(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    right = np.asarray(solution_of(trace, box))
    for shape in ((right.size,), (1, right.size), (right.size, 1)):
        if right.ndim and shape != right.shape:
            yield "", right.reshape(shape)


# Specific before general. `{name}` is the node of the box, `{other}` another one, `{symbol}` what stands in the
# node that acts, `{uses}` in how many places `{name}` is used.
GENERAL_SLIPS = (
    GeneralSlip("upstream", _("This is the local gradient of “{symbol}” alone. It still has to be multiplied by the "
                              "gradient that arrives at this node from the right."), _local),
    GeneralSlip("local", _("You passed the gradient on as it arrived. “{symbol}” multiplies it by its local gradient."),
                _arriving),
    GeneralSlip("one use", _("`{name}` is used in {uses} places, and a gradient comes back from each. They are added "
                             "up; this is one of them."), _forgotten_sum),
    GeneralSlip("value", _("This is the value of `{name}`, which stands above the edge. Below it belongs the "
                           "gradient: by how much the result grows if `{name}` grows a little."), _value),
    GeneralSlip("one use before", _("`{other}` is used in several places. Its gradient is the sum of what comes back "
                                    "from all of them; you went on with one alone."), _forgotten_before),
    GeneralSlip("not summed", _("`{name}` was used for every row, so what comes back from all of them is summed up: "
                                "its gradient has the shape of `{name}` itself."), _unsummed),
    GeneralSlip("sum too early", _("This is the sum already. Here stands only what comes back along this one edge."),
                _too_early),
    GeneralSlip("product of uses", _("What comes back from several places is added, not multiplied."), _multiplied),
    GeneralSlip("mean of uses", _("What comes back from several places is added up; nothing is divided."), _averaged),
    GeneralSlip("other input", _("This is the gradient of `{other}`, the other input of the same node."),
                _sibling, vague=True),
    GeneralSlip("sign", _("The size is right, but the sign is turned."), _sign, vague=True),
    GeneralSlip("output", _("This is the value of `{other}`, the output of the node. What is asked for is a gradient."),
                _output, vague=True),
    GeneralSlip("added", _("Upstream and local gradient are multiplied, not added: that is the chain rule."), _added),
    GeneralSlip("other upstream", _("The rule is right, but the gradient is that of `{other}`. Take the one that "
                                    "arrives at this “{symbol}” node."), _other_upstream),
    GeneralSlip("other gradient", _("This is the gradient of `{other}`. Here `{name}` is asked for."),
                _other_gradient, vague=True),
    GeneralSlip("other value", _("This is the value of `{other}`. Here something else is asked for."),
                _other_value, vague=True),
    GeneralSlip("transposed", _("The numbers are right, but rows and columns are exchanged."), _turned),
    GeneralSlip("shape", _("The numbers are right, but they stand in another shape. Mind how many rows and columns "
                           "there have to be."), _reshaped),
    GeneralSlip("decimal point", _("The digits are right, but the decimal point stands in the wrong place."),
                _decimal_point, vague=True),
    GeneralSlip("rounding", _("That is close, but rounded too far. Give one or two more digits."),
                lambda trace, box: (), vague=True),
)  # fmt: skip
