"""Practice: fill in the boxes of a graph; a wrong number is answered with the mistake that leads to it."""

import streamlit as st

from graphlab.engine.errors import GraphlabError
from graphlab.engine.errors import mark as _
from graphlab.ui import practice, practice_course, practice_teacher, state
from graphlab.ui.practice_task import OWN, SAVED, Task, judge, task
from graphlab.ui.shell import frame

translate = frame("pages/practice.py")

now: Task | None = None
error: GraphlabError | None = None
try:
    now = task()
    judge(now)
except GraphlabError as caught:
    error, now = caught, None

practice_course.heading(now, translate)
practice_course.switches(now, translate)
if now:
    practice.draw(now, translate)
    practice_course.ending(now, translate)
    left, right = st.columns([1, 1])
    with left, st.container(border=True, key="verdict"):
        title = translate(_("What your answer says"))
        st.markdown(f"###### {title}")
        practice.verdict(now, translate)
    with right, st.container(border=True, key="help"):
        title = translate(_("Hints"))
        st.markdown(f"###### {title}")
        practice.help(now, translate)
elif error:
    practice.trouble(error, translate)

PARTS = {
    _("What I have learned"): practice_course.progress,
    _("Open a set"): practice_teacher.open_set,
    _("For teachers: make a set"): practice_teacher.make,
    _("For teachers: results"): practice_teacher.collect,
}
opened = st.tabs([translate(name) for name in PARTS], key=f"practice tabs {state.get('lang')}", on_change=state.begin)
for tab, draw in zip(opened, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            draw(translate)
state.save(*SAVED, *(("figure", "text", "inputs", "upstream") if state.get("exercise") == OWN else ()))
state.end()
