"""Formulas as learners type them, in the language of graphs: products without a sign, transposes, gradients by name."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.ops import OPS
from graphlab.practice.answers.spelling import NUMBER, Names

FUNCTIONS = MappingProxyType({
    **{name: name for name in (*OPS, "cosh", "sinh")}, "σ": "sigmoid", "ln": "log", "max": "maximum", "min": "minimum",
    "√": "sqrt", "T": "transpose", "matmul": "dot", "ReLU": "relu", "Σ": "Σ",
})  # fmt: skip
_METHODS = frozenset({"sum", "mean", "dot", "transpose"})
_SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"
# Small digits and letters, and Σ, are letters to Python.
_NAME = rf"[^\W\d{_SMALL}ᵀΣ][^\W{_SMALL}ᵀΣ]*"
_TOKEN = re.compile(
    rf"(?P<gradient>(?:(?:∂\s*|d){_NAME}\s*/\s*(?:∂\s*|d)|∂\s*)(?:{_NAME}(?:\[\d+\])?|\())|(?P<number>{NUMBER})"
    rf"|(?P<name>{_NAME}|[√Σ])|(?P<raised>[{_SMALL}]+)|(?P<turned>ᵀ|\^T\b|'|\.T\b)|\.\s*(?P<method>[a-z]+)\s*\("
    r"|(?P<space>\s+)|(?P<sign>\*\*|.)"
)  # fmt: skip
_RAISED = str.maketrans(_SMALL, "0123456789-+")
# Euler's number, where no node has its name.
_E = "2.718281828459045"
_MOST_GLUED = 4
_CLOSING = MappingProxyType({"(": ")", "[": "]", "|": "|"})
_WRITTEN = MappingProxyType({"·": "@", "^": "**", "−": "-"})

Token = tuple[str, str]


def formula(text: str, names: Names) -> str:
    """Return a formula in the language of graphs; a "·", and a product without a sign, become `@`.

    Raises `GraphlabError` for gradients that are not known where the answer is asked for.

    >>> formula("2x(y − 1)", Names({"x": 3, "y": 2})), formula("g·Wᵀ", Names({"g": 1, "W": 2}))
    ('2@x@(y-1)', 'g@transpose(W)')
    """
    writer = _Writer()
    for kind, token in _tokens(text, names):
        getattr(writer, kind)(token)
    return writer.text()


def _tokens(text: str, names: Names) -> Iterator[Token]:
    """Yield the tokens: their kind, which is the writer's method, and their text."""
    for label, name in sorted(names.labels.items(), key=lambda pair: -len(pair[0])):
        if label not in names.values:
            text = re.sub(rf"(?<!\w){re.escape(label)}(?!\w)", name, text)
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        assert found
        kind, place = str(found.lastgroup), found.end()
        if kind == "gradient" and found[0].endswith("("):
            place = _closing(text, place)
        if kind == "gradient" and not _two_names(found[0], names):
            yield "operand", _gradient(text[found.start() : place], names)
        elif kind in ("gradient", "name"):
            word = re.compile(rf"{_NAME}|.").match(text, found.start())
            assert word
            place = word.end()
            yield from _words(word[0], names, text[place : place + 1] == "(")
        elif kind == "number":
            yield "operand", found[0]
        elif kind != "space":
            yield kind, found["method"] or found[0]


def _two_names(text: str, names: Names) -> bool:
    """Tell whether what looks like dL/dx is a quotient of two nodes."""
    top, slash, bottom = text.partition("/")
    return bool(slash) and top.strip() in names.values and bottom.strip() in names.values


def _closing(text: str, place: int) -> int:
    """Return the place behind the bracket that closes the one before `place`."""
    depth = 1
    while place < len(text) and depth:
        depth += (text[place] == "(") - (text[place] == ")")
        place += 1
    return place


def _gradient(text: str, names: Names) -> str:
    """Return the identifier of a gradient that is written ∂L/∂x or ∂x."""
    top, slash, bottom = text.rpartition("/")
    called = "".join(re.sub(r"^[∂d]", "", bottom.strip()).split()).removeprefix("(").removesuffix(")")
    if called.partition("[")[0] in names.asked and names.of_gradient and called not in names.gradients:
        raise GraphlabError(say("`{name}` is what is asked for here: write what it equals.", name=text[:40]))
    if called not in names.gradients or (slash and top.strip(" ∂").removeprefix("d") in names.tops):
        raise GraphlabError(say("`{name}` is not known here.", name=text[:40]))
    return names.gradients[called]


