"""The judge: takes the answers to the instrument's questions to Python, and grades back to the instrument."""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from graphlab.ui.components.shared import nothing, register

_JUDGE = register("judge", shared=("dom.js",))

LONGEST_ANSWER = 2_000


class Judgement(NamedTuple):
    """What is said of an answer: its outcome as in practice, and the sentence."""

    outcome: str
    says: str


def judge(of: str, grade: Callable[[int, str], Judgement | None], *, key: str) -> None:
    """Mount the judge of the questions `of` a run; it is not to be seen.

    `grade` is given the position at which a question is asked and the text of its answer, and returns None where there
    is no such question. The browser repeats an answer until a grade with its number comes back.
    """
    _JUDGE(data=_judged(of, grade, (st.session_state.get(key) or {}).get("answer")), key=key, on_answer_change=nothing)


def _judged(of: str, grade: Callable[[int, str], Judgement | None], answer: Any) -> dict[str, Any]:
    match answer:
        case {"of": asked, "n": int(n), "at": int(at), "text": str(text)} if asked == of:
            said = grade(at, text[:LONGEST_ANSWER])
            return {"n": n, **said._asdict()} if said else {}
    return {}
