"""The practice page through Streamlit's test client; what the browser would report is put into the session."""

import json
import re
from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from graphlab.locale import languages, translator
from graphlab.practice import sets
from graphlab.practice.course import COURSE
from graphlab.practice.exercise import Exercise, solution_of
from graphlab.practice.progress import PracticeRecord, Result, parse_result, result_to_text
from graphlab.practice.sets import ExerciseSet
from tests.ui.test_pages import component, healthy, named, opened, text_of

PAGE = "pages/practice.py"
SET = ExerciseSet(
    "Chain rule <b>2b</b>",
    (
        Exercise("First", "y = x * w", (("x", "3"), ("w", "4")), "2"),
        Exercise("Second", "y = x + w", (("x", "3"), ("w", "4")), "2", hints=False),
    ),
    "Hand in by *Friday*.",
)


def sheet(app: AppTest) -> dict:
    return component(app, "exercise")


def states(app: AppTest) -> dict[str, str]:
    return {field["id"]: field["state"] for field in sheet(app)["fields"]}


def answer(app: AppTest, drafts: dict[str, str] | None = None, **answers: str) -> AppTest:
    """What the browser reports when these boxes are checked."""
    held = {key.replace("d_", "∂"): text for key, text in answers.items()}
    seen = app.session_state["practice checked"] if "practice checked" in app.session_state else 0  # noqa: SIM401  # it has no get
    check = {"rev": sheet(app)["rev"], "n": seen + 1, "answers": held, "drafts": drafts or {}}
    app.session_state["exercise"] = {"check": check}
    return healthy(app.run())


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def test_the_page_opens_on_the_chapters_exercise_with_every_box_blank() -> None:
    app = opened(PAGE)
    assert set(states(app).values()) == {"open"}
    assert len(states(app)) == 8
    assert all(field["text"] == "" for field in sheet(app)["fields"])
    assert "1.1" not in json.dumps([label["text"] for label in sheet(app)["labels"] if label["role"] == "gradient"])


def test_the_picture_does_not_give_the_answers_away() -> None:
    for id in ("5-15", "basket", "sigmoid-steps", "fan-out-sum", "fan-out", "neuron"):
        data = sheet(opened(PAGE, exercise=id))
        exercise = COURSE[id]
        classes = set(re.findall(r'class="([^"]+)"', data["svg"]))
        assert "node-text" in classes
        assert not classes & {"value-text", "gradient-text", "lever", "bar", "tile", "ring"}
        assert "data-at" not in data["svg"]
        for box in exercise.boxes:
            own = exercise.graph.nodes[-1].name
            assert box.key != f"∂{own}"
        # Among the gradients only the one with which the way back begins is given.
        shown = [label["text"] for label in data["labels"] if label["role"] == "gradient"]
        assert shown == ([] if exercise.mode == "forward" else [exercise.upstream])
        hidden = {box.node for box in exercise.boxes if box.kind == "value"}
        free = [label for label in data["labels"] if label["role"] == "value" and not label["key"]]
        wires = sum(len(node.inputs) for node in exercise.graph.nodes) + 1
        assert len(free) <= wires - len(hidden)


def symbols(app: AppTest) -> set[str]:
    return {unescape(text) for text in re.findall(r">([^<>]+)</tspan>", sheet(app)["svg"])}


def test_constants_stand_where_the_explorer_draws_them() -> None:
    app = opened(PAGE, exercise="inside")
    assert {"×2", "×1.1"} <= symbols(app)
    assert not {"number of apples", "tax"} & symbols(app)
    assert {"number of apples", "n_apple"} <= symbols(opened(PAGE, exercise="apples"))
    assert "×3" in symbols(opened(PAGE, exercise="own", text="y = x * 3", constants="inside"))
    assert "×3" not in symbols(opened(PAGE, exercise="own", text="y = x * 3"))


def test_what_the_explorer_leaves_out_is_neither_drawn_nor_asked_for_and_no_bar_gives_the_answer() -> None:
    app = opened(PAGE, exercise="own", figure="5-28", mode="both")
    assert states(app)
    assert not {"∂b1", "∂b2", "∂b3", "∂W2"} & set(states(app))
    assert not {"b1", "W1"} & symbols(app)
    assert not [text for text in symbols(app) if text.startswith("0.")]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("id", COURSE)
