"""Switches, ways, opening and closing, grouping and the proof, through Streamlit's own test client."""

import json

import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.algebra.proof import provable
from graphlab.engine.ops import OPS
from graphlab.locale import languages, translator
from graphlab.ui.explorer.view_switches import same_moment
from tests.ui.test_pages import component, healthy, named, opened, text_of


def on_tab(title: str, **address: str) -> AppTest:
    app = opened(**address)
    app.session_state["tabs"] = title
    return healthy(app.run())


def faces(app: AppTest) -> str:
    return json.dumps(json.loads(component(app, "instrument")["figure"]), ensure_ascii=False)


def switched(app: AppTest, name: str, value: str) -> AppTest:
    # A segmented control is a group of buttons for the test client.
    group = next(one for one in app.get("button_group") if one.key.startswith(f"switch {name} "))
    return healthy(group.set_value(value).run())


def test_a_switch_changes_the_picture_and_the_address_but_not_the_step() -> None:
    app = opened(figure="5-22", step="3", notation="numbers")
    assert "0.235" in faces(app)
    healthy(switched(app, "notation", "symbols"))
    assert "(∂L/∂y)·y(1 − y)" in faces(app)
    assert app.query_params["notation"] == "symbols"
    assert component(app, "instrument")["step"] == 3


def test_a_figure_opens_as_it_is_meant_and_a_link_can_want_otherwise() -> None:
    assert "×(−1)" in faces(opened(figure="5-19"))
    assert "×(−1)" not in faces(opened(figure="5-19", constants="outside"))


def test_a_link_without_a_step_opens_a_figure_where_it_opens() -> None:
    assert component(opened(figure="5-20"), "instrument")["step"] == gl.FIGURES["5-20"].opens
    assert component(opened(figure="5-20", step="0"), "instrument")["step"] == 0


@pytest.mark.parametrize("address", [{"notation": "<b>"}, {"open": "a b"}, {"way": "x"}, {"local": "perhaps"}])
def test_a_damaged_way_of_looking_is_left_out_with_a_sentence(address: dict[str, str]) -> None:
    app = opened(figure="5-17", **address)
    assert app.warning
    assert "715" in faces(app)


def test_a_node_opens_and_closes_by_its_button() -> None:
    app = on_tab("Structure", figure="5-30", step="5", notation="numbers")
    healthy(app.button(key="unfold_more y").click().run())
    assert app.query_params["open"] == "y"
    steps = len(json.loads(faces(app))["frames"]) - 1
    assert steps > len(gl.run(gl.FIGURES["5-30"].graph, gl.FIGURES["5-30"].feed).steps)
    healthy(app.button(key="unfold_less y").click().run())
    assert "open" not in app.query_params


def test_opening_stays_at_what_is_happening() -> None:
    figure = gl.FIGURES["5-30"]
    before = gl.run(figure.graph, figure.feed)
    source = gl.parse("e = exp(a)\ny = e * (1 / sum(e))\nL = cross_entropy(y, t)")
    after = gl.run(source, figure.feed)
    for at in range(len(before.steps) + 1):
        there = same_moment(before, at, after)
        if at:
            one, other = before.steps[at - 1], after.steps[there - 1]
            assert before.graph.nodes[one.node].name == after.graph.nodes[other.node].name
            assert (one.phase, one.seed) == (other.phase, other.seed)
    assert same_moment(before, 0, after) == 0


def test_the_inside_of_an_opened_node_is_done_when_its_last_node_is() -> None:
    closed = opened(figure="5-21", step="3", notation="numbers")
    assert component(closed, "instrument")["step"] == 3
    app = on_tab("Structure", figure="5-21", step="3", notation="numbers")
    healthy(app.button(key="unfold_more y").click().run())
    assert component(app, "instrument")["step"] == 9
    healthy(app.button(key="unfold_less y").click().run())
    assert component(app, "instrument")["step"] == 3


def test_a_group_that_is_a_sigmoid_becomes_one() -> None:
    app = on_tab("Structure", figure="5-19", notation="numbers", step="4")
    for name in ("v1", "v2", "v3", "y"):
        healthy(named(app.multiselect, "marking").select(name).run())
    assert "sigmoid" in text_of(app)
    healthy(app.button(key="recognised").click().run())
    assert app.query_params["text"] == "y = sigmoid(x)"
    assert app.query_params["inputs"] == "x=0.5"
    assert "0.6225" in faces(app)


def test_another_group_becomes_an_operation_of_ones_own() -> None:
    app = on_tab("Structure", figure="5-17", step="4")
    for name in ("apple_price", "orange_price", "all_price"):
        healthy(named(app.multiselect, "marking").select(name).run())
    healthy(app.text_input(key="group name").set_value("basket").run())
    healthy(app.button(key="group").click().run())
    assert app.session_state["state.text"].startswith("basket(")
    drawn = faces(app)
    assert "715" in drawn
    assert "basket" in drawn


def test_a_group_without_one_result_is_explained() -> None:
    app = on_tab("Structure", figure="5-17")
    for name in ("apple_price", "orange_price"):
        healthy(named(app.multiselect, "marking").select(name).run())
    assert app.info
    assert "recognised" not in {button.key for button in app.button}


@pytest.mark.parametrize("op", [name for name in OPS if provable(name)])
@pytest.mark.parametrize("language", languages())
def test_every_composite_is_proved_on_the_page(op: str, language: str) -> None:
    inputs = OPS[op].inputs
    labels = "t" in inputs
    values = {"t": "[0, 1, 0]", "W": "[[1, 3, 5], [2, 4, 6], [1, 0, 1]]", "b": "[1, 2, 3]"}
    positive = "[0.3, 0.2, 0.5]" if labels else "[0.5, -1, 2]"
    lines = [f"{name} = {values.get(name, positive)}" for name in inputs]
    text = "\n".join([*lines, f"out = {op}({', '.join(inputs)})"])
    app = on_tab("Structure", text=text, lang=language)
    said = text_of(app)
    assert said.count("✓") == len(OPS[op].proofs[0])
    assert "✗" not in said
    equal = translator(language)("equal")
    assert {row["cells"][-1] for row in component(app, "border")["rows"]} == {equal}


def test_the_ways_of_an_input_add_up_and_light_one_after_another() -> None:
    app = on_tab("Ways", text="y = x * x + x", inputs="x=3", step="4")
    rows = component(app, "ways")["rows"]
    assert [row["cells"][-1] for row in rows] == ["3", "3", "1", "7"]
    healthy(app.button(key="next way").click().run())
    assert app.query_params["way"] == "x.1"
    healthy(app.button(key="next way").click().run())
    assert [row["current"] for row in component(app, "ways")["rows"]] == [False, True, False, False]
    healthy(app.button(key="no way").click().run())
    assert "way" not in app.query_params


@pytest.mark.parametrize("language", languages())
def test_the_exercise_figure_leads_to_the_exercise(language: str) -> None:
    label = translator(language)("Fill in the numbers yourself")
    links = {link.proto.label for link in opened(figure="5-15", lang=language).get("page_link")}
    assert label in links
    assert label not in {link.proto.label for link in opened(figure="5-17", lang=language).get("page_link")}
