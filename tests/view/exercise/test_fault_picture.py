"""The picture of a run that went wrong: what is boxed, and from when on."""

import pytest

from graphlab.book.breaks import BREAKS
from graphlab.view.exercise.fault_picture import fault_picture
from graphlab.view.picture.marks import Picture


def shown(picture: Picture, role: str, at: int) -> list[str]:
    """Return the texts of a role at a position."""
    marks = [mark for mark in picture.marks if mark.role == role and mark.visible(at) and mark.words]
    return sorted("".join(run.text for line in mark.words.lines for run in line) for mark in marks if mark.words)


def boxes(picture: Picture, at: int) -> int:
    return sum(mark.role == "fault" and mark.visible(at) for mark in picture.marks)


def test_the_wrong_order_is_walked_step_by_step() -> None:
    picture = fault_picture(BREAKS["order"].run(True), BREAKS["order"].run(False))
    assert picture.last == 7
    assert [shown(picture, "gradient", at) for at in range(3, 8)] == [
        ["1"],
        ["1", "1"],
        ["1", "1", "1", "1"],
        ["1", "1", "1", "1", "1", "Σ 2"],
        ["1", "1", "1", "1 + 2 = 3", "1 + 2 = 3", "Σ 2", "Σ 6"],
    ]
    assert [boxes(picture, at) for at in range(8)] == [0, 0, 0, 0, 0, 2, 2, 3]


def test_a_second_run_without_a_reset_adds_to_the_first() -> None:
    picture = fault_picture(BREAKS["reset"].run(True), BREAKS["reset"].run(False))
    assert [boxes(picture, at) for at in range(8)] == [0, 0, 0, 0, 0, 0, 2, 4]
    assert "2.2 + 4.4 = 6.6" in shown(picture, "gradient", 7)
    assert "2.2" in shown(picture, "gradient", 6)


@pytest.mark.parametrize("name", BREAKS)
def test_one_label_stands_below_an_edge_at_a_time(name: str) -> None:
    """Never two labels at one place, and in the right run nothing is boxed."""
    record = BREAKS[name]
    picture = fault_picture(record.run(True), record.run(False))
    for at in range(picture.last + 1):
        places = [mark.shape for mark in picture.marks if mark.role == "gradient" and mark.visible(at)]
        assert len(places) == len(set(places))
    right = fault_picture(record.run(False), record.run(False))
    assert not any(boxes(right, at) for at in range(right.last + 1))
