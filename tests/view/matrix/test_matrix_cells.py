"""Every cell of every matrix is made of what is said: the terms add up to it, and they stand where it is lit."""

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.ops import ELEMENTWISE
from graphlab.engine.ops.shape_errors import PRODUCTS
from graphlab.engine.run.trace import Trace
from graphlab.view.matrix.matrix_cells import MOST_TERMS, cell_formula
from graphlab.view.matrix.node_matrices import matrix_nodes, node_matrices
from tests.cases import CASES, Case

ASKED = [
    case
    for case in CASES
    if case.op.name in (*PRODUCTS, *ELEMENTWISE)
    and max(map(len, case.shapes)) <= 2
    and (case.op.name in PRODUCTS or any(len(shape) == 2 for shape in case.shapes))
]


def batch() -> Trace:
    figure = gl.FIGURES["5-27"]
    return gl.run(figure.graph, figure.feed, figure.upstream)


def plain(latex: str) -> str:
    """Return the LaTeX of an equation without its colours, braces and spaces."""
    for colour in ("#0072B2", "#C05400"):
        latex = latex.replace(rf"\textcolor{{{colour}}}", "")
    return latex.replace("{", "").replace("}", "").replace(" ", "")


@pytest.mark.parametrize("case", ASKED, ids=str)
def test_the_terms_of_every_cell_add_up_to_it(case: Case) -> None:
    trace = gl.run(case.graph, case.feed(), case.upstream(gl.run(case.graph, case.feed()).output))
    (node,) = matrix_nodes(trace)
    of = node_matrices(trace, node)
    wanted = {"out": trace.output, **{f"d{name}": trace.grads[name] for name in case.op.inputs}}
    for key, value in wanted.items():
        matrix = of.matrices[key]
        assert matrix.shape == np.shape(value)
        assert np.array_equal(matrix.values.ravel(), np.ravel(value))
        for (row, column), number in np.ndenumerate(matrix.values):
            found = cell_formula(of, key, row, column)
            assert found.total == number
            assert sum(found.terms) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    ("node", "key", "cell", "terms", "total"),
    [
        (2, "out", (1, 2), (15, 24), 39),
        (2, "dB", (1, 2), (6, 24), 30),
        (2, "dA", (0, 1), (2, 8, 18), 28),
        (4, "out", (1, 2), (42,), 42),
        (4, "db", (0, 1), (2, 5), 7),
    ],
)
def test_the_numbers_of_figure_5_27(node: int, key: str, cell: tuple, terms: tuple, total: float) -> None:
    assert cell_formula(node_matrices(batch(), node), key, *cell)[2:] == (terms, total)


def test_what_is_said_and_written_of_the_weights_gradient() -> None:
    found = cell_formula(node_matrices(batch(), 2), "dB", 1, 2)
    assert str(found.sentences[0]).startswith("Row 2 of Xᵀ, which is column 2 of X, meets column 3 of ∂L/∂X_dot_W")
    lines = plain(found.latex).split("&=")[1:]
    assert lines[1:] == [r"2\times3+4\times6\\", r"6+24\\", r"30\endaligned"]
    assert lines[0].startswith(r"X_1,2\times\frac\partialL\partial\mathrmX\_dot\_W_1,3+X_2,2\times")


def test_what_is_said_of_the_inputs_gradient() -> None:
    of = node_matrices(batch(), 2)
    found = cell_formula(of, "dA", 0, 1)
    assert str(found.sentences[0]).startswith("Row 1 of ∂L/∂X_dot_W meets column 2 of Wᵀ, which is row 2 of W")
    assert [summand.transposed for summand in of.matrices["dA"].summands] == [("B",)]


def test_the_bias_gradient_is_summed_over_the_batch() -> None:
    found = cell_formula(node_matrices(batch(), 4), "db", 0, 2)
    assert found.terms == (3, 6)
    assert "every one of the 2 rows" in str(found.sentences[0])
    assert "3+6" in plain(found.latex)


def test_the_bias_of_an_affine_node_joins_the_sum() -> None:
    trace = gl.run(gl.parse("Y = affine(X, W, B)"), gl.FIGURES["5-27"].feed, ((1, 2, 3), (4, 5, 6)))
    of = node_matrices(trace, 3)
    assert cell_formula(of, "out", 1, 2)[2:] == ((15, 24, 3), 42)
    assert str(cell_formula(of, "out", 1, 2).sentences[1]).endswith("number of B at this place is added.")
    assert cell_formula(of, "db", 0, 1)[2:] == ((2, 5), 7)
    assert "2+5" in plain(cell_formula(of, "db", 0, 1).latex)
    assert plain(cell_formula(of, "db", 0, 1).latex).count("2+5") == 1


def test_a_long_sum_is_cut_and_says_so() -> None:
    rng = np.random.default_rng(0)
    trace = gl.run(gl.parse("Y = dot(X, W)"), {"X": rng.normal(size=(3, 784)), "W": rng.normal(size=(784, 50))})
    found = cell_formula(node_matrices(trace, 2), "out", 2, 49)
    assert len(found.terms) == 784
    assert found.latex.count(r"\cdots") == 3
    assert len(found.latex) < 3000
    assert str(found.sentences[1]) == f"There are 784 terms; the first {MOST_TERMS - 1} and the last are written out."


def test_a_part_of_a_gradient_is_called_a_part() -> None:
    trace = gl.run(gl.parse("Z = dot(X, W)\nY = dot(Z, W)"), {"X": np.eye(2), "W": [[1, 2], [3, 4]]}, np.ones((2, 2)))
    said = [str(cell_formula(node_matrices(trace, node), "dB", 0, 0).sentences[-1]) for node in (2, 3)]
    assert all("one part of its gradient" in text for text in said)
    assert "one part" not in " ".join(map(str, cell_formula(node_matrices(trace, 2), "dA", 0, 0).sentences))


@pytest.mark.parametrize(
    ("source", "nodes"),
    [
        ("z = x * y", ()),
        ("z = [1, 2] * y", ()),
        ("z = dot([1, 2], [3, 4]) + y", (2,)),
        ("z = softmax([[1, 2]])", ()),
        ("z = sum(relu([[1, -2]] * y), axis=0)", (3, 4)),
        ("z = relu(reshape(x * [1, 2, 3, 4], shape=[1, 2, 2]))", ()),
    ],
)
def test_where_there_is_something_to_ask(source: str, nodes: tuple) -> None:
    graph = gl.parse(source)
    names = dict.fromkeys(graph.inputs, 3)
    found = matrix_nodes(gl.run(graph, names))
    assert len(found) == len(nodes)


def test_negative_numbers_get_brackets() -> None:
    trace = gl.run(gl.parse("Y = dot(X, W)"), {"X": [[1, -2]], "W": [[-3], [4]]})
    assert r"1\times(-3)+(-2\times4)\\&=-3+(-8)" in plain(cell_formula(node_matrices(trace, 2), "out", 0, 0).latex)


def test_the_index_of_a_name_and_that_of_a_cell_are_kept_apart() -> None:
    trace = gl.run(gl.parse("Y = dot(X, W1)"), {"X": [[1]], "W1": [[2]]})
    assert "(W_1)_1,1" in plain(cell_formula(node_matrices(trace, 2), "out", 0, 0).latex)
