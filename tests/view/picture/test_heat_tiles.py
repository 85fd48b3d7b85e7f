"""Large matrices on edges: a tile over the shape, in time, small enough to send, and asking for the right node."""

import json

import numpy as np
import pytest

import graphlab as gl
from graphlab.engine.run.trace import Trace
from graphlab.view.base.theme import THEMES
from graphlab.view.layout.boxes import around
from graphlab.view.picture.heat_tiles import CELLS, LEVELS, placed, tile_marks
from graphlab.view.picture.marks import Cells, Mark
from graphlab.view.picture.plotly_traces import layers
from graphlab.view.picture.scene import Scene, label_size, scene

LIGHT = THEMES["light"]


def net() -> Trace:
    rng = np.random.default_rng(0)
    feed = {"x": rng.random((100, 784)), "W1": rng.normal(size=(784, 50)), "b1": rng.normal(size=50)}
    return gl.run(gl.parse("h = relu(dot(x, W1) + b1)\nL = sum(h)"), feed)


def matrices(picture: Scene) -> list[Mark]:
    return [mark for mark in tile_marks(picture) if isinstance(mark.shape, Cells)]


def test_the_tiles_of_a_layer_of_mnists_size() -> None:
    picture = scene(net())
    found = list(placed(picture))
    shapes = sorted({np.shape(tile.value) for tile in found})
    assert shapes == [(50,), (100, 50), (100, 784), (784, 50)]
    assert len(found) == 12
    drawn = matrices(picture)
    assert len(drawn) == len(found)
    for mark in drawn:
        (layer,) = layers([mark], LIGHT)
        assert len(json.dumps(layer.at(99))) < 10_000
        assert np.shape(mark.shape.levels)[0] <= CELLS
        assert np.shape(mark.shape.levels)[1] <= CELLS
        assert np.abs(mark.shape.levels).max() <= LEVELS


def test_a_tile_appears_when_its_matrix_is_known() -> None:
    picture = scene(net())
    for tile, mark in zip(placed(picture), matrices(picture), strict=True):
        (layer,) = layers([mark], LIGHT)
        assert layer.at(tile.first).get("visible", True)
        assert tile.first == 0 or not layer.at(tile.first - 1)["visible"]
    starts = {(np.shape(tile.value), tile.first) for tile in placed(picture)}
    assert {((784, 50), 0), ((100, 50), 1), ((784, 50), 9), ((100, 784), 9)} <= starts


def test_a_tile_stands_in_its_label_above_the_shape() -> None:
    picture = scene(net())
    spots = [
        (p, text)
        for part in ("above", "below")
        for p, text in zip(getattr(picture.placed, part), getattr(picture, part), strict=True)
    ]
    rects = [around(p, size) for p, text in spots if p and (size := label_size(text))]
    for tile in placed(picture):
        left, top, right, bottom = around(tile.centre, tile.size)
        inside = [r for r in rects if r[0] <= left and right <= r[2] and r[1] - 3 <= top and bottom <= r[3] - 16]
        assert len(inside) == 1


def test_a_click_asks_for_the_node_whose_cells_it_shows() -> None:
    picture = scene(net())
    spots = [mark for mark in tile_marks(picture) if mark.role == "tile-target"]
    assert {mark.data for mark in spots} == {"#v1", "#v2", "#h"}
    assert "(784, 50)<br>" in " ".join(mark.tip for mark in spots)


def test_the_largest_number_has_the_strongest_colour_and_the_sign_its_side() -> None:
    trace = gl.run(gl.parse("y = x * 2"), {"x": [[1.0, -4.0, 2.0, 0.0, float("nan")]]})
    mark, *_ = matrices(scene(trace))
    assert mark.shape.levels == ((2, -9, 4, 0, 0),)
    (layer,) = layers([mark], LIGHT)
    assert [colour for _, colour in layer.base["colorscale"]] == [LIGHT.low, LIGHT.node, LIGHT.high]


@pytest.mark.parametrize("number", ["5-17", "5-27", "5-30"])
def test_small_arrays_stay_numbers(number: str) -> None:
    figure = gl.FIGURES[number]
    assert list(tile_marks(scene(gl.run(figure.graph, figure.feed, figure.upstream)))) == []
