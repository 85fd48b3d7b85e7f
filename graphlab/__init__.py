"""graphlab: watch backpropagation happen.

The public face: `parse` a text into a graph, `run` it into a trace, `show` it, `check_gradients`, and
`FIGURES`, the figures of the chapter.

>>> import graphlab as gl
>>> trace = gl.run(gl.parse("y = x * x + x"), {"x": 3})
>>> trace.output, trace.grads["x"]
(12.0, 7.0)
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

# Two BLAS threads gain little and collapse when both cores are busy; this must stand before numpy loads.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from graphlab.book import FIGURES  # noqa: E402
from graphlab.engine.errors import GraphlabError  # noqa: E402
from graphlab.engine.graph.graph import Graph  # noqa: E402
from graphlab.engine.language.parse import parse  # noqa: E402
from graphlab.engine.run.gradient_check import check_gradients  # noqa: E402
from graphlab.engine.run.trace import Trace, run  # noqa: E402

if TYPE_CHECKING:
    from graphlab.view.picture.plotly_figure import SteppingFigure

__all__ = ["FIGURES", "Graph", "GraphlabError", "Trace", "check_gradients", "parse", "run", "show"]
__version__ = "0.1.0"


def show(trace: Trace, step: int | None = None, language: str = "en", theme: str = "light") -> SteppingFigure:
    """Return the picture of a trace as the app draws it, a plotly figure with a slider and a play button.

    `step` is the position at which it opens: 0 is the start, k stands after the k-th step, None is the last.
    """
    # Drawing needs plotly; whoever only computes need not wait for it.
    from graphlab.export import notebook

    return notebook.show(trace, step, language, theme)
