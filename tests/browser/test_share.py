"""Sharing in a real browser: the link on another page, what was downloaded, and texts made to break out."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Download, Page, expect

from graphlab.export import graph_file, link
from tests.browser.driver import Explorer

TAB = "Share and export"
# What is drawn of an SVG: the texts that can be seen, but for the halos below them.
WORDS = """() => [...(document.querySelector("figure") ?? document).querySelectorAll("svg text:not([aria-hidden])")]
  .filter(one => one.getBoundingClientRect().width > 0).map(one => one.textContent)"""
EVIL = "https://evil.example/"
AWAY = """() => [...document.querySelectorAll("a, img")].map(one => one.href ?? one.src)
  .filter(address => address && !/^(data|blob):/.test(address) && new URL(address).host !== location.host)"""
HOSTILE = (
    f"y = x * x  # <img src={EVIL}a onerror=alert(1)> ![a]({EVIL}b) [c]({EVIL}d) </script><script>alert(1)</script>",
    f"y = x * x  # $\\rule{{2000em}}{{2000em}}$ <style>*{{background:url({EVIL})}}</style> :material/home:",
    f"y = <a href={EVIL}>x</a> * '{EVIL}'",
)


def tab(explorer: Explorer) -> Page:
    explorer.page.get_by_role("tab", name=TAB, exact=True).click()
    expect(explorer.page.locator(".st-key-share-link")).to_be_visible()
    return explorer.page


def saved(page: Page, key: str, folder: Path) -> Path:
    """Press a button of the tab and return the file that it gives."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-share-{key}").get_by_role("button").click()
    download: Download = waiting.value
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def words(reader: Page) -> set[str]:
    return set(reader.evaluate(WORDS))


def test_the_copied_link_opens_the_same_picture_on_a_phone(
    server: str, watch: Callable[[Page], Page], new_context: Callable[..., BrowserContext]
) -> None:
    here = new_context(permissions=["clipboard-read", "clipboard-write"])
    explorer = Explorer(watch(here.new_page()), server).open(figure="5-17", inputs="apple=120", step=5).settled(5)
    page = tab(explorer)
    explorer.button("next").click()
    explorer.settled(6)
    page.locator(".st-key-copy-link").get_by_role("button").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    phone = new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    other = Explorer(watch(phone.new_page()), server)
    other.page.goto(address)
    other.ready().at(6)
    assert other.labels() == explorer.labels()
    assert {"120", "759"} <= set(other.numbers())


def test_the_qr_code_on_the_screen_is_the_link(explorer: Explorer, tmp_path: Path) -> None:
    page = tab(explorer.open(figure="5-17", inputs="apple=120", step=5).settled(5))
    page.get_by_role("button", name="QR code").click()
    shown = page.get_by_role("dialog").get_by_role("img")
    # The dialog slides in.
    shown.screenshot(path=tmp_path / "code.png", animations="disabled")
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "code.png"))
    assert code.text.split("?")[0] == page.url.split("?")[0]
    assert parse_qs(urlsplit(code.text).query) == parse_qs(urlsplit(page.url).query)


def test_a_long_graph_survives_a_reload(explorer: Explorer) -> None:
    text = "\n".join(f"a{i} = x * {i} + w" for i in range(1, 16)) + "\ny = a15 * 2"
    explorer.page.goto(f"{explorer.root}/explorer?z={link.pack({'text': text, 'step': '4', 'inputs': 'x=7'})}&lang=en")
    explorer.ready().at(4, 35)
    explorer.button("next").click()
    explorer.at(5, 35).address(step="5")
    labels = explorer.labels()
    explorer.page.reload()
    explorer.ready().at(5, 35)
    assert explorer.labels() == labels


def test_the_downloaded_picture_and_page_show_what_the_app_shows(
    explorer: Explorer, watch: Callable[[Page], Page], new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    explorer.open(figure="5-17", step=6).settled(6)
    page = tab(explorer)
    svg, html = saved(page, "svg", tmp_path), saved(page, "page", tmp_path)
    reader = watch(new_context(offline=True).new_page())
    reader.goto(svg.as_uri())
    assert words(reader) == {text.replace("<br>", "") for text in explorer.numbers()}
    reader.goto(html.as_uri())
    assert words(reader) == {text.replace("<br>", "") for text in explorer.numbers()}
    reader.keyboard.press("End")
    expect(reader.get_by_text("step 9 of 9")).to_be_visible()
    explorer.button("last").click()
    explorer.settled(9)
    assert words(reader) == {text.replace("<br>", "") for text in explorer.numbers()}
    reader.get_by_role("button", name="First step").click()
    assert "715" not in words(reader)
    reader.get_by_role("button", name="play").click()
    reader.wait_for_function("() => /step [2-9] of 9/.test(document.body.innerText)")


def test_bitmaps_are_as_wide_as_a_slide(explorer: Explorer, tmp_path: Path) -> None:
    explorer.open(figure="5-13", step=2).settled(2, 3)
    page = tab(explorer)
    picture = saved(page, "png", tmp_path).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", picture[16:20]) == (1920,)
    film = saved(page, "apng", tmp_path).read_bytes()
    at = film.index(b"acTL")
    assert struct.unpack(">II", film[at + 4 : at + 12]) == (4, 0)
    assert film.count(b"fcTL") == 4
    with zipfile.ZipFile(saved(page, "zip", tmp_path)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"step-00{i}.png" for i in range(4)]


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "boxes", "links"])
@pytest.mark.parametrize("entrance", ["link", "file", "paste"])
def test_hostile_texts_come_to_nothing_at_any_entrance(explorer: Explorer, entrance: str, text: str) -> None:
    page = explorer.page
    hostile = {"text": text, "inputs": f"x={text}", "figure": f"<img src={EVIL}>", "open": "a](b)", "step": "<b>"}
    if entrance == "link":
        page.goto(f"{explorer.root}/explorer?z={link.pack(hostile)}&lang=en")
        expect(page.get_by_role("alert").first).to_be_visible()
    else:
        explorer.open(figure="5-13")
    if entrance == "file":
        tab(explorer)
        given = graph_file.encode(text, {"step": f"<img src={EVIL}>", "notation": f"[a]({EVIL})"}).encode()
        page.locator("input[type=file]").set_input_files({"name": "<b>.txt", "mimeType": "text/plain", "buffer": given})
        expect(page.get_by_role("alert").first).to_be_visible()
    if entrance == "paste":
        page.get_by_text("The graph as text: change it").click()
        explorer.source.fill(text)
        explorer.source.blur()
        page.wait_for_function("() => location.search.includes('text=') || location.search.includes('z=')")
    assert page.evaluate(AWAY) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    widest = "() => Math.max(...[...document.querySelectorAll('.stMain *')].map(one => one.offsetWidth ?? 0))"
    assert page.evaluate(widest) <= 1280
