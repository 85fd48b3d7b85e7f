"""The exercise of the page: which one it is, what has been typed into its boxes, and how that was judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.errors import mark as _
from graphlab.locale import translator
from graphlab.practice import sets
from graphlab.practice.course import COURSE, FIRST_EXERCISE, OWN
from graphlab.practice.exercise import MOST_NUMBERS, UPSTREAM, Box, Exercise, visible
from graphlab.practice.grade import Grade, grade
from graphlab.practice.next_exercise import another
from graphlab.practice.progress import AT_ONCE, CORRECTED, TRIED, PracticeRecord, from_address, to_address
from graphlab.ui.frame import state
from graphlab.ui.frame.shell import worded
from graphlab.ui.frame.subject import Subject, revision, subject, wanted
from graphlab.ui.frame.tab_memory import part
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.exercise.blanks import shown
from graphlab.view.exercise.hints import STAGES

SAVED = ("exercise", "mode", "answers", "ask", "boxes", "set", "progress", "lang")
KEY = "exercise"
# The answers to so many exercises are kept in a session.
MOST_TASKS, MOST_VARIANTS = 100, 1_000_000
DRAFTS, HINTED, JUDGED = "practice drafts", "practice hinted", "practice judged"
FILLED, VARIANTS, KEPT, MINE = "practice filled", "practice variants", "practice kept", "practice mine"
_AT, _SEEN, _HEARD = "practice at", "practice checked", "practice heard"
LONGEST_ANSWER = 2_000


class Task(NamedTuple):
    """The exercise on the page: its id, itself with the numbers shown, and a text that differs with both."""

    id: str
    exercise: Exercise
    rev: str

    @property
    def filled(self) -> dict[str, Filled]:
        """What has become of each box."""
        held: dict[str, dict[str, Filled]] = st.session_state.setdefault(FILLED, {})
        if self.rev not in held and len(held) == MOST_TASKS:
            del held[next(iter(held))]
        filled = held.setdefault(self.rev, {})
        for key, (text, *about) in st.session_state.get(KEPT, {}).pop(self.rev, {}).items():
            if box := self.exercise.box(key):
                filled.setdefault(key, _again(self.exercise, box, text, *about))
        return filled


class Filled(NamedTuple):
    """A box that was judged: what was typed, the verdict (None: the number was shown), and how often it was tried."""

    text: str
    verdict: Grade | None
    tries: int = 1
    helped: bool = False

    @property
    def state(self) -> str:
        """What the field looks like."""
        if self.verdict is None:
            return "shown"
        return "right" if self.verdict.right else "wrong"

    @property
    def closed(self) -> bool:
        """Whether nothing can be typed any more."""
        return self.state != "wrong"


def _again(exercise: Exercise, box: Box, text: str, tries: int, helped: bool, given: bool) -> Filled:
    """Return what had become of a box before this session; an answer is judged again, a number was `given` or not."""
    return Filled(text, None if given else grade(exercise, box, text), tries, helped)


def kept() -> dict[str, Any]:
    """Return the answers, the hints and the choice of numbers as JSON, for the browser to keep."""
    held: dict[str, dict[str, Filled]] = st.session_state.get(FILLED, {})
    mine = {
        rev: {key: [one.text, one.tries, one.helped, one.verdict is None] for key, one in filled.items()}
        for rev, filled in held.items() if filled
    }  # fmt: skip
    hinted = [[*at, stage] for at, stage in st.session_state.get(HINTED, {}).items()]
    return {"filled": {**st.session_state.get(KEPT, {}), **mine}, "hinted": hinted,
            "variants": st.session_state.get(VARIANTS, {}), "seen": st.session_state.get(_SEEN)}  # fmt: skip


def restore(kept: Mapping[str, Any]) -> None:
    """Take what `kept` returned to an earlier session, as far as this one has nothing of its own."""
    if not kept:
        return
    st.session_state[_SEEN] = st.session_state.get(_SEEN) or kept.get("seen")
    answers = {str(rev): dict(filter(_is_answer, boxes.items())) for rev, boxes in part(kept, "filled").items()
               if isinstance(boxes, dict)}  # fmt: skip
    st.session_state.setdefault(KEPT, {}).update(answers)
    hinted, variants = st.session_state.setdefault(HINTED, {}), st.session_state.setdefault(VARIANTS, {})
    for one in marks if isinstance(marks := kept.get("hinted"), list) else ():
        match one:
            case [str(rev), str(key), int(stage)] if 0 < stage <= STAGES:
                hinted.setdefault((rev, key), stage)
    for id, number in part(kept, "variants").items():
        if type(number) is int and 0 < number < MOST_VARIANTS:
            variants.setdefault(id, number)


def _is_answer(item: tuple[str, Any]) -> bool:
    match item[1]:
        case [str(text), int(), bool(), bool()] if len(text) <= LONGEST_ANSWER:
            return True
    return False


def exercises() -> Mapping[str, Exercise]:
    """Return the exercises that can be chosen: the teacher's set, if the address holds one, else the course."""
    return sets.parse_set(state.get("set")).by_id if state.get("set") else COURSE


def record() -> PracticeRecord:
    """Return what the learner has done."""
    return from_address(state.get("progress"))


def keep(done: PracticeRecord) -> None:
    """Keep what the learner has done."""
    state.put(progress=to_address(done))
    st.session_state[MINE] = mine().merged(done)


