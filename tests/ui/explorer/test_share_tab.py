"""Keeping and sharing, on the real page: the address, the file, and what is offered."""

import random
from urllib.parse import urlencode, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.export import graph_file, link
from graphlab.locale import languages, translator
from graphlab.ui.explorer import share_tab
from graphlab.ui.frame import qr_code
from tests.ui.test_pages import component, healthy, opened, text_of

TAB = "Share and export"
LONG = "# my own words, which stay\n" + "\n".join(f"a{i} = x * {i} + w" for i in range(1, 60)) + "\ny = a59 * 2"


def sharing(language: str = "en", **address: str) -> AppTest:
    app = opened(lang=language, **address)
    app.session_state["tabs"] = TAB
    return healthy(app.run())


def noise(length: int) -> str:
    rng = random.Random(3)
    return "[" + ", ".join(repr(rng.random()) for _ in range(length)) + "]"


def given(app: AppTest, data: bytes) -> AppTest:
    """Hand a file over, as the browser would."""
    uploader = app.get("file_uploader")[0]
    return healthy(uploader.upload("a.txt", data, "text/plain").run())


def labels(app: AppTest) -> set[str]:
    return {element.proto.label for element in app.get("download_button")} | {button.label for button in app.button}


@pytest.mark.parametrize("language", languages())
def test_everything_is_offered_in_every_language(language: str) -> None:
    app = sharing(language, figure="5-17", step="6")
    translate = translator(language)
    files = {"SVG of this step", "SVG of every step", "Page that steps by itself", "LaTeX of this step"}
    offered = {*share_tab.BITMAPS.values(), *share_tab.CODES.values(), *files, "QR code", "Save as a file"}
    assert {translate(label) for label in offered} <= labels(app)
    assert component(app, "copy link")["words"]["copy"] == translate("Copy link")
    assert component(app, "copy link")["disabled"] is False


def test_a_long_graph_is_packed_into_the_address_and_comes_back_with_everything() -> None:
    view = {"notation": "symbols", "constants": "inside"}
    app = opened(text=LONG, inputs="x=3;w=[1, 2]", upstream="0.5", step="7", **view)
    address = {name: app.query_params[name] for name in app.query_params}
    assert address.keys() == {link.PACKED, "lang"}
    assert len(urlencode(address)) < link.LONGEST
    again = opened(**address)
    assert component(again, "instrument")["figure"] == component(app, "instrument")["figure"]
    assert component(again, "instrument")["step"] == 7
    assert component(again, "source")["text"] == LONG
    assert {name: again.query_params[name] for name in again.query_params} == address


def test_a_text_that_is_not_shown_stays_out_of_the_link() -> None:
    app = opened(figure="5-13", text=LONG, step="1")
    assert {name: app.query_params[name] for name in app.query_params} == {"figure": "5-13", "step": "1", "lang": "en"}


def test_a_graph_that_no_address_holds_is_said_to_be_kept_as_a_file() -> None:
    app = sharing(text=f"W = {noise(800)}\ny = W * 2")
    assert list(app.query_params) == ["lang"]
    assert "too long for a link" in text_of(app)
    assert component(app, "copy link")["disabled"] is True


@pytest.mark.parametrize("packed", ["", "a", "b123", "a*", "a" + "A" * 3_000, "a" + "A" * 9_000])
def test_a_broken_link_opens_with_a_sentence(packed: str) -> None:
    app = opened(z=packed)
    assert len(app.warning) == 1
    assert component(app, "instrument")["says"]


def test_a_packed_link_is_read_by_the_same_rules_as_an_open_one() -> None:
    hostile = {"text": "y = __import__('os')", "inputs": "x=__import__('os')", "step": "-1", "job": "../../etc"}
    app = opened(z=link.pack(hostile))
    assert len(app.warning) == 3
    assert component(app, "source")["error"]["line"] == 1


