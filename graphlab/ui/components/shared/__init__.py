"""The app's own browser components: registered once here, each with a plain function that mounts it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from graphlab.ui.components import static_plotly
from graphlab.view.base.theme import THEMES, swap

HERE = Path(__file__).parent
LIGHT = THEMES["light"]
ROLES = ("value", "gradient", "ring", "ring_fill")
CELLS_ROLES = ("value", "gradient_text", "ring", "pale", "low", "high")

Words: TypeAlias = Mapping[str, str]
OnChange: TypeAlias = Callable[[], None]
T = TypeVar("T")

STEPPER_WORDS = (
    *("graph", "timeline", "first", "back", "play", "pause", "next", "last"),
    *("forward", "backward", "step", "start", "speed", "zoom_in", "zoom_out", "fit"),
    *("present", "leave", "loading", "failed", "retry"),
)
GALLERY_WORDS = ("gallery",)
SOURCE_WORDS = ("label", "ops", "ok")
NUDGE_ROLES = ("value", "gradient", "gradient_text", "fault")
NUDGE_WORDS = ("slider", "predicted", "actual", "curve", "tangent")
CELLS_WORDS = (
    *("row", "column", "turned_row", "turned_column", "rows", "columns"),
    *("first", "back", "next", "last"),
)


class Card(NamedTuple):
    """One figure of the gallery: its drawing is the JSON text of the figure's specification."""

    id: str
    number: str
    title: str
    figure: str
    href: str


class Column(NamedTuple):
    """A column's heading, and whether it holds numbers, which stand at the right."""

    title: str
    number: bool = False


class Row(NamedTuple):
    """A row's texts, the position it leads to (None: nowhere), and whether it is the current one."""

    cells: Sequence[str]
    position: int | None = None
    current: bool = False


class Mistake(NamedTuple):
    """What is wrong with a source text; line and column count from 1, 0 means nowhere in particular."""

    message: str
    line: int = 0
    column: int = 0
    hint: str = ""


def nothing() -> None:
    """Do nothing: Streamlit drops what Python writes to a state that has no callback."""


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


def _register(name: str, *shared: str) -> ComponentRenderer:
    """Register `name`.js and `name`.css, behind the files that they share with others."""
    files = (*shared, f"{name}.js", f"{name}.css")
    js = _read(*(file for file in files if file.endswith(".js")))
    css = _read(*(file for file in files if file.endswith(".css")))
    return st.components.v2.component(f"graphlab_{name}", js=js, css=css)


def held(key: str, state: str, value: T, rev: str) -> T:
    """Return what the component `key` holds: Python's `value` when `rev` is new or there is nothing yet.

    The browser takes the value over without a reply, so it is written into the state here, before mounting.
    """
    mark = f"{key} rev"
    if st.session_state.get(mark) != rev:
        st.session_state[mark] = rev
        st.session_state[key] = {state: value}
    present = st.session_state.get(key, {}).get(state)
    return value if present is None else cast(T, present)


_STEPPER = _register("stepper", "dom.js", "plot.js", "sheets.js", "gestures.js", "controls.js", "plot.css")
_GALLERY = _register("gallery", "dom.js", "plot.js", "plot.css")
_COMPANION = _register("companion", "dom.js", "plot.js", "plot.css")
_TABLE = _register("table", "dom.js")
_SOURCE = _register("source", "dom.js")
_LISTING = _register("listing", "dom.js")
_NUDGE = _register("nudge", "dom.js", "plot.js")
_CELLS = _register("cells", "dom.js", "plot.js")
_DRAWING = _register("drawing")


def stepper(
    figure: str,
    says: Sequence[str],
    words: Words,
    *,
    step: int,
    rev: str,
    key: str,
    on_step_change: OnChange = nothing,
    on_act_change: OnChange = nothing,
) -> int:
    """Mount the stepper and return the position that the browser last reported.

    A click on a handle in the picture calls `on_act_change`, with the handle's text as the state's `act`. `step`
    counts when the stepper appears and whenever `rev` differs from the last one; at other times the browser keeps its
    own. `figure` is the JSON text of the light figure's specification, `says` holds one sentence for each position.
    """
    step = held(key, "step", step, rev)
    data = {
        "figure": figure,
        "says": list(says),
        "words": _worded(words, STEPPER_WORDS),
        "step": step,
        "rev": rev,
        "colours": {role: getattr(LIGHT, role) for role in ROLES},
        "swap": swap(),
        "plotly": static_plotly.address(),
    }
    result = _STEPPER(
        data=data, key=key, default={"step": step}, on_step_change=on_step_change, on_act_change=on_act_change
    )
    return int(result["step"])


def gallery(
    cards: Sequence[Card],
    words: Words,
    *,
    key: str,
    on_open_change: OnChange = nothing,
) -> str | None:
    """Mount the gallery and return the id of the card that was just opened, if one was."""
    data = {
        "cards": [card._asdict() for card in cards],
        "words": _worded(words, GALLERY_WORDS),
        "swap": swap(),
        "plotly": static_plotly.address(),
    }
    result = _GALLERY(data=data, key=key, on_open_change=on_open_change)
    return _or_none(result["open"], str)


