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
