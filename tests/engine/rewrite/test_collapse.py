"""A group of nodes as one node: the border keeps its values and gradients, and a known op is recognised."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.language.parse import parse
from graphlab.engine.rewrite.collapse import border, collapse, inside_of
from graphlab.engine.rewrite.expand import expand
from graphlab.engine.rewrite.recognise import recognise
from graphlab.engine.run.trace import run
from tests.cases import CASES
from tests.engine.rewrite.test_expand import COMPOSITES, assert_same
from tests.strategies import graphs, own_graphs

often = settings(max_examples=100, derandomize=True)


def everything(graph):
    return [node.name for node in graph.nodes]


@often
@given(own_graphs() | graphs(), st.randoms(use_true_random=False))
def test_any_group_with_one_result_becomes_a_definition(graph, rng):
    ops = [node.name for node in graph.nodes if node.inputs]
    names = rng.sample(ops, rng.randint(1, len(ops)))
    try:
        found = collapse(graph, names, "part")
    except GraphlabError:
        assume(False)
    before, after = run(graph), run(found)
    assume(all(np.all(np.isfinite(value)) for value in [*before.values.values(), *before.grads.values()]))
    assert_same(after, before, [node.name for node in found.nodes if node.op != "const"])
    assert [node.op for node in found.nodes].count("part") == 1
    # The text may write an unnamed node elsewhere; it means the same.
    assert parse(found.to_source()).definitions == found.definitions
    again = run(parse(found.to_source()))
    np.testing.assert_allclose(again.output, before.output, rtol=1e-9)


@pytest.mark.parametrize("case", COMPOSITES, ids=str)
def test_every_composite_is_recognised_in_its_inside(case):
    expanded, feed = expand(case.graph, "out"), case.feed()
    matches = recognise(expanded.graph, expanded.members, run(expanded.graph, feed).values)
    assert case.op.name in [op for op, _ in matches]
    for op, order in matches:
        found = collapse(expanded.graph, expanded.members, op, order)
        assert len(found.nodes) == len(case.graph.nodes)
        assert_same(run(found, feed), run(case.graph, feed))


@pytest.mark.parametrize(
    ("text", "feed", "found"),
    [
        ("y = 1 / (1 + exp(-x))", {"x": 2}, [("sigmoid", ("x",))]),
        ("e = exp(x)\ny = e / (e + 1)", {"x": [1, 2]}, [("sigmoid", ("x",))]),
        ("y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))", {"x": 2}, [("tanh", ("x",))]),
        ("y = 2 * sigmoid(2 * x) - 1", {"x": 2}, [("tanh", ("x",))]),
        ("y = maximum(x, 0)", {"x": 2}, [("relu", ("x",))]),
        ("y = (x + abs(x)) / 2", {"x": -1}, [("relu", ("x",))]),
        ("y = x ** 0.5", {"x": 2}, [("sqrt", ("x",))]),
        ("e = exp(x)\ny = e / sum(e)", {"x": [1, 2, 3]}, [("softmax", ("x",))]),
        ("e = exp(x)\ny = e / sum(e)", {"x": [[1, 2, 3], [3, 2, 1]]}, []),
        ("y = b + X @ W", {"X": np.ones((2, 3)), "W": np.ones((3, 2)), "b": [1, 2]}, [("affine", ("X", "W", "b"))]),
        ("L = -log(sum(y * t))", {"y": [0.2, 0.8], "t": [0, 1]}, []),
        ("L = -sum(t * log(y))", {"y": [0.2, 0.8], "t": [0, 1]}, [("cross_entropy", ("y", "t"))]),
        ("L = -sum(t * log(y))", {"y": [[0.2, 0.8]] * 2, "t": [[0, 1]] * 2}, []),
        ("L = cross_entropy(softmax(x), t)", {"x": [1, 2, 3], "t": 2}, [("softmax_with_loss", ("x", "t"))]),
        ("L = cross_entropy(softmax(x), t)", {"x": [[1, 2]] * 2, "t": [0, 1]}, [("softmax_with_loss", ("x", "t"))]),
        ("L = sum((t - y) ** 2) / 2", {"y": [1, 2], "t": [2, 3]},
         [("mean_squared_error", ("t", "y")), ("mean_squared_error", ("y", "t"))]),
        ("y = a - -b", {"a": 1, "b": 2}, [("add", ("a", "b")), ("add", ("b", "a"))]),
        ("y = -(b - a)", {"a": 1, "b": 2}, [("sub", ("a", "b"))]),
        ("y = x * 1", {"x": 2}, []),
        ("y = sigmoid(x) + 0.000001", {"x": 2}, []),
        ("y = sigmoid(x * 1.000001)", {"x": 2}, []),
        ("y = log(3 + exp(x))", {"x": 2}, []),
        ("y = maximum(x, x * 0.01)", {"x": 2}, []),
        ("y = sqrt(-exp(x))", {"x": 2}, []),
        ("y = sigmoid(x)", {"x": 2}, []),
        ("f(a, b) = a * b + b\ny = b * (1 + a)", {"a": 2, "b": 3}, [("f", ("a", "b"))]),
    ],
)  # fmt: skip
def test_a_group_is_recognised_by_what_it_computes(text, feed, found):
    graph = parse(text)
    assert recognise(graph, everything(graph), run(graph, feed).values) == found


def test_with_many_inputs_only_their_own_order_is_tried():
    """Each of the factors could change its place: with twenty inputs no search would end."""
    names = [f"x{i}" for i in range(9)]
    graph = parse(f"f({', '.join(names)}) = {' * '.join(names)}\ny = {' * '.join(names)}")
    values = run(graph, dict.fromkeys(names, 1.5)).values
    assert recognise(graph, everything(graph), values) == [("f", tuple(names))]


def test_a_group_inside_of_a_larger_graph_is_recognised_and_collapsed():
    graph = parse("s = a * w\ny = 1 / (1 + exp(s * -1)) + s")
    names = ["v1", "v2", "v3", "v4"]
    values = run(graph, {"a": 2, "w": 0.5}).values
    ((op, order),) = recognise(graph, names, values)
    assert (op, order) == ("sigmoid", ("s",))
    assert collapse(graph, names, op, order).to_source() == "s = a * w\ny = sigmoid(s) + s"


def test_a_group_becomes_a_definition_with_its_inputs_in_order_of_first_use():
    found = collapse(parse("s = x * w + b\ny = sigmoid(s) * 2 + x"), ["v1", "s", "v2"], "part")
    assert found.to_source() == "part(x, w, b) = sigmoid(x * w + b)\ny = part(x, w, b) * 2 + x"
    assert collapse(parse("y = b - a * 2"), ["y", "v1", "a", "c1"], "f").to_source() == (
        "f(b, a) = b - a * 2\ny = f(b, a)"
    )


def test_what_a_definition_uses_twice_is_written_twice():
    graph = parse("e = exp(x)\ny = e / (1 + e)")
    assert collapse(graph, everything(graph), "f").to_source() == "f(x) = exp(x) / (1 + exp(x))\ny = f(x)"


def test_definitions_come_after_those_that_they_use():
    graph = parse("double(x) = x * 2\ny = double(a) + double(b)")
    found = collapse(graph, everything(graph), "both")
    assert found.to_source() == "double(x) = x * 2\nboth(a, b) = double(a) + double(b)\ny = both(a, b)"


def test_what_a_group_is_on_its_own():
    graph = parse("s = x * w\ny = exp(s + 2) * s")
    assert border(graph, ["v1", "v2"]) == ("s",)
    assert inside_of(graph, ["v1", "v2"]).to_source() == "exp(s + 2)"


@pytest.mark.parametrize(
    ("text", "names", "says"),
    [
        ("a = x * 2\nb = a + 1\ny = b * x", ["a", "b", "nothing"], "no node `nothing`"),
        ("y = x * 2", ["x", "c1"], "at least one operation"),
        ("y = x * 2", [], "at least one operation"),
        ("y = x * (2 + 3)", ["v1"], "constants alone"),
        ("a = x * 2\nb = exp(a)\ny = b + a", ["a", "y"], "leaves the group at `a` and comes back through `b`"),
        ("a = x * 2\nb = exp(x)\ny = b + a", ["a", "b"], "both `a` and `b` are needed outside"),
        ("a = x * 2\ny = exp(x) + 1", ["a", "y", "v1"], "both `a` and `y` are needed outside"),
    ],
)
def test_a_group_without_one_result_is_refused(text, names, says):
    with pytest.raises(GraphlabError, match=says):
        collapse(parse(text), names, "f")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("exp", "is the name of an operation"),
        ("a", "`a` has been assigned already"),
        ("x", "`x` has been assigned already"),
        ("1f", "cannot be a name"),
        ("f(x)", "cannot be a name"),
        ("f\ng", "cannot be a name"),
        ("if", "cannot be a name"),
        ("", "cannot be a name"),
        ("f" * 41, "a name may have 40"),
        ("е", "looks like"),
        ("ｆ", "special letters"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(name, says):
    with pytest.raises(GraphlabError, match=says) as caught:
        collapse(parse("a = x * 2\ne = a * x\ny = exp(e)"), ["a"], name)
    assert caught.value.line is None


def test_a_known_op_needs_its_inputs():
    graph = parse("y = 1 / (1 + exp(-x))")
    for order in ((), ("x", "x")):
        with pytest.raises(GraphlabError, match="is the name of an operation"):
            collapse(graph, everything(graph), "sigmoid", order)


def test_a_group_that_would_be_written_out_without_end_is_refused():
    graph = parse("\n".join(["a0 = x * x", *[f"a{i} = a{i - 1} * a{i - 1}" for i in range(1, 60)]]))
    with pytest.raises(GraphlabError, match="more than 2000 nodes"):
        collapse(graph, everything(graph), "f")


def test_a_constant_that_is_also_used_outside_stays_there():
    nodes = (Node("x", "input"), Node("c", "const", value=2.0, named=False), Node("a", "mul", (0, 1)))
    graph = Graph((*nodes, Node("b", "add", (2, 1))))
    found = collapse(graph, ["a"], "double")
    assert found.to_source() == "double(x) = x * 2\na = double(x)\nb = a + 2"
    assert [node.name for node in found.nodes] == ["x", "c", "a", "b"]


def test_a_group_with_many_inputs_is_refused():
    graph = parse("y = " + " + ".join(f"x{i}" for i in range(30)))
    with pytest.raises(GraphlabError, match="at most 20 parameters"):
        collapse(graph, everything(graph), "f")


def test_every_op_alone_is_no_news():
    for case in CASES:
        found = recognise(case.graph, ["out"], run(case.graph, case.feed()).values)
        assert case.op.name not in [name for name, _ in found]
