"""Ops of the learner's own: what a definition may say, and that it computes what its text computes."""

import time

import numpy as np
import pytest
from hypothesis import given, settings

from graphlab.engine.compiled.program import compile_graph
from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph, Node
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_NODES
from graphlab.engine.ops import OPS
from graphlab.engine.rewrite.expand import opened
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.gradient_check import check_gradients
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import run
from tests.strategies import expandable, own_graphs

NEURON = "neuron(x, w, b) = sigmoid(x * w + b)\n"


def refusal(text):
    """Return the error that a text meets with."""
    with pytest.raises(GraphlabError) as caught:
        parse(text)
    return caught.value


def without_definitions(graph):
    """Return the same graph with every use of a definition opened, until there is none left."""
    while own := [node.name for node in graph.nodes if node.op in ops_of(graph) and node.op not in OPS]:
        graph = opened(graph, own).graph
    return Graph(graph.nodes)


def test_a_definition_is_an_op_like_any_other():
    trace = run(parse(NEURON + "y = neuron(a, w1, 0.5) * 2"), {"a": 2, "w1": 0.3})
    slope = 2 * 0.7502601055951177 * (1 - 0.7502601055951177)
    assert trace.output == pytest.approx(2 * 0.7502601055951177)
    assert trace.grads["a"] == pytest.approx(slope * 0.3)
    assert trace.grads["w1"] == pytest.approx(slope * 2)
    assert [node.op for node in trace.graph.nodes] == ["input", "input", "const", "neuron", "const", "mul"]


def test_definitions_may_use_those_before_them_and_stand_anywhere_before_their_use():
    text = "a = 3\ndouble(x) = x * 2\nb = double(a) + 1\nfour(x) = double(double(x))  # of four\ny = four(b)"
    graph = parse(text)
    assert run(graph).output == 28
    assert graph.to_source().splitlines()[:2] == ["double(x) = x * 2", "four(x) = double(double(x))"]
    assert parse(graph.to_source()) == graph
    assert [own.name for own in graph.definitions] == ["double", "four"]


def test_unused_definitions_are_kept():
    graph = parse("double(x) = x * 2\ny = a + 1")
    assert graph.to_source() == "double(x) = x * 2\ny = a + 1"
    assert parse("y = a + 1") != graph


def test_parameters_are_names_of_their_own():
    graph = parse("f(a, v1, y) = a - v1 * y\na = 2\nv1 = 3\ny = f(v1, a, 4) + a")
    assert run(graph).output == 3 - 2 * 4 + 2
    assert graph.inputs == ("a", "v1")


def test_a_graph_without_definitions_reads_the_registry_itself():
    assert ops_of(parse("y = x * x")) is OPS
    ops = ops_of(parse("f(x) = x * 2\ny = f(x)"))
    assert ops["exp"] is OPS["exp"]
    assert ops_of(parse("f(x) = x * 2\ny = f(x) + f(w)")) is ops


