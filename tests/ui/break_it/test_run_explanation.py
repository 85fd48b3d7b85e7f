"""What is said of each position of a run that goes wrong."""

import re

import pytest

from graphlab.book.breaks import BREAKS
from graphlab.ui.break_it.run_explanation import run_explanation
from graphlab.ui.components.instrument import Explanation
from graphlab.view.words.position_text import positions

# The breaks in which a node sends what its rule does not; in the others the order or the sum is wrong.
OPS = {"swap", "mask", "transpose", "bias", "batch", "dust"}


def explained(name: str, broken: bool = True) -> Explanation:
    record = BREAKS[name]
    trace = record.run(broken)
    return run_explanation(trace, record.run(False), "en", len(trace.steps))


@pytest.mark.parametrize("name", BREAKS)
def test_every_position_has_its_text_and_its_lines(name: str) -> None:
    for broken in (False, True):
        found, trace = explained(name, broken), BREAKS[name].run(broken)
        assert len(found.texts) == len(trace.steps) + 1
        assert all(found.texts)
        assert {at for _, at in found.code} == set(range(1, len(trace.steps) + 1))
    assert explained(name, False).texts == [text.html for text in positions(BREAKS[name].run(False)).texts]


@pytest.mark.parametrize("name", BREAKS)
def test_where_an_op_is_wrong_its_rule_stands_beside_what_it_sent(name: str) -> None:
    assert ("<b>Wrong:</b>" in "".join(explained(name).texts)) == (name in OPS)


def test_no_formula_says_what_is_not_true() -> None:
    """The node multiplies by the wrong one: 1 times 1.1 is 1.1, though 200 has been sent."""
    text = explained("swap").texts[4]
    assert "∂L/∂apple_price = 200. ∂L/∂tax = 1.1." in text
    formulas = re.findall("<annotation[^>]*>(.*?)</annotation>", text)
    assert formulas[0].endswith(r"{1} \times {1.1} = {1.1} \end{aligned}")


def test_what_goes_wrong_is_said_first() -> None:
    assert (
        explained("order").texts[5].startswith("<p><code>b</code> acts too early: 1 of 2 gradients have arrived.</p>")
    )
    assert explained("order").texts[5].count("acts too early") == 1


def test_after_the_end_of_a_run_its_last_text_stays() -> None:
    record = BREAKS["order"]
    found = run_explanation(record.run(False), record.run(False), "en", 7)
    assert found.texts[5:] == found.texts[-1:] * 3
