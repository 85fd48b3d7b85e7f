"""Sessions as the server sees them, over the websocket: what the score-card measures with a class, with a few."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

from bench.scorecard import class_actions, classroom
from bench.scorecard.learner import Learner
from graphlab.practice.course import COURSE, FIRST_EXERCISE
from graphlab.practice.progress import AT_ONCE, from_address
from graphlab.ui.frame.subject import revision


def done(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: in this one Playwright's loop may run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_a_few_learners_step_and_each_reads_what_belongs_to_her_step(server: str) -> None:
    async def lesson() -> tuple[int, bool]:
        known = await class_actions.explanations(server)
        assert min(len(set(texts)) for texts in known.values()) > 5
        learners = await class_actions.opened(server, 8, known)
        wrong = sum([n for _ in range(5) for n in await class_actions.together(
            class_actions.moved(one, known, []) for one in learners)])  # fmt: skip
        await class_actions.together(one.close() for one in learners)
        return wrong, classroom.healthy(learners).ok

    assert done(lesson()) == (0, True)


def test_who_loses_the_line_comes_back_to_the_same_step_even_as_a_stranger(server: str) -> None:
    async def lines_lost() -> int:
        known = await class_actions.explanations(server)
        learners = await class_actions.opened(server, 4, known)
        wrong = sum(await class_actions.together(class_actions.moved(one, known, []) for one in learners))
        wrong += sum(await class_actions.together(class_actions.back(one, known) for one in learners))
        for one in learners:
            one.session = ""  # The server has forgotten the session: all that is left is the address.
        wrong += sum(await class_actions.together(class_actions.back(one, known) for one in learners))
        await class_actions.together(one.close() for one in learners)
        return wrong

    assert done(lines_lost()) == 0


def test_a_step_that_the_figure_does_not_have_is_no_fault(server: str) -> None:
    async def opened() -> list[str]:
        learner = await Learner(server, "explorer", "figure=5-17&lang=en").open()
        await learner.step(10**9)
        await learner.close()
        return [learner.explanation, *learner.faults]

    assert len(done(opened())) == 1


def test_an_answer_that_comes_with_an_older_address_loses_nothing(server: str) -> None:
    """A browser that is busy sends an answer before it has taken over the address that Python wrote last."""
    rev, boxes = revision(FIRST_EXERCISE, COURSE[FIRST_EXERCISE]), ("∂all_price", "∂tax", "∂apple_price")

    async def answers() -> str:
        learner = await Learner(server, "practice", "lang=en").open()
        queries = [learner.query]
        for n, (box, text) in enumerate(zip(boxes, ("1.1", "650", "1.1"), strict=True), start=1):
            learner.query = queries[max(n - 2, 0)]
            check = {"rev": rev, "n": n, "answers": {box: text}, "drafts": {}}
            await learner.rerun(exercise={"json_value": json.dumps({"check": check})})
            queries.append(learner.query)
        await learner.close()
        return queries[-1]

    record = from_address(dict(parse_qsl(done(answers())))["progress"])
    assert list(record.marks[FIRST_EXERCISE]).count(AT_ONCE) == len(boxes)
