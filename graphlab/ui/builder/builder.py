"""The parts of the builder: what to begin with, the three editors of the draft, and where it can go from here."""

from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from graphlab.book import FIGURES
from graphlab.book.templates import TEMPLATES
from graphlab.build.draft import HOLE, Draft
from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.ops.op import Op
from graphlab.engine.run.typed_run import typed_graph
from graphlab.export import graph_file
from graphlab.practice.course import OWN
from graphlab.ui.builder import draft_session
from graphlab.ui.components.browser_store import browser_store
from graphlab.ui.components.canvas import canvas
from graphlab.ui.components.draft_table import draft_table
from graphlab.ui.components.text_box import text_box
from graphlab.ui.frame import address, picker, selection, share_links, state
from graphlab.ui.frame.pages import CHECK, EXPLORER, PRACTICE
from graphlab.ui.frame.subject import explored, with_values
from graphlab.view.editor.draft_values import Numbered, numbered
from graphlab.view.editor.editor_canvas import drawing, placed

SAVED = ("draft", "lang")
TOO_LONG = _(
    "This graph is too long for a link. It stays in this tab of the browser; to pass it on, save it as a file."
)
_EMPTY, _SHOWN = "empty", "shown"
_SIGNS = MappingProxyType({"1/x": "1/x", "-x": "−x"})


