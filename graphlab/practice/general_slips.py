"""Mistakes that any graph invites, each with the numbers it gives at a box and the sentence that puts it right."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import frozen, unbroadcast
from graphlab.practice.answers.tolerance import LEAST, agrees
from graphlab.practice.exercise import Box, parts, solution_of

# A trace of at most so many nodes is searched for numbers of other nodes.
MOST_SEARCHED = 60
# So many rows of a batch are tried one by one.
MOST_ROWS = 12


class GeneralSlip(NamedTuple):
    """A slip that any graph invites: `gives(trace, box)` yields the wrong numbers, each with the words for it.

    `vague` says that it describes the number rather than the mistake, so it is named only where nothing else is.
    """

    name: str
    says: str
    gives: Callable[[Trace, Box], Iterable[tuple[str, Any]]]
    vague: bool = False


def summed_back(value: Any, trace: Trace, box: Box) -> Any:
    """Return a wrong gradient summed back to the input's shape, as far as that is possible."""
    x = trace.node_values[box.node]
    if box.kind != "gradient" or np.shape(value) == np.shape(x):
        return frozen(value)
    try:
        return unbroadcast(frozen(value), x)
    except ValueError:
        return frozen(value)


def _rule(trace: Trace, box: Box, g: Any, summed: bool = True) -> Any:
    """Return what the acting node would send along the box's edge on receiving `g`."""
    part = trace.product(box.target, box.slot, g)
    return unbroadcast(part, trace.node_values[box.node]) if summed else part


