"""The picture of a graph whose shapes do not fit: what is known in it, what is coloured, what is boxed."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.graph.graph import Graph
from graphlab.engine.language.parse import parse
from graphlab.engine.ops.shape_errors import disagreeing
from graphlab.engine.run.feed import values_so_far
from graphlab.engine.run.trace import run
from graphlab.view.base.theme import SIZES
from graphlab.view.exercise.misfit_picture import misfit_picture, misfit_svg
from graphlab.view.picture.marks import Picture
from tests.strategies import graphs


def drawn(graph: Graph, feed: dict) -> tuple[GraphlabError, Picture]:
    with pytest.raises(GraphlabError) as caught:
        run(graph, feed)
    return caught.value, misfit_picture(graph, values_so_far(graph, feed), caught.value)


def labels(picture: Picture) -> dict[str, dict[str, str]]:
    """Return the shapes in the picture, and what is coloured in each, by role."""
    return {"".join(run.text for run in mark.words.lines[0]): {run.role: run.text for run in mark.words.lines[0]
                                                               if run.role}
            for mark in picture.marks if mark.words and mark.role in ("value", "title")}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "shapes", "wanted"),
    [
        ("y = dot(X, W)", {"X": (4, 2), "W": (3, 5)},
         {"(4, 2)": {"first_size": "2"}, "(3, 5)": {"second_size": "3"}}),
        ("y = affine(X, W, b)", {"X": (4, 2), "W": (2, 5), "b": (7,)},
         {"(4, 2)": {}, "(2, 5)": {"first_size": "5"}, "(7,)": {"second_size": "7"}}),
        ("y = affine(X, W, b)", {"X": (4, 2), "W": (2, 5), "b": (3, 5)},
         {"(4, 2)": {"first_size": "4"}, "(2, 5)": {}, "(3, 5)": {"second_size": "3"}}),
        ("y = a * b", {"a": (4, 2), "b": (3, 2)},
         {"(4, 2)": {"first_size": "4"}, "(3, 2)": {"second_size": "3"}}),
        ("y = exp(a) + [1, 2, 3]", {"a": (2,)},
         {"(2,)": {"first_size": "2"}, "(3,)": {"second_size": "3"}}),
        ("y = reshape(a, [2, 2])", {"a": (3,)}, {"(3,)": {}}),
    ],
)  # fmt: skip
def test_the_dimensions_that_disagree_are_coloured_as_in_the_sentence(source: str, shapes: dict, wanted: dict) -> None:
    error, picture = drawn(parse(source), {name: np.ones(shape) for name, shape in shapes.items()})
    found = labels(picture)
    assert found == wanted
    sizes = [str(int(size)) for _key, size in disagreeing(error.message)]
    roles = [text for role in SIZES for one in found.values() if (text := one.get(role))]
    assert roles == sizes
    boxed = sum(mark.role == "fault" for mark in picture.marks)
    assert boxed == 1 + (sum(map(bool, wanted.values())) or len(wanted))


def test_nothing_is_shown_of_what_was_not_computed() -> None:
    _error, picture = drawn(parse("h = exp(a)\ny = sum((h + b) * c)"), {"a": (1, 2), "b": (1, 2, 3), "c": (1, 2, 3, 4)})
    assert sorted(labels(picture)) == ["(2,)", "(3,)", "(4,)"]
    nodes = [mark for mark in picture.marks if mark.role == "node" and mark.words]
    assert ["".join(run.text for run in mark.words.lines[0]) for mark in nodes if mark.words] == ["exp"]
    assert not [mark for mark in picture.marks if mark.role in ("gradient", "gradient-edge", "ring", "edge-now")]


def test_a_screen_reader_hears_a_sentence_and_nothing_typed_is_markup() -> None:
    _error, picture = drawn(parse("y = a + b"), {"a": (1, 2), "b": (1, 2, 3)})
    text = misfit_svg(picture, "a <b> & c")
    assert text.startswith("<svg")
    assert 'role="img"' in text
    assert "<title>a &lt;b&gt; &amp; c</title>" in text
    assert re.search(r'style="min-width:\d+px"', text)


@settings(deadline=None, max_examples=300)
@given(graphs(), st.data())
def test_whatever_does_not_fit_is_drawn(graph: Graph, data: st.DataObject) -> None:
    shapes = st.sampled_from([(), (2,), (3,), (2, 3), (3, 2), (4, 1)])
    feed = {name: np.ones(data.draw(shapes)) for name in graph.inputs}
    try:
        run(graph, feed)
    except GraphlabError as error:
        values = values_so_far(graph, feed)
        picture = misfit_picture(graph, values, error)
        found = labels(picture)
        assert found.keys() <= {str(np.shape(value)) for value in values if value is not None}
        assert sum(mark.role == "fault" for mark in picture.marks) >= 1
        assert sum(map(len, found.values())) <= 2


def test_a_large_graph_is_drawn_too() -> None:
    lines = [f"h{k} = exp(x{k % 20}) * x{(k + 7) % 20}" for k in range(60)]
    graph = parse("\n".join([*lines, "y = " + " + ".join(f"h{k}" for k in range(60)) + " + z"]))
    _error, picture = drawn(graph, {**{name: np.ones(2) for name in graph.inputs}, "z": np.ones(3)})
    assert picture.width > 0
