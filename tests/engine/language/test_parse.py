"""The language of graphs: what it reads, and in which words it refuses what it does not."""

import ast
import math
import random
import unicodedata

import pytest

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.names import LONGEST_NAME
from graphlab.engine.language import syntax
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.language.parse import parse
from graphlab.engine.language.text_limits import MOST_CHARACTERS, MOST_DEFINITIONS, MOST_DEPTH, MOST_NODES
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run


def refusal(text):
    """Return the error that a text meets with."""
    with pytest.raises(GraphlabError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "feed", "output"),
    [
        ("y = 2 + 3 * x", {"x": 4}, 14),
        ("y = (2 + 3) * x", {"x": 4}, 20),
        ("y = 2 ** 3 ** x", {"x": 2}, 512),
        ("y = -x ** 2", {"x": 3}, -9),
        ("y = 8 / 4 / x", {"x": 2}, 1),
        ("y = 8 - 4 - x", {"x": 2}, 2),
        ("y = x - -2", {"x": 1}, 3),
        ("y = x * +2", {"x": 1}, 2),
        ("y = 1 / x", {"x": 4}, 0.25),
        ("y = 1.0 / x", {"x": 4}, 0.25),
        ("y = [1, 2] @ x", {"x": [3, 4]}, 11),
        ("사과 = 100\n값 = 사과 * 개수", {"개수": 2}, 200),
        ("y = (x\n  + 1)  # over two lines\n\n", {"x": 1}, 2),
        ("a = x * 2; a + 1", {"x": 1}, 3),
        ("a = x * 2\r\na + 1", {"x": 1}, 3),
        ("match = 2\ntype = match * x", {"x": 3}, 6),
        ("y = log(exp(x))", {"x": 2}, 2),
        ("y = x * 2\nz = y * w\ny", {"x": 3}, 6),
    ],
)
def test_text_means_what_it_means_in_mathematics(text, feed, output):
    assert run(parse(text), feed).output == output


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_op_can_be_called_by_its_name(op):
    node = parse(f"out = {op.name}({', '.join(op.inputs)})").nodes[-1]
    assert (node.op, node.attrs, node.name) == (op.name, op.attrs, "out")


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_wrong_number_of_inputs_is_told_with_the_right_one(op):
    for given in (len(op.inputs) - 1, len(op.inputs) + len(op.attrs) + 1):
        error = refusal(f"y = {op.name}({', '.join('x' * given)})")
        assert str(error.message).startswith(f"`{op.name}` takes {len(op.inputs)} input")
        assert f"({', '.join(op.inputs)}), not {given}." in str(error.message)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("y = x.T @ x", (1, 5), "a dot after a name"),
        ("y = np.exp(x)", (1, 5), "a dot after a name"),
        ("y = x.__class__", (1, 5), "a dot after a name"),
        ("y = x[0]", (1, 5), "picking elements"),
        ("y = lambda a: a", (1, 5), "`lambda`"),
        ("y = (lambda: x)()", (1, 6), "only operations can be called"),
        ("y = [a for a in x]", (1, 5), "comprehensions"),
        ("y = sum(a for a in x)", (1, 8), "comprehensions"),
        ("y = [a, 1] * x", (1, 5), "a list holds numbers only"),
        ("y = a, b", (1, 5), "square brackets"),
        ("y = {1, 2}", (1, 5), "curly brackets"),
        ("y = {1: 2}", (1, 5), "curly brackets"),
        ("y = 'x' * 2", (1, 5), "text in quotation marks"),
        ("y = b'x' * x", (1, 5), "text in quotation marks"),
        ("y = f'{x}'", (1, 5), "text in quotation marks"),
        ("y = x < 2", (1, 5), "comparisons"),
        ("y = x and z", (1, 5), "`and` and `or`"),
        ("y = not x", (1, 5), "the operator `not`"),
        ("y = ~x", (1, 5), "the operator `~`"),
        ("y = +x", (1, 5), "a plus sign before a name"),
        ("y = x % 2", (1, 5), "the operator `%`"),
        ("y = x // 2", (1, 5), "the operator `//`"),
        ("y = x & z", (1, 5), "the operator `&`"),
        ("y = a if b else c", (1, 5), "`if` and `else`"),
        ("(y := x * 2)", (1, 2), "`:=`"),
        ("y = exp(*x)", (1, 9), "`*` before a name"),
        ("y = await x", (1, 5), "`await`"),
        ("y = (yield)", (1, 6), "`yield`"),
        ("y = f(x)(z)", (1, 5), "only operations can be called"),
        ("y = (a + b)(2)", (1, 6), "only operations can be called"),
        ("y = (-x)(2)", (1, 6), "only operations can be called"),
        ("y = 2(x)", (1, 5), "only operations can be called"),
        ("x = 3\ny = x(2)", (2, 5), "only operations can be called"),
        ("import os\ny = x * 2", (1, 1), "`import` is not needed"),
        ("from numpy import exp\ny = exp(x)", (1, 1), "`import` is not needed"),
        ("y += 3", (1, 1), "`+=`"),
        ("y: float = x * 2", (1, 1), "a type after a name"),
        ("a = b = x * 2", (1, 1), "one value to one name"),
        ("a, b = x * 2", (1, 1), "one value to one name"),
        ("a.b = x * 2", (1, 1), "one value to one name"),
        ("x * 2\ny = x * 3", (1, 1), "only the last line may stand without a name"),
        ("del x", (1, 1), "`del`"),
        ("def f(x):\n    return x", (1, 1), "`def`"),
        ("class A: pass", (1, 1), "`class`"),
        ("for i in x: pass", (1, 1), "loops"),
        ("while x: pass", (1, 1), "loops"),
        ("if x: y = 2", (1, 1), "this is not part of the language"),
        ("with x: pass", (1, 1), "this is not part of the language"),
        ("return x", (1, 1), "this is not part of the language"),
        ("y = x * 1j", (1, 9), "complex numbers"),
        ("y = x * True", (1, 9), "`True` is not a number"),
        ("y = True / x", (1, 5), "`True` is not a number"),
        ("y = ... * x", (1, 5), "`Ellipsis` is not a number"),
        ("y = exp", (1, 5), "`exp` is an operation"),
        ("y = exp * 2", (1, 5), "`exp` is an operation"),
        ("exp = x * 2", (1, 1), "`exp` is the name of an operation"),
        ("y = x * 2\ny = x * 3", (2, 1), "`y` has been assigned already"),
        ("x = 2\nx = 3\ny = x * 2", (2, 1), "`x` has been assigned already"),
        ("y = x * 2\nx = 3", (2, 1), "`x` is used before"),
        ("a = a + 1", (1, 5), "`a` cannot be computed from itself"),
        ("b = x * 2\na = exp(b) * a", (2, 14), "`a` cannot be computed from itself"),
        ("y = x", (1, 5), "`x` alone computes nothing"),
        ("y = x * 2\nx", (2, 1), "`x` alone computes nothing"),
        ("y = x * 2\ny\nz = y + 1", (2, 1), "`y` alone chooses the output"),
        ("3", (1, 1), "a number alone"),
        ("y = 3", (1, 1), "nothing to compute"),
        ("y = x * 2\nz = 3", (2, 1), "the last line is the output"),
        ("", (1, 1), "the text is empty"),
        ("\n  # a comment\n", (1, 1), "the text is empty"),
        ("y = x * []", (1, 9), "an empty list"),
        ("y = x * [[1, 2], [3]]", (1, 9), "different lengths"),
        ("y = x * [1, [2]]", (1, 9), "different lengths"),
        ("y = sum(x, axis=z)", (1, 17), "a setting is a whole number"),
        ("y = sum(x, axis=0.5)", (1, 17), "a setting is a whole number"),
        ("y = sum(x, axis=[0, None])", (1, 21), "a setting is a whole number"),
        ("y = reshape(x, [[1, 2], 3])", (1, 17), "a setting is a whole number"),
        ("y = reshape(x, 1e9)", (1, 16), "a setting is a whole number"),
        ("y = sum(x, 0, axis=0)", (1, 15), "`sum` has no setting `axis` here"),
        ("y = exp(x, base=2)", (1, 12), "`exp` has no setting `base` here"),
        ("y = sum(x, **k)", (1, 12), "`sum` has no setting `**` here"),
        ("y = x * 2x", (1, 9), "write `2 * x`"),
        ("y = x × 2", (1, 7), "`×` is not part of the language; write `*`"),
        ("y = x − 2", (1, 7), "write `-`"),
        ("y = x²", (1, 6), "write `** 2`"),
        ("y = (x * 2", (1, 5), "never closed"),
        ("y = x * 2)", (1, 10), "no partner"),
        ("y = 'x", (1, 5), "never closed"),
        ("  y = x * 2", (1, 2), "must not begin with blanks"),
        ("y = x *", (1, 8), "missing or superfluous"),
        ("y = if", (1, 5), "`if` is a reserved word"),
        ("None = x * 2", (1, 1), "`None` is a reserved word"),
        ("y = x * 1e400", (1, 9), "too large"),
        ("y = x * -1e400", (1, 10), "too large"),
        ("y = 9**9**9 * x", (1, 5), "this power is too large"),
        ("y = (-9)**9**9 * x", (1, 5), "this power is too large"),
    ],
)
def test_each_refusal_has_its_place_and_words_of_its_own(text, place, says):
    error = refusal(text)
    assert says in str(error.message)
    assert (error.line, error.column) == place
    assert str(error).startswith(f"line {place[0]}, column {place[1]}: ")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("epx", "exp"),
        ("Exp", "exp"),
        ("sigmod", "sigmoid"),
        ("RELU", "relu"),
        ("soft_max", "softmax"),
        ("cross_entrophy", "cross_entropy"),
        ("eхp", "exp"),
    ],
)
def test_an_unknown_op_is_told_with_the_nearest_right_one(typed, meant):
    error = refusal(f"y = {typed}(x)")
    assert str(error) == f"line 1, column 5: unknown name `{typed}`. Did you mean `{meant}`?"


