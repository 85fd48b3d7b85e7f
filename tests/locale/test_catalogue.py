"""Every sentence is translated, with the same placeholders and the same code in it."""

import re
from string import Formatter

import pytest

from graphlab.locale import SOURCE, catalogue, closest, languages, translator
from graphlab.locale.sources import sentences

FOREIGN = [language for language in languages() if language != SOURCE]
# Words that the chapter itself leaves in Latin letters.
LATIN = re.compile(r"[A-Za-z]{4,}")


def placeholders(text: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sentence_is_missing_and_none_is_left_over(language: str) -> None:
    known, needed = catalogue(language), sentences()
    assert sorted(set(needed) - set(known)) == []
    assert sorted(set(known) - set(needed)) == []


@pytest.mark.parametrize("language", FOREIGN)
def test_placeholders_and_code_are_kept(language: str) -> None:
    for source, text in catalogue(language).items():
        assert placeholders(source) == placeholders(text), source
        assert sorted(re.findall("`[^`]*`", source)) == sorted(re.findall("`[^`]*`", text)), source


def test_korean_is_korean() -> None:
    for source, text in catalogue("ko").items():
        prose = re.sub(r"`[^`]*`|\{[^}]*\}|“[^”]*”", "", source)
        if LATIN.search(prose):
            assert re.search("[가-힣]", text), source


def test_a_particle_never_depends_on_what_is_put_in() -> None:
    for text in catalogue("ko").values():
        assert not re.search(r"[}`] ?(은|는|이|가|을|를|와|과|으로|로)(?![가-힣])", text), text
        assert not re.search(r"[은이을과]\([는가를와]\)|\(으\)로", text), text


def test_what_is_not_translated_stays_english() -> None:
    assert translator("ko")("no such sentence") == "no such sentence"
    assert translator("en")("price") == "price"


@pytest.mark.parametrize(
    ("wanted", "found"), [("ko-KR", "ko"), ("ko", "ko"), ("en-GB", "en"), ("xx", "en"), (None, "en")]
)
def test_the_closest_language(wanted: str | None, found: str) -> None:
    assert closest(wanted) == found
