"""Errors about shapes: the dimensions in colours, whatever else stands in them escaped, in every language."""

import re

import numpy as np
import pytest

from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.locale import languages, translator
from graphlab.ui.explorer.error_text import coloured
from graphlab.view.base.theme import dimension_colours


def error(source: str, **shapes: tuple) -> GraphlabError:
    with pytest.raises(GraphlabError) as caught:
        run(parse(source), {name: np.ones(shape) for name, shape in shapes.items()})
    return caught.value


@pytest.mark.parametrize("language", languages())
def test_the_two_sizes_have_the_colours_of_the_shape_view(language: str) -> None:
    text = coloured(error("y = dot(X_1, W)", X_1=(4, 2), W=(3, 5)), translator(language))
    first, second = dimension_colours("light")[:2]
    assert re.findall(r"\$\\textcolor\{(#\w+)\}\{\\mathbf\{(\d+)\}\}\$", text) == [(first, "2"), (second, "3")]
    assert r"X\_1" in text
    assert "\ue000" not in text


def test_other_errors_stay_as_they_are() -> None:
    found = GraphlabError(say("unknown name `{name}`", name="[x](y) $z$"))
    assert coloured(found, str) == r"unknown name `\[x\]\(y\) \$z\$`"
