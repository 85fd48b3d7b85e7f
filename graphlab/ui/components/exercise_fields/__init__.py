"""An exercise: a picture with fields on it, or the same fields in a list."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import nothing, register, translated

WORDS = MappingProxyType({
    "exercise": _("Exercise: fill in the boxes"),
    "check": _("Check all"),
    "one": _("Check"),
    "right": _("right"),
    "wrong": _("not yet right"),
    "shown": _("shown"),
    "waiting": _("not its turn yet"),
})  # fmt: skip

_EXERCISE_FIELDS = register("exercise_fields", shared=("dom.js", "button.css"), parts=("typed.js",), picture=True)


def exercise_fields(
    svg: str,
    fields: Sequence[Mapping[str, Any]],
    labels: Sequence[Mapping[str, Any]],
    translate: Translate,
    *,
    says: Mapping[str, str],
    layout: str,
    rev: str,
    key: str,
) -> None:
    """Mount an exercise: the picture `svg` with its fields and texts.

    A field is a mapping with `id`, `label`, `x`, `y`, `width`, `role` ("value" or "gradient"), `state` ("open",
    "wrong", "right", "shown" or "waiting"), `text` and `graded` (a number that changes whenever it is judged);
    a label has `text`, `x`, `y`, `role` and `key`, the field with which it appears. `layout` is "picture", "list" or
    "" (a list where there is little room); `says` has `id` and `text`, what is read out of the field judged last. The
    browser reports two states: `check` (rev, n, answers and drafts by id) and `at` (id of the field in which the
    learner stands, and drafts). A new `rev` empties what is being typed.
    """
    data = {
        "svg": svg,
        "fields": list(fields),
        "labels": list(labels),
        "words": translated(WORDS, translate),
        "says": dict(says),
        "layout": layout,
        "rev": rev,
    }
    _EXERCISE_FIELDS(data=data, key=key, on_check_change=nothing, on_at_change=nothing)
