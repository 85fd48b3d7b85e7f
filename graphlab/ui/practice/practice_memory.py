"""What the browser keeps of practice: in this tab the answers, for all tabs and later days what has been learned."""

from typing import Any

import streamlit as st

from graphlab.practice.progress import PracticeRecord, from_address, to_address
from graphlab.ui.components.browser_store import browser_store, found
from graphlab.ui.frame import address, state, tab_memory
from graphlab.ui.practice import answer_task
from graphlab.ui.practice.teacher_sets import TEXT

_PLACE, _STORE = "practice", "progress store"
_ANSWERS = (answer_task.FILLED, answer_task.KEPT, answer_task.HINTED, answer_task.VARIANTS, answer_task.DRAFTS)
_FORGOTTEN = "practice forgotten"


def restore() -> None:
    """Take from the browser what it has kept, as far as this session does not know better; the first call of the page.

    An address that brings a progress of its own shows that one.
    """
    kept = tab_memory.restore(_PLACE)
    tab_memory.restore_content(kept)
    answer_task.restore(kept)
    if isinstance(kept.get("set"), str):
        st.session_state.setdefault(TEXT, kept["set"])
    text = found(_STORE)
    if text is None:
        return
    try:
        mine = from_address(text).merged(answer_task.mine())
    except ValueError:  # A browser may keep anything.
        return
    st.session_state[answer_task.MINE] = mine
    if not address.brought("progress"):
        state.put(progress=to_address(answer_task.record().merged(mine)))


def keep() -> None:
    """Have the browser keep the answers and the progress; the last call of the page."""
    tab_memory.keep(
        _PLACE, **answer_task.kept(), set=st.session_state.get(TEXT, ""), content=tab_memory.content(address.CONTENT)
    )
    mine = answer_task.mine()
    text = to_address(mine) if mine != PracticeRecord() else ""
    browser_store(text, place="graphlab progress", known=answer_task.MINE in st.session_state, key=_STORE, lasting=True)


@state.callback
def forget() -> None:
    """Forget what has been learned and answered, in this session and in the browser."""
    names = (answer_task.MINE, *_ANSWERS)
    held: dict[str, Any] = {name: st.session_state.pop(name) for name in names if name in st.session_state}
    st.session_state[_FORGOTTEN] = (state.get("progress"), held)
    st.session_state[answer_task.MINE] = PracticeRecord()
    state.put(progress="")


@state.callback
def bring_back() -> None:
    """Undo what was forgotten last."""
    progress, held = st.session_state.pop(_FORGOTTEN)
    st.session_state.update(held)
    answer_task.keep(from_address(progress).merged(answer_task.record()))


def forgotten() -> bool:
    """Return whether there is something that can be brought back."""
    return _FORGOTTEN in st.session_state