def test_an_unknown_op_far_from_every_other_has_no_hint():
    assert refusal("y = qqqqqq(x)").hint is None


def test_an_unknown_setting_is_told_with_the_nearest_right_one():
    assert str(refusal("y = sum(x, axes=0)").hint) == "Did you mean `axis`?"


def test_the_bounds_are_those_that_are_promised():
    assert (MOST_CHARACTERS, MOST_NODES, MOST_DEPTH) == (20_000, 2_000, 200)
    assert len(parse("y = " + "exp(" * 199 + "x" + ")" * 199).nodes) == 200
    for text in ("y = " + "exp(" * 200 + "x" + ")" * 200, "y = " + "-" * 250 + "x", "y = " + "2 ** " * 250 + "x"):
        assert "nested more than 200 levels deep" in str(refusal(text))
    assert len(parse("y = x" + " + x" * 1_999).nodes) == 2_000
    assert "more than 2000 nodes" in str(refusal("y = x" + " + x" * 2_000))
    assert parse("y = x * 2 #" + " " * 19_989)
    assert "the text has 20001 characters; it may have 20000" in str(refusal("y = x * 2 #" + " " * 19_990))


def test_too_many_definitions_and_lines_are_refused_before_python_reads_them(monkeypatch):
    definitions = [f"f{i}(x) = x * 2" for i in range(MOST_DEFINITIONS)]
    assert len(parse("\n".join([*definitions, "y = f0(a)"])).definitions) == MOST_DEFINITIONS
    read, texts = syntax.ast.parse, []
    monkeypatch.setattr(syntax.ast, "parse", lambda text, *rest: texts.append(text) or read(text, *rest))
    with pytest.raises(GraphlabError, match="at most 500 definitions"):
        parse("\n".join([*definitions, "g(x) = x * 2", "y = f0(a)"]))
    with pytest.raises(GraphlabError, match="more than 2000 nodes"):
        parse("x;" * 2_001)
    assert texts == []


