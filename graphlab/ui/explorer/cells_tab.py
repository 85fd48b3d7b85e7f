"""The tab in which a matrix is asked cell by cell: which row and which column made it, and what they add up to."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.engine.ops.shape_errors import PRODUCTS
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.ui.components.cells import cells
from graphlab.ui.components.shared import browser_state
from graphlab.ui.explorer import paths_tab
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape, guarded, sentence
from graphlab.ui.frame.subject import Subject, revision
from graphlab.view.matrix.matrix_cells import cell_formula
from graphlab.view.matrix.node_matrices import Matrix, NodeMatrices, matrix_nodes, node_matrices
from graphlab.view.matrix.windows import Windows, index_within, windowed, windows


class Choice(NamedTuple):
    """The cell that is asked about, and where the window of each dimension begins."""

    matrix: str
    row: int
    column: int
    starts: Mapping[str, int]


def has_cells(shown: Subject) -> bool:
    """Tell whether there is a matrix to be asked."""
    return bool(matrix_nodes(shown.trace))


def ask(name: str) -> None:
    """Open the tab at a node, given by its name: what a click on a heat tile in the picture does."""
    st.session_state["cells wanted"] = name
    st.session_state["cells asked"] = st.session_state.get("cells asked", 0) + 1
    paths_tab.left(st.session_state.get("tabs", ""))
    selection.keep("tabs", "Cells")
    state.begin()


@st.fragment(key="cells")
@guarded
def cells_tab(shown: Subject) -> None:
    """Draw the matrices of a node; a click on a cell lights up what made it, and the products stand below."""
    translate, trace = translator(state.get("lang")), shown.trace
    # What stands in the tab between two runs of the page may have lost its matrices meanwhile.
    nodes = matrix_nodes(trace)
    if not nodes:
        return
    rev = revision(shown.graph.to_source(), [np.shape(value) for value in trace.node_values])
    of = node_matrices(trace, _node(trace, nodes, revision(shown.graph.to_source()), translate(_("Node"))))
    st.caption(
        translate(_("Click a cell, or move with the arrow keys: what made it lights up, and its sum is written below."))
    )
    mark = revision(rev, of.node)
    first = Choice("out", 0, 0, {})
    choice = _valid(of, browser_state("cells", "cell", first._asdict(), mark))
    shown_windows = dict(windows(of, choice.starts))
    st.session_state["cells shown"] = of.node, choice.starts
    with st.container(key="matrices"):
        cells(
            _tables(trace, of, shown_windows),
            _groups(of),
            shown_windows,
            translate,
            chosen=choice._asdict(),
            rev=mark,
            reveal=st.session_state.get("cells asked", 0),
            key="cells",
        )
    found = cell_formula(of, choice.matrix, choice.row, choice.column)
    with st.container(key="made"):
        sentences = [sentence(one.translated(translate)) for one in found.sentences]
        st.markdown("\n\n".join([" ".join(sentences), f"$\\displaystyle {found.latex}$"]))


def _node(trace: Trace, nodes: tuple[int, ...], rev: str, label: str) -> int:
    """Draw the choice of a node: at first the one that acts in the current step."""
    key, wanted = f"cells node {rev}", trace.graph.index.get(st.session_state.pop("cells wanted", ""))
    if wanted in nodes:
        selection.keep(key, wanted)
    if key not in st.session_state:
        selection.keep(key, _acting(trace, nodes))
    if len(nodes) == 1:
        return nodes[0]
    titles = {i: escape(f"{trace.ops[trace.graph.nodes[i].op].symbol} → {trace.graph.nodes[i].name}") for i in nodes}
    words = titles.__getitem__
    return int(selection.pick(st.pills, label, nodes, key, words, required=True, label_visibility="collapsed"))


def _acting(trace: Trace, nodes: tuple[int, ...]) -> int:
    at = min(int(state.get("step")), len(trace.steps))
    acting = trace.steps[at - 1].node if at else nodes[0]
    return acting if acting in nodes else nodes[0]


def _visible(of: NodeMatrices) -> list[Matrix]:
    """Return the matrices to be drawn: a number without a gradient is a constant, which the formula shows anyway."""
    bare = {key for key, matrix in of.matrices.items() if matrix.shape == () and f"d{key}" not in of.matrices}
    return [matrix for key, matrix in of.matrices.items() if key in ("out", "g") or matrix.gradient or key not in bare]


def _groups(of: NodeMatrices) -> list[list[str]]:
    """Return the keys in two rows: the way forth, and the way back."""
    matrices = sorted(_visible(of), key=lambda matrix: matrix.key == "g")
    kinds = [[matrix.key for matrix in matrices if matrix.gradient == gradient] for gradient in (False, True)]
    return [keys for keys in kinds if keys]


def _signs(trace: Trace, node: int) -> dict[str, str]:
    """Return what is written before a matrix, so that the first row reads as an equation."""
    op = trace.ops[trace.graph.nodes[node].op]
    if op.name in PRODUCTS:
        return dict(zip(op.inputs[1:], "·+", strict=False)) | {"out": "="}
    return {op.inputs[1]: op.symbol, "out": "="} if op.infix and len(op.inputs) == 2 else {}


def _valid(of: NodeMatrices, found: Any) -> Choice:
    """Return what the browser chose; what does not fit the matrices is brought back into them."""
    given = found if isinstance(found, Mapping) else {}
    matrix = of.matrices.get(str(given.get("matrix")))
    if matrix is None or not matrix.summands:
        matrix = of.matrices["out"]
    starts = given.get("starts")
    row, column = (
        index_within(given.get(name), size) for name, size in zip(("row", "column"), matrix.values.shape, strict=True)
    )
    return Choice(matrix.key, row, column, starts if isinstance(starts, Mapping) else {})


def matrices_of(trace: Trace) -> list[dict[str, Any]]:
    """Return the matrices that are shown, with the numbers of another run of the graph; none in another tab."""
    node, starts = st.session_state.get("cells shown", (-1, {}))
    if st.session_state.get("tabs") != "Cells" or node not in matrix_nodes(trace):
        return []
    of = node_matrices(trace, node)
    return _tables(trace, of, dict(windows(of, starts)))


def _tables(trace: Trace, of: NodeMatrices, windows: Windows) -> list[dict[str, Any]]:
    node, signs = trace.graph.nodes[of.node], _signs(trace, of.node)
    names = zip(trace.ops[node.op].inputs, (trace.graph.nodes[i] for i in node.inputs), strict=True)
    pulled = {key: source.name for key, source in names if source.op == "input"}
    return [
        _table(matrix, windows, signs.get(matrix.key, "")) | _numbers(matrix, windows, pulled[matrix.key])
        if matrix.key in pulled
        else _table(matrix, windows, signs.get(matrix.key, ""))
        for matrix in _visible(of)
    ]


def _numbers(matrix: Matrix, windows: Windows, name: str) -> dict[str, Any]:
    """Return the numbers of an input that can be pulled: its name, how many indices a cell has, and each as text."""
    (top, height), (left, width) = (windows.get(axis, (0, 1)) for axis in matrix.axes)
    part = matrix.values[top : top + height, left : left + width]
    return {"pulls": name, "indices": len(matrix.shape), "numbers": [[literal(x) for x in line] for line in part]}


def _table(matrix: Matrix, windows: Windows, sign: str) -> dict[str, Any]:
    return {
        "key": matrix.key,
        "title": matrix.title,
        "shape": str(matrix.shape) if matrix.shape else "",
        "sign": sign,
        "gradient": matrix.gradient,
        "asked": bool(matrix.summands),
        "axes": list(matrix.axes),
        "all": list(matrix.values.shape),
        "parts": {part: part in summand.transposed for summand in matrix.summands for part in summand.shown},
        **windowed(matrix, windows),
    }
