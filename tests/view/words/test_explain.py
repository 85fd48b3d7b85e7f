"""Every step of every op is explained: a sentence, the formula in symbols, and with the numbers in it."""

import re

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace
from graphlab.locale import languages
from graphlab.view.base.look import Look
from graphlab.view.words.explain import Explanation, explain

MATRIX = ((0.5, 1.5), (2.0, 3.0))
SHARES, LABELS = ((0.25, 0.75), (0.5, 0.5)), ((0.0, 1.0), (1.0, 0.0))
ARRAYS = {
    "dot": (MATRIX, MATRIX),
    "affine": (MATRIX, MATRIX, (1.0, 2.0)),
    "cross_entropy": (SHARES, LABELS),
    "softmax_with_loss": (MATRIX, LABELS),
    "mean_squared_error": (SHARES, LABELS),
}


def trace_of(name: str) -> Trace:
    """Run a graph that holds nothing but the op."""
    op = OPS[name]
    matrices = name in ARRAYS or name in ("transpose", "sum", "mean", "softmax", "reshape")
    values = ARRAYS.get(name) or tuple([MATRIX] if matrices else (0.5, 2.0)[: len(op.inputs)])
    settings = ", shape=[4]" if name == "reshape" else ""
    names = [f"in{k}" for k in range(len(op.inputs))]
    return gl.run(gl.parse(f"out = {name}({', '.join(names)}{settings})"), dict(zip(names, values, strict=True)))


def all_of(trace: Trace, language: str = "en") -> list[Explanation]:
    return [explain(trace, position, language) for position in range(len(trace.steps) + 1)]


def plain(latex: str) -> str:
    """Return the LaTeX without its colours."""
    while match := re.search(r"\\textcolor\{#\w+\}\{", latex):
        end, depth = match.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        latex = latex[: match.start()] + latex[match.end() : end - 1] + latex[end:]
    return latex


@pytest.mark.parametrize("notation", ["numbers", "symbols", "both"])
def test_a_graph_of_constants_alone_is_explained(notation: str) -> None:
    trace = gl.run(gl.parse("half(x) = x / 2\ny = half(0.5) + tanh(half(0.5))"))
    look, positions = Look(notation=notation), range(len(trace.steps) + 1)
    changes = [explain(trace, position, look=look).change for position in positions]
    assert changes[-1] == ("∂L/∂y = 1." if notation == "numbers" else "∂L/∂y = ∂L/∂y.")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", OPS)
def test_every_op_is_explained_both_ways(name: str, language: str) -> None:
    start, forward, seed, backward = all_of(trace_of(name), language)
    assert not start.formulas
    assert start.sentences
    for explanation in (forward, seed, backward):
        assert explanation.sentences
        assert explanation.formulas
        assert explanation.change
    assert len(backward.formulas) == len(OPS[name].inputs)


@pytest.mark.parametrize("name", OPS)
def test_formulas_are_filled_in_completely(name: str) -> None:
    for explanation in all_of(trace_of(name)):
        for formula in explanation.formulas:
            assert "$" not in formula.latex
            assert formula.latex.count("{") == formula.latex.count("}")
            assert formula.latex.count(r"\left") == formula.latex.count(r"\right")


def test_the_multiply_node_of_the_tax() -> None:
    figure = gl.FIGURES["5-17"]
    explanation = explain(gl.run(figure.graph, figure.feed), 6)
    to_price, to_tax = explanation.formulas
    assert plain(to_tax.numbers) == r"1 \times 650"
    assert plain(to_tax.result) == "650"
    assert plain(to_price.numbers) == r"1 \times 1.1"
    assert "swaps" in explanation.sentences[0]
    assert explanation.change == "∂L/∂all_price = 1.1. ∂L/∂tax = 650."


def test_the_seed_is_one_because_the_output_is_differentiated_by_itself() -> None:
    trace = gl.run(gl.parse("y = x * 2"), {"x": 3})
    assert explain(trace, 2).sentences[0].startswith("1, because the output is differentiated by itself")
    assert "1.3" in explain(gl.run(gl.parse("y = x * 2"), {"x": 3}, 1.3), 2).sentences[0]


def test_contributions_and_their_sum_where_a_value_fans_out() -> None:
    last = explain(gl.run(gl.parse("x * x + x"), {"x": 3}), 5)
    assert [plain(formula.result) for formula in last.formulas] == ["3", "3", "7"]
    assert plain(last.formulas[-1].symbols) == "1 + 3 + 3"
    assert "All 3 contributions to `x`" in last.sentences[1]
    assert last.change.endswith("∂L/∂x = 7.")


def test_a_broadcast_gradient_is_summed_back_and_says_so() -> None:
    figure = gl.FIGURES["bias-backward"]
    backward = explain(gl.run(figure.graph, figure.feed, figure.upstream), 3)
    assert any("`B` was stretched" in sentence for sentence in backward.sentences)
    assert r"\sum" in backward.formulas[1].symbols
    assert r"\sum" not in backward.formulas[0].symbols


