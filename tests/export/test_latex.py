"""The LaTeX document: what it says, that nothing in it is a command of somebody else's, and that it compiles."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import graphlab as gl
from graphlab.export.latex import latex
from graphlab.locale import languages
from graphlab.view.base.look import Look
from graphlab.view.picture.tikz_picture import texted
from tests.export.shows import HOSTILE, hostile, show_of

# One of each kind: numbers, matrices, many nodes, Hangul, a formula with a matrix, several lines in a label.
COMPILED = (("5-17", 6, "en"), ("5-27", 4, "en"), ("5-29", 20, "en"), ("5-17", 9, "ko"), ("5-28", 99, "ko"))


def balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall("[{}]", re.sub(r"\\.", "", text)):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_and_step_is_sound(figure, language: str) -> None:
    show = show_of(figure, language, look=Look(notation=figure.view if figure.view != "exercise" else "numbers"))
    for at in range(show.picture.last + 1):
        text = latex(show, at)
        assert balanced(text)
        for kind in ("document", "tikzpicture", "aligned"):
            assert text.count(rf"\begin{{{kind}}}") == text.count(rf"\end{{{kind}}}")
        assert not re.search(r"[^\x00-\x7f가-힣ᄀ-ᇿ㄰-㆏]", text), "pdflatex knows no such sign"
        assert bool(re.search("[가-힣]", text)) == ("kotex" in text)
        assert "\\textcolor{#" not in text


def test_the_step_decides_what_stands_in_picture_and_formulas() -> None:
    show = show_of(gl.FIGURES["5-17"])
    assert "{715}" not in latex(show, 3)
    assert "{715}" in latex(show, 4)
    assert r"\frac{\partial L}{\partial \mathrm{tax}}" in latex(show, 6)
    assert latex(show, 6) == latex(show_of(gl.FIGURES["5-17"], theme="dark"), 6)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("a_b", r"a\_b"), ("\\input{x}", r"\textbackslash{}input\{x\}"), ("50 %", r"50 \%"), ("−0.5", "$-$0.5"),
     ("10⁻⁸", "10$^{-8}$"), ("x₁", "x$_{1}$"), ("W·xᵀ", "W$\\cdot$x$^{T}$"), ("사과", "사과"), ("~^#&$", None)],
)  # fmt: skip
def test_text_is_written_as_latex_shows_it(text: str, wanted: str | None) -> None:
    assert wanted is None or texted(text) == wanted
    assert not re.search(r"(?<!\\)[&#%^~]", texted(text).replace("$^{", "")) or wanted


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_no_commands(text: str) -> None:
    written = latex(hostile(text), 3)
    assert balanced(written)
    assert not re.search(r"\\(input|rule|write|include|openin|immediate)\b", written)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
@pytest.mark.parametrize(("number", "at", "language"), COMPILED)
def test_it_compiles(number: str, at: int, language: str, tmp_path: Path) -> None:
    if language == "ko" and not subprocess.run(["kpsewhich", "kotex.sty"], capture_output=True).stdout:
        pytest.skip("no kotex here")
    (tmp_path / "graph.tex").write_text(latex(show_of(gl.FIGURES[number], language), at), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "graph.tex"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=120)
    assert result.returncode == 0, result.stdout[-2000:]
    assert "Overfull" not in result.stdout
    assert (tmp_path / "graph.pdf").stat().st_size > 5_000