def test_the_file_holds_the_numbers_and_the_view_and_opens_as_the_same_page() -> None:
    app = sharing(figure="5-17", inputs="apple=120", upstream="2", step="6", notation="both")
    head = "# graphlab 1\n# figure: 5-17\n# upstream: 2\n# step: 6\n# notation: both\n\n"
    numbers = "apple = 120\nn_apple = 2\norange = 150\nn_orange = 3\ntax = 1.1\n"
    written = head + numbers + gl.FIGURES["5-17"].graph.to_source() + "\n"
    after = given(sharing(figure="5-2"), written.encode())
    assert component(after, "instrument")["figure"] == component(app, "instrument")["figure"]
    assert component(after, "instrument")["step"] == 6
    assert after.query_params["figure"] == "5-17"
    assert after.query_params["inputs"] == "apple=120"


def test_a_file_of_ones_own_keeps_its_words() -> None:
    text = graph_file.encode("# for my class\nx = 3\ny = x * x  # squared", {"step": "2"})
    app = given(sharing(figure="5-17"), text.encode())
    assert component(app, "source")["text"] == "# for my class\nx = 3\ny = x * x  # squared"
    assert component(app, "instrument")["step"] == 2
    assert "figure" not in app.query_params


def test_a_changed_figure_in_a_file_is_a_graph_of_ones_own() -> None:
    app = given(sharing(figure="5-2"), b"# graphlab 1\n# figure: 5-17\n\ny = x * 3")
    assert component(app, "source")["text"] == "y = x * 3"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n", b"y = x * x", b"# graphlab 1\n\ny = epx(x)", b"# graphlab 9\ny = x * x", b"\xff" * 99],
    ids=["empty", "picture", "no first line", "no graph", "later", "bytes"],
)
def test_any_other_file_gives_a_sentence_and_changes_nothing(data: bytes) -> None:
    before = sharing(figure="5-13", step="2")
    app = given(before, data)
    assert len(app.error) == 1
    assert "\\#" not in app.error[0].value
    assert component(app, "instrument")["step"] == 2
    assert app.query_params["figure"] == "5-13"


def test_settings_in_a_file_follow_the_rules_of_the_address() -> None:
    data = b"# graphlab 1\n# step: minus one\n# job: x\n# lang: ko\n# notation: <b>\n\ny = x * x"
    app = given(sharing(figure="5-13"), data)
    assert len(app.warning) == 2
    assert app.query_params["lang"] == "en"
    assert "job" not in app.query_params


@pytest.mark.parametrize("kind", ["png", "zip", "apng"])
def test_a_bitmap_is_asked_of_the_browser_and_only_then(kind: str) -> None:
    app = sharing(figure="5-13", step="2")
    assert not [element for element in app.get("bidi_component") if "raster" in element.proto.id]
    label = share_tab.BITMAPS[kind]
    app = healthy(next(button for button in app.button if button.label == label).click().run())
    data = component(app, "raster")
    assert (data["kind"], data["at"], data["last"]) == (kind, 2, 3)
    assert data["svg"].startswith("<svg")
    assert data["name"].endswith({"png": "-2.png", "zip": ".zip", "apng": ".apng"}[kind])


@pytest.mark.parametrize(
    "kind, most, made", [("zip", 3, False), ("apng", 3, False), ("zip", 4, True), ("png", 3, True)]
)
def test_a_file_of_pictures_has_a_limited_number_of_them(
    kind: str, most: int, made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_tab, "MOST_PICTURES", most)
    app = sharing(figure="5-13", step="2")
    label = share_tab.BITMAPS[kind]
    app = healthy(next(button for button in app.button if button.label == label).click().run())
    assert any("raster" in element.proto.id for element in app.get("bidi_component")) == made
    assert any("3 steps are too many" in info.value for info in app.info) != made


def test_the_qr_code_holds_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = qr_code.segno.make
    monkeypatch.setattr(qr_code.segno, "make", lambda text, **options: (made.append(text), make(text, **options))[1])
    app = sharing(figure="5-13", step="2")
    assert made == []
    healthy(next(button for button in app.button if button.label == "QR code").click().run())
    assert [urlsplit(text).query for text in made] == ["figure=5-13&step=2&lang=en"]
