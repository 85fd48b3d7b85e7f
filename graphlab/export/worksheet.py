"""A sheet to be printed: the graph with boxes in place of its numbers, and on the next page the answers."""

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from math import hypot
from typing import Any

import numpy as np

from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.export.export_subject import Show
from graphlab.export.stepping_page import read, style, whole
from graphlab.locale import translator
from graphlab.practice.exercise import Exercise, visible
from graphlab.view.base.svg_elements import element
from graphlab.view.base.theme import THEMES
from graphlab.view.exercise.blanks import HIGH, Field, Label, blanks, shown
from graphlab.view.picture.marks import Disc, Mark, Picture, Words, plain
from graphlab.view.picture.svg_picture import Colours, document, drawn


def worksheet(show: Show) -> str:
    """Return the sheet as an HTML page, on white paper."""
    translate = translator(show.language)
    person = f"{translate(_('Name'))}: {'_' * 24}   {translate(_('Date'))}: {'_' * 14}"
    task = _(
        "Fill in the boxes: first the values above the arrows, from left to right, then the gradients below them, from "
        "right to left. A node needs to know only its own inputs and what comes back to it."
    )
    asked, solved = drawings(show)
    # A graph of one's own has no title: no heading then, for an empty one would take in all that follows.
    titles = [element("h1", escape(show.title))] if show.title else []
    heads = [*titles, element("p", escape(person)), element("p", escape(translate(task)))]
    button = element("button", escape(translate(_("Print"))), type="button")
    answers = element("h1", escape(": ".join(filter(None, (translate(_("Answers")), show.title)))))
    pages = (element("section", "".join(part)) for part in ((*heads, asked), (answers, solved)))
    body = button + "".join(pages) + element("script", read("worksheet.js"))
    return whole(replace(show, theme="light"), body, style("worksheet.css", "light"))


def drawings(show: Show) -> tuple[str, str]:
    """Return the picture with its boxes, and the same with the answers in them."""
    task = exercise(show)
    drawing = blanks(task, show.labels, show.look)
    asked = {box.key: shown(task, box) for box in task.boxes}
    given = [text(label.text, label.x, label.y, label.role) for label in drawing.labels if free(label, drawing.fields)
             and label.key not in asked]  # fmt: skip
    later = [text(label.text, label.x, label.y, label.role) for label in drawing.labels if label.key in asked]
    answers = [text(asked[field.key], field.x, field.y, field.role) for field in drawing.fields]
    still = [*drawing.picture.marks, *given]
    return draw(drawing.picture, still, map(box, drawing.fields)), draw(drawing.picture, [*still, *later, *answers])


def draw(picture: Picture, marks: Iterable[Mark], boxes: Iterable[str] = ()) -> str:
    """Return marks and boxes on white paper."""
    paint = Colours(THEMES["light"])
    return document(picture, "light", (*(drawn(mark, paint) for mark in marks), *boxes))


def free(label: Label, fields: Iterable[Field]) -> bool:
    """Tell whether a label stands by itself: what is asked for must not stand under its own box."""
    return all(hypot(label.x - field.x, label.y - field.y) > HIGH / 2 for field in fields)


def exercise(show: Show) -> Exercise:
    """Return the exercise that asks for every number of the trace that its picture has a place for."""
    trace = show.trace
    feed = tuple((name, literal(_nested(trace.values[name]))) for name in trace.graph.inputs)
    task = Exercise(show.title, trace.graph.to_source(), feed, literal(_nested(trace.upstream)), "both")
    return visible(task, show.look.hidden)


def _nested(value: Any) -> Any:
    return tuple(_nested(row) for row in value) if np.ndim(value) else float(value)


def text(value: str, x: float, y: float, role: str) -> Mark:
    """Return a label of the picture."""
    return Mark(role, Disc(x, y), Words(plain(value)))


def box(field: Field) -> str:
    """Return the box in which a number is to be written."""
    x, y = field.x - field.width / 2, field.y - field.height / 2
    colours = THEMES["light"]
    return element("rect", x=x, y=y, width=field.width, height=field.height, rx=4, fill=colours.paper,
                   stroke=getattr(colours, field.role), stroke_width=1.5)  # fmt: skip
