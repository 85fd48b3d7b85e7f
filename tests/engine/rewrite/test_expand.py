"""Nodes opened in place: the rest of the graph keeps its names, its values and its gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_NODES
from graphlab.engine.ops import OPS
from graphlab.engine.rewrite.expand import expand, obstacle, opened
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import run
from tests.cases import CASES
from tests.strategies import expandable, own_graphs

often = settings(max_examples=80, derandomize=True)
COMPOSITES = [
    case for case in CASES if case.op.expansion and (case.op.name, case.labels) != ("cross_entropy", "classes")
]


def assert_same(found, expected, names=None):
    """Whether two runs agree in the values and gradients of the nodes of the second."""
    for name in names or expected.values:
        np.testing.assert_allclose(found.values[name], expected.values[name], rtol=1e-9, atol=1e-12, err_msg=name)
        if name in expected.grads:
            np.testing.assert_allclose(found.grads[name], expected.grads[name], rtol=1e-9, atol=1e-12, err_msg=name)
    assert names or set(expected.grads) <= set(found.grads)


@pytest.mark.parametrize("case", COMPOSITES, ids=str)
def test_every_composite_can_be_expanded_with_the_same_value_and_gradients(case):
    feed = case.feed()
    before = run(case.graph, feed)
    trace = run(expand(case.graph, "out").graph, feed, case.upstream(before.output))
    assert_same(trace, run(case.graph, feed, case.upstream(before.output)))


@pytest.mark.parametrize("case", COMPOSITES, ids=str)
def test_in_the_middle_of_a_graph_every_other_node_stays_as_it_is(case):
    calls = f"{case.op.name}({', '.join(f'{name} * 1.5' if name != 't' else name for name in case.op.inputs)})"
    graph = parse(f"early = {case.op.inputs[0]} + 1\nmean(exp({calls} * -0.5) + {calls}) + sum(early)")
    feed = case.feed()
    before, names = run(graph, feed), expandable(graph)
    assert len(names) == 2
    found = opened(graph, names)
    assert_same(run(found.graph, feed), before)
    assert [node for node in found.graph.nodes if node.name in graph.index and not node.inputs] == [
        node for node in graph.nodes if not node.inputs
    ]
    assert_same(run(parse(found.graph.to_source()), feed), before, [*graph.inputs, "y"])


@often
@given(own_graphs(), st.randoms(use_true_random=False))
def test_any_nodes_of_any_graph_may_be_opened_in_any_order(graph, rng):
    before = run(graph)
    for _ in range(3):
        names = list(expandable(graph))
        rng.shuffle(names)
        found = opened(graph, names[:3])
        assert [group.name for group in found.groups] == names[:3]
        assert_same(run(found.graph), before)
        again = run(parse(found.graph.to_source()))
        np.testing.assert_allclose(again.output, before.output, rtol=1e-9)
        graph = found.graph


def test_inner_nodes_are_called_after_the_node_and_the_last_one_is_the_node():
    found = expand(parse("p = softmax(x)\nL = sum(p * x)"), "p")
    assert found.members == ("p_e", "p_S", "p_1", "p")
    assert found.graph.to_source() == (
        "p_e = exp(x)\np_S = sum(p_e, axis=-1, keepdims=1)\np = p_e * (1 / p_S)\nL = sum(p * x)"
    )
    assert [node.name for node in found.graph.nodes] == ["x", "p_e", "p_S", "p_1", "p", "v1", "L"]


def test_constants_and_unnamed_nodes_stay_without_a_name():
    found = expand(parse("sigmoid(x * 2) + 3"), "v2")
    assert found.graph.to_source() == "1 / (1 + exp(x * 2 * -1)) + 3"
    assert [node.name for node in found.graph.nodes if node.op == "const"] == ["c1", "c3", "c4", "c2"]


def test_what_the_inside_uses_twice_is_computed_once():
    found = expand(parse("y = tanh(a * b)"), "y")
    assert found.graph.to_source().splitlines()[0] == "v1 = a * b"
    assert parse(found.graph.to_source()).to_source() == found.graph.to_source()


@pytest.mark.parametrize(
    "text", ["y = tanh(x)\nz = y + y_p + y_1", "y_p = 3\ny = tanh(x) * y_p", "y_e(x) = x * 2\ny = softmax(y_e(x))"]
)
def test_names_that_are_taken_are_not_given_again(text):
    graph = parse(text)
    feed = {name: [0.1, 0.2] for name in graph.inputs}
    found = opened(graph, expandable(graph))
    assert len(found.graph.index) == len(found.graph.nodes)
    assert not set(found.graph.index) & set(ops_of(found.graph))
    assert_same(run(found.graph, feed), run(graph, feed))
    assert parse(found.graph.to_source())


def test_lookalikes_of_names_that_are_taken_are_not_given_either():
    assert parse(expand(parse("y_\u0440 = a + 1\ny = tanh(y_\u0440)"), "y").graph.to_source())


def test_long_names_stay_short_enough_to_be_read():
    graph = parse(f"{'a' * 40} = tanh(x)\n{'b' * 40} = softmax_with_loss({'a' * 40}, t)")
    for _ in range(3):
        graph = opened(graph, expandable(graph)).graph
        assert parse(graph.to_source())
        assert len(graph.index) == len(graph.nodes)


def test_a_definition_is_expanded_to_its_body():
    found = expand(parse("neuron(x, w, g) = sigmoid(x * w + g)\ny = neuron(a, 2, b) * 3"), "v1")
    assert found.graph.to_source() == ("neuron(x, w, g) = sigmoid(x * w + g)\ny = sigmoid(a * 2 + b) * 3")
    assert found.members == ("v1_1", "v1_2", "v1")


def test_insides_of_insides():
    feed = {"x": [[1, 2, 3], [0.5, -1, 0]], "t": [[0, 0, 1], [0.2, 0.3, 0.5]]}
    graph = parse("L = softmax_with_loss(x, t)")
    found = opened(graph, ["L", "L_y", "L"], feed)
    assert [(group.op, group.name) for group in found.groups] == [
        ("softmax_with_loss", "L"), ("softmax", "L_y"), ("cross_entropy", "L")]  # fmt: skip
    outer, softmax, loss = (set(group.members) for group in found.groups)
    assert softmax < outer
    assert loss < outer
    assert not softmax & loss
    assert expandable(found.graph) == ()
    assert_same(run(found.graph, feed), run(graph, feed))


def test_names_without_an_inside_are_passed_over():
    graph = parse("L = sigmoid(x) * 2")
    assert opened(graph, ["L", "x", "c1", "nothing", "L_1"]).graph == graph
    assert opened(graph, []).groups == ()
    with pytest.raises(GraphlabError, match="`L` has no inside"):
        expand(graph, "L")


def test_nothing_is_opened_beyond_the_size_of_a_text():
    graph = parse("y = x" + " + tanh(x)" * 400)
    found = opened(graph, expandable(graph))
    assert 1_900 < len(found.graph.nodes) <= MOST_NODES


def test_class_numbers_keep_a_cross_entropy_closed_and_say_why():
    graph, feed = parse("L = softmax_with_loss(x, t)"), {"x": [1, 2, 3], "t": 2}
    found = opened(graph, ["L", "L"], feed)
    assert [group.op for group in found.groups] == ["softmax_with_loss"]
    assert "class numbers" in str(found.refused[0])
    assert obstacle(found.graph, "L", feed) == found.refused[0]
    assert_same(run(found.graph, feed), run(graph, feed))
    one_hot = {**feed, "t": [0, 0, 1]}
    assert opened(graph, ["L", "L"], one_hot).refused == ()


def test_the_composites_of_the_book_are_all_tried():
    assert {case.op.name for case in COMPOSITES} == {op.name for op in OPS.values() if op.expansion}
