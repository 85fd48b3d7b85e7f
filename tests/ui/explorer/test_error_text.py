"""Errors about shapes: the dimensions in colours, whatever else stands in them escaped, in every language."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import graphlab as gl
from graphlab.engine.errors import GraphlabError, say
from graphlab.engine.language.parse import parse
from graphlab.engine.run.trace import run
from graphlab.locale import languages, translator
from graphlab.ui.explorer.error_text import coloured
from graphlab.view.base.theme import dimension_colours
from tests.ui.test_pages import component, opened, type_into


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


@pytest.mark.parametrize("language", languages())
def test_the_picture_stays_with_its_shapes_and_is_said(language: str) -> None:
    app = opened(text="H = exp(dot(X, W))\ny = H * 2", inputs="X=[[1, 2]];W=[[1, 2], [3, 4], [5, 6]]", lang=language)
    svg = component(app, "halted")["svg"]
    assert re.findall(r'class="(?:first|second)_size">(\d)<', svg) == ["2", "3"]
    assert translator(language)("The graph as far as it could be computed.") in svg
    assert pictures(app) == {"halted"}
    type_into(app, W="[[1, 2], [3, 4]]")
    assert pictures(app) == {"instrument"}


def pictures(app: AppTest) -> set[str]:
    """Return which pictures stand on the page; without one the instrument has its fields alone."""
    found = {key for key in ("halted", "instrument") for one in app.get("bidi_component") if key in one.proto.id}
    return {key for key in found if component(app, key)["svg"]}


def test_a_run_beyond_the_limits_is_not_begun_for_its_picture() -> None:
    app = opened(text="y = reshape(x, [400, 1]) * reshape(x, [1, 400])", inputs=f"x={[1] * 400}")
    assert len(app.error) == 1
    assert pictures(app) == set()


@pytest.mark.parametrize("number", gl.FIGURES)
def test_every_figure_keeps_its_picture(number: str) -> None:
    name = gl.FIGURES[number].graph.inputs[0]
    app = opened(figure=number, inputs=f"{name}=[[1,2,3,4,5,6,7],[1,2,3,4,5,6,7]]")
    assert pictures(app)
