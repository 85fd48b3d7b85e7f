"""Plotly's own slider and play button, for a figure that steps without a server."""

from typing import Any

from graphlab.engine.errors import Translate

Spec = dict[str, Any]

ROOM = 92
BUTTONS = 160


def add_controls(spec: Spec, ink: str, say: Translate) -> Spec:
    """Return the figure with a slider and a play button under the picture."""
    layout = spec["layout"]
    below = {
        "height": layout["height"] + ROOM,
        "margin": {**layout["margin"], "b": ROOM},
        "sliders": [slider([frame["name"] for frame in spec["frames"]], BUTTONS / layout["width"], ink, say)],
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
