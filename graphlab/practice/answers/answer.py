"""Parse what a learner types as a number, a list or a formula, in bounded time and without executing anything."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graphlab.engine.errors import GraphlabError, Message, did_you_mean, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language import syntax
from graphlab.engine.language.literals import composed, is_literal, literal
from graphlab.engine.language.parse import parse
from graphlab.engine.run.feed import evaluate
from graphlab.engine.run.values import frozen
from graphlab.practice.answers.examples import NUMBERS
from graphlab.practice.answers.formula_text import formula
from graphlab.practice.answers.products import with_products
from graphlab.practice.answers.spelling import Names, list_of_numbers, normalized, sides
from graphlab.practice.answers.tolerance import EQUAL, agrees, as_typed

MOST_CHARACTERS = 600
MOST_DEPTH = 2

_PLAIN = re.compile(r"[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d+))?")
_LIST = re.compile(r"[\[(\s]*#(?:[\]),\s\[(]+#)*[\])\s]*")
# Functions that answers may use and graphs have not, as definitions.
_DEFINED = "cosh(x) = (exp(x) + exp(-x)) / 2\nsinh(x) = (exp(x) - exp(-x)) / 2\n"
# Between two numbers x is a sign, as long as no name begins with it.
_TIMES = re.compile(r"(?<=\d)\s*[xX]\s*(?=[\d.])")
_COMMA = re.compile(r"[+-]?\d+,\d+")


@dataclass(frozen=True)
class Answer:
    """A parsed answer: `content` is a number or an array, a name, a graph, or a tuple of answers.

    `places` is what the last digit of each number is worth, where only numbers were typed; `before` are the other
    sides of an equation.
    """

    content: Any
    places: tuple[float, ...] = ()
    before: tuple[Answer, ...] = ()

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return the answer's number or array for these values of the names.

        Raises `GraphlabError` where shapes do not fit, and where the sides of an equation differ.
        """
        value = self._evaluated(values)
        for side in self.before:
            other = side.evaluate(values)
            if not (agrees(value, other, EQUAL) or (self.places and as_typed(value, other, self.places))):
                raise GraphlabError(say("the two sides of “=” differ."))
        return value

    def _evaluated(self, values: Mapping[str, Any]) -> Any:
        if isinstance(self.content, tuple):
            rows = [part.evaluate(values) for part in self.content]
            if len({np.shape(row) for row in rows}) > 1:
                raise GraphlabError(say("the rows of this list have different lengths; a matrix needs equal rows."))
            return frozen(np.array(rows))
        if isinstance(self.content, str):
            return values[self.content]
        if isinstance(self.content, Graph):
            with np.errstate(all="ignore"):
                return evaluate(self.content, {name: values[name] for name in self.content.inputs})[-1]
        return frozen(self.content)

    @property
    def names(self) -> set[str]:
        """The names that the answer uses."""
        if self.before:
            return replace(self, before=()).names.union(*(side.names for side in self.before))
        if isinstance(self.content, tuple):
            return set().union(*(part.names for part in self.content))
        if isinstance(self.content, Graph):
            return set(self.content.inputs)
        return {self.content} if isinstance(self.content, str) else set()


def parse_answer(text: str, names: Names, shape: tuple[int, ...] = (), definitions: str = "") -> Answer:
    """Return the answer in a text of numbers and known names, where an array of `shape` is asked for.

    `definitions` are the lines that define the learner's own functions. Raises `GraphlabError` for anything else.

    >>> texts = ("2.2", "11/10", "1.1*2", "−3×10⁻²", "1,100", "1.3×5 = 6.5")
    >>> [float(parse_answer(text, Names({})).evaluate({})) for text in texts]
    [2.2, 1.1, 2.2, -0.03, 1100.0, 6.5]
    """
    if len(text) > MOST_CHARACTERS:
        raise GraphlabError(say("an answer may have {most} characters.", most=MOST_CHARACTERS))
    plain = normalized(composed(text))
    if not any(name[0] in "xX" for name in names.values):
        plain = _TIMES.sub("*", plain)
    if not shape and _COMMA.fullmatch(plain):
        raise GraphlabError(say("A comma stands between the numbers of a list. Write decimals with a point: {number}.",
                                number=plain.replace(",", ".")))  # fmt: skip
    written = sides(plain, names)
    if any(side.isidentifier() and side not in names.values for side in written[:-1]):
        raise GraphlabError(_no_answer())
    *before, last = [_side(side, names, shape, definitions) for side in written]
    return replace(last, before=tuple(before)) if before else last


