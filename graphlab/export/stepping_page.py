"""A page that steps by itself: a picture whose pieces come and go, words, formulas and code beside it; no server."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.export.export_subject import Show
from graphlab.locale import translator
from graphlab.view.base.svg_elements import element
from graphlab.view.base.theme import THEMES
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.words.layer_code import layer_code
from graphlab.view.words.position_text import positions

HERE = Path(__file__).parent
# Nothing may be asked for, whatever stands in the page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
CODE = _("The same in code")
# A picture that is so many times as wide as high takes the whole width, and the words stand below it.
BESIDE = 3
BUTTONS = MappingProxyType({
    "first": ("|◀", _("First step")), "back": ("◀", _("Back")), "play": ("", _("play")),
    "next": ("▶", _("Next")), "last": ("▶|", _("Last step")),
})  # fmt: skip


def page(show: Show, position: int | None = None) -> str:
    """Return the page as text; it opens at a position, or at the last one."""
    translate, last = translator(show.language), show.picture.last
    at = last if position is None else min(position, last)
    shown = positions(show.trace, show.look, show.language, show.asides)
    steps = translate(_("step {step} of {steps}"))
    counts = [translate(_("start")), *(steps.format(step=one, steps=last) for one in range(1, last + 1))]
    says, words = [text.spoken for text in shown.texts], [translate(_("play")), translate(_("pause"))]
    output = element("output", escape(counts[at]))
    wide = show.picture.width > BESIDE * show.picture.height
    instrument = [
        element("figure", stepping(show.picture, at, show.theme)),
        element("nav", "".join(buttons(translate)) + slider(at, last, translate) + output),
        f'<section><div class="words">{shown.texts[at].html}</div><div class="chart"></div></section>',
        element("pre", "".join(code(show, at)), tabindex=0, aria_label=translate(CODE)),
    ]
    body = [
        element("h1", escape(show.title)) if show.title else "",
        f'<main class="{"under" if wide else "beside"}">{"".join(instrument)}</main>',
        element("p", escape(shown.texts[at].spoken), aria_live="polite"),
        *(f'<template class="words">{text.html}</template>' for text in shown.texts),
        *(f'<template class="chart">{chart}</template>' for chart in shown.charts),
        element("script", script({"at": at, "says": says, "charts": shown.chart_of, "counts": counts, "play": words})),
    ]
    return whole(show, "".join(body), style("page.css", show.theme))


def code(show: Show, at: int) -> Iterable[str]:
    """Yield the lines of code with their positions, the one of a position lit; a gap stands before the way back."""
    turn = show.trace.forward_count + 1
    for line in layer_code(show.trace):
        if line.position is not None:
            looks = {"class": "turn"} if line.position == turn else {"class": "lit"} if line.position == at else {}
            yield element("code", escape(line.text), data_step=line.position, **looks)


def whole(show: Show, body: str, css: str) -> str:
    """Return a page of its own."""
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head += element("title", escape(show.title or "graphlab")) + element("style", css)
    return f'<!doctype html><html lang="{show.language}"><head>{head}</head><body>{body}</body></html>'


def style(name: str, theme: str) -> str:
    """Return a style sheet of this folder, with the colours of a theme."""
    colours = THEMES[theme]._asdict()
    properties = " ".join(f"--{role}: {value};" for role, value in colours.items())
    return f":root {{ color-scheme: {theme}; {properties} }}\n{read(name)}"


@cache
def read(name: str) -> str:
    """Return a file of this folder."""
    return (HERE / name).read_text(encoding="utf-8")


def script(data: Mapping[str, object]) -> str:
    """Return the script with its data; no text in it can end it."""
    written = json.dumps(data, ensure_ascii=False).replace("<", r"\u003c")
    return f"const data = {written}\n{read('positions.js')}\n{read('page.js')}"


def buttons(translate: Translate) -> Iterable[str]:
    """Yield the buttons."""
    for act, (sign, title) in BUTTONS.items():
        words = {"title": translate(title), "aria_label": translate(title)} if sign else {}
        yield element("button", sign or translate(title), type="button", data_act=act, **words)


def slider(at: int, last: int, translate: Translate) -> str:
    """Return the timeline."""
    return element("input", type="range", min=0, max=last, value=at, aria_label=translate(_("Timeline")))
