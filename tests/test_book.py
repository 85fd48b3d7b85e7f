"""Every figure shows the chapter's numbers, and its gradients stand up to numerical differentiation."""

import numpy as np
import pytest

import graphlab as gl
from graphlab.book.figure import Case, Figure
from graphlab.book.figures import GROUPS

CASES = [
    pytest.param(figure, case, id=f"{figure.number}-{k}")
    for figure in gl.FIGURES.values()
    for k, case in enumerate(figure.cases)
]


@pytest.mark.parametrize(("figure", "case"), CASES)
def test_golden_numbers(figure: Figure, case: Case) -> None:
    trace = gl.run(figure.graph, case.feed, case.upstream)
    for name, expected in case.values.items():
        np.testing.assert_allclose(trace.values[name], expected, rtol=0, atol=1e-6, err_msg=name)
    for name, expected in case.grads.items():
        np.testing.assert_allclose(trace.grads[name], expected, rtol=0, atol=1e-6, err_msg=name)


@pytest.mark.parametrize(("figure", "case"), CASES)
def test_backpropagation_agrees_with_numerical_differentiation(figure: Figure, case: Case) -> None:
    for row in gl.check_gradients(figure.graph, case.feed, upstream=case.upstream):
        assert row.ok, row


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_a_figure_is_complete(figure: Figure) -> None:
    assert figure.title
    assert figure.notice
    assert figure.group in GROUPS
    assert figure.view in ("numbers", "symbols", "shapes", "exercise")
    assert figure.constants in ("inside", "outside")
    assert gl.parse(figure.source).to_source() == figure.source
    assert 0 <= figure.opens <= len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
    assert figure.cases[0].values or figure.cases[0].grads


def test_every_figure_of_the_chapter_is_there() -> None:
    numbered = [f"5-{n}" for n in range(1, 31)] + [f"5-19-{n}" for n in (1, 2, 3)]
    assert set(numbered) <= set(gl.FIGURES)
    assert set(gl.FIGURES) - set(numbered) == {"bias-forward", "bias-backward", "good-prediction", "squared-error"}


def test_the_image_becomes_the_probabilities_of_the_picture() -> None:
    figure = gl.FIGURES["5-28"]
    values = gl.run(figure.graph, figure.feed, figure.upstream).values
    assert values["scores"][[0, 2]].tolist() == pytest.approx([5.3, 10.1])
    assert np.round(values["y"][[0, 2]], 3).tolist() == [0.008, 0.991]


def test_the_six_steps_of_the_walk_through_softmax_with_loss() -> None:
    figure = gl.FIGURES["5-29"]
    trace = gl.run(figure.graph, figure.feed)
    t, y, e = (np.array([trace.values[f"{letter}{k}"] for k in (1, 2, 3)]) for letter in "tye")
    total = trace.values["S"]
    sent = {name: trace.contributions[trace.graph.index[name]] for name in ("y1", "y2", "y3")}
    to_share = np.array([sent[f"y{k}"][1] for k in (1, 2, 3)])
    to_exp = np.array([sent[f"y{k}"][0] for k in (1, 2, 3)])
    np.testing.assert_allclose([trace.grads[f"y{k}"] for k in (1, 2, 3)], -t / y)
    np.testing.assert_allclose(to_share, -t * total)
    np.testing.assert_allclose(to_exp, -t / e)
    np.testing.assert_allclose(trace.grads["r"], to_share.sum())
    np.testing.assert_allclose(trace.grads["S"], 1 / total)
    np.testing.assert_allclose([trace.grads[f"a{k}"] for k in (1, 2, 3)], y - t)
