"""How a cell of a matrix is computed: the row and the column it is made of, their products, and the sum of those."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _
from graphlab.view.base import tex
from graphlab.view.base.theme import THEMES
from graphlab.view.matrix.node_matrices import ALONE, OVER, Array, Matrix, NodeMatrices, Summand

# Terms written out, in numbers and in symbols: those are wider.
MOST_TERMS, MOST_SYMBOLS = 6, 3

_NEGATIVE = re.compile(r"(\\textcolor\{#\w+\}\{)?-")

_OVER_ROWS = _(
    "This number of {name} was added to every one of the {count} rows: to each sample of the batch. So all {count} "
    "gradients of its column come back to it, and they are added up: the sum over axis 0."
)
_SHARED = _("`{name}` is used elsewhere too: this is what this node sends back to it, one part of its gradient.")
_MANY = _("There are {count} terms; the first {first} and the last are written out.")


class CellFormula(NamedTuple):
    """How a cell is computed: sentences, the equation in LaTeX, its terms and their sum."""

    sentences: tuple[Message, ...]
    latex: str
    terms: tuple[float, ...]
    total: float


def cell_formula(of: NodeMatrices, key: str, row: int, column: int) -> CellFormula:
    """Return how a cell of a matrix is computed; rows and columns count from 0.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> from graphlab.view.matrix.node_matrices import node_matrices
    >>> trace = run(parse("Y = dot(X, W)"), {"X": [[1, 2]], "W": [[3], [4]]})
    >>> cell_formula(node_matrices(trace, 2), "out", 0, 0)[2:]
    ((3.0, 8.0), 11.0)
    """
    matrix = of.matrices[key]
    fixed = {axis: at for axis, at in zip(matrix.axes, (row, column), strict=True) if axis}
    sums = [_sum_of(of, summand, fixed) for summand in matrix.summands]
    total, coloured = float(matrix.values[row, column]), _colour(matrix.gradient)
    kinds = ("symbols", "numbers", "results") if any(one.computes for one in sums) else ("symbols", "numbers")
    lines = [_added([one.latex(kind) for one in sums]) for kind in kinds] + [coloured(tex.value(total))]
    left = coloured(matrix.symbol(row, column))
    latex = rf"\begin{{aligned}} {left} &= " + r" \\ &= ".join(lines) + r" \end{aligned}"
    terms = tuple(float(term) for one in sums for term in one.terms)
    return CellFormula(tuple(_sentences(of, matrix, sums, row, column)), latex, terms, total)


@dataclass(frozen=True, eq=False)
class _Sum:
    """One summand of a cell, added up over its free dimensions: the numbers in each term, and the terms."""

    of: NodeMatrices
    summand: Summand
    fixed: Mapping[str, int]
    free: Mapping[str, int]
    columns: Mapping[str, Array]
    terms: Array

    @property
    def computes(self) -> bool:
        """Whether there are several terms, and each is more than a single number of a matrix."""
        return len(self.terms) > 1 and self.summand.template.strip("$") not in self.summand.shown

    def latex(self, kind: str) -> list[str]:
        """Return the terms in LaTeX as "symbols", "numbers" or "results", with dots where some are left out."""
        count, most = len(self.terms), MOST_SYMBOLS if kind == "symbols" else MOST_TERMS
        shown = range(count) if count <= most else [*range(most - 1), count - 1]
        texts = [getattr(self, f"_{kind}")(at) for at in shown]
        return texts if len(texts) == count else [*texts[:-1], r"\cdots", texts[-1]]

    def _symbols(self, at: int) -> str:
        place = dict(zip(self.free, np.unravel_index(at, tuple(self.free.values())), strict=True)) if self.free else {}
        fixed = {**self.fixed, **{axis: int(i) for axis, i in place.items()}}
        return self._filled(lambda matrix: matrix.symbol(*matrix.at(fixed)))

    def _numbers(self, at: int) -> str:
        return self._filled(lambda matrix: tex.value(self.columns[matrix.key][at]))

    def _results(self, at: int) -> str:
        return tex.value(self.terms[at])

    def _filled(self, write: Callable[[Matrix], str]) -> str:
        matrices = self.of.matrices
        texts = {part: write(matrices[part]) for part in self.summand.shown}
        return tex.fill(self.summand.template, texts, lambda part, text: _colour(matrices[part].gradient)(text))


def _sum_of(of: NodeMatrices, summand: Summand, fixed: Mapping[str, int]) -> _Sum:
    used = {axis for part in summand.parts for axis in of.matrices[part].axes}
    free = {axis: size for axis, size in of.sizes.items() if axis in used and axis not in fixed}
    columns = {part: of.matrices[part].along(fixed, free) for part in summand.parts}
    with np.errstate(all="ignore"):
        terms = np.broadcast_to(summand.compute(*columns.values()), next(iter(columns.values())).shape)
    return _Sum(of, summand, fixed, free, columns, terms)


def _colour(gradient: bool) -> Callable[[str], str]:
    colours = THEMES["light"]
    return lambda text: tex.coloured(text, colours.gradient_text if gradient else colours.value)


def _added(parts: list[list[str]]) -> str:
    """Return terms as a sum in LaTeX; a negative one gets brackets, except at the beginning."""
    first, *others = [text for part in parts for text in part]
    return " + ".join([first, *(f"({text})" if _NEGATIVE.match(text) else text for text in others)])


def _sentences(of: NodeMatrices, matrix: Matrix, sums: list[_Sum], row: int, column: int) -> Iterator[Message]:
    for one in sums:
        titles = [of.matrices[part].title for part in one.summand.parts]
        count = len(one.terms)
        yield say(
            _template(one, count), row=row + 1, column=column + 1, left=titles[0], right=titles[-1], name=matrix.name,
            bias=titles[0], count=count,
        )  # fmt: skip
        if count > MOST_TERMS:
            yield say(_MANY, count=count, first=MOST_TERMS - 1)
    if matrix.shared:
        yield say(_SHARED, name=matrix.name)


def _template(one: _Sum, count: int) -> str:
    if one.summand.sentence != OVER:
        return one.summand.sentence
    return ALONE if count == 1 else _OVER_ROWS if tuple(one.free) == ("n",) else OVER
