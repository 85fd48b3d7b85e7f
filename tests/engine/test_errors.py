"""Every sentence for the learner is a template that can be translated after it was made."""

import ast
import string
from pathlib import Path

import pytest

import graphlab.engine
from graphlab.engine.errors import GraphlabError, Message, did_you_mean, mark, say
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import run

FILES = sorted(Path(graphlab.engine.__file__).parent.rglob("*.py"))
# The calls whose template comes from a table of marked sentences.
FROM_TABLES = {"_REFUSED[kind]", "r.says"}


def said():
    """Yield the calls of `say` in the engine."""
    for file in FILES:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say":
                yield pytest.param(call, id=f"{file.stem}:{call.lineno}")


def fields(template):
    return {field.partition(":")[0] for _, field, _, _ in string.Formatter().parse(template) if field is not None}


@pytest.mark.parametrize("call", list(said()))
def test_a_sentence_is_a_literal_with_a_value_for_every_brace(call):
    template = call.args[0]
    if not isinstance(template, ast.Constant):
        assert ast.unparse(template) in FROM_TABLES
        return
    assert fields(template.value) == {keyword.arg for keyword in call.keywords}
    assert template.value[-1] in ".? " or fields(template.value) or template.value == "1 input"


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_sentences_of_an_op_have_no_braces(op):
    says = [op.forward_says, op.backward_says, *[remark.says for remark in op.remarks]]
    assert not any(fields(sentence) for sentence in says)


def test_an_error_is_translated_when_it_is_shown_with_the_messages_inside_it():
    with pytest.raises(GraphlabError) as caught:
        parse("y = relu(x, z)")
    korean = {
        "line {line}, column {column}: ": "{line}행 {column}열: ",
        "`{name}` takes {expected} ({inputs}), not {given}.": "`{name}`: {expected}({inputs}), {given} 아님.",
        "1 input": "1개",
    }
    assert caught.value.translated(korean.__getitem__) == "1행 5열: `relu`: 1개(x), 2 아님."
    assert str(caught.value) == "line 1, column 5: `relu` takes 1 input (x), not 2."


@pytest.mark.parametrize(
    "fail",
    [
        lambda: parse("y = epx(x)"),
        lambda: parse("y = relu(x, z)"),
        lambda: parse("y = x\u0441 + xc"),
        lambda: parse("y = x" * 10_000),
        lambda: run(parse("y = x * 2")),
        lambda: run(parse("y = x * 2"), {"x": 1, "X": 3}),
        lambda: run(parse("y = a + b"), {"a": [1, 2], "b": [1, 2, 3]}),
        lambda: run(parse("y = softmax_with_loss(x, t)"), {"x": [1, 2], "t": 7}),
        lambda: run(parse("y = x * 2"), {"x": 1}, [1, 2]),
    ],
)
def test_no_word_of_an_error_escapes_translation(fail):
    with pytest.raises(GraphlabError) as caught:
        fail()
    assert str(caught.value)
    # Every template becomes silence, and only silence and the blank between two sentences are left.
    assert not caught.value.translated(lambda _: "").strip()
    sentence = caught.value.sentence(lambda text: text)
    assert sentence[1:] in str(caught.value)
    assert not sentence[0].islower()


def test_what_a_learner_types_is_never_read_as_a_template():
    assert str(say("unknown name `{name}`.", name="{line} {0} {name!r}")) == "unknown name `{line} {0} {name!r}`."


def test_an_error_is_a_value_error_with_its_place():
    error = GraphlabError(say("no."), line=2, column=3, hint=say("Yes?"))
    assert isinstance(error, ValueError)
    assert str(error) == "line 2, column 3: no. Yes?"
    placed = GraphlabError(say("no."), hint=say("Yes?")).at_node("price")
    assert str(placed) == "node `price`: no. Yes?"
    assert placed.node == "price"
    assert str(GraphlabError(say("no."))) == "no."


def test_messages_are_equal_as_data():
    assert say("a {b}", b=1) == Message("a {b}", (("b", 1),)) != say("a {b}", b=2)
    assert mark("as it is") == "as it is"


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [("epx", OPS, "exp"), ("w", ["W", "x"], "W"), ("APPLE", ["apple"], "apple"), ("zzz", OPS, None), ("x", [], None)],
)
def test_did_you_mean(name, known, meant):
    hint = did_you_mean(name, known)
    assert hint == (meant and say("Did you mean `{name}`?", name=meant))
