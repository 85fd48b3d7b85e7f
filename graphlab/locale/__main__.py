"""Bring the catalogues up to date: `python -m graphlab.locale` adds new sentences and drops those no longer used."""

from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from graphlab.locale.sources import sentences

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def update(path: Path) -> int:
    """Rewrite one catalogue in the order of the code; return how many of its sentences are not translated yet."""
    with path.open("rb") as file:
        old = read_po(file)
    new = Catalog(locale=path.parts[-3])
    for text, place in sentences().items():
        known = old.get(text)
        new.add(text, known.string if known else "", locations=[(place, 0)])
    with path.open("wb") as file:
        file.write(_HEADER.format(language=path.parts[-3]).encode())
        write_po(file, new, width=120, omit_header=True, include_lineno=False)
    return sum(not entry.string for entry in new if entry.id)


if __name__ == "__main__":
    for catalogue in sorted(Path(__file__).parent.glob("*/LC_MESSAGES/graphlab.po")):
        print(f"{catalogue.parts[-3]}: {update(catalogue)} sentences to translate")
