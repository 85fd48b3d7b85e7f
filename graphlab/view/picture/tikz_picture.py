"""A picture as TikZ draws it, in the colours of the light theme on white paper."""

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from graphlab.view.base.theme import THEMES, solid
from graphlab.view.layout.routes import Point
from graphlab.view.notation.notation import Run
from graphlab.view.picture.marks import (
    STYLES,
    Area,
    Band,
    Cells,
    Disc,
    Line,
    Mark,
    Picture,
    Pixel,
    Words,
    cell_areas,
    curve,
    head_corners,
)

# Pictures are measured in px, LaTeX counts in pt; at this size a label of 16 px is one of 10 pt.
PT = 0.625
SIGNS = MappingProxyType({
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
_ANCHORS = MappingProxyType({"start": "west", "middle": "center", "end": "east"})


def tikz(picture: Picture, position: int) -> str:
    """Return the picture at a position; its colours are called as in the theme, without underscores."""
    colours = THEMES["light"]._asdict()
    named = [rf"\definecolor{{{_colour(role)}}}{{HTML}}{{{solid(value)[0][1:]}}}%" for role, value in colours.items()]
    begin = rf"\begin{{tikzpicture}}[x={PT}pt, y=-{PT}pt, every node/.style={{inner sep=0pt, align=center}}]"
    return "\n".join([*named, begin, *map(_drawn, picture.at(position)), r"\end{tikzpicture}"])


def _colour(role: str) -> str:
    return role.replace("_", "")


def _drawn(mark: Mark) -> str:
    shape, style = mark.shape, STYLES[mark.role]
    lines: list[str] = []
    match shape:
        case Line(points, head):
            lines.append(rf"\draw[draw={_colour(style.stroke)}, {_width(style.width)}] {_smooth(points)};")
            if head:
                lines.append(rf"\fill[fill={_colour(style.stroke)}] {_straight(head_corners(shape))} -- cycle;")
        case Band(points, width):
            look = f"draw={_colour(style.stroke)}, {_width(width)}, line cap=round, line join=round"
            lines.append(rf"\draw[{look}] {_smooth(points)};")
        case Area(points):
            lines.append(rf"\path[{_look(mark.role)}] {_straight(points)} -- cycle;")
        case Disc(x, y, size) if size:
            lines.append(rf"\path[{_look(mark.role)}] {_place((x, y))} circle[radius={size / 2 * PT:.2f}pt];")
        case Pixel(x, y, size, share):
            half = size / 2
            square = f"{_place((x - half, y - half))} rectangle {_place((x + half, y + half))}"
            lines.append(rf"\path[{_look(mark.role)}, fill opacity={share:.3g}] {square};")
        case Cells():
            for level, area in cell_areas(shape):
                tint = f"{'high' if level > 0 else 'low'}!{100 * abs(level) / shape.most:.0f}!node"
                lines.append(rf"\path[fill={tint}] {_straight(area.points)} -- cycle;")
    if mark.words and isinstance(shape, Disc):
        lines.append(_words(mark.words, (shape.x, shape.y), mark.role))
    return "\n".join(lines)


def _look(role: str) -> str:
    style = STYLES[role]
    opacity = solid(getattr(THEMES["light"], style.fill))[1] if style.fill else 1.0
    fill = f"fill={_colour(style.fill) or 'none'}{f', fill opacity={opacity:.3g}' if opacity < 1 else ''}"
    return f"{fill}, draw={_colour(style.stroke)}, {_width(style.width)}" if style.stroke else f"{fill}, draw=none"


def _width(px: float) -> str:
    return f"line width={px * PT:.2f}pt"


def _place(point: Point) -> str:
    return f"({point[0]:.1f},{point[1]:.1f})"


def _straight(points: Iterable[Point]) -> str:
    return " -- ".join(map(_place, points))


def _smooth(points: Sequence[Point]) -> str:
    if len(points) < 3:
        return _straight((points[0], points[-1]))
    pieces = ((_place(a), _place(b), _place(end)) for a, b, end in curve(points))
    return _place(points[0]) + "".join(f" .. controls {a} and {b} .. {end}" for a, b, end in pieces)


def _words(words: Words, at: Point, role: str) -> str:
    size, style = words.size * PT, STYLES[role]
    font = rf"\fontsize{{{size:.1f}}}{{{size * 1.3:.1f}}}\selectfont\sffamily" + (r"\bfseries" if style.bold else "")
    look = f"anchor={_ANCHORS[words.anchor]}, text={_colour(style.ink)}, font={font}"
    text = r" \\{} ".join("".join(map(_run, line)) for line in words.lines)
    return rf"\node[{look}] at {_place(at)} {{{text}}};"


def _run(run: Run) -> str:
    text = texted(run.text)
    return rf"\textcolor{{{_colour(run.role)}}}{{{text}}}" if run.role else text


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
    return "".join(SIGNS.get(sign, sign) for sign in part)
