"""What a position shows beside its picture, as HTML: sentences, formulas, the curve of the operation."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import NamedTuple

from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.mathml import mathml
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.words.explain import Explanation, explain


class PositionText(NamedTuple):
    """Sentences and formulas as HTML, and what a screen reader says instead of them."""

    html: str
    spoken: str


class Positions(NamedTuple):
    """What is shown at each position; `chart_of` says which of the different charts (SVG), −1 where there is none."""

    texts: tuple[PositionText, ...]
    charts: tuple[str, ...]
    chart_of: tuple[int, ...]


def positions(
    trace: Trace, look: Look = PLAIN, language: str = "en", asides: Mapping[str, str] | None = None
) -> Positions:
    """Return what all positions show; `asides` are remarks for the backward step of a node, by its name."""
    every = range(len(trace.steps) + 1)
    charts = list(_charts(trace, language))
    different = tuple(dict.fromkeys(filter(None, charts)))
    number = {"": -1, **{chart: i for i, chart in enumerate(different)}}
    texts = tuple(position_text(trace, position, look, language, asides) for position in every)
    return Positions(texts, different, tuple(number[chart] for chart in charts))


def _charts(trace: Trace, language: str) -> Iterator[str]:
    """Yield the chart of every position; that of a node is the same on the way back."""
    made: dict[int, str] = {}
    yield ""
    for position, step in enumerate(trace.steps, start=1):
        if not step.seed and step.node not in made:
            made[step.node] = op_chart(trace, position, language)
        yield "" if step.seed else made[step.node]


def packed(made: Positions) -> bytes:
    """Return what all positions show in a small part of its memory: the formulas are much alike."""
    return zlib.compress(json.dumps(made).encode("ascii"), 1)


def unpacked(kept: bytes) -> Positions:
    """Return what has been packed."""
    texts, charts, chart_of = json.loads(zlib.decompress(kept))
    return Positions(tuple(PositionText(*text) for text in texts), tuple(charts), tuple(chart_of))


def position_text(
    trace: Trace, position: int, look: Look = PLAIN, language: str = "en", asides: Mapping[str, str] | None = None
) -> PositionText:
    """Return what one position shows."""
    found = explained(trace, position, look, language, asides)
    sentences = "".join(f"<p>{prose(sentence)}</p>" for sentence in found.sentences)
    formulas = "".join(f'<div class="formula">{mathml(formula.latex)}</div>' for formula in found.formulas)
    return PositionText(sentences + formulas, found.spoken)


def explained(
    trace: Trace, position: int, look: Look = PLAIN, language: str = "en", asides: Mapping[str, str] | None = None
) -> Explanation:
    """Return the explanation of a position, with the remark for its node on the way back."""
    found = explain(trace, position, language, look=look)
    step = trace.steps[position - 1] if position else None
    if step is None or step.phase == "forward" or step.seed:
        return found
    aside = (asides or {}).get(trace.graph.nodes[step.node].name)
    return replace(found, sentences=(*found.sentences, aside)) if aside else found


def prose(sentence: str) -> str:
    """Return a sentence as HTML, in which names stand as code.

    >>> prose("`n_apple` is < 2"), prose("a ` b")
    ('<code>n_apple</code> is &lt; 2', 'a ` b')
    """
    parts = escape(sentence, quote=False).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
