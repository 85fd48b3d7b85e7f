"""The home page: the chapter as live drawings, each a link into the explorer."""

from playwright.sync_api import Locator, Page, expect

import graphlab as gl
from tests.browser.driver import Explorer

DRAWN = "() => [...document.querySelectorAll('.st-key-gallery-shopping *')].find(one => one.shadowRoot)?.shadowRoot" \
        ".querySelectorAll('.js-plotly-plot .scatterlayer text').length > 20"  # fmt: skip


def cards(page: Page) -> Locator:
    return page.locator("[class*=st-key-gallery-]").get_by_role("link")


def test_every_figure_is_a_card_and_the_card_is_a_link(page: Page, server: str) -> None:
    page.goto(server)
    expect(cards(page)).to_have_count(len(gl.FIGURES))
    links = cards(page).evaluate_all("all => all.map(one => new URL(one.href).searchParams.get('figure'))")
    assert links == list(gl.FIGURES)
    names = cards(page).all_inner_texts()
    assert all(figure.title in name for figure, name in zip(gl.FIGURES.values(), names, strict=True))
    page.wait_for_function(DRAWN)


def test_a_click_opens_the_figure_and_ctrl_click_another_tab(page: Page, server: str) -> None:
    page.goto(server)
    title = gl.FIGURES["5-13"].title
    card = cards(page).filter(has_text=title)
    expect(card).to_be_visible()
    home = page.url
    with page.context.expect_page() as opened:
        card.click(modifiers=["ControlOrMeta"])
    assert page.url == home
    expect(card).to_be_visible()
    assert "figure=5-13" in opened.value.url
    opened.value.close()
    card.click()
    explorer = Explorer(page, server).ready().at(0, 3)
    expect(page.get_by_role("heading", level=2)).to_contain_text(title)
    explorer.address(figure="5-13")
    explorer.keys("ArrowRight").settled(1, 3)


def test_the_menu_leads_to_and_fro(page: Page, server: str) -> None:
    page.goto(server)
    expect(cards(page).first).to_be_visible()
    page.locator(".st-key-menu").get_by_role("link", name="Explore").click()
    Explorer(page, server).ready()
    page.locator(".st-key-menu").get_by_role("link", name="Chapter").click()
    expect(cards(page).first).to_be_visible()
