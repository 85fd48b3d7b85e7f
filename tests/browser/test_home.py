"""The home page: the chapter as live drawings, each a link into the explorer."""

from playwright.sync_api import Locator, Page, Route, expect

import graphlab as gl
from graphlab.view.base.theme import THEMES
from tests.browser.driver import Explorer

DRAWN = "() => [...document.querySelectorAll('.st-key-gallery-shopping *')].find(one => one.shadowRoot)?.shadowRoot" \
        ".querySelectorAll('svg.marks text').length > 20"  # fmt: skip
# How many marks of the first card's picture are visible.
VISIBLE = """card => [...card.querySelectorAll("svg.marks [data-at]")]
  .filter(one => getComputedStyle(one).display !== "none").length"""

# What was left for a quiet moment has been done.
IDLE = "() => new Promise(done => requestIdleCallback(() => requestIdleCallback(done)))"

# Whether the first cards are drawn whenever something is to be fetched ahead.
ASKED = f"""window.asked = []
const append = Element.prototype.append
Element.prototype.append = function (...all) {{
  if (all[0]?.rel === "prefetch") window.asked.push(({DRAWN})())
  return append.apply(this, all)
}}"""


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
    # The address tells the language as soon as the page has been run.
    page.wait_for_url("**lang=en")
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


def test_exercises_never_ask_for_plotly(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/practice?lang=en")
    expect(page.locator(".st-key-exercise svg.marks")).to_be_visible()
    page.evaluate(IDLE)
    assert asked
    assert not [url for url in asked if "plotly" in url.lower()]


def test_home_is_drawn_before_it_asks_for_plotly_and_does_not_wait_for_it(new_context, watch, server: str) -> None:
    page = watch(new_context().new_page())
    held: list[Route] = []
    page.add_init_script(ASKED)
    page.route("**/plotly-*", lambda route: held.append(route))
    with page.expect_request("**/plotly-*"):
        page.goto(server)
    page.wait_for_function(DRAWN)
    expect(cards(page)).to_have_count(len(gl.FIGURES))
    page.locator(".st-key-gallery-loss").scroll_into_view_if_needed()
    expect(page.locator(".st-key-gallery-loss svg.marks text").first).to_be_visible()
    # Asked for once, with the lowest priority, after the first cards have been drawn.
    assert page.evaluate("window.asked") == [True]
    assert [route.request.headers["sec-purpose"] for route in held] == ["prefetch"]
    held[0].continue_()


def test_what_was_fetched_on_home_is_not_fetched_again(new_context, watch, server: str) -> None:
    page = watch(new_context().new_page())
    with page.expect_request_finished(lambda request: "/plotly-" in request.url):
        page.goto(server)
    cards(page).filter(has_text=gl.FIGURES["5-13"].title).click()
    Explorer(page, server).ready()
    sizes = page.evaluate("""() => performance.getEntriesByType("resource")
      .filter(one => one.name.includes("/plotly-")).map(one => one.transferSize)""")
    assert sizes[0] > 1e6
    assert sizes[1:] == [0]


def test_who_saves_data_fetches_nothing_ahead(new_context, watch, server: str) -> None:
    page = watch(new_context().new_page())
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    page.wait_for_function(DRAWN)
    page.evaluate(IDLE)
    assert not [url for url in asked if "/plotly-" in url]


def test_a_card_plays_its_steps_once_while_it_is_pointed_at(page: Page, server: str) -> None:
    page.goto(server)
    page.wait_for_function(DRAWN)
    card = cards(page).first
    whole, handle = card.evaluate(VISIBLE), card.element_handle()
    card.hover()
    page.wait_for_function(f"([card, whole]) => ({VISIBLE})(card) < whole / 2", arg=[handle, whole])
    page.wait_for_function(f"([card, whole]) => ({VISIBLE})(card) === whole", arg=[handle, whole])
    page.mouse.move(0, 0)
    card.focus()
    page.wait_for_function(f"([card, whole]) => ({VISIBLE})(card) < whole / 2", arg=[handle, whole])
    page.get_by_role("textbox").focus()
    page.wait_for_function(f"([card, whole]) => ({VISIBLE})(card) === whole", arg=[handle, whole])


def test_a_change_of_theme_redraws_no_picture(page: Page, server: str) -> None:
    page.goto(server)
    page.wait_for_function(DRAWN)
    svg = cards(page).first.locator("svg.marks")
    svg.evaluate("svg => (svg.marked = true)")
    colours = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "([svg, colour]) => getComputedStyle(svg.querySelector('.edge')).stroke === colour",
            arg=[svg.element_handle(), rgb(THEMES[scheme].ink)],
        )
        colours[scheme] = svg.locator(".value-text").first.evaluate("text => getComputedStyle(text).fill")
    assert colours == {scheme: rgb(theme.value) for scheme, theme in THEMES.items()}
    assert svg.evaluate("svg => svg.marked")


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(part) for part in bytes.fromhex(colour[1:]))})"
