"""From text to Python's syntax tree, and the sentences about what is not part of the language of graphs."""

import ast
import keyword
import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from graphlab.engine.errors import GraphlabError, Message, mark, say
from graphlab.engine.language.text_limits import MOST_DEFINITIONS, MOST_NODES

Lines = list[bytes]
_TRIES = 4

# The op that an operator stands for.
BINARY = MappingProxyType({
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.MatMult: "dot",
})  # fmt: skip

# The sentence about a syntax error with no better explanation.
UNCLEAR = say("something is missing or superfluous here; a line reads like `y = x * 2 + 1`.")

# A definition is no Python; with another sign in place of its "=" it is, and everything keeps its line and column.
_HEAD = re.compile(r"((?:^|(?<=[\r\n]))[^\W\d]\w*[ \t]*\([^()=#'\"\r\n]*\)[ \t]*)=(?!=)")

_COMMENT = re.compile(r"#[^\r\n]*")
# Signs that each make a node, with a number behind them two, and those that the language does not have.
_ENDLESS = re.compile(r"(?P<node>\*\*|[*/@^])[ \t]*(?P<number>[\d.])?|(?P<call>\)[ \t]*\()|[<>]")

# Python reads `^` as another sign than the power. With a blank that nobody types behind it, the power can be told from
# one that was typed as `**`, and columns are counted in what was typed.
_POWER = "**\f"

# Signs people type or paste for an operator, and what the language of graphs writes.
_SIGNS = MappingProxyType({
    "×": "*", "·": "*", "∙": "*", "⋅": "*", "✕": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "—": "-",
    "²": "** 2", "³": "** 3", "，": ",", "（": "(", "）": ")", "＝": "=", "＋": "+", "＊": "*", "［": "[", "］": "]",
    "√": "sqrt", "∑": "sum",
})  # fmt: skip

_REFUSED: Mapping[type[ast.AST], str] = MappingProxyType({
    ast.Attribute: mark(
        "a dot after a name is not part of the language: write the operation alone, `dot(a, b)` or `transpose(x)`."
    ),
    ast.Subscript: mark("picking elements with [ ] is not part of the language; give the vector as a whole."),
    ast.Lambda: mark("`lambda` is not part of the language: name every intermediate result on a line of its own."),
    ast.ListComp: mark("comprehensions are not part of the language: write the numbers out, as in `[1, 2, 3]`."),
    ast.SetComp: mark("comprehensions are not part of the language: write the numbers out, as in `[1, 2, 3]`."),
    ast.DictComp: mark("comprehensions are not part of the language: write the numbers out, as in `[1, 2, 3]`."),
    ast.GeneratorExp: mark("comprehensions are not part of the language: write the numbers out, as in `[1, 2, 3]`."),
    ast.List: mark("a list holds numbers only, as in `[1, 2]`; names and operations stand outside of it."),
    ast.Tuple: mark("a row of values with commas needs square brackets, as in `[1, 2]`."),
    ast.Set: mark("curly brackets are not part of the language: write a list as in `[1, 2]`."),
    ast.Dict: mark("curly brackets are not part of the language: write a list as in `[1, 2]`."),
    ast.JoinedStr: mark("text in quotation marks is not part of the language; write numbers and names."),
    ast.Compare: mark("comparisons are not part of the language; `maximum`, `minimum` and `relu` choose by size."),
    ast.BoolOp: mark("`and` and `or` are not part of the language; use arithmetic."),
    ast.IfExp: mark("`if` and `else` are not part of the language; `relu` and `maximum` choose by size."),
    ast.NamedExpr: mark("`:=` is not part of the language: give every name a line of its own."),
    ast.Starred: mark("`*` before a name is not part of the language; write every input out."),
    ast.Await: mark("`await` is not part of the language."),
    ast.Yield: mark("`yield` is not part of the language."),
    ast.YieldFrom: mark("`yield` is not part of the language."),
    ast.Call: mark("only operations can be called, by their name, as in `exp(x)`."),
    ast.Import: mark("`import` is not needed: every operation is there already, as in `exp(x)`."),
    ast.ImportFrom: mark("`import` is not needed: every operation is there already, as in `exp(x)`."),
    ast.AugAssign: mark("`+=` and its like would give a name twice; write a new name, as in `b = a + 1`."),
    ast.AnnAssign: mark("a type after a name is not part of the language; write `y = x * 2`."),
    ast.Assign: mark("a line gives one value to one name, as in `y = x * 2`."),
    ast.Expr: mark("only the last line may stand without a name; write `name = …` here."),
    ast.Delete: mark("`del` is not part of the language; leave the line out instead."),
    ast.FunctionDef: mark("`def` is not part of the language: write one assignment a line."),
    ast.AsyncFunctionDef: mark("`def` is not part of the language: write one assignment a line."),
    ast.ClassDef: mark("`class` is not part of the language: write one assignment a line."),
    ast.For: mark("loops are not part of the language: a graph is written out, one assignment a line."),
    ast.While: mark("loops are not part of the language: a graph is written out, one assignment a line."),
})  # fmt: skip
_OPERATORS: Mapping[type[ast.AST], str] = MappingProxyType({
    ast.UAdd: "+", ast.Invert: "~", ast.Not: "not", ast.Mod: "%", ast.FloorDiv: "//",
    ast.BitAnd: "&", ast.BitOr: "|", ast.LShift: "<<", ast.RShift: ">>",
})  # fmt: skip


