"""The two ways of writing an expression: a line of Unicode, and LaTeX."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

MINUS = "−"
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_CALLED = MappingProxyType({"maximum": "max", "minimum": "min", "sigmoid": "σ"})
_OWN_COMMAND = MappingProxyType(
    {"maximum": r"\max", "minimum": r"\min", "sigmoid": r"\sigma", "exp": r"\exp", "tanh": r"\tanh"}
)
_DERIVATIVE = re.compile(r"∂(.+)/∂(.+)")
_NUMBERED = re.compile(r"([A-Za-z])_?([0-9]+)")
_SLOT = str.maketrans("₁₂₃", "123")


@dataclass(frozen=True)
class Unicode:
    """One line of text: y², exp(−x), a/b."""

    times = "·"
    odot = " ⊙ "
    beside = ""
    minus = MINUS
    stacked = False

    def name(self, name: str) -> str:
        """Return a name as it is."""
        return name

    def number(self, text: str) -> str:
        """Return a number that is not negative."""
        mantissa, _, exponent = text.partition("e")
        return mantissa + ("·10" + str(int(exponent)).translate(_RAISED) if exponent else "")

    def brackets(self, text: str) -> str:
        """Return text in brackets."""
        return f"({text})"

    def fraction(self, above: str, below: str) -> str:
        """Return a quotient."""
        return f"{above}/{below}"

    def raised(self, base: str, exponent: str) -> str:
        """Return a power; whole numbers are raised."""
        return base + (exponent.translate(_RAISED) if exponent.isdecimal() else f"^{exponent}")

    def root(self, text: str, simple: bool) -> str:
        """Return a square root."""
        return "√" + (text if simple else self.brackets(text))

    def transposed(self, text: str) -> str:
        """Return a transposed matrix."""
        return text + "ᵀ"

    def summed(self, text: str) -> str:
        """Return a sum over elements."""
        return "Σ" + " " * (text[0] not in "([") + text

    def condition(self, text: str) -> str:
        """Return what is 1 where a condition holds, and 0 elsewhere."""
        return f"[{text}]"

    def size(self, text: str) -> str:
        """Return an absolute value."""
        return f"|{text}|"

    def call(self, function: str, arguments: str, simple: bool) -> str:
        """Return a function of arguments; `simple`: brackets could be left out."""
        del simple
        return f"{_CALLED.get(function, function)}({arguments})"


def _uncoloured(gradient: bool, latex: str) -> str:
    del gradient
    return latex


@dataclass(frozen=True)
class Latex:
    """LaTeX; `colour(gradient, latex)` colours the names, those of gradients and those of values."""

    colour: Callable[[bool, str], str] = _uncoloured

    times = r" \cdot "
    odot = r" \odot "
    beside = " "
    minus = "-"
    stacked = True

    def name(self, name: str) -> str:
        """Return a name, or a derivative as a fraction, in its colour."""
        match = _DERIVATIVE.fullmatch(name)
        return self.colour(match is not None, derivative(*match.groups()) if match else identifier(name))

    def number(self, text: str) -> str:
        """Return a number that is not negative."""
        mantissa, _, exponent = text.partition("e")
        return mantissa + (rf" \cdot 10^{{{int(exponent)}}}" if exponent else "")

    def brackets(self, text: str) -> str:
        """Return text in brackets of its height."""
        return rf"\left( {text} \right)" if _is_tall(text) else f"({text})"

    def fraction(self, above: str, below: str) -> str:
        """Return a fraction."""
        return rf"\frac{{{above}}}{{{below}}}"

    def raised(self, base: str, exponent: str) -> str:
        """Return a power."""
        return f"{{{base}}}^{{{exponent}}}"

    def root(self, text: str, simple: bool) -> str:
        """Return a square root."""
        del simple
        return rf"\sqrt{{{text}}}"

    def transposed(self, text: str) -> str:
        """Return a transposed matrix."""
        return f"{{{text}}}^{{T}}"

    def summed(self, text: str) -> str:
        """Return a sum over elements."""
        return rf"\sum {text}"

    def condition(self, text: str) -> str:
        """Return what is 1 where a condition holds, and 0 elsewhere."""
        return f"[{text}]"

    def size(self, text: str) -> str:
        """Return an absolute value."""
        return rf"\left| {text} \right|"

    def call(self, function: str, arguments: str, simple: bool) -> str:
        """Return a function of arguments; `simple`: brackets could be left out."""
        if function == "log" and simple:
            return rf"\log {arguments}"
        written = function.replace("_", r"\_")
        command = _OWN_COMMAND.get(function, r"\log" if function == "log" else rf"\operatorname{{{written}}}")
        return command + self.brackets(arguments)


class Template(Latex):
    """LaTeX with `$name` for each name, where numbers and matrices are put in."""

    beside = r" \cdot "

    def name(self, name: str) -> str:
        """Return a place to fill in."""
        return f"${name}"

    def raised(self, base: str, exponent: str) -> str:
        """Return a power; single letters and digits stand without braces."""
        if not exponent.isdecimal():
            return super().raised(base, exponent)
        return f"{base}^{exponent}" if len(base) == len("$b") else f"{{{base}}}^{exponent}"


def _is_tall(latex: str) -> bool:
    return r"\frac" in latex or r"\sum" in latex


def derivative(above: str, below: str) -> str:
    r"""Return ∂above/∂below in LaTeX; ₁ after a name tells its places in one node apart.

    >>> derivative("L", "x₁")
    '\\frac{\\partial L}{\\partial x^{(1)}}'
    """
    slot = below[-1] if below[-1] in "₁₂₃" else ""
    raised = f"^{{({slot.translate(_SLOT)})}}" if slot else ""
    return rf"\frac{{\partial {identifier(above)}}}{{\partial {identifier(below.removesuffix(slot))}{raised}}}"


def identifier(text: str) -> str:
    r"""Return a node's name in LaTeX; names are identifiers, so only the underscore needs care.

    >>> identifier("n_apple"), identifier("x"), identifier("x12")
    ('\\mathrm{n\\_apple}', 'x', 'x_{12}')
    """
    if len(text) == 1 and text.isascii() and text.isalpha():
        return text
    if match := _NUMBERED.fullmatch(text):
        return f"{match[1]}_{{{match[2]}}}"
    style = "mathrm" if text.isascii() else "text"
    return rf"\{style}{{{text.replace('_', chr(92) + '_')}}}"
