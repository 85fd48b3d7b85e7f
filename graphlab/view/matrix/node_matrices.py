"""The matrices of a node: values, gradients, and what each cell of them is the sum of."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from graphlab.algebra import op_latex
from graphlab.engine.errors import mark as _
from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.shape_errors import PRODUCTS
from graphlab.engine.run.trace import Trace
from graphlab.view.base import numbers, tex

Array = npt.NDArray[np.float64]

_ROW_COLUMN = _(
    "Row {row} of {left} meets column {column} of {right}: pair by pair they are multiplied, then added up."
)
_TURNED_RIGHT = _(
    "Row {row} of {left} meets column {column} of {right}ᵀ, which is row {column} of {right}: "
    "pair by pair they are multiplied, then added up."
)
_TURNED_LEFT = _(
    "Row {row} of {left}ᵀ, which is column {row} of {left}, meets column {column} of {right}: "
    "pair by pair they are multiplied, then added up."
)
_BIAS = _("To that sum the number of {bias} at this place is added.")
OVER = _("This number of {name} was used in {count} places: what comes back from all of them is added up.")
ALONE = _("This cell is made from the cells at the same place alone; no other row or column has a part in it.")


@dataclass(frozen=True)
class Summand:
    """One summand of a cell: its LaTeX, the matrices it takes a number from, and how it combines them.

    `transposed` names the matrices that enter transposed; `sentence` describes the summand.
    """

    template: str
    parts: tuple[str, ...]
    compute: Callable[..., Any]
    transposed: tuple[str, ...] = ()
    sentence: str = ALONE

    @property
    def shown(self) -> tuple[str, ...]:
        """The matrices whose numbers stand in the formula."""
        named = re.findall(r"\$([A-Za-z]+)", self.template)
        return tuple(part for part in self.parts if part in named)


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix of a node; a vector is one row or one column, a number one cell.

    `axes` names the dimension of the rows and that of the columns, "" where there is only one row or column. Axes of
    the same name in two matrices are one dimension. A cell fixes the dimensions of its own matrix; its summands are
    added up over all other dimensions that they have. An input has no summands.
    """

    key: str
    title: str
    latex: str
    values: Array
    shape: tuple[int, ...]
    axes: tuple[str, str]
    gradient: bool
    summands: tuple[Summand, ...] = ()
    shared: bool = False

    @property
    def name(self) -> str:
        """The name of the node whose value or gradient this is."""
        return self.title.removeprefix("∂L/∂")

    def at(self, fixed: Mapping[str, int]) -> tuple[int, int]:
        """Return row and column at fixed dimensions (name: index), 0 for a dimension that is not fixed."""
        return fixed.get(self.axes[0], 0), fixed.get(self.axes[1], 0)

    def along(self, fixed: Mapping[str, int], free: Mapping[str, int]) -> Array:
        """Return the numbers along the free dimensions (name: size), flat, while the others are fixed."""
        index = tuple(slice(None) if axis in free else fixed.get(axis, 0) for axis in self.axes)
        sizes = [size if axis in self.axes else 1 for axis, size in free.items()]
        return np.broadcast_to(self.values[index].reshape(sizes), tuple(free.values())).ravel()

    def symbol(self, row: int, column: int) -> str:
        """Return one cell in LaTeX: the name with its indices, counted from 1."""
        index = {0: "", 1: f"_{{{row + column + 1}}}", 2: f"_{{{row + 1},{column + 1}}}"}[len(self.shape)]
        # A name with an index of its own gets brackets: row 1 of W₁ is not row 11 of W.
        name = f"({self.latex})" if re.search(r"(?<!\\)_", self.latex) else f"{{{self.latex}}}"
        text = f"{name}{index}" if index else self.latex
        return rf"\frac{{\partial L}}{{\partial {text}}}" if self.gradient else text


class NodeMatrices(NamedTuple):
    """The matrices of a node, by key: its inputs, `out`, `g` (the upstream gradient), and `d…` for each input."""

    node: int
    matrices: Mapping[str, Matrix]

    @property
    def sizes(self) -> dict[str, int]:
        """How long each dimension is: rows before columns."""
        pairs = ((matrix.axes, matrix.values.shape) for matrix in self.matrices.values())
        found = {axis: size for axes, shape in pairs for axis, size in zip(axes, shape, strict=True) if axis}
        return {axis: found[axis] for axis in "nkm" if axis in found}


def matrix_nodes(trace: Trace) -> tuple[int, ...]:
    """Return the nodes whose cells can be explained; none where there is no matrix at all."""
    found = tuple(i for i in trace.operations if _explainable(trace, i))
    return found if any(_has_matrix(trace, i) for i in found) else ()


def _explainable(trace: Trace, i: int) -> bool:
    node, values = trace.graph.nodes[i], trace.node_values
    most = max(np.ndim(values[j]) for j in (i, *node.inputs))
    return (node.op in PRODUCTS or (node.op in ELEMENTWISE and most > 0)) and most <= 2 and np.size(values[i]) > 0


