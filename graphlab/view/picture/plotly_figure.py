"""The picture of a trace as a plotly figure: data that show the last position, and one frame a position."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import THEMES, Theme, swap
from graphlab.view.base.tooltips import about
from graphlab.view.layout.attachments import image_sizes
from graphlab.view.layout.boxes import TEXT
from graphlab.view.layout.routes import parallel
from graphlab.view.notation.notation import Text
from graphlab.view.picture.images import pictured
from graphlab.view.picture.levers import levers
from graphlab.view.picture.marks import (
    ASIDE,
    arrow,
    arrows,
    disc,
    label,
    labels,
    long,
    name,
    outline,
    shape,
    symbol,
    whole,
)
from graphlab.view.picture.overlays import over, under
from graphlab.view.picture.plotly_controls import add_controls
from graphlab.view.picture.plotly_traces import Item, Layer, Spec, growing, passing, still
from graphlab.view.picture.scene import Scene, scene
from graphlab.view.picture.tiles import tiles

FONT = "Helvetica, Arial, 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
QUIET = MappingProxyType({"auto_play": False, "config": {"displayModeBar": False}})


Labels = Mapping[str, str]


def figure(
    trace: Trace,
    language: str = "en",
    theme: str = "light",
    controls: bool = True,
    labels: Labels | None = None,
    look: Look = PLAIN,
) -> go.Figure:
    """Return the picture of a trace; with controls it steps by itself in a notebook or a written page.

    `labels` are what inputs and result are called in the picture, by name.
    """
    return SteppingFigure(spec(trace, language, theme, controls, labels, look), _validate=False)


class SteppingFigure(go.Figure):  # type: ignore[misc]  # plotly comes without types
    """A plotly figure whose page waits for the reader instead of playing, blurred, as soon as it is open."""

    def to_html(self, *args: Any, **options: Any) -> str:
        """Return the page as `plotly.graph_objects.Figure.to_html` does."""
        return str(super().to_html(*args, **QUIET | options))

    def write_html(self, *args: Any, **options: Any) -> None:
        """Write the page as `plotly.graph_objects.Figure.write_html` does."""
        super().write_html(*args, **QUIET | options)


def spec(
    trace: Trace,
    language: str = "en",
    theme: str = "light",
    controls: bool = False,
    labels: Labels | None = None,
    look: Look = PLAIN,
) -> Spec:
    """Return the figure as plain data of lists, numbers and strings."""
    colours, say = THEMES[theme], translator(language)
    picture = dressed(scene(trace, labels, look, say), theme)
    layers = [*under(picture, colours), *lines(picture, colours), *nodes(picture, colours), *texts(picture, colours)]
    layers += [
        *tiles(picture, colours, say),
        *pictured(picture, colours),
        *spots(picture, colours, say),
        *over(picture, colours, say),
        *levers(picture, colours),
    ]
    last = len(trace.steps)
    frames = [frame(layers, at) for at in range(last + 1)]
    result = {"data": [layer.at(last) for layer in layers], "layout": page(picture, colours), "frames": frames}
    return add_controls(result, colours.ink, say) if controls else result


def dressed(picture: Scene, theme: str) -> Scene:
    """Return the picture with the coloured parts of its labels, which are written for the light theme, in a theme."""
    if theme == "light":
        return picture
    twins = swap()

    def dress(texts: Sequence[Text]) -> tuple[Text, ...]:
        return tuple(t._replace(rich=COLOUR.sub(lambda found: twins.get(found[0], found[0]), t.rich)) for t in texts)

    return replace(picture, above=dress(picture.above), below=dress(picture.below), sums=dress(picture.sums))


def frame(layers: Sequence[Layer], at: int) -> Spec:
    """Return what a position changes, in the traces that change at all."""
    moving = [(i, layer.moving(at)) for i, layer in enumerate(layers) if layer.moving]
    return {"name": str(at), "traces": [i for i, _ in moving], "data": [change for _, change in moving]}


def page(picture: Scene, colours: Theme) -> Spec:
    """Return the layout: pixels as units, no axes, what the stepper must know as meta."""
    width, height = picture.plan.width, picture.plan.height
    font = {"family": FONT, "size": TEXT, "color": colours.ink}
    hidden = {"visible": False, "fixedrange": True}
    return {
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"range": [0, width], **hidden},
        "yaxis": {"range": [height, 0], "scaleanchor": "x", **hidden},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "uirevision": "graph",
        "modebar": {"remove": ["toImage", "select2d", "lasso2d"]},
        "font": font,
        "paper_bgcolor": colours.paper,
        "plot_bgcolor": colours.paper,
        "hoverlabel": {"bgcolor": colours.node, "bordercolor": colours.outline, "align": "left", "font": font},
        "meta": meta(picture),
    }


def meta(picture: Scene) -> Spec:
    """Return the counts of steps, where each node acts, and the place of the action at each position."""
    ahead = len(picture.forward_steps)
    acting = [step.node for step in picture.trace.steps]
    # At first an image is to be seen, else what acts first.
    first = [*image_sizes(picture.trace, picture.look), *acting[:1], 0][0]
    points = [list(picture.plan.points[node]) for node in (first, *acting)]
    return {
        "forward": ahead,
        "backward": len(acting) - ahead,
        "jump": {str(i): jump(picture, i) for i in picture.drawn[:-1]},
        "focus": points,
    }


def jump(picture: Scene, node: int) -> list[int | None]:
    """Return at which positions a click on a node may arrive: leaves have theirs when their gradient is complete."""
    if picture.nodes[node].inputs:
        return [picture.forward_at[node], picture.backward_at.get(node)]
    return [None, picture.gradient_at.get(node)]


def lines(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield the edges: pale, forward, forward now, backward, backward now."""
    ahead = [whole(parallel(route, ASIDE * (e in picture.edge_back_at))) for e, route in enumerate(picture.plan.routes)]
    back = [whole(parallel(route, -ASIDE)[::-1]) for route in picture.plan.routes]
    known = {e: picture.forward_at[edge.source] for e, edge in enumerate(picture.edges)}
    returned = picture.edge_back_at
    yield still(arrows(colours.pale, 1.5), (arrow(route, 9) for route in ahead))
    yield growing(arrows(colours.ink, 1.6), ((at, arrow(ahead[e], 11)) for e, at in known.items()))
    yield passing(arrows(colours.ink, 3.0), lambda at: [arrow(ahead[e], 15) for e in forward_now(picture, at)])
    yield growing(arrows(colours.gradient, 3.0), ((at, arrow(back[e], 17)) for e, at in returned.items()))
    yield passing(
        arrows(colours.gradient, 5.0), lambda at: [arrow(back[e], 22) for e, p in returned.items() if p == at]
    )


