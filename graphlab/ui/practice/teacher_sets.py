"""For teachers: a set of exercises as text, link and file."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import streamlit as st

from graphlab.book import FIGURES
from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.practice import sets
from graphlab.practice.answers.tolerance import TOLERANCE
from graphlab.practice.course import OWN
from graphlab.practice.exercise import Exercise, Mode, boxes
from graphlab.practice.sets import HEADER, ExerciseSet
from graphlab.ui.components.copy_button import copied_text
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape
from graphlab.ui.practice import exercise_page
from graphlab.view.exercise.blanks import title

TEXT = "set text"
_MODES: Mapping[Mode, str] = MappingProxyType(
    {"backward": _("Backward pass"), "forward": _("Forward pass"), "both": _("Both directions")}
)
_START = "y = x * w + b"


def make(translate: Translate) -> None:
    """Draw the means to make a set: one exercise after another, and the whole as text, link and file."""
    st.markdown(translate(_(
        "Choose graphs and what is to be asked of them. The set is a text; its link and its file hold everything, "
        "nothing is stored here."
    )))  # fmt: skip
    left, right = st.columns(2, gap="large")
    with left:
        _adding(translate)
    with right:
        _whole(translate)


def _adding(translate: Translate) -> None:
    """Draw the fields for one exercise, and the button that puts it into the set."""
    names = {number: f"{number} · {translate(figure.title)}" for number, figure in FIGURES.items()}
    names[OWN] = translate(_("Your own graph"))
    chosen = st.session_state.get("teach graph")
    st.selectbox(translate(_("Graph")), list(names), format_func=names.__getitem__, index=None,
                 placeholder=translate(_("A figure, or a graph of your own")),
                 **selection.widget("teach graph", chosen, partial(selection.keep, "teach graph"), names))  # fmt: skip
    if chosen is None:
        return
    exercise = _graph(chosen, translate)
    if exercise is None:
        return
    exercise = _asked(exercise, chosen, translate)
    if st.button(translate(_("Add to the set")), key="teach add", icon=":material/add:", type="primary"):
        st.session_state[TEXT] = _with(exercise)
        st.rerun()


def _graph(chosen: str, translate: Translate) -> Exercise | None:
    """Return the graph with its numbers, to be changed; None, with a sentence, where it is none."""
    if chosen == OWN:
        source = st.text_area(translate(_("The graph as text, one assignment a line")), value=_START, key="teach text")
        exercise = Exercise(translate(_("Your own graph")), source)
    else:
        figure = FIGURES[chosen]
        feed = tuple((name, literal(value)) for name, value in figure.feed.items())
        source = figure.graph.to_source()
        exercise = Exercise(translate(figure.title), source, feed, literal(figure.upstream))
    try:
        numbers = {**{name: literal(value) for name, value in exercise.graph.defaults.items()}, **dict(exercise.feed)}
        feed = tuple(
            (name, st.text_input(escape(name), value=numbers.get(name, str(i)), key=f"teach {chosen} {name}"))
            for i, name in enumerate(exercise.graph.inputs, start=2)
        )
        exercise = replace(exercise, feed=feed)
        exercise.trace  # noqa: B018  # raises where the numbers do not fit
    except GraphlabError as error:
        st.error(exercise_page.prose(error, translate))
        return None
    return exercise


def _asked(exercise: Exercise, chosen: str, translate: Translate) -> Exercise:
    """Return the exercise with what is asked: title, mode, boxes, tolerance, hints."""
    name = st.text_input(
        translate(_("Title")), value=exercise.title, max_chars=sets.LONGEST_TITLE, key=f"teach title {chosen}"
    )
    mode = selection.pick(st.segmented_control, translate(_("What is asked")), list(_MODES), "teach mode",
                          lambda key: translate(_MODES[key]), required=True)  # fmt: skip
    known = boxes(exercise.trace, mode)
    label = {box.key: title(exercise, box).translated(translate) for box in known}
    name_of_blank = f"teach blank {chosen} {mode}"
    blank = [key for key in st.session_state.get(name_of_blank, []) if key in label]
    st.multiselect(
        translate(_("Boxes to be filled in (none: all of them)")),
        list(label),
        format_func=label.__getitem__,
        **selection.widget(name_of_blank, blank, partial(selection.keep, name_of_blank), label),
    )
    percent = st.number_input(translate(_("Tolerance in percent")), 0.0, 50.0, 100 * TOLERANCE, key="teach tolerance")
    hints = st.toggle(translate(_("Hints")), value=True, key="teach hints")
    symbols = st.toggle(translate(_("Answers are formulas")), key="teach symbols")
    return replace(exercise, title=" ".join(name.split()), mode=mode, blank=tuple(blank),
                   tolerance=percent / 100, hints=hints, symbols=symbols)  # fmt: skip


def _with(exercise: Exercise) -> str:
    """Return the text of the set with one exercise more; a text that cannot be read is left as it is, and gets it."""
    added = sets.set_to_text(ExerciseSet("", (exercise,))).split("\n", 3)[3]
    text = st.session_state.get(TEXT, "").rstrip() or f"{HEADER}\ntitle: \ntext: "
    return f"{text}\n\n{added}"


def _whole(translate: Translate) -> None:
    """Draw the set as text, and if it is one, its link and its file."""
    text = st.text_area(translate(_("The set as text: change whatever you like")), key=TEXT, height=320,
                        persist_state="session",
                        placeholder=f"{HEADER}\ntitle: …\ntext: …")  # fmt: skip
    if not text.strip():
        return
    try:
        made = sets.parse_set(text)
    except GraphlabError as error:
        st.error(exercise_page.prose(error, translate))
        return
    st.caption(translate(_("Copy the link, or give away the file. Learners need nothing else.")))
    copied_text(f"{_root()}/practice?set={sets.to_link(sets.set_to_text(made))}", translate, key="set link")
    with st.container(horizontal=True, gap="small", key="teach-acts"):
        st.button(translate(_("Try it")), key="teach try", on_click=state.put,
                  kwargs={"set": sets.set_to_text(made), "exercise": ""})  # fmt: skip
        st.download_button(translate(_("Save the set")), sets.set_to_text(made), "graphlab-exercises.txt", "text/plain",
                           icon=":material/download:", on_click="ignore", key="teach save")  # fmt: skip


def _root() -> str:
    """Return the address of the app, without the page."""
    return (st.context.url or "").split("?")[0].rstrip("/").removesuffix("/practice")


def open_set(translate: Translate) -> None:
    """Draw the means to open a set from a file, and to leave one."""
    if state.get("set"):
        st.button(
            translate(_("Back to the course")), key="leave", on_click=state.put, kwargs={"set": "", "exercise": ""}
        )
    file = st.file_uploader(translate(_("Open a set of exercises")), type="txt", key="set file")
    if file is None or st.session_state.get("opened set") == file.file_id:
        return
    st.session_state["opened set"] = file.file_id
    try:
        state.put(set=sets.set_to_text(sets.parse_set(file.getvalue().decode("utf-8", errors="replace"))), exercise="")
    except GraphlabError as error:
        st.error(exercise_page.prose(error, translate))
        return
    st.rerun()