def test_a_letter_has_at_most_thirty_accents():
    assert parse(f"y = a{chr(0x301) * 30} * 2")
    assert "more than 30 accents" in str(refusal(f"y = a{chr(0x301) * 31} * 2"))


def test_zero_has_no_sign_since_its_text_has_none():
    assert all(math.copysign(1, value) == 1 for value in (parse("y = x * -0.0").nodes[1].value, parse_literal("-0")))


def test_columns_count_characters_not_bytes_and_lines_count_as_in_an_editor():
    assert refusal("값 = 사과 * epx(x)").column == 10
    assert (refusal("a = x * 2\n\n\nb = a + epx(a)").line, refusal("a = x\x0c * 2\nb = epx(a)").line) == (4, 2)


@pytest.mark.parametrize("name", ["사과", "café", "Å", "한글이름", "naïve_x"])
def test_composed_and_decomposed_letters_are_one_name(name):
    composed, decomposed = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    graph = parse(f"{decomposed} = 3\ny = {composed} * {decomposed}")
    assert graph.inputs == (composed,)
    assert parse(f"y = {decomposed} * 2") == parse(f"y = {composed} * 2")


@pytest.mark.parametrize(
    ("text", "typed", "read"),
    [
        ("y = ｅｘｐ(x)", "ｅｘｐ", "exp"),
        ("y = ｘ * 2", "ｘ", "x"),
        ("ﬁ = x * 2", "ﬁ", "fi"),
        ("y = sum(x, ａｘｉｓ=0)", "ａｘｉｓ", "axis"),
        ("y = 𝐞𝐱𝐩(x)", "𝐞𝐱𝐩", "exp"),
        ("𝑦 = x * 2", "𝑦", "y"),
    ],
)
def test_letters_that_python_would_fold_are_reported(text, typed, read):
    error = refusal(text)
    assert f"`{typed}` is written with special letters, which would be read as `{read}`" in str(error.message)
    assert str(error.hint) == f"Did you mean `{read}`?"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("y = apple + \u0430pple", "CYRILLIC SMALL LETTER A"),
        ("apple = 3\ny = \u0430pple * 2", "CYRILLIC SMALL LETTER A"),
        ("y = x + \u0445", "CYRILLIC SMALL LETTER HA"),
        ("A = 1\ny = A * \u0391", "GREEK CAPITAL LETTER ALPHA"),
        ("y = 2 * \u0435xp", "CYRILLIC SMALL LETTER IE"),
        ("\u0435xp = x * 2", "CYRILLIC SMALL LETTER IE"),
    ],
)
def test_letters_that_only_look_alike_are_reported(text, says):
    assert "looks like" in str(refusal(text).message)
    assert says in str(refusal(text).message)