def forward_now(picture: Scene, at: int) -> list[int]:
    """Return the edges that meet the node acting forward at a position."""
    if not 0 < at <= len(picture.forward_steps):
        return []
    node = picture.forward_steps[at - 1]
    return [e for e, edge in enumerate(picture.edges) if node in (edge.source, edge.target)]


def nodes(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield the nodes, pale, computed and acting: each time pills, then circles with the symbols of both."""
    known = picture.forward_at
    ops = [i for i, node in enumerate(picture.nodes) if node.inputs]
    pills = [i for i in ops if long(picture, i)]
    acting = [step.node for step in picture.trace.steps]

    def now(at: int) -> list[int]:
        return acting[max(at - 1, 0) : at]

    yield still(shape(colours.paper, colours.pale, 1.5), (outline(picture, i) for i in pills))
    yield still(disc(colours.paper, colours.pale, 1.5, colours.muted), (symbol(picture, i) for i in ops))
    yield growing(shape(colours.node, colours.outline, 2), ((known[i], outline(picture, i)) for i in pills))
    yield growing(disc(colours.node, colours.outline, 2, colours.ink), ((known[i], symbol(picture, i)) for i in ops))
    ring = shape(colours.ring_fill, colours.ring, 4)
    yield passing(ring, lambda at: [outline(picture, i) for i in now(at) if i in pills])
    yield passing(
        disc(colours.ring_fill, colours.ring, 4, colours.ink), lambda at: [symbol(picture, i) for i in now(at)]
    )


def texts(picture: Scene, colours: Theme) -> Iterator[Layer]:
    """Yield the names, the value labels and the gradient labels."""
    known = picture.forward_at
    yield still({"type": "scatter", "mode": "text", "hoverinfo": "skip"}, names(picture, colours))
    above = zip(picture.edges, picture.placed.above, picture.above, strict=True)
    yield growing(
        labels(colours, colours.value),
        ((known[w.source], label(p, text)) for w, p, text in above if p),
    )
    yield growing(labels(colours, colours.gradient_text), [*gradients(picture), *sums(picture)])


def gradients(picture: Scene) -> Iterator[tuple[int, Item]]:
    """Yield the gradient label of every edge that carries one, and from which position on it shows."""
    for e, at in picture.edge_back_at.items():
        centre = picture.placed.below[e]
        if centre:
            yield at, label(centre, picture.below[e])


def sums(picture: Scene) -> Iterator[tuple[int, Item]]:
    """Yield the sum at every node whose value is used more than once, when it is complete."""
    for i, (centre, text) in enumerate(zip(picture.placed.sums, picture.sums, strict=True)):
        if centre:
            yield picture.gradient_at[i], label(centre, text)


def names(picture: Scene, colours: Theme) -> Iterator[Item]:
    """Yield the names of leaves, leaning on their edges, and the name of the result."""
    for i in picture.drawn[:-1]:
        node = picture.nodes[i]
        if not node.inputs:
            colour = colours.muted if node.op == "const" else colours.ink
            yield name(picture, i, picture.captions[i], 1, colour)
    yield name(picture, len(picture.nodes), picture.captions[-1], -1, colours.ink)


def spots(picture: Scene, colours: Theme, say: Translate) -> Iterator[Layer]:
    """Yield what can be pointed at and clicked: every node, then those computed, then those with a gradient."""
    known, complete = picture.forward_at, picture.gradient_at
    unseen = {"opacity": 0, "color": colours.ring_fill}
    base = {"type": "scatter", "mode": "markers", "hoverinfo": "text", "marker": unseen}
    trace, every = picture.trace, picture.drawn[:-1]
    yield still(base, (spot(picture, i, about(picture.nodes[i])) for i in every))
    said = [about(node, value, None, say) for node, value in zip(picture.nodes, trace.node_values, strict=True)]
    yield growing(base, ((known[i], spot(picture, i, said[i])) for i in every))
    full = {i: about(picture.nodes[i], trace.node_values[i], trace.node_grads[i], say) for i in complete}
    yield growing(base, ((at, spot(picture, i, full[i])) for i, at in complete.items()))


def spot(picture: Scene, node: int, says: str) -> Item:
    """Return the invisible point that stands for a node."""
    (x, y), size = picture.plan.points[node], picture.boxes[node].height
    return {"x": [x], "y": [y], "marker.size": [round(size)], "customdata": [node], "hovertext": [says]}
