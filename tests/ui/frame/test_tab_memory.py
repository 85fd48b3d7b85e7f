"""What a browser says that its tab has kept."""

import json

import pytest

from graphlab.ui.frame.tab_memory import MOST_CHARACTERS, _read


@pytest.mark.parametrize("text", ["", "{", "[1]", "7", "[" * 100_000, json.dumps({"a": "x" * MOST_CHARACTERS})])
def test_what_no_page_has_kept_is_nothing(text: str) -> None:
    assert _read(text) == {}


def test_what_a_page_has_kept_is_read() -> None:
    assert _read('{"a": 1}') == {"a": 1}