def test_names_of_other_alphabets_stand_as_they_are():
    assert parse("y = β * Δ + цена * 사과 + 価格 * μ").inputs == ("β", "Δ", "цена", "사과", "価格", "μ")


def test_a_name_may_have_40_characters():
    longest = "a" * LONGEST_NAME
    assert parse(f"y = {longest} * 2").inputs == (longest,)
    assert parse(f"y = {unicodedata.normalize('NFD', '각' * 40)} * 2").inputs == ("각" * 40,)
    for text in ("{} = x * 2", "y = {} * 2", "y = {}(x)", "y = {}", "y = sum(x, {}=1)", "{} = 3\ny = x * 2"):
        error = refusal(text.format("a" * 5000))
        assert "has 5000 characters; a name may have 40" in str(error)
        assert len(str(error)) < 200


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        (" -2 ", -2.0),
        ("+3", 3.0),
        ("1e3", 1000.0),
        ("[1, 2]", (1.0, 2.0)),
        ("[[1, 2], [3, -4.5]]", ((1.0, 2.0), (3.0, -4.5))),
        ("[\n1,\n2,\n]", (1.0, 2.0)),
    ],
)
def test_literals(text, value):
    assert parse_literal(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "1 + 2",
        "[1, x]",
        "[]",
        "[[1], [1, 2]]",
        "1; 2",
        "1, 2",
        "(1, 2)",
        "1j",
        "True",
        "None",
        "'1'",
        "nan",
        "inf",
        "1e400",
        "[1",
        "1" * 5000,
        "[" * 300,
        "x = 1",
        "exp(1)",
        "--1",
        "1" + " " * 30000 + "+",
    ],
)
def test_what_is_no_literal_is_refused(text):
    with pytest.raises(GraphlabError):
        parse_literal(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("y = x * 2\nz = y * w\ny", "y = x * 2"),
        ("w = 3\ny = x * 2\nz = y * w\nb = exp(z)\ny", "y = x * 2"),
        ("a = p * q\nb = q * 3\na", "b = q * 3\na = p * q"),
        ("y = x * x * x\nz = x * 2\ny", "z = x * 2\ny = x * x * x"),
        ("f(x) = x * 2\ny = f(x)\nz = f(y)\ny", "f(x) = x * 2\ny = f(x)"),
    ],
)
def test_a_name_alone_in_the_last_line_ends_the_graph_there(text, left):
    assert parse(text) == parse(left)


