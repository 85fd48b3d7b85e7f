"""A LaTeX document of a step: the graph as a TikZ picture, and the step's formulas. It compiles as it is.

pdflatex is enough; where Hangul stands in the picture, the document asks for kotex.
"""

import re

from graphlab.export.export_subject import Show
from graphlab.view.picture.tikz_picture import SIGNS, tikz
from graphlab.view.words.explain import explain

_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def latex(show: Show, position: int) -> str:
    """Return the document of a position, on white paper."""
    at = min(position, show.picture.last)
    drawn = tikz(show.picture, at)
    formulas = [rf"\[ {_dressed(formula.latex)} \]" for formula in explain(show.trace, at, show.language).formulas]
    hangul = [r"\usepackage{kotex}"] if _HANGUL.search("".join([drawn, *formulas])) else []
    lines = [
        r"\documentclass{article}",
        r"\usepackage[a4paper, landscape, margin=1cm]{geometry}",
        r"\usepackage{amsmath, amssymb, graphicx, xcolor, tikz}",
        *hangul,
        r"\pagestyle{empty}",
        r"\begin{document}",
        r"\noindent\centering",
        r"\sbox0{%",
        drawn + "%",
        "}%",
        r"\ifdim\wd0>\linewidth \resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi",
        *formulas,
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _dressed(latex: str) -> str:
    """Return a formula as LaTeX takes it: KaTeX has colours with a number sign, and signs beyond ASCII."""
    latex = re.sub(r"\\textcolor\{#([0-9A-Fa-f]{6})\}", r"\\textcolor[HTML]{\1}", latex)
    parts = re.split(r"(\\text\{[^{}]*\})", latex)
    texts = [re.sub(r"[^\x00-\x7f]", lambda sign: SIGNS.get(sign[0], sign[0]), part) for part in parts]
    return "".join(text if i % 2 else text.replace("$", "") for i, text in enumerate(texts))
