"""Errors about shapes on the page: the dimensions that had to agree stand in the colours of the shape view."""

from graphlab.engine.errors import GraphlabError, Message, Translate
from graphlab.engine.ops.shape_errors import Size
from graphlab.ui.frame.shell import escape
from graphlab.view.base import tex
from graphlab.view.base.theme import dimension_colours

# Signs of no language, which neither a learner's text nor Markdown knows.
_OPEN = "\ue000"


def coloured(error: GraphlabError, translate: Translate) -> str:
    """Return an error as Markdown, everything in it escaped; formulas carry the colours, as LaTeX does on this page."""
    found = [key for key, value in error.message.values if isinstance(value, Size)]
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
