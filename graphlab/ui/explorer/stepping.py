"""The instrument of the explorer, with its fields and with what it asks."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.engine.errors import Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.practice import questions as practice
from graphlab.practice.exercise import Exercise
from graphlab.practice.grade import grade
from graphlab.ui.components.exchange import exchange
from graphlab.ui.components.instrument import Explanation, Question, Questions, instrument, reported_step
from graphlab.ui.explorer import cases, cells_tab, dot_backward_tab, paths_tab, view_switches
from graphlab.ui.explorer.inputs import typed_fields
from graphlab.ui.explorer.inputs.pulled_values import code_of, first_chart, pulled_values
from graphlab.ui.explorer.inputs.typed_fields import INSTRUMENT, fields_of, take_typed
from graphlab.ui.frame import address, picker, state, tab_memory
from graphlab.ui.frame.shell import escape, guarded
from graphlab.ui.frame.subject import Drawn, Subject, drawn, positions_of, revision, too_large
from graphlab.view.exercise.question_marks import asked, with_numbers

POSITION, GRADE = "position", "grade"
LONGEST_ANSWER = 2_000
SAVED = ("figure", "text", "case", "inputs", "upstream", "step", "asking", "lang", *state.LOOKS)
MEMORY = "explorer"
# The tabs that are drawn again at every step, and their fragments.
FOLLOWING = MappingProxyType({"Values": "values", "Share and export": "share"})


def position(trace: Trace) -> int:
    """Return the position shown: the state's, or the last one where the graph has become shorter."""
    return min(int(state.get("step")), len(trace.steps))


def stepping(shown: Subject) -> None:
    """Mount the instrument; when it moves, nothing is drawn again but the tabs that follow it."""
    large = too_large(shown.graph)
    if large:
        st.info(large.translated(_translate()))
        state.put(step=len(shown.trace.steps))
        guarded(typed_fields.fields)(shown)
        return
    above = st.container()
    guarded(_instrument)(shown)
    with above:
        guarded(view_switches.switches)(shown)
        guarded(cases.tries)(shown)
    moved()
    guarded(dot_backward_tab.building)(shown)


def answering(shown: Subject) -> None:
    """Mount what answers while a number is pulled, and what grades answers, where an empty line does not matter."""
    if shown.drawable:
        pulled_values(paths_tab.lit(shown), cells_tab.matrices_of)
    if shown.drawable and state.get("asking"):
        _grading(shown)


def _instrument(shown: Subject) -> None:
    language, translate = state.get("lang"), _translate()
    picture, said = drawn(paths_tab.lit(shown), language), positions_of(shown, language)
    hidden = first_chart(shown.trace)
    instrument(
        picture.svg,
        [text.spoken for text in said.texts],
        translate,
        step=position(shown.trace),
        rev=revision(picture.digest, state.get("figure"), st.session_state.get("jumps", 0)),
        key=INSTRUMENT,
        figure=picture.figure,
        explanation=Explanation(
            [text.html for text in said.texts],
            said.charts,
            [-1] * hidden + list(said.chart_of[hidden:]),
            code_of(shown.trace),
            shown.trace.forward_count + 1,
        ),
        fields=fields_of(shown),
        onward=picker.onward(shown.figure, len(shown.trace.steps), translate) if shown.figure else None,
        questions=_questions(shown, picture) if state.get("asking") else None,
        beside=cases.beside(shown),
        address=state.get("figure"),
        title=translate(shown.figure.title if shown.figure else _("Your own graph")),
        follows=bool(_following()) or address.query(*SAVED) is None,
        on_step_change=_stepped,
        on_act_change=view_switches.acted,
        on_typed_change=take_typed,
        on_onward_change=_go_on,
    )
    if picture.left_out:
        fewer = say("{count} labels are left out of this picture: with so many edges there is no place for them. Point "
                    "at a node for its numbers, or see the table of values.", count=picture.left_out)  # fmt: skip
        st.caption(escape(fewer.translated(translate)))


def _asked(shown: Subject) -> list[practice.Question]:
    return practice.questions(shown.trace, state.get("asking"), shown.look.notation == "shapes", shown.look.hidden)


def _exercise(shown: Subject) -> Exercise:
    number = shown.figure.number if shown.figure else ""
    return Exercise("", shown.graph.to_source(), tuple(shown.typed.items()), shown.upstream, "both", figure=number)


def _run(shown: Subject) -> str:
    return revision(_exercise(shown), state.get("asking"), shown.look.notation == "shapes")


def _questions(shown: Subject, picture: Drawn) -> Questions:
    translate, exercise, places = _translate(), _exercise(shown), json.loads(picture.places)
    rows = [
        Question(at, asked(exercise, box, translate), "value" if box.kind == "value" else "gradient", *places[box.key])
        for at, box in _asked(shown)
    ]
    return Questions(rows, _run(shown))


@st.fragment(key=GRADE)
@guarded
def _grading(shown: Subject) -> None:
    """Grade the answer to a question as in practice; nothing else is drawn."""
    exchange(GRADE, lambda answer: _graded(shown, answer))


def _graded(shown: Subject, answer: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what is said of an answer; None where nothing of the kind is asked."""
    boxes = dict(_asked(shown))
    match answer:
        case {"of": of, "at": int(at), "text": str(text)} if of == _run(shown) and at in boxes:
            box, text = boxes[at], text[:LONGEST_ANSWER]
            typed = with_numbers(shown.trace, box, text) if box.part == "shape" else text
            found = grade(_exercise(shown), box, typed, shown.words(state.get("lang")))
            return {"outcome": found.outcome, "says": found.message.translated(_translate())}
    return None


@state.callback
def _stepped() -> None:
    step = reported_step(INSTRUMENT)
    if step is None:  # A late message of a figure that has gone.
        state.begin()
        return
    state.put(step=step)
    # While the page is still being drawn, a rerun of these alone would leave the rest of it old.
    if state.complete():
        st.rerun([POSITION, *_following()])


def _following() -> list[str]:
    """Return the fragments of the open tab that a step changes."""
    return [fragment for title, fragment in FOLLOWING.items() if st.session_state.get("tabs") == title]


@st.fragment(key=POSITION)
def moved() -> None:
    """Note the position in the address and in the tab's memory; nothing is drawn."""
    address.save(*SAVED)
    keep()


@state.callback
def _go_on() -> None:
    number = picker.following(state.get("figure"))
    if number and st.session_state[INSTRUMENT]["onward"]:
        state.press("figure", picker.go_on, number)


def _translate() -> Translate:
    return translator(state.get("lang"))


def keep() -> None:
    """Have the tab keep what the address cannot hold."""
    tab_memory.keep(MEMORY, content=tab_memory.content(SAVED))
