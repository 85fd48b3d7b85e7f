"""In real Chromium no text of a picture touches another one or a node: every figure, in every way of looking at it.

The SVG is measured: it has the same texts at the same places as plotly's picture, and is there at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

import graphlab as gl
from graphlab.engine.run.trace import Trace
from graphlab.locale import SOURCE, languages, translator
from graphlab.ui.frame.subject import wanted
from graphlab.view.base.look import FORMS, Look
from graphlab.view.layout.boxes import Rect
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.scene import Scene, folded, rects
from graphlab.view.picture.svg_picture import svg

# A text's box is as high as its font; the letters themselves keep clear of its edges.
MEASURE = """pictures => {
  const box = one => (({ left, top, right, bottom }) => [left, top, right, bottom])(one.getBoundingClientRect())
  const meet = (a, b) => a[0] < b[2] - 1 && b[0] < a[2] - 1 && a[1] < b[3] - 1 && b[1] < a[3] - 1
  const within = (a, b) => a[0] >= b[0] - 3 && a[2] <= b[2] + 3 && (a[1] + a[3]) / 2 > b[1] && (a[1] + a[3]) / 2 < b[3]
  const found = {}
  let seen = 0
  for (const [name, { svg, places }] of Object.entries(pictures)) {
    document.body.innerHTML = svg
    const texts = [...document.querySelectorAll("text:not([aria-hidden])")]
      .map(one => ({ text: one.textContent, box: box(one) }))
      .map(({ text, box: [a, b, c, d] }) => ({ text, box: [a, b + 3.5, c, d - 3.5] }))
    const { left, top } = document.querySelector("svg").getBoundingClientRect()
    const nodes = places.map(([a, b, c, d]) => [a + left, b + top, c + left, d + top])
    const labels = texts.filter(({ box }) => !nodes.some(node => within(box, node)))
    seen += labels.length
    const bad = []
    labels.forEach((one, i) => {
      for (const other of labels.slice(i + 1)) if (meet(one.box, other.box)) bad.push([one.text, other.text])
      // A handle sits on the corner of its node.
      for (const node of "+−".includes(one.text) ? [] : nodes) if (meet(one.box, node)) bad.push([one.text, "a node"])
    })
    if (bad.length) found[name] = bad
  }
  return [found, seen]
}"""


def looks(figure: Any, trace: Trace, language: str) -> Iterator[Look]:
    """Every notation, symbols in every form, constants inside and outside where there are any.

    A language changes the names alone: one notation is enough for a second one.
    """
    arrays = any(getattr(value, "ndim", 0) for value in trace.node_values)
    plain = replace(wanted(figure), toggles=True, focus=False)
    for notation in NOTATIONS if language == SOURCE else ("numbers",):
        if NOTATIONS[notation].arrays_only and not arrays:
            continue
        for form in FORMS if notation in ("symbols", "both") else ("product",):
            for inside in (False, True) if folded(trace.graph) else (False,):
                yield replace(plain, notation=notation, form=form, inline_constants=inside)


def nodes(picture: Scene) -> list[Rect]:
    """Return the boxes of the op nodes."""
    every = rects(picture.plan, picture.boxes)
    return [every[i] for i in picture.drawn[:-1] if picture.nodes[i].inputs]


@pytest.mark.parametrize("language", languages())
def test_no_text_touches_another_or_a_node(page: Page, language: str) -> None:
    pictures = {}
    for figure in gl.FIGURES.values():
        trace = gl.run(figure.graph, figure.feed, figure.upstream)
        labels = {name: translator(language)(label) for name, label in figure.labels.items()}
        for look in looks(figure, trace, language):
            drawn = picture(trace, language, labels, look)
            name = f"{figure.number} {look.notation} {look.form} {'inside' if look.inline_constants else 'outside'}"
            pictures[name] = {"svg": svg(drawn, drawn.last, "light"), "places": nodes(drawn.scene)}
    page.goto("about:blank")
    found, seen = page.evaluate(MEASURE, pictures)
    assert found == {}
    assert seen > 10 * len(pictures)
