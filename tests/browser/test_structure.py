"""Handles, marks and ways in the picture, by real clicks."""

from playwright.sync_api import Page, expect

from tests.browser.driver import Explorer


def test_a_click_on_a_handle_opens_a_node_and_another_closes_it(explorer: Explorer) -> None:
    explorer.open(figure="5-21", step=3, notation="numbers").settled(3, 3)
    explorer.click_on("+y")
    explorer.shows("exp")
    explorer.settled(9, 9)
    explorer.shows("−0.3875")
    explorer.address(open="y")
    explorer.click_on("−y")
    explorer.settled(3, 3)
    expect(explorer.graph.locator(".scatterlayer text").get_by_text("exp", exact=True)).to_have_count(0)


def test_nodes_marked_in_the_picture_become_one(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-19", step=4, notation="numbers").settled(4, 9)
    page.get_by_role("tab", name="Structure").click()
    page.keyboard.down("Shift")
    for count, node in enumerate((3, 4, 5, 6), start=1):
        explorer.click_on(node)
        expect(page.locator("[class*=st-key-marking-] :is([data-baseweb=tag], [data-tag])")).to_have_count(count)
    page.keyboard.up("Shift")
    page.get_by_role("button", name="This is “sigmoid”").click()
    explorer.address(text="y = sigmoid(x)", inputs="x=0.5")
    explorer.shows("σ")
    explorer.shows("0.6225")


def test_a_row_of_the_ways_lights_its_way_until_its_tab_is_left(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=9).settled(9)
    page.get_by_role("tab", name="Ways").click()
    page.locator(".st-key-ways").get_by_role("button", name="apple").click()
    explorer.address(way="apple.1")
    lit = "gd => gd.data.filter(one => one.line?.width === 13).length"
    page.wait_for_function(f"gd => ({lit})(gd) === 1", arg=explorer.graph.element_handle())
    page.get_by_role("tab", name="Values").click()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('way')")
    page.wait_for_function(f"gd => ({lit})(gd) === 0", arg=explorer.graph.element_handle())
    explorer.address(step="9")
