"""What a notebook shows: the app's figure at a step, a page that steps in its place, a graph without numbers."""

from html import unescape
from xml.etree import ElementTree

import pytest

import graphlab as gl
from graphlab.export.stepping_page import POLICY
from graphlab.view.picture.plotly_figure import spec
from graphlab.view.picture.plotly_traces import joined
from tests.export.test_svg import drawn

LONG = "\n".join(["a0 = x * 2", *(f"a{i} = a{i - 1} + x" for i in range(1, 210))])


@pytest.fixture
def trace() -> gl.Trace:
    figure = gl.FIGURES["5-17"]
    return gl.run(figure.graph, figure.feed)


@pytest.mark.parametrize("step", [0, 6, 9, -1, None])
def test_show_is_the_apps_figure_at_the_step(trace: gl.Trace, step: int | None) -> None:
    figure, at = spec(trace), {None: 9, -1: 9}.get(step, step)
    frame = figure["frames"][at]
    for i, change in zip(frame["traces"], frame["data"], strict=True):
        figure["data"][i] = joined(figure["data"][i], change)
    found = gl.show(trace, step).to_dict()
    assert found["data"] == figure["data"]
    assert [one["name"] for one in found["frames"]] == [one["name"] for one in figure["frames"]]


def test_a_step_that_is_none_is_an_error(trace: gl.Trace) -> None:
    with pytest.raises(gl.GraphlabError, match="the positions 0 to 9; 10 is none of them"):
        gl.show(trace, 10)


def test_language_and_theme(trace: gl.Trace) -> None:
    found = gl.show(trace, 6, language="ko", theme="dark").to_dict()
    assert found["layout"]["paper_bgcolor"] == "#0E1117"
    assert "단계" in found["layout"]["sliders"][0]["currentvalue"]["prefix"]


def test_a_trace_steps_in_its_place(trace: gl.Trace) -> None:
    bundle = trace._repr_mimebundle_()
    assert bundle["text/html"].startswith('<iframe sandbox="allow-scripts"')
    inside = unescape(bundle["text/html"].partition('srcdoc="')[2].rpartition('"></iframe>')[0])
    assert inside.startswith("<!doctype html>")
    assert POLICY in inside
    assert {"715", "2.2"} <= {text for text, _, _ in drawn(bundle["image/svg+xml"])}
    assert bundle["text/plain"] == trace.graph.to_source()


def test_a_graph_shows_names_and_signs_and_no_numbers() -> None:
    graph = gl.parse("price = (사과 * 2 + orange) * [1, 2]")
    assert {text for text, _, _ in drawn(graph._repr_html_())} == {"사과", "2", "orange", "(1, 2)", "×", "+", "price"}
    assert ElementTree.fromstring(graph._repr_html_()).tag.endswith("svg")


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_graph_shows_itself(figure) -> None:
    assert {text for text, _, _ in drawn(figure.graph._repr_html_())} >= {figure.graph.output}


def test_a_large_graph_shows_its_text() -> None:
    graph = gl.parse(LONG)
    trace = gl.run(graph, {"x": 1})
    for value in (graph, trace):
        assert value._repr_mimebundle_().keys() == {"text/html", "text/plain"}
        assert "<pre>" in value._repr_html_()