def test_no_explanation_says_that_a_sum_is_unchanged() -> None:
    for source, upstream in (("Y = dot(X, W) + B", MATRIX), ("Y = affine(X, W, B)", MATRIX)):
        trace = gl.run(gl.parse(source), {"X": MATRIX, "W": MATRIX, "B": (1, 2)}, upstream)
        told = [explain(trace, position).sentences for position in range(len(trace.steps) + 1)]
        summed = [sentences for sentences in told if any("is summed, to its own shape" in one for one in sentences)]
        assert summed
        assert not any("bias unchanged" in sentence for sentences in told for sentence in sentences)


def test_trouble_is_explained() -> None:
    spoken = explain(gl.run(gl.parse("y = 1 / x"), {"x": 0}), 1).spoken
    assert "Division by zero" in spoken


def test_constants_stand_as_numbers_and_negative_ones_in_brackets() -> None:
    formula = explain(gl.run(gl.parse("y = x * -1"), {"x": 0.5}), 1).formulas[0]
    assert plain(formula.symbols) == r"x \times (-1)"


def test_a_long_line_of_numbers_is_broken() -> None:
    trace = gl.run(gl.parse("y = x * 2"), {"x": np.arange(6) / 7})
    assert explain(trace, 1).formulas[0].latex.count(r"\\") > explain(trace_of("mul"), 1).formulas[0].latex.count(r"\\")


def test_hostile_names_reach_latex_as_identifiers_only() -> None:
    trace = gl.run(gl.parse("y = a_b_c * 이름_1"), {"a_b_c": 1, "이름_1": 2})
    latex = explain(trace, 1).formulas[0].latex
    assert r"\mathrm{a\_b\_c}" in latex
    assert r"\text{이름\_1}" in latex


def steps_in_symbols(number: str, notation: str = "symbols", form: str | None = None) -> list[Explanation]:
    figure = gl.FIGURES[number]
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    look = Look(notation=notation, form=form or figure.form, upstream=figure.signal, sums_to_one=figure.sums_to_one)
    return [explain(trace, position, look=look) for position in range(len(trace.steps) + 1)]


def lines(explanation: Explanation) -> list[list[str]]:
    """Return the lines of every formula, without colours."""
    bodies = [
        plain(f.latex).removeprefix(r"\begin{aligned} ").removesuffix(r" \end{aligned}") for f in explanation.formulas
    ]
    return [re.split(r" (?:\\\\(?:\[0\.4em\])? )?&= ", body) for body in bodies]


def test_symbols_show_the_rule_the_product_and_what_it_simplifies_to() -> None:
    (found,) = lines(steps_in_symbols("5-20", form="product")[-1])
    dy = r"\frac{\partial L}{\partial y}"
    assert found == [
        r"\frac{\partial L}{\partial x}",
        r"-\frac{\partial L}{\partial v_{1}}",
        rf"{dy} \cdot {{y}}^{{2}} \cdot \exp(-x)",
        rf"{dy} \cdot y (1 - y)",
    ]


def test_the_chain_rule_is_followed_by_what_its_factors_are() -> None:
    to_x, _to_y = lines(steps_in_symbols("5-7", form="chain")[-1])
    assert to_x[1].count(r"\partial z") == 3
    assert to_x[2:] == [r"\frac{\partial z}{\partial z} \cdot 2 t \cdot 1", "2 (x + y)"]


def test_both_ends_with_the_numbers() -> None:
    found = lines(steps_in_symbols("5-12", "both")[-1])
    assert [formula[-1] for formula in found] == [r"1 \times 5 = 5", r"1 \times 10 = 10"]
    assert all("times" not in formula[-1] for formula in lines(steps_in_symbols("5-12")[-1]))


def test_values_in_symbols_say_what_unnamed_nodes_are_made_of() -> None:
    forward = lines(steps_in_symbols("5-20")[4])
    assert forward == [["y", r"\frac{1}{v_{3}}", r"\frac{1}{1 + \exp(-x)}"]]


@pytest.mark.parametrize(("number", "said"), [("5-9", "∂L/∂z"), ("5-6", "The gradient E"), ("5-7", "1, because")])
def test_where_the_upstream_gradient_comes_from(number: str, said: str) -> None:
    seed = next(
        e for e in steps_in_symbols(number) if "comes in from the right" in e.spoken or "1, because" in e.spoken
    )
    assert said in seed.sentences[0]


@pytest.mark.parametrize("notation", ["symbols", "both"])
@pytest.mark.parametrize("number", gl.FIGURES)
def test_every_step_of_every_figure_is_explained_in_symbols(number: str, notation: str) -> None:
    for explanation in steps_in_symbols(number, notation)[1:]:
        assert explanation.sentences
        assert explanation.change
        for formula in explanation.formulas:
            assert formula.latex.count("{") == formula.latex.count("}")
            assert formula.latex.count(r"\left") == formula.latex.count(r"\right")
