"""Runs that are wrong in one thing: where that thing does not matter they are those of the engine."""

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.mistakes import AT_ONCE, OVERWRITING, TWICE, UNSUMMED, Variant, until
from graphlab.engine.run.remarks import remarks
from graphlab.engine.run.trace import run
from graphlab.engine.run.walk import Algorithm
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


def test_without_an_order_a_node_acts_before_all_has_arrived_and_again() -> None:
    trace = Variant(algorithm=AT_ONCE).run(parse("b = a + a\nc = b + b"), {"a": 1})
    assert trace.visits == ((2, 1, (1, None)), (1, 1, (1, 1)), (2, 1, (None, 1)), (1, 2, (2, 2)))
    assert [step.upstream for step in trace.steps[3:]] == [1, 1, 1, 2]
    assert [step.grads.get("a") for step in trace.steps[2:]] == [None, None, 2, 2, 6]
    says = [" ".join(map(str, remarks(step))) for step in trace.steps[3:]]
    assert says == ["", "`b` acts too early: 1 of 2 gradients have arrived.", "",
                    "`b` acts again: what it has sent already is sent once more."]  # fmt: skip


def test_two_runs_are_all_visits_two_times() -> None:
    trace = Variant(algorithm=TWICE).run(parse("y = a * b * c"), {"a": 2, "b": 3, "c": 4})
    assert trace.order == (4, 2, 4, 2) == tuple(step.node for step in trace.steps[3:])
    assert [step.upstream for step in trace.steps[3:]] == [1, 4, 1, 8]


def same(one: Any, other: Any) -> bool:
    return one is other is None or bool(np.allclose(one, other, rtol=1e-9, equal_nan=True))


@settings(deadline=None)
@given(graphs(), st.sampled_from([AT_ONCE, TWICE, OVERWRITING, UNSUMMED]))
def test_every_step_of_a_wrong_walk_is_a_visit_and_its_sums_are_those_of_the_walk(
    graph: Graph, algorithm: Algorithm
) -> None:
    try:
        trace = Variant(algorithm=algorithm).run(graph, feed_of(graph))
    except ValueError:  # What is not summed back need not fit what it meets.
        assume(False)
    back = trace.steps[trace.forward_count + 1 :]
    assert [step.contributions for step in back] == [sent for _i, _g, sent in trace.visits]
    for k, step in enumerate(back):
        assert same(step.upstream, until(trace, k).reached[step.node])
    last = until(trace, len(back))
    assert all(map(same, last.reached, trace.reached))
    sent = Counter(j for i, _g, parts in trace.visits for j, part in zip(graph.nodes[i].inputs, parts, strict=True)
                   if part is not None)  # fmt: skip
    assert {j: len(visits) for j, visits in trace.arrivals.items()} == sent
    assert last.contributions.keys() == trace.contributions.keys() == set(trace.order)


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
