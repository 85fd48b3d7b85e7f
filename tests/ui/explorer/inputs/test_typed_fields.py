"""What is typed into fields, or pulled there, and how it is taken back, through Streamlit's own test client."""

import random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.ui.explorer.inputs.typed_fields import MOST_CHANGES, UNDO
from tests.ui.test_pages import component, fields, healthy, opened, type_into


def say(app: AppTest, *changes: tuple[str, str]) -> AppTest:
    """Change inputs in this order, all in one message: by name and text."""
    data = component(app, "instrument")["fields"]
    numbered = enumerate(changes, start=data["done"] + 1)
    values = {f"{name}{number}" if name == UNDO else name: [text, number] for number, (name, text) in numbered}
    app.session_state["instrument"] = {"typed": {"values": values, "of": data["of"], "session": data["session"]}}
    return healthy(app.run())


def address(app: AppTest) -> dict[str, Any]:
    return {name: app.query_params[name] for name in ("inputs", "upstream", "case") if name in app.query_params}


def test_the_last_changes_are_taken_back_one_by_one() -> None:
    app = opened(figure="5-17")
    type_into(app, apple="120")
    say(app, ("tax", "1.2"), ("∂", "2"))
    assert address(app) == {"inputs": "apple=120;tax=1.2", "upstream": "2"}
    say(app, (UNDO, ""))
    assert address(app) == {"inputs": "apple=120;tax=1.2"}
    say(app, (UNDO, ""), (UNDO, ""))
    assert address(app) == {}
    assert fields(app)["apple"] == "100"
    say(app, (UNDO, ""))
    assert address(app) == {}


def test_a_change_is_taken_back_once_however_often_it_is_said() -> None:
    app = opened(figure="5-17")
    type_into(app, apple="120")
    type_into(app, apple="130")
    say(app, (UNDO, ""))
    healthy(app.run())
    assert address(app) == {"inputs": "apple=120"}


def test_only_changes_of_the_graph_that_is_shown_are_taken_back() -> None:
    app = opened(figure="5-17")
    type_into(app, apple="120")
    app.session_state["state.figure"] = "5-14"
    healthy(app.run())
    say(app, (UNDO, ""))
    assert app.session_state["state.inputs"] == {"apple": "120"}


def test_other_numbers_of_a_figure_are_taken_back_too() -> None:
    app = opened(figure="5-18")
    app.button(key="try 1").click().run()
    assert address(healthy(app))["case"] == "1"
    say(app, (UNDO, ""))
    assert address(app) == {}


def test_no_more_changes_are_kept_than_can_be_taken_back() -> None:
    app = opened(figure="5-17")
    for number in range(MOST_CHANGES + 3):
        type_into(app, apple=str(number))
    assert len(app.session_state["typed history"]) == MOST_CHANGES


def test_a_text_that_is_refused_is_no_change() -> None:
    app = opened(figure="5-17")
    type_into(app, apple="120")
    type_into(app, apple="1 2")
    say(app, (UNDO, ""))
    assert address(app) == {}
    assert fields(app)["apple"] == "100"


def test_a_cell_takes_its_place_in_the_matrix() -> None:
    app = opened(figure="5-27")
    say(app, ("X[1, 0]", "3.5"), ("B[2]", "-1"))
    assert address(app) == {"inputs": "X=[[1, 2], [3.5, 4]];B=[1, 2, -1]"}
    say(app, (UNDO, ""))
    assert address(app) == {"inputs": "X=[[1, 2], [3.5, 4]]"}


@pytest.mark.parametrize(
    "change",
    [("X[2, 0]", "1"), ("X[0]", "1"), ("X[0, 0, 0]", "1"), ("X[0, 0]", "[1, 2]"), ("X[0, 0]", "one"), ("Q[0]", "1"),
     ("X[999999999, 0]", "1"), ("X[0, 0]", "")],
    ids=str,
)  # fmt: skip
def test_a_cell_that_is_none_changes_nothing(change: tuple[str, str]) -> None:
    app = opened(figure="5-27")
    say(app, change)
    assert address(app) == {}


def test_any_changes_and_as_many_back_leave_all_as_it_was() -> None:
    app = opened(figure="5-27")
    names = ("X", "X[0, 1]", "X[1, 1]", "W[1, 2]", "B[0]", "B", "∂")
    whole = {"X": "[[1, 2], [3, 4]]", "B": "[0, 0, 1]", "∂": "[[1, 1, 1], [1, 1, 1]]"}
    before = [address(app)]
    for _ in range(12):
        name = random.choice(names)
        say(app, (name, whole.get(name) or f"{random.uniform(-9, 9):.3g}"))
        before.append(address(app))
    for wanted in reversed(before[:-1]):
        say(app, (UNDO, ""))
        assert address(app) == wanted


def test_steps_come_out_well_for_prices_and_counts() -> None:
    rows = component(opened(figure="5-17"), "instrument")["fields"]["rows"]
    steps = {row["name"]: row["step"] for row in rows}
    assert steps == {"apple": 10, "n_apple": 1, "orange": 10, "n_orange": 1, "tax": 0, "∂": 0}
    # In a graph of one's own `apple` may be anything.
    own = component(opened(text="y = apple * 2"), "instrument")["fields"]["rows"]
    assert own[0]["step"] == 0
