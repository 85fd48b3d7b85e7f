"""Costly addresses: a slice of those of the bench, opened as a visitor does, within the bounds of the app."""

import ast
import math
from pathlib import Path

import pytest

from bench import links
from bench.links import LINKS, Cost, cost, opened
from graphlab.engine.cost_limits import APP, MEGABYTE

# Counted in processor time, which on a busy machine takes twice as long.
SECONDS, TAKEN, KEPT = 2.0, 70.0, 6.0
SLICE = ("broadcast", "matrix product within", "array inside a definition", "many dimensions", "parallel edges",
         "more parallel edges", "ladder", "factors, simplified", "draft", "check of many inputs")  # fmt: skip
ROOT = Path(__file__).parents[1]


def test_there_are_forty_addresses() -> None:
    assert len(LINKS) == 40
    assert set(SLICE) <= set(LINKS)


@pytest.mark.parametrize("name", SLICE)
def test_an_address_costs_little(name: str) -> None:
    found = cost(LINKS[name])
    assert found.seconds < SECONDS
    assert found.taken < TAKEN
    assert found.kept < KEPT


@pytest.mark.parametrize("name", SLICE)
def test_a_page_says_what_is_too_much_and_keeps_the_text(name: str) -> None:
    app = opened(LINKS[name])
    assert not app.exception
    if "text" in LINKS[name].variables:
        assert app.session_state["state.text"] == LINKS[name].variables["text"]


@pytest.mark.parametrize("language, says", [
    ("en", "labels are left out of this picture"), ("ko", "이 그림에서 생략했습니다"),
])  # fmt: skip
def test_labels_that_are_left_out_are_counted_under_the_picture(language: str, says: str) -> None:
    link = LINKS["parallel edges"]
    app = opened(link._replace(variables={**link.variables, "lang": language}))
    assert any(says in caption.value for caption in app.caption)


def test_a_picture_with_too_many_edges_is_not_drawn_and_the_page_says_why() -> None:
    app = opened(LINKS["more parallel edges"])
    assert [info.value for info in app.info] == [
        "This graph has 1,900 edges, too many for a picture of each of its 190 steps. The table shows all values."
    ]


def test_what_a_child_does_not_answer_is_no_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "in_child", lambda measure: None)
    monkeypatch.setattr(links, "warm", lambda: None)
    with pytest.raises(TimeoutError):
        cost(LINKS["broadcast"])


def test_the_worst_address_makes_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "costs", lambda: {"a": Cost(0.1, 5.0, 1.0), "b": Cost(0.3, 2.0, 0.5)})
    assert [links.worst(part, 1).value for part in Cost._fields] == [0.3, 5.0, 1.0]


def test_all_caches_together_hold_at_most_200_megabytes() -> None:
    assert sum(APP.caches.values()) <= 200 * MEGABYTE
    shares = []
    for path in [*ROOT.glob("graphlab/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name | ast.Attribute):
                name = node.id if isinstance(node, ast.Name) else node.attr
                assert name not in ("lru_cache", "cache_data"), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "bounded":
                share = ast.unparse(node.args[0])
                assert share.startswith("APP.caches["), path
                shares.append(ast.literal_eval(share.removeprefix("APP.caches[").removesuffix("]")))
    assert sorted(shares) == sorted(APP.caches)
    assert math.prod(APP.caches.values()) > 0