def heading(translate: Translate) -> None:
    """Draw the title, and beside it what one can begin with."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        title = translate(_("Build your own graph"))
        st.markdown(f"## {title}")
        st.caption(translate(_("Click, type or fill in the table: the three always show the same graph.")))
    with right:
        options = [_EMPTY, _SHOWN, *TEMPLATES, *FIGURES]
        st.selectbox(
            translate(_("Start from")),
            options,
            index=None,
            format_func=lambda choice: _called(choice, translate),
            placeholder=translate(_("Start from a template or a figure …")),
            label_visibility="collapsed",
            **selection.widget("start from", None, _start, options),
        )


def _called(choice: str, translate: Translate) -> str:
    if choice in TEMPLATES:
        return translate(TEMPLATES[choice].title)
    if choice in FIGURES:
        return f"{picker.figure_name(choice, translate)} · {translate(FIGURES[choice].title)}"
    return translate(_("An empty canvas") if choice == _EMPTY else _("The graph in the explorer"))


def _start(choice: str) -> None:
    draft_session.start(source(choice))


def source(choice: str) -> str:
    """Return the text of a template or a figure, of the graph in the explorer, or of nothing, with all values."""
    if choice in TEMPLATES:
        return TEMPLATES[choice].source
    if choice in FIGURES:
        figure = FIGURES[choice]
        return with_values(figure.graph_of(figure.case), figure.case.feed)
    return explored() if choice == _SHOWN else ""


def editors(translate: Translate) -> Draft:
    """Draw canvas, text and table of the draft, and return it."""
    draft, error = draft_session.draft()
    shown = numbered(draft)
    left, right = st.columns([3, 2], gap="medium")
    table = st.container(key="editor-table")
    if len(draft.parts) > APP.nodes:
        too_large = say("This graph has {nodes} nodes; the canvas takes up to {most}.",
                        nodes=len(draft.parts), most=APP.nodes)  # fmt: skip
        left.info(too_large.translated(translate))
    else:
        with left, st.container(key="editor-canvas"):
            _canvas(draft, shown, error, translate)
        with table:
            answer = _answer(draft_session.TABLE, error, translate)
            draft_table(
                _drawn(draft, shown, translate), _ops(draft, translate), answer, translate, key=draft_session.TABLE
            )
    with right, st.container(key="editor-text"):
        _text(draft, shown, error, translate)
        present, begun = draft_session.history().present, draft_session.begun()
        browser_store(present, place="graphlab draft", known=begun, key=draft_session.STORE)
    return draft


def _canvas(draft: Draft, shown: Numbered, error: GraphlabError | None, translate: Translate) -> None:
    now = draft_session.history()
    answer = _answer(draft_session.CANVAS, error, translate) | {
        "hint": hint(draft, shown).translated(translate),
        "laid": draft_session.layouts(),
        "undo": bool(now.past),
        "redo": bool(now.future),
    }
    canvas(_drawn(draft, shown, translate), _ops(draft, translate), answer, translate, key=draft_session.CANVAS)


def _drawn(draft: Draft, shown: Numbered, translate: Translate) -> dict[str, Any]:
    places = placed(draft, shown, draft_session.positions())
    draft_session.positions().update(places)
    return drawing(draft, shown, places, translate)


def _answer(key: str, error: GraphlabError | None, translate: Translate) -> dict[str, Any]:
    note = draft_session.refusal(key)
    text = note.sentence(translate) if isinstance(note, GraphlabError) else ""
    return {"done": draft_session.done(key), "session": draft_session.session(), "focus": draft_session.focus(),
            "note": text, "stale": error is not None}  # fmt: skip


def _ops(draft: Draft, translate: Translate) -> list[dict[str, str]]:
    leaf = {"name": "input", "label": translate(_("input")), "says": translate(_("an input: a name and its value"))}
    return [leaf, *(_chip(op) for op in draft.ops.values())]


def _chip(op: Op) -> dict[str, str]:
    label = _SIGNS.get(op.infix or "", op.symbol if op.infix else op.name)
    return {"name": op.name, "label": label, "says": f"{op.name}({', '.join(op.inputs)})"}


def _text(draft: Draft, shown: Numbered, error: GraphlabError | None, translate: Translate) -> None:
    # What is finished but cannot be run has its sentence where the text is.
    problem = error or shown.problem
    text_box(
        draft_session.history().present,
        translate,
        rev=draft_session.revision(),
        ops=(*picker.CHIPS, *((f"{own.name}({', ' * (len(own.params) - 1)})", own.name) for own in draft.definitions)),
        key=draft_session.TEXT,
        error=picker.mistake(problem, translate) if problem else None,
        ok=hint(draft, shown).translated(translate),
    )


def hint(draft: Draft, shown: Numbered) -> Message:
    """Return what could come next."""
    if not draft.parts:
        return say("Begin with an input: it has a name and a value, such as a price.")
    if draft.output is None:
        return say("Now an operation, such as × : click it. What is chosen on the canvas feeds it.")
    if draft.open:
        return say(
            "Open circles are missing inputs ({count}): draw a line to them from the dot at the right of a node.",
            count=len(draft.open),
        )
    if shown.problem:
        return say("The graph is complete, but its numbers do not fit together.")
    return say("The graph is complete: values stand above the lines, the gradients of {name} below.", name=draft.output)


def save(translate: Translate) -> None:
    """Write the draft into the address, and warn of one that the address cannot hold; the last call of the page."""
    address.save(*SAVED)
    share_links.too_long(TOO_LONG, translate)


def continue_with(draft: Draft, translate: Translate) -> None:
    """Draw the ways to the other pages, with this graph."""
    text = finished(draft)
    pages = {
        "explore": (_("Step through it"), EXPLORER, ":material/play_arrow:", {}),
        "practise": (_("Practise this"), PRACTICE, ":material/edit:", {"exercise": OWN}),
        "check": (_("Check its gradients"), CHECK, ":material/check:", {"check": "graph"}),
    }
    with st.container(horizontal=True, vertical_alignment="center", key="ways"):
        for key, (label, page, icon, extra) in pages.items():
            primary = "primary" if key == "explore" else "secondary"
            if st.button(translate(label), key=key, icon=icon, type=primary, disabled=text is None):  # type: ignore[arg-type]
                state.put(**state.FRESH, figure="", text=text, **extra)
                st.switch_page(page)
        if text is None and draft.parts:
            st.caption(translate(_("As soon as the graph is complete.")))


def sharing(translate: Translate) -> None:
    """Draw, folded away, how the draft is kept and passed on, finished or not."""
    # Not in a popover: the QR code would open below it.
    with st.expander(translate(_("Keep and share")), icon=":material/share:"):
        left, right = st.columns(2)
        with left:
            share_links.link(
                SAVED, _("The link opens this graph here, finished or not."), TOO_LONG, translate, key="draft"
            )
        with right:
            make = partial(graph_file.encode, draft_session.history().present, {})
            share_links.files(make, "graphlab-graph", draft_session.opened, translate, key="draft")


def finished(draft: Draft) -> str | None:
    """Return the text that other pages can show, None as long as something is missing."""
    text = draft_session.history().present
    if draft.open or not draft.complete:
        return None
    try:
        typed_graph(text)
    except GraphlabError:
        written = draft.to_source()
        return None if HOLE in written else written
    return text
