"""What the address says is what the page shows: cold links, both languages, and addresses that are broken."""

import re
from collections import Counter
from functools import cache

import pytest
from playwright.sync_api import Page, expect

import graphlab as gl
from graphlab.engine.ops import OPS
from graphlab.locale import catalogue, translator
from graphlab.locale.sources import sentences
from graphlab.ui.frame.pages import PAGES
from tests.browser.driver import Explorer

HANGUL = re.compile("[가-힣]")
# What can be read on the page, but for code, formulas and pictures; in shadow roots too. [kind, text]
READABLE = """() => {
  const found = []
  const code = "script, style, noscript, code, pre, textarea, .katex, math, .listing div, .js-plotly-plot"
  const visit = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim() && node.parentElement?.checkVisibility() !== false) found.push(["text", node.data.trim()])
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches(code) || node.matches("[data-testid=stIconMaterial]")) return
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (node.getAttribute(name)?.trim()) found.push(["label", node.getAttribute(name).trim()])
      node.shadowRoot?.childNodes.forEach(visit)
      node.childNodes.forEach(visit)
    }
  }
  visit(document.body)
  return found
}"""
HOVER = "gd => gd.data.flatMap(trace => trace.hovertext ?? []).map(text => text.replace(/<[^>]*>/g, ' '))"
# Streamlit's own link for keyboards, which an app cannot translate.
STREAMLITS = ("Skip to main content",)


def korean(text: str) -> str:
    return translator("ko")(text)


def test_a_cold_deep_link_is_a_whole_page(fresh_server: str, page: Page) -> None:
    explorer = Explorer(page, fresh_server, "ko").open(figure="5-13", step=2).settled(2, 3)
    menu = page.locator(".st-key-menu").get_by_role("link")
    expect(menu).to_have_text(["graphlab", *(korean(page.menu) for page in PAGES)])
    assert HANGUL.search(" ".join(menu.all_inner_texts()))
    assert page.locator("[data-testid=stSidebarNav], [data-testid=stSidebarNavLink]").count() == 0
    expect(page.get_by_role("heading", level=2)).to_have_text(korean(gl.FIGURES["5-13"].title))
    assert {"50", "1.3"} <= set(explorer.numbers())
    assert "6.5" not in explorer.numbers()
    assert HANGUL.search(explorer.told.inner_text())
    assert HANGUL.search(page.title())


def figures_in(explorer: Explorer) -> Counter[str]:
    """Return the numbers in the picture, without its words."""
    return Counter({text: count for text, count in explorer.numbers().items() if re.fullmatch(r"[−\d.]+", text)})


def test_switching_the_language_keeps_figure_and_step(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-15", step=6).settled(6)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    numbers = figures_in(explorer)
    page.locator(".st-key-language-ko").get_by_role("button").click()
    explorer.language = "ko"
    address = explorer.settled(6).address(lang="ko")
    assert address == {"figure": "5-15", "step": "6", "lang": "ko"}
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(explorer.told).to_contain_text(HANGUL)
    assert figures_in(explorer) == numbers
    assert {"715", "650", "1.1"} <= numbers.keys()
    page.locator(".st-key-language-en").get_by_role("button").click()
    explorer.language = "en"
    explorer.settled(6).address(lang="en", figure="5-15")


@cache
def names() -> set[str]:
    """Every word that is a name or belongs to the catalogue's own Korean."""
    nodes = {node.name for figure in gl.FIGURES.values() for node in figure.graph.nodes}
    texts = " ".join([*catalogue("ko").values(), *OPS, *nodes, *(op.symbol for op in OPS.values())])
    return set(re.findall("[A-Za-z]+", texts)) | {"graphlab", "English"}


@cache
def english_sentences() -> list[re.Pattern[str]]:
    """Patterns of every sentence that has a Korean one: long ones anywhere, single words only by themselves."""
    found = []
    for source in sentences():
        plain = re.sub(r"[`*]", "", source)
        parts = map(re.escape, re.split(r"\{[^}]*\}", plain))
        anywhere = len(re.findall("[A-Za-z]{2,}", re.sub(r"\{[^}]*\}", "", plain))) > 1
        if catalogue("ko").get(source) != source:
            found.append(re.compile(".{1,80}".join(parts) if anywhere else f"^{'.{1,80}'.join(parts)}$"))
    return found


def english_in(page: Page, picture: Explorer | None = None) -> list[str]:
    """Return the English texts that stand on a Korean page."""
    read = page.evaluate(READABLE)
    read += [["text", text] for text in picture.graph.evaluate(HOVER)] if picture else []
    known, patterns = names(), english_sentences()
    words = [text for kind, text in read if kind == "text" and set(re.findall("[A-Za-z]{2,}", text)) - known]
    left = [text for _, text in read if text not in known and any(pattern.search(text) for pattern in patterns)]
    return sorted({*words, *left} - set(STREAMLITS))


def test_the_korean_explorer_is_korean(page: Page, server: str) -> None:
    explorer = Explorer(page, server, "ko").open(figure="5-17", step=6).settled(6)
    assert english_in(page, explorer) == []
    expect(explorer.fields.get_by_role("textbox")).to_have_count(6)
    expect(explorer.fields.get_by_role("textbox", name=HANGUL)).to_have_count(6)
    for title in ("Values", "Gradient check", "Code"):
        tab = page.get_by_role("tab", name=korean(title), exact=True)
        tab.click()
        expect(page.locator(".st-key-tab").locator("table, code").first).to_be_visible()
        assert english_in(page, explorer) == []


def test_the_korean_home_is_korean(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=ko")
    expect(page.locator(".st-key-gallery-loss").get_by_role("link").first).to_be_visible()
    assert english_in(page) == []


def test_mistakes_are_explained_in_korean(page: Page, server: str) -> None:
    page.goto(f"{server}/explorer?text=y%20%3D%20epx(x)&figure=9-99&lang=ko")
    expect(page.get_by_role("alert")).to_contain_text(HANGUL)
    expect(page.locator(".st-key-source").get_by_role("status")).to_contain_text(HANGUL)
    assert english_in(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "figure=9-99&step=2",
        "figure=5-17&step=-1&inputs=apple&upstream=[1,&lang=xx",
        "figure=5-17&inputs=apple%3D%F0%9F%8D%8E;tax%3D1e999",
        "text=__import__('os').system('id')",
        "text=" + "a%2B" * 3000 + "a",
    ],
    ids=["figure", "several", "inputs", "code", "long"],
)
def test_a_broken_address_opens_with_a_sentence_and_a_live_page(explorer: Explorer, page: Page, address: str) -> None:
    page.goto(f"{explorer.root}/explorer?{address}")
    expect(page.get_by_role("alert").or_(page.locator(".st-key-source [aria-invalid=true]")).first).to_be_visible()
    assert page.locator(".stException").count() == 0
    assert "Traceback" not in page.locator("body").inner_text()
    choice = page.locator(".st-key-choice").get_by_role("combobox")
    choice.click()
    choice.fill("5-13 ")
    page.get_by_role("option").first.click()
    explorer.ready().at(0, 3)
    explorer.button("next").click()
    explorer.settled(1, 3).address(figure="5-13")
