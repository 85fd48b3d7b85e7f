"""The nodes that are drawn, and the space for what surrounds them: toggles, clouds, levers, bands round groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graphlab.engine.graph.graph import Graph
from graphlab.engine.rewrite.expand import Group
from graphlab.engine.run.definitions import ops_of
from graphlab.view.base.look import Look
from graphlab.view.layout.boxes import NODE, Rect, bounds, grown

# px beyond a box: a toggle, a cloud, a lever; the width of the outermost band, and how much each inner one is narrower.
TOGGLE, CLOUD, LEVER = 8.0, 18.0, 20.0
BAND, NARROWER = 92.0, 18.0


@dataclass(frozen=True)
class VisibleNodes:
    """The nodes of a graph that are drawn, with what surrounds them."""

    graph: Graph
    look: Look
    drawn: tuple[int, ...]

    @cached_property
    def toggled(self) -> frozenset[int]:
        """The composite nodes that carry a toggle."""
        return frozenset(composites(self.graph) if self.look.toggles else ())

    def margin(self, i: int) -> float:
        """Return how far in px a node reaches beyond its box."""
        if i == len(self.graph.nodes):
            return 0.0
        node = self.graph.nodes[i]
        levered = bool(node.inputs and ops_of(self.graph)[node.op].switch)
        return max(CLOUD * (node.name in self.look.elided), TOGGLE * (i in self.toggled), LEVER * levered)

    def members(self, group: Group) -> list[int]:
        """Return the nodes inside a group."""
        inside = set(group.members)
        return [i for i in self.drawn[:-1] if self.graph.nodes[i].name in inside]

    def area(self, group: Group, every: Sequence[Rect]) -> Rect:
        """Return the smallest rectangle round the inside of a group, with its band."""
        corners = [corner for i in self.members(group) for corner in (every[i][:2], every[i][2:])]
        return grown(bounds(corners), band(self.look, group) / 2 - NODE / 2)


def composites(graph: Graph) -> Iterator[int]:
    """Yield the nodes that have an inside."""
    for i, node in enumerate(graph.nodes):
        if node.inputs and ops_of(graph)[node.op].expansion:
            yield i


def band(look: Look, group: Group) -> float:
    """Return the width in px of the band round a group: the deeper it is nested, the narrower."""
    own = set(group.members)
    return BAND - NARROWER * sum(own < set(other.members) for other in look.groups)
