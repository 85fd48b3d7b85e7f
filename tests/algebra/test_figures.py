"""The symbols of every figure that shows some, as the chapter writes them."""

import pytest

from graphlab.algebra.forms import symbols
from graphlab.algebra.symbols import Symbols
from graphlab.algebra.to_text import as_latex, as_text
from graphlab.book import FIGURES
from graphlab.engine.run.trace import run


def symbols_of(number: str, form: str, upstream: str | None = None) -> Symbols:
    figure = FIGURES[number]
    trace = run(figure.graph, figure.feed, figure.upstream)
    return symbols(trace, form, figure.signal if upstream is None else upstream, figure.sums_to_one)


# Figure, form, upstream gradient (None: the figure's own), node, gradient.
GOLDEN = [
    ("5-5", "product", None, "apple_price", "(∂L/∂price)·1.1"),
    ("5-5", "product", None, "apple", "(∂L/∂price)·1.1·2"),
    ("5-5", "simplified", None, "apple", "(∂L/∂price)·2.2"),
    ("5-6", "chain", "E", "x", "E·(∂y/∂x)"),
    ("5-6", "product", "E", "x", "E·2x"),
    ("5-7", "chain", "∂z/∂z", "z", "∂z/∂z"),
    ("5-7", "chain", "∂z/∂z", "t", "(∂z/∂z)·(∂z/∂t)"),
    ("5-7", "chain", "∂z/∂z", "x", "(∂z/∂z)·(∂z/∂t)·(∂t/∂x)"),
    ("5-7", "chain", "∂z/∂z", "y", "(∂z/∂z)·(∂z/∂t)·(∂t/∂y)"),
    ("5-8", "product", "∂z/∂z", "t", "(∂z/∂z)·2t"),
    ("5-8", "product", "∂z/∂z", "x", "(∂z/∂z)·2t·1"),
    ("5-8", "product", "1", "x", "2t·1"),
    ("5-8", "simplified", "∂z/∂z", "t", "2t"),
    ("5-8", "simplified", "∂z/∂z", "x", "2(x + y)"),
    ("5-8", "simplified", "1", "y", "2(x + y)"),
    ("5-9", "product", None, "x", "(∂L/∂z)·1"),
    ("5-9", "product", None, "y", "(∂L/∂z)·1"),
    ("5-9", "simplified", None, "y", "∂L/∂z"),
    ("5-10", "product", None, "x", "(∂L/∂z)·1"),
    ("5-12", "product", None, "x", "(∂L/∂z)·y"),
    ("5-12", "product", None, "y", "(∂L/∂z)·x"),
    ("5-14", "product", None, "apple", "(∂L/∂price)·tax·n_apple"),
    ("5-17", "simplified", None, "tax", "(∂L/∂price)·all_price"),
    ("5-19-1", "product", None, "v3", "−(∂L/∂y)·y²"),
    ("5-19-2", "product", None, "v2", "−(∂L/∂y)·y²"),
    ("5-19-3", "product", None, "v1", "−(∂L/∂y)·y²·exp(−x)"),
    ("5-20", "product", None, "x", "(∂L/∂y)·y²·exp(−x)"),
    ("5-20", "simplified", None, "x", "(∂L/∂y)·y(1 − y)"),
    ("5-21", "product", None, "x", "(∂L/∂y)·y²·exp(−x)"),
    ("5-22", "simplified", None, "x", "(∂L/∂y)·y(1 − y)"),
    ("5-25", "product", None, "X", "(∂L/∂Y)·Wᵀ"),
    ("5-25", "product", None, "W", "Xᵀ·(∂L/∂Y)"),
    ("5-25", "product", None, "B", "∂L/∂Y"),
    ("5-26", "product", None, "X", "(∂L/∂O)·Wᵀ"),
    ("5-27", "product", None, "B", "Σ ∂L/∂Y"),
    ("5-29", "product", None, "v9", "−1"),
    ("5-29", "product", None, "v2", "−t1"),
    ("5-29", "product", None, "t1", "−log(y1)"),
    ("5-29", "product", None, "y1", "−t1/y1"),
    ("5-29", "product", None, "r", "−((t1/y1)·e1 + (t2/y2)·e2 + (t3/y3)·e3)"),
    ("5-29", "simplified", None, "r", "−1/r"),
    ("5-29", "simplified", None, "S", "1/S"),
    ("5-29", "simplified", None, "e1", "r − t1/e1"),
    ("5-29", "simplified", None, "a1", "y1 − t1"),
    ("5-29", "simplified", None, "a2", "y2 − t2"),
    ("5-29", "simplified", None, "a3", "y3 − t3"),
    ("5-30", "product", None, "y", "−t/y"),
    ("5-30", "product", None, "a", "y(−t/y + Σ((t/y) ⊙ y))"),
    ("5-30", "simplified", None, "a", "y − t"),
    ("squared-error", "product", None, "y", "y − t"),
]


