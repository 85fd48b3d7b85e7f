"""A slice of the random graphs of the bench: everything that is made of a graph, and addresses that show it."""

from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphlab as gl
from bench import addresses
from bench.random_graphs import KINDS, Sample, sample
from bench.sweep import failures, looks_at, made_of, sweep
from graphlab.ui.explorer import stepping
from graphlab.ui.explorer.tabs import TABS
from graphlab.ui.frame.pages import BUILDER, CHECK, PRACTICE
from graphlab.ui.frame.shell import FAILED
from graphlab.view.words import explain
from tests.ui.test_pages import healthy, opened

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
@settings(max_examples=12)
def test_nothing_that_is_made_of_a_graph_fails(seed: int) -> None:
    assert list(sweep([seed])) == []


@given(SEEDS)
@settings(max_examples=8)
def test_no_address_of_a_graph_fails(seed: int) -> None:
    assert list(addresses.opened([seed])) == []


MATRIX = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


ONCE_FAILED = (
    ("y = sum(x * x, axis=1)", {"x": MATRIX}),
    ("e = exp(x)\nS = sum(e, axis=1)\nL = sum(log(S))", {"x": MATRIX}),
    ("h1 = sum(x, axis=1)\nh2 = mean(h1, axis=0)\ny = h2 ** 2", {"x": MATRIX}),
    ("h = reshape(x, shape=[4])\ny = mean(h) * 1.5", {"x": [[1.0, 2.0], [3.0, 4.0]]}),
    ("u = x + w\nh = u - u\ny = softmax(h)", {"x": MATRIX, "w": MATRIX}),
    ("y = 2 * 3", {}),
    ("5-17", {}),
    ("exp(1000)", {}),
    ("[[1, 2], [3, 4]] @ [1, 2]", {}),
    ("절반(x) = x / 2\n이중(x) = 절반(절반(x)) * 2\ny = 이중(0.5) + tanh(이중(0.5))", {}),
)


@pytest.mark.parametrize(
    ("text", "feed", "upstream"), [(*graph, upstream) for graph, upstream in zip(ONCE_FAILED, cycle([1.0, -2.5]))]
)
def test_what_once_failed(text: str, feed: dict, upstream: float) -> None:
    assert list(failures(Sample(1, "", text, feed, upstream))) == []


NUMBERS_ALONE = ("y = 2 * 3", "5-17", "exp(1000)", "[[1, 2], [3, 4]] @ [1, 2]")


@pytest.mark.parametrize("text", NUMBERS_ALONE)
@pytest.mark.parametrize(
    "query",
    [{"page": CHECK}, {"page": PRACTICE, "exercise": "own", "mode": "both"}, {"page": PRACTICE, "exercise": "own"},
     {"page": PRACTICE, "exercise": "own", "mode": "both", "answers": "formulas"}, {"page": BUILDER}],
    ids=str,
)  # fmt: skip
def test_every_page_takes_a_graph_of_numbers_alone(text: str, query: dict) -> None:
    app = opened(**query, **{"draft" if query["page"] == BUILDER else "text": text})
    assert FAILED not in [error.value for error in app.error]


@pytest.mark.parametrize("text", NUMBERS_ALONE)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_takes_a_graph_of_numbers_alone(text: str, tab: str) -> None:
    app = opened(text=text, notation="both", form="simplified")
    app.session_state["tabs en"] = tab
    assert not healthy(app.run()).error


def test_the_samples_are_of_every_kind_and_the_same_for_a_seed() -> None:
    found = [sample(seed) for seed in range(len(KINDS))]
    assert [one.kind for one in found] == list(KINDS)
    assert found == [sample(seed) for seed in range(len(KINDS))]
    assert all(not one.feed for one in found if one.kind.startswith("constant"))
    assert len(list(looks_at(found[0]))) == 16
    assert len({what for what, _make in made_of(found[0])}) == 50


def test_a_failure_is_found_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "_inline", lambda value: 1 / 0)
    found = list(failures(sample(1)))
    assert all(failure.error.startswith("ZeroDivisionError: division by zero (") for failure in found)
    assert {"explanation, numbers product outside", "exports"} <= {failure.what for failure in found}


def test_a_part_of_a_page_that_fails_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stepping, "positions_of", lambda *_: 1 / 0)
    (failure,) = addresses.opened([0])
    assert failure.error.endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("seed", range(20))
def test_samples_are_graphs(seed: int) -> None:
    one = sample(seed)
    assert gl.parse(one.with_values).inputs or not one.feed
    assert one.address["text"] == one.text
