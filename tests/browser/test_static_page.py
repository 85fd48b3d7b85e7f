"""A figure written to a file steps by itself, without a server."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import graphlab as gl
from graphlab.export.export_subject import Show
from graphlab.export.stepping_page import page as stepping_page
from graphlab.view.base.look import Look
from graphlab.view.picture.plotly_figure import figure
from tests.browser.driver import LABELS


def written(trace, folder: Path) -> str:
    file = folder / "figure.html"
    figure(trace, controls=True).write_html(file, include_plotlyjs="directory", auto_play=False)
    return file.as_uri()


def texts(page: Page) -> list[str]:
    return sorted(text for text, *_ in page.locator(".js-plotly-plot").evaluate(LABELS))


def slide(page: Page, part: float) -> None:
    """Press on the slider at a part of its length."""
    box = page.locator(".slider-rail-touch-rect").bounding_box()
    page.mouse.click(box["x"] + 5 + part * (box["width"] - 10), box["y"] + box["height"] / 2)


def test_a_written_figure_steps_without_a_server(page: Page, tmp_path: Path) -> None:
    shown = gl.FIGURES["5-17"]
    page.goto(written(gl.run(shown.graph, shown.feed), tmp_path))
    expect(page.locator(".js-plotly-plot .scatterlayer text").first).to_be_attached()
    complete = texts(page)
    assert {"715", "2.2", "165"} <= set(complete)
    slide(page, 0)
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.scatterlayer text')].some(t => t.textContent === '200')"
    )
    assert not {"200", "715", "2.2"} & set(texts(page))
    slide(page, 4 / 9)
    expect(page.locator(".scatterlayer text").get_by_text("715", exact=True)).to_be_attached()
    assert "2.2" not in texts(page)
    page.locator(".updatemenu-button").first.click()
    expect(page.locator(".scatterlayer text").get_by_text("2.2", exact=True)).to_be_attached(timeout=15_000)
    page.wait_for_function("() => document.querySelector('.slider-label').textContent.includes('9')")
    assert texts(page) == complete


# What stands on an exported page, read at once.
STANDS = """() => ({
  at: Number(document.querySelector("input").value),
  price: [...document.querySelectorAll("figure text")].some(t => t.textContent === "715" && t.getClientRects().length),
  words: document.querySelector("section .words").textContent,
  formulas: document.querySelectorAll("section .words math").length,
  lit: [...document.querySelectorAll("pre .lit")].map(line => line.textContent),
})"""


def test_an_exported_page_steps_as_one(page: Page, tmp_path: Path) -> None:
    shown, file = gl.FIGURES["5-17"], tmp_path / "step.html"
    file.write_text(stepping_page(Show(gl.run(shown.graph, shown.feed)), 4), encoding="utf-8")
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    found = page.evaluate(STANDS)
    assert (found["at"], found["price"], found["formulas"], len(found["lit"])) == (4, True, 1, 1)
    assert found["lit"][0].startswith("price")
    # In one go: what has not followed the key when its event returns comes later than the picture.
    key = "dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}))"
    found = page.evaluate(f"() => {{ document.body.{key}; return ({STANDS})() }}")
    assert (found["at"], found["price"], found["formulas"]) == (3, False, 1)
    assert "200+450=650" in found["words"].replace(" ", "")
    assert [line.split()[0] for line in found["lit"]] == ["all_price"]
    page.keyboard.press("Home")
    assert page.evaluate(STANDS)["lit"] == []
    assert (said, asked) == ([], [file.as_uri()])


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_nothing_but_the_words_moves_on_an_exported_page(page: Page, tmp_path: Path, width: int) -> None:
    shown, file = gl.FIGURES["5-29"], tmp_path / "step.html"
    show = Show(gl.run(shown.graph, shown.feed), look=Look(notation="both"))
    file.write_text(stepping_page(show, 0), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    places = []
    for _step in range(37):
        page.keyboard.press("ArrowRight")
        places.append(page.locator("nav").bounding_box())
    assert all(place == places[0] for place in places)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_written_figure_holds_no_live_link(page: Page, tmp_path: Path) -> None:
    evil = "https://evil.example"
    graph = gl.parse("y = x * 2")
    nodes = (graph.nodes[0]._replace(name=f'<a href="{evil}">x</a>'), *graph.nodes[1:-1])
    last = graph.nodes[-1]._replace(name=f'<span style="background:url({evil})">y</span>')
    hostile = type(graph)((*nodes, last))
    page.goto(written(gl.run(hostile, {nodes[0].name: 3}), tmp_path))
    expect(page.locator(".js-plotly-plot .scatterlayer text").first).to_be_attached()
    assert page.locator(".main-svg").locator("a, image, [href], [style*=evil]").count() == 0
    assert page.locator(".scatterlayer text").filter(has_text="<").count() > 0
