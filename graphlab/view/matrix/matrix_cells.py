"""Cell by cell: which row and which column made a cell of a matrix, their products, and the sum of those."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphlab.engine.errors import Message, say
from graphlab.engine.errors import mark as _
from graphlab.view.base import tex
from graphlab.view.base.theme import THEMES
from graphlab.view.matrix.matrix_sheets import ALONE, OVER, Array, Board, Sheet, Summand

# Terms written out, in numbers and in symbols: those are wider.
MOST_TERMS, MOST_SYMBOLS = 6, 3

_NEGATIVE = re.compile(r"(\\textcolor\{#\w+\}\{)?-")

_OVER_ROWS = _(
    "This number of {name} was added to every one of the {count} rows: to each sample of the batch. So all {count} "
    "gradients of its column come back to it, and they are added up: the sum over axis 0."
)
_SHARED = _("`{name}` is used elsewhere too: this is what this node sends back to it, one part of its gradient.")
_MANY = _("There are {count} terms; the first {first} and the last are written out.")


class Made(NamedTuple):
    """How a cell was made: sentences, the equation in LaTeX, its terms and what they add up to."""

    says: tuple[Message, ...]
    latex: str
    terms: tuple[float, ...]
    total: float


def made(of: Board, key: str, row: int, column: int) -> Made:
    """Return how a cell of a sheet was made; rows and columns count from 0.

    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> from graphlab.view.matrix.matrix_sheets import board
    >>> trace = run(parse("Y = dot(X, W)"), {"X": [[1, 2]], "W": [[3], [4]]})
    >>> made(board(trace, 2), "out", 0, 0)[2:]
    ((3.0, 8.0), 11.0)
    """
    sheet = of.sheets[key]
    fixed = {axis: at for axis, at in zip(sheet.axes, (row, column), strict=True) if axis}
    runs = [_run(of, summand, fixed) for summand in sheet.summands]
    total, dress = float(sheet.values[row, column]), _colour(sheet.gradient)
    kinds = ("symbols", "figures", "results") if any(run.computes for run in runs) else ("symbols", "figures")
    lines = [_added([run.written(kind) for run in runs]) for kind in kinds] + [dress(tex.value(total))]
    latex = rf"\begin{{aligned}} {dress(sheet.symbol(row, column))} &= " + r" \\ &= ".join(lines) + r" \end{aligned}"
    terms = tuple(float(term) for run in runs for term in run.terms)
    return Made(tuple(_told(of, sheet, runs, row, column)), latex, terms, total)


@dataclass(frozen=True, eq=False)
class _Run:
    """One summand of a cell: the numbers of its parts and its terms, one for each place along the free dimensions."""

    of: Board
    summand: Summand
    fixed: Mapping[str, int]
    free: Mapping[str, int]
    columns: Mapping[str, Array]
    terms: Array

    @property
    def computes(self) -> bool:
        """Whether there are several terms, and they are more than numbers taken over."""
        return len(self.terms) > 1 and self.summand.template.strip("$") not in self.summand.lit

    def written(self, kind: str) -> list[str]:
        """Return the terms in LaTeX as "symbols", "figures" or "results", with dots where some are left out."""
        count, most = len(self.terms), MOST_SYMBOLS if kind == "symbols" else MOST_TERMS
        shown = range(count) if count <= most else [*range(most - 1), count - 1]
        texts = [getattr(self, f"_{kind}")(at) for at in shown]
        return texts if len(texts) == count else [*texts[:-1], r"\cdots", texts[-1]]

    def _symbols(self, at: int) -> str:
        place = dict(zip(self.free, np.unravel_index(at, tuple(self.free.values())), strict=True)) if self.free else {}
        fixed = {**self.fixed, **{axis: int(i) for axis, i in place.items()}}
        return self._filled(lambda sheet: sheet.symbol(*sheet.at(fixed)))

    def _figures(self, at: int) -> str:
        return self._filled(lambda sheet: tex.value(self.columns[sheet.key][at]))

    def _results(self, at: int) -> str:
        return tex.value(self.terms[at])

    def _filled(self, write: Callable[[Sheet], str]) -> str:
        sheets = self.of.sheets
        texts = {part: write(sheets[part]) for part in self.summand.lit}
        return tex.fill(self.summand.template, texts, lambda part, text: _colour(sheets[part].gradient)(text))


def _run(of: Board, summand: Summand, fixed: Mapping[str, int]) -> _Run:
    used = {axis for part in summand.parts for axis in of.sheets[part].axes}
    free = {axis: size for axis, size in of.sizes.items() if axis in used and axis not in fixed}
    columns = {part: of.sheets[part].along(fixed, free) for part in summand.parts}
    with np.errstate(all="ignore"):
        terms = np.broadcast_to(summand.compute(*columns.values()), next(iter(columns.values())).shape)
    return _Run(of, summand, fixed, free, columns, terms)


def _colour(gradient: bool) -> Callable[[str], str]:
    colours = THEMES["light"]
    return lambda text: tex.coloured(text, colours.gradient_text if gradient else colours.value)


def _added(parts: list[list[str]]) -> str:
    """Return terms as a sum in LaTeX; a negative one gets brackets, except at the beginning."""
    first, *others = [text for part in parts for text in part]
    return " + ".join([first, *(f"({text})" if _NEGATIVE.match(text) else text for text in others)])


def _told(of: Board, sheet: Sheet, runs: list[_Run], row: int, column: int) -> Iterator[Message]:
    for run in runs:
        titles = [of.sheets[part].title for part in run.summand.parts]
        count = len(run.terms)
        yield say(
            _about(run, count), row=row + 1, column=column + 1, left=titles[0], right=titles[-1], name=sheet.name,
            bias=titles[0], count=count,
        )  # fmt: skip
        if count > MOST_TERMS:
            yield say(_MANY, count=count, first=MOST_TERMS - 1)
    if sheet.shared:
        yield say(_SHARED, name=sheet.name)


def _about(run: _Run, count: int) -> str:
    if run.summand.says != OVER:
        return run.summand.says
    return ALONE if count == 1 else _OVER_ROWS if tuple(run.free) == ("n",) else OVER
