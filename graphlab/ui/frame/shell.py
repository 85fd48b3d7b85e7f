"""The frame of every page: title, menu, language, and what was wrong with the address."""

import gc
import logging
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate, say
from graphlab.engine.errors import mark as _
from graphlab.locale import languages, translator
from graphlab.ui.components.document import document
from graphlab.ui.frame import address, state
from graphlab.ui.frame.pages import PAGES, Page

# What has been imported lives as long as the server; the garbage collector need not look at it again.
gc.freeze()

_ICON = str(Path(__file__).with_name("icon.svg"))
_STYLE = Path(__file__).with_name("shell.css")
_LOG = logging.getLogger(__name__)
FAILED = _("Something went wrong in this part of the page, so it cannot be shown. The rest of the page works.")

P = ParamSpec("P")
T = TypeVar("T")


def frame(file: str) -> Translate:
    """Draw the frame of the page `file` and return the translator for its texts; the first call of every page."""
    page = next(page for page in PAGES if page.file == file)
    state.begin()
    address.load(file)
    translate = translator(state.get("lang"))
    st.set_page_config(page_title=f"{translate(page.title)} · graphlab", page_icon=_ICON, layout="wide")
    st.html(_style())
    document(state.get("lang"))
    with st.container(key="menu", horizontal=True, vertical_alignment="center", gap="small"):
        _menu(page, translate)
    _say_without_effect()
    for problem in address.problems():
        st.warning(sentence(problem.translated(translate)))
    return translate


def _say_without_effect() -> None:
    """Say, once, that a callback has failed: in the frame, or in the part alone that is drawn after it."""
    if state.callback_failed():
        translate = translator(state.get("lang"))
        st.error(translate(_("Something went wrong, so what you have just done had no effect.")))


@cache
def _style() -> str:
    return f"<style>{_STYLE.read_text(encoding='utf-8')}</style>"


def _menu(current: Page, translate: Translate) -> None:
    st.page_link(PAGES[0].file, label="**graphlab**")
    for page in PAGES:
        with st.container(key=f"menu-{'here' if page == current else 'there'}-{PAGES.index(page)}", width="content"):
            st.page_link(page.file, label=translate(page.menu))
    st.space("stretch")
    # One button for each language but the present one.
    for code, name in languages().items():
        if code != state.get("lang"):
            press, lang = ("language", state.put), {"lang": code}
            st.button(name, key=f"language-{code}", type="tertiary", on_click=state.press, args=press, kwargs=lang)


def worded(make: Callable[P, T]) -> Callable[P, T]:
    """Return a function that raises no exception but `GraphlabError`: the page gets a sentence, the log the trace."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return make(*args, **kwargs)
        except GraphlabError:
            raise
        except Exception:
            _LOG.exception("A part of a page has failed: %s", make.__qualname__)
            raise GraphlabError(say(FAILED)) from None

    return made


def guarded(draw: Callable[P, T]) -> Callable[P, T | None]:
    """Return a function that draws a part of a page and shows a sentence in its place where it raises.

    It returns None then; the trace goes to the server's log alone. What Streamlit raises to stop or to run anew passes.
    A part that is a fragment, and is drawn without the frame, says above itself that a callback has failed.
    """

    @wraps(draw)
    def part(*args: P.args, **kwargs: P.kwargs) -> T | None:
        _say_without_effect()
        try:
            return worded(draw)(*args, **kwargs)
        except GraphlabError as error:
            st.error(sentence(error.translated(translator(state.get("lang")))))
        return None

    return part


def theme() -> str:
    """Return "light" or "dark", as the visitor sees the page."""
    return st.context.theme.type or "light"


def escape(text: str) -> str:
    r"""Return text for Markdown with everything that Markdown would read as a sign put behind a backslash.

    >>> escape("a [link](x) `code`")
    'a \\[link\\]\\(x\\) `code`'
    """
    escaped = "".join(f"\\{sign}" if sign in "\\[]()<>*_#!|~$:&" else sign for sign in text)
    # Markdown makes a link of a bare address too, and no backslash stops it: an invisible joiner does.
    return escaped.replace("//", "/\u2060/").replace("www.", "www\u2060.").replace("@", "\u2060@")


def sentence(text: str) -> str:
    r"""Return a sentence for Markdown; names stand in it as code, where Markdown takes every sign as it is.

    >>> print(sentence("`n_apple` is n_apple"), sentence("``` [n](x) `"))
    `n_apple` is n\_apple \`\`\` \[n\]\(x\) \`
    """
    parts = text.split("`")
    # What somebody typed may hold the sign too: where Markdown would pair otherwise than we do, nothing is code.
    if len(parts) % 2 == 0 or "``" in text or any("\n" in code for code in parts[1::2]):
        return escape(text).replace("`", "\\`")
    return "`".join(part if i % 2 else escape(part) for i, part in enumerate(parts))
