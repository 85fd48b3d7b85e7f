"""Messages on a page show names as code, without backticks and backslashes, and lift no field out of its row."""

import re
from pathlib import Path

import pytest

from graphlab.ui import frame
from tests.ui.test_pages import healthy, opened

SOURCES = sorted(Path(frame.__file__).parents[1].glob("*/*.py"))


def test_no_message_is_drawn_with_its_backticks() -> None:
    raw = re.compile(r"st\.(error|warning|info|caption|success|markdown)\(escape\(\w*error\w*\.")
    assert [path.name for path in SOURCES if raw.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("formula", ["y = x % 2", "y = my_exp(x)"])
def test_a_mistake_on_the_home_page_shows_names_as_code(formula: str) -> None:
    app = opened("app.py")
    (said,) = healthy(app.text_input(key="formula").set_value(formula).run()).error
    assert said.value.count("`") % 2 == 0
    assert "\\" not in "".join(said.value.split("`")[1::2])


def test_what_is_wrong_with_a_field_stands_below_the_row() -> None:
    app = opened(figure="5-17")
    app.text_input[0].set_value("=3")
    healthy(app.run())
    (said,) = [caption for caption in app.caption if caption.value.startswith(":red[")]
    assert "apple" in said.value
    order = [one.type for one in app.main if one.type == "text_input" or one is said or ":red[" in str(one)]
    assert order[-2:] == ["text_input", "caption"]
