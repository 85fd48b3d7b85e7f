"""Lines that need each other: the way of a value back to itself, for an error message."""

import ast
from collections.abc import Sequence

from graphlab.engine.errors import Message, say
from graphlab.engine.language.syntax import Defined

# A longer way is shortened in its middle.
MOST_NAMES = 8


def circular(statements: Sequence[ast.stmt | Defined], name: str) -> Message | None:
    """Return the sentence for a name whose value would flow back to itself, None if it does not."""
    way = cycle(statements, name)
    if not way:
        return None
    shown = way if len(way) <= MOST_NAMES else (*way[:3], "…", *way[-3:])
    return say("`{name}` would be needed for its own value: {way}. A graph has no cycle.",
               name=name, way=" → ".join(shown))  # fmt: skip


def cycle(statements: Sequence[ast.stmt | Defined], name: str) -> tuple[str, ...]:
    """Return the names through which the value of `name` would flow back to it, itself at both ends; else nothing.

    >>> cycle(ast.parse("y = x + a\\nb = y\\na = b * 2").body, "a")
    ('a', 'y', 'b', 'a')
    """
    needs = {
        name: [part.id for part in ast.walk(body) if isinstance(part, ast.Name)]
        for name, body in map(_named, statements)
        if body is not None
    }
    needed_by: dict[str, str] = {}
    pending = [name]
    while pending and name not in needed_by:
        here = pending.pop()
        for needed in needs.get(here, ()):
            if needed not in needed_by:
                needed_by[needed] = here
                pending.append(needed)
    if name not in needed_by:
        return ()
    way = [name, needed_by[name]]
    while way[-1] != name:
        way.append(needed_by[way[-1]])
    return tuple(way)


def _named(tree: ast.stmt | Defined) -> tuple[str, ast.expr | None]:
    if isinstance(tree, Defined):
        return tree.name.id, tree.body
    if isinstance(tree, ast.Assign) and isinstance(tree.targets[0], ast.Name):
        return tree.targets[0].id, tree.value
    return "", None
