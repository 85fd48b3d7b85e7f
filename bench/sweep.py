"""Everything that is made of a graph, made of random graphs: what raises anything but a sentence is a failure."""

from __future__ import annotations

import ast
import json
import random
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np

import graphlab as gl
from bench.random_graphs import Sample, sample
from bench.table import Reading
from graphlab.algebra.to_text import as_latex, as_text
from graphlab.book.quantities import Quantity
from graphlab.build.draft import parse_draft
from graphlab.engine.graph.source_text import literal
from graphlab.engine.rewrite.collapse import collapse
from graphlab.engine.rewrite.expand import opened
from graphlab.engine.rewrite.paths import closed_edges, count_paths, paths
from graphlab.engine.rewrite.recognise import recognise
from graphlab.engine.run.gradient_check import check_run
from graphlab.export import graph_file, link, notebook
from graphlab.export.export_subject import Show, zipped
from graphlab.export.latex import latex
from graphlab.export.programs import PROGRAMS
from graphlab.export.stepping_page import page
from graphlab.export.worksheet import worksheet
from graphlab.locale import translator
from graphlab.practice.exercise import Exercise
from graphlab.practice.grade import grade
from graphlab.practice.next_exercise import another
from graphlab.view.base.look import FORMS, Look
from graphlab.view.charts.nudge_chart import Names, chart_data, nudged, spans
from graphlab.view.charts.op_chart import op_chart
from graphlab.view.editor.draft_values import numbered
from graphlab.view.editor.editor_canvas import drawing, placed
from graphlab.view.exercise.blanks import blanks, shown, title
from graphlab.view.exercise.hints import hints, solution
from graphlab.view.layout.visible import composites
from graphlab.view.matrix.dot_backward import dot_backward
from graphlab.view.matrix.matrix_cells import cell_formula
from graphlab.view.matrix.node_matrices import matrix_nodes, node_matrices
from graphlab.view.matrix.windows import windowed, windows
from graphlab.view.notation.registry import NOTATIONS
from graphlab.view.notation.symbols_notation import SYMBOLIC, symbols_of
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import plotly_spec
from graphlab.view.picture.svg_picture import stepping
from graphlab.view.picture.tikz_picture import tikz
from graphlab.view.words.explain import explain
from graphlab.view.words.layer_code import layer_code
from graphlab.view.words.position_text import position_text

GRAPHS = 2_000
LANGUAGES = ("en", "ko")


class Failure(NamedTuple):
    """What has failed for the graph of a seed, its text, and the error with the places it came from."""

    seed: int
    what: str
    text: str
    error: str


def sweep(seeds: Iterable[int]) -> Iterator[Failure]:
    """Yield what fails for the graphs of these seeds."""
    for seed in seeds:
        yield from failures(sample(seed))


def failures(one: Sample) -> Iterator[Failure]:
    """Yield what cannot be made of a graph, or is not well-formed; a warning counts as an error."""
    for what, make in made_of(one):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                make()
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)[:-4:-1]
            places = " < ".join(f"{frame.filename.rpartition('graphlab/')[2]}:{frame.lineno}" for frame in frames)
            yield Failure(one.seed, what, one.text, f"{type(error).__name__}: {error} ({places})")


def failed(_: int, graphs: int = GRAPHS) -> Reading:
    """Return how many failures the first graphs have."""
    count = sum(1 for _ in sweep(range(graphs)))
    return Reading(count, count, count)


