"""Languages: English is the source; every other language is a folder with one `graphlab.po`."""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from graphlab.engine.errors import Translate

_HERE = Path(__file__).parent
SOURCE = "en"


@cache
def languages() -> dict[str, str]:
    """Return the languages on offer, code → name in that language.

    >>> languages()["ko"]
    '한국어'
    """
    codes = [SOURCE, *sorted(path.parts[-3] for path in _HERE.glob("*/LC_MESSAGES/graphlab.po"))]
    return {code: (Locale.parse(code).display_name or code).capitalize() for code in codes}


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the translated sentences of a language by their English source."""
    if language == SOURCE or language not in languages():
        return {}
    with (_HERE / language / "LC_MESSAGES" / "graphlab.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def translator(language: str) -> Translate:
    """Return the function that translates an English sentence into `language`; without a translation it stays English.

    >>> translator("en")("price")
    'price'
    """
    known = catalogue(language)
    return lambda text: known.get(text, text)


def closest(wanted: str | None) -> str:
    """Return the language on offer that is closest to a browser's locale such as "ko-KR"; else English.

    >>> closest("ko-KR"), closest("xx"), closest(None)
    ('ko', 'en', 'en')
    """
    code = (wanted or "").replace("_", "-").split("-")[0].lower()
    return code if code in languages() else SOURCE
