"""The numbers of a draft: of what can be computed already, within the limits of the app."""

import pytest

from graphlab.build.draft import parse_draft
from graphlab.view.editor.draft_values import numbered

MANY = f"x = [{', '.join(['1'] * 400)}]\ny = reshape(x, shape=[400, 1]) * x"


@pytest.mark.parametrize("text", [MANY, f"{MANY}\nz = ? + y"])
def test_a_draft_that_costs_too_much_has_no_numbers_and_says_why(text: str) -> None:
    found = numbered(parse_draft(text))
    assert not found.values
    assert found.problem
    assert "at most 100,000" in str(found.problem)
