"""Real pages through Streamlit's own test client, in every language."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.locale import languages, translator
from graphlab.ui.frame.pages import PAGES

ROOT = Path(__file__).parents[2]


def opened(page: str = "pages/explorer.py", locale: str = "en-US", **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.context = {"locale": locale}
    if page != "app.py":
        app.switch_page(page)
    for name, value in address.items():
        app.query_params[name] = value
    return healthy(app.run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, [e.message for e in app.exception]
    return app


def component(app: AppTest, key: str) -> dict:
    for element in app.get("bidi_component"):
        if key in element.proto.id:
            return json.loads(element.proto.json)
    raise AssertionError(f"no component {key}")


def browser_says(app: AppTest, key: str, name: str, value: Any) -> None:
    """Put into the session what a component reports of a state that it owns."""
    app.session_state[key] = {name: {"value": value, "rev": app.session_state[f"{key} rev"]}}


def fields(app: AppTest) -> dict[str, str]:
    """Return what stands in the fields of the instrument, by their labels."""
    rows = component(app, "instrument")["fields"]["rows"]
    return {row["label"]: row["typed"] if row["refused"] else row["text"] for row in rows}


def type_into(app: AppTest, **typed: str) -> AppTest:
    """Type into fields of the instrument, given by the names of inputs, and leave them; draw the page anew."""
    data = component(app, "instrument")["fields"]
    values = {name: [text, data["done"] + number] for number, (name, text) in enumerate(typed.items(), start=1)}
    app.session_state["instrument"] = {"typed": {"values": values, "of": data["of"], "session": data["session"]}}
    return healthy(app.run())


def named(widgets: Any, name: str) -> Any:
    """Return the widget of a choice: its key ends with a number."""
    return next(one for one in widgets if one.key.rpartition(" ")[0] == name)


def text_of(app: AppTest) -> str:
    """Everything in sentences on the page, without the backslashes that keep it from being read as Markdown."""
    kinds = (app.markdown, app.caption, app.error, app.warning)
    return "\n".join(element.value for kind in kinds for element in kind).replace("\\", "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.file)
@pytest.mark.parametrize("language", languages())
def test_every_page_opens_in_every_language(page, language: str) -> None:
    app = opened(page.file, lang=language)
    others = {name for code, name in languages().items() if code != language}
    assert others <= {button.label for button in app.button}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_every_figure_opens_in_every_language(figure, language: str) -> None:
    app = opened(figure=figure.number, lang=language)
    assert not app.error
    assert not app.warning
    data = component(app, "instrument")
    steps = len(gl.run(figure.graph, figure.feed, figure.upstream).steps)
    assert len(data["says"]) == len(json.loads(data["figure"])["frames"]) == steps + 1
    assert translator(language)(figure.title) in text_of(app)


def test_the_browsers_locale_decides_at_first() -> None:
    assert "사과" in text_of(opened(locale="ko-KR", figure="5-17"))


def test_the_language_can_be_switched_and_the_step_stays() -> None:
    app = opened(figure="5-17", step="6")
    healthy(next(button for button in app.button if button.label == "한국어").click().run())
    assert app.query_params["lang"] == "ko"
    assert component(app, "instrument")["step"] == 6
    assert "역전파" in json.dumps(component(app, "instrument")["words"], ensure_ascii=False)


def test_the_address_says_what_is_shown() -> None:
    app = opened(figure="5-13", step="2")
    assert {name: app.query_params[name] for name in ("figure", "step", "lang")} == {
        "figure": "5-13", "step": "2", "lang": "en"
    }  # fmt: skip


def test_a_link_with_numbers_opens_the_same_view() -> None:
    app = opened(figure="5-17", inputs="apple=120;tax=1.2", upstream="2", step="9")
    assert fields(app)["apple"] == "120"
    assert fields(app)["tax"] == "1.2"
    assert "∂L/∂apple = 4.8." in component(app, "instrument")["says"][9]


@pytest.mark.parametrize(
    "address",
    [{"figure": "9-99"}, {"figure": "5-17", "step": "minus one"}, {"figure": "5-17", "inputs": "apple=x"},
     {"figure": "5-17", "inputs": "apple"}, {"figure": "5-17", "upstream": "[1,"}, {"lang": "xx"},
     {"figure": "<b>5-17</b>"}],
    ids=str,
)  # fmt: skip
def test_a_broken_address_opens_with_a_sentence(address: dict) -> None:
    app = opened(**address)
    assert len(app.warning) == 1
    assert component(app, "instrument")["says"]


@pytest.mark.parametrize(
    "address, english, korean",
    [
        ({"inputs": "apple=3;pear=3"}, "The graph has no input “pear”. Its value", "이름이 “pear”인 입력이 없어"),
        ({"upstream": "[1, 2]"}, "the upstream gradient has shape (2,)", "상류에서 온 미분의 형상: (2,)"),
        ({"inputs": "apple=[1,2];n_apple=[1,2,3]"}, "apple (2,) and n_apple (3,) do not fit together",
         "apple (2,), n_apple (3,)의 형상이 서로 맞지 않습니다"),
    ],
    ids=["unknown", "upstream", "shapes"],
)  # fmt: skip
def test_numbers_that_do_not_fit_give_a_sentence(address: dict, english: str, korean: str) -> None:
    for language, sentence in (("en", english), ("ko", korean)):
        app = opened(figure="5-17", lang=language, **address)
        said = [one.value.replace("\\", "") for one in (*app.error, *app.warning)]
        assert len(said) == 1
        assert sentence in said[0]


def test_the_value_of_an_unknown_input_is_left_out_and_the_others_stay() -> None:
    app = opened(figure="5-17", inputs="apple=3;pear=3")
    assert app.query_params["inputs"] == "apple=3"
    app = opened(text="y = x * w", inputs="x=2;w=3;v=4")
    assert "“v”" in app.warning[0].value
    assert app.query_params["inputs"] == "x=2;w=3"


def test_an_input_that_is_taken_out_of_the_text_leaves_the_address_and_comes_back_with_its_value() -> None:
    app = opened(text="y = x * w", inputs="x=2;w=3")
    for text, inputs in (("y = x * 2", "x=2"), ("y = x * w + 1", "x=2;w=3")):
        app.session_state["state.text"] = text
        app.session_state["state.unsaved"] = True
        healthy(app.run())
        assert app.query_params["inputs"] == inputs
        assert not app.warning


def test_a_step_beyond_the_end_is_the_last() -> None:
    assert component(opened(figure="5-13", step="999"), "instrument")["step"] == 3


def test_an_input_can_be_changed_and_the_step_stays() -> None:
    app = opened(figure="5-17", step="4")
    type_into(app, apple="120")
    data = component(app, "instrument")
    assert "price = 759." in data["says"][4]
    assert data["step"] == 4
    assert app.query_params["inputs"] == "apple=120"


@pytest.mark.parametrize("wrong", ["abc", "1,2", "[1, [2]]", "", "1e999", "__import__('os')"])
def test_a_wrong_number_is_explained_and_kept(wrong: str) -> None:
    app = type_into(opened(figure="5-17"), apple=wrong)
    assert fields(app)["apple"] == wrong
    row = component(app, "instrument")["fields"]["rows"][0]
    assert row["refused"]
    assert row["text"] == "100"
    assert "price = 715." in component(app, "instrument")["says"][4]
    assert "inputs" not in app.query_params
    type_into(app, apple="120")
    assert fields(app)["apple"] == "120"
    assert not component(app, "instrument")["fields"]["rows"][0]["refused"]


def test_two_texts_of_one_message_are_both_taken_and_none_twice() -> None:
    app = type_into(opened(figure="5-17"), apple="120", tax="1.2")
    assert app.query_params["inputs"] == "apple=120;tax=1.2"
    healthy(next(button for button in app.button if button.label == "한국어").click().run())
    app.session_state["state.inputs"] = {}
    app.session_state["state.unsaved"] = True
    healthy(app.run())
    assert "inputs" not in app.query_params


def test_what_was_typed_into_another_figure_is_not_taken() -> None:
    app = opened(figure="5-17")
    data = component(app, "instrument")["fields"]
    app.session_state["state.figure"] = "5-16"
    app.session_state["state.unsaved"] = True
    app.session_state["instrument"] = {"typed": {**data, "values": {"apple": ["7", 1]}}}
    healthy(app.run())
    assert "inputs" not in app.query_params
    assert fields(app)["apple"] == "100"


def test_own_text() -> None:
    app = opened(text="x*x + x", inputs="x=3")
    assert "∂L/∂x = 7." in " ".join(component(app, "instrument")["says"])
    assert component(app, "source")["error"] is None
    assert not app.expander[0].proto.expanded


def test_the_text_is_open_for_who_writes() -> None:
    assert opened(text="y = epx(x)").expander[0].proto.expanded
    app = opened(figure="5-17")
    next(box for box in app.selectbox if box.key.startswith("picker ")).set_value("own")
    assert healthy(app.run()).expander[0].proto.expanded


def test_a_mistake_in_ones_own_text_is_explained_and_the_text_kept() -> None:
    app = opened(text="y = epx(x)")
    data = component(app, "source")
    assert data["text"] == "y = epx(x)"
    assert (data["error"]["line"], data["error"]["column"]) == (1, 5)
    assert "exp" in data["error"]["hint"]
    assert app.query_params["text"] == "y = epx(x)"


def test_a_mistake_typed_into_a_figures_text_is_kept_beside_the_last_graph() -> None:
    app = opened(figure="5-17")
    app.session_state["state.figure"], app.session_state["state.text"] = "", "y = epx(x)"
    healthy(app.run())
    assert component(app, "source")["text"] == "y = epx(x)"
    assert component(app, "source")["error"]["column"] == 5
    assert "Your own graph" in text_of(app)
    assert "715" in component(app, "instrument")["figure"]
    assert "Shown is the last text that was a graph." in text_of(app)


def test_typing_on_the_home_page_opens_the_explorer() -> None:
    app = opened("app.py")
    field = next(field for field in app.text_input if field.label == "Or type your own")
    healthy(field.set_value("z = a * b").run())
    assert any("Your own graph" in element.value for element in app.markdown)


def test_a_mistake_on_the_home_page_is_explained() -> None:
    app = opened("app.py")
    field = next(field for field in app.text_input if field.label == "Or type your own")
    healthy(field.set_value("z = epx(a)").run())
    assert "Did you mean" in app.error[0].value


def test_the_home_page_shows_every_figure() -> None:
    app = opened("app.py")
    cards = [
        card["id"] for element in app.get("bidi_component") for card in json.loads(element.proto.json).get("cards", [])
    ]
    assert sorted(cards) == sorted(gl.FIGURES)


@pytest.mark.parametrize("tab", ["Values", "Gradient check", "Code"])
def test_every_tab(tab: str) -> None:
    app = opened(figure="5-17", step="7")
    app.session_state["tabs"] = tab
    healthy(app.run())
    if tab in ("Values", "Gradient check"):
        rows = component(app, "values" if tab == "Values" else "checks")["rows"]
        assert any("apple" in row["cells"][0] for row in rows)
    if tab == "Code":
        assert "mul_apple_layer = MulLayer()" in component(app, "program")["text"]
