"""Everything that can be broken: broken, the gradient check fails and numbers differ; mended, it passes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from graphlab.book import FIGURES
from graphlab.book.breaks import BAD_RATE, BREAKS, DESCENT, GOOD_RATE
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.run.gradient_check import check_gradients
from graphlab.engine.run.mistakes import Variant, at_once, overwriting
from graphlab.engine.run.numerical import compare
from graphlab.engine.run.trace import run
from tests.strategies import feed_of, graphs

EVERY = pytest.mark.parametrize("broken", BREAKS.values(), ids=lambda record: record.name)

# What the learner reads in the picture: name of a node, its gradient broken and right.
GOLDEN = {
    "order": {"a": (6, 4), "b": (2, 2)},
    "accumulate": {"x": (3, 7)},
    "reset": {"tax": (400, 200), "apple_price": (2.2, 1.1), "apple": (6.6, 2.2), "n_apple": (330, 110)},
    "swap": {"tax": (1.1, 200), "apple_price": (200, 1.1)},
    "mask": {"x": ((1, 2, 3, 4), (1, 0, 3, 0))},
    "transpose": {"X": (((5, 1), (11, 1)), ((-1, 4), (-1, 10)))},
    "bias": {"B": (((1, 2, 3), (4, 5, 6)), (5, 7, 9))},
    "batch": {"y": (((0, -5, 0), (0, 0, -1.25)), ((0, -2.5, 0), (0, 0, -0.625)))},
    "dust": {},
}


@EVERY
def test_broken_the_check_fails_and_numbers_differ(broken) -> None:
    wrong, right = broken.run(True), broken.run(False)
    rows = compare(wrong, ops=broken.variant.ops)
    assert max(row.error for row in rows) > 0.05
    assert any(
        np.shape(wrong.grads[name]) != np.shape(grad) or not np.allclose(wrong.grads[name], grad)
        for name, grad in right.grads.items()
    ) or not np.isclose(wrong.output, right.output)


@EVERY
def test_mended_the_check_passes(broken) -> None:
    assert all(row.ok for row in check_gradients(broken.graph, broken.feed, upstream=broken.upstream))
    assert all(row.error < 1e-6 for row in compare(broken.run(False)))


@EVERY
def test_the_numbers_of_the_picture(broken) -> None:
    wrong, right = broken.run(True), broken.run(False)
    for name, (there, here) in GOLDEN[broken.name].items():
        np.testing.assert_allclose(wrong.grads[name], there, rtol=1e-12, atol=1e-15, err_msg=name)
        np.testing.assert_allclose(right.grads[name], here, rtol=1e-12, atol=1e-15, err_msg=name)


@EVERY
def test_a_record_says_everything(broken) -> None:
    assert broken.figure in FIGURES
    assert broken.right != broken.wrong
    assert broken.question.endswith("?")
    assert parse(broken.graph.to_source()) == broken.graph
    assert set(broken.labels) <= {node.name for node in broken.graph.nodes}


def test_the_answers_keep_their_word() -> None:
    assert np.allclose(np.sum(BREAKS["batch"].run(True).values["y"], axis=1), 0.5)
    assert np.allclose(BREAKS["order"].run(True).contributions[1], 3)
    dust = BREAKS["dust"]
    assert 15 < dust.run(True).output < -np.log(1e-7) < 16.1181 < 18 < dust.run(False).output + 1e-6
    assert dust.run(True).grads["a"][0, 1] == pytest.approx(-1, abs=1e-6)
    scores = next(row for row in compare(dust.run(True), ops=dust.variant.ops) if row.name == "a")
    assert -0.2 < scores.numeric[0, 1] < -0.1
    with pytest.raises(ValueError, match="shapes"):
        np.dot(np.ones((2, 3)), np.ones((2, 3)))


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


def test_a_learning_rate_too_large_leaves_the_gradient_right() -> None:
    assert all(row.ok for row in check_gradients(DESCENT.graph, {"w": 0}))
    good, bad = ([loss for _, loss in DESCENT.walk(rate)] for rate in (GOOD_RATE, BAD_RATE))
    assert good[-1] < 0.01 * good[0]
    assert all(later > earlier for earlier, later in pairwise(bad))
