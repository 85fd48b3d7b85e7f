"""The button that copies the address of the page, or a text that stands above it."""

from types import MappingProxyType

from graphlab.engine.errors import Translate
from graphlab.engine.errors import mark as _
from graphlab.ui.components.shared import register, translated

WORDS = MappingProxyType({
    "copy": _("Copy link"),
    "copied": _("The link is copied."),
    "refused": _("The browser does not let the link be copied; copy it from the address bar."),
})  # fmt: skip

TEXT_WORDS = MappingProxyType({
    "copy": _("Copy"),
    "copied": _("The text is copied."),
    "refused": _("The browser does not let the text be copied; select it and copy it by hand."),
})  # fmt: skip

_COPY_BUTTON = register("copy_button", shared=("dom.js", "button.css"))


def copy_button(translate: Translate, *, disabled: bool, key: str) -> None:
    """Mount the button that copies the address as it is when it is pressed."""
    _COPY_BUTTON(data={"words": translated(WORDS, translate), "disabled": disabled}, key=key, width="content")


def copied_text(text: str, translate: Translate, *, key: str) -> None:
    """Show a text as it is, with a button that copies it.

    Unlike Streamlit's own it is not coloured, so that no page loads the grammars of all languages for it.
    """
    _COPY_BUTTON(data={"words": translated(TEXT_WORDS, translate), "text": text}, key=key)
