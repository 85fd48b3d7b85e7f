"""Pictures as SVG files: in the colours of their theme, step by step, and holding nothing else."""

import re
from xml.etree import ElementTree

import pytest

import graphlab as gl
from graphlab.view.base.theme import THEMES
from tests.export.shows import HOSTILE, hostile, show_of

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


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    written = hostile(text).svg(3)
    root = ElementTree.fromstring(written)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "rect", "path", "circle", "text", "tspan", "g"
    }  # fmt: skip
    assert not [name for element in root.iter() for name in element.attrib if "href" in name or name.startswith("on")]
    assert "사과 & <b>귤</b>\nw" in {said for said, _, _ in drawn(written)}


def test_nothing_comes_from_elsewhere() -> None:
    for figure in gl.FIGURES.values():
        text = show_of(figure).svg(99)
        assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
        assert "url(" not in text
