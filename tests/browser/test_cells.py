"""Cell by cell in a real browser: a click lights what made a cell, the products stand below, and arrows move on."""

from playwright.sync_api import Locator, Page, expect

from graphlab.view.base.theme import THEMES
from tests.browser.driver import Explorer


def cell(page: Page, matrix: str, row: int, column: int) -> Locator:
    place = f'td[data-matrix="{matrix}"][data-row="{row}"][data-column="{column}"]'
    return page.locator(".st-key-matrices").locator(place)


def lit(page: Page) -> list[list[str]]:
    cells = page.locator(".st-key-matrices td.lit").all()
    return [[one.get_attribute(f"data-{name}") or "" for name in ("matrix", "row", "column")] for one in cells]


def test_a_click_and_the_arrows(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-27", step=0)
    page.get_by_role("tab", name="Cells").click()
    cell(page, "dB", 1, 2).click()
    assert lit(page) == [["A", "0", "1"], ["A", "1", "1"], ["g", "0", "2"], ["g", "1", "2"]]
    made = page.locator(".st-key-made")
    expect(made).to_contain_text("Row 2 of Xᵀ, which is column 2 of X, meets column 3")
    expect(made.locator(".katex-html")).to_contain_text("=6+24=30")
    expect(page.locator(".st-key-matrices")).to_contain_text("column 2: row 2 of Xᵀ")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "dB", 1, 1)).to_be_focused()
    assert lit(page)[2:] == [["g", "0", "1"], ["g", "1", "1"]]
    expect(made.locator(".katex-html")).to_contain_text("=4+20=24")
    # The arrows belong to the matrix now: the picture above it stays where it is.
    explorer.at(0, 5)
    page.get_by_text("+ → Y", exact=True).click()
    cell(page, "db", 0, 2).click()
    expect(made.locator(".katex-html")).to_contain_text("=3+6=9")
    expect(made).to_contain_text("every one of the 2 rows")


def test_only_a_window_of_a_large_matrix_is_here_and_it_moves(explorer: Explorer, page: Page) -> None:
    x, w = [[1] * 30] * 2, [[1, 2]] * 30
    explorer.open(text="Y = dot(X, W)", inputs=f"X={x};W={w}", step=0)
    page.get_by_role("tab", name="Cells").click()
    expect(cell(page, "B", 5, 0)).to_be_visible()
    expect(cell(page, "B", 6, 0)).to_have_count(0)
    page.get_by_role("button", name="W: on", exact=True).click()
    expect(cell(page, "B", 6, 0)).to_be_visible()
    expect(cell(page, "A", 0, 11)).to_be_visible()
    cell(page, "out", 1, 1).click()
    expect(page.locator(".st-key-made")).to_contain_text("There are 30 terms")
    cell(page, "dB", 11, 0).focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "dB", 12, 0)).to_be_focused()


def test_a_click_on_a_heat_tile_opens_its_cells(explorer: Explorer, page: Page) -> None:
    explorer.open(text="Y = dot(X, W) * 2", inputs=f"X={[[1, 2]] * 5};W={[[1, 2]] * 2}", step=5)
    x, y = explorer.place("#v1")
    page.mouse.move(x - 40, y)
    page.mouse.move(x, y)
    expect(explorer.graph.locator(".hoverlayer .hovertext")).to_contain_text("(5, 2)")
    page.mouse.click(x, y)
    expect(page.get_by_role("tab", name="Cells")).to_have_attribute("aria-selected", "true")
    expect(cell(page, "A", 4, 1)).to_be_in_viewport()


def test_the_tab_is_there_only_where_a_matrix_flows(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=0)
    expect(page.get_by_role("tab", name="Code")).to_be_visible()
    expect(page.get_by_role("tab", name="Cells")).to_have_count(0)


def test_a_drawing_stands_beside_the_explanation_and_follows_the_theme(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-21", step=1)
    drawing = explorer.told.get_by_role("img", name="The function of the node")
    expect(drawing.locator("text").first).to_have_text("f(0.5) = 0.6225")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        colour = THEMES[scheme].value.lstrip("#")
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
        expect(drawing.locator("text").first).to_have_css("fill", f"rgb({red}, {green}, {blue})")
