"""Parse what a learner types as a number, a list or a formula, in bounded time and without executing anything."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphlab.engine.errors import GraphlabError, did_you_mean, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language import syntax
from graphlab.engine.language.literals import composed, is_literal, literal
from graphlab.engine.language.parse import parse
from graphlab.engine.run.feed import evaluate
from graphlab.engine.run.values import frozen

MOST_CHARACTERS = 600
MOST_DEPTH = 2

# Signs as they are written by hand, typed on phones, and shown in the picture.
_SIGNS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "⁄": "/", "∕": "/", "，": ",",
    "（": "(", "）": ")", "［": "[", "］": "]", "\u00a0": " ", "\u2002": " ", "\u2007": " ",
})  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TIMES = re.compile(r"(?<![\w.])(\d+\.?\d*|\.\d+)\s*(?=\(|(?!e[+-]?\d)[^\W\d])|(?<=\))\s*(?=\()")
_ROWS = re.compile(r"(\[[^\[\],()]*\]\s*)+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


@dataclass(frozen=True)
class Answer:
    """A parsed answer: `content` is a number or an array, a name, a graph, or a tuple of answers."""

    content: Any

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return the answer's number or array for these values of the names.

        Raises `GraphlabError` where shapes do not fit.
        """
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
        if isinstance(self.content, tuple):
            return set().union(*(part.names for part in self.content))
        if isinstance(self.content, Graph):
            return set(self.content.inputs)
        return {self.content} if isinstance(self.content, str) else set()


def parse_answer(text: str, known: Mapping[str, Any]) -> Answer:
    """Return the answer in a text of numbers and `known` names. Raises `GraphlabError` for anything else.

    >>> [float(parse_answer(text, {}).evaluate({})) for text in ("2.2", "11/10", "1.1*2", "−3×10⁻²", "1,100")]
    [2.2, 1.1, 2.2, -0.03, 1100.0]
    """
    if len(text) > MOST_CHARACTERS:
        raise GraphlabError(say("an answer may have {most} characters.", most=MOST_CHARACTERS))
    source = _times(normalized(composed(text)), known)
    answer = _part(source, _expression(source), 0)
    strange = next(iter(sorted(answer.names - set(known))), None)
    if strange is not None:
        raise GraphlabError(
            say("nothing in this graph is called `{name}`.", name=strange), hint=did_you_mean(strange, known)
        )
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
        raise GraphlabError(say("write one number or one formula, such as 2.2, 11/10 or 1.1*2."))
    return found[0].value


def normalized(text: str) -> str:
    """Return the text in the signs of the language of graphs, instead of those of handwriting and the picture.

    >>> normalized("= 2·x²"), normalized("[1 2] [3 4]")
    ('2*x**(2)', '[[1, 2], [3, 4]]')
    """
    text = " ".join(text.translate(_SIGNS).split()).removeprefix("=").strip()
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda raised: f"**({raised[0].translate(_RAISED)})", text).replace("^", "**")
    if _ROWS.fullmatch(text) and " " in text:
        rows = [f"[{', '.join(row.split())}]" for row in re.findall(r"\[([^\]]*)\]", text)]
        return f"[{', '.join(rows)}]" if len(rows) > 1 else rows[0]
    # The picture writes large numbers as 1,100; a comma between other digits is a comma.
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _times(text: str, known: Mapping[str, Any]) -> str:
    """Return the text with a * where a product is written without one: 2x, 2(x + y), y(1 - y), x y."""
    text = _TIMES.sub(lambda found: f"{found[1] or ''}*", text)
    names = "|".join(re.escape(name) for name in known)
    return re.sub(rf"(?<![\w.])({names})(?:\s*(?=\()|\s+(?=({names})\b))", r"\1*", text) if names else text


def _part(source: str, tree: ast.expr, depth: int) -> Answer:
    if isinstance(tree, ast.List | ast.Tuple) and tree.elts:
        if depth == MOST_DEPTH:
            raise GraphlabError(say("a matrix is a list of rows, as in [[1, 2], [3, 4]]; nothing is nested deeper."))
        return Answer(tuple(_part(source, item, depth + 1) for item in tree.elts))
    if is_literal(tree):
        return Answer(literal(syntax.lines_of(source), tree))
    if isinstance(tree, ast.Name):
        return Answer(tree.id)
    return Answer(parse(ast.get_source_segment(source, tree) or ""))


def decimals(text: str) -> int | None:
    """Return the number of decimals of a plain number as it was typed, None for anything else.

    >>> decimals("0.62"), decimals("7"), decimals("1/3")
    (2, 0, None)
    """
    found = re.fullmatch(r"[+-]?\d*\.?(\d*)", normalized(text))
    if not found or not normalized(text).strip("+-."):
        return None
    return len(found[1]) if "." in text else 0
