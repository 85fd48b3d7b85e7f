"""Runs that are wrong in one thing: where that thing does not matter they are those of the engine."""

import numpy as np
from hypothesis import given, settings

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.mistakes import AT_ONCE, OVERWRITING, TWICE, UNSUMMED, Variant
from graphlab.engine.run.trace import run
from tests.strategies import feed_of, graphs


@settings(deadline=None)
@given(graphs())
def test_a_variant_that_changes_nothing_is_the_engine(graph: Graph) -> None:
    feed = feed_of(graph)
    ours, engines = Variant().run(graph, feed), run(graph, feed)
    assert ours.order == engines.order
    for mine, theirs in ((ours.values, engines.values), (ours.grads, engines.grads)):
        assert mine.keys() == theirs.keys()
        for name in mine:
            np.testing.assert_allclose(mine[name], theirs[name], rtol=1e-12, equal_nan=True)


def test_without_fan_out_neither_order_nor_accumulation_is_missed() -> None:
    graph, feed = parse("y = exp(a * b) + c"), {"a": 1, "b": 2, "c": 3}
    for algorithm in (AT_ONCE, OVERWRITING):
        assert Variant(algorithm=algorithm).run(graph, feed).grads == run(graph, feed).grads


def test_contributions_are_all_that_was_sent() -> None:
    graph = parse("b = a + a\nc = b + b")
    assert Variant(algorithm=AT_ONCE).run(graph, {"a": 1}).contributions == {2: (1, 1), 1: (3, 3)}
    assert Variant(algorithm=TWICE).run(graph, {"a": 1}).contributions == {2: (2, 2), 1: (6, 6)}
    assert Variant(algorithm=OVERWRITING).run(graph, {"a": 1}).contributions == {2: (1, 1), 1: (1, 1)}


def test_a_definition_may_be_run_wrongly_too() -> None:
    graph = parse("double(x) = x + x\ny = double(a) + a")
    assert run(graph, {"a": 1}).grads["a"] == 3
    assert Variant(algorithm=OVERWRITING).run(graph, {"a": 1}).grads["a"] == 2


def test_the_shape_of_what_is_not_summed() -> None:
    trace = Variant(algorithm=UNSUMMED).run(
        parse("y = X + b"), {"X": np.ones((2, 3)), "b": np.ones(3)}, np.ones((2, 3))
    )
    assert trace.grads["b"].shape == (2, 3)
    assert trace.steps[-1].stretched == (1,)