@pytest.mark.parametrize(
    ("text", "written"),
    [("y = x^2", "y = x ** 2"), ("y = -x^2", "y = -x ** 2"), ("y = 2^x^3", "y = 2 ** x ** 3"),
     ("y = (2^x)^3", "y = (2 ** x) ** 3"), ("y = x^-1 * w", "y = x ** -1 * w"),
     ("y = w + x ^ 2 * 3", "y = w + x ** 2 * 3"),
     ("f(x) = x^2\ny = f(a)^0.5", "f(x) = x ** 2\ny = f(a) ** 0.5")],
)  # fmt: skip
def test_a_caret_is_a_power(text, written):
    assert parse(text) == parse(written)
    assert parse(text).to_source() == written


PARTS = (
    "x",
    "사과",
    "é",
    "^",
    "**",
    "^",
    "2",
    "(",
    ")",
    " ",
    "+",
    "-",
    "epx(",
    "q",
    "$",
    ",",
    "\n",
    "y = ",
    "a = ",
    "@",
    "[",
    "]",
)


def test_errors_beside_a_caret_are_placed_in_what_was_typed():
    dice = random.Random(7)
    compared = 0
    for _ in range(3000):
        text = "y = " + "".join(dice.choice(PARTS) for _ in range(dice.randint(2, 12)))
        stars = text.replace("^", "**")
        found, expected = (outcome(one) for one in (text, stars))
        if isinstance(expected, GraphlabError):
            line, column = expected.line or 1, expected.column or 1
            before = stars.split("\n")[line - 1][: column - 1]
            typed = 0
            for sign in text.split("\n")[line - 1]:
                if len(before) <= 0:
                    break
                before, typed = before[2 if sign == "^" else 1 :], typed + 1
            assert isinstance(found, GraphlabError)
            assert (found.message, found.line, found.column) == (expected.message, expected.line, typed + 1), text
            compared += "^" in text
        else:
            assert found == expected
    assert compared > 1000


def outcome(text):
    try:
        return parse(text)
    except GraphlabError as error:
        return error


@pytest.mark.parametrize(
    ("text", "way"),
    [("y = x1 + a\na = y * 2", "a → y → a"), ("a = b * 2\nb = c * 2\nc = a * 2", "b → a → c → b"),
     ("y = a + 1\nz = y * 2\na = z + y", "a → y → a"), ("f(x) = g(x)\ng(x) = f(x)\ny = f(x)", "g → f → g"),
     ("\n".join(f"a{i} = a{i + 1} * 2" for i in range(40)) + "\na40 = a0 * 2", "a1 → a0 → a40 → … → a3 → a2 → a1")],
)  # fmt: skip
def test_lines_that_need_each_other_are_called_a_cycle(text, way):
    message = str(refusal(text))
    assert f"{way}. A graph has no cycle." in message
    assert "move" not in message


