"""Edits, one by one and at random over all three faces: no node is lost, every text is read, undo is exact."""

from typing import Any

import pytest
from hypothesis import settings

from graphlab.build.draft import Draft, parse_draft
from graphlab.build.edits import add, change, choose, configure, connect, define, delete, fill, insert, rename, replace
from graphlab.build.history import MOST, History
from graphlab.build.requests import EDITS, apply_edit, parse_positions
from graphlab.engine.errors import GraphlabError
from graphlab.engine.run.trace import run
from graphlab.view.editor.draft_values import numbered
from tests.build.editing import APPLES, Editing

HOSTILE = (
    "",
    "exp",
    "a b",
    "x = 3\nz",
    "1x",
    "for",
    "__import__('os')",
    "ｘ",
    "а" * 41,
    "?",
    "<b>",
    "=",
    "a.b",
    "\x00",
)


def test_the_apples_node_by_node() -> None:
    draft = Draft()
    for name, value in {"apple": "100", "n_apple": "2", "tax": "1.1"}.items():
        draft = add(draft, "input")
        draft = change(rename(draft, "x", name), name, value)
    draft = connect(add(draft, "mul", ["apple"]), "v1", "n_apple")
    draft = rename(add(draft, "mul", ["v1", "tax"]), "v2", "price")
    assert draft.to_source() == APPLES
    assert draft.graph is not None
    trace = run(draft.graph)
    assert trace.output == pytest.approx(220)
    assert trace.grads["apple"] == pytest.approx(2.2)


def test_what_a_deleted_node_led_into_is_open() -> None:
    draft = delete(parse_draft(APPLES), ["v1"])
    assert draft.to_source() == "apple = 100\nn_apple = 2\ntax = 1.1\nprice = ? * tax"


def test_an_operation_is_put_into_a_line_and_another_takes_its_place() -> None:
    draft = insert(parse_draft("x = 3\ny = exp(x)"), "y", 0, "mul")
    assert draft.to_source() == "x = 3\nv1 = x * ?\ny = exp(v1)"
    assert replace(draft, "v1", "neg").to_source() == "x = 3\nv1 = -x\ny = exp(v1)"
    assert replace(replace(draft, "v1", "neg"), "v1", "add").to_source() == "x = 3\nv1 = x + ?\ny = exp(v1)"


def test_the_output_stays_until_something_takes_it_or_another_is_chosen() -> None:
    draft = parse_draft(APPLES)
    assert add(draft, "exp").output == "price"
    assert add(draft, "exp", ["price"]).output == "v2"
    other = add(draft, "exp", ["apple"])
    assert choose(other, "v2").output == "v2"
    assert choose(choose(other, "v2"), "price") == other
    assert rename(draft, "price", "total").output == "total"


def test_a_node_that_others_take_can_be_the_output() -> None:
    draft = choose(parse_draft(APPLES), "v1")
    assert draft.to_source() == f"{APPLES}\nv1"
    assert draft.output == "v1"
    assert add(draft, "exp", ["price"]).output == "v1"
    assert rename(draft, "v1", "fruit").output == "fruit"
    assert choose(draft, "price") == parse_draft(APPLES)
    assert choose(parse_draft(APPLES), "price") == parse_draft(APPLES)
    assert delete(draft, ["v1"]).output == "price"
    alone = delete(draft, ["price"])
    assert (alone.output, alone.chosen) == ("v1", "")


def test_gradients_are_those_of_the_chosen_output_and_values_are_there_for_all() -> None:
    shown = numbered(choose(parse_draft(APPLES), "v1"))
    assert shown.values["price"] == pytest.approx(220)
    assert shown.grads == {"v1": 1, "apple": 2, "n_apple": 100}
    assert set(shown.sent) == {("v1", 0), ("v1", 1)}


def test_settings_are_changed_as_they_are_typed() -> None:
    draft = configure(parse_draft("x = [[1, 2], [3, 4]]\ny = sum(x)"), "y", "axis", "0")
    assert draft.to_source() == "x = [[1, 2], [3, 4]]\ny = sum(x, axis=0)"
    assert configure(draft, "y", "keepdims", "1").to_source().endswith("y = sum(x, axis=0, keepdims=1)")
    assert configure(draft, "y", "axis", " ").to_source().endswith("y = sum(x)")
    shaped = configure(parse_draft("y = reshape(x, shape=[2])"), "y", "shape", "[2, 1]")
    assert shaped.to_source() == "y = reshape(x, shape=[2, 1])"
    for text in ("0.5", "x", "0) + (x", "0)\nz = sum(x", "__import__('os')", "0, keepdims=2"):
        with pytest.raises(GraphlabError) as caught:
            configure(draft, "y", "axis", text)
        assert caught.value.line is None or not caught.value.line


