"""Errors on the page: the dimensions that had to agree in the colours of the shape view, in text and picture."""

from graphlab.engine.cost_limits import APP
from graphlab.engine.errors import GraphlabError, Message, Translate
from graphlab.engine.errors import mark as _
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.ops.shape_errors import disagreeing
from graphlab.engine.run.feed import values_so_far
from graphlab.ui.components.drawing import drawing
from graphlab.ui.components.shared import translated
from graphlab.ui.frame.shell import escape
from graphlab.ui.frame.subject import Subject
from graphlab.view.base import tex
from graphlab.view.base.theme import dimension_colours
from graphlab.view.exercise.misfit_picture import misfit_picture, misfit_svg

# Signs of no language, which neither a learner's text nor Markdown knows.
_OPEN = "\ue000"


def coloured(error: GraphlabError, translate: Translate) -> str:
    """Return an error as Markdown, everything in it escaped; formulas carry the colours, as LaTeX does on this page."""
    found = [key for key, _size in disagreeing(error.message)]
    marks = {key: f"{_OPEN}{k}" for k, key in enumerate(found)}
    values = tuple((key, marks.get(key, value)) for key, value in error.message.values)
    marked = GraphlabError(
        Message(error.message.template, values), line=error.line, column=error.column, hint=error.hint, node=error.node
    )
    text = escape(marked.translated(translate))
    written = dict(error.message.values)
    for key, colour in zip(found, dimension_colours("light"), strict=False):
        number = tex.coloured(rf"\mathbf{{{written[key]}}}", colour)
        text = text.replace(marks[key], f"${number}$")
    return text


def halted(shown: Subject, error: GraphlabError, translate: Translate) -> None:
    """Draw a graph as far as it could be computed, with the shapes at its edges; nothing where no run has begun."""
    if not shown.drawable:
        return
    try:
        feed = {name: parse_literal(text) for name, text in shown.typed.items()}
        values = values_so_far(shown.graph, feed, APP.run)
    except GraphlabError:
        return
    labels = translated(shown.figure.labels, translate) if shown.figure else {}
    title = f"{translate(_('The graph as far as it could be computed.'))} {error.translated(translate)}"
    drawing(misfit_svg(misfit_picture(shown.graph, values, error, labels), title), key="halted")
