"""Round the exercise: the choice of one, how it is asked, what comes next, and what has been learned so far."""

from functools import partial
from types import MappingProxyType

import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.ops import OPS
from graphlab.practice import sets
from graphlab.practice.course import OWN
from graphlab.practice.exercise import Exercise
from graphlab.practice.progress import (
    AT_ONCE,
    CORRECTED,
    OPEN,
    Result,
    RuleScore,
    parse_result,
    result_to_text,
    rule_scores,
)
from graphlab.practice.slips import correction
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.pages import EXPLORER
from graphlab.ui.frame.picker import figure_name
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.practice import exercise_page, practice_memory
from graphlab.ui.practice.answer_task import Task, exercises, finished, fresh, keep, record

_MODES = MappingProxyType({"forward": _("Forward pass"), "backward": _("Backward pass"), "both": _("Both directions")})
_ASK = MappingProxyType({"": _("All boxes"), "one": _("One at a time")})
_BOXES = MappingProxyType({"picture": _("On the picture"), "list": _("In a list")})
_ANSWERS = MappingProxyType({"numbers": _("Numbers"), "formulas": _("Formulas")})
_DIRECTIONS = MappingProxyType({"forward": _("“{symbol}”, forward"), "backward": _("“{symbol}”, backward"),
               "sum": _("the sum where a value is used several times")})  # fmt: skip
MOST_SHOWN = 5
LONGEST_NAME = 60


def heading(now: Task | None, translate: Translate) -> None:
    """Draw the title, what is to be done, and the choice of exercises."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        if state.get("set"):
            given = sets.parse_set(state.get("set"))
            st.caption(escape(given.title))
            if given.text:
                st.markdown(escape(given.text).replace("\n", "  \n"))
        if now:
            st.markdown(f"## {escape(translate(now.exercise.title))}")
            st.caption(escape(_task(now.exercise, translate)))
    with right:
        _choice(now.id if now else OWN, translate)


def _task(exercise: Exercise, translate: Translate) -> str:
    tasks = {
        "forward": _("Go forward: what value belongs above each edge?"),
        "backward": _("Go backward, from the right: what gradient belongs below each edge?"),
        "both": _("Go forward, then back again: values above the edges, gradients below."),
    }
    figure = f"{figure_name(exercise.figure, translate)} · " if exercise.figure else ""
    return figure + translate(tasks[exercise.mode])


def _choice(current: str, translate: Translate) -> None:
    done, known = record(), exercises()
    ids = [*known, *([] if state.get("set") else [OWN])]
    at = ids.index(current)

    def name(id: str) -> str:
        if id == OWN:
            return translate(_("Any figure, any graph of your own"))
        one = known[id]
        ready = " ✓" if done.done(id, one) else ""
        return f"{ids.index(id) + 1} · {translate(one.title)} · {_kind(one, translate)}{ready}"

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="exercise-choice"):
        _neighbour(
            "previous", ids[at - 1] if at else None, ":material/chevron_left:", _("Previous exercise"), translate
        )
        st.selectbox(
            translate(_("Exercise")), ids, format_func=name, label_visibility="collapsed",
            **selection.widget("exercise picker", current, _picked, ids),
        )  # fmt: skip
        following = ids[at + 1] if at + 1 < len(ids) else None
        _neighbour("following", following, ":material/chevron_right:", _("Next exercise"), translate)


def _kind(exercise: Exercise, translate: Translate) -> str:
    kind = translate(_MODES[exercise.mode])
    return f"{kind}, {translate(_ANSWERS['formulas'])}" if exercise.symbols else kind


def _neighbour(key: str, id: str | None, icon: str, label: str, translate: Translate) -> None:
    st.button(translate(label), key=key, icon=icon, disabled=id is None, on_click=state.press,
              args=("exercise", state.put), kwargs={"exercise": id})  # fmt: skip


def _picked(id: str) -> None:
    state.put(exercise=id)


def switches(now: Task | None, translate: Translate) -> None:
    """Draw how the exercise is asked: which boxes at once, where they stand, and for one's own graph what is asked."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked"):
        selection.switch("ask", _ASK, state.get("ask"), _("How many boxes"), translate)
        places = state.get("boxes") or None
        selection.switch("boxes", _BOXES, places, _("Where the boxes stand"), translate, required=False)
        if now is None or now.id == OWN:
            selection.switch("mode", _MODES, state.get("mode") or "backward", _("What is asked"), translate)
            answers = state.get("answers") or "numbers"
            selection.switch("answers", _ANSWERS, answers, _("What answers are"), translate)
            st.page_link(EXPLORER, label=translate(_("Choose the graph in the explorer")))
        if now:
            st.button(translate(_("Another one like this")), key="another", icon=":material/casino:", on_click=fresh,
                      args=(now.id,))  # fmt: skip


