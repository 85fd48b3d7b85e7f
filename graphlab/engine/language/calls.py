"""Calls and definitions: spelling of the name, number of inputs, keyword settings."""

import ast
from types import MappingProxyType
from typing import NamedTuple

from graphlab.engine.errors import Message, did_you_mean, say
from graphlab.engine.graph.names import too_long
from graphlab.engine.language import syntax
from graphlab.engine.language.literals import setting
from graphlab.engine.language.text_limits import MOST_PARAMETERS
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Attrs


class Signature(NamedTuple):
    """An op as the parser sees it: its inputs, its settings, and the number of nodes of its inside."""

    inputs: tuple[str, ...]
    attrs: Attrs = ()
    size: int = 1


REGISTRY = tuple((op.name, Signature(op.inputs, op.attrs)) for op in OPS.values())


# What an op of other languages is called here.
_ELSEWHERE = MappingProxyType({
    **dict.fromkeys(("max", "fmax", "amax"), say("`maximum(a, b)` is the larger of two, `relu(x)` that of x and 0.")),
    **dict.fromkeys(("min", "fmin", "amin"), say("`minimum(a, b)` is the smaller of two values.")),
    **dict.fromkeys(("ln", "log10", "log2"), say("`log(x)` is the natural logarithm.")),
    **dict.fromkeys(("average", "avg"), say("`mean(x)` is the average of the elements.")),
    **dict.fromkeys(("matmul", "mm", "einsum"), say("`dot(a, b)` is the matrix product; `a @ b` is the same.")),
    **dict.fromkeys(("square", "power"), say("a power is written `x ** 2` or `x^2`.")),
})  # fmt: skip


def elsewhere(name: str) -> Message | None:
    """Return a hint for the name that an op has in other languages, None for other names."""
    return _ELSEWHERE.get(name.lower())


def as_typed(lines: syntax.Lines, tree: ast.expr | ast.keyword, name: str) -> None:
    """Refuse a name that Python has read from other letters, and one that is too long."""
    complaint = too_long(name)
    if complaint:
        raise syntax.fault(lines, tree, complaint)
    if syntax.is_plain(lines, tree):
        return
    typed = syntax.text_at(lines, tree)[: len(name)]
    if typed != name:
        raise syntax.fault(
            lines,
            tree,
            say("`{typed}` is written with special letters, which would be read as `{name}`.", typed=typed, name=name),
            say("Did you mean `{name}`?", name=name),
        )


def parameters(lines: syntax.Lines, head: ast.Call) -> list[ast.Name]:
    """Return the parameters of a definition, or refuse them."""
    odd = next((part for part in (*head.args, *head.keywords) if not isinstance(part, ast.Name)), None)
    if odd is not None or not head.args:
        message = say("a definition names its parameters in brackets, as in `neuron(x, w, b) = sigmoid(x * w + b)`.")
        raise syntax.fault(lines, odd or head, message)
    if len(head.args) > MOST_PARAMETERS:
        raise syntax.fault(lines, head, say("a definition has at most {most} parameters.", most=MOST_PARAMETERS))
    names = [part for part in head.args if isinstance(part, ast.Name)]
    twice = next((tree for i, tree in enumerate(names) if tree.id in {other.id for other in names[:i]}), None)
    if twice is not None:
        raise syntax.fault(lines, twice, say("the parameter `{name}` stands here twice.", name=twice.id))
    return names


def arguments(lines: syntax.Lines, tree: ast.Call, name: str, op: Signature) -> tuple[list[ast.expr], Attrs]:
    """Return inputs and settings of a call, or refuse it."""
    least, most = len(op.inputs), len(op.inputs) + len(op.attrs)
    starred = next((part for part in tree.args if isinstance(part, ast.Starred)), None)
    if starred is not None:
        raise syntax.fault(lines, starred, syntax.refusal(starred))
    if not least <= len(tree.args) <= most:
        raise syntax.fault(lines, tree, _arity(name, op, len(tree.args)))
    given = dict(zip([key for key, _ in op.attrs], tree.args[least:], strict=False))
    for keyword in tree.keywords:
        as_typed(lines, keyword, keyword.arg or "")
        if keyword.arg not in dict(op.attrs) or keyword.arg in given:
            raise syntax.fault(
                lines,
                keyword,
                say("`{name}` has no setting `{key}` here.", name=name, key=keyword.arg or "**"),
                did_you_mean(keyword.arg or "", dict(op.attrs)),
            )
        given[keyword.arg] = keyword.value
    attrs = tuple((key, setting(lines, given[key]) if key in given else value) for key, value in op.attrs)
    return tree.args[:least], attrs


def _arity(name: str, op: Signature, given: int) -> Message:
    return say(
        "`{name}` takes {expected} ({inputs}), not {given}.",
        name=name,
        expected=say("1 input") if len(op.inputs) == 1 else say("{number} inputs", number=len(op.inputs)),
        inputs=", ".join(op.inputs),
        given=given,
    )
