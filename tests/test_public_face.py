"""The public face: what notebooks and scripts may rely on."""

import inspect
import pydoc
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

import graphlab as gl
from graphlab.engine.graph.graph import Node
from graphlab.engine.run import trace as trace_module


def test_names() -> None:
    assert sorted(gl.__all__) == [
        "FIGURES", "Graph", "GraphlabError", "Limits", "Trace", "check_gradients", "parse", "run", "show"
    ]  # fmt: skip
    assert all(hasattr(gl, name) for name in gl.__all__)


def test_signatures() -> None:
    assert inspect.signature(gl.parse, eval_str=True) == inspect.Signature(
        [inspect.Parameter("text", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=str)], return_annotation=gl.Graph
    )
    assert list(inspect.signature(gl.run).parameters) == ["graph", "feed", "upstream", "limits"]
    assert inspect.signature(gl.run).parameters["upstream"].default == 1.0
    assert list(inspect.signature(gl.check_gradients).parameters)[:3] == ["graph", "feed", "eps"]
    assert inspect.signature(gl.check_gradients).parameters["eps"].default == 1e-4
    assert list(inspect.signature(gl.show).parameters) == ["trace", "step", "language", "theme"]


def test_the_example_of_the_readme() -> None:
    graph = gl.parse("price = apple * n_apple * tax")
    assert graph.inputs == ("apple", "n_apple", "tax")
    trace = gl.run(graph, {"apple": 100, "n_apple": 2, "tax": 1.1}, upstream=1.0)
    assert trace.output == trace.values["price"] == 220.00000000000003
    assert trace.grads["apple"] == 2.2
    assert [step.phase for step in trace.steps] == ["forward"] * 2 + ["backward"] * 3
    rows = gl.check_gradients(graph, {"apple": 100, "n_apple": 2, "tax": 1.1}, eps=1e-4)
    assert [(row.name, row.ok) for row in rows] == [("apple", True), ("n_apple", True), ("tax", True)]
    assert all(hasattr(rows[0], name) for name in ("name", "analytic", "numeric", "error"))


def test_errors_are_value_errors_with_a_place() -> None:
    assert issubclass(gl.GraphlabError, ValueError)
    with pytest.raises(gl.GraphlabError) as caught:
        gl.parse("y = epx(x)")
    error = caught.value
    assert (error.line, error.column, str(error.hint)) == (1, 5, "Did you mean `exp`?")


def test_a_figure() -> None:
    figure = gl.FIGURES["5-17"]
    assert figure.title
    assert figure.upstream == 1.0
    assert dict(figure.feed) == {"apple": 100, "n_apple": 2, "orange": 150, "n_orange": 3, "tax": 1.1}
    assert figure.graph.inputs == ("apple", "n_apple", "orange", "n_orange", "tax")


def test_graph_and_trace_show_themselves_in_a_notebook() -> None:
    graph = gl.parse("price = apple * 2")
    trace = gl.run(graph, {"apple": 100})
    for value in (graph, trace):
        assert value._repr_html_() == value._repr_mimebundle_(include=None, exclude=None)["text/html"]
    assert ">apple<" in graph._repr_html_()
    assert ">100<" not in graph._repr_html_()
    assert "&gt;100&lt;" in trace._repr_html_()


def test_a_trace_can_be_shown_at_a_step() -> None:
    figure = gl.FIGURES["5-17"]
    trace = gl.run(figure.graph, figure.feed)
    drawn = gl.show(trace, step=6)
    assert len(drawn.frames) == len(trace.steps) + 1
    assert drawn.layout.sliders[0].active == 6
    assert drawn.to_dict()["data"] != gl.show(trace).to_dict()["data"]


