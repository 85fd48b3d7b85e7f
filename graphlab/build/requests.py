"""Requests of the browser: untrusted JSON, checked and applied as edits."""

from collections.abc import Callable, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any

from graphlab.build import edits
from graphlab.build.draft import Draft
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.language.text_limits import MOST_CHARACTERS, MOST_NODES

Point = tuple[float, float]
FARTHEST = 20_000.0


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise _invalid()
    return value


def _names(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_NODES:
        raise _invalid()
    return [_text(one) for one in value]


def _number(value: Any) -> int:
    if type(value) is not int:
        raise _invalid()
    return value


def _open_or_number(value: Any) -> int | None:
    return None if value is None else _number(value)


# The edits by name, each with the parsers of its arguments in their order.
EDITS: Mapping[str, tuple[Callable[..., Draft], Mapping[str, Callable[[Any], Any]]]] = MappingProxyType({
    "add": (edits.add, {"op": _text, "sources": _names}),
    "insert": (edits.insert, {"name": _text, "slot": _number, "op": _text}),
    "connect": (edits.connect, {"name": _text, "source": _text, "slot": _open_or_number}),
    "fill": (edits.fill, {"name": _text, "slot": _number, "text": _text}),
    "disconnect": (edits.disconnect, {"name": _text, "slot": _number}),
    "rename": (edits.rename, {"name": _text, "new": _text}),
    "change": (edits.change, {"name": _text, "text": _text}),
    "replace": (edits.replace, {"name": _text, "op": _text}),
    "configure": (edits.configure, {"name": _text, "key": _text, "text": _text}),
    "delete": (edits.delete, {"names": _names}),
    "choose": (edits.choose, {"name": _text}),
})  # fmt: skip


def apply_edit(draft: Draft, request: Mapping[str, Any]) -> Draft:
    """Return the draft after the requested edit. Raises `GraphlabError` for a request that is invalid.

    >>> apply_edit(Draft(), {"kind": "add", "op": "input", "sources": []}).to_source()
    'x = 1'
    """
    kind = request.get("kind")
    if not isinstance(kind, str) or kind not in EDITS:
        raise _invalid()
    edit, fields = EDITS[kind]
    return edit(draft, *[decode(request.get(name)) for name, decode in fields.items()])


def parse_positions(value: Any) -> dict[str, Point]:
    """Return the positions of nodes in a request, by name."""
    if not isinstance(value, Mapping) or len(value) > 2 * MOST_NODES:
        raise _invalid()
    return {_text(name): _point(point) for name, point in value.items()}


def _point(value: Any) -> Point:
    if not isinstance(value, list | tuple) or len(value) != 2 or any(type(one) not in (int, float) for one in value):
        raise _invalid()
    if not all(isfinite(one) and abs(one) <= FARTHEST for one in value):
        raise _invalid()
    return round(float(value[0])), round(float(value[1]))


def _invalid() -> GraphlabError:
    return GraphlabError(say("This is no edit of a graph."))