def _side(text: str, names: Names, shape: tuple[int, ...], definitions: str) -> Answer:
    numbers = list_of_numbers(text, math.prod(shape))
    source = numbers or formula(" ".join(text.split()), names)
    tree = _expression(source)

    def value_of(part: str) -> Any:
        return _known(part, names, definitions).evaluate(names.values)

    source = with_products(source, tree, names.values, shape, value_of)
    return replace(_known(source, names, definitions), places=last_places(numbers or text))


def _known(source: str, names: Names, definitions: str) -> Answer:
    """Return the answer in a text that uses known names only. Raises `GraphlabError` for others."""
    answer = _part(source, _expression(source), 0, definitions)
    strange = next(iter(sorted(answer.names - set(names.values))), None)
    if strange is not None and strange in names.asked:
        raise GraphlabError(say("`{name}` is what is asked for here: write what it equals.", name=strange))
    if strange is not None:
        message = say("nothing in this graph is called `{name}`.", name=strange)
        raise GraphlabError(message, hint=did_you_mean(strange, names.values))
    return answer


def _expression(source: str) -> ast.expr:
    """Return the only expression of a text; its errors speak of an answer, not of the lines of a graph."""
    try:
        found = syntax.statements(source) if source else []
    except GraphlabError as error:
        if error.message != syntax.UNCLEAR:
            raise
        found = []
    if len(found) != 1 or not isinstance(found[0], ast.Expr):
        raise GraphlabError(_no_answer())
    return found[0].value


def _no_answer() -> Message:
    return say("write one number or one formula, such as {examples}.", examples=", ".join(NUMBERS))


def _part(source: str, tree: ast.expr, depth: int, definitions: str) -> Answer:
    if isinstance(tree, ast.List | ast.Tuple) and tree.elts:
        if depth == MOST_DEPTH:
            raise GraphlabError(say("a matrix is a list of rows, as in [[1, 2], [3, 4]]; nothing is nested deeper."))
        return Answer(tuple(_part(source, item, depth + 1, definitions) for item in tree.elts))
    if is_literal(tree):
        return Answer(literal(syntax.lines_of(source), tree))
    if isinstance(tree, ast.Name):
        return Answer(tree.id)
    return Answer(_parsed(ast.get_source_segment(source, tree) or "", definitions))


def _parsed(text: str, definitions: str) -> Graph:
    """Return the graph of a formula; its errors tell no line."""
    used = _DEFINED if re.search("cosh|sinh", text) and not re.search("cosh|sinh", definitions) else ""
    try:
        return parse(definitions + used + text)
    except GraphlabError as error:
        raise GraphlabError(error.message, hint=error.hint) from None


def last_places(text: str) -> tuple[float, ...]:
    """Return the worth of the last digit of each number of a plain number or list as it was typed; else nothing.

    >>> last_places("0.62"), last_places("[7, 1.5]"), last_places("1/3")
    ((0.01,), (1.0, 0.1), ())
    """
    source = normalized(text)
    if not _LIST.fullmatch(_PLAIN.sub("#", source)):
        return ()
    found = _PLAIN.findall(source)
    return tuple(10.0 ** (int(power or 0) - len(decimals or tenths)) for decimals, tenths, power in found)