def _words(word: str, names: Names, called: bool) -> Iterator[Token]:
    """Yield a name as it is known, or as the product of known names that are written together.

    `called` tells that a bracket follows.
    """
    if word in names.values:
        yield "operand", word
    elif word in FUNCTIONS:
        yield "function", FUNCTIONS[word]
    elif word == "e":
        yield "operand", _E
    elif word.startswith("d") and word[1:] in names.gradients.keys() | names.asked:
        yield "operand", _gradient(f"∂{word[1:]}", names)
    elif parts := _glued(word, names, _MOST_GLUED):
        yield from parts
    else:
        yield "function" if called else "operand", word


def _glued(word: str, names: Names, most: int) -> list[Token]:
    """Return the known names of which a word is made, nothing where it is not: gy, 2xy, gexp(x)."""
    if word in names.values:
        return [("operand", word)]
    if word in FUNCTIONS:
        return [("function", FUNCTIONS[word])]
    for end in range(len(word) - 1, 0, -1) if most > 1 else ():
        rest = _glued(word[end:], names, most - 1) if word[:end] in names.values else []
        if rest:
            return [("operand", word[:end]), *rest]
    return []


def _is_number(text: str) -> bool:
    return re.fullmatch(NUMBER, text.strip()) is not None


class _Writer:
    """Writes tokens one by one; `start` is where the last operand begins in `out`, None after a sign."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.start: int | None = None
        # For each open bracket: where its operand begins, the sign that opened it, and what is written behind its end.
        self.opened: list[tuple[int, str, str]] = []
        # A function that waits for its bracket, or for the operand that stands without one; and its power: tanh²(x).
        self.waiting, self.power = "", ""

    def text(self) -> str:
        """Return what was written."""
        return "".join([*self.out, self.waiting])

    def _begin(self) -> int:
        """Write the sign that is missing between two operands, and return where the next one begins."""
        if self.start is not None:
            self.out.append("@")
        return len(self.out)

    def operand(self, text: str) -> None:
        if self.power == "**":
            self.power += f"({text})"
        elif self.waiting:
            self.start = len(self.out)
            self.out += [f"{self.waiting}({text})", self.power]
            self.waiting = self.power = ""
        elif self.out and self.start is not None and _is_number(text) and _is_number(self.out[-1]):
            self.out.append(f" {text}")
        else:
            self.start = self._begin()
            self.out.append(text)

    def function(self, name: str) -> None:
        self._begin()
        self.start, self.waiting = None, self.waiting + name

    def raised(self, text: str) -> None:
        power = f"**({text.translate(_RAISED)})"
        if self.waiting:
            self.power = power
        else:
            self.out.append(power)

    def turned(self, text: str) -> None:
        if self.start is None:
            self.out.append(text)
        else:
            self.out[self.start :] = ["transpose(", *self.out[self.start :], ")"]

    def method(self, name: str) -> None:
        if self.start is None or name not in _METHODS:
            self.out.append(f".{name}(")
            self.opened.append((len(self.out), "(", ""))
        else:
            self.out[self.start :] = [f"{name}(", *self.out[self.start :], ","]
            self.opened.append((self.start, "(", ""))
        self.start = None

    def sign(self, text: str) -> None:
        open_sign = self.opened[-1][1] if self.opened else ""
        if text in ("(", "[") or (text == "|" and open_sign != "|"):
            self._open(text)
        elif self.opened and text == _CLOSING[open_sign]:
            self._close()
        elif self.waiting and text in ("^", "**"):
            self.power = "**"
        else:
            self.out += [self.waiting, _WRITTEN.get(text, text)]
            self.start, self.waiting = None, ""

    def _open(self, sign: str) -> None:
        start = len(self.out) if self.waiting else self._begin()
        self.out.append({"(": f"{self.waiting}(", "[": "[", "|": "abs("}[sign])
        self.opened.append((start, sign, self.power))
        self.start, self.waiting, self.power = None, "", ""

    def _close(self) -> None:
        start, sign, power = self.opened.pop()
        if self.out[-1] == ",":
            self.out.pop()
        inside = "".join(self.out[start + 1 :])
        left, larger, right = inside.replace("<", ">").partition(">")
        if sign == "[" and larger:
            left, right = (right, left) if "<" in inside else (left, right)
            # 1 where the difference is positive, else 0.
            self.out[start:] = [f"(relu({left}-({right}))/({left}-({right})))"]
        else:
            self.out += ["]" if sign == "[" else ")", power]
        self.start = start
