"""The tab in which a matrix is asked cell by cell: which row and which column made it, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.ui.components.cells import cells
from graphlab.ui.components.shared import browser_state
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import escape
from graphlab.ui.frame.subject import Subject, revision
from graphlab.view.base import heat, numbers
from graphlab.view.matrix.matrix_cells import made
from graphlab.view.matrix.matrix_sheets import PRODUCTS, Board, Sheet, board, matrix_nodes

# Of a large matrix so many rows and columns are shown as numbers, and so many as colours in the picture beside them.
WINDOW, TILE = 6, 40
LEVELS = 15
_DIGITS = "0123456789abcdefghijklmnopqrstu"


class Choice(NamedTuple):
    """The cell that is asked about, and where the window of each dimension begins."""

    sheet: str
    row: int
    column: int
    starts: Mapping[str, int]


def has_cells(shown: Subject) -> bool:
    """Tell whether there is a matrix to be asked."""
    return bool(matrix_nodes(shown.trace))


def ask(name: str) -> None:
    """Open the tab at a node, given by its name: what a click on a heat tile in the picture does."""
    language = state.get("lang")
    st.session_state["cells wish"] = name
    st.session_state["cells asked"] = st.session_state.get("cells asked", 0) + 1
    st.session_state[f"tabs {language}"] = translator(language)(_("Cells"))
    state.begin()


@st.fragment(key="cells")
def cells_tab(shown: Subject) -> None:
    """Draw the matrices of a node; a click on a cell lights up what made it, and the products stand below."""
    translate, trace = translator(state.get("lang")), shown.trace
    # What stands in the tab between two runs of the page may have lost its matrices meanwhile.
    nodes = matrix_nodes(trace)
    if not nodes:
        return
    rev = revision(shown.graph.to_source(), sorted(shown.typed.items()), shown.upstream)
    of = board(trace, _node(trace, nodes, revision(shown.graph.to_source()), translate(_("Node"))))
    st.caption(
        translate(_("Click a cell, or move with the arrow keys: what made it lights up, and its sum is written below."))
    )
    mark = revision(rev, of.node)
    first = Choice("out", 0, 0, {})
    choice = _valid(of, browser_state("cells", "cell", first._asdict(), mark))
    windows, signs = dict(_windows(of, choice)), _signs(trace, of.node)
    with st.container(key="matrices"):
        cells(
            [_sheet(sheet, windows, signs.get(sheet.key, "")) for sheet in _visible(of)],
            _groups(of),
            windows,
            translate,
            chosen=choice._asdict(),
            rev=mark,
            reveal=st.session_state.get("cells asked", 0),
            key="cells",
        )
    found = made(of, choice.sheet, choice.row, choice.column)
    with st.container(key="made"):
        sentences = [escape(sentence.translated(translate)) for sentence in found.says]
        st.markdown("\n\n".join([" ".join(sentences), f"$\\displaystyle {found.latex}$"]))


def _node(trace: Trace, nodes: tuple[int, ...], rev: str, label: str) -> int:
    """Draw the choice of a node: at first the one that acts in the current step."""
    key, wish = f"cells node {rev}", trace.graph.index.get(st.session_state.pop("cells wish", ""))
    if wish in nodes:
        st.session_state[key] = wish
    if key not in st.session_state:
        st.session_state[key] = _acting(trace, nodes)
    if len(nodes) == 1:
        return nodes[0]
    titles = {
        i: escape(f"{trace.graph.ops[trace.graph.nodes[i].op].symbol} → {trace.graph.nodes[i].name}") for i in nodes
    }
    chosen = st.pills(
        label, nodes, format_func=titles.__getitem__, key=key, required=True, label_visibility="collapsed"
    )
    return chosen if chosen in nodes else nodes[0]


def _acting(trace: Trace, nodes: tuple[int, ...]) -> int:
    at = min(int(state.get("step")), len(trace.steps))
    acting = trace.steps[at - 1].node if at else nodes[0]
    return acting if acting in nodes else nodes[0]


def _visible(of: Board) -> list[Sheet]:
    """Return the matrices to be drawn: a number without a gradient is a constant, which the formula shows anyway."""
    bare = {key for key, sheet in of.sheets.items() if sheet.shape == () and f"d{key}" not in of.sheets}
    return [sheet for key, sheet in of.sheets.items() if key in ("out", "g") or sheet.gradient or key not in bare]


def _groups(of: Board) -> list[list[str]]:
    """Return the keys in two rows: the way forth, and the way back."""
    sheets = sorted(_visible(of), key=lambda sheet: sheet.key == "g")
    kinds = [[sheet.key for sheet in sheets if sheet.gradient == gradient] for gradient in (False, True)]
    return [keys for keys in kinds if keys]


def _signs(trace: Trace, node: int) -> dict[str, str]:
    """Return what is written before a matrix, so that the first row reads as an equation."""
    op = trace.graph.ops[trace.graph.nodes[node].op]
    if op.name in PRODUCTS:
        return dict(zip(op.inputs[1:], "·+", strict=False)) | {"out": "="}
    return {op.inputs[1]: op.symbol, "out": "="} if op.infix and len(op.inputs) == 2 else {}


def _valid(of: Board, found: Any) -> Choice:
    """Return what the browser chose; what does not fit the matrices is brought back into them."""
    wish = found if isinstance(found, Mapping) else {}
    sheet = of.sheets.get(str(wish.get("sheet")))
    if sheet is None or not sheet.summands:
        sheet = of.sheets["out"]
    starts = wish.get("starts")
    row, column = (
        _whole(wish.get(name), size) for name, size in zip(("row", "column"), sheet.values.shape, strict=True)
    )
    return Choice(sheet.key, row, column, starts if isinstance(starts, Mapping) else {})


def _whole(found: Any, size: int) -> int:
    return min(max(found, 0), size - 1) if isinstance(found, int) else 0


def _windows(of: Board, choice: Choice) -> Iterator[tuple[str, tuple[int, int]]]:
    for axis, size in of.sizes.items():
        count = min(size, WINDOW)
        yield axis, (_whole(choice.starts.get(axis), size - count + 1), count)


def _sheet(sheet: Sheet, windows: Mapping[str, tuple[int, int]], sign: str) -> dict[str, Any]:
    (top, height), (left, width) = (windows.get(axis, (0, 1)) for axis in sheet.axes)
    part = np.s_[top : top + height, left : left + width]
    values, shares = numbers.without_dust(sheet.values)[part], heat.shares(sheet.values)[part]
    small = sheet.values.shape == values.shape
    return {
        "key": sheet.key,
        "title": sheet.title,
        "shape": str(sheet.shape) if sheet.shape else "",
        "sign": sign,
        "gradient": sheet.gradient,
        "asked": bool(sheet.summands),
        "axes": list(sheet.axes),
        "all": list(sheet.values.shape),
        "cells": [
            [[numbers.number(x, 3), round(float(share), 2)] for x, share in zip(*line, strict=True)]
            for line in zip(values, shares, strict=True)
        ],
        "parts": {part: part in summand.flipped for summand in sheet.summands for part in summand.lit},
        "whole": None if small else _tile(sheet),
    }


def _tile(sheet: Sheet) -> dict[str, Any]:
    shares = heat.sampled(heat.shares(sheet.values), TILE, TILE)
    levels = np.round(shares * LEVELS).astype(int) + LEVELS
    return {"rows": len(shares), "columns": shares.shape[1], "levels": "".join(_DIGITS[level] for level in levels.flat)}
