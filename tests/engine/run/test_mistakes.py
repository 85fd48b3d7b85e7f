"""Runs that are wrong in one thing: where that thing does not matter they are those of the engine."""

import numpy as np
from hypothesis import given

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.mistakes import Variant, at_once, overwriting
from graphlab.engine.run.trace import run
from tests.strategies import feed_of, graphs


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
    for walk in (at_once, overwriting):
        assert Variant(walk=walk).run(graph, feed).grads == run(graph, feed).grads