@pytest.mark.parametrize(("number", "form", "upstream", "node", "gradient"), GOLDEN)
def test_gradients(number: str, form: str, upstream: str | None, node: str, gradient: str) -> None:
    found = symbols_of(number, form, upstream)
    assert as_text(found.total(found.trace.graph.index[node])) == gradient


def test_where_1_comes_in_the_output_itself_is_differentiated() -> None:
    found = symbols_of("5-8", "chain", "1")
    assert found.gradient_name(found.trace.graph.index["x"]).name == "∂z/∂x"


SENT = [
    ("5-29", "product", "y1", 0, "−(t1/y1)·r"),
    ("5-29", "product", "y1", 1, "−(t1/y1)·e1"),
    ("5-29", "simplified", "y1", 0, "−t1/e1"),
    ("5-29", "simplified", "y1", 1, "−t1/r"),
    ("5-29", "simplified", "r", 0, "1/S"),
]


@pytest.mark.parametrize(("number", "form", "node", "slot", "gradient"), SENT)
def test_what_a_node_sends_along_one_edge(number: str, form: str, node: str, slot: int, gradient: str) -> None:
    found = symbols_of(number, form)
    assert as_text(found.gradient(found.trace.graph.index[node], slot)) == gradient


VALUES = [
    ("5-1", "apple_price", "apple_price", "apple·2"),
    ("5-3", "all_price", "all_price", "apple_price + orange_price"),
    ("5-7", "t", "t", "x + y"),
    ("5-7", "z", "z", "t²"),
    ("5-19", "v1", "−x", "−x"),
    ("5-19", "v2", "exp(−x)", "exp(−x)"),
    ("5-19", "v3", "1 + exp(−x)", "1 + exp(−x)"),
    ("5-19", "y", "y", "1/(1 + exp(−x))"),
    ("5-21", "y", "y", "σ(x)"),
    ("5-25", "X_dot_W", "X_dot_W", "X·W"),
    ("5-29", "S", "S", "e1 + e2 + e3"),
    ("5-30", "y", "y", "softmax(a)"),
]


@pytest.mark.parametrize(("number", "node", "value", "made"), VALUES)
def test_values(number: str, node: str, value: str, made: str) -> None:
    found = symbols_of(number, "product")
    i = found.trace.graph.index[node]
    assert (as_text(found.value(i)), as_text(found.expression(i))) == (value, made)


LATEX = [
    ("5-7", "chain", "t", r"\frac{\partial z}{\partial z} \cdot \frac{\partial z}{\partial t}"),
    ("5-8", "simplified", "x", r"2 (x + y)"),
    ("5-20", "product", "x", r"\frac{\partial L}{\partial y} \cdot {y}^{2} \cdot \exp(-x)"),
    ("5-22", "simplified", "x", r"\frac{\partial L}{\partial y} \cdot y (1 - y)"),
    ("5-25", "product", "X", r"\frac{\partial L}{\partial Y} \cdot {W}^{T}"),
    ("5-27", "product", "B", r"\sum \frac{\partial L}{\partial Y}"),
    ("5-29", "product", "y1", r"-\frac{t_{1}}{y_{1}}"),
    ("5-30", "product", "a", r"y \left( -\frac{t}{y} + \sum \left( \frac{t}{y} \odot y \right) \right)"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "form", "node", "latex"), LATEX)
def test_latex(number: str, form: str, node: str, latex: str) -> None:
    found = symbols_of(number, form)
    assert as_latex(found.total(found.trace.graph.index[node])) == latex


@pytest.mark.parametrize("case", range(3))
def test_relu_is_an_open_or_a_closed_switch(case: int) -> None:
    figure = FIGURES["5-18"]
    trace = run(figure.graph_of(figure.cases[case]), figure.cases[case].feed)
    open_here = trace.node_values[trace.graph.index["x"]] > 0
    assert as_text(symbols(trace).total(trace.graph.index["x"])) == ("∂L/∂y" if open_here else "0")


@pytest.mark.parametrize("form", ["chain", "product", "simplified"])
@pytest.mark.parametrize("number", FIGURES)
def test_every_gradient_of_every_figure_has_symbols(number: str, form: str) -> None:
    found = symbols_of(number, form)
    for i, parts in found.trace.contributions.items():
        for slot, part in enumerate(parts):
            written = found.gradient(i, slot)
            assert (written is None) == (part is None)
            assert written is None or (
                as_text(written) and as_latex(written).count("{") == as_latex(written).count("}")
            )
