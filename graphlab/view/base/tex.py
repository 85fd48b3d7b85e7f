"""LaTeX of names, numbers and arrays, and of templates filled with them; typed text enters as identifiers only."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from graphlab.algebra.dialects import identifier as name
from graphlab.view.base import numbers

__all__ = ["coloured", "fill", "name", "value"]

MOST_ROWS, MOST_COLUMNS = 4, 5


def value(x: Any) -> str:
    """Return a number, a vector or a small matrix in LaTeX; a larger array as its shape.

    >>> value(1234567.0), value(np.array([0.5, -1.0]))
    ('1{,}234{,}567', '(0.5,\\\\; -1)')
    """
    array = np.asarray(x)
    if array.ndim == 0:
        return _number(float(array))
    array = numbers.without_rounding(array)
    if array.ndim == 1:
        return "(" + r",\; ".join(_cells(array, 7)) + ")"
    if array.ndim == 2 and array.shape[0] <= MOST_ROWS and array.shape[1] <= MOST_COLUMNS:
        rows = r" \\ ".join(" & ".join(_number(float(cell)) for cell in row) for row in array)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    shape = r" \times ".join(map(str, array.shape))
    return rf"[\,{shape}\,]"


def _cells(array: Any, most: int) -> list[str]:
    if len(array) <= most:
        return [_number(float(cell)) for cell in array]
    return [*_cells(array[:3], most), r"\ldots", _number(float(array[-1]))]


def _number(x: float) -> str:
    text = numbers.number(x).replace(",", "{,}").replace(numbers.MINUS, "-")
    text = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda match: f"10^{{{match[1].translate(_PLAIN)}}}", text)
    return text.replace("×", r" \times ").replace("∞", r"\infty ").replace("NaN", r"\text{NaN}")


_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def coloured(text: str, colour: str) -> str:
    """Return LaTeX in a colour (`#rrggbb`)."""
    return rf"\textcolor{{{colour}}}{{{text}}}"


def fill(template: str, parts: Mapping[str, str], colour: Callable[[str, str], str]) -> str:
    r"""Return the template with `$name` replaced by LaTeX; a negative number gets brackets where it needs them.

    `colour(name, text)` returns the text in its colour.

    >>> fill(r"\exp($x) \times $y", {"x": "-1", "y": "-2"}, lambda name, text: text)
    '\\exp(-1) \\times (-2)'
    """

    def put(match: re.Match[str]) -> str:
        text = parts[match[1]]
        before, after = template[: match.start()].rstrip(), template[match.end() :]
        alone = (not before or before[-1] in "({,[|") and not re.match(r"\}?\^", after)
        bare = alone or not text.startswith("-")
        return colour(match[1], text if bare else f"({text})")

    return re.sub(r"\$([A-Za-z]+)", put, template)
