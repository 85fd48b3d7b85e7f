"""One thing has one name: at its edge, in sentences, formulas, code, exercises and tables, in every language.

A name is an identifier. Words may stand with it, and then belong to it alone.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from graphlab.book import FIGURES
from graphlab.book.breaks import BREAKS
from graphlab.book.figure import Figure
from graphlab.engine.graph.graph import Graph
from graphlab.engine.run.gradient_check import check_run
from graphlab.engine.run.trace import Trace
from graphlab.export import programs
from graphlab.export.export_subject import Show
from graphlab.export.latex import latex
from graphlab.export.worksheet import drawings
from graphlab.locale import languages, translator
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Exercise
from graphlab.practice.grade import grade, question
from graphlab.ui.explorer.tabs import _rows
from graphlab.ui.frame.check_table import _cells
from graphlab.ui.frame.subject import Subject, of_case
from graphlab.view.exercise.blanks import blanks, title
from graphlab.view.exercise.fault_picture import fault_picture
from graphlab.view.exercise.hints import hints, solution
from graphlab.view.picture.marks import Words
from graphlab.view.picture.picture_marks import picture
from graphlab.view.words.explain import explain
from graphlab.view.words.layer_code import layer_code

CASES = pytest.mark.parametrize(
    ("figure", "language"), [(figure, language) for figure in FIGURES.values() for language in languages()],
    ids=lambda one: one.number if isinstance(one, Figure) else one,
)  # fmt: skip
EXERCISES = pytest.mark.parametrize(("id", "language"), [(id, language) for id in COURSE for language in languages()])
# How LaTeX writes a name: n_apple as a word, x1 and x_1 with an index, x as a letter.
_WORD = re.compile(r"\\(?:mathrm|text)\{([^{}]*)\}|(?<![\\A-Za-z])([A-Za-z])(?:_\{(\d+)\})?(?![A-Za-z{])")
_SILENT = re.compile(r"\\(?:begin|end|textcolor|operatorname)\{[^}]*\}|\\text\{\+\}")
_DERIVATIVE = re.compile(r"∂(\w+)/∂(\w+)")


def names(graph: Graph) -> set[str]:
    """What nodes of a graph are called; a constant is called by its number."""
    return {node.name for node in graph.nodes if node.op != "const"}


def read(latex: str) -> set[str]:
    """The names of values in a formula."""
    found = _WORD.finditer(_SILENT.sub(" ", latex))
    return {(word or letter + (index or "")).replace(r"\_", "_") for word, letter, index in map(re.Match.groups, found)}


def derived(text: str) -> set[str]:
    """The names in the denominators of a plain text."""
    return {below for _above, below in _DERIVATIVE.findall(text)}


def quoted(text: str) -> set[str]:
    """The names between backticks; of `v1 = x + y` the first."""
    return {one.partition(" = ")[0] for one in re.findall("`([^`]*)`", text)}


def at_edges(labels: Iterator[Words]) -> dict[str, str]:
    """What stands at the edges of inputs and result: the name, which comes last, and the words above it, or itself."""
    lines = ["".join(run.text for run in line) for words in labels for line in (words.lines[-1], words.lines[0])]
    return dict(zip(lines[::2], lines[1::2], strict=True))


def named(shown: Subject, language: str) -> dict[str, str]:
    drawn = picture(shown.trace, language, shown.words(language), replace(shown.look, excerpt=False))
    return at_edges(mark.words for mark in drawn.marks if mark.role == "name" and mark.words)


def spoken_of(graph: Graph) -> set[str]:
    """Names that formulas may have: nodes, the final result, the letters of rules and of counts."""
    return names(graph) | {one.name for one in graph.definitions} | {"L", "E", "N", "n", "T", "e", "NaN", "d"}


@CASES
def test_the_edges_have_the_names(figure: Figure, language: str) -> None:
    for case in figure.cases:
        shown = of_case(figure, case)
        graph, found = shown.graph, named(shown, language)
        seen = {name for name in graph.inputs if name not in figure.hidden} | {graph.output}
        assert set(found) == seen
        # The same words in fields, lists and tables.
        for name in graph.inputs:
            said = found.get(name, name)
            assert shown.label(name, language) == (name if said == name else f"{said} ({name})")


@CASES
def test_no_two_things_share_a_word(figure: Figure, language: str) -> None:
    for case in figure.cases:
        shown = of_case(figure, case)
        found, graph = {**named(shown, language)}, shown.graph
        called = {name: {name, name.replace("_", " "), found.get(name, name)} for name in names(graph)}
        for one, its in called.items():
            for other, others in called.items():
                assert one == other or not its & others, (one, other, its & others)


@CASES
def test_formulas_and_sentences_have_the_names(figure: Figure, language: str) -> None:
    shown = of_case(figure, figure.case)
    known, formulas = spoken_of(shown.graph) | set(figure.signal), 0
    for notation in ("numbers", "both", "symbols"):
        look = replace(shown.look, notation=notation)
        for at in range(1, len(shown.trace.steps) + 1):
            said = explain(shown.trace, at, language, look=look)
            assert quoted(" ".join(said.sentences)) <= names(shown.graph)
            for formula in said.formulas:
                found = read(formula.latex)
                assert found & names(shown.graph)
                assert found <= known, formula.latex
                formulas += 1
            assert derived(said.change) <= names(shown.graph)
    assert formulas >= len(shown.trace.steps)


@CASES
def test_tables_and_papers_have_the_names(figure: Figure, language: str) -> None:
    shown = of_case(figure, figure.case)
    translate, graph = translator(language), shown.graph
    assert {row.cells[0] for row in _rows(shown.trace, 0)} == names(graph)
    checked = [_cells(row, lambda name: shown.label(name, language), translate, True) for row in check_run(shown.trace)]
    assert [cells[0] for cells in checked] == [shown.label(name, language) for name in graph.inputs]
    show = Show(shown.trace, "", language, "light", shown.words(language), shown.look)
    papers = (latex(show, len(shown.trace.steps)).replace(r"\_", "_"), *drawings(show))
    for name in {*graph.inputs} - {*figure.hidden} | {graph.output}:
        assert all(re.search(rf"(?<!\w){name}(?!\w)", paper) for paper in papers), name


@CASES
def test_the_code_has_the_names(figure: Figure, language: str) -> None:
    del language
    shown = of_case(figure, figure.case)
    inputs = set()
    for line in layer_code(shown.trace):
        code = line.text.partition("#")[0]
        for call in re.findall(r"\.forward\((.*)\)", code):
            inputs |= set(re.findall(r"[^\W\d]\w*", call))
        for layer in re.findall(r"\.backward\(d(\w+)\)", code):
            assert layer in names(shown.graph)
    assert inputs <= names(shown.graph)
    assert set(shown.graph.inputs) <= inputs | set(figure.hidden)
    assigned = set(re.findall(r"^(\w+) = ", programs.numpy(shown.trace), re.MULTILINE))
    assert set(shown.graph.inputs) <= assigned


def exercise_texts(exercise: Exercise, language: str) -> Iterator[tuple[str, set[str]]]:
    """Everything that is said of the boxes of an exercise, and the names in it."""
    translate = translator(language)
    for box in exercise.boxes:
        about = title(exercise, box).translated(translate)
        yield about, derived(about) or {re.split("[ :]", about)[0]}
        says, *formulas = hints(exercise, box, language)
        yield says.sentence, quoted(says.sentence)
        for formula in (*(hint.latex for hint in formulas), solution(exercise, box)):
            yield formula, read(formula) - {"L", "N", "n", "T", "e", "g"}
        for answer in ("0", "-7.25", "123456"):
            message = grade(exercise, box, answer).message.translated(translate)
            yield message, quoted(message)
        asks = question(exercise, box, 12345.0).translated(translate)
        yield asks, {one for one in quoted(asks) if not one.startswith("[")}


@EXERCISES
def test_an_exercise_asks_by_the_names(id: str, language: str) -> None:
    exercise = COURSE[id]
    for text, found in exercise_texts(exercise, language):
        assert found <= names(exercise.graph), text
    titles = [title(exercise, box).translated(translator(language)) for box in exercise.boxes]
    assert len(set(titles)) == len(titles)


@EXERCISES
def test_an_exercise_shows_the_names(id: str, language: str) -> None:
    exercise = COURSE[id]
    labels = {name: translator(language)(word) for name, word in exercise.labels.items()}
    drawn = blanks(exercise, labels).picture
    found = at_edges(mark.words for mark in drawn.marks if mark.role == "name" and mark.words)
    assert set(found) == {*exercise.graph.inputs, exercise.graph.output}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", BREAKS)
def test_a_break_has_the_names(name: str, language: str) -> None:
    record = BREAKS[name]
    labels = {one: translator(language)(word) for one, word in record.labels.items()}
    trace: Trace = record.run(True)
    drawn = fault_picture(trace, record.run(False), language, labels)
    found = at_edges(mark.words for mark in drawn.marks if mark.role == "name" and mark.words)
    assert set(found) == {*record.graph.inputs, record.graph.output}


def test_names_are_no_words_of_the_language() -> None:
    for figure in FIGURES.values():
        for case in figure.cases:
            assert not [name for name in names(figure.graph_of(case)) if keyword.iskeyword(name)]
