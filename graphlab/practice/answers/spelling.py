"""What learners type, in the language of graphs: signs of handwriting, of the picture, of the book's code, of numpy."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

# One sign for another; "·" is kept: between matrices it is the matrix product.
_SIGNS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "－": "-", "＋": "+", "×": "*", "⊙": "*", "∗": "*", "＊": "*", "✕": "*", "⋅": "·",
    "∙": "·", "•": "·", "÷": "/", "⁄": "/", "∕": "/", "／": "/", "，": ",", "；": ";", "（": "(", "）": ")", "［": "[",
    "］": "]", "{": "[", "}": "]", "＝": "=", "≈": "=", "≒": "=", "≅": "=", "∑": "Σ", "’": "'", "．": ".", "₩": " ",
    "$": " ", "~": "=", "∼": "=", "ᵗ": "ᵀ",
    "\u00a0": " ", "\u2002": " ", "\u2007": " ", **{chr(ord("０") + digit): str(digit) for digit in range(10)},
})  # fmt: skip
# What stands before a name or a list in programs, behind a number in a shop, and behind digits that go on.
_PROGRAM = re.compile(r"\b(?:np|numpy|torch|math|self)\s*\.\s*|\b(?:array|asarray|tensor|matrix)\b\s*(?=\()")
_UNIT = re.compile(r"(?<=[\d.)])\s*(?:원|엔|개|명|won|yen)(?!\w)")
# ½ and 1½, 1 1/2 alone, and 23.5%; braces around an exponent.
_FRACTION = re.compile(r"(\d*)\s?([¼-¾⅐-⅞])")
_MIXED = re.compile(r"([+-]?)(\d+) (\d+/\d+)")
_PERCENT = re.compile(r"(\d+\.?\d*|\.\d+)\s*%")
_EXPONENT = re.compile(r"\^\s*\{([^{}]*)\}")
_ENDLESS = re.compile(r"(?<=\d)(?:…|\.\.\.)")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"[\[\](),;\n]|[+-]?{NUMBER}(?=[\[\](),;\s]|$)")
# ∂x, dx, ∂L/∂x, and ∂x[1] where x is used more than once.
_GRADIENT = re.compile(r"(?:(?:∂|d)\w+\s*/\s*)?(?:∂|d)\s*([^\W\d]\w*)(?:\[\d+\])?")
_BRACKETS, _SQUARE = "[](),;\n", str.maketrans("()", "[]")


class Names(NamedTuple):
    """The names that an answer may use.

    `values` holds the numbers by identifier; `gradients` the identifier of the gradient of a node, by what the node is
    called; `asked` is what the node of the box is called, `of_gradient` whether its gradient is asked for; `tops` are
    the nodes that are not the result, so that ∂z/∂x is no gradient of the result where z is one of them; `labels` says
    what the picture calls the nodes.
    """

    values: Mapping[str, Any]
    gradients: Mapping[str, str] = MappingProxyType({})
    asked: frozenset[str] = frozenset()
    of_gradient: bool = False
    tops: frozenset[str] = frozenset()
    labels: Mapping[str, str] = MappingProxyType({})


def normalized(text: str) -> str:
    """Return the text with plain signs in place of those of handwriting, programs and the picture.

    >>> normalized("1,100원 − 2×3"), normalized("np.array([1., 2])"), normalized("1½"), normalized("e^{-x}")
    ('1100 - 2*3', '([1., 2])', '(1+1/2)', 'e^(-x)')
    """
    text = _FRACTION.sub(_fraction, _EXPONENT.sub(r"^(\1)", text))
    text = _UNIT.sub("", _ENDLESS.sub("", text.translate(_SIGNS)))
    lines = [" ".join(line.split()) for line in _PROGRAM.sub("", text).strip().splitlines()]
    # The picture writes large numbers as 1,100; in a list a comma is a comma.
    text = _PERCENT.sub(r"(\1/100)", "\n".join(lines))
    if mixed := _MIXED.fullmatch(text):
        return f"{mixed[1]}({mixed[2]}+{mixed[3]})"
    return text if re.search(r"[\[(]", text) or not _THOUSANDS.search(text) else _THOUSANDS.sub(_joined, text)


def _fraction(found: re.Match[str]) -> str:
    return f"({found[1]}{'+' if found[1] else ''}{unicodedata.normalize('NFKC', found[2])})"


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(",", "")


def sides(text: str, names: Names) -> list[str]:
    """Return the sides of an equation, without those that only name what is asked for: `∂x = 1.3*5 = 6.5`."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "=" and depth == 0:
            found.append(text[start:place])
            start = place + 1
    found.append(text[start:])
    kept = [side.strip() for side in found[:-1] if side.strip() and not _is_asked(side.strip(), names)]
    return [*kept, found[-1].strip()]


def _is_asked(side: str, names: Names) -> bool:
    """Tell whether a side only names what is asked for: x for a value, ∂x, dx, ∂L/∂x for a gradient."""
    if not names.of_gradient:
        return side in names.asked or names.labels.get(side) in names.asked
    found = _GRADIENT.fullmatch(side)
    return found is not None and found[1] in names.asked


def list_of_numbers(text: str, size: int = 0) -> str | None:
    """Return a list of numbers as the language writes it; None for anything else.

    Numbers in a row without brackets and commas are a list where so many, `size`, are asked for.

    >>> list_of_numbers("[[22. 28.] [49. 64.]]"), list_of_numbers("[1 2; 3 4;]"), list_of_numbers("1 2 3", 3)
    ('[[22.,28.],[49.,64.]]', '[[1,2],[3,4]]', '[1,2,3]')
    """
    tokens, rest = [], text
    while rest:
        found = _NUMBERS.match(rest)
        if not found:
            return None
        tokens.append(found[0])
        rest = rest[found.end() :].lstrip(" ")
    if tokens[:2] == ["(", "["] and tokens[-1] == ")":
        tokens = tokens[1:-1]
    count = sum(one not in _BRACKETS for one in tokens)
    if ("[" not in tokens and (count < 2 or (len(tokens) == count != size))) or (")", "(") in pairwise(tokens):
        return None
    return _rows(tokens) if {";", "\n"} & {*tokens} and "[" not in tokens[1:] else _nested(tokens)


def _rows(tokens: list[str]) -> str:
    """Return rows that are separated by semicolons or line ends."""
    text = " ".join(one for one in tokens if one not in "[](),")
    rows = [",".join(row.split()) for row in re.split("[;\n]", text) if row.split()]
    return f"[[{'],['.join(rows)}]]"


def _nested(tokens: list[str]) -> str:
    """Return a list with a comma between any two of its parts, and with the outermost brackets."""
    out, previous = "", "["
    for one in (token.translate(_SQUARE) for token in tokens if token != "\n"):
        out += "," * (previous not in "[," and one not in "],") + one
        previous = one
    depths = list(accumulate((sign == "[") - (sign == "]") for sign in out))
    return out if out.startswith("[") and 0 not in depths[:-1] else f"[{out}]"