def test_names_for_unnamed_nodes_avoid_definitions():
    graph = parse("y(x) = x * 2\nv1(x) = x + 1\nc1(x) = x - 1\nv1(3 * a) + y(a) * c1(a)")
    assert parse(graph.to_source()) == graph
    assert not {node.name for node in graph.nodes} & {"y", "v1", "c1"}


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("f(x) = f(x) * 2\ny = f(2)", (1, 8), "`f` cannot be defined by itself"),
        ("f(x) = g(x) * 2\ng(x) = f(x)\ny = f(1)", (1, 8), "g → f → g. A graph has no cycle"),
        ("y = g(x) * 2\ng(x) = x * 2\nz = y * 2", (1, 5), "`g` is used before the line that defines it"),
        ("f(x) = x * z\ny = f(1)", (1, 12), "`z` is no parameter of `f`"),
        ("z = 3\nf(x) = x * z\ny = f(1)", (2, 12), "`z` is no parameter of `f`"),
        ("f(x) = 3\ny = f(1)", (1, 8), "a number alone"),
        ("f(x) = x\ny = f(1)", (1, 8), "`x` alone computes nothing"),
        ("f(x, w) = x * 2\ny = f(1, 2)", (1, 6), "does not use its parameter `w`"),
        ("f(x) = 2 * 3\ny = f(1)", (1, 3), "does not use its parameter `x`"),
        ("f(2) = x * 2\ny = f(1)", (1, 3), "names its parameters in brackets"),
        ("f() = 3 * 2\ny = f()", (1, 1), "names its parameters in brackets"),
        ("f(*x) = x * 2\ny = f(1)", (1, 3), "names its parameters in brackets"),
        ("f(x, x) = x * 2\ny = f(1, 2)", (1, 6), "the parameter `x` stands here twice"),
        ("f(exp) = exp * 2\ny = f(1)", (1, 3), "`exp` is the name of an operation"),
        ("f(f) = f * 2\ny = f(1)", (1, 3), "`f` is the name of an operation"),
        ("g(x) = x * 2\nf(g) = g * 2\ny = f(1)", (2, 3), "`g` is the name of an operation"),
        ("exp(x) = x * 2\ny = exp(1)", (1, 1), "`exp` is the name of an operation"),
        ("input(x) = x * 2\ny = input(1)", (1, 1), "`input` is a reserved word"),
        ("const(x) = x * 2\ny = const(1)", (1, 1), "`const` is a reserved word"),
        ("f(x) = x * 2\nf(x) = x * 3\ny = f(1)", (2, 1), "`f` is the name of an operation"),
        ("f(x) = x * 2\nf = 3\ny = f(1)", (2, 1), "`f` is the name of an operation"),
        ("f = 3\nf(x) = x * 2\ny = f(1)", (2, 1), "`f` has been assigned already"),
        ("y = f * 2\nf(x) = x * 2\nz = y * 2", (2, 1), "`f` is used before this line"),
        ("f(x) = x * 2\ny = f(1, 2)", (2, 5), "`f` takes 1 input (x), not 2."),
        ("f(a, b) = a * b\ny = f(1)", (2, 5), "`f` takes 2 inputs (a, b), not 1."),
        ("f(x) = x * 2\ny = f(1, axis=0)", (2, 10), "`f` has no setting `axis` here"),
        ("f(x) = x * 2\ny = f * 3", (2, 5), "`f` is an operation: write what it is applied to"),
        ("f(x) = x(2)\ny = f(3)", (1, 8), "only operations can be called"),
        ("f(x) = a if x else b\ny = f(1)", (1, 1), "`if` and `else`"),
        ("f(x) = x < 2\ny = f(1)", (1, 8), "comparisons"),
        ("f(x) = x.T\ny = f(1)", (1, 8), "a dot after a name"),
        ("f(x) =\ny = f(1)", (1, 7), "missing or superfluous"),
        ("f(x) = x × 2\ny = f(1)", (1, 10), "write `*`"),
        ("  f(x) = x * 2\ny = f(1)", (1, 2), "must not begin with blanks"),
        ("not(x) = 3\ny = x * 2", (1, 1), "the operator `not`"),
        ("f(x) = x * 2", (1, 1), "nothing to compute"),
        ("y = x * 2\nf(x) = x * 2", (2, 1), "the last line is the output"),
        ("값(사과) = epx(사과)\ny = 값(1)", (1, 9), "unknown name `epx`"),
        ("f(x) = exp(x) + 9 ** 9 ** 9\ny = f(1)", (1, 17), "this power is too large"),
        (f"f({', '.join(f'x{i}' for i in range(21))}) = x0 * 2\ny = f(1)", (1, 1), "at most 20 parameters"),
    ],
)
def test_each_refusal_has_its_place_and_words(text, place, says):
    error = refusal(text)
    assert says in str(error.message)
    assert (error.line, error.column) == place


def test_near_names_are_offered():
    assert str(refusal("neuron(x) = x * 2\ny = nueron(3)").hint) == "Did you mean `neuron`?"
    assert str(refusal("f(weight) = wieght * 2\ny = f(3)").hint) == "Did you mean `weight`?"


