"""Who stands in a picture: drawn and hidden nodes, handles, and the frames round the insides of composites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from graphlab.engine.graph.graph import Graph
from graphlab.view.base.look import Frame, Look
from graphlab.view.layout.labels import Rect, Size, bounds, grown, text_size

NODE = 46.0
PILL = 40.0
TEXT = 16
SMALL = 13
HANDLE = 8.0
CLOUD = 18.0
LEVER = 20.0
BAND = 92.0
NARROWER = 18.0


@dataclass(frozen=True)
class Crew:
    """Who stands in the picture: the places that are drawn, with handles, and in frames."""

    graph: Graph
    look: Look
    drawn: tuple[int, ...]

    @cached_property
    def handled(self) -> frozenset[int]:
        """The composite nodes that carry a handle."""
        return frozenset(composites(self.graph) if self.look.handles else ())

    def margin(self, i: int) -> float:
        """Return how far in px a place reaches beyond its box."""
        if i == len(self.graph.nodes):
            return 0.0
        node = self.graph.nodes[i]
        levered = bool(node.inputs and self.graph.ops[node.op].switch)
        return max(CLOUD * (node.name in self.look.clouds), HANDLE * (i in self.handled), LEVER * levered)

    def members(self, frame: Frame) -> list[int]:
        """Return the places inside a frame."""
        inside = set(frame.members)
        return [i for i in self.drawn[:-1] if self.graph.nodes[i].name in inside]

    def area(self, frame: Frame, every: Sequence[Rect]) -> Rect:
        """Return the smallest box round the inside of a frame, with its band."""
        corners = [corner for i in self.members(frame) for corner in (every[i][:2], every[i][2:])]
        return grown(bounds(corners), band(self.look, frame) / 2 - NODE / 2)


def composites(graph: Graph) -> Iterator[int]:
    """Yield the nodes that have an inside."""
    for i, node in enumerate(graph.nodes):
        if node.inputs and graph.ops[node.op].expansion:
            yield i


def band(look: Look, frame: Frame) -> float:
    """Return the width in px of the band that frames an inside: the deeper it is nested, the narrower."""
    own = set(frame.members)
    return BAND - NARROWER * sum(own < set(other.members) for other in look.frames)


def title_size(title: str) -> Size:
    """Return the size of a frame's title in px, with room for its handle."""
    width, height = text_size(title, SMALL, bold=True)
    return width + 34, height + 6
