"""The switches above the picture."""

import pytest

from graphlab.locale import languages, translator
from graphlab.view.notation.registry import NOTATIONS
from tests.ui.test_pages import component, healthy, opened


def switch(app, name: str):
    return next(one for one in app.get("button_group") if one.key.startswith(f"switch {name} "))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_can_be_chosen(notation: str, language: str) -> None:
    app = opened(figure="5-27", notation="both" if notation == "numbers" else "numbers", lang=language)
    translate = translator(language)
    assert switch(app, "notation").options == [translate(entry.word) for entry in NOTATIONS.values()]
    healthy(switch(app, "notation").set_value(notation).run())
    assert app.query_params["notation"] == notation
    assert component(app, "instrument")["figure"]


def test_what_needs_arrays_is_offered_only_where_there_are_some() -> None:
    offered = switch(opened(figure="5-17"), "notation").options
    assert offered == [entry.word for entry in NOTATIONS.values() if not entry.arrays_only]