def mine() -> PracticeRecord:
    """Return what the browser is to keep: all that was done in it, whatever a link shows."""
    found: PracticeRecord = st.session_state.get(MINE, PracticeRecord())
    return found


@worded
def task() -> Task:
    """Return the exercise that the state describes. Raises `GraphlabError` where the learner's text is no graph."""
    known = exercises()
    id = state.get("exercise")
    if id != OWN and id not in known:
        id = next(iter(known)) if state.get("set") else FIRST_EXERCISE
    base = own() if id == OWN else known[id]
    number = st.session_state.get(VARIANTS, {}).get(id, 0)
    exercise = another(base, number) if number else base
    return Task(id, exercise, revision(id, exercise))


def own() -> Exercise:
    """Return an exercise on the graph that the explorer shows, with its numbers.

    Raises `GraphlabError` where the text is no graph, or has no box to be filled in.
    """
    shown: Subject = subject()
    exercise = Exercise(
        shown.figure.title if shown.figure else _("Your own graph"),
        shown.graph.to_source(),
        tuple(shown.typed.items()),
        shown.upstream,
        state.get("mode") or "backward",
        figure=shown.figure.number if shown.figure else "",
    )
    exercise = visible(exercise, shown.look.hidden)
    if not exercise.boxes:
        raise GraphlabError(say("there is nothing to fill in here: a box takes finite numbers, {most} of them at most.",
                                most=MOST_NUMBERS))  # fmt: skip
    if state.get("answers") == "formulas":
        return replace(exercise, symbols=True, upstream=UPSTREAM if exercise.upstream == "1" else exercise.upstream)
    return exercise


def look(now: Task) -> Look:
    """Return how the picture is looked at: as the explorer shows it."""
    if now.id == OWN:
        return subject().look
    return wanted(FIGURES[now.exercise.figure]) if now.exercise.figure else PLAIN


@worded
def judge(now: Task) -> None:
    """Judge what the browser has sent, once; whatever was typed is kept."""
    sent = st.session_state.get(KEY) or {}
    if _SEEN not in st.session_state:  # What a new session hears of first was sent to the one before it.
        st.session_state[_SEEN] = 0
        return
    for report in (sent.get("at"), sent.get("check")):
        _noted(report, now)
    check = sent.get("check")
    if not isinstance(check, Mapping) or check.get("rev") != now.rev or check.get("n") == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN] = check.get("n")
    for key, text in dict(check.get("answers") or {}).items():
        box = now.exercise.box(str(key))
        if box and not (box.key in now.filled and now.filled[box.key].closed):
            _judged(now, box, str(text))


def _noted(report: Any, now: Task) -> None:
    """Remember in which box the learner stands, and what is typed in others: each report once, and none too late."""
    if not isinstance(report, Mapping) or not isinstance(n := report.get("n"), int):
        return
    if report.get("rev") == now.rev and n > st.session_state.get(_HEARD, 0):
        st.session_state[_HEARD] = n
        if "id" in report:
            st.session_state[_AT] = (now.rev, str(report["id"]))
        st.session_state[DRAFTS] = {now.rev: dict(report.get("drafts") or {})}


def _judged(now: Task, box: Box, text: str) -> None:
    exercise, translate = now.exercise, translator(state.get("lang"))
    labels = {name: translate(label) for name, label in exercise.labels.items()}
    verdict = grade(exercise, box, text, labels, shown(exercise, box) if exercise.symbols else "")
    before = now.filled.get(box.key)
    tries = (before.tries if before else 0) + (verdict.outcome != "unreadable")
    helped = bool(st.session_state.get(HINTED, {}).get((now.rev, box.key)))
    now.filled[box.key] = Filled(text, verdict, tries, helped)
    st.session_state[_AT] = (now.rev, box.key)
    st.session_state[JUDGED] = (now.rev, box.key)
    if verdict.outcome == "unreadable":
        return
    mark = (AT_ONCE if tries == 1 and not helped else CORRECTED) if verdict.right else TRIED
    remember(now, box, mark, verdict.slips[:1])


def remember(now: Task, box: Box, mark: str, slips: tuple[str, ...] = ()) -> None:
    """Put into the record how a box went."""
    done = record()
    if now.id in exercises():
        done = done.with_mark(now.id, now.exercise, box.key, mark)
    for slip in slips:
        done = done.with_slip(slip)
    keep(done)


def current(now: Task) -> Box | None:
    """Return the box that hints and words concern: where the learner stands, else the first that is open."""
    rev, key = st.session_state.get(_AT, ("", ""))
    at = now.exercise.box(key) if rev == now.rev else None
    if at and not waiting(now, at):
        return at
    return next((box for box in now.exercise.boxes if not closed(now, box)), None)


def closed(now: Task, box: Box) -> bool:
    """Tell whether a box is filled."""
    return box.key in now.filled and now.filled[box.key].closed


def waiting(now: Task, box: Box) -> bool:
    """Tell whether it is another box's turn."""
    if state.get("ask") != "one" or closed(now, box):
        return False
    return box != next((one for one in now.exercise.boxes if not closed(now, one)), None)


def finished(now: Task) -> bool:
    """Tell whether every box is filled."""
    return all(closed(now, box) for box in now.exercise.boxes)


@state.callback
def fresh(id: str) -> None:
    """Show the exercise again with other numbers."""
    variants = st.session_state.setdefault(VARIANTS, {})
    variants[id] = variants.get(id, 0) + 1
