"""Hostile texts at the entrances that the tests of the pages do not try, and files that are too large."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from bench.scorecard.pages import ADDRESSES, ALL, EXPORTS, FILES, entrances, harm, too_large

TRIED_ELSEWHERE = ("explorer", "builder")
NAMES = [page for page, _ in ADDRESSES] + [page for page, *_ in FILES] + [name for name, _ in EXPORTS]
CASES = [i for i, name in enumerate(NAMES) if name not in TRIED_ELSEWHERE]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A context apart: what hostile texts leave in its storage is for no other test."""
    context = browser.new_context(locale="en-US")
    yield context
    context.close()


@pytest.mark.parametrize("case", CASES, ids=lambda i: f"{NAMES[i]}-{i}")
def test_nothing_runs_is_asked_for_or_can_be_clicked(
    context: BrowserContext, server: str, tmp_path: Path, case: int
) -> None:
    entrance = list(entrances(server, tmp_path, ALL))[case]
    assert harm(context, entrance.act) is None


def test_a_file_of_more_than_a_megabyte_is_refused(context: BrowserContext, server: str) -> None:
    reading = too_large(context, server, [1.5])
    assert reading.ok, reading
