"""The draft kept in this tab of the browser, so that a reload of the page or of the server does not lose it."""

from graphlab.ui.components.shared import nothing, register

_DRAFT_STORE = register("draft_store", shared=("dom.js",))


def draft_store(text: str, *, begun: bool, key: str) -> None:
    """Keep the text in the browser's session storage.

    Where no graph has been begun (`begun`) and the text is empty, the browser reports the text it has kept, if any, as
    the trigger `found`.
    """
    _DRAFT_STORE(data={"text": text, "begun": begun}, key=key, on_found_change=nothing)