@pytest.mark.parametrize(
    "text",
    ["f(а) = а * 2\na = 3\ny = f(a) + аpple + apple", "ｆ(x) = x * 2\ny = f(1)", "f(𝑥) = x * 2\ny = f(1)",
     "ехр(x) = x * 2\ny = ехр(1)", f"{'f' * 41}(x) = x * 2\ny = a * 2"],
)  # fmt: skip
def test_names_that_mislead_are_refused(text):
    assert refusal(text).line


def bomb(lines):
    """Return definitions each of which uses the one before it twice."""
    text = ["f0(x) = x * x", *[f"f{i}(x) = f{i - 1}(x) * f{i - 1}(x)" for i in range(1, lines)]]
    return "\n".join([*text, f"y = f{lines - 1}(a)"])


def test_nodes_are_counted_with_the_insides_of_definitions():
    start = time.thread_time()
    error = refusal(bomb(200))
    assert time.thread_time() - start < 1
    assert str(error.message) == f"with the insides of its definitions the graph has more than {MOST_NODES} nodes."
    assert run(parse(bomb(7)), {"a": 1.01}).output == pytest.approx(1.01**128)
    assert "more than 2000 nodes" in str(refusal("f(x) = " + "exp(" * 99 + "x" + ")" * 99 + "\ny = a" + " + f(a)" * 20))


def test_the_deepest_chain_of_definitions_that_is_read_runs_soon():
    lines = ["f0(a, b) = a + b", *[f"f{i}(a, b) = f{i - 1}(a, b) + 0.5" for i in range(1, 35)]]
    graph = parse("\n".join([*lines, "y = f34(a, b)"]))
    start = time.thread_time()
    trace = run(graph, {"a": 1, "b": 2})
    assert (trace.output, trace.grads["a"]) == (20, 1)
    assert hash(graph) == hash(parse(graph.to_source()))
    assert time.thread_time() - start < 1


def test_arrays_within_an_inside_are_bounded():
    numbers = ",".join(["1"] * 5_000)
    graph = parse(f"f(x) = sum(x * reshape(x, [-1, 1]))\nx = [{numbers}]\ny = f(x)")
    with pytest.raises(GraphlabError, match="25,000,000 elements") as caught:
        run(graph)
    assert caught.value.node == "y"


often = settings(max_examples=80, derandomize=True)


@often
@given(own_graphs())
def test_a_graph_with_definitions_is_read_back_from_its_own_text(graph):
    assert parse(graph.to_source()) == graph
    assert hash(parse(graph.to_source())) == hash(graph)


