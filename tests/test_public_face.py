"""The public face: what notebooks and scripts may rely on."""

import inspect

import pytest

import graphlab as gl


def test_names() -> None:
    assert sorted(gl.__all__) == [
        "FIGURES", "Graph", "GraphlabError", "Trace", "check_gradients", "parse", "run", "show"
    ]  # fmt: skip
    assert all(hasattr(gl, name) for name in gl.__all__)


def test_signatures() -> None:
    assert inspect.signature(gl.parse, eval_str=True) == inspect.Signature(
        [inspect.Parameter("text", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=str)], return_annotation=gl.Graph
    )
    assert list(inspect.signature(gl.run).parameters) == ["graph", "feed", "upstream"]
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