class Defined(NamedTuple):
    """A statement `name(parameters) = body`."""

    name: ast.Name
    head: ast.Call
    body: ast.expr


def python_tree(source: str, mode: str = "exec") -> Any:
    """Return Python's tree of a text, as `ast.parse` does.

    Python 3.11 counts the depth of the trees that are made in all threads together, and raises SystemError where it
    has lost count: another time it succeeds, but for a text that is nested too deep.
    """
    for _ in range(_TRIES - 1):
        with suppress(SystemError):
            return ast.parse(source, mode=mode)
    return ast.parse(source, mode=mode)


def statements(source: str) -> list[ast.stmt | Defined]:
    """Return the statements of the text; raise `GraphlabError` where it is no text of statements."""
    marked, definitions = _HEAD.subn(r"\1<", source)
    # Python takes long to read many statements: too many are refused before.
    if definitions > MOST_DEFINITIONS:
        raise GraphlabError(say("a text has at most {most} definitions.", most=MOST_DEFINITIONS), line=1, column=1)
    if source.count(";") > MOST_NODES:
        raise GraphlabError(say("the graph has more than {most} nodes.", most=MOST_NODES), line=1, column=1)
    if len(source) > 2 * MOST_NODES:
        _refuse_endless(_COMMENT.sub("", source))
    try:
        found = python_tree(marked.replace("^", _POWER)).body
    except (RecursionError, MemoryError, SystemError):
        raise GraphlabError(too_deep(200), line=1, column=1) from None
    except SyntaxError as error:
        raise _syntax_error(source, error) from None
    except ValueError:
        raise GraphlabError(_control_character(), line=1, column=1) from None
    if not found:
        raise GraphlabError(say("the text is empty: write a formula such as `y = x * x`."), line=1, column=1)
    # Each is a node at least, but the last may be a name alone.
    if len(found) > MOST_NODES + 1:
        message = say("the graph has more than {most} nodes.", most=MOST_NODES)
        raise GraphlabError(message, line=found[MOST_NODES + 1].lineno, column=1)
    if not definitions:
        return list(found)
    lines = lines_of(source)
    starts = {number for number, line in enumerate(_split(source), start=1) if _HEAD.match(line)}
    return [_defined(lines, tree) if tree.lineno in starts and not tree.col_offset else tree for tree in found]


def _refuse_endless(source: str) -> None:
    """Refuse a text that is sure to be refused for its length, at the sign that is one too many."""
    count = 0
    for sign in _ENDLESS.finditer(source):
        count += 2 if sign["number"] else 1
        if count > MOST_NODES:
            message = say("the graph has more than {most} nodes.", most=MOST_NODES)
            if kind := None if sign["node"] else ast.Call if sign["call"] else ast.Compare:
                message = say(_REFUSED[kind])
            line, column = source.count("\n", 0, sign.start()) + 1, sign.start() - source.rfind("\n", 0, sign.start())
            raise GraphlabError(message, line=line, column=column)


def _defined(lines: Lines, tree: ast.stmt) -> Defined:
    value = tree.value if isinstance(tree, ast.Expr) else tree
    if not isinstance(value, ast.Compare):
        raise fault(lines, value, refusal(value))
    if not isinstance(value.left, ast.Call) or not isinstance(value.left.func, ast.Name):
        raise fault(lines, value.left, refusal(value.left))
    if len(value.ops) > 1:
        raise fault(lines, value.comparators[0], refusal(value))
    return Defined(value.left.func, value.left, value.comparators[0])


def too_deep(most: int) -> Message:
    """Return the sentence for a text that is nested too deeply."""
    return say(
        "the text is nested more than {most} levels deep; give intermediate results a line and a name of their own.",
        most=most,
    )


def refusal(tree: ast.AST) -> Message:
    """Return why a piece of Python is not part of the language of graphs."""
    if isinstance(tree, ast.BinOp | ast.UnaryOp):
        return _operator(tree)
    if isinstance(tree, ast.Constant):
        return _constant(tree)
    if (kind := type(tree)) in _REFUSED:
        return say(_REFUSED[kind])
    return say("this is not part of the language: write one assignment a line, as in `y = exp(x) + 1`.")


