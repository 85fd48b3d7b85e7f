"""How the backward pass of a matrix product is found from the shapes alone, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphlab.engine.errors import Message, say
from graphlab.engine.run.trace import Trace
from graphlab.view.base import tex
from graphlab.view.base.theme import THEMES
from graphlab.view.notation.dimensions import Dimensions
from graphlab.view.notation.notation import Run
from graphlab.view.notation.shapes_notation import ONE, shape, sizes_of


class Stage(NamedTuple):
    """One line of a construction: a sentence, and what it is about in LaTeX."""

    says: Message
    latex: str


class Factor(NamedTuple):
    """One side of a product: in LaTeX, and the sizes of its shape."""

    latex: str
    sizes: tuple[Run, ...]

    @property
    def turned(self) -> Factor:
        """The transposed."""
        return Factor(rf"{self.latex}^{{\mathsf{{T}}}}", self.sizes[::-1])


def construction(trace: Trace, node: int, slot: int, theme: str = "light") -> tuple[Stage, ...]:
    r"""Return how the gradient of an input of a dot node (slot 0: the left, 1: the right one) is put together.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> trace = run(parse("O = dot(X, W)"), {"X": [1, 2], "W": [[1, 3, 5], [2, 4, 6]]}, [1, 1, 1])
    >>> [str(stage.says) for stage in construction(trace, 2, 0)][2]
    'In this order the dimensions that meet are 3 and 2: they do not fit.'
    """
    return tuple(_Builder(trace, node, slot, theme).stages())


@dataclass(frozen=True)
class _Builder:
    """Builds the gradient of one input."""

    trace: Trace
    node: int
    slot: int
    theme: str

    def stages(self) -> Iterator[Stage]:
        own, other, upstream = self.own, self.other, self.upstream
        goal = Factor(rf"\frac{{\partial L}}{{\partial {own.latex}}}", own.sizes)
        yield Stage(
            say("A gradient has the shape of its variable, so this is what has to come out."), self.shaped(goal)
        )
        at_hand = rf"{self.shaped(upstream)} \qquad {self.shaped(other)}"
        yield Stage(say("At hand are the gradient that comes from the right, and the other input."), at_hand)
        result = self.written(own.sizes)
        if self.upright:
            upstream, other = self.wide(upstream), self.wide(other, 1 - self.slot)
            matrices = rf"{self.shaped(upstream)} \qquad {self.shaped(other)}"
            yield Stage(say("In a product a vector counts as a matrix with one row or one column."), matrices)
            if len(own.sizes) == 1:
                result = rf"{self.written(self.wide(own, self.slot).sizes)} \;\to\; {result}"
        yield self.tried(*self.ordered(upstream, other))
        factors = self.ordered(upstream, other.turned)
        yield Stage(self.fits(), rf"{self.multiplied(*factors)} = {result}")
        yield Stage(self.why(), rf"{goal.latex} = {factors[0].latex} \cdot {factors[1].latex}")

    def tried(self, left: Factor, right: Factor) -> Stage:
        """Return the product without a transposition, and why it is not the one."""
        ends = left.sizes[-1], right.sizes[0]
        if ends[0].text != ends[1].text:
            message = say(
                "In this order the dimensions that meet are {left} and {right}: they do not fit.",
                left=ends[0].text,
                right=ends[1].text,
            )
        else:
            message = say("The sizes agree here by chance, but the dimensions that meet are not the same ones.")
        return Stage(message, self.multiplied(left, right))

    def fits(self) -> Message:
        """Return why the transposed fits."""
        turned = self.trace.graph.nodes[self.inputs[1 - self.slot]].name
        return say(
            "With {name} transposed, one and the same dimension meets in the middle and vanishes. What is left is the "
            "shape we want.",
            name=turned,
        )

    def why(self) -> Message:
        """Return why it is the transposed and nothing else."""
        if self.slot == 0:
            return say("It has to be so: each number of the left input reaches the result through one row of the "
                       "right one, and its gradient collects along that row.")  # fmt: skip
        return say("It has to be so: each number of the right input meets one column of the left one, and its gradient "
                   "collects along that column.")  # fmt: skip

    def ordered(self, upstream: Factor, other: Factor) -> tuple[Factor, Factor]:
        """Return the two factors in the order in which they stand."""
        return (upstream, other) if self.slot == 0 else (other, upstream)

    @property
    def inputs(self) -> tuple[int, ...]:
        """The two inputs of the node."""
        return self.trace.graph.nodes[self.node].inputs

    @property
    def dimensions(self) -> Dimensions:
        """The dimensions of the trace."""
        return Dimensions(self.trace)

    @property
    def own(self) -> Factor:
        """The input whose gradient is wanted."""
        return self.factor(self.inputs[self.slot])

    @property
    def other(self) -> Factor:
        """The other input."""
        return self.factor(self.inputs[1 - self.slot])

    @property
    def upstream(self) -> Factor:
        """The gradient that comes from the right."""
        result = self.factor(self.node)
        return Factor(rf"\frac{{\partial L}}{{\partial {result.latex}}}", result.sizes)

    @property
    def upright(self) -> bool:
        """Whether the input that is to be transposed is a vector, so that it needs a second dimension."""
        return len(self.other.sizes) == 1

    def factor(self, i: int) -> Factor:
        return Factor(tex.name(self.trace.graph.nodes[i].name), sizes_of(self.dimensions, i))

    def wide(self, factor: Factor, slot: int | None = None) -> Factor:
        """Return an input, or (without a slot) what has the shape of the result, as a matrix.

        A vector is a row where it is the left input and a column where it is the right one; the result has of both.
        """
        left, right = (len(self.factor(j).sizes) == 1 for j in self.inputs)
        return factor._replace(
            sizes=(*[ONE] * (left and slot != 1), *factor.sizes, *[ONE] * (right and slot != 0)),
        )

    def multiplied(self, left: Factor, right: Factor) -> str:
        """Return a product with the shapes of its factors."""
        product = rf"{left.latex} \cdot {right.latex}"
        return rf"{product}:\; {self.written(left.sizes)} \cdot {self.written(right.sizes)}"

    def shaped(self, factor: Factor) -> str:
        """Return a name with its shape."""
        return rf"{factor.latex}:\; {self.written(factor.sizes)}"

    def written(self, sizes: Sequence[Run]) -> str:
        """Return a shape, every dimension in its colour."""

        def coloured(run: Run) -> str:
            colour = getattr(THEMES[self.theme], run.role, "")
            return tex.coloured(run.text, colour) if colour else run.text.replace(", ", r",\, ")

        return "".join(map(coloured, shape(sizes)))