def test_every_exercise_opens_in_every_language(id: str, language: str) -> None:
    app = opened(PAGE, exercise=id, lang=language)
    assert not app.error
    assert not app.warning
    assert list(states(app)) == [box.key for box in COURSE[id].boxes]
    assert translator(language)(COURSE[id].title) in text_of(app)


def test_a_right_answer_becomes_the_value() -> None:
    app = answer(opened(PAGE), d_apple="1.1*2")
    field = next(field for field in sheet(app)["fields"] if field["id"] == "∂apple")
    assert (field["state"], field["text"]) == ("right", "2.2")
    assert "Right." in text_of(app)
    assert app.query_params["progress"] == "5-15:......1.|"


def test_a_wrong_answer_is_kept_marked_and_explained() -> None:
    app = answer(opened(PAGE), d_apple="110")
    field = next(field for field in sheet(app)["fields"] if field["id"] == "∂apple")
    assert (field["state"], field["text"]) == ("wrong", "110")
    assert "swaps its inputs" in text_of(app)
    assert "mul.unswapped:1" in app.query_params["progress"]
    app = answer(app, d_apple="2.2")
    assert states(app)["∂apple"] == "right"
    assert app.query_params["progress"].startswith("5-15:......2.")


def test_nothing_typed_is_lost_by_an_error_or_another_language() -> None:
    app = answer(opened(PAGE), drafts={"∂tax": "65"}, d_apple="1.1*")
    texts = {field["id"]: field["text"] for field in sheet(app)["fields"]}
    assert (texts["∂apple"], texts["∂tax"]) == ("1.1*", "65")
    assert states(app)["∂apple"] == "wrong"
    assert "progress" not in app.query_params
    assert "Write one number or one formula" in text_of(app)
    healthy(next(button for button in app.button if button.label == "한국어").click().run())
    texts = {field["id"]: field["text"] for field in sheet(app)["fields"]}
    assert (texts["∂apple"], texts["∂tax"]) == ("1.1*", "65")
    assert "수나 식을 하나만 쓰세요" in text_of(app)


@pytest.mark.parametrize("check", [7, "x", {}, {"n": 1}, {"rev": "old", "n": 2, "answers": {"∂apple": "2.2"}},
                                   {"rev": None, "n": None, "answers": None}], ids=str)  # fmt: skip
def test_reports_that_make_no_sense_change_nothing(check: object) -> None:
    app = opened(PAGE)
    app.session_state["exercise"] = {"check": check, "at": check}
    healthy(app.run())
    assert set(states(app).values()) == {"open"}


def test_hints_stay_with_the_box_that_was_checked_last() -> None:
    """The browser goes on sending the box in which the learner stood before."""
    app = opened(PAGE)
    rev = sheet(app)["rev"]
    stood = {"rev": rev, "n": 1, "id": "∂tax", "drafts": {"∂tax": "65"}}
    app.session_state["exercise"] = {"at": stood}
    assert "**∂L/∂tax**" in text_of(healthy(app.run()))
    check = {"rev": rev, "n": 2, "answers": {"∂apple": "2.2.2"}, "drafts": {"∂tax": "65"}}
    for _ in range(2):
        app.session_state["exercise"] = {"at": stood, "check": check}
        assert "**∂L/∂apple**" in text_of(healthy(app.run()))
    app.session_state["exercise"] = {"at": {**stood, "n": 3, "drafts": {"∂tax": "650"}}, "check": check}
    assert "**∂L/∂tax**" in text_of(healthy(app.run()))
    assert {field["id"]: field["text"] for field in sheet(app)["fields"]}["∂tax"] == "650"


def test_what_was_typed_in_one_exercise_does_not_turn_up_in_another() -> None:
    app = answer(opened(PAGE, exercise="mul-numbers"), drafts={"∂y": "99"}, d_x="7")
    app = press(app, "previous")
    assert [(field["id"], field["text"]) for field in sheet(app)["fields"]] == [("∂x", ""), ("∂y", "")]
    app = press(app, "following")
    assert [(field["id"], field["text"]) for field in sheet(app)["fields"]] == [("∂x", "7"), ("∂y", "99")]