def companion(figure: str, title: str, *, step: int, key: str, follows: Sequence[int] = ()) -> None:
    """Mount a second picture, its title below it, that follows the steps of the stepper on the page.

    `figure` is the JSON text of its specification; `step` is the position from which it starts. `follows` holds its
    position for each of the stepper's; without it both go in step, and the shorter one stays at its end.
    """
    data = {
        "figure": figure,
        "title": title,
        "step": step,
        "follows": list(follows),
        "swap": swap(),
        "plotly": static_plotly.address(),
    }
    _COMPANION(data=data, key=key)


def node_table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    caption: str,
    *,
    key: str,
    on_step_change: OnChange = nothing,
    steps: bool = True,
) -> int | None:
    """Mount the table and return the position of the row just chosen, unless a stepper has taken it.

    Without `steps` the positions are numbers of some other kind, and no stepper is asked.
    """
    data = {
        "columns": [column._asdict() for column in columns],
        "rows": [row._asdict() for row in rows],
        "caption": caption,
        "steps": steps,
    }
    result = _TABLE(data=data, key=key, on_step_change=on_step_change)
    return _or_none(result["step"], int)


def listing(lines: Sequence[tuple[str, int]], label: str, *, turn: int, step: int, key: str) -> None:
    """Mount the code: its lines and the positions at which they act, the one of `step` lit.

    A gap stands before the line of position `turn`. When a stepper on the page moves, the light follows by itself.
    """
    data = {"lines": [list(line) for line in lines], "label": label, "turn": turn, "step": step}
    _LISTING(data=data, key=key)


def cells(
    sheets: Sequence[Mapping[str, Any]],
    groups: Sequence[Sequence[str]],
    windows: Mapping[str, tuple[int, int]],
    words: Words,
    *,
    chosen: Mapping[str, Any],
    rev: str,
    reveal: int,
    key: str,
    on_cell_change: OnChange = nothing,
) -> None:
    """Mount the matrices of a node, each of them a table of a part of its numbers.

    A sheet is a mapping with `key`, `title`, `shape`, `sign` (what stands before it), `gradient`, `asked` (its cells
    can be chosen), `axes` (names of the dimensions of rows and columns), `all` (how many rows and columns there are),
    `cells` (rows of pairs: text and heat from −1 to 1), `parts` (keys of the sheets that make its cells, and whether
    transposed) and `whole` (the matrix as a picture, None if all of it is in `cells`). `windows` says for each
    dimension which part is shown: start and count. The browser reports the state `cell`: sheet, row, column, and where
    it wants the windows to start; it takes `chosen` over when `rev` changes, and scrolls to the matrices when `reveal`
    has become larger.
    """
    data = {
        "sheets": list(sheets),
        "groups": list(groups),
        "windows": {axis: list(window) for axis, window in windows.items()},
        "words": _worded(words, CELLS_WORDS),
        "chosen": dict(chosen),
        "rev": rev,
        "reveal": reveal,
        "colours": {role: getattr(LIGHT, role) for role in CELLS_ROLES},
        "swap": swap(),
    }
    _CELLS(data=data, key=key, on_cell_change=on_cell_change)


def drawing(svg: str, *, key: str) -> None:
    """Mount a drawing, given as SVG whose texts are escaped; an empty text leaves the place empty."""
    _DRAWING(data={"svg": svg}, key=key)


def source_box(
    text: str,
    words: Words,
    *,
    rev: str,
    ops: Sequence[tuple[str, str]],
    key: str,
    error: Mistake | None = None,
    on_text_change: OnChange = nothing,
) -> str:
    """Mount the text box and return what the browser last reported; `text` is taken over when `rev` changes.

    `ops` lists what a chip inserts and what is written on it.
    """
    text = held(key, "text", text, rev)
    data = {
        "text": text,
        "rev": rev,
        "ops": [list(op) for op in ops],
        "words": _worded(words, SOURCE_WORDS),
        "error": error._asdict() if error else None,
    }
    result = _SOURCE(data=data, key=key, default={"text": text}, on_text_change=on_text_change)
    return str(result["text"])


def nudge(drawing: Mapping[str, Any], words: Words, *, key: str) -> None:
    """Mount slider, bars and curve of a nudged input; `drawing` is that of `graphlab.view.charts.nudge_chart`."""
    data = {
        "drawing": dict(drawing),
        "words": _worded(words, NUDGE_WORDS),
        "colours": {role: getattr(LIGHT, role) for role in NUDGE_ROLES},
        "swap": swap(),
    }
    _NUDGE(data=data, key=key)


def _worded(words: Words, names: Sequence[str]) -> dict[str, str]:
    """Return the named words; a missing one is a KeyError here, not an `undefined` on the page."""
    return {name: words[name] for name in names}


def _or_none(value: Any, kind: Callable[[Any], T]) -> T | None:
    return None if value is None else kind(value)
