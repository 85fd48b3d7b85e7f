"""Expressions as they are read: by the usual rules a text on one line and its LaTeX mean the number they stand for."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphlab.algebra.evaluate import agrees, evaluate, value_of_name
from graphlab.algebra.expr import Expr, Name
from graphlab.algebra.forms import symbols
from graphlab.algebra.op_latex import rules
from graphlab.algebra.to_text import as_latex, as_text
from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.ops import OPS
from graphlab.engine.run.trace import Trace, run
from graphlab.view.base.look import FORMS

FUNCTIONS = ("exp", "log", "sigmoid", "tanh", "sqrt")
# What is carried out in a simplified form: a factor 1, a division by 1, e^0, log 1, two signs.
TRIVIAL = re.compile(r"·1(?![\d./])|/1(?![\d.])|exp\(0\)|log\((1|exp\(.*)\)|exp\(log|−−|\^1(?![\d.])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def named(x: Expr) -> Iterator[Name]:
    if isinstance(x, Name):
        yield x
    for part in x.parts:
        yield from named(part)
    yield from named(x.exponent) if hasattr(x, "exponent") else ()


def read_text(text: str, known: dict[str, float]) -> float:
    """Read one line by the usual rules: · and / from left to right, a derivative only alone or in brackets."""
    for name in sorted((name for name in known if "∂" in name), key=len, reverse=True):
        text = re.sub(
            rf"(?:\({name}\)|(?:(?<=^)|(?<=^−)|(?<= )|(?<=\()){name}(?=$| [+−]|\)))",
            f" D{list(known).index(name)} ",
            text,
        )
    assert "∂" not in text, text
    text = text.replace("σ(", "sigmoid(").replace("·10⁻", "e⁻")
    text = re.sub(r"√(\w[\w.]*)", r"sqrt(\1)", text).replace("√(", "sqrt(")
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda m: "**" + m[1].translate(_RAISED), text)
    text = text.replace("−", "-").replace("·", "*").replace("^", "**")
    return value_of(text, known)


def value_of(text: str, known: dict[str, float]) -> float:
    """Multiply what stands side by side, and compute."""
    calls = "|".join(FUNCTIONS)
    text = re.sub(r"(?<![\w.])(\d+\.?\d*)\s*(?=[A-Za-z(])(?!e[-\d])", r"\1*", text)
    text = re.sub(rf"(?<!\w)(?!(?:{calls})\b)([A-Za-z]\w*)\s*\(", r"\1*(", text)
    text = re.sub(r"\)\s*(?=[\w(])", ")*", text)
    values = {name: value for name, value in known.items() if "∂" not in name}
    values |= {f"D{k}": value for k, value in enumerate(known.values())}
    graph = parse(f"result = {text.strip()} + 0")
    return float(run(graph, {name: values[name] for name in graph.inputs}).output)


def argument_end(text: str) -> int:
    """Return where the argument of a function without brackets ends: a word with its brackets, a power, a number."""
    found = re.match(r"\\?[A-Za-z]\w*|[\d.]+|(?=\{)", text)
    assert found, text
    end, depth = found.end(), 0
    if text[end : end + 1] in ("(", "{"):
        for place, sign in enumerate(text[end:], start=end + 1):
            depth += (sign in "({") - (sign in ")}")
            if not depth and text[place : place + 2] != "^{" and sign != "^":
                return place
    return end


def read_latex(text: str, known: dict[str, float]) -> float:
    for name in known:
        if "∂" in name:
            text = text.replace(as_latex(Name(name)), f" D{list(known).index(name)} ")
    text = re.sub(r"\\(?:mathrm|operatorname)\{(\w+)\}", r"\1", text.replace(r"\_", "_"))
    text = text.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    text = re.sub(r"([A-Za-z])_\{(\d+)\}", r"\1\2", text)
    while r"\log " in text:
        before, _, after = text.rpartition(r"\log ")
        end = argument_end(after)
        text = f"{before}\\log({after[:end]}){after[end:]}"
    while True:
        inner = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        inner = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", inner)
        inner = re.sub(r"\{([^{}]*)\}\^\{([^{}]*)\}", r"(\1)**(\2)", inner)
        if inner == text:
            break
        text = inner
    assert not set("{}^") & set(text), text
    # A sign binds loosely, and what stands side by side is multiplied.
    return value_of(re.sub(r"\\([a-z]+)", r"\1", text.replace(r"\sigma", "sigmoid")), known)


def expressions(trace: Trace, form: str) -> Iterator[tuple[Expr, float]]:
    found = symbols(trace, form)
    for i, parts in trace.contributions.items():
        for slot, part in enumerate(parts):
            if part is not None and (x := found.gradient(i, slot)) is not None:
                yield x, float(part)
    for i in trace.order:
        if (x := found.total(i)) is not None:
            yield x, float(trace.node_grads[i])


NUMBERS = ("0", "1", "2", "3", "0.5", "-1", "2.5", "-2")
TERMS = st.recursive(
    st.sampled_from(("x", "y", "n_x", *NUMBERS)),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("+", "-", "*", "/")), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, st.sampled_from(NUMBERS)).map(lambda p: f"(({p[0]}) ** {p[1]})"),
        st.tuples(st.sampled_from(("exp", "log", "-", "sigmoid", "tanh", "sqrt")), inner).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
    ),
    max_leaves=7,
)


SOURCES = st.tuples(TERMS, TERMS).map(lambda two: f"t = {two[0]}\nz = {two[1].replace('y', 't')} * x")
VALUES = st.tuples(*[st.sampled_from((0.7, 1.3, 2.0, 0.4))] * 3)


@settings(max_examples=150, deadline=None)
@given(SOURCES, VALUES, st.sampled_from((1.0, 1.5)), st.sampled_from(FORMS))
def test_text_and_latex_are_read_as_the_number_they_stand_for(source: str, values: tuple, g: float, form: str) -> None:
    try:
        graph = parse(source)
        trace = run(
            graph,
            {name: value for name, value in zip(("x", "y", "n_x"), values, strict=True) if name in graph.inputs},
            g,
        )
    except GraphlabError:
        assume(False)
    for x, number in expressions(trace, form):
        if not np.isfinite(number) or not np.isfinite(evaluate(x, trace)):
            continue
        known = {name.name: float(value_of_name(name, trace)) for name in named(x)}
        if not all(map(np.isfinite, known.values())):
            continue
        assert agrees(x, number, trace), as_text(x)
        assert form != "simplified" or not TRIVIAL.search(as_text(x)), as_text(x)
        for read, text in ((read_text, as_text(x)), (read_latex, as_latex(x))):
            np.testing.assert_allclose(read(text, known), number, rtol=1e-6, atol=1e-9, err_msg=text)


@pytest.mark.parametrize(
    ("source", "x", "short"),
    [
        ("t = x + y\nz = t ** 2", "t", "(∂L/∂z)·2t"),
        ("z = x ** 1", "x", "∂L/∂z"),
        ("z = x ** 0", "x", "0"),
        ("z = x / 1", "x", "∂L/∂z"),
        ("z = 1 * x", "x", "∂L/∂z"),
        ("z = -(-x)", "x", "∂L/∂z"),
        ("z = x - -x", "x", "(∂L/∂z)·2"),
        ("z = exp(0) * x", "x", "∂L/∂z"),
        ("z = log(exp(x))", "x", "∂L/∂z"),
        ("z = exp(log(x))", "x", "∂L/∂z"),
        ("z = x * log(1) + x", "x", "∂L/∂z"),
        ("z = x ** 2.5", "x", "(∂L/∂z)·2.5x^1.5"),
        ("z = (x ** 2) ** 0.5", "x", "(∂L/∂z)·x/z"),
        ("z = x * y / y", "x", "∂L/∂z"),
    ],
)
def test_what_is_simplified_is_simple(source: str, x: str, short: str) -> None:
    graph = parse(source)
    trace = run(graph, dict.fromkeys(graph.inputs, 2.0))
    assert as_text(symbols(trace, "simplified").total(graph.index[x])) == short


def test_a_root_of_a_square_keeps_its_sign() -> None:
    trace = run(parse("z = (x ** 2) ** 0.5"), {"x": -2.0})
    found = symbols(trace, "simplified").total(0)
    assert float(evaluate(found, trace)) == -1.0


@pytest.mark.parametrize("exponent", [-2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0])
def test_a_constant_exponent_is_carried_out_in_the_rule(exponent: float) -> None:
    rule = rules(OPS["pow"], {"b": exponent})[0]
    assert "$b" not in rule
    assert "- 1" not in rule
    assert rules(OPS["mul"], {"b": 2.0}) == rules(OPS["mul"])
