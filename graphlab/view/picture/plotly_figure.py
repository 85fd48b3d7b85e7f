"""The picture of a trace as a plotly figure: data that show the last position, and one frame a position."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from graphlab.engine.errors import Translate
from graphlab.engine.run.trace import Trace
from graphlab.locale import translator
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import THEMES, Theme
from graphlab.view.layout.boxes import TEXT
from graphlab.view.picture.marks import FONT, Picture
from graphlab.view.picture.picture_marks import picture
from graphlab.view.picture.plotly_traces import Layer, Spec, layers

QUIET = MappingProxyType({"auto_play": False, "config": {"displayModeBar": False}})
# px: the height of the bar with the slider and the buttons, and how wide the buttons are.
BAR_HEIGHT, BUTTONS_WIDTH = 92, 160


def figure(
    trace: Trace,
    language: str = "en",
    theme: str = "light",
    controls: bool = True,
    labels: Mapping[str, str] | None = None,
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
    labels: Mapping[str, str] | None = None,
    look: Look = PLAIN,
) -> Spec:
    """Return the figure as plain data of lists, numbers and strings."""
    result = plotly_spec(picture(trace, language, labels, look), theme)
    return add_controls(result, THEMES[theme].ink, translator(language)) if controls else result


def plotly_spec(picture: Picture, theme: str = "light") -> Spec:
    """Return a picture as the specification of a plotly figure."""
    colours = THEMES[theme]
    found = list(layers(picture.marks, colours))
    return {
        "data": [layer.at(picture.last) for layer in found],
        "layout": page(picture, colours),
        "frames": [frame(found, at) for at in range(picture.last + 1)],
    }


def plotly_json(picture: Picture, theme: str = "light") -> Iterator[str]:
    """Yield the specification of a plotly figure as JSON, piece by piece: as a whole it takes much memory.

    Its frames are for `plot.js`: where points appear one after another they hold the number of points as `y`.
    """
    colours = THEMES[theme]
    found = list(layers(picture.marks, colours))
    yield f'{{"data":{_json([layer.at(picture.last) for layer in found])},"layout":{_json(page(picture, colours))}'
    for at in range(picture.last + 1):
        yield (',"frames":[' if at == 0 else ",") + _json(frame(found, at, brief=True))
    yield "]}"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def frame(layers: Sequence[Layer], at: int, brief: bool = False) -> Spec:
    """Return what a position changes, in the traces that change at all; `brief` as `Layer` tells it."""
    moving = [(i, ((brief and layer.brief) or layer.moving)(at)) for i, layer in enumerate(layers) if layer.moving]
    return {"name": str(at), "traces": [i for i, _ in moving], "data": [change for _, change in moving]}


def page(picture: Picture, colours: Theme) -> Spec:
    """Return the layout: pixels as units, no axes, what the instrument must know as meta."""
    width, height = picture.width, picture.height
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
        "meta": picture.meta,
    }


def add_controls(spec: Spec, ink: str, say: Translate) -> Spec:
    """Return the figure with a slider and a play button under the picture."""
    layout = spec["layout"]
    below = {
        "height": layout["height"] + BAR_HEIGHT,
        "margin": {**layout["margin"], "b": BAR_HEIGHT},
        "sliders": [slider([frame["name"] for frame in spec["frames"]], BUTTONS_WIDTH / layout["width"], ink, say)],
        "updatemenus": [buttons(ink, say)],
    }
    return {**spec, "layout": {**layout, **below}}


def slider(names: list[str], left: float, ink: str, say: Translate) -> Spec:
    """Return a slider that shows one frame a position and stands on the last."""
    steps = [{"label": name, "method": "animate", "args": [[name], shown(0)]} for name in names]
    return {
        "active": len(names) - 1,
        "steps": steps,
        "x": left,
        "len": 0.97 - left,
        "pad": {"t": 18},
        "font": {"color": ink, "size": 11},
        "currentvalue": {"prefix": say("step") + " ", "font": {"size": 14}},
    }


def buttons(ink: str, say: Translate) -> Spec:
    """Return the play and pause buttons."""
    play = {"label": "▶ " + say("play"), "method": "animate", "args": [None, shown(900)]}
    pause = {"label": "❚❚", "method": "animate", "args": [[None], shown(0)]}
    return {
        "type": "buttons",
        "direction": "left",
        "buttons": [play, pause],
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": 34},
        "font": {"color": ink},
        "bgcolor": "rgba(0,0,0,0)",
        "showactive": False,
    }


def shown(milliseconds: int) -> Spec:
    """Return how plotly is to show frames: at once, each for a time, drawn anew since points come and go."""
    return {
        "mode": "immediate",
        "fromcurrent": True,
        "frame": {"duration": milliseconds, "redraw": True},
        "transition": {"duration": 0},
    }
