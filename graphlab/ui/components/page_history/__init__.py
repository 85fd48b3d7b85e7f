"""The history of the browser: what Python completes in an address is no entry of its own."""

from graphlab.ui.components.shared import register

_PAGE_HISTORY = register("page_history", shared=("dom.js",))


def page_history() -> None:
    """Have the back button lead to where the learner was before, from any page.

    Streamlit makes an entry of each address that Python writes, also where that only completes the one of the page
    that was just opened; going back to the incomplete one would complete it again.
    """
    _PAGE_HISTORY(data={}, key="page history")
