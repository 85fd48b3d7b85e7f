"""The way to Python and back of what a component asks on the page: a component that shows nothing."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import streamlit as st

from graphlab.ui.components.shared import nothing, register

_EXCHANGE = register("exchange", shared=("dom.js",))

# Returns the answer to what is asked, None where there is none.
Answer: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


def exchange(name: str, answer: Answer) -> None:
    """Mount the exchange `name`, with the answer to what was asked last.

    What the page asks by the event `graphlab:<name>` is given to `answer`, with the number that the browser has given
    it; the answer goes round on the page as the event `graphlab:<name> answered`, with that number.
    """
    asked = (st.session_state.get(name) or {}).get("asked")
    _EXCHANGE(data={"name": name, "answer": _answered(asked, answer)}, key=name, on_asked_change=nothing)


def _answered(asked: Any, answer: Answer) -> dict[str, Any] | None:
    said = answer(asked) if isinstance(asked, Mapping) else None
    return None if said is None else {"number": asked.get("number"), **said}
