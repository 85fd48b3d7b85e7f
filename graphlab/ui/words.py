"""The words on the components, as keys of the translation catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _

STEPPER = MappingProxyType({
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

GALLERY = MappingProxyType({"gallery": _("Figures of the chapter")})

SOURCE = MappingProxyType({
    "label": _("The graph as text, one assignment a line"),
    "ops": _("Operations"),
    "ok": _("The text is a graph."),
})  # fmt: skip


def translated(words: Mapping[str, str], translate: Translate) -> dict[str, str]:
    """Return the words in a language."""
    return {key: translate(word) for key, word in words.items()}
