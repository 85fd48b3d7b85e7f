"""Practice: fill in the boxes of a graph; a wrong number is answered with the mistake that leads to it."""

from types import MappingProxyType

import streamlit as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.errors import mark as _
from graphlab.practice.course import OWN
from graphlab.ui.frame import address, selection, state
from graphlab.ui.frame.shell import frame, guarded
from graphlab.ui.practice import course_choice, exercise_page, practice_memory, teacher_sets, teacher_table
from graphlab.ui.practice.answer_task import SAVED, Task, judge, task

translate = frame("pages/practice.py")

guarded(practice_memory.restore)()
now: Task | None = None
error: GraphlabError | None = None
try:
    now = task()
    judge(now)
except GraphlabError as caught:
    error, now = caught, None

guarded(course_choice.heading)(now, translate)
guarded(course_choice.switches)(now, translate)
if now:
    guarded(exercise_page.draw)(now, translate)
    guarded(course_choice.ending)(now, translate)
    left, right = st.columns([1, 1])
    with left, st.container(border=True, key="verdict"):
        title = translate(_("What your answer says"))
        st.markdown(f"###### {title}")
        guarded(exercise_page.verdict)(now, translate)
    with right, st.container(border=True, key="help"):
        title = translate(_("Hints"))
        st.markdown(f"###### {title}")
        guarded(exercise_page.help)(now, translate)
elif error:
    exercise_page.trouble(error, translate)

PARTS = MappingProxyType({
    _("What I have learned"): course_choice.progress,
    _("Open a set"): teacher_sets.open_set,
    _("For teachers: make a set"): teacher_sets.make,
    _("For teachers: results"): teacher_table.collect,
})  # fmt: skip
part = selection.tabs(list(PARTS), "practice tabs", translate)
with st.container(key="tab"):
    guarded(PARTS[part])(translate)
address.save(*SAVED, *(address.CONTENT if state.get("exercise") == OWN else ()))
guarded(practice_memory.keep)()
state.end()
