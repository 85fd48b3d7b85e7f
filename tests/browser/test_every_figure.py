"""Every figure, in both themes, stepped to its end without a complaint of the browser.

Each run deals the figures to the languages anew, so that a figure costs one language's time.
"""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from playwright.sync_api import Page, expect

import graphlab as gl
from graphlab.book.figure import Figure
from graphlab.locale import languages, translator
from graphlab.ui.frame.subject import of_case
from graphlab.view.picture.plotly_figure import spec
from tests.browser.driver import Explorer

# The address as the back button changes it: the page is not loaded anew.
GO = "query => { history.pushState({}, '', `?${query}`); dispatchEvent(new PopStateEvent('popstate')) }"
# Asked for with each frame, where `expect` looks again after up to a second.
TITLED = "title => [...document.querySelectorAll('h2')].some(one => one.textContent.trim() === title)"
# One press for each drawing, as fast as the screen can follow.
PRESS = """async ([key, times]) => {
  for (let i = 0; i < times; i++) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
    await new Promise(requestAnimationFrame)
    await new Promise(done => setTimeout(done))
  }
}"""


@pytest.mark.parametrize("language", languages())
def test_every_figure_steps_to_its_end_in_both_themes(page: Page, server: str, language: str, testrun_uid: str) -> None:
    explorer = Explorer(page, server, language).open(figure="5-1", step=0)
    themes = ["light", "dark"]
    for figure in dealt(testrun_uid)[language]:
        print(figure.number)
        trace = of_case(figure, figure.case).trace
        last = len(trace.steps)
        page.evaluate(GO, f"figure={figure.number}&step=0&lang={language}")
        title = translator(language)(figure.title)
        page.wait_for_function(TITLED, arg=title)
        expect(page.get_by_role("heading", name=title, level=2, exact=True)).to_be_visible()
        explorer.ready().at(0, last)
        page.evaluate(PRESS, ["ArrowRight", last])
        complete(explorer.at(last, last), figure, themes[0])
        page.emulate_media(color_scheme=themes[1])
        complete(explorer, figure, themes[1])
        page.evaluate(PRESS, ["Home", 1])
        page.evaluate(PRESS, ["ArrowRight", trace.forward_count])
        explorer.at(trace.forward_count, last)
        explorer.coloured(themes[1])
        themes.reverse()


def dealt(run: str) -> dict[str, list[Figure]]:
    """Return the figures of each language in a test run, which is the same for all workers."""
    figures = Random(run).sample(list(gl.FIGURES.values()), len(gl.FIGURES))
    return {language: figures[i :: len(languages())] for i, language in enumerate(languages())}


def complete(explorer: Explorer, figure: Figure, theme: str) -> None:
    """The last picture is the one that Python drew, in the colours of the theme."""
    explorer.coloured(theme)
    shown, translate = of_case(figure, figure.case), translator(explorer.language)
    labels = {name: translate(label) for name, label in figure.labels.items()}
    look = replace(shown.look, toggles=True)
    drawn = spec(shown.trace, explorer.language, theme, labels=labels, look=look)["data"]
    texts = (
        text
        for one in drawn
        if "text" in one
        for text, y in zip(one["text"], one["y"], strict=False)
        if y is not None and y >= 0
    )
    explorer.reads(Counter(filter(None, texts)))


def test_every_figure_is_dealt_to_one_language() -> None:
    numbers = [figure.number for figures in dealt("run").values() for figure in figures]
    assert sorted(numbers) == sorted(gl.FIGURES)
    assert dealt("run") == dealt("run")
    assert dealt("run") != dealt("another run")
    assert all(dealt("run").values())
