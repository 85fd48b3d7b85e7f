"""The page that steps by itself: small, closed to the world, and with every piece of every step."""

import gzip
import json
import re
from html.parser import HTMLParser

import pytest

import graphlab as gl
from graphlab.export.export_subject import Show, zipped
from graphlab.export.stepping_page import POLICY, page, script
from graphlab.locale import languages
from graphlab.view.base.look import Look
from graphlab.view.picture.svg_picture import ranges
from graphlab.view.words.position_text import positions
from tests.export.shows import HOSTILE, hostile, show_of

LARGE = "\n".join(["a0 = x * y", *(f"a{i} = sigmoid(a{i - 1} * w{i} + a{i // 2})" for i in range(1, 16))])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.found.append((tag, dict(attrs)))


def tags(text: str) -> list[tuple[str, dict]]:
    reader = Tags()
    reader.feed(text)
    return reader.found


def data(text: str) -> dict:
    return json.loads(re.search(r"<script>const data = (.*)\n", text)[1])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_is_a_small_page_that_asks_for_nothing(figure, language: str) -> None:
    text = page(show_of(figure, language))
    assert len(text.encode()) < 220_000
    assert len(gzip.compress(text.encode())) < 30_000
    assert POLICY in text
    assert not {tag for tag, _ in tags(text)} & {"link", "img", "iframe", "object", "base", "form", "a", "image", "use"}
    assert set(re.findall(r"https?://[^\"' )]*", text)) == {"http://www.w3.org/2000/svg"}
    steps = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
    assert len(data(text)["says"]) == len(data(text)["counts"]) == len(data(text)["charts"]) == steps + 1
    assert text.count('<template class="words">') == steps + 1
    assert text.count('<template class="chart">') == max(data(text)["charts"]) + 1


@pytest.mark.parametrize("number", ["5-17", "5-20", "5-29"])
def test_every_position_has_the_words_of_the_app_and_its_line_of_code(number: str) -> None:
    show = show_of(gl.FIGURES[number], "ko", look=Look(notation="both"))
    text, found = page(show), positions(show.trace, show.look, "ko")
    assert [f'<template class="words">{one.html}</template>' in text for one in found.texts].count(False) == 0
    lines = [int(attrs["data-step"]) for tag, attrs in tags(text) if tag == "code" and "data-step" in attrs]
    assert sorted(set(lines)) == list(range(1, len(show.trace.steps) + 1))


def test_a_remark_of_the_figure_is_said() -> None:
    show = Show(gl.run(gl.parse("y = x * 2"), {"x": 3}), asides={"y": "mind the <gap>"})
    assert page(show).count("<p>mind the &lt;gap&gt;</p>") == 2


def test_a_graph_of_sixty_nodes_stays_small() -> None:
    graph = gl.parse(LARGE)
    assert len(graph.nodes) >= 60
    assert len(page(Show(gl.run(graph, dict.fromkeys(graph.inputs, 0.5)))).encode()) < 550_000


def test_the_page_opens_where_it_should() -> None:
    show = show_of(gl.FIGURES["5-17"])
    text = page(show, 6)
    assert data(text)["at"] == 6
    assert 'value="6"' in text
    assert [attrs["data-step"] for tag, attrs in tags(text) if attrs.get("class") == "lit"] == ["6"]
    shown = [attrs for tag, attrs in tags(text) if "data-at" in attrs and "display" not in attrs]
    hidden = [attrs for tag, attrs in tags(text) if attrs.get("display") == "none"]
    assert shown
    assert hidden
    for attrs in shown:
        assert any(int(a) <= 6 <= int(b) for a, b in (one.split("-") for one in attrs["data-at"].split()))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    written = page(hostile(text))
    found = [tag for tag, _ in tags(written)]
    assert found == [tag for tag, _ in tags(page(hostile("harmless")))]
    assert found.count("script") == 1
    assert not set(found) & {"img", "a", "b", "link"}
    assert found.count("style") == 1
    assert not [name for _, attrs in tags(written) for name in attrs if name.startswith("on")]


def test_no_text_ends_the_script() -> None:
    written = script({"says": ["</script><script>alert(1)</script>", "<!--"]})
    assert "<" not in written.splitlines()[0]
    assert json.loads(written.splitlines()[0].removeprefix("const data = "))["says"][1] == "<!--"


def test_ranges() -> None:
    assert list(ranges((3,))) == ["3-3"]
    assert list(ranges(tuple(range(5)))) == ["0-4"]


def test_equal_pictures_make_equal_files() -> None:
    assert zipped([("a.svg", "<svg/>")]) == zipped([("a.svg", "<svg/>")])
