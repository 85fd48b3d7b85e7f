"""A LaTeX document of a step: the graph as a TikZ picture, and the step's formulas. It compiles as it is.

pdflatex is enough; where Hangul stands in the picture, the document asks for kotex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from graphlab.export.export_subject import Show
from graphlab.export.figure_marks import Area, Dot, Line, Mark, Point, Words
from graphlab.export.rich_text import Run, read
from graphlab.export.svg_document import corners, curve, solid
from graphlab.view.words.explain import explain

# Pictures are drawn in px, LaTeX counts in pt; at this size a label of 16 px is one of 10 pt.
PT = 0.625
_SIGNS = MappingProxyType({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$",
    "−": "$-$", "×": r"$\times$", "·": r"$\cdot$", "⋅": r"$\cdot$", "⊙": r"$\odot$", "÷": r"$\div$", "∞": r"$\infty$",
    "∂": r"$\partial$", "Σ": r"$\Sigma$", "∑": r"$\Sigma$", "σ": r"$\sigma$", "√": r"$\surd$", "½": r"$\frac{1}{2}$",
    "≈": r"$\approx$", "≤": r"$\leq$", "≥": r"$\geq$", "≠": r"$\neq$", "→": r"$\rightarrow$", "…": r"\ldots{}",
    "Δ": r"$\Delta$", "δ": r"$\delta$", "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "ε": r"$\varepsilon$",
    "η": r"$\eta$", "θ": r"$\theta$", "λ": r"$\lambda$", "μ": r"$\mu$", "π": r"$\pi$", "φ": r"$\varphi$",
    "ω": r"$\omega$", "Ω": r"$\Omega$", "ᵀ": "$^{T}$", "“": "``", "”": "''",
    "\u2002": r"\enspace{}", "\u2007": r"\phantom{0}", "\u00a0": "~", "\u2060": "",
})  # fmt: skip
_RAISED = MappingProxyType(dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)))
_LOWERED = MappingProxyType(dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)))
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_ANCHORS = MappingProxyType({"start": "west", "middle": "center", "end": "east"})


def latex(show: Show, position: int) -> str:
    """Return the document of a position, on white paper."""
    light = show if show.theme == "light" else replace(show, theme="light")
    at = min(position, light.picture.last)
    drawn = tikz(light.picture.at(at), light.picture.height)
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
    texts = [re.sub(r"[^\x00-\x7f]", lambda sign: _SIGNS.get(sign[0], sign[0]), part) for part in parts]
    return "".join(text if i % 2 else text.replace("$", "") for i, text in enumerate(texts))


def tikz(marks: Iterable[Mark], height: float) -> str:
    """Return pieces of a picture as a TikZ picture; y points upward there."""
    every = list(marks)
    tints = dict.fromkeys(colour for mark in every for colour in _colours(mark))
    names = {colour: f"tint{i}" for i, colour in enumerate(tints)}
    named = [rf"\definecolor{{{name}}}{{HTML}}{{{solid(colour)[0][1:].upper()}}}" for colour, name in names.items()]
    begin = rf"\begin{{tikzpicture}}[x={PT}pt, y={PT}pt, every node/.style={{inner sep=0pt, align=center}}]"
    drawn = [_drawn(mark, height, names) for mark in every]
    return "\n".join([*(f"{line}%" for line in named), begin, *drawn, r"\end{tikzpicture}"])


def _colours(mark: Mark) -> Iterator[str]:
    match mark:
        case Line(colour=colour) | Words(colour=colour):
            yield colour
            if isinstance(mark, Words):
                yield from (run.colour for line in read(mark.html) for run in line if run.colour)
        case Area(fill=fill, edge=edge) | Dot(fill=fill, edge=edge):
            yield from filter(None, (fill, edge))


def _drawn(mark: Mark, height: float, names: Mapping[str, str]) -> str:
    def place(point: Point) -> str:
        return f"({point[0]:.1f},{height - point[1]:.1f})"

    match mark:
        case Line(points, colour, width, head, soft):
            ends = ", line cap=round, line join=round" if soft else ""
            way = f"{place(points[0])}{_way(points, place)}"
            line = rf"\draw[{names[colour]}, line width={width * PT:.2f}pt{ends}] {way};"
            tip = " -- ".join(map(place, corners(mark))) if head else ""
            return f"{line}\n\\fill[{names[colour]}] {tip} -- cycle;" if head else line
        case Area(points, fill, edge, width):
            way = " -- ".join(map(place, points))
            return rf"\filldraw[{_look(fill, edge, width, names)}] {way} -- cycle;"
        case Dot(x, y, size, fill, edge, width, square):
            half = size / 2
            shape = f"{place((x - half, y - half))} rectangle {place((x + half, y + half))}"
            return rf"\filldraw[{_look(fill, edge, width, names)}] " + (
                f"{shape};" if square else f"{place((x, y))} circle[radius={half * PT:.2f}pt];"
            )
        case Words(x, y, html, colour, size, bold, anchor):
            lines = r" \\{} ".join("".join(_run(run, names) for run in line) for line in read(html))
            font = rf"\fontsize{{{size * PT:.1f}}}{{{size * PT * 1.3:.1f}}}\selectfont\sffamily"
            look = f"anchor={_ANCHORS[anchor]}, text={names[colour]}, font={font}{chr(92) + 'bfseries' if bold else ''}"
            return rf"\node[{look}] at {place((x, y))} {{{lines}}};"


def _look(fill: str, edge: str, width: float, names: Mapping[str, str]) -> str:
    line = f"draw={names[edge]}, line width={width * PT:.2f}pt" if edge and width else "draw=none"
    opacity = solid(fill)[1]
    return f"fill={names[fill]}{f', fill opacity={opacity:.3g}' if opacity < 1 else ''}, {line}"


def _way(points: tuple[Point, ...], place: Callable[[Point], str]) -> str:
    if len(points) < 3:
        return f" -- {place(points[-1])}"
    pieces = ((place(a), place(b), place(goal)) for a, b, goal in curve(points))
    return "".join(f" .. controls {a} and {b} .. {goal}" for a, b, goal in pieces)


def _run(run: Run, names: Mapping[str, str]) -> str:
    text = texted(run.text)
    text = rf"\textbf{{{text}}}" if run.bold else text
    text = rf"\textit{{{text}}}" if run.italic else text
    text = {"sup": rf"\textsuperscript{{{text}}}", "sub": rf"\textsubscript{{{text}}}"}.get(run.shift, text)
    return rf"\textcolor{{{names[run.colour]}}}{{{text}}}" if run.colour else text


def texted(text: str) -> str:
    r"""Return text as LaTeX shows it, whatever signs stand in it.

    >>> texted("n_apple"), texted("3.6×10⁻¹⁰"), texted("∂L/∂사과")
    ('n\\_apple', '3.6$\\times$10$^{-10}$', '$\\partial$L/$\\partial$사과')
    """
    parts = re.split(f"([{''.join(_RAISED)}]+|[{''.join(_LOWERED)}]+)", text)
    return "".join(map(_shifted, parts))


def _shifted(part: str) -> str:
    """Return a stretch of text in which either every sign is raised, or every one lowered, or none."""
    for signs, mark in ((_RAISED, "^"), (_LOWERED, "_")):
        if part[:1] in signs:
            return f"${mark}{{{''.join(signs[sign] for sign in part)}}}$"
    return "".join(_SIGNS.get(sign, sign) for sign in part)
