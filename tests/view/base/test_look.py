"""The ways of looking at a trace: constants inside, one node in focus, a highlighted path, groups and toggles."""

from dataclasses import replace
from typing import Any

import pytest

import graphlab as gl
from graphlab.engine.rewrite.expand import Group, opened
from graphlab.engine.rewrite.paths import paths
from graphlab.engine.run.trace import Trace
from graphlab.view.base.look import PLAIN, Look
from graphlab.view.base.theme import THEMES
from graphlab.view.layout.boxes import around, overlap, title_size
from graphlab.view.layout.routes import point_at
from graphlab.view.layout.visible import BAND, band, composites
from graphlab.view.picture.plotly_figure import spec
from graphlab.view.picture.scene import folded, label_size, scene

LIGHT = THEMES["light"]


def traced(text: str, **feed: Any) -> Trace:
    return gl.run(gl.parse(text), feed)


def expanded(trace: Trace) -> tuple[Trace, tuple[Group, ...]]:
    """Every composite of a trace opened."""
    graph = trace.graph
    names = [graph.nodes[i].name for i in composites(graph)]
    feed = {name: trace.values[name] for name in graph.inputs}
    found = opened(graph, names, feed)
    return gl.run(found.graph, feed), found.groups


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("y = x * 2", "×2"),
        ("y = 2 * x", "×2"),
        ("y = x * -1", "×(−1)"),
        ("y = x + 1", "+1"),
        ("y = x - 1", "−1"),
        ("y = 1 - x", "1−"),
        ("y = x / 4", "/4"),
        ("y = 4 / x", "4/"),
        ("y = x ** 2", "^2"),
        ("y = 2 ** x", "2^"),
    ],
)
def test_a_constant_stands_inside_its_node(text: str, caption: str) -> None:
    picture = scene(traced(text, x=3.0), look=Look(inline_constants=True))
    assert picture.captions[-2] == caption
    assert len(picture.edges) == 2
    outside = scene(traced(text, x=3.0))
    assert len(outside.edges) == 3


@pytest.mark.parametrize("text", ["y = x * [1, 2]", "y = relu(2) * x", "y = maximum(x, 2)", "y = 2 * 3 * x"])
def test_what_reads_badly_inside_stays_outside(text: str) -> None:
    graph = gl.parse(text)
    kept = [node for i, node in enumerate(graph.nodes) if node.op == "const" and i not in folded(graph)]
    assert kept


@pytest.mark.parametrize("figure", gl.FIGURES.values(), ids=lambda figure: figure.number)
def test_folding_changes_no_number(figure: Any) -> None:
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    inside, outside = scene(trace, look=Look(inline_constants=True)), scene(trace)
    for one in ("above", "below"):
        shown = {edge: text.shown for edge, text in zip(outside.edges, getattr(outside, one), strict=True)}
        assert all(shown[w] == text.shown for w, text in zip(inside.edges, getattr(inside, one), strict=True))
    assert {w.source for w in set(outside.edges) - set(inside.edges)} == folded(trace.graph)


def test_the_constants_of_5_1_are_outside_the_variables_of_5_2() -> None:
    first, second = gl.FIGURES["5-1"], gl.FIGURES["5-2"]
    one, two = (scene(gl.run(f.graph, f.feed), f.labels) for f in (first, second))
    assert sorted(one.captions) == sorted(text.partition("\n")[0] for text in two.captions)
    assert sorted(text.shown for text in one.above) == sorted(text.shown for text in two.above)


def focused(picture: dict[str, Any], at: int, colour: str) -> set[str]:
    """Return the labels of a colour that lie above the veil at a position."""
    data, frame = picture["data"], picture["frames"][at]
    veil = next(i for i, one in enumerate(data) if one.get("fillcolor") == LIGHT.veil)
    parts = dict(zip(frame["traces"], frame["data"], strict=True))
    found = set()
    for i in range(veil + 1, len(data)):
        if "text" in data[i].get("mode", "") and data[i].get("textfont", {}).get("color") == colour:
            one = {**data[i], **parts.get(i, {})}
            found |= {text for text, y in zip(one["text"], one["y"], strict=False) if y is not None and y >= 0}
    return found


def test_the_acting_node_its_inputs_and_its_output_are_in_focus() -> None:
    basket = gl.FIGURES["5-17"]
    picture = spec(gl.run(basket.graph, basket.feed), look=Look(focus=True))
    assert focused(picture, 3, LIGHT.value) == {"200", "450", "650"}
    assert focused(picture, 7, LIGHT.gradient_text) == {"1.1"}
    assert focused(picture, 9, LIGHT.gradient_text) == {"1.1", "2.2", "110"}
    assert focused(picture, 0, LIGHT.value) == set()


