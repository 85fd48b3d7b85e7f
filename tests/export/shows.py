"""What the tests of export share: figures as shows, and names made to break out of whatever holds them."""

from __future__ import annotations

import graphlab as gl
from graphlab.book.figure import Figure
from graphlab.export.export_subject import Show
from graphlab.locale import translator
from graphlab.view.base.look import Look


def show_of(figure: Figure, language: str = "en", theme: str = "light", look: Look | None = None) -> Show:
    translate = translator(language)
    labels = {name: translate(label) for name, label in figure.labels.items()}
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    return Show(trace, translate(figure.title), language, theme, labels, look or Look())


HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "<a href='https://evil.example'>x</a>",
    "]]><svg onload=alert(1)>",
    "<style>*{background:url(https://evil.example)}</style>",
    "\\input{/etc/passwd} $\\rule{2000em}{2000em}$ %",
    "\x00\x1b\ufffe",
)


def hostile(text: str) -> Show:
    """Return a show whose labels and title are what an attacker would like them to be."""
    trace = gl.run(gl.parse("y = x * w"), {"x": 2, "w": 3})
    return Show(trace, text, "en", "light", {"x": text, "w": "사과 & <b>귤</b>", "y": "y"})