def test_hints_come_in_three_stages_and_count_as_help() -> None:
    app = opened(PAGE)
    for part in ("swaps its inputs", "rm{tax}", "= \\;?"):
        app = press(app, "hint")
        assert part in "\n".join(one.value for one in app.markdown)
    assert app.button(key="hint").disabled
    app = answer(app, d_all_price="1.1")
    assert app.query_params["progress"] == "5-15:2.......|"


def test_hints_and_sentences_have_the_names() -> None:
    app = answer(opened(PAGE, lang="ko"), d_n_apple="3.3")
    assert "n_apple" in text_of(app)
    assert "사과 개수" not in text_of(app)
    for _stage in range(3):
        app = press(app, "hint")
    assert "n\\_apple" in "\n".join(one.value for one in app.markdown)


def test_a_number_can_be_shown_at_any_time() -> None:
    app = press(opened(PAGE), "reveal")
    field = sheet(app)["fields"][0]
    assert (field["state"], field["text"]) == ("shown", "1.1")
    assert app.query_params["progress"] == "5-15:0.......|"


def test_one_box_at_a_time_goes_from_right_to_left() -> None:
    app = opened(PAGE, ask="one")
    assert [*states(app).values()] == ["open"] + ["waiting"] * 7
    app = answer(app, d_all_price="1.1")
    assert [*states(app).values()] == ["right", "open"] + ["waiting"] * 6


def test_another_one_has_other_numbers_and_empty_boxes() -> None:
    app = answer(opened(PAGE, exercise="mul-numbers"), d_x="6.5")
    before = sheet(app)
    app = press(app, "another")
    assert sheet(app)["labels"] != before["labels"]
    assert sheet(app)["rev"] != before["rev"]
    assert set(states(app).values()) == {"open"}


def test_a_finished_exercise_is_summed_up_and_leads_on() -> None:
    app = answer(opened(PAGE, exercise="add-numbers"), d_x="1.3", d_y="1.3")
    assert "2 of 2 at once" in app.success[0].value
    app = press(app, "on")
    assert app.query_params["exercise"] == "mul"


def test_progress_comes_back_from_the_address_and_is_summed_up() -> None:
    app = opened(PAGE, progress="5-15:11111122;apples:1x|mul.unswapped:3")
    assert f"1 of {len(COURSE)} exercises done, 1 begun." in text_of(app)
    assert "**3×** The “×” node swaps its inputs" in text_of(app)
    rules = {row["cells"][0]: row["cells"][1:] for row in component(app, "rules")["rows"]}
    assert rules["“×”, backward"] == ["4 / 6", "a few more will help"]
    assert rules["“+”, backward"] == ["2 / 2", "secure"]


def test_a_broken_address_opens_with_a_sentence() -> None:
    for address in ({"progress": "<b>"}, {"set": "x"}, {"exercise": "no <b>"}, {"ask": "three"}):
        app = opened(PAGE, **address)
        assert len(app.warning) == 1
        assert len(states(app)) == 8


def test_a_graph_of_ones_own_in_numbers_and_in_formulas() -> None:
    app = opened(PAGE, exercise="own", text="y = x*x + x", inputs="x=3")
    assert [*states(app)] == ["∂v1", "∂x[1]", "∂x[2]", "∂x[3]", "∂x"]
    app = answer(app, d_x="7")
    assert states(app)["∂x"] == "right"
    app = opened(PAGE, exercise="own", figure="5-8", answers="formulas")
    app = answer(app, d_x="g*2*(x+y)")
    assert states(app)["∂x"] == "right"


def test_a_graph_of_ones_own_that_is_none_is_explained() -> None:
    app = opened(PAGE, exercise="own", text="y = epx(x)")
    assert "Did you mean" in app.error[0].value


def test_a_graph_without_a_box_is_no_exercise() -> None:
    app = opened(PAGE, exercise="own", text="y = 1 / 0")
    assert "nothing to fill in" in app.error[0].value
    assert not app.success


