"""Numbers and arrays as people write them."""

from decimal import Decimal
from itertools import islice
from math import isinf, isnan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

MINUS = "\u2212"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
FIGURE_SPACE = "\u2007"
GAP = "\u2002"
# Numbers smaller than this share of the largest of their array are rounding errors.
ROUNDING = 1e-6
SHORT = 3


def number(x: float, most: int = 4) -> str:
    """Write a number exactly if that takes at most `most` + 1 digits, else with `most` significant digits.

    >>> [number(x) for x in (220.00000000000003, 0.6065306597, -0.5, -0.0, 1234.5, 715.0000000000001)]
    ['220', '0.6065', '−0.5', '0', '1234.5', '715']
    >>> [number(x) for x in (3.6e-10, 1_500_000, 27182.8, 6.02214076e23, float("-inf"), float("nan"))]
    ['3.6×10⁻¹⁰', '1,500,000', '27,183', '6.022×10²³', '−∞', 'NaN']
    """
    x = float(x)
    if isnan(x):
        return "NaN"
    if isinf(x):
        return "∞" if x > 0 else MINUS + "∞"
    size = abs(x)
    text = plain(size, most) if size == 0 or 1e-4 <= size < 1e7 else scientific(size, most)
    return MINUS + text if x < 0 and text != "0" else text


def plain(x: float, most: int = 4) -> str:
    """Write a number that is not negative without an exponent.

    >>> plain(0.015625), plain(1.6094379), plain(12345.678), plain(99999.9999)
    ('0.015625', '1.609', '12,346', '100,000')
    """
    short = f"{x:.12g}"
    if digits(short) > most + 1 or (x >= 1e4 and "." in short):
        short = f"{x:.{most}g}" if x < 10 ** (most - 1) else f"{x:.0f}"
    text = f"{Decimal(short):f}"
    return f"{int(text):,}" if "." not in text and int(text) >= 10_000 else trimmed(text)


def digits(text: str) -> int:
    """Count the significant digits of a number as written.

    >>> digits("0.00120"), digits("1500000")
    (2, 2)
    """
    return len(text.split("e")[0].replace(".", "").strip("0"))


def trimmed(text: str) -> str:
    """Remove the zeros at the end of a fraction.

    >>> trimmed("2.500"), trimmed("10")
    ('2.5', '10')
    """
    return text.rstrip("0").rstrip(".") if "." in text else text


def scientific(x: float, most: int = 4) -> str:
    """Write a positive number as a mantissa of at most so many digits and a power of ten.

    >>> scientific(1e-8), scientific(1234567890123.0)
    ('10⁻⁸', '1.235×10¹²')
    """
    mantissa, exponent = f"{x:.{most - 1}e}".split("e")
    power = "10" + str(int(exponent)).translate(SUPERSCRIPT)
    return power if float(mantissa) == 1 else f"{trimmed(mantissa)}×{power}"


def shape(a: ArrayLike) -> str:
    """Write the shape of an array, "" for a single number.

    >>> shape(np.zeros((2, 3))), shape(np.zeros(10)), shape(1.0)
    ('(2, 3)', '(10,)', '')
    """
    return str(np.shape(a)) if np.ndim(a) else ""


def array(a: ArrayLike) -> str:
    """Write an array for the edge of a graph: a small one in full, row under row, a large one as its shape.

    >>> array([0.3, -0.8, 0.5]), array(np.arange(10)), array(np.zeros((784, 50)))
    ('(0.3, −0.8, 0.5)', '(0, 1, 2, …)', '(784, 50)')
    >>> print(array([[1, 2], [3, 4]]).replace(GAP, " "))
    [1 2]
    [3 4]
    """
    values = np.asarray(a)
    if values.ndim == 0:
        return number(float(values))
    values = without_rounding(values)
    if values.ndim == 1 and 0 < values.size <= 16:
        shown = values if values.size <= 4 else values[:3]
        rest = ", …" if values.size > 4 else "," * (values.size == 1)
        return f"({', '.join(number(x, SHORT) for x in shown)}{rest})"
    if values.ndim == 2 and values.size and max(values.shape) <= 3:
        return "\n".join(f"[{row}]" for row in rows([[number(x, SHORT) for x in row] for row in values]))
    return shape(values)


def element(name: str, shape: tuple[int, ...], i: int) -> str:
    """Write an element of an array as code does, a single number by its name alone.

    >>> element("W", (2, 3), 4), element("x", (), 0)
    ('W[1, 1]', 'x')
    """
    return f"{name}[{', '.join(str(k) for k in np.unravel_index(i, shape))}]" if shape else name


def without_rounding(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Any:
    """Return the array with 0 for numbers below a millionth of its largest.

    >>> array([0.01, -0.01, 2e-9])
    '(0.01, −0.01, 0)'
    """
    sizes = np.abs(values)
    largest = np.max(sizes, initial=0.0, where=np.isfinite(sizes))
    return np.where(sizes < largest * ROUNDING, 0.0, values)


def table(a: ArrayLike, most: int = 8) -> str:
    """Write an array of any shape as lines of text, at most eight rows and columns of it.

    >>> print(table(np.arange(20).reshape(2, 10)).replace(GAP, " ").replace(FIGURE_SPACE, "."))
    .0 .1 .2 .3 .4 .5 .6 .7 …
    10 11 12 13 14 15 16 17 …
    """
    values = np.asarray(a)
    flat = values.reshape(1, -1) if values.ndim < 2 else values.reshape(-1, values.shape[-1] or 1)
    lines = rows([cells(row, most) for row in islice(flat, most)])
    return "\n".join([*lines, "…"] if len(flat) > most else lines)


def cells(row: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", most: int) -> list[str]:
    """Write the first numbers of a row."""
    return [number(x) for x in row[:most]] + ["…"] * (len(row) > most)


def rows(texts: list[list[str]]) -> list[str]:
    """Join the cells of every row, all columns aligned to the right with spaces that do not collapse."""
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    padded = ([text.rjust(w, FIGURE_SPACE) for text, w in zip(row, widths, strict=True)] for row in texts)
    return [GAP.join(row) for row in padded]
