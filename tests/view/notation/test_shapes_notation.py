"""The notation in shapes: golden labels of figures 5-23 to 5-27, a colour for each dimension, the batch as a letter."""

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import Look
from graphlab.view.base.theme import SIZES, THEMES, dimension_colours
from graphlab.view.notation.dimensions import Dimensions
from graphlab.view.notation.notation import Edge, Text
from graphlab.view.notation.shapes_notation import Shapes
from graphlab.view.picture.scene import edges_of, scene
from tests.cases import CASES, Case


def trace_of(number: str) -> Trace:
    figure = gl.FIGURES[number]
    return gl.run(figure.graph, figure.feed, figure.upstream)


def told(trace: Trace) -> dict[str, tuple[str, str]]:
    """Return what stands above and below the edge that leaves each node, by the node's name."""
    says, nodes = Shapes(trace), trace.graph.nodes
    edges = edges_of(trace.graph)
    return {nodes[w.source].name: (says.value(w.source).shown, says.gradient(w).shown) for w in edges}


def test_the_dot_product_of_figure_5_26() -> None:
    assert told(trace_of("5-26")) == {
        "X": ("(2,)", "(∂L/∂O)·Wᵀ\n(3,)(3,2) → (2,)"),
        "W": ("(2, 3)", "Xᵀ·(∂L/∂O)\n(2,1)(1,3) → (2,3)"),
        "O": ("(3,)", "∂L/∂O\n(3,)"),
    }


def test_the_batch_of_figure_5_27() -> None:
    assert told(trace_of("5-27")) == {
        "X": ("(N, 2)", "(∂L/∂X_dot_W)·Wᵀ\n(N,3)(3,2) → (N,2)"),
        "W": ("(2, 3)", "Xᵀ·(∂L/∂X_dot_W)\n(2,N)(N,3) → (2,3)"),
        "X_dot_W": ("X_dot_W\n(N, 3)", "(N, 3)"),
        "B": ("(3,)", "∂L/∂Y: sum over axis 0\n(N,3) → (3,)"),
        "Y": ("(N, 3)", "∂L/∂Y\n(N, 3)"),
    }


def test_affine_as_one_node_says_the_same() -> None:
    trace = gl.run(gl.parse("Y = affine(X, W, B)"), gl.FIGURES["5-27"].feed, ((1, 2, 3), (4, 5, 6)))
    assert told(trace)["X"] == ("(N, 2)", "(∂L/∂Y)·Wᵀ\n(N,3)(3,2) → (N,2)")
    assert told(trace)["B"] == ("(3,)", "∂L/∂Y: sum over axis 0\n(N,3) → (3,)")


def test_a_matrix_times_a_vector() -> None:
    trace = gl.run(gl.parse("y = dot(X, w)"), {"X": np.ones((4, 3)), "w": np.ones(3)})
    assert told(trace)["X"][1] == "(∂L/∂y)·wᵀ\n(4,1)(1,3) → (4,3)"
    assert told(trace)["w"][1] == "Xᵀ·(∂L/∂y)\n(3,4)(4,) → (3,)"


def coloured(text: Text) -> list[tuple[str, str]]:
    return [(run.role, run.text) for line in text.lines for run in line if run.role]


