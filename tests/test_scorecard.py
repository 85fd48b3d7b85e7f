"""The score-card as a program: its rows are complete, what it says is so, and what needs no server is measured here."""

from pathlib import Path

import pytest

from bench.scorecard import report
from bench.scorecard.guards import GUARDS, Guard
from bench.scorecard.report import aligned, table
from bench.scorecard.row import Reading, Row
from bench.scorecard.rows import ROWS

ROOT = Path(__file__).parents[1]
HERE = ("fuzz", "round-trip", "ops", "not-finite", "files", "link-bombs", "forbidden")


def found(reading: Reading, **more: int) -> Row:
    return Row("x", "what is counted", "0", lambda count: reading._replace(measured=f"0 of {count}"), 100, **more)


def test_rows_are_complete() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert all([row.name, row.what, row.goal, callable(row.measure), row.full])
        assert len(row.name) <= 20


@pytest.mark.parametrize(
    "row, long, measured, verdict",
    [
        (found(Reading("", True), short=7), False, "0 of 7", "ok so far"),
        (found(Reading("", True), short=7), True, "0 of 100", "ok"),
        (found(Reading("", True), short=100), False, "0 of 100", "ok"),
        (found(Reading("", False), short=7), False, "0 of 7", "missed"),
        (found(Reading("", True)), False, "", "needs --long"),
        (found(Reading("", True)), True, "0 of 100", "ok"),
    ],
)
def test_a_row_says_what_was_measured_and_whether_it_meets_the_goal(
    row: Row, long: bool, measured: str, verdict: str
) -> None:
    assert list(table([row], long))[2:] == [aligned("x", measured, "0", verdict)]


def test_the_faults_of_a_row_stand_below_it_and_an_error_is_one() -> None:
    missed = Row("x", "what", "0", lambda count: Reading("1", False, ("there", "and there")), 1, 1)
    assert list(table([missed], False))[3:] == ["  ! there", "  ! and there"]
    broken = Row("x", "what", "0", lambda count: Reading(str(1 // 0), True), 1, 1)
    lines = list(table([broken], False))[2:]
    assert lines[0].startswith("x ")
    assert "ZeroDivisionError" in lines[0]
    assert lines[0].endswith("missed")
    assert any("1 // 0" in line for line in lines)


@pytest.mark.parametrize("ok, status", [(True, 0), (False, 1)])
def test_the_exit_status_tells_of_a_missed_row(ok: bool, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (Row("good", "x", "0", lambda count: Reading("0", True), 1, 1),
            Row("other", "x", "0", lambda count: Reading("0", ok), 1, 1))  # fmt: skip
    monkeypatch.setattr(report, "ROWS", rows)
    assert report.main([]) == status
    assert report.main(["--only", "good"]) == 0


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in HERE], ids=lambda row: row.name)
def test_the_short_form_of_a_row(row: Row) -> None:
    reading = row.reading(long=False)
    assert reading.ok, reading


@pytest.mark.parametrize("guard", GUARDS, ids=str)
def test_a_guard_stands_where_the_row_looks_for_it(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.text) == 1
    assert guard.without != guard.text
    assert all((ROOT / test).exists() for test in guard.tests.split())
