"""The component of the practice page: a picture with fields on it, or the same fields in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphlab.ui.components import LIGHT, Words, _register, _worded, nothing, static_plotly
from graphlab.view.base.theme import swap

PRACTICE_WORDS = ("exercise", "check", "one", "right", "wrong", "shown", "waiting")
ROLES = ("value", "gradient", "gradient_text")

_PRACTICE = _register("practice", "dom.js", "plot.js", "plot.css")


def practice(
    figure: str,
    fields: Sequence[Mapping[str, Any]],
    labels: Sequence[Mapping[str, Any]],
    words: Words,
    *,
    says: Mapping[str, str],
    layout: str,
    rev: str,
    key: str,
) -> None:
    """Mount an exercise: the picture `figure` (JSON of a figure's specification) with its fields and texts.

    A field is a mapping with `id`, `label`, `x`, `y`, `width`, `role` ("value" or "gradient"), `state` ("open",
    "wrong", "right", "shown" or "waiting"), `text` and `graded` (a number that changes whenever it is judged);
    a label has `text`, `x`, `y`, `role` and `key`, the field with which it appears. `layout` is "picture", "list" or
    "" (a list where there is little room); `says` has `id` and `text`, what is read out of the field judged last. The
    browser reports two states: `check` (rev, n, answers and drafts by id) and `at` (id of the field in which the
    learner stands, and drafts). A new `rev` empties what is being typed.
    """
    data = {
        "figure": figure,
        "fields": list(fields),
        "labels": list(labels),
        "words": _worded(words, PRACTICE_WORDS),
        "says": dict(says),
        "layout": layout,
        "rev": rev,
        "colours": {role: getattr(LIGHT, role) for role in ROLES},
        "swap": swap(),
        "plotly": static_plotly.address(),
    }
    _PRACTICE(data=data, key=key, on_check_change=nothing, on_at_change=nothing)
