"""Numbers as a person writes them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.view.base import numbers
from graphlab.view.base.tooltips import whole_value

READ = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def read(text: str) -> float:
    """Read a written number back."""
    plain = text.translate(READ).replace(",", "")
    if "×10" in plain:
        mantissa, exponent = plain.split("×10")
        return float(mantissa) * 10.0 ** int(exponent)
    superscript = any(c in "⁰¹²³⁴⁵⁶⁷⁸⁹" for c in text)
    return (
        math.copysign(10.0 ** int(plain.lstrip("-")[2:]), -1 if plain[0] == "-" else 1) if superscript else float(plain)
    )


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (220.00000000000003, "220"),
        (110.00000000000001, "110"),
        (2.2, "2.2"),
        (0.606530659, "0.6065"),
        (-0.5, "−0.5"),
        (0.235003712, "0.235"),
        (-0.0, "0"),
        (1e-8, "10⁻⁸"),
        (3.6e-10, "3.6×10⁻¹⁰"),
        (0.607, "0.607"),
        (9999.5, "9999.5"),
        (99999.9, "100,000"),
        (1_500_000, "1,500,000"),
        (9_999_999.9, "10,000,000"),
        (1e7, "10⁷"),
        (-1e300, "−10³⁰⁰"),
        (5e-324, "4.941×10⁻³²⁴"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_written_as_a_person_would(x: float, text: str) -> None:
    assert numbers.number(x) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_reads_back_to_four_digits(x: float) -> None:
    text = numbers.number(x)
    assert "e" not in text
    assert "-" not in text
    if abs(x) > 1e-300:
        assert read(text) == pytest.approx(x, rel=6e-4)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_tooltip_has_all_digits_but_the_last_few(x: float) -> None:
    text = whole_value(np.float64(x))
    assert "e" not in text
    assert read(text) == pytest.approx(x, rel=1e-11, abs=5e-324)


@pytest.mark.parametrize(
    ("x", "text"),
    [(1.1 * 650, "715"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333333333"), (-2.5e-10, "−2.5×10⁻¹⁰"), (1e6, "1,000,000")],
)
def test_a_tooltip_has_no_rounding_errors(x: float, text: str) -> None:
    assert whole_value(x) == text


def test_small_arrays_in_full_large_ones_as_shape() -> None:
    assert numbers.array([0.3, -0.8, 0.5]) == "(0.3, −0.8, 0.5)"
    assert numbers.array(np.float64(2.2)) == "2.2"
    assert numbers.array([7]) == "(7,)"
    assert numbers.array(np.eye(3)).count("\n") == 2
    assert numbers.array(np.zeros((4, 2))) == "(4, 2)"
    assert numbers.array(np.arange(10)) == "(0, 1, 2, …)"
    assert numbers.array(np.zeros(17)) == "(17,)"
    assert numbers.array(np.zeros((0, 3))) == "(0, 3)"


def test_columns_of_a_matrix_are_aligned() -> None:
    first, second = numbers.array([[1, 20], [300, -4]]).split("\n")
    assert len(first) == len(second)


@pytest.mark.parametrize("shape", [(1,), (0,), (30,), (3, 9), (784, 50), (2, 0), (3, 4, 5), (9, 1)])
def test_table_is_never_larger_than_eight_by_eight(shape: tuple[int, ...]) -> None:
    lines = numbers.table(np.ones(shape)).split("\n")
    assert len(lines) <= 9
    assert all(line.count("1") <= 8 for line in lines)
    assert ("…" in "".join(lines)) == (max(np.prod(shape[:-1], dtype=int), shape[-1]) > 8 and np.prod(shape) > 0)