@pytest.mark.parametrize("name", ["apple", "tax", "n_orange"])
def test_a_highlighted_path_runs_along_its_edges_to_the_result(name: str) -> None:
    basket = gl.FIGURES["5-17"]
    trace = gl.run(basket.graph, basket.feed)
    (way,) = paths(trace, trace.graph.index[name])
    path = tuple((i, *wire) for i, wire in zip(way.nodes, way.edges, strict=False))
    look = Look(path=path)
    picture = spec(trace, look=look)
    light = next(one for one in picture["data"] if one.get("line", {}).get("color") == LIGHT.ring)
    plan = scene(trace, look=look)
    wanted = {*path, (len(trace.graph.nodes) - 1, len(trace.graph.nodes), 0)}
    for edge, route in zip(plan.edges, plan.plan.routes, strict=True):
        (x, y), _ = point_at(route, 0.0)
        assert ((round(x), round(y)) in zip(light["x"], light["y"], strict=True)) == (edge in wanted)


@pytest.mark.parametrize("text", ["y = sigmoid(x)", "L = softmax_with_loss(x * 1, [0, 1, 0])", "y = tanh(sigmoid(x))"])
def test_a_group_holds_the_inside_and_nothing_else(text: str) -> None:
    trace, groups = expanded(traced(text, x=(0.5, 1.0, -1.0)))
    look = Look(groups=groups, toggles=True)
    picture = scene(trace, look=look)
    assert [group.op for group in groups] == [group.op for group in picture.look.groups]
    assert len(picture.placed.titles) == len(groups)
    for group in groups:
        members = picture.visible.members(group)
        assert {picture.nodes[i].name for i in members} == set(group.members)
        assert trace.graph.index[group.name] in members
    drawn = spec(trace, look=look)["data"]
    assert sum(one.get("line", {}).get("color") == LIGHT.group for one in drawn) == len(groups)


def test_a_group_reaches_round_its_widest_node() -> None:
    found = opened(gl.parse("L = softmax_with_loss(x, [0, 1, 0])"), ["L"])
    look = Look(groups=found.groups)
    trace = gl.run(found.graph, {"x": (0.5, 1.0, -1.0)})
    picture = scene(trace, look=look)
    (drawn,) = (one for one in spec(trace, look=look)["data"] if one.get("line", {}).get("color") == LIGHT.group)
    xs = [x for x in drawn["x"] if x is not None]
    for i in picture.visible.members(look.groups[0]):
        (x, _), half = picture.plan.points[i], picture.boxes[i].width / 2
        assert min(xs) - BAND / 2 < x - half
        assert x + half < max(xs) + BAND / 2


@pytest.mark.parametrize("notation", ["numbers", "symbols", "both"])
def test_the_title_of_a_group_touches_no_label(notation: str) -> None:
    found = opened(gl.parse("L = softmax_with_loss(x, [0, 1, 0])"), ["L", "L_y"])
    trace = gl.run(found.graph, {"x": (1.0, 2.0, 3.0)})
    groups = found.groups
    picture = scene(trace, look=Look(notation=notation, groups=groups, toggles=True))
    labels = [
        around(spot, label_size(text) or (0.0, 0.0))
        for spots, shown in ((picture.placed.above, picture.above), (picture.placed.below, picture.below))
        for spot, text in zip(spots, shown, strict=True)
        if spot
    ]
    for spot, group in zip(picture.placed.titles, groups, strict=True):
        title = around(spot, title_size(group.op))
        assert not [label for label in labels if overlap(title, label)]


def test_an_inner_group_is_narrower_than_the_outer_one() -> None:
    first = opened(gl.parse("L = softmax_with_loss(x, t)"), ["L"])
    inner = next(node.name for node in first.graph.nodes if node.op == "softmax")
    found = opened(gl.parse("L = softmax_with_loss(x, t)"), ["L", inner])
    outer, nested = found.groups
    look = Look(groups=(outer, nested))
    assert set(nested.members) < set(outer.members)
    assert band(look, nested) < band(look, outer)


def test_toggles_say_what_they_expand_and_collapse() -> None:
    trace = traced("h = sigmoid(x)\ny = h * tanh(h)", x=0.5)
    toggles = [one for one in spec(trace, look=Look(toggles=True))["data"] if one.get("mode") == "markers+text"][-1]
    signs = [data for data in toggles["customdata"] if isinstance(data, str)]
    assert set(signs) == {"+h", f"+{trace.graph.nodes[2].name}"}
    assert all("customdata" not in one or "+h" not in one["customdata"] for one in spec(trace)["data"])


@pytest.mark.parametrize("change", [{"inline_constants": True}, {"focus": True}, {"toggles": True}, {"elided": ("x",)}])
def test_a_look_keeps_the_number_and_the_names_of_frames(change: dict[str, Any]) -> None:
    trace = traced("y = sigmoid(x * 2) + x", x=0.5)
    plain, other = (spec(trace, look=look) for look in (PLAIN, replace(PLAIN, **change)))
    assert [frame["name"] for frame in other["frames"]] == [frame["name"] for frame in plain["frames"]]
    assert all(len(frame["traces"]) == len(frame["data"]) for frame in other["frames"])


def test_a_dark_figure_has_no_colour_of_the_light_theme() -> None:
    figure = gl.FIGURES["5-27"]
    trace = gl.run(figure.graph, figure.feed, figure.upstream)
    light, dark = (str(spec(trace, theme=theme, look=Look(notation="shapes"))["data"]) for theme in THEMES)
    assert LIGHT.first_size in light
    assert not [colour for colour in set(THEMES["light"]) - set(THEMES["dark"]) if colour in dark]
