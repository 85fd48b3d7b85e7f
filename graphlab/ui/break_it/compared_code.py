"""Right and wrong code line by line beside each other, the lines that differ marked."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape
from itertools import zip_longest
from pathlib import Path

import streamlit as st

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _

RIGHT, WRONG = _("Right"), _("Wrong")
_STYLE = Path(__file__).with_name("compared_code.css")
# A line of both codes; None where one has no line beside that of the other.
Pair = tuple[str | None, str | None]


def pairs(right: str, wrong: str) -> Iterator[Pair]:
    """Yield the lines of two codes side by side.

    >>> list(pairs("a\\nb\\nc", "a\\nd\\nc\\ne"))
    [('a', 'a'), ('b', 'd'), ('c', 'c'), (None, 'e')]
    """
    one, other = right.split("\n"), wrong.split("\n")
    for _kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield from zip_longest(one[start:end], other[first:last])


def compared_code(right: str, wrong: str, shown: str, translate: Translate) -> None:
    """Draw both codes; `shown` says which is run: "no" the right one, "yes" the wrong one, "both" both of them."""
    every = list(pairs(right, wrong))
    columns = [
        _column(translate(title), kind, [(pair[side], pair[0] != pair[1]) for pair in every], shown in (how, "both"))
        for side, (title, kind, how) in enumerate(((RIGHT, "right", "no"), (WRONG, "wrong", "yes")))
    ]
    style = f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"
    st.html(f'{style}<div class="compared">{"".join(columns)}</div>')


def _column(title: str, kind: str, lines: list[tuple[str | None, bool]], shown: bool) -> str:
    written = "".join(_line(text, differs) for text, differs in lines)
    look = f"{kind} shown" if shown else kind
    return f'<figure class="{look}"><figcaption>{escape(title)}</figcaption><pre><code>{written}</code></pre></figure>'


def _line(text: str | None, differs: bool) -> str:
    if text is None:
        return '<mark class="none">\n</mark>'
    return f"<mark>{escape(text)}\n</mark>" if differs else f"<span>{escape(text)}\n</span>"
