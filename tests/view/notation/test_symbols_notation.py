"""Labels in symbols: short on the edge, whole when pointed at, with their number or without."""

import pytest

import graphlab as gl
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import Look
from graphlab.view.notation.notation import Edge, Text
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.notation.symbols_notation import SYMBOLIC, symbols_of


def notation(name: str, trace: Trace, **look):
    return NOTATIONS[name].writer(trace, Look(notation=name, **look), str)


def square() -> Trace:
    return gl.run(gl.parse("t = x + y\nz = t ** 2"), {"x": 1, "y": 2})


def edge(trace: Trace, source: str, target: str, slot: int = 0) -> Edge:
    index = trace.graph.index
    return Edge(index[source], index[target], slot)


def test_values_are_names_and_tell_how_they_are_made() -> None:
    trace = square()
    text = notation("symbols", trace).value(trace.graph.index["t"])
    assert text.shown == "t"
    assert text.hover == "t = x + y<br>3"


def test_constants_have_no_label() -> None:
    trace = gl.run(gl.parse("y = x * 2"), {"x": 3})
    assert notation("symbols", trace).value(trace.graph.index["c1"]) == Text()


@pytest.mark.parametrize(
    ("form", "shown"), [("chain", "(∂z/∂z)·(∂z/∂t)·(∂t/∂x)"), ("product", "(∂z/∂z)·2t·1"), ("simplified", "2(x + y)")]
)
def test_gradients_in_every_form(form: str, shown: str) -> None:
    trace = square()
    assert notation("symbols", trace, form=form, upstream="∂z/∂z").gradient(edge(trace, "x", "t")).shown == shown


def test_the_upstream_gradient_stands_at_the_output() -> None:
    trace = square()
    last = len(trace.graph.nodes)
    assert notation("symbols", trace).gradient(Edge(last - 1, last)).shown == "∂L/∂z"
    assert notation("symbols", trace, upstream="E").gradient(Edge(last - 1, last)).shown == "E"


def test_no_gradient_no_label() -> None:
    trace = gl.run(gl.parse("y = x * 2"), {"x": 3})
    assert notation("symbols", trace).gradient(edge(trace, "c1", "y", 1)) == Text()


def test_both_shows_the_number_below() -> None:
    trace = square()
    both = notation("both", trace)
    assert both.value(trace.graph.index["t"]).shown == "t\n3"
    assert both.gradient(edge(trace, "t", "z")).shown == "(∂L/∂z)·2t\n6"


def test_a_number_is_not_said_twice() -> None:
    trace = gl.run(gl.parse("L = x * y"), {"x": 2, "y": 3})
    assert notation("both", trace).gradient(Edge(2, 3)).shown == "1"


def test_the_sum_where_a_value_fans_out() -> None:
    trace = gl.run(gl.parse("y = x * x + x"), {"x": 3})
    assert notation("symbols", trace).sum(0).shown == "(∂L/∂y)·x + …"
    assert notation("symbols", trace, form="simplified").sum(0).shown == "(∂L/∂y)·…"


def test_long_expressions_are_shortened_and_whole_when_pointed_at() -> None:
    trace = gl.run(gl.parse("price = (apple * n_apple + orange * n_orange) * tax"), dict.fromkeys(
        ("apple", "n_apple", "orange", "n_orange", "tax"), 2))  # fmt: skip
    text = notation("symbols", trace).value(trace.graph.index["v3"])
    assert text.shown == "apple·n_apple + orange·…"
    assert text.hover.startswith("apple·n_apple + orange·n_orange<br>")


def test_hover_is_escaped() -> None:
    trace = gl.run(gl.parse("y = relu(x)"), {"x": [1, -1]})
    assert "[x &gt; 0]" in notation("symbols", trace).gradient(edge(trace, "x", "y")).hover


def test_symbols_of_the_same_graph_and_numbers_are_made_once() -> None:
    look = Look(notation="symbols")
    assert symbols_of(square(), look) is symbols_of(square(), look)
    other = gl.run(gl.parse("t = x + y\nz = t ** 2"), {"x": 1, "y": 3})
    assert symbols_of(square(), look) is not symbols_of(other, look)
    assert set(NOTATIONS) >= SYMBOLIC
