"""Streamlit's own front end, as files: the hashes of its inline scripts, and the modules that every page needs."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import streamlit as st

# What every page draws with, and the browser would ask for only when the page's first message has come.
ELEMENTS = ("BidiComponent", "Html", "PageLink", "Button", "TextInput")

_FOLDER = Path(st.__file__).parent / "static"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.$-]+\.js)["']""")


def page() -> str:
    """Return the page that every address answers with."""
    return (_FOLDER / "index.html").read_text(encoding="utf-8")


def script_hashes() -> list[str]:
    """Return the hashes of the scripts that stand in the page, as a content security policy names them."""
    digests = (sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page()))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


def preloads() -> str:
    """Return the header `Link` that has the browser fetch the modules of `ELEMENTS` together with the page's own."""
    files = [file for element in ELEMENTS for file in (_FOLDER / "static" / "js").glob(f"{element}.*.js")]
    names = dict.fromkeys(name for file in files for name in _with_imports(file))
    known = page()
    return ", ".join(f"<./static/js/{name}>; rel=modulepreload; crossorigin" for name in names if name not in known)


def _with_imports(module: Path) -> Iterator[str]:
    """Yield the name of a module and, each once, of all that it imports."""
    found, waiting = {module.name}, [module]
    while waiting:
        file = waiting.pop()
        yield file.name
        for name in _IMPORTED.findall(file.read_text(encoding="utf-8")):
            if name not in found:
                found.add(name)
                waiting.append(file.with_name(name))
