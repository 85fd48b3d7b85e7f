"""The forms in which symbols are written: chain, product, simplified."""

import numpy as np

from graphlab.algebra.symbols import Symbols
from graphlab.engine.run.trace import Trace

# The work of simplifying grows faster than a graph does; and a run is made four times more, to try what is found.
MOST_NODES = 64
MOST_ELEMENTS = 20_000


def symbols(trace: Trace, form: str = "product", upstream: str = "", ones: tuple[tuple[str, ...], ...] = ()) -> Symbols:
    """Return the symbols of a trace; `form` says how gradients are written.

    "chain": as products of named local derivatives; "product": as the nodes formed them, with the results put in;
    "simplified": as short as sympy gets them, which is imported only then. `upstream` is what the upstream gradient is
    called ("": ∂L/∂output, or 1 where the output is L itself); `ones` are groups of inputs that sum to 1, as labels do.

    >>> from graphlab.algebra.to_text import as_text
    >>> from graphlab.engine.language.parse import parse
    >>> from graphlab.engine.run.trace import run
    >>> trace = run(parse("y = sigmoid(x)"), {"x": 0.5})
    >>> [as_text(symbols(trace, form).total(0)) for form in ("product", "simplified")]
    ['(∂L/∂y)·y²·exp(−x)', '(∂L/∂y)·y(1 − y)']
    """
    upstream, ones = upstream or _usual(trace), tuple(group for group in ones if _sums_to_one(trace, group))
    form = form_of(trace, form)
    if form != "simplified":
        return Symbols(trace, form, upstream, ones)
    # sympy takes a third of a second to load, and most readers look at numbers.
    from graphlab.algebra.simplify import SimplifiedSymbols

    return SimplifiedSymbols(trace, "product", upstream, ones)


def form_of(trace: Trace, form: str) -> str:
    """Return the form in which the gradients of a trace are written: those of a large one are not simplified."""
    large = len(trace.graph.nodes) > MOST_NODES or sum(map(np.size, trace.node_values)) > MOST_ELEMENTS
    return "product" if form == "simplified" and large else form


def _usual(trace: Trace) -> str:
    own = trace.graph.output == "L" and np.ndim(trace.upstream) == 0 and trace.upstream == 1.0
    return "1" if own else f"∂L/∂{trace.graph.output}"


def _sums_to_one(trace: Trace, group: tuple[str, ...]) -> bool:
    """Tell whether inputs that are said to sum to 1 do so here."""
    values = [trace.node_values[trace.graph.index[name]] for name in group]
    return bool(np.allclose(sum(values) if len(values) > 1 else np.sum(values[0], axis=-1), 1.0))
