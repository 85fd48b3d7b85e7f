"""What a run costs is known from shapes, and refused before it is paid."""

import math
import random
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import graphlab as gl
from graphlab.engine.cost_limits import WIDE, Limits
from graphlab.engine.errors import GraphlabError
from graphlab.engine.ops import OPS
from graphlab.engine.run.cost import node_size, sizes
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.feed import leaves
from graphlab.engine.run.typed_run import typed_run
from tests.strategies import own_graphs

SHAPES = ((), (1,), (2,), (3,), (1, 3), (2, 3), (3, 2), (2, 1), (1, 1), (2, 3, 2), (1, 2, 3), (1, 1, 1, 2))
SETTINGS = {
    "sum": [{"axis": a, "keepdims": k} for a in (None, 0, 1, -1, -2, 3, (0, 1), (0, 0), (), (-1, 0)) for k in (0, 1)],
    "reshape": [{"shape": s} for s in ((), (1,), (6,), 6, (3, 2), (-1,), (-1, 2), (2, -1, 1), (-1, -1), (0,), (4, -2))],
}


@pytest.mark.parametrize("name", OPS)
def test_the_shape_of_the_output_is_known_beforehand(name: str) -> None:
    op, rng = OPS[name], random.Random(0)
    choices = [[rng.choice(SHAPES) for _ in op.inputs] for _ in range(300)] + [
        [shape] * len(op.inputs) for shape in SHAPES
    ]
    for shapes in choices:
        for attrs in SETTINGS.get("sum" if name == "mean" else name, [{}]):
            try:
                with np.errstate(all="ignore"):
                    expected = np.shape(op.forward(*map(np.ones, shapes), **attrs))
            except (ValueError, IndexError):
                expected = None
            try:
                found = node_size(op, shapes, attrs).shape
            except (ValueError, IndexError):
                found = None
            # The losses look at their inputs more closely than at their shapes: one number is their result in any case.
            assert found == expected or (expected is None and found == ()), (name, shapes, attrs)


@given(own_graphs())
def test_as_many_elements_are_counted_as_a_run_holds(graph: gl.Graph) -> None:
    trace = gl.run(graph)
    shapes = [None if value is None else np.shape(value) for value in leaves(graph, {})]
    found = list(sizes(graph, shapes, ops_of(graph)))
    assert [size.shape for _, size in found] == [np.shape(trace.node_values[i]) for i in trace.operations]
    grads = sum(np.size(trace.node_grads[i]) for i in trace.operations if trace.node_grads[i] is not None)
    sent = sum(np.size(part) for parts in trace.contributions.values() for part in parts if part is not None)
    values = sum(np.size(trace.node_values[i]) for i in trace.operations)
    assert values + grads + sent <= sum(size.elements for _, size in found)


SMALL = Limits(value=1_000, run=10_000, products=100_000)


@pytest.mark.parametrize("source, node, says", [
    ("y = reshape(x, [40, 1]) * x", "y", "an array here would have 1,600 elements; at most 1,000"),
    ("a = reshape(x, [40, 1]) * x\ny = sum(a)", "a", "an array here would have 1,600 elements"),
    ("y = reshape(x, [40, 1]) @ reshape(x, [1, 40])", "y", "an array here would have 1,600 elements"),
    ("f(x) = sum(reshape(x, [40, 1]) * x)\ny = f(x)", "y", "an array here would have 1,600 elements"),
    ("y = " + " * ".join("x" * 99), "y", "grow beyond 10,000 numbers in all, gradients included"),
    ("f(x) = x * [1, 2, 3, 4, 5, 6]\ny = f(2.0)" + " + sum(f(2.0))" * 300, "y", "grow beyond 10,000 numbers"),
    ("f(x) = exp(exp(exp(exp(x))))\ny = " + " + ".join(["f(x)"] * 12), "y", "grow beyond 10,000 numbers"),
    ("d = reshape(x, [4, 10])\ny = d @ transpose(d)" + " @ d @ transpose(d)" * 30, "y", "grow beyond|take more than"),
    ("v = reshape(x, [1, 40])\ny = x @ transpose(v)", "y", None),
    ("d = reshape(x, [20, 2])\ny = sum(" + " + ".join(["d @ transpose(d)"] * 4) + ")", "y", None),
])  # fmt: skip
def test_what_goes_beyond_a_limit_is_refused(source: str, node: str, says: str | None) -> None:
    graph, feed = gl.parse(source), {"x": np.ones(40)}
    feed = feed if "x" in graph.inputs else {}
    if says is None:
        gl.run(graph, feed, limits=SMALL)
        return
    with pytest.raises(GraphlabError, match=says):
        gl.run(graph, feed, limits=SMALL)
    gl.run(graph, feed)


def test_multiplications_are_counted_in_both_directions() -> None:
    graph = gl.parse("y = dot(a, b)")
    feed = {"a": np.ones((10, 20)), "b": np.ones((20, 30))}
    gl.run(graph, feed, limits=replace(WIDE, products=3 * 10 * 20 * 30))
    with pytest.raises(GraphlabError, match="take more than 17,999 multiplications"):
        gl.run(graph, feed, limits=replace(WIDE, products=3 * 10 * 20 * 30 - 1))


@pytest.mark.parametrize("source", [
    "y = reshape(x, [5000, 1]) * x",
    "y = sum(maximum(reshape(x, [5000, 1]), x))",
    "y = dot(reshape(x, [5000, 1]), reshape(x, [1, 5000]))",
    "y = affine(reshape(x, [5000, 1]), reshape(x, [1, 5000]), 1)",
    "f(x) = sum(reshape(x, [5000, 1]) * x)\ny = f(x)",
    "v = reshape(x, [5000, 1])\ny = v * reshape(x, [1, 5000]) * reshape(x, [5000, 1, 1])",
    "f(a) = a * [" + ", ".join("1" * 5000) + "]\nv = f(1)\ny = reshape(v, [5000, 1]) * v",
])  # fmt: skip
def test_what_is_refused_takes_neither_memory_nor_time(source: str) -> None:
    graph = gl.parse(source)
    feed = dict.fromkeys(graph.inputs, np.ones(5000))
    tracemalloc.start()
    with pytest.raises(GraphlabError, match="25,000,000 elements"):
        gl.run(graph, feed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1e6


def test_a_bias_that_does_not_fit_takes_no_product_before_it_is_refused() -> None:
    graph = gl.parse("y = affine(reshape(x, [5000, 1]), reshape(x, [1, 5000]), reshape(x, [5000, 1, 1]))")
    tracemalloc.start()
    with pytest.raises(GraphlabError, match="cannot be computed"):
        gl.run(graph, {"x": np.ones(5000)})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1e6


@given(st.integers(1, 4000))
def test_class_numbers_take_no_table_of_all_classes(classes: int) -> None:
    tracemalloc.start()
    trace = gl.run(gl.parse("L = softmax_with_loss(x, t)"), {"x": np.zeros(classes), "t": classes - 1})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert math.isclose(trace.output, math.log(classes), abs_tol=1e-12)
    assert peak < 1e6


def test_what_is_typed_keeps_to_the_limits_of_the_app() -> None:
    graph = gl.parse("y = sum(reshape(x, shape=[400, 1]) * x)")
    typed = (("x", f"[{', '.join(['1'] * 400)}]"),)
    assert gl.run(graph, {"x": [1.0] * 400}).output == 160_000
    with pytest.raises(GraphlabError, match="160,000 elements; at most 100,000"):
        typed_run(graph, typed, "1")
