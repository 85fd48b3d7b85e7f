"""graphlab: watch backpropagation happen.

The public face: `parse` a text into a graph, `run` it into a trace, `check_gradients`, and `FIGURES`,
the figures of the chapter.

>>> import graphlab as gl
>>> trace = gl.run(gl.parse("y = x * x + x"), {"x": 3})
>>> trace.output, trace.grads["x"]
(12.0, 7.0)
"""

import os

# Two BLAS threads gain little and collapse when both cores are busy; this must stand before numpy loads.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from graphlab.book import FIGURES  # noqa: E402
from graphlab.engine.errors import GraphlabError  # noqa: E402
from graphlab.engine.gradcheck import check_gradients  # noqa: E402
from graphlab.engine.graph import Graph  # noqa: E402
from graphlab.engine.parse import parse  # noqa: E402
from graphlab.engine.trace import Trace, run  # noqa: E402

__all__ = ["FIGURES", "Graph", "GraphlabError", "Trace", "check_gradients", "parse", "run"]
__version__ = "0.1.0"
