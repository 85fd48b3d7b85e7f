"""The backward pass of a matrix product, built from the shapes: every line true, for every dot node."""

import re

import numpy as np
import pytest

import graphlab as gl
from graphlab.view.base.theme import dimension_colours
from graphlab.view.matrix.dot_backward import dot_backward

SHAPES = [((2,), (2, 3)), ((5, 2), (2, 3)), ((5, 2), (2,)), ((2,), (2,)), ((2,), (2, 2)), ((4, 4), (4, 4))]


def lines(x: tuple[int, ...], w: tuple[int, ...], slot: int) -> list[tuple[str, str]]:
    out = np.dot(np.ones(x), np.ones(w))
    trace = gl.run(gl.parse("O = dot(X, W)"), {"X": np.ones(x), "W": np.ones(w)}, np.ones(np.shape(out)))
    return [(str(stage.sentence), stage.latex) for stage in dot_backward(trace, 2, slot)]


def shapes(latex: str, samples: int | str = "N") -> list[tuple[int | str, ...]]:
    plain = re.sub(r"\\textcolor\{#\w+\}\{(\w+)\}", r"\1", latex).replace(r"\,", "")
    found = [
        [part.strip() for part in shape.split(",") if part.strip()] for shape in re.findall(r"\(([\w, ]*)\)", plain)
    ]
    return [tuple(samples if part == "N" else int(part) for part in shape) for shape in found]


def test_figure_5_26() -> None:
    left, right = lines((2,), (2, 3), 0), lines((2,), (2, 3), 1)
    assert [shapes(latex) for _, latex in left] == [[(2,)], [(3,), (2, 3)], [(3,), (2, 3)], [(3,), (3, 2), (2,)], []]
    assert left[-1][1] == (r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial O} \cdot W^{\mathsf{T}}")
    assert shapes(right[-2][1]) == [(2, 1), (1, 3), (2, 3)]
    assert right[-1][1] == (r"\frac{\partial L}{\partial W} = X^{\mathsf{T}} \cdot \frac{\partial L}{\partial O}")


@pytest.mark.parametrize(("x", "w"), SHAPES)
@pytest.mark.parametrize("slot", [0, 1])
def test_the_product_that_is_said_to_fit_fits(x: tuple[int, ...], w: tuple[int, ...], slot: int) -> None:
    found = lines(x, w, slot)
    first, second, *results = shapes(found[-2][1], x[0])
    assert np.dot(np.ones(first), np.ones(second)).shape == results[0]
    assert results[-1] == (x, w)[slot]
    assert np.prod(results[0]) == np.prod((x, w)[slot])


@pytest.mark.parametrize(("x", "w"), SHAPES)
@pytest.mark.parametrize("slot", [0, 1])
def test_the_product_that_is_said_not_to_fit_does_not(x: tuple[int, ...], w: tuple[int, ...], slot: int) -> None:
    said, latex = lines(x, w, slot)[-3]
    first, second = shapes(latex)[:2]
    assert (first[-1] == second[0]) is ("by chance" in said)


def test_samples_are_a_letter_and_a_dimension_keeps_its_colour() -> None:
    every = " ".join(latex for slot in (0, 1) for _, latex in lines((5, 2), (2, 3), slot))
    coloured = set(re.findall(r"\\textcolor\{(#\w+)\}\{(\w+)\}", every))
    assert {text for _, text in coloured} == {"N", "2", "3"}
    assert len(coloured) == 3
    assert {colour for colour, _ in coloured} <= set(dimension_colours("light"))