def test_a_set_from_a_link_is_done_and_handed_in() -> None:
    app = opened(PAGE, set=sets.to_link(sets.set_to_text(SET)))
    assert "Hand in by *Friday*." in text_of(app)
    assert "Chain rule <b>2b</b>" in text_of(app)
    assert not [one for one in app.markdown if "<b>" in one.value]
    app = answer(app, d_x="8", d_w="8")
    assert states(app) == {"∂x": "right", "∂w": "wrong"}
    app = press(app, "following")
    assert [*states(app)] == ["∂x", "∂w"]
    assert not [button for button in app.button if button.key == "hint"]
    healthy(app.text_input(key="learner").set_value("Kim").run())
    kept = parse_result(result_to_text(Result(PracticeRecord(), "Kim", SET.title, SET.digest)))
    assert kept.name == "Kim"
    assert app.query_params["progress"].startswith(f"{SET.digest}-1:1x")


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["practice tabs"] = name
    return healthy(app.run())


def test_a_teacher_makes_a_set() -> None:
    app = tab(opened(PAGE), "For teachers: make a set")
    healthy(named(app.selectbox, "teach graph").set_value("5-13").run())
    healthy(app.text_input(key="teach title 5-13").set_value("Mul").run())
    healthy(named(app.multiselect, "teach blank 5-13 backward").set_value(["∂x"]).run())
    healthy(app.toggle(key="teach hints").set_value(False).run())
    app = press(app, "teach add")
    healthy(named(app.selectbox, "teach graph").set_value("own").run())
    app = press(app, "teach add")
    made = sets.parse_set(app.text_area(key="set text").value)
    assert [one.title for one in made.exercises] == ["Mul", "Your own graph"]
    assert (made.exercises[0].blank, made.exercises[0].hints) == (("∂x",), False)
    link = component(app, "set link")["text"].split("set=")[1]
    assert sets.parse_set(sets.from_link(link)) == made
    app = press(app, "teach try")
    assert [*states(app)] == ["∂x"]


def test_a_mistake_in_the_set_is_explained_with_its_line() -> None:
    app = tab(opened(PAGE), "For teachers: make a set")
    healthy(app.text_area(key="set text").set_value(f"{sets.HEADER}\n== A\nmode: up\n").run())
    assert "Line 3" in app.error[0].value.replace("\\", "")


def test_results_become_a_table() -> None:
    app = tab(opened(PAGE), "For teachers: results")
    digest = SET.digest
    handed_in = {
        "a.json": Result(PracticeRecord({f"{digest}-1": "1x"}, {"mul.unswapped": 2}), "Kim", "Chain", digest),
        "b.json": Result(PracticeRecord({f"{digest}-1": "11"}, {}), "=cmd()", "Chain", digest),
        "d.json": Result(PracticeRecord({"5-15": "12x0.."}, {}), "Lee"),
    }
    files = [(name, result_to_text(one).encode(), "application/json") for name, one in handed_in.items()]
    files.append(("c.json", b"{}", "application/json"))
    healthy(app.file_uploader(key="results").set_value(files).run())
    assert "c.json" in app.error[0].value.replace("\\", "")
    rows = {row["cells"][0]: row["cells"] for row in component(app, "table")["rows"]}
    assert rows["Kim"][2:7] == ["1", "1", "1", "2", "2"]
    assert rows["=cmd()"][2:7] == ["1", "2", "2", "2", "2"]
    assert rows["Lee"][1:7] == ["The course", "1", "1", "2", "4", "6"]
    assert "swaps its inputs" in rows["Kim"][7]


def test_a_saved_progress_is_opened() -> None:
    app = opened(PAGE)
    file = (
        "p.json",
        result_to_text(Result(PracticeRecord({"apples": "21"}, {"upstream": 2}))).encode(),
        "application/json",
    )
    healthy(app.file_uploader(key="progress file").set_value(file).run())
    assert f"1 of {len(COURSE)} exercises done" in text_of(app)


def test_every_answer_of_the_course_is_accepted_on_the_page() -> None:
    app = opened(PAGE)
    box = {f.key: f for f in COURSE["5-15"].boxes}
    held = {
        key.replace("∂", "d_"): str(np.round(float(solution_of(COURSE["5-15"].trace, one)), 4))
        for key, one in box.items()
    }
    app = answer(app, **held)
    assert set(states(app).values()) == {"right"}
    assert "8 of 8 at once" in app.success[0].value
