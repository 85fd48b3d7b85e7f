"""The instrument: a picture that goes forward and backward, with its timeline, buttons and keys."""

from collections.abc import Sequence
from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import (
    OnChange,
    browser_state,
    mounts,
    nothing,
    palette,
    plotly_script,
    register,
    reported,
    translated,
)

WORDS = MappingProxyType({
    "graph": _("Computational graph"),
    "timeline": _("Timeline"),
    "first": _("First step"),
    "back": _("Back"),
    "play": _("play"),
    "pause": _("pause"),
    "next": _("Next"),
    "last": _("Last step"),
    "forward": _("forward"),
    "backward": _("backward"),
    "step": _("step {step} of {steps}"),
    "start": _("start"),
    "speed": _("Speed"),
    "zoom_in": _("Zoom in"),
    "zoom_out": _("Zoom out"),
    "fit": _("Fit"),
    "present": _("Present"),
    "leave": _("Leave full screen"),
    "loading": _("The picture is being loaded …"),
    "failed": _("The picture could not be loaded. Check the connection."),
    "retry": _("Try again"),
})  # fmt: skip

_INSTRUMENT = register(
    "instrument",
    shared=("dom.js", "plot.js", "plot.css"),
    parts=("picture_buffers.js", "svg_renderer.js", "gestures.js", "keys.js", "playback.js", "controls.js"),
    picture=True,
)


def instrument(
    picture: str,
    says: Sequence[str],
    translate: Translate,
    *,
    step: int,
    rev: str,
    key: str,
    on_step_change: OnChange = nothing,
    on_act_change: OnChange = nothing,
) -> int:
    """Mount the instrument and return the position that the browser last reported.

    A click on a handle in the picture calls `on_act_change`, with the handle's text as the state's `act`. `step`
    counts when the instrument appears and whenever `rev` differs from the last one; at other times the browser keeps its
    own. `picture` is an interactive SVG, or the JSON text of the light plotly figure's specification; only the
    latter loads plotly.js. `says` holds one sentence for each position.
    """
    step = browser_state(key, "step", step, rev)
    data = {
        **({"svg": picture} if picture.startswith("<") else {"figure": picture, "plotly": plotly_script.ADDRESS}),
        "says": list(says),
        "words": translated(WORDS, translate),
        "step": step,
        "rev": rev,
        "mount": f"{key} {mounts(key)}",
        **palette("value", "gradient", "ring", "ring_fill"),
    }
    _INSTRUMENT(data=data, key=key, on_step_change=on_step_change, on_act_change=on_act_change)
    return step


def reported_step(key: str) -> int | None:
    """Return the position that the browser has reported, None for one of a picture that has gone."""
    said = reported(key, "step")
    return said if type(said) is int else None
