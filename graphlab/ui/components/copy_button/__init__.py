"""The button that copies the address of the page."""

from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import register, translated

WORDS = MappingProxyType({
    "copy": _("Copy link"),
    "copied": _("The link is copied."),
    "refused": _("The browser does not let the link be copied; copy it from the address bar."),
})  # fmt: skip

_COPY_BUTTON = register("copy_button", shared=("dom.js", "button.css"))


def copy_button(translate: Translate, *, disabled: bool, key: str) -> None:
    """Mount the button that copies the address as it is when it is pressed."""
    _COPY_BUTTON(data={"words": translated(WORDS, translate), "disabled": disabled}, key=key, width="content")
