"""Every formula becomes MathML that says the same, in colours of the page, with nothing in it but elements and text."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphlab as gl
from graphlab.book.figure import Case, Figure
from graphlab.engine.run.trace import Trace, run
from graphlab.ui.frame.subject import of_case
from graphlab.view.base import tex
from graphlab.view.base.look import FORMS, Look
from graphlab.view.base.mathml import mathml
from graphlab.view.base.theme import THEMES
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.words.explain import explain
from tests.strategies import feed_of, graphs

CASES = [(figure, case) for figure in gl.FIGURES.values() for case in figure.cases]
ELEMENTS = frozenset((
    "math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded", "mfrac", "msqrt",
    "msup", "msub", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd",
))  # fmt: skip
STYLES = {
    "color:var(--value)", "color:var(--gradient_text)",
    "text-align:right;padding-right:0", "text-align:left;padding-left:0",
}  # fmt: skip


LOOKS = tuple(Look(notation=notation, form=form) for notation, form in product(NOTATIONS, FORMS))


def formulas_of(trace: Trace, looks: Sequence[Look] = LOOKS, theme: str = "light") -> Iterator[str]:
    for look, position in product(looks, range(len(trace.steps) + 1)):
        for formula in explain(trace, position, "en", theme, look).formulas:
            yield formula.latex


def judge(latex: str) -> None:
    """Assert that the MathML of a formula is well-formed, harmless, coloured, and has its digits in their order."""
    made = mathml(latex)
    root = ElementTree.fromstring(made)
    found = list(root.iter())
    assert {one.tag for one in found} <= ELEMENTS
    assert {one.get("style") for one in found if one.get("style")} <= STYLES
    assert "#" not in made
    (note,) = root.iter("annotation")
    assert note.text == re.sub(r"\\textcolor\{#\w+\}", "", latex).replace(r"\\[0.4em]", r"\\")
    note.text = ""
    assert re.findall(r"\d", "".join(root.itertext())) == re.findall(r"\d", re.sub(r"\[0\.4em\]|#\w+", "", latex))
    for role in ("value", "gradient_text"):
        assert made.count(f"var(--{role})") == latex.count(getattr(THEMES["light"], role))


@pytest.mark.parametrize("figure, case", CASES, ids=[f"{figure.number} {case.feed}"[:40] for figure, case in CASES])
def test_every_formula_of_the_chapter(figure: Figure, case: Case) -> None:
    for latex in set(formulas_of(of_case(figure, case).trace)):
        judge(latex)


@given(graphs())
@settings(max_examples=8)
def test_every_formula_of_a_random_graph(graph: gl.Graph) -> None:
    for latex in set(formulas_of(run(graph, feed_of(graph)), (Look(), Look(notation="both")))):
        judge(latex)


@given(st.from_regex(r"[^\W\d]\w{0,39}", fullmatch=True).filter(str.isidentifier))
def test_every_name(name: str) -> None:
    root = ElementTree.fromstring(mathml(tex.name(name)))
    assert root.tag == "math"


def test_both_themes_give_the_same() -> None:
    trace = gl.run(gl.FIGURES["5-17"].graph, gl.FIGURES["5-17"].feed)
    light, dark = (list(map(mathml, formulas_of(trace, theme=theme))) for theme in ("light", "dark"))
    assert light == dark


def test_the_lines_of_a_formula_stand_below_each_other() -> None:
    trace = gl.run(gl.parse("price = apple * tax"), {"apple": 100, "tax": 1.1})
    root = ElementTree.fromstring(mathml(explain(trace, 1).formulas[0].latex))
    rows = ["".join(row.itertext()) for row in root.iter("mtr")]
    assert rows == ["price=apple×tax", "=100×1.1=110"]


def test_a_large_number_is_one_number() -> None:
    assert "<mn>1,234,567</mn>" in mathml(tex.value(1234567.0))


@pytest.mark.parametrize(
    "latex", ["", "<script>", r"\text{<b>}", "&", r"\href{javascript:1}{x}", "{", r"\\[1em]", '"><img>', "\x00", "$"]
)
def test_anything_else_is_text(latex: str) -> None:
    made = mathml(latex)
    assert set(re.findall(r"<(\w+)", made)) <= {*ELEMENTS, "code"}


def test_what_cannot_be_converted_is_shown_as_it_is_written() -> None:
    assert mathml(r"\textcolor{#0072B2}{\unknown <}") == r"<code>{\unknown &lt;}</code>"
