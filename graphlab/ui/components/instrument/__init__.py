"""The instrument: a picture with its timeline, what happens at each step in words and code, and the input fields.

It is given all positions at once and steps in the browser: picture, words and code change in the same frame of the
screen, and Python hears of the position after a rest. A part that it is not given is not there.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import NamedTuple

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
    "code": _("The same in code"),
    "inputs": _("Inputs"),
    "hint": _("A field takes a number, or a list such as [1, 2] or [[1, 2], [3, 4]]."),
    "pull": _("drag sideways, or ↑ ↓"),
    "keys": _("Keys"),
    "close": _("Close"),
    "key_step": _("one step back, one step on"),
    "key_ends": _("to the start, to the last step"),
    "key_play": _("play and pause"),
    "key_phase": _("to the start of the other direction (full screen)"),
    "key_pull": _("change the number that has the focus, with Shift by ten times as much, with Alt by a tenth"),
    "key_undo": _("take back the last change of a number"),
    "key_leave": _("leave the full screen"),
    "key_ask": _("where a number is asked for: check it, show it"),
    "key_keys": _("show the keys"),
    "answer": _("Check"),
    "reveal": _("Show it"),
    "right": _("Right."),
    "score": _("{right} of {asked} without help"),
    "again": _("Once more"),
})  # fmt: skip

_INSTRUMENT = register(
    "instrument",
    shared=("dom.js", "pull.js", "markup.js", "plot.js", "plot.css", "button.css"),
    parts=("picture/svg_renderer.js", "picture/picture_buffers.js", "picture/picture_view.js", "picture/small_map.js",
           "picture/viewport.js", "picture/arrangement.js", "picture/travel.js", "picture/pointing.js",
           "picture/second_picture.js", "picture/second_picture.css", "gestures.js", "keys.js", "playback.js",
           "controls.js", "explanation.js", "fields.js", "pulling.js", "asking.js", "step_address.js", "bar.css",
           "explanation.css", "fields.css", "pulling.css", "asking.css"),
    picture=True,
)  # fmt: skip


# What every line of a formula repeats, as classes of the style sheet: a tenth of a large graph's texts are these.
_REPEATED = MappingProxyType({
    'style="text-align:right;padding-right:0"': 'class="r"',
    'style="text-align:left;padding-left:0"': 'class="l"',
    'style="color:var(--value)"': 'class="v"',
    'style="color:var(--gradient_text)"': 'class="g"',
    'displaystyle="true" scriptlevel="0"': 'class="d"',
})  # fmt: skip


class Explanation(NamedTuple):
    """What happens at each position: HTML, which of the drawings (SVG) stands below it (−1: none), and the code.

    `code` holds lines with the positions at which they act; a gap stands before the line of position `turn`. What is
    compact stands beside the picture and is hardly taller: more scrolls.
    """

    texts: Sequence[str]
    charts: Sequence[str]
    chart_of: Sequence[int]
    code: Sequence[tuple[str, int]]
    turn: int
    compact: bool = False


class Field(NamedTuple):
    """The field of an input: its label and its text; `size` is its shape where the text is too long for a row.

    `typed` is what stands in the field instead as long as it is refused, and `refused` says why. `step` is by how much
    its number changes at a time while it is pulled; 0: by one or two percent of its size.
    """

    name: str
    label: str
    text: str
    size: str = ""
    typed: str = ""
    refused: str = ""
    step: float = 0


class Fields(NamedTuple):
    """The fields, what they belong to, and the number of the last text that a session has taken from them."""

    rows: Sequence[Field]
    of: str
    session: str
    done: int


class Onward(NamedTuple):
    """The button that leads on: what stands on it, and the position from which on it is there."""

    label: str
    start: int


class Question(NamedTuple):
    """The number that the step after position `at` shows: how it is asked for, and where in the picture it stands."""

    at: int
    text: str
    role: str
    x: float
    y: float


class Questions(NamedTuple):
    """What is asked for, and a text that differs with the run and with what of it is asked for."""

    rows: Sequence[Question]
    of: str


class Beside(NamedTuple):
    """A second picture (SVG) that goes in step with the first, and its title."""

    svg: str
    title: str


def instrument(
    svg: str,
    says: Sequence[str],
    translate: Translate,
    *,
    step: int,
    rev: str,
    key: str,
    figure: str = "",
    explanation: Explanation | None = None,
    fields: Fields | None = None,
    onward: Onward | None = None,
    questions: Questions | None = None,
    beside: Beside | None = None,
    address: str | None = None,
    title: str = "",
    follows: bool = True,
    on_step_change: OnChange = nothing,
    on_act_change: OnChange = nothing,
    on_typed_change: OnChange = nothing,
    on_onward_change: OnChange = nothing,
) -> int:
    """Mount the instrument and return the position that the browser last reported; `title` is for full screen.

    `svg` is the interactive picture, which is there at once; `figure` is the JSON text of the light plotly figure's
    specification, which takes its place as soon as plotly.js has been loaded. `says` holds one plain sentence for each
    position. `step` counts when the instrument appears and whenever `rev` differs from the last one; at other times the
    browser keeps its own. With `address`, which is the variable `figure` of the page's address, the browser writes the
    position there. With `questions` the way on stops for them; answers and grades go through the exchange `grade`.
    Where something on the page `follows` the position, it is reported after a rest, else only before anything else is
    asked for.

    A click on a handle in the picture calls `on_act_change`, with the handle's text as the state's `act`. What is
    typed into fields arrives as the state `typed`: by name the text and its number, of all that was not answered yet.
    """
    step = browser_state(key, "step", step, rev)
    data = {
        "svg": svg,
        **({"figure": figure, "plotly": plotly_script.ADDRESS} if figure else {}),
        "says": list(says),
        "explanation": explanation and {**explanation._asdict(), "texts": [*map(shortened, explanation.texts)]},
        "fields": fields and {**fields._asdict(), "rows": [row._asdict() for row in fields.rows]},
        "onward": onward and onward._asdict(),
        "questions": questions and {**questions._asdict(), "rows": [row._asdict() for row in questions.rows]},
        "beside": beside and beside._asdict(),
        "address": address,
        "title": title,
        "follows": follows,
        "words": translated(WORDS, translate),
        "step": step,
        "rev": rev,
        "mount": f"{key} {mounts(key)}",
        **palette("value", "gradient", "gradient_text", "ring", "ring_fill"),
    }
    _INSTRUMENT(
        data=data,
        key=key,
        on_step_change=on_step_change,
        on_act_change=on_act_change,
        on_typed_change=on_typed_change,
        on_onward_change=on_onward_change,
    )
    return step


def shortened(text: str) -> str:
    """Return the HTML of a text with classes of the style sheet for what every formula repeats."""
    for repeated, name in _REPEATED.items():
        text = text.replace(repeated, name)
    return text


def reported_step(key: str) -> int | None:
    """Return the position that the browser has reported, None for one of a picture that has gone."""
    said = reported(key, "step")
    return said if type(said) is int else None
