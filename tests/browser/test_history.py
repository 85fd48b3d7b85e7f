"""The back button leads through the pages as the learner has opened them, and out of the app again."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def test_back_leads_from_page_to_page_and_out_again(page: Page, server: str) -> None:
    def at(path: str, variable: str) -> None:
        page.wait_for_url(lambda address: urlsplit(address).path == path and variable in address)
        page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")

    page.goto(f"{server}/_stcore/health")
    page.goto(f"{server}/?lang=en")
    page.get_by_role("link", name="Break it").first.click()
    at("/break_it", "fault=order")
    page.get_by_role("link", name="Explore").first.click()
    at("/explorer", "figure=5-17")
    page.get_by_role("link", name="Practise").first.click()
    at("/practice", "lang=en")
    for path, variable in (("/explorer", "figure=5-17"), ("/break_it", "fault=order"), ("/", "lang=en")):
        page.go_back()
        at(path, variable)
    expect(page.get_by_role("link", name="Break it").first).to_be_visible()
    page.go_back()
    page.wait_for_url(f"{server}/_stcore/health")


def test_going_back_twice_at_once_skips_the_page_between(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=en")
    for link, path in (("Break it", "/break_it"), ("Explore", "/explorer"), ("Practise", "/practice")):
        page.get_by_role("link", name=link).first.click()
        page.wait_for_url(lambda address, path=path: urlsplit(address).path == path and "=" in address)
        page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    page.evaluate("history.back(); addEventListener('popstate', () => history.back(), { once: true })")
    expect(page.get_by_role("heading", name="Why?")).to_be_visible()
    page.wait_for_function("location.pathname === '/break_it' && location.search.includes('fault=order')")
    page.go_back()
    page.wait_for_function("location.pathname === '/'")
    expect(page.get_by_role("heading", name="Why?")).to_be_hidden()
