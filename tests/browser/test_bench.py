"""The rows of the bench about clicks, with the one browser of the test run."""

from playwright.sync_api import Browser

from bench.browser import pages, spent
from bench.pulling import FIGURES, Hand, write


def test_one_click(browser: Browser) -> None:
    with pages(browser, figure={"figure": "5-17"}) as (found, ours, theirs):
        step, click = found["figure"].click(), found["button"].click()
        assert spent(ours) > 0 < spent(theirs)
    assert step.messages == 0
    assert step.picture is not None
    assert 0 < step.picture <= step.words
    assert (click.picture, click.messages) == (None, 1)
    assert click.words > 0


def test_one_pull_and_one_number_typed(browser: Browser) -> None:
    with pages(browser, **{name: FIGURES[name] for name in ("5-17", "5-27")}) as (found, _, _):
        assert all(Hand(found[name].page).pull() > 0 for name in ("5-17", "5-27"))
        found["5-17"].page.mouse.up()
        assert write(found["5-17"].page, "123") > 0
