"""What every position shows, as HTML: the sentences and formulas of its explanation, and the chart of its operation."""

from itertools import product
from xml.etree import ElementTree

import pytest

import graphlab as gl
from graphlab.locale import languages
from graphlab.ui.frame.subject import of_case
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.words.explain import explain
from graphlab.view.words.position_text import packed, positions, prose, unpacked

LANGUAGES = tuple(languages())


@pytest.mark.parametrize("number, language", list(product(gl.FIGURES, LANGUAGES)))
def test_every_position_of_every_figure(number: str, language: str) -> None:
    shown = of_case(gl.FIGURES[number], gl.FIGURES[number].case)
    trace, look = shown.trace, shown.look
    found = positions(trace, look, language)
    assert len(found.texts) == len(found.chart_of) == len(trace.steps) + 1
    for position, (text, chart) in enumerate(zip(found.texts, found.chart_of, strict=True)):
        root = ElementTree.fromstring(f"<div>{text.html}</div>")
        said = explain(trace, position, language, look=look)
        assert text.spoken == said.spoken
        assert ["".join(one.itertext()) for one in root.findall("p")] == [
            one.replace("`", "") for one in said.sentences
        ]
        assert len(root.findall("div[@class='formula']/math")) == len(said.formulas)
        assert (found.charts[chart] if chart >= 0 else "") == op_chart(trace, position, language)


def test_a_chart_is_kept_once() -> None:
    figure = gl.FIGURES["5-29"]
    found = positions(gl.run(figure.graph, figure.feed))
    assert "" not in found.charts
    assert len(found.charts) == len(set(found.charts)) == len(set(found.chart_of) - {-1})
    assert (len(found.charts), len(found.texts)) == (18, 38)


def test_what_is_packed_is_small_and_comes_back_the_same() -> None:
    figure = gl.FIGURES["5-29"]
    found = positions(gl.run(figure.graph, figure.feed), language="ko", asides={"y": "<b>"})
    assert unpacked(packed(found)) == found
    size = sum(map(len, (*found.charts, *(part for text in found.texts for part in text))))
    assert len(packed(found)) < size / 4


def test_a_remark_of_the_figure_stands_at_the_backward_step_alone() -> None:
    trace = gl.run(gl.parse("y = x * 2\nz = y + 1"), {"x": 3})
    found = positions(trace, asides={"y": "`y` <b>"})
    marked = [i for i, text in enumerate(found.texts) if "<p><code>y</code> &lt;b&gt;</p>" in text.html]
    assert [trace.graph.nodes[trace.steps[i - 1].node].name for i in marked] == ["y"]
    assert trace.steps[marked[0] - 1].phase == "backward"
    assert [i for i, text in enumerate(found.texts) if text.spoken.endswith("`y` <b>")] == marked


@pytest.mark.parametrize(
    "sentence, html",
    [
        ("`a` and `b`", "<code>a</code> and <code>b</code>"),
        ("a < b & `c<d`", "a &lt; b &amp; <code>c&lt;d</code>"),
        ("one ` alone", "one ` alone"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[link](javascript:1) **bold** ![i](x)", "[link](javascript:1) **bold** ![i](x)"),
    ],
)
def test_a_sentence_is_text_with_names_as_code(sentence: str, html: str) -> None:
    assert prose(sentence) == html