def made_of(one: Sample) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is made of a graph, by name."""
    for look in looks_at(one):
        name = f"{look.notation} {look.form} {'inside' if look.inline_constants else 'outside'}"
        yield f"picture, {name}", partial(pictures, one, look)
        yield f"explanation, {name}", partial(explanations, one, look)
    for form in FORMS:
        yield f"symbols, {form}", partial(symbols, one, form)
    every = (opening, charts, check, ways, nudging, cells, code, grouping, practice, formulas, editors, files,
             notebooks, exports, programs)  # fmt: skip
    for make in every:
        yield make.__name__, partial(make, one)


def looks_at(one: Sample) -> Iterator[Look]:
    """Yield every notation, form and place of constants; the form matters where there are symbols."""
    for notation, form, inside in product(NOTATIONS, FORMS, (False, True)):
        if notation in SYMBOLIC or form == "product":
            yield Look(notation=notation, form=form, inline_constants=inside, focus=one.seed % 3 == 0, toggles=True)


def pictures(one: Sample, look: Look) -> None:
    """Draw every position in plotly and SVG, and three in TikZ."""
    drawn = picture(one.trace, LANGUAGES[one.seed % 2], look=look)
    as_json(plotly_spec(drawn, "dark" if one.seed % 2 else "light"))
    for at in {0, drawn.last, one.seed % (drawn.last + 1)}:
        assert tikz(drawn, at)
    for svg in (stepping(drawn, drawn.last), stepping(drawn, 0, interactive=True)):
        ElementTree.fromstring(svg)


def explanations(one: Sample, look: Look) -> None:
    """Explain every position; every formula becomes MathML."""
    for language, position in product(LANGUAGES, range(len(one.trace.steps) + 1)):
        found = position_text(one.trace, position, look, language)
        assert found.spoken
        assert '"formula"><code>' not in found.html
        ElementTree.fromstring(f"<div>{found.html}</div>")


def symbols(one: Sample, form: str) -> None:
    """Write every value and every gradient as text and as LaTeX."""
    found = symbols_of(one.trace, Look(notation="symbols", form=form))
    nodes = range(len(one.trace.graph.nodes))
    sent = [(i, slot) for i, parts in one.trace.contributions.items() for slot, part in enumerate(parts)
            if part is not None]  # fmt: skip
    every = [*map(found.expression, nodes), *map(found.value, nodes), *map(found.total, nodes)]
    every += [found.gradient(*edge) for edge in sent] + [found.rule(*edge) for edge in sent]
    for x in every:
        assert x is None or (as_text(x) and as_latex(x))


def opening(one: Sample) -> None:
    """Open every composite node, and draw what is inside."""
    graph = one.trace.graph
    found = opened(graph, [graph.nodes[i].name for i in composites(graph)], one.feed)
    trace = gl.run(found.graph, one.feed, one.upstream)
    look = Look(notation="both", form="simplified", groups=found.groups, toggles=True)
    as_json(plotly_spec(picture(trace, look=look)))
    for position in range(len(trace.steps) + 1):
        assert explain(trace, position, look=look).spoken


def charts(one: Sample) -> None:
    """Draw the chart of the acting node at every position."""
    for language, position in product(LANGUAGES, range(len(one.trace.steps) + 1)):
        if svg := op_chart(one.trace, position, language):
            ElementTree.fromstring(svg)


def check(one: Sample) -> None:
    """Check the gradients."""
    assert all(row.verdict for row in check_run(one.trace, most=20))


def ways(one: Sample) -> None:
    """Follow the ways from every input, and light the first."""
    for name in one.trace.graph.inputs:
        source = one.trace.graph.index[name]
        found = paths(one.trace, source)
        assert len(found) == min(64, count_paths(one.trace.graph, source, closed_edges(one.trace)))
        for way in found[:1]:
            lit = tuple((i, *wire) for i, wire in zip(way.nodes, way.edges, strict=False))
            as_json(plotly_spec(picture(one.trace, look=Look(path=lit))))


def nudging(one: Sample) -> None:
    """Nudge the first element of every input, as far as there is something to predict."""
    for name, gradient in one.trace.grads.items():
        if name in one.trace.graph.inputs and np.size(gradient):
            for span in spans(float(np.reshape(one.trace.values[name], -1)[0])):
                found = nudged(one.trace, name, 0, span)
                if np.isfinite(found.slope) and np.isfinite(found.result):
                    as_json(chart_data(found, Names(Quantity(name), Quantity("L")), translator("ko")))


def cells(one: Sample) -> None:
    """Ask for the first and the last cell of every matrix, and build the gradients of a product from its shapes."""
    for i in matrix_nodes(one.trace):
        of = node_matrices(one.trace, i)
        for key, matrix in of.matrices.items():
            as_json(windowed(matrix, dict(windows(of, {}))))
            for row, column in {(0, 0), tuple(n - 1 for n in matrix.values.shape)} if matrix.summands else ():
                found = cell_formula(of, key, row, column)
                assert found.latex
                assert all(sentence.translated(translator("ko")) for sentence in found.sentences)
        if one.trace.graph.nodes[i].op == "dot":
            assert all(dot_backward(one.trace, i, slot) for slot in (0, 1))


def code(one: Sample) -> None:
    """Write the code beside the picture, and the text of the graph."""
    assert layer_code(one.trace)
    assert gl.parse(one.trace.graph.to_source()) == one.trace.graph


def grouping(one: Sample) -> None:
    """Mark some nodes, see whether they are a known op, and make one node of them."""
    dice, graph = random.Random(one.seed), one.trace.graph
    operations = [graph.nodes[i].name for i in one.trace.operations]
    marked = dice.sample(operations, dice.randint(1, len(operations)))
    with suppress(gl.GraphlabError):
        recognise(graph, marked, one.trace.values)
        whole = collapse(graph, marked, "whole")
        as_json(plotly_spec(picture(gl.run(whole, one.feed, one.upstream))))


def task(one: Sample, symbolic: bool = False) -> Exercise:
    """Return the exercise on a graph."""
    feed = tuple((name, literal(value)) for name, value in one.nested.items())
    upstream = "g" if symbolic else literal(one.upstream)
    return Exercise("", one.text, feed, upstream, "both", symbols=symbolic)


def practice(one: Sample) -> None:
    """Lay out the boxes; give each its right answer and a wrong one, all hints, and other numbers."""
    exercise = task(one)
    drawn = blanks(exercise)
    as_json([field._asdict() for field in drawn.fields])
    for box in exercise.boxes:
        assert title(exercise, box).translated(translator("ko"))
        assert grade(exercise, box, shown(exercise, box)).message
        assert grade(exercise, box, "12.5").message
        assert hints(exercise, box, "ko")
        assert solution(exercise, box)
    if exercise.boxes:
        assert another(exercise, one.seed).trace


def formulas(one: Sample) -> None:
    """Ask for formulas: give each box its solution and a wrong one."""
    exercise = task(one, symbolic=True)
    blanks(exercise)
    for box in exercise.boxes:
        assert grade(exercise, box, shown(exercise, box)).message
        assert grade(exercise, box, "2 * g").message


def editors(one: Sample) -> None:
    """Show the text in the builder's canvas and table."""
    draft = parse_draft(one.with_values)
    found = numbered(draft)
    as_json(drawing(draft, found, placed(draft, found, {}), translator("ko")))
    assert parse_draft(draft.to_source()) == draft


