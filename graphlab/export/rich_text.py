"""Plotly's small HTML as lines of runs: bold, slanted, raised, lowered or coloured; nothing else gets through."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple


class Run(NamedTuple):
    """A stretch of text in one look; `shift` is "sub", "sup" or nothing, `colour` #rrggbb or nothing."""

    text: str
    bold: bool = False
    italic: bool = False
    shift: str = ""
    colour: str = ""


@dataclass
class _Reader(HTMLParser):
    lines: list[list[Run]] = field(default_factory=lambda: [[]])
    open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.lines.append([])
            return
        colour = re.search(r"color:\s*(#[0-9a-fA-F]{6})", dict(attrs).get("style") or "")
        self.open.append((tag, colour[1] if colour else ""))

    def handle_endtag(self, tag: str) -> None:
        for i in reversed(range(len(self.open))):
            if self.open[i][0] == tag:
                del self.open[i:]
                return

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        shift = next((tag for tag in reversed(tags) if tag in ("sub", "sup")), "")
        colour = next((colour for _, colour in reversed(self.open) if colour), "")
        bold, italic = any(tag in ("b", "strong") for tag in tags), any(tag in ("i", "em") for tag in tags)
        self.lines[-1].append(Run(data, bold, italic, shift, colour))


def read(html: str) -> list[list[Run]]:
    """Return the lines of a text.

    >>> [[(run.text, run.shift) for run in line] for line in read("x<sup>2</sup><br>a &lt; b")]
    [[('x', ''), ('2', 'sup')], [('a < b', '')]]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.lines


def plain(html: str) -> str:
    """Return a text without its looks, lines kept.

    >>> plain("x<sup>2</sup><br>a &lt; b")
    'x2\\na < b'
    """
    return "\n".join("".join(run.text for run in line) for line in read(html))
