"""The canvas of the builder as plain data: nodes with their sockets, wires with their numbers, and where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphlab.build.draft import Draft, Part, Slot
from graphlab.engine.errors import Message, Translate, say
from graphlab.engine.graph.source_text import literal, setting
from graphlab.view.base import numbers
from graphlab.view.base.node_label import short
from graphlab.view.editor.draft_values import Numbered
from graphlab.view.layout.boxes import Box, text_size
from graphlab.view.layout.layout import layout

Point = tuple[float, float]
Data = dict[str, Any]

TEXT, SYMBOL = 16, 18
CIRCLE, INPUT, CONST = 52.0, 40.0, 32.0
# A longer text has no room on a wire.
LONGEST = 11
# From socket to socket, and how far a new node stands from its neighbour.
PITCH, STEP, ROW = 24.0, 160.0, 84.0
# From the number that an op takes to the op.
ASIDE = 84.0


class Spot(NamedTuple):
    """A node of the canvas: a part, or a number that a part takes (then `slot` says which of its inputs that is)."""

    id: str
    caption: str
    box: Box
    part: Part
    slot: int | None = None


def spots(draft: Draft) -> tuple[Spot, ...]:
    """Return what stands on the canvas, the output last; a number is called after the input that it fills."""
    found = []
    for part in draft.parts:
        for i, slot in enumerate(part.slots):
            if slot is not None and not isinstance(slot, str):
                caption = numbers.array(slot)
                width, height = text_size(caption, TEXT)
                found.append(Spot(f"{part.name}.{i}", caption, Box(width + 16, max(CONST, height + 12)), part, i))
        found.append(_spot(draft, part))
    return tuple(found)


def _spot(draft: Draft, part: Part) -> Spot:
    if part.op == "input":
        caption = short(part.name)
        return Spot(part.name, caption, Box(text_size(caption, TEXT)[0] + 32, INPUT), part)
    caption = short(draft.ops[part.op].symbol)
    wide = text_size(caption, SYMBOL, bold=True)[0] + 34
    return Spot(part.name, caption, Box(max(CIRCLE, wide), max(CIRCLE, PITCH * len(part.slots) + 4)), part)


def tidy(draft: Draft, shown: Numbered) -> dict[str, Point]:
    """Return a place for everything, laid out anew."""
    every = spots(draft)
    if not every:
        return {}
    place = {spot.id: i for i, spot in enumerate(every)}
    wires = [(place[source], place[name], name, slot) for name, slot, source in _wires(draft)]
    texts = [(_value(draft, shown, every[j].id, name, slot), _brief(shown.sent.get((name, slot))))
             for j, _, name, slot in wires]  # fmt: skip
    sizes = [tuple(map(max, zip(*(text_size(text or "0", TEXT, bold=True) for text in pair), strict=True)))
             for pair in texts]  # fmt: skip
    plan = layout([spot.box for spot in every], [wire[:2] for wire in wires], [(w, h) for w, h in sizes])
    return {spot.id: (float(round(x)), float(round(y))) for spot, (x, y) in zip(every, plan.points, strict=True)}


def placed(draft: Draft, shown: Numbered, kept: Mapping[str, Point]) -> dict[str, Point]:
    """Return a place for everything: the one it has, else one beside its neighbours; all anew where none has any."""
    if not any(part.name in kept for part in draft.parts):
        return tidy(draft, shown)
    found = {part.name: kept[part.name] for part in draft.parts if part.name in kept}
    for part in draft.parts:
        if part.name not in found:
            found[part.name] = _clear(_beside(draft, part, found), found)
    for spot in spots(draft):
        if spot.slot is not None:
            x, y = found[spot.part.name]
            socket = y + (spot.slot - (len(spot.part.slots) - 1) / 2) * PITCH * 2
            found[spot.id] = kept.get(spot.id) or _clear((x - ASIDE, socket), found, 40.0, 30.0)
    return found


def _beside(draft: Draft, part: Part, found: Mapping[str, Point]) -> Point:
    sources = [found[slot] for slot in part.slots if isinstance(slot, str) and slot in found]
    if sources:
        return max(x for x, _ in sources) + STEP, sum(y for _, y in sources) / len(sources)
    takers = [found[other.name] for other in draft.parts if part.name in other.slots and other.name in found]
    if takers:
        return min(x for x, _ in takers) - STEP, sum(y for _, y in takers) / len(takers)
    left, top = min(x for x, _ in found.values()), min(y for _, y in found.values())
    if part.op == "input":
        return left, top
    inputs = [point for name, point in found.items() if draft.by_name[name].op == "input"]
    right = max(x for x, _ in found.values())
    return right + STEP, sum(y for _, y in inputs or found.values()) / len(inputs or found)


def _clear(wanted: Point, found: Mapping[str, Point], wide: float = 100.0, high: float = 64.0) -> Point:
    """Return the first place from the wanted one downward where nothing stands."""
    x, y = wanted
    while any(abs(x - a) < wide and abs(y - b) < high for a, b in found.values()):
        y += ROW / 2
    return float(round(x)), float(round(y))


def drawing(draft: Draft, shown: Numbered, places: Mapping[str, Point], translate: Translate) -> Data:
    """Return nodes and wires as the canvas and the table take them."""
    nodes = [_node(draft, shown, spot, places[spot.id], translate) for spot in spots(draft)]
    wires = [_wire(draft, shown, *ends, translate) for ends in _wires(draft)]
    return {"nodes": nodes, "wires": wires}


def _wires(draft: Draft) -> Iterator[tuple[str, int, str]]:
    """Yield every wire: the name of the part in which it ends, the number of the input, and where it begins."""
    for part in draft.parts:
        for i, slot in enumerate(part.slots):
            if slot is not None:
                yield part.name, i, slot if isinstance(slot, str) else f"{part.name}.{i}"


def _node(draft: Draft, shown: Numbered, spot: Spot, place: Point, translate: Translate) -> Data:
    part = spot.part
    (x, y), box = place, spot.box
    common = {"id": spot.id, "caption": spot.caption, "x": x, "y": y, "w": box.width, "h": box.height}
    if spot.slot is not None:
        slot = part.slots[spot.slot]
        text = typed(slot)
        about = say("the number {value}, an input of {name}", value=text, name=part.name).translated(translate)
        return common | {"kind": "const", "text": text, "owner": part.name, "slot": spot.slot, "says": about}
    value, gradient = _written(shown.values.get(part.name)), _written(shown.grads.get(part.name))
    found = slope(draft, part.name, gradient)
    return common | {
        "kind": "input" if part.op == "input" else "op",
        "name": part.name,
        "op": part.op,
        "text": literal(part.value) if part.value is not None else "",
        "sockets": list(draft.ops[part.op].inputs) if part.op != "input" else [],
        "slots": [typed(slot) for slot in part.slots],
        "settings": {key: "" if value in (None, ()) else setting(value) for key, value in part.attrs},
        "value": value,
        "gradient": gradient,
        "stub": [_brief(shown.values.get(part.name)), _brief(shown.grads.get(part.name))],
        "loose": part.name not in draft.used,
        "output": part.name == draft.output,
        "choice": part.op != "input" and part.name != draft.output,
        "pale": part.name not in draft.finished.by_name,
        "says": _says(part, value).translated(translate) + (found and f", {found}"),
        "slope": found,
    }


def _says(part: Part, value: str) -> Message:
    if part.op == "input":
        return say("{name}, an input, value {value}", name=part.name, value=value or "?")
    taken: Sequence[str] = [typed(slot) or "?" for slot in part.slots]
    return say(
        "{name}, operation {op} of {inputs}, value {value}",
        name=part.name, op=part.op, inputs=", ".join(taken), value=value or "?",
    )  # fmt: skip


def slope(draft: Draft, name: str, gradient: str) -> str:
    """Return the sentence ∂output/∂name = …, empty where there is no gradient yet."""
    return f"∂{draft.output}/∂{name} = {gradient}" if gradient and name != draft.output else ""


def _wire(draft: Draft, shown: Numbered, name: str, slot: int, source: str, translate: Translate) -> Data:
    value = _value(draft, shown, source, name, slot)
    return {
        "from": source,
        "to": name,
        "slot": slot,
        "value": value if "." not in source else "",
        "gradient": _brief(shown.sent.get((name, slot))),
        "pale": name not in draft.finished.by_name,
        "says": say("wire from {source} to {name}", source=source.split(".")[0], name=name).translated(translate),
    }


def _value(draft: Draft, shown: Numbered, source: str, name: str, slot: int) -> str:
    filled: Slot = draft.by_name[name].slots[slot]
    return _brief(shown.values.get(source)) if isinstance(filled, str) else typed(filled)


def typed(slot: Slot) -> str:
    """Return what fills an input as a learner would type it."""
    if slot is None:
        return ""
    return slot if isinstance(slot, str) else literal(slot)


def _brief(value: Any) -> str:
    """Return a value as it stands on a wire: a short one in full, a longer array by its shape; the table has it all."""
    text = _written(value)
    return numbers.shape(value) or text if len(text) > LONGEST or "\n" in text else text


def _written(value: Any) -> str:
    return "" if value is None else numbers.array(value)
