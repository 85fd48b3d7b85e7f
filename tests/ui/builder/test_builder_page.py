"""The builder's page through Streamlit's own test client: three faces of one text."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.book import FIGURES
from graphlab.book.templates import TEMPLATES
from graphlab.engine.language.parse import parse
from graphlab.export import graph_file
from graphlab.export.link import variables
from graphlab.locale import languages, translator
from graphlab.ui.builder import builder
from graphlab.view.charts.own_op_chart import check_derivative
from tests.ui.explorer.test_share_tab import given, noise, sharing
from tests.ui.test_pages import browser_says, component, healthy, opened, text_of

PAGE = "pages/builder.py"
APPLES = "apple = 100\nn_apple = 2\ntax = 1.1\nv1 = apple * n_apple\nprice = v1 * tax"


def ask(app: AppTest, editor: str = "canvas", **request: Any) -> dict[str, Any]:
    """Let an editor ask for an edit, as the browser does; return what the canvas shows then."""
    data = component(app, editor)
    app.session_state[editor] = {"edit": {**request, "number": data["done"] + 1, "session": data["session"]}}
    healthy(app.run())
    return component(app, "canvas")


def texts(app: AppTest) -> tuple[str, str]:
    """What stands in the text box and in the address."""
    return component(app, "draft")["text"], variables(app.query_params).get("draft", "")


def press(app: AppTest, key: str) -> AppTest:
    return healthy(next(button for button in app.button if button.key == key).click().run())


@pytest.mark.parametrize("language", languages())
def test_an_empty_canvas_invites(language: str) -> None:
    app = opened(PAGE, lang=language)
    data = component(app, "canvas")
    assert data["nodes"] == []
    assert data["words"]["start"] == translator(language)("Add an input")
    assert {"input", "mul", "softmax_with_loss"} <= {op["name"] for op in data["ops"]}
    assert all(button.disabled for button in app.button if button.key in ("explore", "practise", "check"))


def test_all_faces_are_in_step() -> None:
    app = opened(PAGE, draft=APPLES)
    data = ask(app, "parts", kind="change", name="apple", text="120")
    assert texts(app) == (APPLES.replace("100", "120"),) * 2
    assert {node["id"]: node["value"] for node in data["nodes"]}["price"] == "264"
    assert {node["id"]: node["gradient"] for node in component(app, "parts")["nodes"]}["n_apple"] == "132"
    browser_says(app, "draft", "text", "y = x * x")
    healthy(app.run())
    assert [node["id"] for node in component(app, "canvas")["nodes"]] == ["x", "y"]
    assert app.query_params["draft"] == ["y = x * x"] or app.query_params["draft"] == "y = x * x"


def test_undo_and_redo_go_through_all_faces() -> None:
    app = opened(PAGE, draft=APPLES)
    ask(app, kind="delete", names=["tax"])
    browser_says(app, "draft", "text", "y = (x")
    healthy(app.run())
    ask(app, "parts", kind="undo")
    assert texts(app)[0] == APPLES.replace("tax = 1.1\n", "").replace("* tax", "* ?")
    ask(app, kind="undo")
    assert texts(app) == (APPLES, APPLES)
    assert ask(app, kind="redo")["redo"]


def test_a_text_that_cannot_be_read_leaves_the_canvas_as_it_was() -> None:
    app = opened(PAGE, draft=APPLES)
    browser_says(app, "draft", "text", f"{APPLES}\ny = epx(price)")
    healthy(app.run())
    data = component(app, "canvas")
    assert data["stale"]
    assert len(data["nodes"]) == 5
    assert component(app, "draft")["error"]["line"] == 6
    refused = ask(app, kind="delete", names=["tax"])
    assert "put it right first" in refused["note"]
    assert texts(app)[1] == f"{APPLES}\ny = epx(price)"


def test_an_edit_is_done_once_and_nonsense_never() -> None:
    app = opened(PAGE, draft=APPLES)
    ask(app, kind="add", op="exp", sources=["price"])
    healthy(app.run())
    assert texts(app)[0].count("exp") == 1
    for request in ({"kind": "launch"}, {"kind": "rename", "name": "tax", "new": "exp"}, {"kind": "move", "places": 3}):
        assert ask(app, **request)["note"]
    app.session_state["canvas"] = {"edit": "nonsense"}
    healthy(app.run())
    assert texts(app)[0].count("exp") == 1


def test_an_old_address_is_no_link() -> None:
    app = opened(PAGE, draft=APPLES)
    ask(app, kind="rename", name="tax", new="rate")
    app.query_params["draft"] = APPLES
    ask(app, kind="change", name="rate", text="1.2")
    assert "rate = 1.2" in texts(app)[0]


def test_nodes_stay_where_they_are_put_also_under_another_name() -> None:
    app = opened(PAGE, draft=APPLES)
    ask(app, kind="move", places={"tax": [300, 400]})
    data = ask(app, kind="rename", name="tax", new="rate")
    places = {node["id"]: (node["x"], node["y"]) for node in data["nodes"]}
    assert places["rate"] == (300, 400)
    assert ask(app, kind="add", op="input", sources=[], at=[10, 20])["focus"] == "x"
    data = ask(app, kind="tidy")
    assert {node["id"]: (node["x"], node["y"]) for node in data["nodes"]}["rate"] != (300, 400)


@pytest.mark.parametrize("choice", ["empty", "shown", *TEMPLATES, *FIGURES])
def test_every_beginning(choice: str) -> None:
    app = opened(PAGE)
    box = next(box for box in app.selectbox if box.key.startswith("start from "))
    box.set_value(choice)
    healthy(app.run())
    data = component(app, "canvas")
    assert bool(data["nodes"]) == (choice != "empty")
    if choice != "empty":
        assert any(node.get("gradient") for node in data["nodes"]), data["hint"]
        assert not next(button for button in app.button if button.key == "explore").disabled


def test_a_figure_brings_its_numbers() -> None:
    assert "tax = 1.1" in builder.source("5-17")
    assert parse(builder.source("5-17")).output == FIGURES["5-17"].graph.output


@pytest.mark.parametrize(
    ("key", "page"), [("explore", "instrument"), ("practise", "exercise"), ("check", "comparison")]
)
def test_other_pages_take_the_graph(key: str, page: str) -> None:
    app = press(opened(PAGE, draft=APPLES), key)
    assert APPLES.splitlines()[-1] in json.dumps(app.session_state["state.text"])
    assert component(app, page)


def test_the_explorer_puts_its_graph_in_the_builder() -> None:
    app = press(opened(figure="5-17", inputs="tax=1.2", step="6"), "build on")
    assert "tax = 1.2" in component(app, "draft")["text"].splitlines()
    assert parse(component(app, "draft")["text"]).output == FIGURES["5-17"].graph.output


def test_a_draft_that_no_address_holds_is_kept_by_the_browser_and_said_to_be() -> None:
    short, long = (f"x = {noise(length)}\ny = sum(x)" for length in (5, 450))
    assert not any("tab" in warning.value for warning in opened(PAGE, draft=short).warning)
    app = opened(PAGE, draft=long)
    assert any("tab" in warning.value for warning in app.warning)
    assert component(app, "keeper")["text"] == long


def test_an_edit_that_an_earlier_session_has_answered_is_not_done_again() -> None:
    app = opened(PAGE, draft=APPLES)
    ask(app, kind="add", op="mul", sources=["apple", "tax"])
    sent, before = app.session_state["canvas"]["edit"], texts(app)[0]
    fresh = opened(PAGE, draft=before)
    fresh.session_state["canvas"] = {"edit": dict(sent)}
    healthy(fresh.run())
    assert texts(fresh) == (before, before)


def test_what_the_browser_has_kept_comes_back_to_an_empty_draft_only() -> None:
    app = opened(PAGE)
    assert not component(app, "keeper")["known"]
    for kept in (APPLES, "y = x * x"):
        app.session_state["keeper"] = {"found": kept}
        healthy(app.run())
        assert texts(app) == (APPLES, APPLES)


def test_an_unfinished_draft_is_saved_and_opened_again() -> None:
    unfinished = "x = 3\nz = 2\ny = x * ?"
    data = graph_file.encode(unfinished, {}).encode()
    app = given(opened(PAGE, draft=APPLES), data)
    assert texts(app) == (unfinished, unfinished)
    refused = given(app, b"# graphlab 1\n\ny = epx(x)")
    assert len(refused.error) == 1
    assert texts(refused) == (unfinished, unfinished)
    assert not given(refused, data).error
    elsewhere = given(sharing(figure="5-13"), data)
    assert "unfinished" in elsewhere.error[0].value


def test_a_node_that_others_take_becomes_the_result() -> None:
    app = opened(PAGE, draft=APPLES)
    data = ask(app, kind="choose", name="v1")
    assert texts(app)[0] == f"{APPLES}\nv1"
    shown = {node["id"]: node for node in data["nodes"]}
    assert shown["v1"]["output"]
    assert shown["apple"]["slope"] == "∂v1/∂apple = 2"
    assert (shown["price"]["value"], shown["price"]["gradient"]) == ("220", "")
    app = press(app, "explore")
    assert component(app, "instrument")
    assert not app.exception


def test_a_long_draft_is_packed_into_the_address() -> None:
    long = "\n".join(f"x{i} = {i}" for i in range(120))
    app = opened(PAGE, draft=long)
    assert "draft" not in app.query_params
    assert texts(app) == (long, long)


def with_own_op(**address: str) -> AppTest:
    """Return the page with the form for an operation of one's own open."""
    app = opened(PAGE, **address)
    app.session_state["own op"] = True
    return healthy(app.run())


