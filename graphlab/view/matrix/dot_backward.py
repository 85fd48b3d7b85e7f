"""The backward pass of a matrix product, derived from the shapes alone, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.view.base import tex
from graphlab.view.base.theme import THEMES
from graphlab.view.notation.dimensions import Dimensions
from graphlab.view.notation.notation import Run
from graphlab.view.notation.shapes_notation import ONE, shape, sizes_of

_FITS = _(
    "With {name} transposed, one and the same dimension meets in the middle and vanishes. What is left is the "
    "shape we want."
)
# By the input whose gradient is derived: the left one, the right one.
_WHY = (
    _("It has to be so: each number of the left input reaches the result through one row of the right one, and its "
      "gradient collects along that row."),
    _("It has to be so: each number of the right input meets one column of the left one, and its gradient collects "
      "along that column."),
)  # fmt: skip


class Stage(NamedTuple):
    """One line of the derivation: a sentence, and LaTeX."""

    sentence: Message
    latex: str


class Factor(NamedTuple):
    """One side of a product: in LaTeX, and the sizes of its shape."""

    latex: str
    sizes: tuple[Run, ...]

    @property
    def transposed(self) -> Factor:
        """The transposed."""
        return Factor(rf"{self.latex}^{{\mathsf{{T}}}}", self.sizes[::-1])


def dot_backward(trace: Trace, node: int, slot: int, theme: str = "light") -> tuple[Stage, ...]:
    r"""Return the derivation of the gradient of an input of a dot node (slot 0: the left, 1: the right one).

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> trace = run(parse("O = dot(X, W)"), {"X": [1, 2], "W": [[1, 3, 5], [2, 4, 6]]}, [1, 1, 1])
    >>> [str(stage.sentence) for stage in dot_backward(trace, 2, 0)][2]
    'In this order the dimensions that meet are 3 and 2: they do not fit.'
    """
    return tuple(_Derivation(trace, node, slot, theme).stages())


@dataclass(frozen=True)
class _Derivation:
    """Derives the gradient of one input."""

    trace: Trace
    node: int
    slot: int
    theme: str

    def stages(self) -> Iterator[Stage]:
        own, other = self.factor(self.inputs[self.slot]), self.factor(self.inputs[1 - self.slot])
        result = self.factor(self.node)
        upstream = result._replace(latex=rf"\frac{{\partial L}}{{\partial {result.latex}}}")
        goal = own._replace(latex=rf"\frac{{\partial L}}{{\partial {own.latex}}}")
        yield Stage(
            say("A gradient has the shape of its variable, so this is what has to come out."), self.with_shape(goal)
        )
        yield Stage(
            say("At hand are the gradient that comes from the right, and the other input."), self.pair(upstream, other)
        )
        shape = self.shape_latex(own.sizes)
        if len(other.sizes) == 1:
            upstream, other = self.as_matrix(upstream), self.as_matrix(other, 1 - self.slot)
            yield Stage(
                say("In a product a vector counts as a matrix with one row or one column."), self.pair(upstream, other)
            )
            if len(own.sizes) == 1:
                shape = rf"{self.shape_latex(self.as_matrix(own, self.slot).sizes)} \;\to\; {shape}"
        yield self.without_transposition(*self.ordered(upstream, other))
        factors = self.ordered(upstream, other.transposed)
        name = self.trace.graph.nodes[self.inputs[1 - self.slot]].name
        yield Stage(say(_FITS, name=name), rf"{self.product(*factors)} = {shape}")
        yield Stage(say(_WHY[self.slot]), rf"{goal.latex} = {factors[0].latex} \cdot {factors[1].latex}")

    def without_transposition(self, left: Factor, right: Factor) -> Stage:
        """Return the product without a transposition, and why it is wrong."""
        ends = left.sizes[-1].text, right.sizes[0].text
        if ends[0] != ends[1]:
            text = _("In this order the dimensions that meet are {left} and {right}: they do not fit.")
        else:
            text = _("The sizes agree here by chance, but the dimensions that meet are not the same ones.")
        return Stage(say(text, left=ends[0], right=ends[1]), self.product(left, right))

    def ordered(self, upstream: Factor, other: Factor) -> tuple[Factor, Factor]:
        """Return the two factors in the order of the product."""
        return (upstream, other) if self.slot == 0 else (other, upstream)

    @property
    def inputs(self) -> tuple[int, ...]:
        """The two inputs of the node."""
        return self.trace.graph.nodes[self.node].inputs

    @cached_property
    def dimensions(self) -> Dimensions:
        """The dimensions of the trace."""
        return Dimensions(self.trace)

    def factor(self, i: int) -> Factor:
        return Factor(tex.name(self.trace.graph.nodes[i].name), sizes_of(self.dimensions, i))

    def as_matrix(self, factor: Factor, slot: int | None = None) -> Factor:
        """Return an input, or (without a slot) what has the shape of the result, as a matrix.

        A vector is a row as the left input and a column as the right one; the result is a row or a column likewise.
        """
        left, right = (len(self.factor(j).sizes) == 1 for j in self.inputs)
        sizes = (*[ONE] * (left and slot != 1), *factor.sizes, *[ONE] * (right and slot != 0))
        return factor._replace(sizes=sizes)

    def pair(self, first: Factor, second: Factor) -> str:
        """Return two names with their shapes."""
        return rf"{self.with_shape(first)} \qquad {self.with_shape(second)}"

    def product(self, left: Factor, right: Factor) -> str:
        """Return a product with the shapes of its factors."""
        shapes = rf"{self.shape_latex(left.sizes)} \cdot {self.shape_latex(right.sizes)}"
        return rf"{left.latex} \cdot {right.latex}:\; {shapes}"

    def with_shape(self, factor: Factor) -> str:
        """Return a name with its shape."""
        return rf"{factor.latex}:\; {self.shape_latex(factor.sizes)}"

    def shape_latex(self, sizes: Sequence[Run]) -> str:
        """Return a shape, every dimension in its colour."""

        def coloured(run: Run) -> str:
            colour = getattr(THEMES[self.theme], run.role, "")
            return tex.coloured(run.text, colour) if colour else run.text.replace(", ", r",\, ")

        return "".join(map(coloured, shape(sizes)))