def ending(now: Task, translate: Translate) -> None:
    """Draw, when every box is filled, how it went and what comes next."""
    if not finished(now):
        return
    ids = list(exercises())
    once = sum(one.tries == 1 and one.state == "right" and not one.helped for one in now.filled.values())
    says = say("All boxes are filled, {once} of {all} at once.", once=once, all=len(now.exercise.boxes))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="ending"):
        st.success(sentence(says.translated(translate)), icon=":material/check_circle:")
        if now.id in ids[:-1]:
            following = ids[ids.index(now.id) + 1]
            st.button(translate(_("Next exercise")), key="on", type="primary", on_click=state.press,
                      args=("exercise", state.put), kwargs={"exercise": following})  # fmt: skip


def progress(translate: Translate) -> None:
    """Draw what has been done, how well each rule goes, and which slips recur; and the file that holds it."""
    done, known = record(), exercises()
    ready = sum(done.done(id, one) for id, one in known.items())
    begun = sum(bool({*done.marks_of(id, one)} - {OPEN}) for id, one in known.items()) - ready
    counts = say("{ready} of {all} exercises done, {begun} begun.", ready=ready, all=len(known), begun=begun)
    st.markdown(sentence(counts.translated(translate)))
    left, right = st.columns(2, gap="large")
    with left:
        _rules(rule_scores(done, known), translate)
    with right:
        _slips(done.slips, translate)
    _file(translate)


def _rules(found: tuple[RuleScore, ...], translate: Translate) -> None:
    st.markdown(f"###### {translate(_('How well each rule goes'))}")
    if not found:
        st.caption(translate(_("Nothing has been tried yet.")))
        return
    columns = [Column(translate(_("Rule"))), Column(translate(_("Right at once")), number=True),
               Column(translate(_("Verdict")))]  # fmt: skip
    rows = [
        Row((_rule_name(one, translate), f"{one.first} / {one.tried}",
             translate(_("secure") if one.secure else _("a few more will help"))))
        for one in found
    ]  # fmt: skip
    node_table(columns, rows, translate(_("How well each rule goes")), key="rules")


def _rule_name(one: RuleScore, translate: Translate) -> str:
    symbol = OPS[one.op].symbol if one.op in OPS else one.op
    return translate(_DIRECTIONS[one.direction]).format(symbol=symbol)


def _slips(slips: object, translate: Translate) -> None:
    counted = sorted(dict(slips).items(), key=lambda item: -item[1])  # type: ignore[call-overload]
    st.markdown(f"###### {translate(_('Which slips recur'))}")
    if not counted:
        st.caption(translate(_("No known slip so far.")))
    for name, count in counted[:MOST_SHOWN]:
        st.markdown(f"**{count}×** {slip_text(name, translate)}")


def slip_text(name: str, translate: Translate) -> str:
    """Return the sentence of a slip for a summary, where its node has no name."""
    blank = {"name": "…", "other": "…", "symbol": "…", "uses": "…"}
    words = say(correction(name), **blank)
    return exercise_page.prose(words, translate).replace("`…`", "…")


def _file(translate: Translate) -> None:
    given = sets.parse_set(state.get("set")) if state.get("set") else None
    st.caption(translate(_("Progress is kept by this browser and in the address of this page, and can be saved as a "
                           "small file.")))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="file"):
        if given:
            st.text_input(translate(_("Your name")), key="learner", max_chars=LONGEST_NAME, width=240)
        result = Result(record(), st.session_state.get("learner", "") if given else "",
                        given.title if given else "", given.digest if given else "")  # fmt: skip
        label = _("Save my results, to hand them in") if given else _("Save my progress")
        # Made when it is asked for: a file of each answer would be gone when the browser looks for it.
        make = partial(result_to_text, result)
        st.download_button(translate(label), make, "graphlab-practice.json", "application/json",
                           icon=":material/download:", on_click="ignore", key="save")  # fmt: skip
        st.button(translate(_("Forget my progress")), icon=":material/delete:", key="forget",
                  on_click=practice_memory.forget)  # fmt: skip
        if practice_memory.forgotten():
            st.button(translate(_("Bring it back")), icon=":material/undo:", key="bring back",
                      on_click=practice_memory.bring_back)  # fmt: skip
    if not given:
        _opened(translate)


def _opened(translate: Translate) -> None:
    file = st.file_uploader(translate(_("Open a saved progress")), type="json", key="progress file")
    if file is None or st.session_state.get("opened file") == file.file_id:
        return
    st.session_state["opened file"] = file.file_id
    try:
        keep(parse_result(file.getvalue().decode("utf-8", errors="replace")).record)
    except GraphlabError as error:
        st.error(sentence(error.sentence(translate)))
        return
    st.rerun()


def marks(line: str) -> tuple[int, int, int, int]:
    """Return how many boxes of an exercise are right at once, right in the end, filled in, and asked for.

    >>> marks("12x0..")
    (1, 2, 4, 6)
    """
    once = line.count(AT_ONCE)
    return once, once + line.count(CORRECTED), len(line) - line.count(OPEN), len(line)
