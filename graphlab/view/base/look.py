"""How a trace is drawn: notation, place of constants, highlighted and hidden parts, expanded groups."""

from dataclasses import dataclass

from graphlab.engine.rewrite.expand import Group

FORMS = ("chain", "product", "simplified")


@dataclass(frozen=True)
class Look:
    """The options of a picture.

    notation          what the edges show: a key of `NOTATIONS` ("numbers", "symbols", "both", "shapes")
    form              how symbols write a gradient: "chain", "product" or "simplified"
    upstream          what symbols call the upstream gradient; "" is ∂L/∂output
    sums_to_one       groups of inputs that sum to 1, such as labels; simplified symbols make use of it
    inline_constants  constants are written inside the nodes that use them
    focus             everything but the acting node, its inputs and its output is dimmed
    path              the edges of a highlighted path: source, target and which input of the target it is
    groups            the insides of expanded composites, outer before inner
    toggles           composite nodes and groups carry a button that expands or collapses them
    selected          names of nodes that are selected, to be made one node
    elided            names of inputs that stand for a part of the graph that is not shown; drawn as a cloud
    hidden            names of inputs that are not drawn at all
    excerpt           the graph is part of a larger one: it goes on before the inputs and after the result, up to L
    images            inputs that are drawn as images: name, rows and columns
    bars              names of two nodes: a table beside the result has the numbers of the first, bars of the second
    """

    notation: str = "numbers"
    form: str = "product"
    upstream: str = ""
    sums_to_one: tuple[tuple[str, ...], ...] = ()
    inline_constants: bool = False
    focus: bool = False
    path: tuple[tuple[int, int, int], ...] = ()
    groups: tuple[Group, ...] = ()
    toggles: bool = False
    selected: tuple[str, ...] = ()
    elided: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    excerpt: bool = False
    images: tuple[tuple[str, int, int], ...] = ()
    bars: tuple[str, ...] = ()


PLAIN = Look()
