"""All ways from a node to the output: their number, their products, and their sum, which is the gradient."""

import time

import numpy as np
import pytest
from hypothesis import assume, given, settings

from graphlab.engine.language.parse import parse
from graphlab.engine.rewrite.paths import closed_edges, count_paths, paths
from graphlab.engine.run.trace import run
from tests.strategies import feed_of, graphs, own_graphs

often = settings(max_examples=80, derandomize=True)


def assert_ways_add_up(trace):
    for name, gradient in trace.grads.items():
        source = trace.graph.index[name]
        number = count_paths(trace.graph, source, closed_edges(trace))
        if number <= 200:
            found = paths(trace, source, most=200)
            assert len(found) == number
            assert len({path.edges for path in found}) == number
            total = sum((path.product for path in found), start=np.zeros(np.shape(gradient)))
            biggest = max((float(np.max(np.abs(path.product))) for path in found), default=1.0)
            np.testing.assert_allclose(total, gradient, rtol=1e-9, atol=1e-12 * max(biggest, 1.0), err_msg=name)


@often
@given(graphs())
def test_the_products_of_all_ways_add_up_to_the_gradient(graph):
    trace = run(graph, feed_of(graph), 1.5)
    biggest = np.max([np.max(np.abs(value)) for value in [*trace.values.values(), *trace.grads.values()]])
    assume(biggest < 1e100)
    assert_ways_add_up(trace)


@settings(max_examples=30, derandomize=True)
@given(own_graphs())
def test_they_do_in_graphs_with_definitions(graph):
    assert_ways_add_up(run(graph))


def test_two_apples_have_one_way_each():
    trace = run(parse("price = apple * n_apple * tax"), {"apple": 100, "n_apple": 2, "tax": 1.1})
    (path,) = paths(trace, 0)
    assert [trace.graph.nodes[i].name for i in path.nodes] == ["apple", "v1", "price"]
    assert path.edges == ((2, 0), (4, 0))
    assert path.local == (2, 1.1)
    assert (path.product, type(path.product)) == (2.2, float)


def test_a_value_that_fans_out_has_one_way_for_each_use():
    trace = run(parse("s = x * x\ny = s + x"), {"x": 3}, 2)
    found = paths(trace, 0)
    assert [path.edges for path in found] == [((1, 0), (2, 0)), ((1, 1), (2, 0)), ((2, 1),)]
    assert [path.local for path in found] == [(3, 1), (3, 1), (1,)]
    assert [path.product for path in found] == [6, 6, 2]
    assert count_paths(trace.graph, 0) == 3


def test_from_the_output_there_is_the_way_of_no_step():
    trace = run(parse("y = x * 2"), {"x": 3}, 5)
    (path,) = paths(trace, 2)
    assert (path.nodes, path.edges, path.local, path.product) == ((2,), (), (), 5)


def test_no_way_leads_from_constants_unused_nodes_and_class_numbers():
    trace = run(parse("u = 3\nw = u * 2\nL = softmax_with_loss(x * 2, t) + 0 * 1"), {"x": [1, 2], "t": 1})
    index = trace.graph.index
    assert {name: len(paths(trace, index[name])) for name in ("u", "w", "t", "c1", "c3", "x")} == {
        "u": 0, "w": 0, "t": 0, "c1": 0, "c3": 0, "x": 1}  # fmt: skip
    assert count_paths(trace.graph, index["t"]) == 1
    assert count_paths(trace.graph, index["t"], closed_edges(trace)) == 0
    assert count_paths(trace.graph, index["u"]) == 0


def test_a_node_that_feeds_scores_and_class_numbers_has_one_way_with_a_gradient():
    trace = run(parse("L = softmax_with_loss([1, 2, 3] * k, k + 1)"), {"k": 1})
    (path,) = paths(trace, trace.graph.index["k"])
    assert path.product == pytest.approx(trace.grads["k"])


def test_arrays_have_a_product_and_no_local_numbers():
    trace = run(parse("y = sum((X + b) * X)"), {"X": np.ones((2, 3)), "b": [1, 2, 3]})
    (path,) = paths(trace, trace.graph.index["b"])
    assert path.local == (None, None, None)
    assert path.product.tolist() == [2, 2, 2] == trace.grads["b"].tolist()
    assert len(paths(trace, 0)) == 2


def test_ways_beyond_number_are_counted_and_the_first_ones_listed():
    graph = parse("\n".join(["a0 = x + x", *[f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, 900)]]))
    start = time.thread_time()
    assert count_paths(graph, 0) == 2**900
    trace = run(parse("\n".join(graph.to_source().splitlines()[:100])), {"x": 1})
    found = paths(trace, 0, most=10)
    assert [path.product for path in found] == [1] * 10
    assert len(paths(trace, 0)) == 64
    assert time.thread_time() - start < 1
