"""An op of the learner's own, as data."""

from typing import NamedTuple

from graphlab.engine.graph import source_text
from graphlab.engine.graph.node import Node


class Definition(NamedTuple):
    """An op of the learner's own: `name(params) = …`, one expression of its parameters and of numbers.

    `nodes` are those of the expression, the parameters first and in their order, as inputs.
    """

    name: str
    params: tuple[str, ...]
    nodes: tuple[Node, ...]

    def to_source(self) -> str:
        """Return the definition as one line of text; what the expression uses twice is written twice."""
        return source_text.definition(*self)
