"""Small screens, dark screens, and what assistive technology gets."""

import pytest
from playwright.sync_api import Page, expect

import graphlab as gl
from graphlab.view.base.theme import THEMES
from tests.browser.driver import PHONE as PHONE
from tests.browser.driver import Explorer

TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".stMain")]
  .filter(one => one.scrollWidth > Math.min(one.clientWidth, 390)).map(one => [one.className, one.scrollWidth])"""
# The nearest box around the picture that scrolls, and where the acting node lies in it.
BOX = """gd => {
  let box = gd
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowX)) box = box.parentElement
  const [x] = gd.layout.meta.focus[gd.layout.meta.forward]
  const scale = gd.getBoundingClientRect().width / gd.layout.width
  return { inner: box.scrollWidth, outer: box.clientWidth, at: x * scale - box.scrollLeft }
}"""
CONTROLS = ("button", "link", "textbox", "combobox", "slider", "tab", "checkbox", "radio", "switch", "option")


def test_a_phone_needs_no_sideways_scrolling_and_steps_by_tapping(phone: Page, server: str) -> None:
    explorer = Explorer(phone, server).open(figure="5-29", step=0)
    last = explorer.graph.evaluate("gd => gd.layout.meta.forward + gd.layout.meta.backward")
    assert phone.evaluate(TOO_WIDE) == []
    for button in explorer.instrument.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= 40, button.get_attribute("aria-label")
    explorer.button("next").tap()
    explorer.at(1, last)
    explorer.button("next").tap()
    explorer.settled(2, last)
    explorer.button("back").tap()
    explorer.settled(1, last)
    box = explorer.graph.evaluate(BOX)
    assert box["inner"] > box["outer"]
    assert not 0 <= box["at"] <= box["outer"], "the last node is in sight already: nothing has to scroll"
    explorer.keys("PageDown")
    phone.wait_for_function(f"gd => {{ const {{ at, outer }} = ({BOX})(gd); return at >= 0 && at <= outer }}",
                            arg=explorer.graph.element_handle())  # fmt: skip
    assert phone.evaluate(TOO_WIDE) == []


def test_two_fingers_zoom_the_picture_and_not_the_page(phone: Page, server: str) -> None:
    explorer = Explorer(phone, server).open(figure="5-17", step=9).settled(9)
    fingers = phone.context.new_cdp_session(phone)
    before, (x, y) = explorer.scale(), explorer.place(gl.FIGURES["5-17"].graph.index["apple_price"])

    def touch(kind: str, *spread: float) -> None:
        points = [{"x": x + side * half, "y": y} for half in spread for side in (-1, 1)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for half in (24, 30, 40):
        touch("touchMove", half)
    touch("touchEnd")
    phone.wait_for_function("([gd, least]) => gd.getBoundingClientRect().width / gd.layout.width > least",
                            arg=[explorer.graph.element_handle(), 1.5 * before])  # fmt: skip
    now = explorer.place(gl.FIGURES["5-17"].graph.index["apple_price"])
    assert now == pytest.approx((x, y), abs=4)
    assert phone.evaluate("visualViewport.scale") == 1
    # Other numbers leave the part of the picture that was chosen where it is.
    scrolled = "() => [...document.querySelectorAll('.st-key-instrument *')].find(one => one.shadowRoot).shadowRoot" \
               ".querySelector('.box').scrollLeft"  # fmt: skip
    at = phone.evaluate(scrolled)
    explorer.instrument.locator("summary").filter(has_text=explorer.word("inputs")).tap()
    explorer.fields.get_by_role("textbox", name="apple", exact=True).fill("200")
    explorer.keys("Enter").shows("400")
    assert phone.evaluate(scrolled) == pytest.approx(at, abs=4)


def test_the_home_page_fits_a_phone(phone: Page, server: str) -> None:
    phone.goto(f"{server}/?lang=ko")
    expect(phone.locator(".st-key-gallery-loss").get_by_role("link").first).to_be_attached()
    assert phone.evaluate(TOO_WIDE) == []


def test_the_picture_follows_the_systems_theme(explorer: Explorer, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    explorer.open(figure="5-17", step=6).settled(6)
    explorer.coloured("dark")
    told_in(explorer, "dark")
    labels = explorer.labels()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        explorer.coloured(scheme)
        assert explorer.at(6).labels() == labels
    page.emulate_media(color_scheme="light")
    explorer.coloured("light")
    told_in(explorer, "light")
    explorer.keys("ArrowRight").settled(7)
    told_in(explorer, "light")


# The letters of a button against its ground, as WCAG 2 measures it.
CONTRAST = """button => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
  }
  const { color, backgroundColor } = getComputedStyle(button)
  const pair = [light(color), light(backgroundColor)]
  return Math.max(...pair) / Math.min(...pair)
}"""


def test_the_letters_of_an_orange_button_can_be_read(phone: Page, server: str) -> None:
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        explorer = Explorer(phone, server).open(figure="5-6")
        explorer.coloured(scheme)
        chosen = phone.locator('[data-testid="stBaseButton-primary"]').first
        for button in (chosen, explorer.instrument.locator(".onward")):
            assert button.evaluate(CONTRAST) >= 4.5, scheme


def told_in(explorer: Explorer, theme: str) -> None:
    """Wait until the formulas are coloured as the picture is."""
    colour = THEMES[theme].gradient_text.lstrip("#")
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    coloured = explorer.told.locator("math .g").first
    expect(coloured).to_have_css("color", f"rgb({red}, {green}, {blue})")


def unnamed(page: Page) -> list[str]:
    """Return the controls that assistive technology has no name for."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        f"{node['role']['value']} {node.get('backendDOMNodeId')}"
        for node in tree
        if not node["ignored"]
        and node["role"]["value"] in CONTROLS
        and not node.get("name", {}).get("value", "").strip("\u200b ")
    ]


def test_every_control_has_a_name(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=3).settled(3)
    assert unnamed(page) == []


def test_every_control_of_the_home_page_has_a_name(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.locator(".st-key-gallery-loss").get_by_role("link").first).to_be_visible()
    assert unnamed(page) == []


FOCUSED = """() => {
  let one = document.activeElement
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement
  return one?.ariaLabel ?? one?.innerText ?? ""
}"""


def test_the_tab_key_reaches_every_control_in_the_order_of_the_page(explorer: Explorer, page: Page) -> None:
    explorer.open(figure="5-17", step=3).settled(3)
    reached = []
    for _ in range(60):
        explorer.keys("Tab")
        reached.append(page.evaluate(FOCUSED).strip())
    wanted = [
        "Explore",
        "한국어",
        "Show",
        "apple",
        "tax",
        *map(explorer.word, ("back", "next", "last", "play", "speed")),
    ]
    wanted += ["step 3 of 9", *map(explorer.word, ("zoom_in", "present", "keys")), "all_price ", "upstream"]
    places = [next((i for i, name in enumerate(reached) if name.startswith(text)), None) for text in wanted]
    assert None not in places, dict(zip(wanted, places, strict=True)) | {"reached": reached}
    assert places == sorted(places)
