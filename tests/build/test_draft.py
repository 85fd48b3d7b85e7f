"""Drafts: read, written, read again; unfinished ones too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.book import FIGURES
from graphlab.book.templates import TEMPLATES
from graphlab.build.draft import parse_draft
from graphlab.engine.errors import GraphlabError
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.view.editor.draft_values import numbered
from tests.strategies import programs

UNFINISHED = {
    "": "",
    "# only a remark": "",
    "x = 3": "x = 3",
    "x = ?": "x = ?",
    "y = ? * ?": "y = ? * ?",
    "y = ? + 1  # what?": "y = ? + 1",
    "? * 2": "y = ? * 2",
    "tax = ?\nprice = apple * ?": "tax = ?\nprice = apple * ?",
    "f(x) = x * 2\ny = f(?)": "f(x) = x * 2\ny = f(?)",
    "y = x * 2\nz = 4": "z = 4\ny = x * 2",
    "price = a * b * c": "v1 = a * b\nprice = v1 * c",
    "y = sum(?, axis=0)": "y = sum(?, axis=0)",
    "y = x * 2\nz = y + 4\ny  # this one": "y = x * 2\nz = y + 4\ny",
    "y = x * 2\nz = y + ?\ny": "y = x * 2\nz = y + ?\ny",
    "y = x * 2\nz = x + 4\ny": "z = x + 4\ny = x * 2",
    "y = x * 2\nz = 4\ny": "z = 4\ny = x * 2",
}


@pytest.mark.parametrize(("text", "written"), UNFINISHED.items())
def test_unfinished_texts_are_read_and_written(text: str, written: str) -> None:
    draft = parse_draft(text)
    assert draft.to_source() == written
    assert parse_draft(written) == draft


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [("? = 3", 1, "cannot be a name"), ("f(?) = ? * 2", 3, "cannot be a name"), ("y = x?", 6, "missing"),
     ("f(x) = x * ?", 12, "`?` is no parameter"), ("y = epx(?)", 5, "`exp`"), ("y = [?, 1]", 5, "list"),
     ("y = exp(?, 2)", 5, "takes 1 input")],
)  # fmt: skip
def test_mistakes_have_their_place_and_the_learners_own_sign(text: str, column: int, sentence: str) -> None:
    with pytest.raises(GraphlabError) as caught:
        parse_draft(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert sentence in str(caught.value)
    assert not any("\U00020000" <= letter <= "\U0002a6df" for letter in str(caught.value))


@settings(max_examples=60)
@given(programs())
def test_what_is_a_graph_is_the_same_graph_as_a_draft(text: str) -> None:
    try:
        graph = parse(text)
    except GraphlabError:
        return
    draft = parse_draft(text)
    again = parse(draft.to_source())
    assert again.output == graph.output
    assert sorted(n.op for n in again.nodes) == sorted(n.op for n in graph.nodes)
    assert draft.complete
    assert parse_draft(draft.to_source()) == draft


@settings(max_examples=150)
@given(st.text(alphabet="xyab =?*+()\n1.,#ʔ𠀀", max_size=30))
def test_any_text_is_a_draft_or_a_sentence(text: str) -> None:
    try:
        draft = parse_draft(text)
    except GraphlabError:
        return
    assert parse_draft(draft.to_source()) == draft


def test_what_can_be_computed_has_a_graph_before_the_rest_is_there() -> None:
    draft = parse_draft("x = 2\na = x * 3\nb = a + ?\ny = b * a")
    assert not draft.complete
    assert draft.open == (("b", 1),)
    assert draft.graph is not None
    assert run(draft.graph).values["a"] == 6


@pytest.mark.parametrize("text", [*(t.source for t in TEMPLATES.values()), *(f.source for f in FIGURES.values())])
def test_every_template_and_figure_is_complete(text: str) -> None:
    draft = parse_draft(text)
    assert draft.complete
    assert draft.open == ()


@pytest.mark.parametrize("chosen", ["", "\nu"])
def test_what_is_finished_has_its_value_where_an_input_of_unfinished_parts_stands_behind_it(chosen: str) -> None:
    draft = parse_draft(f"x = 0.5\nw = -0.6\nu = x * w\nb = 2\na = u + ?\ny = b * ?{chosen}")
    assert draft.finished.output == "u"
    assert numbered(draft).values["u"] == -0.3
