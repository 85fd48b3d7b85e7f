"""What belongs to the whole document: its language, and what of its addresses is an entry of the history."""

from graphlab.ui.components.shared import register

_DOCUMENT = register("document", shared=("dom.js",), parts=("history.js",))


def document(lang: str) -> None:
    """Say in which language the page is, and have the back button lead to where the learner was before.

    Streamlit makes an entry of each address that Python writes, also where that only completes the one of the page
    that was just opened; going back to the incomplete one would complete it again.
    """
    _DOCUMENT(data={"lang": lang}, key="document")