def test_numbers_stand_in_an_operations_inputs() -> None:
    draft = fill(parse_draft(APPLES), "price", 1, "1.2")
    assert "price = v1 * 1.2" in draft.to_source()
    assert draft.to_source().count("tax = 1.1") == 1
    assert fill(draft, "price", 1, "tax") == parse_draft(APPLES)
    assert fill(draft, "price", 1, " ? ").open == (("price", 1),)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda d: connect(d, "v1", "price"), "takes one wire"),
        (lambda d: connect(d, "v1", "tax", 0), "takes one wire"),
        (lambda d: fill(d, "v1", 0, "price"), "circle"),
        (lambda d: fill(d, "v1", 0, "v1"), "circle"),
        (lambda d: fill(d, "v1", 0, "pear"), "no node"),
        (lambda d: fill(d, "v1", 0, "1e999"), "too large"),
        (lambda d: fill(d, "v1", 7, "1"), "no such input"),
        (lambda d: connect(d, "tax", "apple"), "nothing leads into it"),
        (lambda d: rename(d, "tax", "apple"), "already"),
        (lambda d: rename(d, "tax", "\u0430pple"), "looks like"),
        (lambda d: change(d, "v1", "3"), "is computed"),
        (lambda d: change(d, "tax", "x"), "number"),
        (lambda d: replace(d, "tax", "exp"), "each other's place"),
        (lambda d: add(d, "epx"), "exp"),
        (lambda d: insert(d, "v1", 0, "input"), "takes nothing"),
        (lambda d: choose(d, "tax"), "is an input"),
        (lambda d: delete(d, ["pear"]), "no node"),
        (lambda d: configure(d, "v1", "axis", "0"), "no setting"),
        (lambda d: define(d, "y = x * 2"), "one definition"),
        (lambda d: define(d, "apple(x) = x * 2"), "apple"),
    ],
)
def test_refused_with_a_reason(edit: Any, reason: str) -> None:
    with pytest.raises(GraphlabError) as caught:
        edit(parse_draft(APPLES))
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_name_is_a_sentence(name: str) -> None:
    with pytest.raises(GraphlabError):
        rename(parse_draft(APPLES), "tax", name)


def test_a_definition_is_used_and_changed() -> None:
    draft = define(parse_draft(APPLES), "half(x) = x / 2")
    draft = add(draft, "half", ["price"])
    assert draft.to_source().splitlines()[0] == "half(x) = x / 2"
    assert draft.graph is not None
    assert run(draft.graph).output == pytest.approx(110)
    changed = define(draft, "half(x) = x * 0.25")
    assert changed.graph is not None
    assert run(changed.graph).output == pytest.approx(55)
    with pytest.raises(GraphlabError, match="another number"):
        define(draft, "half(x, y) = x / y")


@pytest.mark.parametrize(
    "message",
    [{}, {"kind": "eval"}, {"kind": "add"}, {"kind": "add", "op": 3, "sources": []},
     {"kind": "delete", "names": "x"},
     {"kind": "fill", "name": "v1", "slot": "0", "text": "1"},
     {"kind": "fill", "name": "v1", "slot": True, "text": "1"},
     {"kind": ["add"]}, {"kind": "rename", "name": "tax", "new": "x" * 30_000}, {"kind": "__class__"},
     {"kind": "connect", "name": "v1", "source": None, "slot": 0}],
    ids=str,
)  # fmt: skip
def test_nonsense_from_a_browser_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(GraphlabError):
        apply_edit(parse_draft(APPLES), message)


@pytest.mark.parametrize(
    "value", [None, [], {"a": 3}, {"a": [1]}, {"a": [1, float("nan")]}, {"a": [1e9, 0]}, {1: [0, 0]}, {"a": ["1", "2"]}]
)
def test_nonsense_places_are_refused(value: Any) -> None:
    with pytest.raises(GraphlabError):
        parse_positions(value)


def test_at_least_a_hundred_steps_can_be_undone() -> None:
    now, seen = History(), [""]
    for number in range(150):
        seen.append(f"x = {number}")
        now = now.changed(seen[-1])
    for text in reversed(seen[:-1]):
        now = now.undone()
        assert now.present == text
    assert now.undone() == now
    for text in seen[1:]:
        now = now.redone()
        assert now.present == text
    assert MOST >= 100


Editing.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
test_random_edits_over_all_faces = Editing.TestCase


def test_every_edit_has_its_fields() -> None:
    assert set(EDITS) == {
        "add",
        "insert",
        "connect",
        "fill",
        "disconnect",
        "rename",
        "change",
        "replace",
        "delete",
        "choose",
        "configure",
    }
