"""Everything that can be broken: broken, the gradient check fails and numbers differ; mended, it passes."""

import ast
from itertools import pairwise

import numpy as np
import pytest

from graphlab.book import FIGURES
from graphlab.book.breaks import BAD_RATE, BREAKS, DESCENT, GOOD_RATE
from graphlab.engine.language.parse import parse
from graphlab.engine.run.gradient_check import check_gradients, check_run

EVERY = pytest.mark.parametrize("broken", BREAKS.values(), ids=lambda record: record.name)


@EVERY
def test_broken_the_check_fails_and_numbers_differ(broken) -> None:
    wrong, right = broken.run(True), broken.run(False)
    rows = check_run(wrong, exactly=True)
    assert max(row.error for row in rows) > 0.05
    assert any(
        np.shape(wrong.grads[name]) != np.shape(grad) or not np.allclose(wrong.grads[name], grad)
        for name, grad in right.grads.items()
    ) or not np.isclose(wrong.output, right.output)


@EVERY
def test_mended_the_check_passes(broken) -> None:
    assert all(row.ok for row in check_gradients(broken.graph, broken.feed, upstream=broken.upstream))
    assert all(row.error < 1e-6 for row in check_run(broken.run(False), exactly=True))


@EVERY
def test_the_numbers_of_the_picture(broken) -> None:
    wrong, right = broken.run(True), broken.run(False)
    for name, (there, here) in broken.grads.items():
        np.testing.assert_allclose(wrong.grads[name], there, rtol=1e-12, atol=1e-15, err_msg=name)
        np.testing.assert_allclose(right.grads[name], here, rtol=1e-12, atol=1e-15, err_msg=name)


@EVERY
def test_a_record_says_everything(broken) -> None:
    assert broken.figure in FIGURES
    assert broken.right != broken.wrong
    for code in (broken.right, broken.wrong):
        ast.parse(code)
        assert "#" not in code
        assert code.isascii()
    assert broken.question.endswith("?")
    assert parse(broken.graph.to_source()) == broken.graph
    assert set(broken.labels) <= {node.name for node in broken.graph.nodes}


def test_the_answers_keep_their_word() -> None:
    assert np.allclose(np.sum(BREAKS["batch"].run(True).values["y"], axis=1), 0.5)
    assert np.allclose(BREAKS["order"].run(True).contributions[1], 3)
    dust = BREAKS["dust"]
    assert 15 < dust.run(True).output < -np.log(1e-7) < 16.1181 < 18 < dust.run(False).output + 1e-6
    assert dust.run(True).grads["a"][0, 1] == pytest.approx(-1, abs=1e-6)
    scores = next(row for row in check_run(dust.run(True), exactly=True) if row.name == "a")
    assert -0.2 < scores.numeric[0, 1] < -0.1
    with pytest.raises(ValueError, match="shapes"):
        np.dot(np.ones((2, 3)), np.ones((2, 3)))


def test_a_learning_rate_too_large_leaves_the_gradient_right() -> None:
    assert all(row.ok for row in check_gradients(DESCENT.graph, {"w": 0}))
    good, bad = ([loss for _, loss in DESCENT.path(rate)] for rate in (GOOD_RATE, BAD_RATE))
    assert good[-1] < 0.01 * good[0]
    assert all(later > earlier for earlier, later in pairwise(bad))
