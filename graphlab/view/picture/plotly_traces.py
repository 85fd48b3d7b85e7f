"""Traces in which points appear position by position, so that a frame needs little."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

Spec = dict[str, Any]
Item = dict[str, list[Any]]

NOWHERE = -999


class Layer(NamedTuple):
    """One trace of the figure: what never changes, and what a position changes."""

    base: Spec
    moving: Callable[[int], Spec] | None = None

    def at(self, position: int) -> Spec:
        """Return the whole trace as it looks at a position."""
        return joined(self.base, self.moving(position)) if self.moving else self.base


def joined(base: Spec, part: Spec) -> Spec:
    """Return a trace with a part of it changed, nested attributes one by one."""
    both = {key: joined(base[key], value) for key, value in part.items() if isinstance(value, dict) and key in base}
    return {**base, **part, **both}


def growing(base: Spec, items: Iterable[tuple[int, Item]]) -> Layer:
    """Return a layer whose points appear from their positions on: a frame is a beginning of the y."""
    ordered = sorted(items, key=lambda item: item[0])
    columns = stacked([item for _, item in ordered])
    starts = [-1, *(start for start, _ in ordered)]
    ys = columns.pop("y")
    first = len(ys) - sum(len(item["y"]) for _, item in ordered)
    counts = list(accumulate((len(item["y"]) for _, item in ordered), initial=first))
    return Layer(merged(base, columns), lambda at: {"y": ys[: counts[bisect_right(starts, at) - 1]]})


def stacked(items: Sequence[Item]) -> Item:
    """Return the columns of all items, before them a point out of sight: a trace without points loses its place."""
    first = items[0] if items else {"x": [0], "y": [0]}
    # A line needs a break after that point; marks and texts must be free of breaks, or plotly mixes them up in motion.
    size = 2 if None in first["x"] else 1
    columns: Item = {key: values[:1] * size for key, values in first.items()}
    columns |= {axis: [NOWHERE, None][:size] for axis in "xy"}
    for item in items:
        for key, values in item.items():
            columns[key] += values
    return columns


def merged(base: Spec, columns: Item) -> Spec:
    """Return a trace with columns put in; a dot in a column's name leads into a nested attribute."""
    result = dict(base)
    for key, values in columns.items():
        outer, _, inner = key.partition(".")
        result[outer] = {**result.get(outer, {}), inner: values} if inner else values
    return result


def still(base: Spec, items: Iterable[Item]) -> Layer:
    """Return a layer that never changes."""
    return Layer(growing(base, ((0, item) for item in items)).at(0))


def passing(base: Spec, items: Callable[[int], list[Item]]) -> Layer:
    """Return a layer that shows at each position only what happens there."""

    def moving(at: int) -> Spec:
        return merged({}, stacked(items(at)))

    return Layer(base, moving)
