"""What the browser keeps of practice comes back to a session that knows nothing, and nothing that is hers is lost."""

import pytest
from streamlit.testing.v1 import AppTest

from graphlab.practice.progress import MOST_ENTRIES, PracticeRecord, from_address
from tests.ui.practice.test_practice_page import PAGE, answer, press, sheet, states
from tests.ui.test_pages import ROOT, component, healthy, opened


def kept(app: AppTest, key: str) -> str:
    return str(component(app, key)["text"])


def again(app: AppTest, **address: str) -> AppTest:
    """Open the page in a new session, and have the browser report what it has kept of an earlier one."""
    texts = {key: kept(app, key) for key in ("memory practice", "progress store")}
    fresh = opened(PAGE, **address)
    for key, text in texts.items():
        fresh.session_state[key] = {"found": text}
    return healthy(fresh.run())


def test_answers_hints_and_other_numbers_come_back() -> None:
    app = press(opened(PAGE), "another")
    app = press(answer(answer(app, d_all_price="12345"), d_tax="99"), "hint")
    app = press(app, "reveal")
    before = sheet(app)["fields"]
    after = again(app)
    assert sheet(after)["fields"] == before
    assert sheet(after)["rev"] == sheet(app)["rev"]
    assert "shown" in states(after).values()


def test_an_answer_that_was_judged_before_is_not_judged_and_counted_again() -> None:
    app = answer(opened(PAGE), d_apple="110")
    sent = app.session_state["exercise"]
    fresh = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).switch_page(PAGE)
    fresh.session_state["exercise"] = sent
    healthy(fresh.run())
    fresh.session_state["memory practice"] = {"found": kept(app, "memory practice")}
    healthy(fresh.run())
    assert "state.progress" not in fresh.session_state
    assert states(fresh)["∂apple"] == "wrong"


def test_progress_comes_back_to_an_address_that_has_none_and_a_link_shows_its_own() -> None:
    app = answer(opened(PAGE), d_all_price="1.1")
    mine = from_address(kept(app, "progress store"))
    assert "1" in "".join(mine.marks.values())
    assert from_address(again(app).session_state["state.progress"]) == mine
    linked = again(app, progress="fan-out:1|")
    assert from_address(linked.session_state["state.progress"]) == PracticeRecord({"fan-out": "1"})
    # What is done there is added to what the browser keeps, of which nothing goes.
    answer(linked, d_tax="650")
    both = from_address(kept(linked, "progress store"))
    assert set(both.marks) == {*mine.marks, "fan-out"}


def test_forgetting_is_one_click_and_can_be_undone() -> None:
    app = answer(opened(PAGE), d_all_price="1.1")
    before, fields = kept(app, "progress store"), sheet(app)["fields"]
    press(app, "forget")
    assert kept(app, "progress store") == ""
    assert component(app, "progress store")["known"]
    assert set(states(app).values()) == {"open"}
    press(app, "bring back")
    assert kept(app, "progress store") == before
    assert sheet(app)["fields"] == fields


def test_what_a_tab_has_kept_is_taken_within_bounds() -> None:
    def page() -> None:
        from graphlab.practice.course import COURSE
        from graphlab.ui.practice.answer_task import (
            LONGEST_ANSWER,
            MOST_TASKS,
            MOST_VARIANTS,
            Filled,
            Task,
            kept,
            restore,
        )

        longest = ["1" * n for n in (LONGEST_ANSWER, LONGEST_ANSWER + 1)]
        filled = {"rev": {str(len(text)): [text, 1, False, False] for text in longest}}
        restore({"filled": filled, "variants": {"most": MOST_VARIANTS - 1, "more": MOST_VARIANTS}})
        assert kept()["filled"] == {"rev": {str(LONGEST_ANSWER): [longest[0], 1, False, False]}}
        assert kept()["variants"] == {"most": MOST_VARIANTS - 1}
        id, exercise = next(iter(COURSE.items()))
        for number in range(MOST_TASKS + 5):
            Task(id, exercise, f"task {number}").filled["box"] = Filled("1", None)
        found = [*kept()["filled"]]
        assert found == ["rev", *(f"task {number}" for number in range(5, MOST_TASKS + 5))]

    healthy(AppTest.from_function(page).run())


STRANGE = (
    "", "[]", "{", "[" * 9999, '{"hinted":5}', '{"hinted":[1,["a"]],"variants":{"x":-1},"choices":[]}',
    '{"filled":{"a":{"b":[1]},"c":7}}', '{"filled":{"r":{"k":["x",1,false,false]}},"seen":[],"set":3}',
    '{"content":{"figure":"9","text":5}}',
)  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_a_browser_may_say_anything(text: str) -> None:
    app = opened(PAGE)
    app.session_state["memory practice"] = {"found": text}
    app.session_state["progress store"] = {"found": text}
    healthy(app.run())
    assert set(states(app).values()) == {"open"}


def test_a_record_is_merged_by_the_better_mark_and_stays_small() -> None:
    one, other = (
        PracticeRecord({"a": "1x.", "b": "1"}, {"sign": 2}),
        PracticeRecord({"a": "x20", "c": "2"}, {"sign": 1}),
    )
    assert one.merged(other) == PracticeRecord({"a": "120", "b": "1", "c": "2"}, {"sign": 2})
    assert one.merged(PracticeRecord({"b": "11"})).marks["b"] == "1"
    many = PracticeRecord({f"e{i}": "1" for i in range(MOST_ENTRIES)})
    assert set(one.merged(many).marks) >= {f"e{i}" for i in range(3, MOST_ENTRIES)}
    assert len(one.merged(many).marks) + 1 == MOST_ENTRIES
