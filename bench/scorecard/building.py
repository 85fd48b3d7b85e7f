"""The row about the builder: edits in any order, as a state machine."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from bench.scorecard.row import Reading
from tests.build.editing import Editing

EDITS = 50


def editing(count: int) -> Reading:
    """Let Hypothesis edit so many drafts, up to fifty steps each, and shrink what fails."""
    steps = []

    class Counted(Editing):
        @invariant()
        def counted(self) -> None:
            steps.append(1)

    how: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    try:
        run_state_machine_as_test(
            Counted, settings=settings(max_examples=count, stateful_step_count=EDITS, print_blob=False, **how)
        )
    except Exception as error:
        notes = [line for note in getattr(error, "__notes__", ()) for line in note.splitlines()]
        return Reading(f"failed after {len(steps):,} edits", False, (f"{type(error).__name__}: {error}", *notes[-20:]))
    return Reading(f"0 failures in {len(steps):,} edits", True)