def files(one: Sample) -> None:
    """Write a file and a link, and read them back."""
    text, settings = graph_file.decode(graph_file.encode(one.with_values, {"step": "2"}).encode())
    assert gl.parse(text) == gl.parse(one.with_values)
    address = link.address({"text": one.text, "step": "2"})
    assert address is None or link.variables(address) == {"text": one.text, "step": settings["step"]}


def notebooks(one: Sample) -> None:
    """Show the trace and the graph as a notebook does."""
    as_json(notebook.show(one.trace, language="ko").to_plotly_json())
    for value in (one.trace, one.trace.graph):
        assert notebook.bundle(value)["text/html"]


def exports(one: Sample) -> None:
    """Write pictures, the page that steps, LaTeX and worksheet."""
    for language, look in (("en", Look()), ("ko", Look(notation="both", form="simplified", inline_constants=True))):
        show = Show(one.trace, "a < b", language, "dark", {}, look)
        assert zipped((f"{at}.svg", svg) for at, svg in enumerate(show.svgs()))
        assert page(show, 1).startswith("<!doctype html>")
        assert worksheet(show).startswith("<!doctype html>")
        assert all(latex(show, at) for at in (0, one.seed % (show.picture.last + 1), show.picture.last))


def programs(one: Sample) -> None:
    """Write the programs; each is Python."""
    for write in PROGRAMS.values():
        ast.parse(write(one.trace))


def as_json(data: Any) -> None:
    """Write data as a browser can read it: its JSON knows neither NaN nor infinity."""
    json.dumps(data, allow_nan=False)
