"""The rows of the bench about clicks, with the one browser of the test run."""

from playwright.sync_api import Browser

from bench.browser import pages, spent


def test_one_click(browser: Browser) -> None:
    with pages(browser, figure={"figure": "5-17"}) as (found, ours, theirs):
        step, click = found["figure"].click(), found["button"].click()
        assert spent(ours) > 0 < spent(theirs)
    assert step.messages == 0
    assert step.picture is not None
    assert 0 < step.picture <= step.words
    assert (click.picture, click.messages) == (None, 1)
    assert click.words > 0
