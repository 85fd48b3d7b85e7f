"""Every figure shows the chapter's numbers, and its gradients stand up to numerical differentiation."""

from itertools import pairwise

import numpy as np
import pytest

import graphlab as gl
from graphlab.book.figure import Case, Figure
from graphlab.book.figures import GROUPS
from graphlab.data import load
from graphlab.engine.rewrite.expand import expand
from graphlab.view.base.look import FORMS, Look
from graphlab.view.picture.scene import scene

CASES = [
    pytest.param(figure, case, id=f"{figure.number}-{k}")
    for figure in gl.FIGURES.values()
    for k, case in enumerate(figure.cases)
]


@pytest.mark.parametrize(("figure", "case"), CASES)
def test_golden_numbers(figure: Figure, case: Case) -> None:
    trace = gl.run(figure.graph_of(case), case.feed, case.upstream)
    for name, expected in case.values.items():
        np.testing.assert_allclose(trace.values[name], expected, rtol=0, atol=1e-6, err_msg=name)
    for name, expected in case.grads.items():
        np.testing.assert_allclose(trace.grads[name], expected, rtol=0, atol=1e-6, err_msg=name)


@pytest.mark.parametrize(("figure", "case"), CASES)
def test_backpropagation_agrees_with_numerical_differentiation(figure: Figure, case: Case) -> None:
    for row in gl.check_gradients(figure.graph_of(case), case.feed, upstream=case.upstream):
        assert row.ok, row


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_a_figure_is_complete(figure: Figure) -> None:
    assert figure.title
    assert figure.notice
    assert figure.group in GROUPS
    assert figure.view in ("numbers", "symbols", "shapes", "exercise")
    assert figure.constants in ("inside", "outside")
    assert figure.form in FORMS
    assert gl.parse(figure.source).to_source() == figure.source
    steps = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
    assert 0 <= figure.opens <= (steps if figure.ends is None else figure.ends) <= steps
    assert figure.case.values or figure.case.grads


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_whatever_a_record_names_is_there(figure: Figure) -> None:
    nodes = figure.graph.index
    assert {*figure.elided, *figure.images, *figure.bars, *figure.asides} <= set(nodes)
    assert {*figure.elided, *figure.images, *figure.hidden} <= set(figure.graph.inputs)
    assert not figure.builds or figure.graph.nodes[nodes[figure.builds]].op == "dot"
    assert figure.slide is None or figure.slide.low < figure.feed[figure.slide.name] < figure.slide.high
    if figure.beside:
        other = gl.FIGURES[figure.beside.figure] if figure.beside.figure else figure
        assert other.cases[figure.beside.case] is not figure.case


@pytest.mark.parametrize(("figure", "case"), CASES)
def test_the_cases_of_a_figure_take_the_same_steps(figure: Figure, case: Case) -> None:
    assert case.feed.keys() == figure.feed.keys()
    assert len(gl.run(figure.graph_of(case), case.feed).steps) == len(gl.run(figure.graph, figure.feed).steps)
    assert gl.parse(case.source or figure.source).to_source() == (case.source or figure.source)
    assert bool(case.label) or all(np.ndim(value) == 0 for value in case.feed.values()) or len(figure.cases) == 1


def test_the_sigmoid_in_a_row_goes_on_where_the_last_figure_ended() -> None:
    row = [gl.FIGURES[number] for number in ("5-19", "5-19-1", "5-19-2", "5-19-3", "5-20")]
    for before, after in pairwise(row):
        assert after.opens == before.ends
        assert (after.source, dict(after.feed), after.upstream) == (before.source, dict(before.feed), before.upstream)
    acting = [gl.run(one.graph, one.feed).steps[(one.ends or 9) - 1].node for one in row[1:]]
    assert [row[0].graph.nodes[i].op for i in acting] == ["reciprocal", "add", "exp", "mul"]
    whole = [gl.FIGURES[number] for number in ("5-21", "5-22")]
    for one in whole:
        assert one.opens == len(gl.run(one.graph, one.feed).steps)
        assert expand(one.graph, "y").graph.to_source() != one.source
    assert [one.form for one in whole] == ["product", "simplified"]
    inside = gl.run(expand(whole[0].graph, "y").graph, whole[0].feed)
    assert inside.grads["x"] == pytest.approx(gl.run(row[0].graph, row[0].feed).grads["x"])


def test_the_image_of_the_two_is_one_of_the_bundled_digits() -> None:
    digits = load("digits")
    image = np.array(gl.FIGURES["5-28"].feed["x"])
    assert np.round(image * 255).astype(int).tolist() == np.round(digits.x_train[22].astype(float)).tolist()
    assert digits.t_train[22] == 2


def test_every_figure_of_the_chapter_is_there() -> None:
    numbered = [f"5-{n}" for n in range(1, 31)] + [f"5-19-{n}" for n in (1, 2, 3)]
    assert {*numbered, "bias-forward", "bias-backward", "good-prediction", "squared-error"} <= set(gl.FIGURES)


def test_the_image_becomes_the_probabilities_of_the_picture() -> None:
    figure = gl.FIGURES["5-28"]
    values = gl.run(figure.graph, figure.feed, figure.upstream).values
    assert values["scores"][[0, 2]].tolist() == pytest.approx([5.3, 10.1])
    assert np.round(values["y"][[0, 2]], 3).tolist() == [0.008, 0.991]


def test_every_step_of_the_walk_is_told_at_its_node() -> None:
    figure = gl.FIGURES["5-29"]
    trace = gl.run(figure.graph, figure.feed)
    told = [figure.asides[figure.graph.nodes[i].name] for i in trace.order]
    numbers = [int(text.split()[1]) for text in told]
    assert set(numbers) == {1, 2, 3, 4, 5, 6}
    assert {figure.graph.nodes[i].op for i, n in zip(trace.order, numbers, strict=True) if n == 4} == {"reciprocal"}
    assert [numbers[k] for k in (0, -1)] == [1, 6]


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


@pytest.mark.parametrize(
    ("number", "written"),
    {
        "5-6": ["E·(∂y/∂x)", "E"],
        "5-7": ["(∂z/∂z)·(∂z/∂t)·(∂t/∂x)", "(∂z/∂z)·(∂z/∂t)·(∂t/∂y)", "(∂z/∂z)·(∂z/∂t)", "∂z/∂z"],
        "5-8": ["2(x + y)", "2(x + y)", "2t", "1"],
        "5-9": ["(∂L/∂z)·1", "(∂L/∂z)·1", "∂L/∂z"],
        "5-10": ["(∂L/∂z)·1", "(∂L/∂z)·1", "∂L/∂z"],
        "5-12": ["(∂L/∂z)·y", "(∂L/∂z)·x", "∂L/∂z"],
        "5-20": ["(∂L/∂y)·y²·exp(−x)", "−(∂L/∂y)·y²·exp(−x)", "−(∂L/∂y)·y²", "−(∂L/∂y)·y²", "∂L/∂y"],
        "5-21": ["(∂L/∂y)·y²·exp(−x)", "∂L/∂y"],
        "5-22": ["(∂L/∂y)·y(1 − y)", "∂L/∂y"],
    }.items(),
)
def test_the_gradients_are_written_as_the_chapter_writes_them(number: str, written: list[str]) -> None:
    figure = gl.FIGURES[number]
    look = Look("symbols", form=figure.form, upstream=figure.signal, inline_constants=figure.constants == "inside")
    assert [text.shown for text in scene(gl.run(figure.graph, figure.feed), look=look).below] == written