def _operator(tree: ast.BinOp | ast.UnaryOp) -> Message:
    if isinstance(tree.op, ast.UAdd):
        return say("a plus sign before a name changes nothing; leave it out.")
    sign = _OPERATORS[type(tree.op)]
    return say("the operator `{sign}` is not part of the language; there are + - * / ** and @.", sign=sign)


def _constant(tree: ast.Constant) -> Message:
    if isinstance(tree.value, str | bytes):
        return say("text in quotation marks is not part of the language; write numbers and names.")
    if isinstance(tree.value, complex):
        return say("complex numbers are not part of the language; write real numbers.")
    return say("`{word}` is not a number; write numbers and names.", word=tree.value)


def is_number(tree: ast.AST) -> bool:
    """Whether the tree is an unsigned real number."""
    return isinstance(tree, ast.Constant) and type(tree.value) in (int, float)


def is_one(tree: ast.AST) -> bool:
    """Whether the tree is the number 1, and not `True`."""
    return isinstance(tree, ast.Constant) and is_number(tree) and tree.value == 1


def is_reciprocal(tree: ast.BinOp) -> bool:
    """Whether the tree is 1 divided by something: the one-input "/" of the chapter."""
    return isinstance(tree.op, ast.Div) and is_one(tree.left)


def place(lines: Lines, tree: ast.AST) -> tuple[int, int]:
    """Return line and column of a tree, both counted from 1, in characters."""
    line: int = getattr(tree, "lineno", 1)
    before = _line(lines, line)[: getattr(tree, "col_offset", 0)].decode(errors="replace")
    return line, len(_as_typed(before)) + 1


def fault(lines: Lines, tree: ast.AST, message: Message, hint: Message | None = None) -> GraphlabError:
    """Return an error placed at a tree."""
    line, column = place(lines, tree)
    return GraphlabError(message, line=line, column=column, hint=hint)


def is_plain(lines: Lines, tree: ast.expr | ast.keyword) -> bool:
    """Tell whether the line of a tree has ASCII letters alone, which Python reads as they stand."""
    return _line(lines, tree.lineno).isascii()


def text_at(lines: Lines, tree: ast.expr | ast.keyword) -> str:
    """Return the name as it stands in the text, before Python folded it."""
    line = _line(lines, tree.lineno)
    return line[tree.col_offset : tree.end_col_offset].decode(errors="replace")


def lines_of(source: str) -> Lines:
    """Return the lines of the text as Python has read them, in bytes, as it counts its columns."""
    return [line.replace("^", _POWER).encode(errors="replace") for line in _split(source)]


def _as_typed(line: str) -> str:
    return line.replace(_POWER, "^")


def _split(source: str) -> list[str]:
    # Python ends a line at \n and \r only; str.splitlines would end it at form feeds too.
    return re.split("\r\n|\r|\n", source)


def _line(lines: Lines, line: int) -> bytes:
    return lines[line - 1] if line <= len(lines) else b""


def _control_character() -> Message:
    return say("the text contains a character that cannot be read; type it anew.")


def _syntax_error(source: str, error: SyntaxError) -> GraphlabError:
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    text = _line(lines_of(source), line).decode()
    text, column = _as_typed(text), len(_as_typed(text[: column - 1])) + 1
    return GraphlabError(_explain(error.msg, text, column), line=line, column=column)


def _explain(reason: str, text: str, column: int) -> Message:
    if "nested parentheses" in reason or "recursion" in reason:
        return too_deep(200)
    if "integer string conversion" in reason:
        return say("this number is too large: a number can be at most about 1.8e308.")
    if "null byte" in reason or "non-printable" in reason:
        return _control_character()
    if "never closed" in reason or "unterminated" in reason:
        return say("something opened here is never closed: a bracket or a quotation mark is missing.")
    if "unmatched" in reason or "does not match" in reason:
        return say("this closing bracket has no partner.")
    if "indent" in reason:
        return say("a line must not begin with blanks.")
    return _by_sight(text, column)


def _by_sight(text: str, column: int) -> Message:
    """Explain a syntax error by the characters at and near it."""
    sign = text[column - 1 : column]
    if sign in _SIGNS:
        return say("`{sign}` is not part of the language; write `{right}`.", sign=sign, right=_SIGNS[sign])
    word = next((word for word in re.findall(r"[^\W\d]\w*", text) if keyword.iskeyword(word)), None)
    if word:
        return say("`{word}` is a reserved word and cannot be used here.", word=word)
    if re.search(r"\d[^\W\d]", text[max(column - 2, 0) :]):
        return say("between a number and a name the sign is missing: write `2 * x`.")
    return UNCLEAR