@often
@given(own_graphs())
def test_own_ops_compute_what_their_insides_compute(graph):
    whole, parts = run(graph, upstream=1.5), run(without_definitions(graph), upstream=1.5)
    assert set(whole.grads) <= set(parts.grads)
    for name in whole.grads:
        np.testing.assert_allclose(whole.values[name], parts.values[name], rtol=1e-12, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(whole.grads[name], parts.grads[name], rtol=1e-9, atol=1e-9, err_msg=name)


@settings(max_examples=30, derandomize=True)
@given(own_graphs())
def test_own_ops_pass_the_gradient_check(graph):
    assert all(row.ok for row in check_gradients(graph))


@settings(max_examples=30, derandomize=True)
@given(own_graphs())
def test_own_ops_run_in_a_program(graph):
    trace = run(graph)
    for dtype, close in ((np.float64, 1e-12), (np.float32, 1e-3)):
        program = compile_graph(graph, dtype=dtype)
        for _ in range(2):
            output, grads = program({name: np.array(value) for name, value in graph.defaults.items()})
            np.testing.assert_allclose(output, trace.output, rtol=close, atol=close)
            for name in graph.inputs:
                np.testing.assert_allclose(grads[name], trace.grads[name], rtol=close, atol=close)


@pytest.mark.parametrize("label", [1, [0, 1, 0], [0.2, 0.5, 0.3]])
def test_labels_may_be_given_to_a_definition(label):
    feed = {"a": [0.3, -1, 2], "t": label}
    trace = run(parse("loss(x, t) = softmax_with_loss(x * 2, t)\nL = loss(a, t)"), feed)
    plain = run(parse("L = softmax_with_loss(a * 2, t)"), feed)
    assert trace.output == plain.output
    assert ("t" in trace.grads) == ("t" in plain.grads) == (label != 1)
    assert all(np.allclose(trace.grads[name], plain.grads[name]) for name in trace.grads)


def test_numbers_outside_and_arrays_within():
    # All values of the graph are numbers, and still nothing goes back to the class number `t`.
    graph = parse("loss(x, t) = softmax_with_loss(x * [1, 2, 3], t)\nL = loss(a, t) * (t + 1)")
    trace = run(graph, {"a": 0.5, "t": 1})
    plain = run(parse("L = softmax_with_loss(a * [1, 2, 3], t) * (t + 1)"), {"a": 0.5, "t": 1})
    assert trace.output == plain.output
    assert {name: trace.grads[name] for name in ("a", "t")} == pytest.approx({n: plain.grads[n] for n in ("a", "t")})


def test_an_error_within_is_placed_at_the_node_outside():
    graph = parse("f(x, w) = exp(x @ w)\ny = f(a, b) * 2")
    with pytest.raises(GraphlabError, match="do not fit together") as caught:
        run(graph, {"a": [1, 2], "b": [1, 2, 3]})
    assert caught.value.node == "v1"
    with pytest.raises(GraphlabError, match=r"`f` cannot be computed for inputs of shape \(2,\), \(3,\)"):
        run(parse("f(x, w) = x + w\ny = f(a, b) * 2"), {"a": [1, 2], "b": [1, 2, 3]})


def test_kinks_and_special_values_within_are_noticed():
    graph = parse("leaky(x) = maximum(x, x * 0.1) + relu(x - 3)\ny = leaky(x)")
    assert [check_gradients(graph, {"x": x})[0].kink for x in (1, 0, 3, [1, 3])] == [False, True, True, True]
    step = run(parse("f(x) = 1 / x + 2\ny = f(x)"), {"x": 0}).steps[0]
    assert "such as a division by zero: expand it" in str(remarks(step)[0])
    assert not remarks(run(parse("f(x) = 1 / x + 2\ny = f(x)"), {"x": 1}).steps[0])


def test_nothing_that_is_given_is_made_read_only():
    record = ops_of(parse("f(x) = transpose(x) + x\ny = f(a)"))["f"]
    x, g = np.ones((2, 2)), np.ones((2, 2))
    record.vjps[0](g, record.forward(x), x)
    assert x.flags.writeable
    assert g.flags.writeable


@pytest.mark.parametrize(
    "params", [("x", "w", "b"), ("g", "out"), ("n", "N"), ("x_1", "x_2"), ("사과", "tax"), ("w1",)]
)
def test_the_record_is_complete(params):
    name = "my_op"
    graph = parse(f"{name}({', '.join(params)}) = {' * '.join(params)} * 2\ny = {name}({', '.join('a' * len(params))})")
    op = ops_of(graph)[name]
    assert (op.name, op.symbol, op.layer, op.attrs, op.infix) == (name, name, "MyOpLayer", (), None)
    assert len(op.inputs) == len(op.vjps) == len(op.rules) == len(params)
    assert all(key.isascii() and key.isalpha() and key not in ("g", "out", "n", "N") for key in op.inputs)
    assert op.formula == rf"\text{{my\_op}}({', '.join(f'${key}' for key in op.inputs)})"
    assert parse(op.expansion).inputs == op.inputs
    assert op.forward_says
    assert op.backward_says


def test_the_expansion_of_a_record_brings_the_definitions_that_it_needs():
    graph = parse("double(x) = x * 2\nfour(z) = double(double(z))\ny = four(a)")
    assert run(parse(ops_of(graph)["four"].expansion), {"z": 3}).output == 12


def test_a_graph_with_definitions_built_by_hand():
    definition = parse("double(x) = x * 2\ny = double(a)").definitions[0]
    graph = Graph((Node("a", "input"), Node("y", "double", (0,))), (definition,))
    assert graph == parse("double(x) = x * 2\ny = double(a)")
    assert expandable(graph) == ("y",)