def test_an_operation_of_ones_own_is_judged_and_used() -> None:
    assert not [field for field in opened(PAGE).text_input if field.key == "own formula"]
    app = with_own_op(draft="x = 1\ny = exp(x)")
    assert "Wrong at" in "".join(warning.value for warning in app.warning)
    slope = next(field for field in app.text_input if "∂swish/∂x" in field.label.replace("\\", ""))
    healthy(slope.set_value("sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))").run())
    assert [success.value for success in app.success]
    press(app, "define")
    assert texts(app)[0].startswith("swish(x) = x * sigmoid(x)")
    assert "swish" in {op["name"] for op in component(app, "canvas")["ops"]}
    assert ask(app, kind="replace", name="y", op="swish")["nodes"][1]["value"] == "0.7311"


@pytest.mark.parametrize(
    "formula", ["", "swish", "y = x * 2", "f(x) = epx(x)", "f(x) = sum([1, 2]) * x * [1, 2]", "<b>"]
)
def test_a_formula_that_is_none_is_a_sentence(formula: str) -> None:
    app = with_own_op()
    field = next(field for field in app.text_input if field.key == "own formula")
    healthy(field.set_value(formula).run())
    assert app.error or not formula or "f(x)" in formula


def test_the_check_knows_kinks_constants_and_several_inputs() -> None:
    leaky = check_derivative("leak(x) = maximum(x, 0.1 * x)", "x", "0.55 + 0.45 * x / abs(x)")
    assert not any(point.wrong for point in leaky)
    assert not any(point.wrong for point in check_derivative("f(x) = 3 * x", "x", "3"))
    assert not any(point.wrong for point in check_derivative("f(x, w) = x * w", "w", "x"))
    wrong = [point.x for point in check_derivative("f(x) = relu(x)", "x", "1") if point.wrong]
    assert wrong
    assert max(wrong) < 0


def test_hostile_names_do_not_reach_the_text() -> None:
    app = opened(PAGE, draft=APPLES)
    for name in ("<img src=x onerror=alert(1)>", "x = 1\ny", "[a](https://evil.example)", "$x$", ""):
        assert ask(app, kind="rename", name="tax", new=name)["note"]
        assert texts(app)[0] == APPLES


def test_a_draft_too_large_for_the_canvas_is_a_sentence() -> None:
    app = opened(PAGE, draft="\n".join(f"x{i} = {i}" for i in range(201)))
    assert "200" in "".join(info.value for info in app.info)
    assert text_of(app)


def test_a_formula_that_is_too_long_one_line_a_node_is_a_sentence() -> None:
    app = opened(PAGE)
    browser_says(app, "draft", "text", "y = " + " + ".join(["x"] * 1900))
    healthy(app.run())
    assert "characters" in component(app, "draft")["error"]["message"]
