"""The tab in which a graph is kept and shared: link, file, pictures, pages, LaTeX and programs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import streamlit as st

from graphlab.book import FIGURES
from graphlab.build import draft
from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.engine.graph.source_text import literal
from graphlab.engine.language.literals import parse_literal
from graphlab.engine.language.parse import parse
from graphlab.export import graph_file
from graphlab.export.export_subject import Show, zipped
from graphlab.export.latex import latex
from graphlab.export.programs import PROGRAMS
from graphlab.export.stepping_page import page
from graphlab.export.worksheet import worksheet
from graphlab.locale import translator
from graphlab.ui.components.png_export import Kind, png_export
from graphlab.ui.explorer.stepping import SAVED
from graphlab.ui.frame import address, selection, share_links, state
from graphlab.ui.frame.picker import figure_name
from graphlab.ui.frame.shell import escape, guarded, sentence
from graphlab.ui.frame.subject import Subject
from graphlab.view.picture.svg_picture import stepping

# How wide a slide is, and how wide an animation, in px.
SLIDE, FILM = 1920, 1280
# Every picture of a film is kept in the browser until the file is written.
MOST_PICTURES = 150
FRAGMENT = "share"
_JOBS, _OPENED, _THEME = (f"share {name}" for name in ("jobs", "opened", "theme"))
# What a file says of the view: not the language, nor whether one is asked, which are the reader's own.
SETTINGS = tuple(name for name in SAVED if name not in ("text", "inputs", "case", "lang", "asking"))

BITMAPS: Mapping[Kind, str] = MappingProxyType({
    "png": _("PNG of this step"), "zip": _("PNG of every step"), "apng": _("Animated PNG"),
})  # fmt: skip
CODES: Mapping[str, str] = MappingProxyType({
    "layers": _("The chapter's layers"), "numpy": _("Plain numpy"), "torch": "PyTorch",
})  # fmt: skip
THEMES: Mapping[str, str] = MappingProxyType({"light": _("light"), "dark": _("dark")})


def share_tab(shown: Subject) -> None:
    """Draw the tab."""
    st.session_state[_OPENED] = False
    _tab(shown)


@st.fragment(key=FRAGMENT)
@guarded
def _tab(shown: Subject) -> None:
    """Draw what is in the tab; it is drawn again at every step, for what it gives away is the step that is shown."""
    if st.session_state[_OPENED]:
        # A file shows another graph: the whole page has to follow, not this tab alone.
        st.rerun()
    translate = translator(state.get("lang"))
    at = min(int(state.get("step")), len(shown.trace.steps))
    left, right = st.columns(2)
    with left:
        _link(translate)
        _file(shown, translate)
    with right:
        _pictures(shown, at, translate)
        _papers(shown, at, translate)


def show_of(shown: Subject, theme: str = "light") -> Show:
    """Return what the page shows, to be exported."""
    language = state.get("lang")
    look = replace(shown.look, toggles=False, selected=())
    return Show(shown.trace, _title(shown), language, theme, shown.words(language), look, shown.asides(language))


def _title(shown: Subject) -> str:
    if shown.figure is None:
        return ""
    translate = translator(state.get("lang"))
    return f"{figure_name(shown.figure.number, translate)} · {translate(shown.figure.title)}"


def _heading(text: str, translate: Translate) -> None:
    st.markdown(f"###### {escape(translate(text))}")


def _link(translate: Translate) -> None:
    _heading(_("Link"), translate)
    note = _("The link opens this graph with its numbers, at this step.")
    share_links.link(SAVED, note, TOO_LONG, translate, key=FRAGMENT)


TOO_LONG = _("This graph is too long for a link, and a reload of the page would lose it: save it as a file.")


def too_long(translate: Translate) -> None:
    """Warn of a graph that the address cannot hold."""
    share_links.too_long(TOO_LONG, translate)


def _file(shown: Subject, translate: Translate) -> None:
    _heading(_("File"), translate)
    share_links.files(text_of(shown), _name(shown), _opened, translate, key=FRAGMENT)


def text_of(shown: Subject) -> Callable[[], str]:
    """Return what makes the file that holds what is shown; it is called where there is no session to ask."""
    own, settings = state.get("text"), address.encoded(*SETTINGS)

    def make() -> str:
        values = {name: parse_literal(text) for name, text in shown.typed.items()}
        text = own if shown.figure is None and _is(own, shown) else shown.base.to_source()
        return graph_file.encode(graph_file.with_values(text, values), settings)

    return make


def _is(text: str, shown: Subject) -> bool:
    try:
        return parse(text) == shown.base
    except GraphlabError:
        return False


def _opened(data: bytes) -> None:
    """Show what a file holds. Raises `GraphlabError` where it is none; what was shown before stays then."""
    variables = variables_of(data)
    st.session_state[_OPENED] = True
    address.adopt(variables)
    st.session_state["jumps"] = st.session_state.get("jumps", 0) + 1


def variables_of(data: bytes) -> dict[str, str]:
    """Return what a file holds as the address would hold it. Raises `GraphlabError`."""
    text, settings = _finished(data)
    kept = {name: value for name, value in settings.items() if name in SETTINGS}
    figure = FIGURES.get(kept.pop("figure", ""))
    graph = parse(text)
    if figure is None or _bare(text) != _bare(figure.graph.to_source()):
        return {**kept, "text": text}
    mine = {name: literal(value) for name, value in graph.defaults.items() if value != figure.feed.get(name)}
    return {**kept, "figure": figure.number, "inputs": ";".join(f"{name}={text}" for name, text in mine.items())}


def _finished(data: bytes) -> tuple[str, dict[str, str]]:
    """Return the text and the settings in a file; of a file that holds a draft say where it can be opened."""
    try:
        return graph_file.decode(data)
    except GraphlabError:
        try:
            graph_file.decode(data, draft.parse_draft)
        except GraphlabError:
            pass
        else:
            raise GraphlabError(say("this graph is unfinished: open the file where graphs are built.")) from None
        raise


def _bare(text: str) -> str:
    """Return the graph that a text describes, without the values of its inputs."""
    graph = parse(text)
    nodes = (node._replace(value=None) if node.op == "input" else node for node in graph.nodes)
    return replace(graph, nodes=tuple(nodes)).to_source()


def _name(shown: Subject) -> str:
    return f"graphlab-{shown.figure.number if shown.figure else 'graph'}"


def _pictures(shown: Subject, at: int, translate: Translate) -> None:
    _heading(_("Picture"), translate)
    theme = selection.pick(
        st.segmented_control, translate(_("Colours")), list(THEMES), _THEME, lambda one: translate(THEMES[one]),
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    show, name = show_of(shown, theme), _name(shown)
    with st.container(horizontal=True, key="share-pictures"):
        _save("svg", _("SVG of this step"), lambda: show.svg(at), f"{name}-{at}.svg", "image/svg+xml", translate)
        _save("svgs", _("SVG of every step"), lambda: _all(show), f"{name}-svg.zip", "application/zip", translate)
        _save("page", _("Page that steps by itself"), lambda: page(show, at), f"{name}.html", "text/html", translate)
        icon = ":material/download:"
        asked = [kind for kind, label in BITMAPS.items() if st.button(translate(label), key=f"share {kind}", icon=icon)]
    if asked:
        _bitmap(show, asked[0], at, name, translate)


def _all(show: Show) -> bytes:
    return zipped((f"step-{at:03}.svg", svg) for at, svg in enumerate(show.svgs()))


def _bitmap(show: Show, kind: Kind, at: int, name: str, translate: Translate) -> None:
    """Have the browser draw what was asked for: it has the fonts, and the server stays free."""
    last = show.picture.last
    if kind != "png" and last >= MOST_PICTURES:
        many = say("{steps} steps are too many for one file of pictures; take the page that steps.", steps=last)
        st.info(sentence(many.translated(translate)))
        return
    st.session_state[_JOBS] = st.session_state.get(_JOBS, 0) + 1
    names = {"png": f"{name}-{at}.png", "zip": f"{name}-png.zip", "apng": f"{name}.apng"}
    png_export(
        stepping(show.picture, at, show.theme), translate, kind=kind, at=at, last=last,
        width=FILM if kind == "apng" else SLIDE,
        name=names[kind], job=str(st.session_state[_JOBS]), key="raster",
    )  # fmt: skip


def _papers(shown: Subject, at: int, translate: Translate) -> None:
    show, name = show_of(shown), _name(shown)
    _heading(_("Paper"), translate)
    with st.container(horizontal=True, key="share-papers"):
        tex, sheet = f"{name}-{at}.tex", f"{name}-worksheet.html"
        _save("latex", _("LaTeX of this step"), lambda: latex(show, at), tex, "application/x-tex", translate)
        _save("sheet", _("Worksheet with answers"), lambda: worksheet(show), sheet, "text/html", translate)
    _heading(_("Program"), translate)
    st.caption(escape(translate(_("Each runs as it is, and prints the numbers of this page."))))
    with st.container(horizontal=True, key="share-programs"):
        for kind, label in CODES.items():
            program = f"{name}-{kind}.py".replace("-", "_")
            _save(kind, label, partial(PROGRAMS[kind], shown.trace), program, "text/x-python", translate)


def _save(key: str, label: str, make: Callable[[], str | bytes], name: str, mime: str, translate: Translate) -> None:
    """Draw a button that makes a file when it is pressed, and not before."""
    icon = ":material/download:"
    st.download_button(translate(label), make, name, mime, key=f"share {key}", icon=icon, on_click="ignore")
