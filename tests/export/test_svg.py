"""The picture as SVG says and shows what the figure of the app does, at every step, and holds nothing else."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

import graphlab as gl
from graphlab.export.export_subject import Show
from graphlab.export.figure_marks import Area, Line, Words, picture
from graphlab.export.rich_text import plain
from graphlab.export.svg_document import corners, smooth, svg
from graphlab.view.base.look import Look
from graphlab.view.base.theme import THEMES
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.plotly_figure import spec
from graphlab.view.picture.plotly_traces import joined
from tests.export.shows import HOSTILE, hostile, show_of
from tests.strategies import feed_of, graphs

SVG = "{http://www.w3.org/2000/svg}"
LEADING = 1.3


def drawn(text: str) -> list[tuple[str, float, float]]:
    """Return the texts of an SVG with their places, as whoever looks at it sees them."""
    found = []
    for element in ElementTree.fromstring(text).iter(f"{SVG}text"):
        if element.get("aria-hidden"):
            continue
        lines = element.findall(f"{SVG}tspan")
        size = float(element.get("font-size", "0"))
        middle = float(lines[0].get("y", "0")) + (len(lines) - 1) * LEADING * size / 2 - size / 4
        x = float(lines[0].get("x", "0"))
        found.append(("\n".join("".join(line.itertext()) for line in lines), x, middle))
    return sorted(found)


def figured(figure: dict, at: int) -> Iterator[tuple[str, float, float]]:
    """Yield the texts of the figure at a position, read from what plotly is given."""
    frame = figure["frames"][at]
    data = dict(enumerate(figure["data"])) | {
        i: joined(figure["data"][i], change) for i, change in zip(frame["traces"], frame["data"], strict=True)
    }
    for trace in data.values():
        if "text" in trace.get("mode", ""):
            for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=False):
                if y is not None and y >= 0 and text:
                    yield plain(text), x, y


def assert_same(show: Show) -> None:
    figure = spec(show.trace, show.language, show.theme, labels=show.labels, look=show.look)
    for at, text in enumerate(show.svgs()):
        wanted, found = sorted(figured(figure, at)), drawn(text)
        assert [one[0] for one in found] == [one[0] for one in wanted]
        for (_, x, y), (_, wanted_x, wanted_y) in zip(found, wanted, strict=True):
            assert (x, y) == pytest.approx((wanted_x, wanted_y), abs=0.15)


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_says_the_same_at_the_same_places_at_every_step(figure) -> None:
    assert_same(show_of(figure, "ko"))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("number", ["5-17", "5-19", "5-27"])
def test_every_notation(number: str, notation: str) -> None:
    assert_same(show_of(gl.FIGURES[number], look=Look(notation=notation, inline_constants=True)))


def test_the_light_on_one_node_and_clouds() -> None:
    assert_same(show_of(gl.FIGURES["5-4"], look=Look(focus=True, elided=("others",))))


@settings(max_examples=15, deadline=None)
@given(graphs())
def test_any_graph(graph) -> None:
    assert_same(Show(gl.run(graph, feed_of(graph))))


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_the_themes(theme: str) -> None:
    other = THEMES["dark" if theme == "light" else "light"]
    text = show_of(gl.FIGURES["5-17"], theme=theme).svg(6)
    assert THEMES[theme].gradient in text
    assert not {colour for colour in other if colour in text} - set(THEMES[theme])


def test_a_picture_grows_and_what_passes_goes_again() -> None:
    show = show_of(gl.FIGURES["5-17"])
    texts = [{text for text, _, _ in drawn(svg)} for svg in show.svgs()]
    assert "715" not in texts[3]
    assert "715" in texts[4]
    assert "650" in texts[6]
    rings = [svg.count(THEMES["light"].ring + '"') for svg in show.svgs()]
    assert rings == [0, *[1] * 9]


def test_a_step_beyond_the_end_is_the_last() -> None:
    show = show_of(gl.FIGURES["5-13"])
    assert show.svg(99) == show.svg(3)


def test_lines_are_curved_and_pointed_as_plotly_does_it() -> None:
    # Read off plotly's own drawing in Chromium: M0,0L-7.321,-5.235L-9.000,0.068Z at (239, 78), of size 9.
    tip, *others = corners(Line(((100.0, 34.0), (239.0, 78.0)), "#000000", 1.0, 9.0))
    assert tip == (239.0, 78.0)
    places = sorted((x - 239, y - 78) for x, y in others)
    assert places[0] == pytest.approx((-9.0, 0.068), abs=0.01)
    assert places[1] == pytest.approx((-7.321, -5.235), abs=0.01)
    assert smooth(((0.0, 0.0), (10.0, 10.0))) == "M0 0L10 10"
    assert smooth(((0.0, 0.0), (10.0, 10.0), (20.0, 0.0))).startswith("M0 0C")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    written = hostile(text).svg(3)
    root = ElementTree.fromstring(written)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "rect", "path", "circle", "text", "tspan", "g"
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.attrib if "href" in name or name.startswith("on")]
    assert "사과 & <b>귤</b>" in {said for said, _, _ in drawn(written)}


def test_nothing_comes_from_elsewhere() -> None:
    for figure in gl.FIGURES.values():
        text = show_of(figure).svg(99)
        assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
        assert "url(" not in text


def test_pieces_know_when_they_are_seen() -> None:
    figure = gl.FIGURES["5-13"]
    pieces = picture(spec(gl.run(figure.graph, figure.feed, figure.upstream))).pieces
    when = {plain(mark.html): at for mark, at, _ in pieces if isinstance(mark, Words)}
    assert (when["10"], when["50"], when["1.3"], when["6.5"]) == ((0, 1, 2, 3), (1, 2, 3), (2, 3), (3,))
    rings = [at for mark, at, kind in pieces if kind == "passes" and getattr(mark, "edge", "") == THEMES["light"].ring]
    assert rings == [(1, 2, 3)]
    assert not any(isinstance(mark, Area) for mark, _, _ in pieces)


def test_a_sheet_without_frames_has_one_position() -> None:
    still = {key: value for key, value in spec(gl.run(gl.parse("y = x * x"), {"x": 3})).items() if key != "frames"}
    taken = picture(still)
    assert taken.last == 0
    assert "9" in svg(taken, 0)
