"""An exercise on the page: its fields, the verdict on an answer, hints, and the numbers shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from graphlab.engine.bounded_cache import bounded
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, Translate, capital, say
from graphlab.engine.errors import mark as _
from graphlab.engine.run.typed_run import Typed, trace_bytes
from graphlab.practice.answers.examples import FORMULAS, FRACTIONS, PRODUCTS
from graphlab.practice.exercise import UPSTREAM, Box, Exercise
from graphlab.practice.grade import unlike
from graphlab.practice.progress import SHOWN
from graphlab.ui.components.exercise_fields import exercise_fields
from graphlab.ui.frame import state
from graphlab.ui.frame.pages import EXPLORER
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.frame.subject import too_large
from graphlab.ui.practice.answer_task import (
    DRAFTS,
    HINTED,
    JUDGED,
    KEY,
    Filled,
    Task,
    closed,
    current,
    look,
    remember,
    waiting,
)
from graphlab.view.base.look import Look
from graphlab.view.exercise import blanks
from graphlab.view.exercise.hints import STAGES, hints, solution
from graphlab.view.picture.svg_picture import stepping


def draw(now: Task, translate: Translate) -> None:
    """Draw the exercise with its fields."""
    large = too_large(now.exercise.graph)
    if large:
        st.info(large.translated(translate))
        return
    names = tuple((name, translate(label)) for name, label in now.exercise.labels.items())
    svg, spots, labels = _drawn(now.exercise, names, look(now))
    fields = [_field(now, box, spots[box.key], translate) for box in now.exercise.boxes if box.key in spots]
    exercise_fields(
        svg, fields, labels, translate, says=_spoken(now, translate), layout=state.get("boxes"), rev=now.rev, key=KEY
    )


Drawn = tuple[str, Mapping[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]


@bounded(APP.caches["tasks"], lambda drawn, exercise, *_: 2 * len(drawn[0]) + trace_bytes(exercise.trace))
def _drawn(exercise: Exercise, names: Typed, look: Look) -> Drawn:
    drawn = blanks.blanks(exercise, dict(names), look)
    svg = stepping(drawn.picture, drawn.picture.last)
    return svg, {field.key: field._asdict() for field in drawn.fields}, [one._asdict() for one in drawn.labels]


def _field(now: Task, box: Box, spot: Mapping[str, Any], translate: Translate) -> dict[str, Any]:
    filled = now.filled.get(box.key)
    drafts: Mapping[str, str] = st.session_state.get(DRAFTS, {}).get(now.rev, {})
    return {
        **{name: spot[name] for name in ("x", "y", "width", "role")},
        "id": box.key,
        "label": blanks.title(now.exercise, box).translated(translate),
        "blank": "Σ ?" if box.kind == "sum" else "?",
        "state": filled.state if filled else "waiting" if waiting(now, box) else "open",
        "text": _written(now, box, filled) if filled else drafts.get(box.key, ""),
        "graded": filled.tries if filled else 0,
    }


def _written(now: Task, box: Box, filled: Filled) -> str:
    """Return what stands in a box that was judged: the number as the picture writes it, or what was typed."""
    if filled.state == "wrong" or (filled.state == "right" and now.exercise.symbols):
        return filled.text
    return blanks.shown(now.exercise, box)


def _last_judged(now: Task) -> tuple[Box, Filled] | None:
    """Return the box that was judged last, if it belongs to this exercise."""
    rev, key = st.session_state.get(JUDGED, ("", ""))
    box = now.exercise.box(key)
    return (box, now.filled[key]) if box and rev == now.rev and key in now.filled else None


def _spoken(now: Task, translate: Translate) -> dict[str, str]:
    """Return the verdict on the answer that was judged last, for a screen reader and for a list."""
    last = _last_judged(now)
    if last is None or last[1].verdict is None:
        return {"id": "", "text": ""}
    return {"id": last[0].key, "text": capital(last[1].verdict.message.translated(translate)).replace("`", "")}


def verdict(now: Task, translate: Translate) -> None:
    """Draw the verdict on the answer that was judged last."""
    last = _last_judged(now)
    if last is None:
        st.caption(sentence(_accepted(now.exercise).translated(translate)))
        return
    box, filled = last
    name = blanks.title(now.exercise, box).translated(translate)
    if filled.verdict is None or filled.verdict.right:
        word = translate(_("Right.")) if filled.verdict else translate(_("This is the answer:"))
        answer = escape(blanks.shown(now.exercise, box)) if now.exercise.symbols and not filled.verdict else ""
        st.markdown(f"**{escape(name)}** · {word} {answer}")
        st.markdown(f"$\\displaystyle {_rule(now.exercise, box)}$")
        return
    st.markdown(f"**{escape(name)}** · {escape(filled.text[:60])}")
    st.markdown(prose(filled.verdict.message, translate))
    if filled.verdict.outcome == "slip":
        st.caption(translate(_("Change the number and press Enter.")))


def _rule(exercise: Exercise, box: Box) -> str:
    """Return the formula that gives what belongs into a box: with numbers, or among formulas without."""
    return hints(exercise, box)[1].latex if exercise.symbols else solution(exercise, box)


def prose(message: Message | GraphlabError, translate: Translate) -> str:
    """Return a message as a sentence for Markdown, with a capital at its beginning."""
    return sentence(capital(message.translated(translate)))


def _accepted(exercise: Exercise) -> Message:
    """Say what may be typed, and what counts as the same."""
    if exercise.named_upstream:
        return say("Type a formula in the names of the graph, such as {example}, and press Enter. Every formula that "
                   "is mathematically equal counts. The gradient that comes in from the right is called {name}.",
                   example=unlike(exercise, FORMULAS), name=UPSTREAM)  # fmt: skip
    if exercise.symbols:
        return say("Type a formula in the names of the graph, such as {example}, and press Enter. Every formula that "
                   "is mathematically equal counts.", example=unlike(exercise, FORMULAS))  # fmt: skip
    return say("Type a number, a fraction such as {fraction} or a product such as {product}, and press Enter. What is "
               "within {percent} % of the exact number counts as the same.", fraction=unlike(exercise, FRACTIONS),
               product=unlike(exercise, PRODUCTS), percent=f"{100 * exercise.tolerance:.3g}")  # fmt: skip


def help(now: Task, translate: Translate) -> None:
    """Draw the hints of the current box as far as they were asked for, and the buttons for more."""
    box = current(now)
    if box is None:
        st.caption(translate(_("Every box is filled.")))
        return
    name = blanks.title(now.exercise, box).translated(translate)
    st.markdown(f"**{escape(name)}**")
    stage = st.session_state.get(HINTED, {}).get((now.rev, box.key), 0)
    for hint in hints(now.exercise, box, state.get("lang"))[:stage]:
        st.markdown(f"$\\displaystyle {hint.latex}$" if hint.latex else prose(say(hint.sentence), str))
    with st.container(horizontal=True, gap="small", key="help-acts"):
        if now.exercise.hints:
            label = translate(_("A hint") if not stage else _("Another hint"))
            st.button(label, key="hint", icon=":material/lightbulb:", disabled=stage == STAGES or closed(now, box),
                      on_click=_hint, args=(now.rev, box.key, stage + 1))  # fmt: skip
        st.button(translate(_("Show the answer")), key="reveal", disabled=closed(now, box), on_click=_reveal,
                  args=(now, box))  # fmt: skip


@state.callback
def _hint(rev: str, key: str, stage: int) -> None:
    st.session_state.setdefault(HINTED, {})[(rev, key)] = stage


@state.callback
def _reveal(now: Task, box: Box) -> None:
    before = now.filled.get(box.key)
    now.filled[box.key] = Filled("", None, (before.tries if before else 0) + 1, True)
    st.session_state[JUDGED] = (now.rev, box.key)
    remember(now, box, SHOWN)


def trouble(error: GraphlabError, translate: Translate) -> None:
    """Draw what is wrong with the learner's own graph, in place of the exercise."""
    st.error(prose(error, translate))
    st.page_link(EXPLORER, label=translate(_("Change the graph in the explorer")))
