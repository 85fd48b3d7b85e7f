"""Quick clicks: nothing fails, and the last one counts. `python -m bench.clicks` tries every button."""

import random

import pytest
from playwright.sync_api import Page

from bench.clicks import PAGES, Clicker


@pytest.mark.parametrize("address", PAGES)
def test_twenty_quick_clicks_leave_a_page_that_works(page: Page, server: str, address: str) -> None:
    clicker = Clicker(page, server)
    groups = clicker.open(address)
    others = sorted(groups.keys() - {"language"})
    for group in ("language", *random.sample(others, min(len(others), 1))):
        assert clicker.counted(clicker.burst(group, groups[group])) == ""
        assert clicker.failures() == []
