"""The code beside the picture: the chapter's layers, forward lines, backward lines in reverse."""

import ast
import subprocess
import sys

import pytest

import graphlab as gl
from graphlab.book.breaks import BREAKS
from graphlab.view.words.layer_code import layer_code


def lines_of(source: str, feed: dict | None = None) -> dict[str, int | None]:
    return {line.text: line.position for line in layer_code(gl.run(gl.parse(source), feed))}


def test_apples_and_oranges_as_in_the_chapter() -> None:
    figure = gl.FIGURES["5-17"]
    lines = {line.text: line.position for line in layer_code(gl.run(figure.graph, figure.feed))}
    assert lines["mul_apple_layer = MulLayer()"] is None
    assert lines["orange_price = mul_orange_layer.forward(orange, n_orange)"] == 2
    assert lines["dprice = 1"] == 5
    assert lines["dall_price, dtax = mul_tax_layer.backward(dprice)"] == 6
    assert lines["dapple_price, dorange_price = add_layer.backward(dall_price)"] == 7
    assert lines["dapple, dn_apple = mul_apple_layer.backward(dapple_price)"] == 9


def test_contributions_are_added_where_a_value_fans_out() -> None:
    lines = lines_of("x * x + x", {"x": 3})
    assert lines["dx = dx_1 + dx_2 + dx_3"] == 5


def test_constants_receive_nothing() -> None:
    assert "dx, _ = mul_x_layer.backward(dy)" in lines_of("y = x * -1", {"x": 3})


def test_settings_of_an_op_are_written() -> None:
    assert "sum_x_layer = SumLayer(axis=0)" in lines_of("y = sum(x, axis=0)", {"x": [1, 2]})


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_has_a_line_for_every_step_and_is_python(figure) -> None:
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    lines = layer_code(trace)
    assert sorted({line.position for line in lines} - {None}) == list(range(1, len(trace.steps) + 1))
    ast.parse("\n".join(line.text.replace("= …", "= 0") for line in lines))


@pytest.mark.parametrize("name", ["order", "accumulate", "reset"])
def test_the_program_of_a_wrong_walk_comes_to_its_numbers(name: str) -> None:
    """Walked wrongly, the lines stand in the wrong order too."""
    wrong = BREAKS[name].run(broken=True)
    lines = ["from graphlab.nn import AddLayer, MulLayer", *(line.text for line in layer_code(wrong))]
    inputs = wrong.graph.inputs
    program = "\n".join([*lines, *(f"print(d{name})" for name in inputs)])
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert [float(line) for line in printed.split()] == pytest.approx([wrong.grads[name] for name in inputs])