def test_a_line_that_only_comes_too_late_is_to_be_moved():
    assert "move this line up" in str(refusal("y = x + a\nq = y * 3\na = x * 2"))


@pytest.mark.parametrize(
    ("text", "says"),
    [("y = max(x, 0)", "`relu(x)`"), ("y = max(a, b)", "`maximum(a, b)`"), ("y = min(a, b)", "`minimum(a, b)`"),
     ("y = ln(x)", "`log(x)`"), ("y = matmul(a, b)", "`a @ b`"), ("y = square(x)", "`x^2`"),
     ("y = avg(x)", "`mean(x)`")],
)  # fmt: skip
def test_ops_of_other_languages_are_named_as_here(text, says):
    message = str(refusal(text))
    assert says in message
    assert "Did you mean" not in message


@pytest.mark.parametrize("typed", [
    "y=" + "+".join(["x*x"] * 900),
    "y=" + "+".join(["sum([1,2,3],axis=0)*x"] * 480),
    "f(a,b)=a*b-a/b\ny=" + "+".join(["f(x,w)"] * 220),
    "y=" + "*".join(["(x-w)**-2"] * 490),
], ids=["products", "lists", "definitions", "powers"])  # fmt: skip
def test_what_was_typed_counts_not_what_is_written_back(typed: str) -> None:
    longest = typed + " " * (MOST_CHARACTERS - len(typed))
    graph = parse(longest)
    assert parse(graph.to_source()) == graph
    with pytest.raises(GraphlabError, match="the text has 20001 characters; it may have 20000"):
        parse(longest + " ")


def test_a_text_that_is_tight_is_written_back_tight() -> None:
    typed = "y=" + "+".join(["abcdefghijklmnopqrst*2.5"] * 420)
    typed = "\n".join([typed, *(f"z{n}=y*{'abcdefghij' * 3}{n}" for n in range(200))])
    assert 15_000 < len(typed) < MOST_CHARACTERS
    graph = parse(typed)
    assert len(graph.to_source()) <= len(typed)
    assert parse(graph.to_source()) == graph


@pytest.mark.parametrize("text, message, place", [
    ("# " + "*" * 3_000 + "\ny = x * x" + "\n# " + "<" * 3_000, "", (0, 0)),
    ("\n".join(f"a{i} = x * 2" for i in range(1_001)), "more than 2000 nodes", (1_001, 11)),
    ("y = x" + "<x" * 2_100, "comparisons are not part", (1, 4_006)),
    ("y = exp" + "(x)" * 2_100, "only operations can be called", (1, 6_010)),
    ("\n".join(f"a{i}=1/x" for i in range(1_900)) + "\nb = 1 / a0", "", (0, 0)),
    ("\n".join(f"p{i} = x ** 2" for i in range(150)) + "\nz = x" + " * 2" * 840, "", (0, 0)),
])  # fmt: skip
def test_a_text_is_refused_before_python_reads_it_only_if_it_is_sure_to_be(
    text: str, message: str, place: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not message:
        assert parse(text)
        return

    read, texts = ast.parse, list[str]()
    monkeypatch.setattr(ast, "parse", lambda text, *rest: texts.append(text) or read(text, *rest))
    caught = refusal(text)
    assert message in str(caught)
    assert (caught.line, caught.column) == place
    assert texts == []


def test_a_depth_that_python_has_lost_count_of_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread, which makes a tree at the same time, has Python 3.11 raise SystemError."""
    made, lost = ast.parse, iter([True, True, False])

    def parsed(source: str, *rest: str, **settings: str) -> ast.AST:
        if source == "y = x * 2" and next(lost, False):
            raise SystemError("AST constructor recursion depth mismatch (before=38, after=45)")
        return made(source, *rest, **settings)

    monkeypatch.setattr(ast, "parse", parsed)
    assert str(parse("y = x * 2")) == str(parse("y = x * 2"))
