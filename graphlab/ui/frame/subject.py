"""What a page shows: a graph with its numbers, taken from the state and run."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from graphlab.book import FIGURES
from graphlab.book.figure import Case, Figure
from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.rewrite.expand import Group, opened
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.typed_run import Typed, trace_bytes, typed_graph, typed_run
from graphlab.locale import translator
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import worded
from graphlab.view.base import node_label
from graphlab.view.base.look import Look
from graphlab.view.exercise.question_marks import places
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.picture.marks import Picture
from graphlab.view.picture.picture_marks import picture, rerun
from graphlab.view.picture.plotly_figure import plotly_json
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.words.position_text import Positions, packed, positions, unpacked

# About how much memory the layout of a picture takes, by its marks.
BYTES_OF_A_MARK = 2_000


@dataclass(frozen=True)
class Subject:
    """A graph, the numbers it runs on, and how it is looked at; `figure` is None for the learner's own text.

    `base` is the graph as it is written, `graph` the same with some of its composite nodes opened; `refused` says why
    others could not be. `typed` holds the inputs' values as text: the learner's, else the figure's or the text's own,
    else a small number to begin with.
    """

    figure: Figure | None
    base: Graph
    graph: Graph
    typed: Mapping[str, str]
    upstream: str
    look: Look
    refused: tuple[Message, ...] = ()

    @cached_property
    @worded
    def trace(self) -> Trace:
        """The run. Raises `GraphlabError` where the numbers do not fit the graph."""
        return typed_run(self.graph, tuple(self.typed.items()), self.upstream)

    @property
    def drawable(self) -> bool:
        """Whether the graph is small enough for a picture of every step."""
        return too_large(self.graph) is None

    def label(self, name: str, language: str) -> str:
        """Return what an input is called on the page."""
        return node_label.label(name, self.words(language))

    def words(self, language: str) -> Mapping[str, str]:
        """Return words for what inputs and result stand for, by name."""
        translate = translator(language)
        return {name: translate(text) for name, text in (self.figure.labels.items() if self.figure else ())}

    def asides(self, language: str) -> Mapping[str, str]:
        """Return remarks for the backward step of a node, by name."""
        translate = translator(language)
        return {name: translate(text) for name, text in (self.figure.asides.items() if self.figure else ())}


@worded
def subject() -> Subject:
    """Return what the state describes. Raises `GraphlabError` where the learner's text is no graph."""
    figure = FIGURES.get(state.get("figure"))
    case = chosen(figure) if figure else _NOTHING
    base = figure.graph_of(case) if figure else typed_graph(state.get("text"))
    own = {**base.defaults, **case.feed}
    typed = {
        name: state.get("inputs").get(name) or literal(own.get(name, number))
        for number, name in enumerate(base.inputs, start=2)
    }
    upstream = state.get("upstream") or literal(case.upstream)
    found = opened(base, state.get("open"), {name: parse_literal(text) for name, text in typed.items()})
    return Subject(figure, base, found.graph, typed, upstream, look(figure or _OWN, found.groups), found.refused)


def chosen(figure: Figure) -> Case:
    """Return the case of a figure that the state names, else the one that is shown at first."""
    number = state.get("case")
    return figure.cases[int(number)] if number and int(number) < len(figure.cases) else figure.case


def of_case(figure: Figure, case: Case) -> Subject:
    """Return a figure with the numbers of one of its cases, as it is meant to be looked at."""
    graph, typed = figure.graph_of(case), {name: literal(value) for name, value in case.feed.items()}
    return Subject(figure, graph, graph, typed, literal(case.upstream), wanted(figure))


def look(figure: Figure, groups: tuple[Group, ...]) -> Look:
    """Return how the state says that the subject is looked at; where it says nothing, as the figure wants it."""
    usual = wanted(figure)
    return replace(
        usual,
        notation=state.get("notation") or usual.notation,
        form=state.get("form") or usual.form,
        inline_constants=state.get("constants") == "inside" if state.get("constants") else usual.inline_constants,
        focus=state.get("local") == "yes" if state.get("local") else usual.focus,
        groups=groups,
        toggles=True,
        selected=state.get("marked"),
    )


def wanted(figure: Figure) -> Look:
    """Return how a figure is meant to be looked at."""
    return Look(
        notation=figure.view if figure.view in NOTATIONS else "numbers",
        form=figure.form,
        upstream=figure.signal,
        sums_to_one=figure.sums_to_one,
        inline_constants=figure.constants == "inside",
        focus=figure.focus,
        elided=figure.elided,
        hidden=figure.hidden,
        excerpt=figure.excerpt,
        images=tuple((name, *size) for name, size in figure.images.items()),
        bars=figure.bars,
    )


