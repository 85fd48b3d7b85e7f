"""The way to Python and back of a number that is pulled: a component that shows nothing."""

from collections.abc import Mapping
from typing import Any

from graphlab.ui.components.shared import nothing, register

_PULLED = register("pulled", shared=("dom.js",))


def pulled(answer: Mapping[str, Any] | None, *, key: str) -> None:
    """Mount the component, with the answer to what was asked in the trigger `pull`; None where nothing was.

    What the page asks by the event `graphlab:pull` arrives as the trigger; the answer goes round as `graphlab:pulled`.
    """
    _PULLED(data={"answer": answer and dict(answer)}, key=key, on_pull_change=nothing)