NODE, X = gl.Graph((Node("x", "input"), Node("y", "exp", (0,)))), Node("x", "input", value=2.0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gl.run("y = x*x", {"x": 3}), "this is a text, not a graph. Read it first: `parse(text)`."),
        (lambda: gl.check_gradients("y = x*x"), "this is a text, not a graph. Read it first: `parse(text)`."),
        (lambda: gl.run(None), "a graph is needed here, not a value of the type `NoneType`."),
        (lambda: gl.run(gl.run(NODE, {"x": 1})), "a graph is needed here, not a value of the type `Trace`."),
        (lambda: gl.run(NODE, [1]), 'the inputs take their values by name, as in `{"x": 3}`.'),
        (lambda: gl.run(gl.Graph(())), "this graph has no nodes."),
        (lambda: gl.run(gl.Graph((X, Node("y", "epx", (0,))))),
         "node `y`: there is no operation `epx`. Did you mean `exp`?"),
        (lambda: gl.run(gl.Graph((X, Node("y", "exp", (7,))))),
         "node `y`: its input is at position 7, but it stands at position 1. The inputs of a node stand before it, and "
         "the first position is 0."),
        (lambda: gl.run(gl.Graph((X, Node("y", "mul", (0, -1))))), "node `y`: its input is at position -1,"),
        (lambda: gl.run(gl.Graph((Node("x", "exp", (1,)), Node("y", "exp", (0,))))), "node `x`: its input is at"),
        (lambda: gl.run(gl.Graph((X, Node("y", "exp", (0.0,))))), "node `y`: its input is at position 0.0,"),
        (lambda: gl.run(gl.Graph((X, Node("y", "mul", (0,))))), "node `y`: `mul` takes 2 inputs (a, b), not 1."),
        (lambda: gl.run(gl.Graph((X, Node("y", "exp", (0, 0))))), "node `y`: `exp` takes 1 inputs (x), not 2."),
        (lambda: gl.run(gl.Graph((X, Node("y", "sum", (0,), (("axes", 1),))))),
         "node `y`: the settings of `sum` are axis, keepdims, all of them, in this order."),
        (lambda: gl.parse(3), "a text is needed here, not a value of the type `int`."),
        (lambda: gl.check_gradients(NODE, {"x": 1}, eps=0), "`eps` is the step of the measurement"),
        (lambda: gl.show(NODE), "a trace is needed here, not a value of the type `Graph`. Run the graph first"),
        (lambda: gl.show(gl.run(NODE, {"x": 1}), step=9), "this trace has the positions 0 to 3; 9 is none of them."),
        (lambda: gl.show(gl.run(NODE, {"x": 1}), language="xx"), "`language` is one of en, ko, not `xx`."),
        (lambda: gl.show(gl.run(NODE, {"x": 1}), theme="blue"), "`theme` is one of light, dark, not `blue`."),
    ],
)  # fmt: skip
def test_what_is_called_wrongly_says_what_to_do(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(gl.GraphlabError) as caught:
        call()
    assert str(caught.value).startswith(sentence)


def test_a_fault_of_an_op_is_not_taken_for_one_of_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    def forward(x: float) -> float:
        raise KeyError("a fault")

    trace = gl.run(NODE, {"x": 1})
    broken = MappingProxyType({**trace.ops, "exp": replace(trace.ops["exp"], forward=forward)})
    monkeypatch.setattr(trace_module, "ops_of", lambda graph: broken)
    with pytest.raises(KeyError):
        gl.run(NODE, {"x": 1})


@pytest.mark.parametrize("nodes", [1, 10, 16, 17, 18, 300])
def test_a_trace_as_text_has_twenty_lines_at_most(nodes: int) -> None:
    text = "\n".join(f"y{i} = y{i - 1} + x" if i else "y0 = x * x" for i in range(nodes))
    lines = repr(gl.run(gl.parse(text), {"x": [[1, 2], [3, 4]]})).split("\n")
    assert len(lines) <= 20
    assert len(lines) == min(nodes + 3, 20)
    assert lines[2].split() == ["x", "array", "of", "shape", "(2,", "2)", "array", "of", "shape", "(2,", "2)"]


def test_help_reads_as_a_page() -> None:
    page = pydoc.plain(pydoc.render_doc(gl)).partition("DESCRIPTION")[2].partition("PACKAGE CONTENTS")[0]
    assert 30 < len(page.splitlines()) < 60
    assert all(name in page for name in gl.__all__ if name not in ("Graph", "Trace", "Limits"))
    assert all(len(line) <= 104 for line in page.splitlines())