def test_matching_dimensions_have_matching_colours() -> None:
    trace = trace_of("5-27")
    says = Shapes(trace)
    first, second, third = SIZES[:3]
    assert coloured(says.value(0)) == [(first, "N"), (second, "2")]
    assert coloured(says.value(1)) == [(second, "2"), (third, "3")]
    assert coloured(says.gradient(Edge(0, 2, 0))) == [
        *((first, "N"), (third, "3"), (third, "3"), (second, "2")),
        *((first, "N"), (second, "2")),
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_dimensions_are_their_own(theme: str) -> None:
    assert len(set(dimension_colours(theme))) == 5
    assert list(THEMES[theme]).count(dimension_colours(theme)[0]) == 1


def test_labels_are_measured_as_they_are_drawn_and_harmless() -> None:
    trace = trace_of("5-27")
    says = Shapes(trace)
    texts = [text for w in edges_of(trace.graph) for text in (says.value(w.source), says.gradient(w))]
    for text in texts:
        assert "\n".join("".join(run.text for run in line) for line in text.lines) == text.shown
        assert text.hover


def test_the_axis_is_named_in_the_learners_language() -> None:
    korean = Shapes(trace_of("5-27"), translate=translator("ko"))
    assert "축" in korean.gradient(Edge(3, 4, 1)).shown


@pytest.mark.parametrize(
    ("source", "feed", "wanted"),
    [
        ("Y = dot(W, x)", {"W": np.ones((3, 2)), "x": np.ones((2, 4))}, ("3", "4")),
        ("h = relu(dot(X, W1))\nY = dot(h, W2)", {"X": np.ones((5, 2)), "W1": np.ones((2, 5)), "W2": np.ones((5, 3))},
         ("N", "3")),
        ("Y = transpose(dot(X, W))", {"X": np.ones((5, 2)), "W": np.ones((2, 3))}, ("3", "N")),
        ("Y = sum(dot(X, W), axis=0)", {"X": np.ones((5, 2)), "W": np.ones((2, 3))}, ("3",)),
        ("Y = sum(dot(X, W), axis=1, keepdims=1)", {"X": np.ones((5, 2)), "W": np.ones((2, 3))}, ("N", "1")),
        ("Y = softmax(dot(X, W))", {"X": np.ones((5, 2)), "W": np.ones((2, 3))}, ("N", "3")),
        ("Y = X * b", {"X": np.ones((5, 2)), "b": np.ones(2)}, ("5", "2")),
    ],
    ids=str,
)  # fmt: skip
def test_the_batch_is_found_by_how_it_flows(source: str, feed: dict, wanted: tuple) -> None:
    trace = gl.run(gl.parse(source), feed)
    assert Dimensions(trace).sizes(len(trace.graph.nodes) - 1) == wanted


def test_what_is_itself_a_weight_has_no_batch() -> None:
    feed = {"X": np.ones((5, 2)), "V": np.ones((2, 4)), "U": np.ones((4, 3))}
    trace = gl.run(gl.parse("Y = dot(X, dot(V, U))"), feed)
    found = Dimensions(trace)
    assert {node.name: found.sizes(i) for i, node in enumerate(trace.graph.nodes)} == {
        "X": ("N", "2"), "V": ("2", "4"), "U": ("4", "3"), "v1": ("2", "3"), "Y": ("N", "3"),
    }  # fmt: skip


def test_labels_of_classes_share_the_batch_with_the_scores() -> None:
    trace = gl.run(gl.parse("L = softmax_with_loss(a, t)"), {"a": np.ones((4, 3)), "t": [0, 1, 2, 0]})
    assert [Dimensions(trace).sizes(i) for i in range(3)] == [("N", "3"), ("N",), ()]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_dimension_has_one_size_and_every_op_can_be_written(case: Case) -> None:
    trace = gl.run(case.graph, case.feed())
    found = Dimensions(trace)
    known: dict[int, int] = {}
    for i, value in enumerate(trace.node_values):
        for dimension, size in zip(found.of(i), np.shape(value), strict=True):
            assert known.setdefault(dimension, size) == size
    says = Shapes(trace)
    for edge in edges_of(trace.graph):
        above, below = says.value(edge.source).shown.split("\n"), says.gradient(edge).shown.split("\n")
        assert below[-1] == "" or below[-1].replace(" ", "").endswith(above[-1].replace(" ", ""))


@pytest.mark.parametrize(
    "figure", [one for one in gl.FIGURES.values() if one.group == "affine"], ids=lambda one: one.number
)
def test_no_label_touches_anything_in_the_figures_of_the_chapter(figure) -> None:
    picture = scene(gl.run(figure.graph, figure.feed, figure.upstream), look=Look(notation="shapes"))
    assert (picture.placed.overlaps, picture.placed.tight) == (0, 0)


def test_in_a_chain_of_layers_a_gradients_shape_takes_one_line() -> None:
    trace = trace_of("5-28")
    nodes = trace.graph.nodes
    edge = next(
        w for w in edges_of(trace.graph) if w.target < len(nodes) and nodes[w.target].name == "scores" and w.slot == 0
    )
    assert Shapes(trace).gradient(edge).shown == "(10,)(10,3) → (3,)"
