"""graphlab: watch backpropagation happen.

Write a computational graph as text, one assignment a line, and run it:

    >>> import graphlab as gl
    >>> graph = gl.parse("y = x * x + x")
    >>> trace = gl.run(graph, {"x": 3})
    >>> trace.output, trace.grads["x"]
    (12.0, 7.0)

parse(text)                     The graph of a text. graph.inputs are the names of its inputs,
                                graph.to_source() is its text.
run(graph, feed, upstream=1.0)  Forward and backward. feed gives the inputs by name, numbers or
                                arrays. trace.values and trace.grads go by name, trace.steps are
                                the steps one by one:

    >>> trace
    Trace of 3 nodes in 5 steps
    node  value  gradient
    x     3      7
    v1    9      1
    y     12     1
    >>> [step.phase for step in trace.steps]
    ['forward', 'forward', 'backward', 'backward', 'backward']

show(trace)                     The picture with a slider and a play button. A notebook shows a
                                graph or a trace that is the last value of a cell by itself.
check_gradients(graph, feed)    Backpropagation against numerical differentiation, by input:

    >>> [(row.name, row.ok) for row in gl.check_gradients(graph, {"x": 3})]
    [('x', True)]

FIGURES                         The figures of the chapter, by number:

    >>> figure = gl.FIGURES["5-17"]
    >>> gl.run(figure.graph, figure.feed, figure.upstream).grads["apple"]
    2.2

What can be put right raises GraphlabError, a ValueError that says what is wrong, where, and what
would be right:

    >>> gl.parse("y = epx(x)")
    Traceback (most recent call last):
    ...
    graphlab.engine.errors.GraphlabError: line 1, column 5: unknown name `epx`. Did you mean `exp`?

The layers and the net of the chapter are in graphlab.nn, its data in graphlab.data.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Two BLAS threads gain little and collapse when both cores are busy; this must stand before numpy loads.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from graphlab.book import FIGURES  # noqa: E402
from graphlab.engine.cost_limits import Limits  # noqa: E402
from graphlab.engine.errors import GraphlabError  # noqa: E402
from graphlab.engine.graph.graph import Graph  # noqa: E402
from graphlab.engine.language.parse import parse  # noqa: E402
from graphlab.engine.run.gradient_check import check_gradients  # noqa: E402
from graphlab.engine.run.trace import Trace, run  # noqa: E402

if TYPE_CHECKING:
    from graphlab.view.picture.plotly_figure import SteppingFigure

__all__ = ["FIGURES", "Graph", "GraphlabError", "Limits", "Trace", "check_gradients", "parse", "run", "show"]
__version__ = "0.1.0"


def show(trace: Trace, step: int | None = None, language: str = "en", theme: str = "light") -> SteppingFigure:
    """Return the picture of a trace as the app draws it, a plotly figure with a slider and a play button.

    `step` is the position at which it opens: 0 is the start, k stands after the k-th step, None is the last.
    """
    # Drawing needs plotly; whoever only computes need not wait for it.
    from graphlab.export import notebook

    return notebook.show(trace, step, language, theme)