def _has_matrix(trace: Trace, i: int) -> bool:
    return trace.graph.nodes[i].op in PRODUCTS or np.ndim(trace.node_values[i]) == 2


def node_matrices(trace: Trace, i: int) -> NodeMatrices:
    """Return the matrices of one of the `matrix_nodes`: inputs, output, gradients."""
    matrices_of = _product if trace.graph.nodes[i].op in PRODUCTS else _elementwise
    return NodeMatrices(i, {matrix.key: matrix for matrix in matrices_of(trace, i)})


@dataclass(frozen=True)
class _Builder:
    """Builds the matrices of one node."""

    trace: Trace
    node: int

    def matrix(self, key: str, i: int, value: Any, view: Array, axes: tuple[str, str], *summands: Summand) -> Matrix:
        node, gradient = self.trace.graph.nodes[i], key == "g" or key.startswith("d")
        title = _constant(key, value) if node.op == "const" else node.name
        latex = tex.name(title) if node.op != "const" or np.ndim(value) else tex.value(value)
        named = tuple(axis if size > 1 else "" for axis, size in zip(axes, view.shape, strict=True))
        label = f"∂L/∂{title}" if gradient else title
        shared = key.startswith("d") and self._is_part(i, view)
        return Matrix(key, label, latex, view, np.shape(value), (named[0], named[1]), gradient, summands, shared)

    def _is_part(self, i: int, sent: Array) -> bool:
        whole: Any = self.trace.node_grads[i]
        return not np.array_equal(sent.ravel(), np.ravel(whole), equal_nan=True)

    @property
    def upstream(self) -> Any:
        return self.trace.node_grads[self.node]

    @property
    def sent(self) -> tuple[Any, ...]:
        inputs = self.trace.graph.nodes[self.node].inputs
        return self.trace.contributions.get(self.node, (None,) * len(inputs))


def _constant(key: str, value: Any) -> str:
    return key if np.ndim(value) else numbers.number(float(value))


def _product(trace: Trace, i: int) -> Iterator[Matrix]:
    builder, node = _Builder(trace, i), trace.graph.nodes[i]
    names, values = trace.ops[node.op].inputs, [trace.node_values[j] for j in node.inputs]
    upright = np.ndim(values[1]) == 1
    left, right = names[:2]

    def across(value: Any) -> Array:
        array = np.asarray(value, dtype=np.float64)
        return array[:, np.newaxis] if upright and array.ndim == 1 else np.atleast_2d(array)

    axes = {left: ("n", "k"), right: ("k", "m")} | dict.fromkeys((*names[2:], "out", "g"), ("n", "m"))
    views = [np.atleast_2d(values[0]), across(values[1]), *map(across, values[2:])]
    pairs = Summand(rf"${left} \times ${right}", (left, right), np.multiply, sentence=_ROW_COLUMN)
    added = [Summand(f"${name}", (name,), lambda b: b, sentence=_BIAS) for name in names[2:]]
    back = {
        left: Summand(rf"$g \times ${right}", ("g", right), np.multiply, (right,), _TURNED_RIGHT),
        right: Summand(rf"${left} \times $g", (left, "g"), np.multiply, (left,), _TURNED_LEFT),
    }
    for name, j, value, view in zip(names, node.inputs, values, views, strict=True):
        yield builder.matrix(name, j, value, view, axes[name])
    out = trace.node_values[i]
    yield builder.matrix("out", i, out, across(out), axes["out"], pairs, *added)
    if i in trace.contributions:
        yield builder.matrix("g", i, out, across(builder.upstream), axes["g"])
    for name, j, value, view, part in zip(names, node.inputs, values, views, builder.sent, strict=True):
        if part is not None:
            summand = back.get(name) or Summand("$g", ("g",), lambda g: g, sentence=OVER)
            yield builder.matrix(f"d{name}", j, value, np.reshape(part, view.shape), axes[name], summand)


def _elementwise(trace: Trace, i: int) -> Iterator[Matrix]:
    builder, node = _Builder(trace, i), trace.graph.nodes[i]
    op, values = trace.ops[node.op], [trace.node_values[j] for j in node.inputs]
    axes, out = ("n", "m"), trace.node_values[i]
    for name, j, value in zip(op.inputs, node.inputs, values, strict=True):
        yield builder.matrix(name, j, value, np.atleast_2d(value), axes)
    yield builder.matrix("out", i, out, np.atleast_2d(out), axes, Summand(op_latex.formula(op), op.inputs, op.forward))
    if i in trace.contributions:
        yield builder.matrix("g", i, out, np.atleast_2d(builder.upstream), axes)
    parts = zip(op.inputs, node.inputs, values, builder.sent, op_latex.rules(op), op.vjps, strict=True)
    for name, j, value, part, rule, vjp in parts:
        if part is not None:
            summand = Summand(rule, ("g", "out", *op.inputs), vjp, sentence=OVER)
            yield builder.matrix(f"d{name}", j, value, np.atleast_2d(part), axes, summand)
