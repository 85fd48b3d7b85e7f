"""The workshop for an operation of one's own: its formula, its derivative, and the gradient check."""

import streamlit as st

from graphlab.build.draft import Draft, parse_draft
from graphlab.build.edits import define
from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.graph import Definition
from graphlab.ui.builder import draft_session
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame import selection, state
from graphlab.ui.frame.shell import escape, sentence, theme
from graphlab.view.charts.own_op_chart import CheckedPoint, check_derivative, own_op_chart, rows

MOST_ROWS = 6
_FORMULA, _DERIVATIVE = "swish(x) = x * sigmoid(x)", "sigmoid(x) + x * sigmoid(x)"


def workshop(draft: Draft, translate: Translate) -> None:
    """Draw the form, the verdict, and the button that puts the operation on the palette."""
    # Its chart loads two megabytes of script: only for whom opens it.
    form = st.expander(translate(_("An operation of your own")), key="own op", on_change=state.begin)
    if form.open:
        with form:
            _form(draft, translate)


def _form(draft: Draft, translate: Translate) -> None:
    about = _("Give it a name and a formula, and say what its derivative is: the gradient check is the judge.")
    st.caption(translate(about))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        formula = st.text_input(
            translate(_("Name and formula")),
            _FORMULA,
            key="own formula",
            on_change=state.begin,
            persist_state="session",
        )
        try:
            own = _definition(formula)
            param = _param(own, translate)
            derivative = _derivative(own, param, translate)
            points = check_derivative(formula, param, derivative) if derivative.strip() else ()
        except GraphlabError as error:
            points, own = (), None
            problem = error.sentence(translate)
        else:
            problem = ""
    if problem:
        st.error(sentence(problem))
    if points:
        _verdict(points, translate)
    if own:
        _adding(draft, formula, own, translate)


def _definition(formula: str) -> Definition:
    found = parse_draft(formula)
    if len(found.definitions) != 1 or found.parts:
        raise GraphlabError(say("write one definition on one line, as in `swish(x) = x * sigmoid(x)`."))
    return found.definitions[0]


def _param(own: Definition, translate: Translate) -> str:
    if len(own.params) == 1:
        return own.params[0]
    return str(selection.pick(st.selectbox, translate(_("Derivative by")), own.params, "own param", width=130))


def _derivative(own: Definition, param: str, translate: Translate) -> str:
    label = translate(_("Your derivative: ∂{op}/∂{param}")).format(op=own.name, param=param)
    first = _DERIVATIVE if own.name == "swish" and own.params == ("x",) else ""
    return st.text_input(escape(label), first, key=f"own derivative {own.name} {param}", on_change=state.begin,
                         persist_state="session")  # fmt: skip


def _verdict(points: tuple[CheckedPoint, ...], translate: Translate) -> None:
    wrong = sum(point.wrong for point in points)
    if not wrong:
        st.success(translate(_("Right: your derivative agrees with the measured one wherever it was measured.")))
    else:
        message = say(
            "Wrong at {wrong} of {all} points. The marks in the chart say where.", wrong=wrong, all=len(points)
        )
        st.warning(sentence(message.translated(translate)))
    if any(abs(p.engine - p.measured) > 1e-3 * max(1.0, abs(p.measured)) for p in points if not p.wrong) and not wrong:
        st.caption(translate(_("At a kink there is no derivative to compare with.")))
    left, right = st.columns([3, 2])
    with left:
        title = translate(_("Your derivative and the measured one"))
        st.echarts_chart(own_op_chart(points, state.get("lang"), theme()), key="own chart", height=260, alt=title)
    if wrong:
        with right:
            heads = (_("at"), _("yours"), _("measured"))
            columns = [Column(translate(head), number=True) for head in heads]
            caption = translate(_("Where your derivative is wrong"))
            found = [Row(cells) for cells in rows(points, MOST_ROWS)]
            node_table(columns, found, caption, key="own wrong", steps=False)


def _adding(draft: Draft, formula: str, own: Definition, translate: Translate) -> None:
    known = own.name in {one.name for one in draft.definitions}
    label = translate(_("Change “{op}” in the graph") if known else _("Put “{op}” among the operations"))
    st.button(escape(label.format(op=own.name)), key="define", disabled=own in draft.definitions,
              on_click=_define, args=(formula,))  # fmt: skip
    problem = st.session_state.pop("own problem", None)
    if problem:
        st.error(sentence(problem.sentence(translate)))


@state.callback
def _define(formula: str) -> None:
    draft, error = draft_session.draft()
    try:
        if error:
            raise error
        text = define(draft, formula).to_source()
    except GraphlabError as refused:
        st.session_state["own problem"] = refused
        state.begin()
        return
    draft_session.put(text)
    state.put(draft=text)