# A text of the learner's own wants nothing in particular.
_NOTHING = Case({})
_OWN = Figure("", "", "", "", "", (_NOTHING,))


def explored() -> str:
    """Return the text of the graph in the explorer, with its values; the text as it is where it is none."""
    try:
        shown = subject()
    except GraphlabError:
        return str(state.get("text"))
    return with_values(shown.base, {name: parse_literal(text) for name, text in shown.typed.items()})


def with_values(graph: Graph, feed: Mapping[str, Any]) -> str:
    """Return the graph as text that gives every input its value.

    >>> print(with_values(typed_graph("y = x * x"), {"x": 3.0}))
    x = 3
    y = x * x
    """
    nodes = (node._replace(value=feed.get(node.name, node.value)) if node.op == "input" else node
             for node in graph.nodes)  # fmt: skip
    return Graph(tuple(nodes), graph.definitions).to_source()


def svg(shown: Subject, language: str) -> str:
    """Return the picture of a subject at all positions, to be shown without plotly."""
    return _svg(shown.trace, shown.look, language, tuple(shown.words(language).items()))


@bounded(APP.caches["cards"], lambda made, trace, *_: 2 * len(made) + trace_bytes(trace))
def _svg(trace: Trace, look: Look, language: str, labels: Typed) -> str:
    drawn = picture(trace, language, dict(labels), look)
    return stepping(drawn, drawn.last)


def rerun_svg(shown: Subject, trace: Trace, language: str) -> str:
    """Return the interactive picture of another run of a subject's graph, laid out as the subject is."""
    words = shown.words(language)
    made = rerun(_laid_out(shown.trace, shown.look, language, tuple(words.items())), trace, language, words)
    return stepping(made, made.last, interactive=True)


@bounded(APP.caches["layouts"], lambda made, trace, *_: BYTES_OF_A_MARK * len(made.marks) + trace_bytes(trace))
def _laid_out(trace: Trace, look: Look, language: str, labels: Typed) -> Picture:
    return picture(trace, language, dict(labels), look)


class Drawn(NamedTuple):
    """The picture of a subject as an interactive SVG and as the JSON of a plotly figure.

    `left_out` counts the labels without a place in it; `digest` differs whenever the picture does. `places` is JSON:
    by the key of a box where its number stands.
    """

    svg: str
    figure: str
    places: str
    left_out: int
    digest: str


def drawn(shown: Subject, language: str) -> Drawn:
    """Return the picture of a subject at all positions."""
    *packed, left_out = _drawn(shown.trace, shown.look, language, tuple(shown.words(language).items()))
    svg, places, figure = (zlib.decompress(part).decode("utf-8") for part in packed)
    return Drawn(svg, figure, places, left_out, revision(*packed))


@bounded(APP.caches["pictures"], lambda made, trace, *_: sum(map(len, made[:3])) + trace_bytes(trace))
def _drawn(trace: Trace, look: Look, language: str, labels: Typed) -> tuple[bytes, bytes, bytes, int]:
    """Return the picture packed: its frames are much alike, and take a tenth of the memory so."""
    made, pack = picture(trace, language, dict(labels), look), zlib.compressobj(1)
    svg, spots = (
        zlib.compress(text.encode("utf-8"), 1)
        for text in (stepping(made, made.last, interactive=True), json.dumps(places(made.scene)))
    )
    figure = [pack.compress(piece.encode("utf-8")) for piece in plotly_json(made)]
    return svg, spots, b"".join([*figure, pack.flush()]), made.scene.placed.left_out


def too_large(graph: Graph) -> Message | None:
    """Return why there is no picture of every step of a graph, None where there is one."""
    nodes, edges = len(graph.nodes), sum(len(node.inputs) for node in graph.nodes)
    if nodes > APP.nodes:
        return say("This graph has {nodes} nodes; a picture is drawn for up to {most}. The table shows all values.",
                   nodes=nodes, most=APP.nodes)  # fmt: skip
    steps = 2 * sum(1 for node in graph.nodes if node.inputs)
    if edges * steps > APP.marks:
        return say("This graph has {edges} edges, too many for a picture of each of its {steps} steps. The table shows "
                   "all values.", edges=f"{edges:,}", steps=steps)  # fmt: skip
    return None


def positions_of(shown: Subject, language: str) -> Positions:
    """Return what is said of every position, so that a step has nothing to compute."""
    return unpacked(_positions(shown.trace, shown.look, language, tuple(shown.asides(language).items())))


@bounded(APP.caches["texts"], lambda made, trace, *_: len(made) + trace_bytes(trace))
def _positions(trace: Trace, look: Look, language: str, asides: Typed) -> bytes:
    return packed(positions(trace, look, language, dict(asides)))


def revision(*parts: Any) -> str:
    """Return a short text that differs whenever one of the parts does."""
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()