def _local(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        ones = frozen(np.ones(np.shape(trace.node_values[box.target])))
        yield "", _rule(trace, box, ones)
        for whole in _stretched(trace, box, ones):
            yield from (("row", row) for row in _rows(trace, box, whole)[:1])


def _arriving(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        yield "", summed_back(trace.node_grads[box.target], trace, box)


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


def _stretched(trace: Trace, box: Box, g: Any = None) -> Iterator[Any]:
    """Yield what goes back along an edge before it is summed to the shape of its input, if that is another one."""
    if box.kind == "gradient":
        whole = np.asarray(_rule(trace, box, trace.node_grads[box.target] if g is None else g, summed=False))
        if whole.shape != np.shape(trace.node_values[box.node]):
            yield whole


def _rows(trace: Trace, box: Box, whole: Any) -> list[Any]:
    """Return the parts of `whole` that are summed, each in the shape of the input."""
    shape = np.shape(trace.node_values[box.node])
    if len(shape) < whole.ndim:
        return list(whole.reshape(-1, *whole.shape[whole.ndim - len(shape) :])[:MOST_ROWS])
    axes = [axis for axis, size in enumerate(shape) if size != whole.shape[axis]]
    return [np.take(whole, [k], axes[0]) for k in range(whole.shape[axes[0]])][:MOST_ROWS] if len(axes) == 1 else []


def _unsummed(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield from (("", whole) for whole in _stretched(trace, box))


def _one_row(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    for whole in _stretched(trace, box):
        yield from ((str(k), row) for k, row in enumerate(_rows(trace, box, whole)))


def _mean_of_rows(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    right = solution_of(trace, box)
    yield from (("", right * np.size(right) / whole.size) for whole in _stretched(trace, box))


def _wrong_axis(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield from (("", whole.sum(axis=1)) for whole in _stretched(trace, box) if whole.ndim == 2)


def _all_summed(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield from (("", whole.sum()) for whole in _stretched(trace, box))


def _sibling(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "gradient":
        others = trace.graph.nodes[box.target].inputs
        for slot, (j, part) in enumerate(zip(others, trace.contributions[box.target], strict=True)):
            if part is not None and slot != box.slot:
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


def _subtracted(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "sum":
        total = solution_of(trace, box)
        for k, part in enumerate(parts(trace, box.node)):
            if not agrees(part, total, LEAST):
                yield str(k), total - 2.0 * part


def _all_but_one(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if box.kind == "sum" and len(found := parts(trace, box.node)) > 2:
        yield from ((str(k), solution_of(trace, box) - part) for k, part in enumerate(found))


def _divided(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    for _name, local in _local(trace, box):
        g = trace.node_grads[box.target]
        if np.asarray(g).shape == np.shape(local):
            yield "", g / local


def _added(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    for _name, local in _local(trace, box):
        g = trace.node_grads[box.target]
        # A factor of 1 is seen to be one: nobody adds it.
        if np.asarray(g).shape == np.shape(local) and np.any(local != 1.0):
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
    for i, (node, g) in enumerate(zip(trace.graph.nodes, trace.node_grads, strict=True)):
        if g is not None and i not in (box.node, box.target):
            yield node.name, g


def _other_value(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if len(trace.graph.nodes) > MOST_SEARCHED:
        return
    for i, node in enumerate(trace.graph.nodes):
        if i not in (box.node, box.target) and node.op != "const":
            yield node.name, trace.node_values[i]


def _decimal_point(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield from (("", solution_of(trace, box) * factor) for factor in (10.0, 0.1, 100.0, 0.01))


def _times_itself(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    for _name, local in _local(trace, box):
        g, right = trace.node_grads[box.target], solution_of(trace, box)
        if np.asarray(g).shape == np.shape(right) == np.shape(local):
            yield "g", g * right
            yield "local", local * right


def _inverse(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    yield "", 1.0 / solution_of(trace, box)


def _turned(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    if np.ndim(solution_of(trace, box)) == 2:
        yield "", np.transpose(solution_of(trace, box))


def _reshaped(trace: Trace, box: Box) -> Iterator[tuple[str, Any]]:
    right = np.asarray(solution_of(trace, box))
    for shape in ((right.size,), (1, right.size), (right.size, 1)):
        if right.ndim and shape != right.shape:
            yield "", right.reshape(shape)


# Where an input was stretched to the shape of the other one: its op is not to blame. Named alone.
BROADCAST_SLIPS = (
    GeneralSlip("not summed", _("`{name}` was used for every row, so what comes back from all of them is summed up: "
                                "its gradient has the shape of `{name}` itself."), _unsummed),
    GeneralSlip("rows averaged", _("`{name}` was used for every row, so what comes back from the rows is summed up, "
                                   "not averaged."), _mean_of_rows),
    GeneralSlip("one row", _("This is what comes back from one row alone. `{name}` was used for every row, so what "
                             "comes back from all of them is summed up."), _one_row),
    GeneralSlip("wrong axis", _("You summed along the rows. `{name}` was used for every row, so it is the rows that "
                                "are added, column by column: the sum has the shape of `{name}`."), _wrong_axis),
    GeneralSlip("all summed", _("You summed up everything, to a single number. The gradient has the shape of `{name}`: "
                                "the rows are added, column by column."), _all_summed),
)  # fmt: skip

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
    GeneralSlip("sum too early", _("This is the sum already. Here stands only what comes back along this one edge."),
                _too_early),
    GeneralSlip("product of uses", _("What comes back from several places is added, not multiplied."), _multiplied),
    GeneralSlip("mean of uses", _("What comes back from several places is added up; nothing is divided."), _averaged),
    GeneralSlip("difference of uses", _("What comes back from several places is added up, not subtracted."),
                _subtracted),
    GeneralSlip("one use missing", _("`{name}` is used in {uses} places, and a gradient comes back from each. One of "
                                     "them is missing in your sum."), _all_but_one),
    GeneralSlip("other input", _("This is the gradient of `{other}`, the other input of the same node."),
                _sibling, vague=True),
    GeneralSlip("sign", _("The size is right, but the sign is turned."), _sign, vague=True),
    GeneralSlip("output", _("This is the value of `{other}`, the output of the node. What is asked for is a gradient."),
                _output, vague=True),
    GeneralSlip("added", _("Upstream and local gradient are multiplied, not added: that is the chain rule."), _added),
    GeneralSlip("divided", _("The upstream gradient is multiplied by the local gradient, not divided by it: that is "
                             "the chain rule."), _divided),
    GeneralSlip("other upstream", _("The rule is right, but the gradient is that of `{other}`. Take the one that "
                                    "arrives at this “{symbol}” node."), _other_upstream),
    GeneralSlip("other gradient", _("This is the gradient of `{other}`. Here `{name}` is asked for."),
                _other_gradient, vague=True),
    GeneralSlip("other value", _("This is the value of `{other}`. Here something else is asked for."),
                _other_value, vague=True),
    GeneralSlip("factor twice", _("One of the two factors is in it twice: upstream gradient times local gradient, "
                                  "each of them once."), _times_itself),
    GeneralSlip("nothing", _("0 would mean that `{name}` does not change the result at all."),
                lambda trace, box: [("", 0.0 * solution_of(trace, box))], vague=True),
    GeneralSlip("twice", _("This is twice the right number: something is counted twice."),
                lambda trace, box: [("", 2.0 * solution_of(trace, box))], vague=True),
    GeneralSlip("half", _("This is half of the right number: nothing is shared out here."),
                lambda trace, box: [("", 0.5 * solution_of(trace, box))], vague=True),
    GeneralSlip("inverse", _("This is 1 divided by the right number."), _inverse, vague=True),
    GeneralSlip("transposed", _("The numbers are right, but rows and columns are exchanged."), _turned),
    GeneralSlip("shape", _("The numbers are right, but they stand in another shape. Mind how many rows and columns "
                           "there have to be."), _reshaped),
    GeneralSlip("decimal point", _("The digits are right, but the decimal point stands in the wrong place."),
                _decimal_point, vague=True),
    GeneralSlip("rounding", _("That is close, but rounded too far. Give one or two more digits."),
                lambda trace, box: (), vague=True),
)  # fmt: skip
