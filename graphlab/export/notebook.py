"""What a notebook shows of a graph and of a trace."""

from dataclasses import replace
from html import escape

import numpy as np

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.graph.graph import Graph
from graphlab.engine.notebook_display import Shown
from graphlab.engine.run.definitions import ops_of
from graphlab.engine.run.trace import Trace
from graphlab.engine.run.values import frozen
from graphlab.export.export_subject import Show
from graphlab.export.stepping_page import page
from graphlab.locale import languages
from graphlab.view.base.theme import THEMES
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_figure import SteppingFigure, spec
from graphlab.view.picture.plotly_traces import joined
from graphlab.view.picture.svg_picture import svg

# A larger picture helps nobody, and its steps are megabytes.
MOST_NODES = 200
# What stands under the picture of a page, in px, and the width from which on words and code stand side by side there.
CONTROLS, NARROWEST = 450, 760

Bundle = dict[str, str]


def show(trace: Trace, step: int | None = None, language: str = "en", theme: str = "light") -> SteppingFigure:
    """Return the figure of the app with a slider and a play button; it opens at a step, 0 is the start.

    Raises `GraphlabError` for what is no trace, no position of it, no language or no theme.
    """
    _refuse_other(trace, step, language, theme)
    figure = spec(trace, language, theme, controls=True)
    last = len(figure["frames"]) - 1
    at = last if step is None else range(last + 1)[step]
    frame = figure["frames"][at]
    for i, change in zip(frame["traces"], frame["data"], strict=True):
        figure["data"][i] = joined(figure["data"][i], change)
    figure["layout"]["sliders"][0]["active"] = at
    return SteppingFigure(figure, _validate=False)


def _refuse_other(trace: object, step: object, language: object, theme: object) -> None:
    if not isinstance(trace, Trace):
        raise GraphlabError(say("a trace is needed here, not a value of the type `{type}`.", type=type(trace).__name__),
                            hint=say("Run the graph first: `run(graph, feed)`."))  # fmt: skip
    last = len(trace.steps)
    if step is not None and (not isinstance(step, int) or not -last - 1 <= step <= last):
        raise GraphlabError(
            say("this trace has the positions 0 to {last}; {step} is none of them.", last=last, step=step)
        )
    for name, given, known in (("language", language, languages()), ("theme", theme, THEMES)):
        if given not in known:
            raise GraphlabError(say("`{name}` is one of {known}, not `{given}`.", name=name,
                                    known=", ".join(known), given=given))  # fmt: skip


def bundle(value: Shown) -> Bundle:
    """Return what a notebook shows of a graph or a trace, by media type."""
    if isinstance(value, Trace):
        return of_trace(value)
    return of_graph(value) if isinstance(value, Graph) else {}


def of_trace(trace: Trace) -> Bundle:
    """Return a trace as a page that steps in its place, and where no script may run, as its last picture."""
    if len(trace.graph.nodes) > MOST_NODES:
        return _text(trace.graph)
    shown = Show(trace)
    width = max(shown.picture.width + 60, NARROWEST)
    height = shown.picture.height * width / shown.picture.width + CONTROLS
    look = f"width: 100%; max-width: {width:.0f}px; height: {height:.0f}px; border: 0"
    frame = f'<iframe sandbox="allow-scripts" style="{look}" srcdoc="{escape(page(shown))}"></iframe>'
    return {"text/html": frame, "image/svg+xml": shown.svg(shown.picture.last), "text/plain": trace.graph.to_source()}


def of_graph(graph: Graph) -> Bundle:
    """Return a graph as its picture, without any numbers but its constants."""
    if len(graph.nodes) > MOST_NODES:
        return _text(graph)
    drawn = picture(_unrun(graph))
    marks = tuple(mark for mark in drawn.marks if not mark.only and mark.role not in ("value", "gradient"))
    text = svg(replace(drawn, marks=marks), drawn.last - 1, "light")
    return {"text/html": text, "image/svg+xml": text, "text/plain": graph.to_source()}


def _text(graph: Graph) -> Bundle:
    return {"text/html": f"<pre>{escape(graph.to_source())}</pre>", "text/plain": graph.to_source()}


def _unrun(graph: Graph) -> Trace:
    """Return a trace in which nothing has been computed: a picture asks for one."""
    values = tuple(frozen(node.value) if node.op == "const" else np.float64(0.0) for node in graph.nodes)
    return Trace(graph, ops_of(graph), values, np.float64(0.0), (None,) * len(graph.nodes))
