"""What a page shows: a graph with its numbers, taken from the state and run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.figure import Figure
from graphlab.engine.graph import Graph, Literal, literal
from graphlab.engine.literals import parse_literal
from graphlab.engine.parse import parse
from graphlab.engine.trace import Trace, run
from graphlab.locale import translator
from graphlab.ui import state
from graphlab.ui.shell import escape
from graphlab.view.explain import Explanation, explain
from graphlab.view.figure import spec

# The picture of every step grows with the square of the nodes: 200 of them are 5 MB for the browser.
MOST_DRAWN = 200


@dataclass(frozen=True)
class Subject:
    """A graph and the numbers it runs on; `figure` is None for the learner's own text.

    `typed` holds the inputs' values as text: the learner's, else the figure's or the text's own, else a small
    number to begin with.
    """

    figure: Figure | None
    graph: Graph
    typed: Mapping[str, str]
    upstream: str

    @cached_property
    def trace(self) -> Trace:
        """The run. Raises `GraphlabError` where the numbers do not fit the graph."""
        feed = {name: parse_literal(text) for name, text in self.typed.items()}
        return run(self.graph, feed, parse_literal(self.upstream))

    @property
    def drawable(self) -> bool:
        """Whether the graph is small enough for a picture of every step."""
        return len(self.graph.nodes) <= MOST_DRAWN

    def label(self, name: str, language: str) -> str:
        """Return what an input is called on the page."""
        return translator(language)(self.figure.labels.get(name, name) if self.figure else name)


def subject() -> Subject:
    """Return what the state describes. Raises `GraphlabError` where the learner's text is no graph."""
    figure = FIGURES.get(state.get("figure"))
    graph = figure.graph if figure else parse(state.get("text"))
    own = {**graph.defaults, **(figure.feed if figure else {})}
    typed = {
        name: state.get("inputs").get(name) or _text(own.get(name, number))
        for number, name in enumerate(graph.inputs, start=2)
    }
    return Subject(figure, graph, typed, state.get("upstream") or _text(figure.upstream if figure else 1.0))


def _text(value: Literal) -> str:
    return literal(value)


class Pictures(NamedTuple):
    """What the stepper shows: the figure as JSON, and for every position one spoken text and one in Markdown."""

    figure: str
    says: list[str]
    told: list[str]


def pictures(shown: Subject, language: str) -> Pictures:
    """Return the pictures of a subject with everything that is told of them, so that a step has nothing to compute."""
    numbers = (tuple(shown.typed.items()), shown.upstream)
    labels = tuple((name, shown.label(name, language)) for name in (shown.figure.labels if shown.figure else ()))
    return Pictures(*_pictures(shown.graph.to_source(), numbers, labels, language))


@st.cache_data(max_entries=150, show_spinner=False)
def _pictures(source: str, numbers: Any, labels: Any, language: str) -> tuple[str, list[str], list[str]]:
    typed, upstream = numbers
    feed = {name: parse_literal(text) for name, text in typed}
    trace = run(parse(source), feed, parse_literal(upstream))
    explanations = [explain(trace, position, language) for position in range(len(trace.steps) + 1)]
    drawn = json.dumps(spec(trace, language, labels=dict(labels)), ensure_ascii=False, separators=(",", ":"))
    return drawn, [explanation.spoken for explanation in explanations], [_markdown(one) for one in explanations]


def _markdown(explanation: Explanation) -> str:
    """Return sentences and formulas as one text: one element is quicker in the browser than five."""
    formulas = " ".join(f"$\\displaystyle {formula.latex}$" for formula in explanation.formulas)
    return "\n\n".join([*map(escape, explanation.sentences), formulas])


def revision(*parts: Any) -> str:
    """Return a short text that differs whenever one of the parts does."""
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()
