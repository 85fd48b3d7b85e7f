"""Edits: functions from a draft to the next one; what is impossible raises `GraphlabError`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

import networkx as nx

from graphlab.build.draft import HOLE, Draft, Part, Slot, parse_draft
from graphlab.engine.errors import GraphlabError, did_you_mean, say
from graphlab.engine.graph.graph import Definition
from graphlab.engine.graph.names import skeleton
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.ops.op import Op

Rewire = Callable[[Part], Part]


def add(draft: Draft, op: str, sources: Sequence[str] = ()) -> Draft:
    """Add an input, with the value 1, or an op whose first inputs are `sources`; the others stay open.

    >>> print(add(add(Draft(), "input"), "mul", ["x"]).to_source())
    x = 1
    v1 = x * ?
    """
    if op == "input":
        part = Part(_free_name(draft, "x"), op, value=1.0)
        ops = next((i for i, other in enumerate(draft.parts) if other.op != "input"), len(draft.parts))
        return _normalized(draft, (*draft.parts[:ops], part, *draft.parts[ops:]))
    inputs = _op(draft, op).inputs
    known = [_part(draft, name).name for name in sources][: len(inputs)]
    return _normalized(draft, (*draft.parts, _new_part(draft, op, known)))


def insert(draft: Draft, name: str, slot: int, op: str) -> Draft:
    """Insert an op into the edge that ends in a slot of `name`."""
    if op == "input":
        raise GraphlabError(say("An input takes nothing, so it cannot stand in the middle of a wire."))
    source = _slot(draft, name, slot)
    if not isinstance(source, str):
        raise GraphlabError(say("There is no wire here into which something could be inserted."))
    part = _new_part(draft, op, [source])
    rewired = Draft((*draft.parts, part), draft.definitions)
    return _normalized(draft, _with_slot(rewired, name, slot, part.name))


def connect(draft: Draft, name: str, source: str, slot: int | None = None) -> Draft:
    """Connect `source` to a slot of `name`: the given one, else the first that is open."""
    part = _part(draft, name)
    if part.op == "input":
        raise GraphlabError(say("`{name}` is an input of the graph: nothing leads into it.", name=name))
    if slot is None:
        slot = next((i for i, filled in enumerate(part.slots) if filled is None), None)
    if slot is None or _slot(draft, name, slot) is not None:
        raise GraphlabError(
            say("Each input of `{name}` takes one wire, and this one is taken. Take that wire off first.", name=name)
        )
    return fill(draft, name, slot, source)


def fill(draft: Draft, name: str, slot: int, text: str) -> Draft:
    """Set a slot to the typed text: the name of a node, a number, or nothing, which leaves it open."""
    _slot(draft, name, slot)
    typed_name = unicodedata.normalize("NFC", text.strip())
    if typed_name in ("", HOLE):
        return _normalized(draft, _with_slot(draft, name, slot, None))
    if not typed_name.isidentifier():
        return _normalized(draft, _with_slot(draft, name, slot, parse_literal(typed_name)))
    _part(draft, typed_name)
    if typed_name == name or name in _ancestors(draft, typed_name):
        raise GraphlabError(say("This wire would close a circle: `{name}` would be computed from itself.", name=name))
    return _normalized(draft, _with_slot(draft, name, slot, typed_name))


def disconnect(draft: Draft, name: str, slot: int) -> Draft:
    """Remove the content of a slot, which is open then."""
    return fill(draft, name, slot, "")


def rename(draft: Draft, name: str, new: str) -> Draft:
    """Rename a node, wherever it is used."""
    part, typed_name = _part(draft, name), unicodedata.normalize("NFC", new.strip())
    if not typed_name.isidentifier():
        raise GraphlabError(say("A name begins with a letter and consists of letters, digits and _, as in `n_apple`."))
    if typed_name != name and typed_name in draft.by_name:
        raise GraphlabError(say("There is a node `{name}` already: every name is given once.", name=typed_name))

    def renamed(one: Part) -> Part:
        slots = tuple(typed_name if slot == name else slot for slot in one.slots)
        return one._replace(name=typed_name if one is part else one.name, slots=slots)

    return _normalized(draft, map(renamed, draft.parts), {name: typed_name})


def change(draft: Draft, name: str, text: str) -> Draft:
    """Set the value of an input to the typed one; an empty text removes it."""
    part = _part(draft, name)
    if part.op != "input":
        raise GraphlabError(say("`{name}` is computed: its value follows from its inputs.", name=name))
    value = parse_literal(text) if text.strip() not in ("", HOLE) else None
    return _normalized(draft, _with_part(draft, name, lambda one: one._replace(value=value)))


def replace(draft: Draft, name: str, op: str) -> Draft:
    """Replace the op of a node; the first slots keep their content, as many as the new op has."""
    part = _part(draft, name)
    if part.op == "input" or op == "input":
        raise GraphlabError(say("An input and an operation cannot take each other's place."))
    record = _op(draft, op)
    slots = tuple(part.slots[i] if i < len(part.slots) else None for i in range(len(record.inputs)))
    return _normalized(draft, _with_part(draft, name, lambda one: one._replace(op=op, slots=slots, attrs=record.attrs)))


def configure(draft: Draft, name: str, key: str, text: str) -> Draft:
    """Set a setting of an op to the typed value; an empty text is its default.

    >>> print(configure(parse_draft("y = sum(x)"), "y", "axis", "0").to_source())
    y = sum(x, axis=0)
    """
    part = _part(draft, name)
    if key not in dict(part.attrs):
        raise GraphlabError(say("`{name}` has no setting `{key}` here.", name=name, key=key[:40]))
    given = [f"{key}={text}"] if text.strip() else []
    try:
        found = parse_draft(f"{part.op}({', '.join([*draft.ops[part.op].inputs, *given])})").parts
    except GraphlabError as error:
        raise GraphlabError(error.message, hint=error.hint) from None
    typed = [dict(one.attrs) for one in found if one.op != "input"]
    others = [pair for pair in draft.ops[part.op].attrs if pair[0] != key]
    if len(typed) != 1 or not typed[0].items() >= dict(others).items():
        raise GraphlabError(say("a setting is a whole number, such as `axis=0`, or a list of them."))
    attrs = tuple((one, typed[0][key] if one == key else value) for one, value in part.attrs)
    return _normalized(draft, _with_part(draft, name, lambda one: one._replace(attrs=attrs)))


def delete(draft: Draft, names: Iterable[str]) -> Draft:
    """Delete nodes; the slots that they filled are open then."""
    gone = {_part(draft, name).name for name in names}

    def without(part: Part) -> Part:
        return part._replace(slots=tuple(None if slot in gone else slot for slot in part.slots))

    return _normalized(draft, [without(part) for part in draft.parts if part.name not in gone])


def choose(draft: Draft, name: str) -> Draft:
    """Make a node the output, which is differentiated; other nodes may use it too."""
    if _part(draft, name).op == "input":
        raise GraphlabError(say("`{name}` is an input: the result is a node that computes something.", name=name))
    return _normalized(draft, draft.parts, output=name)


def define(draft: Draft, text: str) -> Draft:
    """Add a definition `name(parameters) = …`, or replace the one of that name."""
    found = parse_draft(text)
    if len(found.definitions) != 1 or found.parts:
        raise GraphlabError(say("write one definition on one line, as in `swish(x) = x * sigmoid(x)`."))
    new = found.definitions[0]
    old = next((one for one in draft.definitions if one.name == new.name), new)
    if len(old.params) != len(new.params):
        raise GraphlabError(say("`{name}` has another number of inputs in the graph.", name=new.name))
    others = [new if one.name == new.name else one for one in draft.definitions]
    return _normalized(draft, draft.parts, definitions=others if old is not new else [*others, new])


def _part(draft: Draft, name: str) -> Part:
    if name not in draft.by_name:
        raise GraphlabError(
            say("There is no node `{name}`.", name=name[:40]), hint=did_you_mean(name[:40], draft.by_name)
        )
    return draft.by_name[name]


def _slot(draft: Draft, name: str, slot: int) -> Slot:
    part = _part(draft, name)
    if not 0 <= slot < len(part.slots):
        raise GraphlabError(say("`{name}` has no such input.", name=name))
    return part.slots[slot]


def _op(draft: Draft, op: str) -> Op:
    if op not in draft.ops:
        raise GraphlabError(say("unknown name `{name}`.", name=op[:40]), hint=did_you_mean(op[:40], draft.ops))
    return draft.ops[op]


def _new_part(draft: Draft, op: str, sources: Sequence[str]) -> Part:
    record = _op(draft, op)
    slots = (*sources, *[None] * (len(record.inputs) - len(sources)))
    return Part(_free_name(draft, "v1"), op, slots, record.attrs)


def _with_part(draft: Draft, name: str, how: Rewire) -> tuple[Part, ...]:
    return tuple(how(part) if part.name == name else part for part in draft.parts)


def _with_slot(draft: Draft, name: str, slot: int, source: Slot) -> tuple[Part, ...]:
    def how(part: Part) -> Part:
        return part._replace(slots=(*part.slots[:slot], source, *part.slots[slot + 1 :]))

    return _with_part(draft, name, how)


def _free_name(draft: Draft, wanted: str) -> str:
    """Return an unused name that cannot be confused with a used one: `x`, `x2`, …, or `v1`, `v2`, …"""
    taken = {skeleton(name) for name in (*draft.by_name, *draft.ops)}
    stem, number = wanted.rstrip("1"), 2
    while wanted in taken:
        wanted, number = f"{stem}{number}", number + 1
    return wanted


def _ancestors(draft: Draft, name: str) -> set[str]:
    """Return the names of all nodes from which `name` is computed."""
    found: set[str] = set()
    pending = [name]
    while pending:
        for slot in draft.by_name[pending.pop()].slots:
            if isinstance(slot, str) and slot not in found:
                found.add(slot)
                pending.append(slot)
    return found


def _normalized(
    draft: Draft,
    parts: Iterable[Part],
    names: dict[str, str] | None = None,
    output: str | None = None,
    definitions: Sequence[Definition] | None = None,
) -> Draft:
    """Return the draft of these parts in topological order, as `parse_draft` returns it for its text.

    `names` maps renamed parts to their new names. The output stays the same part; if another part uses it now, that
    one is the output, unless the output was chosen. Raises `GraphlabError` where `parse_draft` does.
    """
    wires = nx.DiGraph()
    kept = tuple(parts)
    wires.add_nodes_from(part.name for part in kept)
    wires.add_edges_from((slot, part.name) for part in kept for slot in part.slots if isinstance(slot, str))
    called = names or {}
    wanted = output or called.get(draft.output or "", draft.output or "")
    chosen = wanted if (output or draft.chosen) and wanted in wires and wires.out_degree(wanted) else ""
    last = _output(wires, kept, called.get(draft.last or "", draft.last or "") if chosen else wanted)
    place = {part.name: len(kept) if part.name == last else i for i, part in enumerate(kept)}
    by_name = {part.name: part for part in kept}
    order = nx.lexicographical_topological_sort(wires, key=place.__getitem__)
    own = draft.definitions if definitions is None else tuple(definitions)
    ordered = Draft(tuple(by_name[name] for name in order), own, chosen)
    normalized = parse_draft(ordered.to_source())
    if normalized.by_name != ordered.by_name or normalized.output != ordered.output:
        raise GraphlabError(say("This cannot be written as a text."))
    return normalized


def _output(wires: nx.DiGraph[str], parts: Sequence[Part], wanted: str) -> str:
    """Return the name of the output: the wanted one, the last op that depends on it, or the last op."""
    ends = [part.name for part in parts if part.op != "input" and not wires.out_degree(part.name)]
    if wanted in ends or not ends:
        return wanted
    taking = nx.descendants(wires, wanted) if wanted in wires else set()
    return next((name for name in reversed(ends) if name in taking), ends[-1])
