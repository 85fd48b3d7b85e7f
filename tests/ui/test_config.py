"""Streamlit still knows every setting that the app relies on, some of which it does not document."""

import tomllib
from pathlib import Path

import pytest
import streamlit.config

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
SETTINGS = [
    (f"{section}.{name}", value)
    for section, values in CONFIG.items()
    if section != "theme"
    for name, value in values.items()
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_streamlit_accepts_the_setting(name: str, value: object) -> None:
    assert name in streamlit.config.get_config_options()
    assert type(streamlit.config.get_config_options()[name].value) in (type(value), type(None))


def test_both_themes_are_given_so_that_the_visitor_can_switch() -> None:
    assert set(CONFIG["theme"]) == {"light", "dark"}


def test_the_dark_page_has_the_colour_of_the_dark_picture() -> None:
    from graphlab.view.base.theme import THEMES

    for theme, colours in CONFIG["theme"].items():
        assert colours["backgroundColor"].lower() == THEMES[theme].paper.lower()
